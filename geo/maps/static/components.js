// What the dashboard's components call: one map or table per place, updated when new data arrive.
import { createMap } from "./map.js";
import { createTable } from "./table.js";

const places = new WeakMap();

const leaflet = () => {
  window.waspadaLeaflet ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../leaflet/leaflet.js", import.meta.url);
    script.onload = () => resolve(window.L);
    script.onerror = reject;
    document.head.append(script);
  });
  return window.waspadaLeaflet;
};

const stylesheet = (path) => {
  const href = String(new URL(path, import.meta.url));
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
};

const dark = (node) => {
  const [r, g, b] = getComputedStyle(node).color.match(/[\d.]+/g).map(Number);
  return (r + g + b) / 3 > 128;
};

function place(component, make) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".waspada-place");
  let held = places.get(root);
  if (!held) {
    held = { component, made: null };
    places.set(root, held);
    held.made = Promise.resolve(make(root, held));
  }
  held.component = component;
  held.made.then((made) => {
    root.classList.toggle("wm-dark", dark(root));
    made.update(data);
  });
  return () => { places.delete(root); held.made.then((made) => made.remove && made.remove()); };
}

export function map(component) {
  stylesheet("../leaflet/leaflet.css"); stylesheet("map.css");
  return place(component, async (root, held) =>
    createMap(root, await leaflet(), { texts: component.data.texts, onPick: (id) => held.component.setTriggerValue("picked", id) }));
}

export function table(component) {
  stylesheet("map.css"); stylesheet("table.css");
  return place(component, (root, held) =>
    createTable(root, { texts: component.data.texts, onPick: (id) => held.component.setTriggerValue("picked", id) }));
}

// Light, dark, or what the device says: Streamlit keeps it in the browser, a page address at a time.
const PAGES = ["", "peta", "analisis", "tren", "kampanye", "dampak", "data", "mutu", "program", "paparan", "metode"];

export function theme(component) {
  stylesheet("map.css");
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".waspada-place");
  const key = (path) => `stActiveTheme-/${path}-v2`;
  let now = "System";
  try { now = JSON.parse(window.localStorage.getItem(`stActiveTheme-${window.location.pathname}-v2`)) || "System"; } catch { now = "System"; }
  const label = document.createElement("label");
  label.className = "wm-theme";
  label.textContent = `${data.label} `;
  const select = document.createElement("select");
  for (const [value, name] of [["System", data.system], ["Light", data.light], ["Dark", data.dark]]) {
    const option = new Option(name, value, false, value === now);
    select.append(option);
  }
  select.addEventListener("change", () => {
    for (const path of PAGES) {
      if (select.value === "System") window.localStorage.removeItem(key(path));
      else window.localStorage.setItem(key(path), JSON.stringify(select.value));
    }
    window.location.reload();
  });
  label.append(select);
  root.replaceChildren(label);
}
