// The screen map: geometry is fetched once by a name that carries its hash, colours and figures arrive often.
// Every text comes in `texts`; names from files are set as text, never as markup.

const GREY = "var(--map-missing, #d8d8d8)";
const topologies = new Map();

function load(source) {
  if (typeof source !== "string") return Promise.resolve(source);
  if (!topologies.has(source)) {
    const url = new URL(source, window.location.href);
    const answer = fetch(url).then((reply) => {
      if (!reply.ok) throw new Error(`${source}: ${reply.status}`);
      return reply.json();
    });
    answer.catch(() => topologies.delete(source));
    topologies.set(source, answer);
  }
  return topologies.get(source);
}

// TopoJSON (quantised, delta-coded arcs) to GeoJSON features: https://github.com/topojson/topojson-specification
// What a file carries inside may be GeoJSON already.
export function features(topology, objectName = "areas") {
  if (topology.features) return topology.features;
  const { scale, translate } = topology.transform || { scale: [1, 1], translate: [0, 0] };
  const delta = Boolean(topology.transform);
  topology.decoded ||= topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => {
      if (delta) { x += dx; y += dy; } else { x = dx; y = dy; }
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring = (indices) => {
    const points = [];
    for (const index of indices) {
      const arc = index < 0 ? topology.decoded[~index].slice().reverse() : topology.decoded[index];
      points.push(...(points.length ? arc.slice(1) : arc));
    }
    return points;
  };
  const geometry = (g) => {
    if (g.type === "Polygon") return { type: g.type, coordinates: g.arcs.map(ring) };
    if (g.type === "MultiPolygon") return { type: g.type, coordinates: g.arcs.map((p) => p.map(ring)) };
    if (g.type === "LineString") return { type: g.type, coordinates: ring(g.arcs) };
    if (g.type === "MultiLineString") return { type: g.type, coordinates: g.arcs.map(ring) };
    return null;
  };
  return topology.objects[objectName].geometries
    .map((g) => ({ type: "Feature", id: g.id, properties: g.properties || {}, geometry: geometry(g) }))
    .filter((f) => f.geometry);
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function tooltip(title, lines) {
  const box = element("div", "wm-tip");
  box.append(element("strong", "", title));
  for (const line of lines) if (line) box.append(element("div", "", line));
  return box;
}

// Groups [class, label, "code code …", incomplete] to one row a code.
function spread(groups) {
  const rows = new Map();
  for (const [position, label, codes, incomplete] of groups) {
    for (const code of codes.split(" ")) rows.set(code, [position, label, incomplete]);
  }
  return rows;
}

let patterns = 0;

// SVG patterns so that "incomplete" stays visible in black and white.
function hatch(svg, colour) {
  const key = `wm-hatch-${colour.replace(/[^a-z0-9]/gi, "")}`;
  const own = svg.dataset.wm || (svg.dataset.wm = String(++patterns));
  const id = `${key}-${own}`;
  if (!svg.querySelector(`[id="${id}"]`)) {
    const ns = "http://www.w3.org/2000/svg";
    const pattern = document.createElementNS(ns, "pattern");
    for (const [k, v] of Object.entries({ id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) {
      pattern.setAttribute(k, v);
    }
    const back = document.createElementNS(ns, "rect");
    back.setAttribute("width", 7); back.setAttribute("height", 7); back.setAttribute("fill", colour);
    const line = document.createElementNS(ns, "rect");
    line.setAttribute("width", 2.2); line.setAttribute("height", 7); line.setAttribute("fill", "#3b3b3b");
    line.setAttribute("fill-opacity", ".62");
    pattern.append(back, line);
    svg.append(pattern);
  }
  return `url(#${id})`;
}

const bounds = (L, layers) => layers.reduce((all, layer) => all.extend(layer.getBounds()), L.latLngBounds([]));

export function createMap(root, L, { texts, onPick }) {
  root.classList.add("wm-root");
  const canvas = element("div", "wm-canvas");
  canvas.setAttribute("role", "application");
  const legendBox = element("div", "wm-legend");
  const failure = element("div", "wm-failure");
  failure.hidden = true;
  root.replaceChildren(canvas, failure, legendBox);
  const map = L.map(canvas, { zoomControl: false, attributionControl: true, zoomSnap: 0.25, minZoom: 3, maxZoom: 17, worldCopyJump: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  for (const [name, z] of [["wm-base", 200], ["wm-area", 300], ["wm-line", 420], ["wm-symbol", 440]]) {
    map.createPane(name).style.zIndex = z;
  }
  map.setView([-2.5, 118], 4.5);

  let data = null, drawn = 0, areas = new Map(), areaLayer = null, extras = [], selected = null, tiles = null, notice = null;
  const keep = { base: null, outline: null, areas: null, within: null, focus: null, tiles: null };

  const home = L.control({ position: "topleft" });
  home.onAdd = () => {
    const box = element("div", "leaflet-bar wm-home");
    const link = element("a", "", "⌂");
    link.href = "#"; link.title = texts.home; link.setAttribute("role", "button"); link.setAttribute("aria-label", texts.home);
    L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); fit(); });
    box.append(link);
    return box;
  };
  home.addTo(map);

  const search = L.control({ position: "topright" });
  search.onAdd = () => {
    const box = element("div", "wm-search");
    const input = element("input");
    const list = element("datalist");
    list.id = `wm-names-${++patterns}`;
    input.type = "search"; input.placeholder = texts.search; input.setAttribute("aria-label", texts.search); input.setAttribute("list", list.id);
    const choose = () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      if (!wanted) return;
      const all = [...areas.values()];
      const hit = all.find((l) => l.feature.properties.n.toLocaleLowerCase() === wanted)
        || (all.filter((l) => l.feature.properties.n.toLocaleLowerCase().includes(wanted)).length === 1
          && all.find((l) => l.feature.properties.n.toLocaleLowerCase().includes(wanted)));
      if (hit) { map.fitBounds(hit.getBounds().pad(0.6)); pick(hit.feature.id, hit.getBounds().getCenter()); input.value = ""; }
    };
    input.addEventListener("change", choose);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
    box.append(input, list);
    box.names = () => list.replaceChildren(...[...areas.values()].map((l) => { const o = element("option"); o.value = l.feature.properties.n; return o; }));
    search.box = box;
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  search.addTo(map);

  function fit() {
    const shown = [...areas.values()];
    if (shown.length) { map.invalidateSize(); map.fitBounds(bounds(L, shown), { padding: [14, 14], animate: false }); }
  }

  function pick(code, place) {
    mark(code);
    if (onPick) onPick(code, place);
  }

  // Areas not named are of the class `rest`: those without data.
  function rowOf(code) {
    return data.values.get(code) ?? (data.rest === null || data.rest === undefined ? null : [data.rest, "", 0]);
  }

  function style(code) {
    const row = rowOf(code);
    const cls = row ? data.classes[row[0]] : null;
    const fill = cls ? cls.fill : GREY;
    const chosen = code === selected;
    return {
      pane: "wm-area", weight: chosen ? 3 : data.within && data.within.length ? 0.8 : 0.35, color: chosen ? "var(--map-chosen)" : "var(--map-line)",
      fillOpacity: cls && cls.opacity !== undefined ? cls.opacity : 1, fillColor: fill, className: "wm-area-path",
    };
  }

  function paint(layer) {
    const code = layer.feature.id;
    const row = rowOf(code);
    layer.setStyle(style(code));
    layer.eachLayer ? layer.eachLayer((l) => finish(l, row)) : finish(layer, row);
    if (code === selected) layer.bringToFront();
  }

  function finish(path, row) {
    const node = path.getElement && path.getElement();
    if (!node) return;
    const cls = row ? data.classes[row[0]] : null;
    const incomplete = (row && row[2]) || (cls && cls.hatch);
    const fill = cls ? cls.fill : GREY;
    node.setAttribute("fill", incomplete ? hatch(node.ownerSVGElement, fill) : fill);
    node.dataset.code = path.feature ? path.feature.id : "";
  }

  function mark(code) {
    const before = selected;
    selected = code;
    for (const c of [before, code]) if (c && areas.has(c)) paint(areas.get(c));
  }

  function describe(feature) {
    const row = rowOf(feature.id);
    const lines = row ? [row[1], data.classes[row[0]].label, row[2] ? texts.incomplete : ""] : [texts.missing];
    return tooltip(feature.properties.n, lines.filter((l, i) => l && lines.indexOf(l) === i));
  }

  async function drawBase() {
    if (keep.base === data.base && keep.outline === data.outline) return;
    keep.base = data.base; keep.outline = data.outline;
    for (const [source, className] of [[data.base, "wm-land"], [data.outline, "wm-province"]]) {
      if (!source) continue;
      const shapes = features(await load(source));
      L.geoJSON(shapes, { interactive: false, pane: className === "wm-land" ? "wm-base" : "wm-line",
        style: { className, weight: className === "wm-land" ? 0.4 : data.within && data.within.length ? 1.3 : 0.8, fill: className === "wm-land", fillOpacity: 1 } }).addTo(map);
    }
  }

  async function drawAreas() {
    const within = (data.within || []).join(",");
    if (keep.areas === data.areas && keep.within === within) return;
    const topology = await load(data.areas);
    keep.areas = data.areas; keep.within = within;
    const wanted = data.within && data.within.length ? (id) => data.within.some((p) => id.startsWith(p)) : () => true;
    if (areaLayer) areaLayer.remove();
    areas = new Map();
    areaLayer = L.geoJSON(features(topology).filter((f) => wanted(f.id)), {
      pane: "wm-area", style: (f) => style(f.id),
      onEachFeature: (feature, layer) => {
        areas.set(feature.id, layer);
        layer.bindTooltip(() => describe(feature), { sticky: true, className: "wm-tooltip" });
        layer.on({ click: (event) => pick(feature.id, event.latlng), mouseover: () => { layer.setStyle({ weight: 2.4 }); layer.bringToFront(); },
          mouseout: () => paint(layer) });
      },
    }).addTo(map);
    search.box.names();
    search.box.style.display = areas.size > 3 && !data.plain ? "" : "none";
  }

  function drawExtras() {
    extras.forEach((layer) => layer.remove());
    extras = [];
    const add = (layer, tip, id) => {
      const words = () => (tip ? tooltip(tip[0], tip.slice(1)) : describe(areas.get(id).feature));
      if (tip || areas.has(id)) layer.bindTooltip(words, { sticky: true, className: "wm-tooltip" });
      if (id !== undefined && id !== null && onPick) layer.on("click", () => onPick(id));
      extras.push(layer.addTo(map));
    };
    // Symbols: [latitude, longitude, radius in px, colour, tooltip lines or null for the area's own, id]; area grows with the value.
    for (const [lat, lng, radius, fill, tip, id] of data.symbols || []) {
      add(L.circleMarker([lat, lng], { pane: "wm-symbol", radius, weight: Math.min(1.2, radius / 4), color: "var(--map-chosen)", fillColor: fill, fillOpacity: 0.78 }), tip, id);
    }
    // Rings: [latitude, longitude, radius in km, colour, tooltip lines, id].
    for (const [lat, lng, km, colour, tip, id] of data.rings || []) {
      add(L.circle([lat, lng], { pane: "wm-symbol", radius: km * 1000, weight: 2, color: colour, fillOpacity: 0.06, className: "wm-ring" }), tip, id);
    }
    // Lines: [[[latitude, longitude], …], colour, tooltip lines].
    for (const [points, colour, tip] of data.lines || []) {
      add(L.polyline(points, { pane: "wm-line", weight: 2.5, color: colour }), tip);
    }
  }

  function drawTiles() {
    if (keep.tiles === (data.tiles ? data.tiles.url : null)) return;
    keep.tiles = data.tiles ? data.tiles.url : null;
    if (tiles) tiles.remove();
    // Offline the tiles simply do not come; the land below stays.
    tiles = data.tiles ? L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution, maxZoom: 17 }).addTo(map) : null;
    root.classList.toggle("wm-tiled", Boolean(tiles));
  }

  function drawLegend() {
    legendBox.replaceChildren();
    legendBox.append(element("div", "wm-legend-title", data.legend_title || ""));
    for (const cls of data.classes) {
      if (cls.hidden) continue;
      const row = element("div", "wm-legend-row");
      const swatch = element("span", `wm-swatch${cls.hatch ? " wm-swatch-hatch" : ""}${cls.circle ? " wm-swatch-circle" : ""}`);
      swatch.style.backgroundColor = cls.fill;
      if (cls.circle) { swatch.style.width = swatch.style.height = `${2 * cls.circle}px`; }
      row.append(swatch, element("span", "wm-legend-label", cls.label), element("span", "wm-legend-count", cls.count === undefined ? "" : String(cls.count)));
      legendBox.append(row);
    }
    for (const line of data.legend_notes || []) legendBox.append(element("div", "wm-legend-note", line));
  }

  function drawNotice() {
    if (notice) map.attributionControl.removeAttribution(notice);
    const safe = element("span", "", data.notice || "");
    notice = safe.outerHTML;
    if (data.notice) map.attributionControl.addAttribution(notice);
  }

  async function update(next) {
    const turn = ++drawn;
    data = { ...next, values: spread(next.values) };
    selected = data.selected ?? null;
    canvas.style.height = `${data.height || 520}px`;
    canvas.setAttribute("aria-label", data.title || "");
    drawLegend(); drawNotice(); drawTiles();
    try {
      await Promise.all([drawBase(), drawAreas()]);
      if (turn !== drawn) return;
      failure.hidden = true;
      for (const layer of areas.values()) paint(layer);
      drawExtras();
      const focus = data.focus || (data.within || []).join(",") || "all";
      if (keep.focus !== focus) { keep.focus = focus; fit(); }
      root.dataset.ready = String(areas.size);
      root.dataset.turn = String(data.turn ?? turn);
    } catch (error) {
      failure.textContent = texts.failed;
      failure.hidden = false;
      console.warn(error);
    }
  }

  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watcher.observe(canvas);
  return { update, map, remove: () => { watcher.disconnect(); map.remove(); } };
}
