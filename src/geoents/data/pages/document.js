// The page of one document.
const article = document.getElementById("article");
const pieces = findAll("[data-a]", article).map((piece) => [Number(piece.dataset.a), Number(piece.dataset.z), piece]);
const mentions = findAll(".m[data-m]", article);
const cards = findAll(".relation");
const entityCards = findAll(".entity");
const note = document.getElementById("note");
const who = document.getElementById("who");
const relationOf = new Map(data.relations.map((relation, index) => [relation.id, index]));
const nameOf = (id) => data.entities[id][0];
const texts = cards.map((card) => card.textContent.toLowerCase());
const isNarrow = () => matchMedia("(max-width: 60rem)").matches;
let chosenEntity = null;
let pinned = -1;
let passing = data.relations.map((_, index) => index);
let graph = null;

// -- marks in the text --------------------------------------------------------------------------

const MARKS = ["ev", "tr", "cu", "cl", "wh", "al", "no"];

function clearMarks() {
  for (const [, , piece] of pieces) { piece.classList.remove(...MARKS); }
  for (const mention of mentions) { mention.classList.remove("lit", "arg"); }
  cards.forEach((card) => card.classList.remove("lit"));
  if (graph) { graph.light(() => false); }
  note.hidden = true;
}

function mark(span, name) {
  if (!span) { return; }
  for (const [start, end, piece] of pieces) {
    if (start < span[1] && span[0] < end) { piece.classList.add(name); }
  }
}

function describe(relation) {
  const rules = new Set(relation.evidence.map((one) => one.rule).filter(Boolean));
  const how = new Set(relation.evidence.map((one) => {
    const words = [one.polarity, one.modality].join(", ");
    return one.source ? `${words}, by ${one.source}` : `${words}, in the text's own voice`;
  }));
  return [relation.type, `${Array.from(how).join("; ")} · rule ${Array.from(rules).join(", ") || "none told"} · confidence ${relation.confidence.toFixed(2)}`];
}

function tell(strong, rest, canReturn) {
  note.firstElementChild.replaceChildren(make("b", {}, strong), ` ${rest}`);
  note.lastElementChild.hidden = !canReturn;
  note.hidden = false;
}

function showRelation(index) {
  clearMarks();
  const relation = data.relations[index];
  for (const one of relation.evidence) {
    mark(one.span, "ev");
    mark(one.trigger, "tr");
    one.cues.forEach((cue) => mark(cue, "cu"));
    mentions.filter((each) => [one.subject, one.object].includes(each.dataset.m)).forEach((each) => each.classList.add("arg"));
    if (one.polarity === "negated") { mark(one.trigger || one.span, "no"); }
    if (one.modality === "alleged") { mark(one.span, "al"); }
  }
  mark(relation.claim, "cl");
  mark(relation.when, "wh");
  cards[index].classList.add("lit");
  if (graph) { graph.light((link) => link.id === relation.id); }
  tell(...describe(relation), true);
}

function showEntity(id) {
  clearMarks();
  const own = mentions.filter((mention) => mention.dataset.e === id);
  own.forEach((mention) => mention.classList.add("lit"));
  if (graph) { graph.light((link) => link.source.id === id || link.target.id === id); }
  const places = new Set(own.map((mention) => mention.dataset.m));
  tell(nameOf(id), `${data.entities[id][1]}, ${places.size} mention${places.size === 1 ? "" : "s"}`, false);
}

function restore() {
  if (pinned >= 0) { showRelation(pinned); }
  else if (chosenEntity) { showEntity(chosenEntity); }
  else { clearMarks(); }
}

function jumpTo(offset) {
  if (isNarrow()) { showTab("text", false); }
  const piece = pieces.find(([, end]) => end > offset);
  if (piece) { piece[2].scrollIntoView({ block: "center" }); }
}

// -- choosing -----------------------------------------------------------------------------------

function choose(id) {
  chosenEntity = id;
  who.hidden = !id;
  if (id) { who.firstElementChild.textContent = `only of ${nameOf(id)}`; }
  update();
  restore();
}

cards.forEach((card, index) => {
  const summary = find("summary", card);
  summary.addEventListener("mouseenter", () => showRelation(index));
  summary.addEventListener("mouseleave", restore);
  summary.addEventListener("focus", () => showRelation(index));
  card.addEventListener("toggle", () => {
    if (card.open) {
      pinned = index;
      showRelation(index);
      if (!isNarrow()) { jumpTo(data.relations[index].evidence[0].span[0]); }
    } else if (pinned === index) { pinned = -1; restore(); }
  });
  findAll(".jump", card).forEach((button, number) => button.addEventListener("click", () => {
    pinned = index;
    jumpTo(data.relations[index].evidence[number].span[0]);
    showRelation(index);
  }));
});

function openRelation(index) {
  showTab("relations", false);
  cards[index].open = true;
  find("summary", cards[index]).focus({ preventScroll: true });
  cards[index].scrollIntoView({ block: "nearest" });
}

