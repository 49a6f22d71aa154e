// A ranked table that a reader can sort and pick from; cells are text, whatever a file put into them.
export function createTable(root, { texts, onPick }) {
  root.classList.add("wt-root");
  let data = null, order = null;

  // A row is [id, cell, …]; a cell is its text or [text, what to sort by, swatch, hatched]; null goes last.
  const cellOf = (cell) => {
    const [text, sort, swatch, hatch] = Array.isArray(cell) ? cell : [cell, cell];
    return { text, sort, swatch, hatch };
  };
  const value = (row, column) => row.cells[column].sort;

  function compare(a, b) {
    if (a === null || a === undefined || a === "") return b === null || b === undefined || b === "" ? 0 : 1;
    if (b === null || b === undefined || b === "") return -1;
    const way = order.down ? -1 : 1;
    return way * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), data.lang));
  }

  function draw() {
    const table = document.createElement("table");
    table.setAttribute("aria-label", data.title);
    const head = table.createTHead().insertRow();
    data.columns.forEach((column, i) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      const button = document.createElement("button");
      button.type = "button";
      button.title = texts.sort;
      button.textContent = column.label + (order.column === i ? (order.down ? " ▼" : " ▲") : "");
      button.addEventListener("click", () => { order = { column: i, down: order.column === i ? !order.down : Boolean(column.number) }; draw(); });
      cell.setAttribute("aria-sort", order.column === i ? (order.down ? "descending" : "ascending") : "none");
      if (column.number) cell.classList.add("wt-number");
      cell.append(button);
      head.append(cell);
    });
    const body = table.createTBody();
    const rows = data.rows.slice();
    if (order.column !== null) rows.sort((a, b) => compare(value(a, order.column), value(b, order.column)));
    for (const row of rows) {
      const line = body.insertRow();
      line.tabIndex = 0;
      line.dataset.code = row.id;
      if (row.id === data.selected) { line.classList.add("wt-selected"); line.setAttribute("aria-selected", "true"); }
      row.cells.forEach((cell, i) => {
        const box = line.insertCell();
        if (data.columns[i].number) box.classList.add("wt-number");
        const holder = cell.swatch ? document.createElement("div") : box;
        if (cell.swatch) {
          holder.className = "wt-name";
          box.append(holder);
          const swatch = document.createElement("span");
          swatch.className = `wm-swatch${cell.hatch ? " wm-swatch-hatch" : ""}`;
          swatch.style.backgroundColor = cell.swatch;
          holder.append(swatch);
        }
        const words = document.createElement("span");
        words.textContent = cell.text;
        if (cell.text.length > 60) box.classList.add("wt-long");
        holder.append(words);
      });
      const choose = () => onPick && onPick(row.id);
      line.addEventListener("click", choose);
      line.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); } });
    }
    const box = document.createElement("div");
    box.className = "wt-scroll";
    box.style.maxHeight = `${data.height || 560}px`;
    box.append(table);
    const place = root.querySelector(".wt-scroll");
    const scrolled = place ? [place.scrollTop, place.scrollLeft] : [0, 0];
    root.replaceChildren(box);
    [box.scrollTop, box.scrollLeft] = scrolled;
  }

  return {
    update(next) {
      const same = data && JSON.stringify(data.columns.map((c) => c.label)) === JSON.stringify(next.columns.map((c) => c.label));
      data = { ...next, rows: next.rows.map(([id, ...cells]) => ({ id, cells: cells.map(cellOf) })) };
      if (!order || !same) order = { column: data.sorted ?? null, down: data.down ?? true };
      draw();
      root.dataset.rows = String(data.rows.length);
    },
  };
}
