// What all pages share: their data, tabs, the look, keys, print.
const data = JSON.parse(document.getElementById("data").textContent);
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// An element with text in it: never HTML.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) { element.setAttribute(key, value); }
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function setUpLook() {
  const button = find(".look");
  if (!button) { return; }
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.look ? root.dataset.look === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.look = isDark ? "light" : "dark";
  });
}

// Tabs as WAI-ARIA has them: arrows move, Home and End go to the ends. "onShow" is told which.
function setUpTabs(onShow) {
  const tabs = findAll('[role="tab"]');
  const isSeen = (tab) => tab.offsetParent !== null;
  function show(name, hasFocus) {
    document.body.dataset.tab = name;
    for (const tab of tabs) {
      const isChosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.dataset.tab);
      if (panel.getAttribute("role") === "tabpanel") { panel.hidden = !isChosen; }
      if (isChosen && hasFocus) { tab.focus(); }
    }
    onShow(name);
  }
  tabs.forEach((tab) => tab.addEventListener("click", () => show(tab.dataset.tab, false)));
  find('[role="tablist"]').addEventListener("keydown", (event) => {
    const seen = tabs.filter(isSeen);
    const at = seen.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (at < 0 || to === undefined) { return; }
    event.preventDefault();
    show(seen[(to + seen.length) % seen.length].dataset.tab, true);
  });
  return show;
}

// Fill a select with the values that the other filters leave, each with how many there are.
function offer(select, counts, all) {
  const chosen = select.value;
  if (chosen && !counts.has(chosen.slice(1))) { counts.set(chosen.slice(1), 0); }
  const options = [new Option(`all (${all})`, "")];
  for (const value of Array.from(counts.keys()).sort()) {
    options.push(new Option(`${value || "(none)"} (${counts.get(value)})`, `=${value}`));
  }
  select.replaceChildren(...options);
  select.value = chosen;
}

// Filters over items: "valuesOf(index, facet)" gives an item's values, "passesRest(index)" whether
// it passes whatever else there is. Each select offers what the other filters leave.
function setUpFilters(form, count, valuesOf, passesRest, onChange) {
  const selects = findAll("select[data-facet]", form);
  function update() {
    const chosen = selects.filter((select) => select.value);
    const rest = [];
    for (let index = 0; index < count; index += 1) {
      if (passesRest(index)) { rest.push(index); }
    }
    const passes = (index, but) => chosen.every((select) =>
      select === but || valuesOf(index, select.dataset.facet).includes(select.value.slice(1)));
    const passing = rest.filter((index) => passes(index, null));
    for (const select of selects) {
      const counts = new Map();
      let all = 0;
      for (const index of rest) {
        if (!passes(index, select)) { continue; }
        all += 1;
        for (const value of valuesOf(index, select.dataset.facet)) {
          counts.set(value, (counts.get(value) || 0) + 1);
        }
      }
      offer(select, counts, all);
    }
    onChange(passing);
  }
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update, 0));
  form.hidden = false;
  return update;
}

// Keys that work wherever nobody is writing.
function setUpKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.closest("input, select")) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    const action = actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });
}

// Go to the item after, or before, the one that has the focus.
function moveFocus(items, step) {
  const seen = items.filter((item) => item.offsetParent !== null);
  const at = seen.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
  const next = seen[at < 0 ? (step > 0 ? 0 : seen.length - 1) : at + step];
  if (!next) { return null; }
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return next;
}

// On paper everything is open.
function setUpPrint() {
  const opened = [];
  addEventListener("beforeprint", () => {
    opened.push(...findAll("details:not([open])"));
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => opened.splice(0).forEach((one) => { one.open = false; }));
}

document.body.classList.add("scripted");
setUpLook();
setUpPrint();
