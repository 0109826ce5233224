// The page of mistakes. Each mistake's facets: layer, kind, type, rules, document.
const items = findAll("#items > article");
const words = document.getElementById("words");
const texts = items.map((item) => item.textContent.toLowerCase());

const update = setUpFilters(document.getElementById("filters"), items.length,
  (index, facet) => [].concat(data[index][Number(facet)]),
  (index) => texts[index].includes(words.value.trim().toLowerCase()),
  (passing) => {
    const kept = new Set(passing);
    items.forEach((item, index) => { item.hidden = !kept.has(index); });
    document.getElementById("shown").textContent = `${passing.length} of ${items.length} shown`;
  });
document.getElementById("keys").hidden = false;
setUpKeys({ j: () => moveFocus(items, 1), k: () => moveFocus(items, -1), "/": () => words.focus() });
update();
