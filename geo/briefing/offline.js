"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const map = L.map("map", { zoomSnap: 0.25, attributionControl: false });
  const entries = Object.fromEntries(data.legend.map((entry) => [entry.key, entry]));
  const incomplete = new Set(data.incomplete);
  const words = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  };
  const look = (code) => {
    const entry = entries[data.classes[code]];
    return {
      className: entry && entry.hatch ? "hatched" : "",
      fillColor: entry ? entry.colour : "#ffffff",
      fillOpacity: 0.95,
      color: "#4b5563",
      weight: code === data.marked ? 3 : 0.8,
      dashArray: incomplete.has(code) ? "4 3" : null,
    };
  };
  L.geoJSON(data.land, { interactive: false, style: { stroke: false, fillColor: "#e3e3df", fillOpacity: 1 } }).addTo(map);
  const areas = L.geoJSON(data.areas, {
    style: (feature) => look(feature.id),
    onEachFeature: (feature, layer) => {
      const lines = data.popups[feature.id] || [feature.id];
      const box = document.createElement("div");
      lines.forEach((line, place) => box.append(words(place ? "div" : "strong", line)));
      layer.bindPopup(box, { maxWidth: 340 });
      layer.bindTooltip(words("span", lines[0]), { sticky: true });
    },
  }).addTo(map);
  const home = () => map.fitBounds(areas.getBounds(), { padding: [12, 12] });
  home();
  L.control.scale({ imperial: false }).addTo(map);
  const legend = document.getElementById("legend");
  legend.append(words("strong", data.texts.legend));
  for (const entry of data.legend) {
    const row = document.createElement("div");
    const fill = entry.hatch ? "url(#cross)" : entry.colour;
    row.innerHTML = `<svg><rect width="20" height="13" stroke="#4b5563" fill="${fill}"/></svg>`;
    row.append(words("span", `${entry.label} (${entry.count})`));
    legend.append(row);
  }
  const button = L.control({ position: "topleft" });
  button.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const link = L.DomUtil.create("a", "", bar);
    link.href = "#";
    link.textContent = "⌂";
    link.title = data.texts.home;
    link.setAttribute("role", "button");
    link.setAttribute("aria-label", data.texts.home);
    L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); home(); });
    return bar;
  };
  button.addTo(map);
})();
