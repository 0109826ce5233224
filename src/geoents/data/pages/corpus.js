// The page of a corpus.
function unpack({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
}

const documents = data.documents.map(([id, title, published, url]) => ({ id, title, url, published: (published || "").slice(0, 10) }));
const readings = unpack(data.readings);
const offices = unpack(data.offices);
const memberships = unpack(data.memberships);
const contested = unpack(data.contested);
const detail = document.getElementById("detail");
const PIECES = 40;
// More lines than this hide each other.
const LINES_PER_ACTOR = 2;
// How the view of what is contested calls a text that quotes nobody.
const OWN_VOICE = "the text of ";

const ofRelation = new Map();
const ofActors = new Map();
function append(map, key, value) { const list = map.get(key); if (list) { list.push(value); } else { map.set(key, [value]); } }
for (const reading of readings) {
  const source = documents[reading.document_id];
  reading.published = source.published;
  reading.when = reading.day || source.published;
  reading.how = [reading.polarity, reading.modality];
  append(ofRelation, `${reading.document_id}\n${reading.relation}`, reading);
  append(ofActors, `${reading.type}\n${reading.subject_actor}\n${reading.object_actor}`, reading);
}
function addSearch(rows, fields) {
  for (const row of rows) { row.search = fields.map((field) => row[field] || "").join(" ").toLowerCase(); }
}
const firsts = readings.filter((reading) => reading.number === 1);
const statements = firsts.filter((reading) => data.families[reading.type] === "speech");
const events = firsts.filter((reading) => data.families[reading.type] !== "standing").map((reading) => ({ ...reading }));
for (const rows of [statements, events]) { rows.sort((a, b) => (a.when < b.when ? 1 : a.when > b.when ? -1 : 0)); }
addSearch(offices, ["person", "post", "body", "state", "tenure"]);
addSearch(memberships, ["member", "body", "polarity", "modality"]);
addSearch(statements, ["subject", "type", "object", "claim", "quotation", "when"]);
addSearch(events, ["subject", "type", "object", "claim", "quotation", "when"]);
addSearch(contested, ["subject", "type", "object", "claim"]);

// -- evidence -----------------------------------------------------------------------------------

const stateOf = (row) => [row.polarity === "negated" ? "no" : "", row.modality === "alleged" ? "al" : ""].filter(Boolean).join(" ");

function describeReading(row) {
  const how = [row.tenure, row.polarity === "negated" ? "negated" : "", row.modality === "actual" ? "" : row.modality].filter(Boolean);
  if (row.source) { how.push(`by ${row.source}`); }
  return how.join(", ");
}

function makeStatement(row) {
  const parts = [makeName(row.subject_actor, row.subject, stateOf(row)), " ", makeType(row.type)];
  if (row.object) { parts.push(" ", makeName(row.object_actor, row.object, stateOf(row))); }
  if (row.claim) { parts.push(" ", make("q", { class: stateOf(row) }, row.claim)); }
  return parts;
}

function makePiece(reading) {
  const source = documents[reading.document_id];
  const name = source.title || source.id;
  const isLink = /^https?:\/\//.test(source.url || "");
  const title = isLink ? make("a", { href: source.url, rel: "noreferrer noopener", target: "_blank" }, name) : name;
  const how = describeReading(reading);
  return make("div", { class: "said" }, make("blockquote", { class: reading.modality === "alleged" ? "al" : "" }, reading.quotation.trim()),
    make("cite", {}, how ? `${how} · ` : "", source.published ? `${source.published} · ` : "", title, reading.rule ? ` · ${reading.rule}` : ""));
}

function openDetail(heading, about, pieces) {
  find("h2", detail).replaceChildren(...heading);
  find("p", detail).textContent = about;
  const shown = pieces.slice(0, PIECES).map(makePiece);
  if (pieces.length > PIECES) { shown.push(make("p", { class: "dim" }, `and ${pieces.length - PIECES} more`)); }
  find(".evidence", detail).replaceChildren(...shown);
  detail.showModal();
  detail.scrollTop = 0;
}
find(".close", detail).addEventListener("click", () => detail.close());
detail.addEventListener("click", (event) => { if (event.target === detail) { detail.close(); } });

const openReading = (row) => openDetail(makeStatement(row), `confidence ${row.confidence.toFixed(2)}${row.day ? ` · ${row.day}` : ""}`,
  ofRelation.get(`${row.document_id}\n${row.relation}`));
function openOffice(row) {
  const inside = new Set(row.sources);
  const pieces = readings.filter((one) => one.type === "HOLDS_OFFICE" && one.subject_actor === row.person_actor && inside.has(one.document_id)
    && one.object.toLowerCase() === row.post.toLowerCase());
  openDetail([makeName(row.person_actor, row.person), " ", makeType("HOLDS_OFFICE"), " ", row.post], [row.body, row.state].filter(Boolean).join(", "), pieces);
}
function openMembership(row) {
  const pieces = (ofActors.get(`MEMBER_OF\n${row.member_actor}\n${row.body_actor}`) || []).filter((one) => one.polarity === row.polarity && one.modality === row.modality);
  openDetail([makeName(row.member_actor, row.member, stateOf(row)), " ", makeType("MEMBER_OF"), " ", makeName(row.body_actor, row.body)], `${row.documents} documents`, pieces);
}

// -- tables -------------------------------------------------------------------------------------

const makeHow = (row) => [row.polarity === "negated" ? "negated" : "", row.modality === "actual" ? "" : row.modality].filter(Boolean).join(", ");
// A stretch of days may be parted between them, and nowhere else.
function makeDays(row) {
  const [first, last] = (row.when || "").split("/");
  return make("span", {}, make("span", { class: "day-of" }, first + (last ? "/" : "")), last ? make("wbr") : "", last ? make("span", { class: "day-of" }, last) : "");
}
const makeDay = (field) => (row) => make("span", { class: "day-of" }, row[field] || "");
const seen = [
  { title: "first", field: "first_seen", width: 120, isSecond: true, cell: makeDay("first_seen") },
  { title: "last", field: "last_seen", width: 120, isSecond: true, cell: makeDay("last_seen") },
  { title: "texts", field: "documents", width: 105, sorter: "number", isSecond: true },
];
for (const row of [...memberships, ...offices]) { row.first_seen = (row.first_seen || "").slice(0, 10); row.last_seen = (row.last_seen || "").slice(0, 10); }

const tables = {
  offices: setUpTable(document.getElementById("offices"), offices, [
    { title: "person", field: "person", cell: (row) => makeName(row.person_actor, row.person) },
    { title: "post", field: "post", grow: 1.4, cell: (row) => make("span", {}, row.post, row.tenure ? make("span", { class: "dim" }, ` (${row.tenure})`) : "") },
    { title: "body", field: "body", isSecond: true, cell: (row) => row.body || "" },
    { title: "state", field: "state", isSecond: true, cell: (row) => row.state || "" },
    ...seen,
  ], { facets: (row, facet) => [row[facet] || ""], open: openOffice, initialSort: [{ column: "person", dir: "asc" }] }),
  memberships: setUpTable(document.getElementById("memberships"), memberships, [
    { title: "member", field: "member", cell: (row) => makeName(row.member_actor, row.member, stateOf(row)) },
    { title: "body", field: "body", grow: 1.4, cell: (row) => make("span", {}, makeName(row.body_actor, row.body), isNarrowTable() && makeHow(row) ? make("span", { class: "dim" }, ` ${makeHow(row)}`) : "") },
    { title: "factuality", field: "modality", width: 160, isSecond: true, cell: makeHow },
    ...seen,
  ], { facets: (row, facet) => facet === "how" ? [row.polarity, row.modality] : [row.body || ""], open: openMembership, initialSort: [{ column: "body", dir: "asc" }] }),
  statements: setUpTable(document.getElementById("statements"), statements, [
    { title: "day", field: "when", width: 120, isSecond: true, cell: makeDays },
    { title: "speaker", field: "subject", width: 220, narrow: 136, cell: (row) => make("span", {}, makeName(row.subject_actor, row.subject), " ", isNarrowTable() ? makeType(row.type) : "") },
    { title: "verb", field: "type", width: 120, isSecond: true, cell: (row) => makeType(row.type) },
    { title: "claim", field: "claim", grow: 3, cell: (row) => make("span", { class: stateOf(row) }, row.object ? makeName(row.object_actor, row.object) : "", row.object && row.claim ? ": " : "", row.claim || "") },
    { title: "sure", field: "confidence", width: 105, sorter: "number", isSecond: true, cell: (row) => row.confidence.toFixed(2) },
  ], { facets: (row, facet) => facet === "how" ? row.how : [row[facet] || ""], open: openReading, initialSort: [{ column: "when", dir: "desc" }] }),
  contested: setUpContested(document.getElementById("contested")),
  network: setUpNetwork(document.getElementById("network")),
  timeline: setUpTimeline(document.getElementById("timeline")),
};

// -- contested claims, side by side -----------------------------------------------------------------

function setUpContested(panel) {
  const answers = new Map();
  for (const [document_, relation, answered] of data.answers) { append(answers, `${document_}\n${answered}`, `${document_}\n${relation}`); }
  let sought = "";
  let passing = [];
  let count = 20;
  const more = find(".more", panel);

  // The pieces of both sides: either readings of one relation that differ, or a statement and its denials.
  function sidesOf(row) {
    if (row.claim === null) {
      const both = [`${row.type}\n${row.subject_actor}\n${row.object_actor}`];
      if (data.symmetric.includes(row.type)) { both.push(`${row.type}\n${row.object_actor}\n${row.subject_actor}`); }
      const all = both.flatMap((key) => ofActors.get(key) || []).filter((one) => one.modality !== "desired");
      return ["affirmed", "negated"].map((polarity) => all.filter((one) => one.polarity === polarity));
    }
    const said = readings.filter((one) => row.sources.includes(one.document_id) && one.type === row.type && one.claim === row.claim && one.subject === row.subject);
    return [said, said.flatMap((one) => (answers.get(`${one.document_id}\n${one.relation}`) || []).flatMap((key) => ofRelation.get(key) || []))];
  }

  // Whoever is quoted by name, and how many texts say it in their own voice.
  function namesOf(by) {
    const quoted = by.filter((name) => !name.startsWith(OWN_VOICE));
    const own = by.length - quoted.length;
    return [...quoted, own ? `${own} text${own === 1 ? "" : "s"}` : ""].filter(Boolean).join(", ");
  }

  function makeSide(name, title, by, pieces) {
    const shown = pieces.slice(0, 3).map(makePiece);
    const rest = pieces.length - shown.length;
    const side = make("div", { class: name }, make("h3", {}, `${title} by ${namesOf(by)}`), ...shown);
    if (rest > 0) {
      const button = make("button", { type: "button" }, `${rest} more`);
      button.addEventListener("click", () => button.replaceWith(...pieces.slice(3, PIECES).map(makePiece)));
      side.append(button);
    }
    return side;
  }

  function draw() {
    find(".sides", panel).replaceChildren(...passing.slice(0, count).map((row) => {
      const [yes, against] = sidesOf(row);
      return make("article", { class: `claim ${data.families[row.type]}` },
        make("h2", {}, ...makeStatement({ ...row, polarity: "affirmed", modality: "actual" })),
        make("div", { class: "two" }, makeSide("yes", "Asserted", row.asserted_by, yes), makeSide("against", "Denied", row.denied_by, against)));
    }));
    if (!passing.length) { find(".sides", panel).replaceChildren(make("p", { class: "dim" }, "Nothing is contested here.")); }
    more.hidden = passing.length <= count;
  }
  more.addEventListener("click", () => { count += 40; draw(); });

  const update = setUpFilters(find("form", panel), contested.length,
    (index, facet) => facet === "type" ? [contested[index].type] : [contested[index].subject, contested[index].object].filter(Boolean),
    (index) => !sought || contested[index].search.includes(sought),
    (indexes) => {
      passing = indexes.map((index) => contested[index]).sort((a, b) => Math.min(b.asserted, b.denied) - Math.min(a.asserted, a.denied) || b.asserted + b.denied - a.asserted - a.denied);
      find("output.dim", panel).textContent = `${passing.length} of ${contested.length}`;
      count = 20;
      if (document.body.dataset.tab === "contested") { draw(); }
    });
  update();
  return { show: draw, search(words) { sought = words; update(); } };
}

// -- the network of actors ------------------------------------------------------------------------------

function setUpNetwork(panel) {
  const edges = Array.from(ofActors.values()).filter(([one]) => one.subject_actor && one.object_actor && one.subject_actor !== one.object_actor).map((pieces) => ({
    pieces, type: pieces[0].type, family: data.families[pieces[0].type], source: pieces[0].subject_actor, target: pieces[0].object_actor,
    how: Array.from(new Set(pieces.flatMap((one) => one.how))), count: new Set(pieces.map((one) => one.document_id)).size,
    search: `${data.actors[pieces[0].subject_actor][0]} ${data.actors[pieces[0].object_actor][0]} ${pieces[0].type}`.toLowerCase(),
  }));

  const sum = (joined) => joined.reduce((total, edge) => total + edge.pieces.length, 0);

  // One line for all of a family that is between two actors: its width says how much that is.
  function joinEdges(list) {
    const lines = new Map();
    for (const edge of list) { append(lines, [...[edge.source, edge.target].sort(), edge.family].join("\n"), edge); }
    const strongest = Array.from(lines.values()).sort((a, b) => sum(b) - sum(a)).slice(0, LINES_PER_ACTOR * Number(most.value));
    return strongest.map((joined, id) => {
      const pieces = joined.flatMap((edge) => edge.pieces);
      const types = Array.from(new Set(joined.map((edge) => edge.type)));
      const states = ["negated", "alleged"].filter((state) => pieces.every((one) => one.how.includes(state)));
      const ways = new Set(joined.map((edge) => edge.source));
      return { id, pieces, source: joined[0].source, target: joined[0].target, family: joined[0].family, label: types.join(", "), classes: states.join(" "),
        isEven: ways.size > 1 || types.every((type) => data.symmetric.includes(type)), weight: pieces.length,
        title: `${data.actors[joined[0].source][0]}, ${data.actors[joined[0].target][0]}: ${types.join(", ")}${states.length ? ` (${states.join(", ")})` : ""}, ${pieces.length} in evidence` };
    });
  }
  const who = document.getElementById("who");
  const most = document.getElementById("actors");
  let sought = "";
  let chosen = null;
  let passing = [];
  let graph = null;

  function draw() {
    const weight = new Map();
    for (const edge of passing) {
      for (const id of [edge.source, edge.target]) { weight.set(id, (weight.get(id) || 0) + edge.count); }
    }
    const ids = new Set(Array.from(weight.keys()).sort((a, b) => (b === chosen) - (a === chosen) || weight.get(b) - weight.get(a) || (a < b ? -1 : 1)).slice(0, Number(most.value)));
    const drawn = passing.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
    const lines = joinEdges(drawn);
    const linked = new Set(lines.flatMap((line) => [line.source, line.target]));
    const nodes = Array.from(ids).filter((id) => linked.has(id)).map((id) => ({ id, name: data.actors[id][0], type: data.actors[id][1] }));
    graph = drawGraph(find(".graph", panel), nodes, lines, {
      onNode(id) { choose(id === chosen ? null : id); },
      onEdge(id) {
        const { source, target, label, pieces } = lines[id];
        graph.light((link) => link.id === id);
        openDetail([makeName(source, data.actors[source][0]), " ", makeName(target, data.actors[target][0])], `${label}: ${pieces.length} in evidence`, pieces);
      },
    });
  }
  function choose(id) {
    chosen = id;
    who.hidden = !id;
    if (id) { who.firstElementChild.textContent = `only beside ${data.actors[id][0]}`; }
    update();
  }
  const update = setUpFilters(find("form", panel), edges.length, (index, facet) => facet === "how" ? edges[index].how : [edges[index][facet]],
    (index) => (!sought || edges[index].search.includes(sought)) && (!chosen || edges[index].source === chosen || edges[index].target === chosen),
    (indexes) => {
      passing = indexes.map((index) => edges[index]);
      document.getElementById("most").textContent = most.value;
      find("output.dim", panel).textContent = `${passing.length} of ${edges.length}`;
      if (document.body.dataset.tab === "network") { draw(); }
    });
  find("button", who).addEventListener("click", () => choose(null));
  findAll("[data-zoom]", panel).forEach((button) => button.addEventListener("click", () => graph && graph.zoom(Number(button.dataset.zoom))));
  update();
  return { show: draw, search(words) { sought = words; update(); } };
}

// -- the timeline ----------------------------------------------------------------------------------------

// "2024-05-14/2024-05-20" counts for its first day; what has no day has no bar.
function startOf(when) { return (when || "").split("/")[0]; }

function setUpTimeline(panel) {
  const bars = find(".bars", panel);
  let chosen = null;
  let length = 10;
  let shown = [];
  const table = setUpTable(panel, events, [
    { title: "day", field: "when", width: 120, narrow: 122, cell: makeDays },
    { title: "who", field: "subject", width: 220, isSecond: true, cell: (row) => makeName(row.subject_actor, row.subject, stateOf(row)) },
    { title: "does", field: "type", width: 170, isSecond: true, cell: (row) => makeType(row.type) },
    { title: "what", field: "claim", grow: 3, cell: (row) => isNarrowTable() ? make("span", {}, ...makeStatement(row)) : make("span", { class: stateOf(row) }, row.object ? makeName(row.object_actor, row.object, stateOf(row)) : "", row.object && row.claim ? ": " : "", row.claim || "") },
    { title: "factuality", field: "modality", width: 150, isSecond: true, cell: describeReading },
  ], { facets: (row, facet) => facet === "how" ? row.how : facet === "actor" ? [row.subject, row.object].filter(Boolean) : [row[facet]], open: openReading,
    initialSort: [{ column: "when", dir: "desc" }], onRows(rows) { shown = rows; if (document.body.dataset.tab === "timeline") { draw(rows); } } });

  // Days, months or years: whatever gives no more than sixty bars.
  function draw(rows) {
    const dated = rows.filter((row) => row.when);
    const starts = dated.map((row) => startOf(row.when));
    length = [10, 7, 4].find((size) => new Set(starts.map((start) => start.slice(0, size))).size <= 60) || 4;
    const bins = new Map();
    dated.forEach((row, index) => {
      const key = starts[index].slice(0, length);
      const bin = bins.get(key) || { speech: 0, interaction: 0 };
      bin[data.families[row.type]] += 1;
      bins.set(key, bin);
    });
    const keys = Array.from(bins.keys()).sort();
    const highest = Math.max(1, ...keys.map((key) => bins.get(key).speech + bins.get(key).interaction));
    const wide = Math.max(340, bars.clientWidth - 24), high = 110, step = Math.min(90, wide / Math.max(1, keys.length));
    const svg = makeSvg("svg", { viewBox: `0 0 ${wide} ${high + 32}`, width: wide, height: high + 32, role: "group", "aria-label": "How much on which day" });
    const every = Math.ceil(74 / step);
    keys.forEach((key, index) => {
      const { speech, interaction } = bins.get(key);
      const x = index * step, up = speech / highest * high, rest = interaction / highest * high;
      const group = makeSvg("g", { class: `day ${key === chosen ? "lit" : ""}`, tabindex: 0, role: "button", "aria-label": `${key}: ${speech} statements, ${interaction} events` },
        makeSvg("title", {}, `${key}: ${speech} statements, ${interaction} events`),
        makeSvg("rect", { class: "back", x, y: 12, width: step, height: high }),
        makeSvg("rect", { class: "speech", x: x + step * 0.12, y: 12 + high - up, width: step * 0.76, height: up }),
        makeSvg("rect", { class: "interaction", x: x + step * 0.12, y: 12 + high - up - rest, width: step * 0.76, height: rest }));
      const act = () => {
        chosen = chosen === key ? null : key;
        const size = key.length;
        table.keep(chosen === null ? () => true : (row) => startOf(row.when).slice(0, size) === chosen);
      };
      group.addEventListener("click", act);
      group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
      svg.append(group);
      if (index % every === 0) { svg.append(makeSvg("text", { x: x + step * 0.12, y: high + 26 }, key)); }
    });
    bars.hidden = dated.length === 0;
    bars.replaceChildren(svg, make("p", {}, make("span", { class: "speech" }, make("i"), "statements"), make("span", { class: "interaction" }, make("i"), "events"),
      make("span", { class: "dim" }, chosen ? `only ${chosen}: press it again for all` : "press a bar for its rows"),
      rows.length > dated.length ? make("span", { class: "dim" }, `${rows.length - dated.length} without a day`) : ""));
  }
  find("form", panel).addEventListener("reset", () => { chosen = null; table.keep(() => true); });
  return { ...table, show() { draw(shown); table.show(); } };
}

// -- all of it ---------------------------------------------------------------------------------------------

const COUNTS = { offices: offices.length, memberships: memberships.length, statements: statements.length, contested: contested.length, timeline: events.length };
for (const [name, count] of Object.entries(COUNTS)) { find(".count", document.getElementById(`to-${name}`)).textContent = count.toLocaleString("en"); }
const search = document.getElementById("search");
const showTab = setUpTabs((name) => { tables[name].search(search.value.trim().toLowerCase()); tables[name].show(); });
search.addEventListener("input", () => tables[document.body.dataset.tab].search(search.value.trim().toLowerCase()));
setUpKeys({ "/": () => search.focus() });
showTab("offices", false);