document.getElementById("back").addEventListener("click", () => openRelation(pinned));
find("button", who).addEventListener("click", () => choose(null));

for (const card of entityCards) {
  const id = card.dataset.e;
  const summary = find("summary", card);
  summary.addEventListener("mouseenter", () => showEntity(id));
  summary.addEventListener("mouseleave", restore);
  summary.addEventListener("focus", () => showEntity(id));
  find(".only", card).addEventListener("click", () => { showTab("relations", true); choose(id); });
  findAll(".place", card).forEach((button) => button.addEventListener("click", () => {
    const mention = mentions.find((one) => one.dataset.m === button.dataset.m);
    if (isNarrow()) { showTab("text", false); }
    showEntity(id);
    mention.scrollIntoView({ block: "center" });
  }));
}

article.addEventListener("click", (event) => {
  const mention = event.target.closest(".m");
  if (!mention) { return; }
  pinned = -1;
  choose(mention.dataset.e === chosenEntity ? null : mention.dataset.e);
});
article.addEventListener("keydown", (event) => {
  const mention = event.target.closest(".m");
  if (mention && event.key === "Enter") { pinned = -1; choose(mention.dataset.e); }
});
article.addEventListener("focusin", (event) => {
  const mention = event.target.closest(".m");
  if (mention) { showEntity(mention.dataset.e); }
});

findAll(".key").forEach((key) => key.addEventListener("click", () => {
  const isOn = key.getAttribute("aria-pressed") !== "true";
  key.setAttribute("aria-pressed", String(isOn));
  mentions.filter((one) => one.classList.contains(key.dataset.type)).forEach((one) => one.classList.toggle("off", !isOn));
}));

// -- filters ------------------------------------------------------------------------------------

const confidence = document.getElementById("confidence");
const words = document.getElementById("words");

function valuesOf(index, facet) {
  const relation = data.relations[index];
  if (facet === "type") { return [relation.type]; }
  const values = new Set(relation.evidence.map((one) => one.modality));
  relation.evidence.forEach((one) => values.add(one.polarity));
  return Array.from(values);
}

function passesRest(index) {
  const relation = data.relations[index];
  const sought = words.value.trim().toLowerCase();
  return relation.confidence >= Number(confidence.value)
    && (!sought || texts[index].includes(sought))
    && (!chosenEntity || relation.subject === chosenEntity || relation.object === chosenEntity);
}

const update = setUpFilters(find("#relations form"), data.relations.length, valuesOf, passesRest, (indexes) => {
  passing = indexes;
  const kept = new Set(indexes);
  cards.forEach((card, index) => { card.hidden = !kept.has(index); });
  document.getElementById("least").textContent = Number(confidence.value).toFixed(2);
  document.getElementById("shown").textContent = `${indexes.length} of ${data.relations.length}`;
  document.getElementById("none").hidden = indexes.length > 0 || data.relations.length === 0;
  if (document.body.dataset.tab === "graph") { draw(); } else { graph = null; }
});

// -- the graph ----------------------------------------------------------------------------------

function draw() {
  const edges = passing.map((index) => data.relations[index]).filter((relation) => relation.object).map((relation) => {
    const states = [["polarity", "negated"], ["modality", "alleged"]]
      .filter(([field, value]) => relation.evidence.every((one) => one[field] === value)).map(([, value]) => value);
    return {
      id: relation.id, source: relation.subject, target: relation.object, label: relation.type, family: relation.family, isEven: data.symmetric.includes(relation.type),
      classes: states.join(" "), title: `${nameOf(relation.subject)} ${relation.type} ${nameOf(relation.object)}${states.length ? ` (${states.join(", ")})` : ""}`,
    };
  });
  const ids = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const nodes = Array.from(ids, (id) => ({ id, name: nameOf(id), type: data.entities[id][1] }));
  graph = drawGraph(find("#graph .graph"), nodes, edges, {
    onNode(id) { pinned = -1; chosenEntity === id ? choose(null) : showEntity(id); },
    onEdge(id) { openRelation(relationOf.get(id)); },
  });
}

findAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => graph && graph.zoom(Number(button.dataset.zoom))));

const showTab = setUpTabs((name) => { if (name === "graph") { draw(); restore(); } });
find(".skip").addEventListener("click", () => showTab("relations", true));
setUpKeys({
  j: () => { showTab("relations", false); moveFocus(cards.map((card) => find("summary", card)), 1); },
  k: () => { showTab("relations", false); moveFocus(cards.map((card) => find("summary", card)), -1); },
  n: () => moveFocus(mentions, 1),
  p: () => moveFocus(mentions, -1),
  "/": () => { showTab("relations", false); words.focus(); },
  Escape: () => { pinned = -1; choose(null); },
});
showTab(isNarrow() ? "text" : "relations", false);
update();
