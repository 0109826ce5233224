// Tables that sort, and draw only the rows in sight (Tabulator). Cells are made of nodes, so that
// nothing from a text becomes markup.
const isNarrowTable = () => matchMedia("(max-width: 60rem)").matches;

function makeName(id, name, struck) {
  const actor = data.actors[id];
  return make("span", { class: `m name ${actor ? actor[1] : ""} ${struck || ""}` }, name || "");
}

function makeType(type) {
  return make("span", { class: `type ${data.families[type]}` }, type);
}

// A panel with filters and a table. "columns": {title, field, cell(row), width, grow, isSecond}; on a
// narrow screen those that are second go, and a press on the row shows all.
function setUpTable(panel, rows, columns, { facets, open, initialSort, onRows = () => {} }) {
  let table = null;
  let sought = "";
  let extra = () => true;
  const form = find("form", panel);
  const output = find("output.dim", form);
  const frame = find(".table", panel);
  for (const row of rows) { row.isShown = true; }

  const update = setUpFilters(form, rows.length, (index, facet) => facets(rows[index], facet),
    (index) => (!sought || rows[index].search.includes(sought)) && extra(rows[index]),
    (passing) => {
      for (const row of rows) { row.isShown = false; }
      for (const index of passing) { rows[index].isShown = true; }
      output.textContent = `${passing.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
      onRows(passing.map((index) => rows[index]));
      if (table) { table.refreshFilter(); }
    });

  function build() {
    if (table) { table.destroy(); }
    const shown = columns.filter((column) => !(column.isSecond && isNarrowTable()));
    const made = new Tabulator(frame, {
      data: rows,
      layout: "fitColumns",
      height: "70vh",
      placeholder: "Nothing passes these filters.",
      printAsHtml: true,
      printRowRange: "active",
      printStyled: false,
      initialSort: initialSort.filter((sort) => shown.some((column) => column.field === sort.column)),
      initialFilter: [{ field: (row) => row.isShown }],
      // The table is one stop of the Tab key and arrows go through it: thousands of stops would be a trap.
      rowFormatter(row) { row.getElement().tabIndex = -1; },
      columns: shown.map((column) => ({
        title: column.title, field: column.field, sorter: column.sorter || "string", sorterParams: { alignEmptyValues: "bottom" },
        width: isNarrowTable() ? column.narrow : column.width, widthGrow: column.grow || 1, minWidth: isNarrowTable() ? 80 : 70, headerSortTristate: false, variableHeight: true, hozAlign: column.sorter === "number" ? "right" : "left",
        formatter(cell) { return make("div", { class: "wrap" }, column.cell ? column.cell(cell.getData()) : String(cell.getValue() ?? "")); },
      })),
    });
    made.on("rowClick", (_, row) => open(row.getData()));
    made.on("tableBuilt", () => {
      table = made;
      findAll(".tabulator-col-sorter-element", frame).forEach((head) => { head.tabIndex = 0; });
      // The frame that scrolls is what Tab stops at, so it is the group of rows, and not what is in it.
      const holder = find(".tabulator-tableholder", frame);
      frame.removeAttribute("aria-owns");
      find(".tabulator-table", holder).setAttribute("role", "presentation");
      holder.setAttribute("role", "rowgroup");
      table.refreshFilter();
    });
  }
  frame.addEventListener("keydown", (event) => {
    const head = event.target.closest(".tabulator-col");
    if (head && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); find(".tabulator-col-content", head).click(); }
    const holder = event.target.closest(".tabulator-tableholder");
    if (event.target === holder && event.key === "ArrowDown") {
      const top = holder.getBoundingClientRect().top;
      const first = findAll(".tabulator-row", holder).find((each) => each.getBoundingClientRect().bottom > top + 4);
      if (first) { event.preventDefault(); first.focus(); }
      return;
    }
    const row = event.target.closest(".tabulator-row");
    if (!row) { return; }
    const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (event.key === "Enter") { event.preventDefault(); row.click(); }
    else if (to) { event.preventDefault(); event.stopPropagation(); to.focus(); }
  }, true);
  matchMedia("(max-width: 60rem)").addEventListener("change", () => { if (table) { build(); } });
  update();
  return {
    show() { if (!table) { build(); } },
    search(words) { sought = words; update(); },
    keep(test) { extra = test; update(); },
  };
}
