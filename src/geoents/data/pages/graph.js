// Names and lines between them. d3-force finds the places; it uses no true chance, so that the same
// relations always make the same picture.
const SVG = "http://www.w3.org/2000/svg";

function makeSvg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) { element.setAttribute(key, value); }
  element.append(...children);
  return element;
}

// A name's lines are no longer than this where its words allow, and no more than that.
const LINE_LIMIT = 30;
const LINES_LIMIT = 5;
const LINE_HEIGHT = 14;

function breakName(name) {
  const lines = [];
  for (const word of name.split(" ")) {
    const last = lines.length - 1;
    if (lines.length && lines[last].length + 1 + word.length <= LINE_LIMIT) { lines[last] += ` ${word}`; }
    else { lines.push(word); }
  }
  const shown = lines.slice(0, LINES_LIMIT).map((line) => line.length > LINE_LIMIT + 10 ? `${line.slice(0, LINE_LIMIT + 9)}…` : line);
  if (lines.length > LINES_LIMIT) { shown[LINES_LIMIT - 1] += "…"; }
  return shown;
}

function measure(words, size = 12) {
  measure.context = measure.context || document.createElement("canvas").getContext("2d");
  measure.context.font = `600 ${size}px system-ui, 'Noto Sans', sans-serif`;
  return measure.context.measureText(words).width;
}

// Push rectangles apart that lie over each other, along the shorter way.
function keepApart(nodes) {
  return (alpha) => {
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const a = nodes[i], b = nodes[j];
        const overX = (a.width + b.width) / 2 + 28 - Math.abs(a.x - b.x);
        const overY = (a.height + b.height) / 2 + 36 - Math.abs(a.y - b.y);
        if (overX <= 0 || overY <= 0) { continue; }
        const push = Math.min(1, alpha + 0.35) / 2;
        if (overX < overY * 3) {
          const way = a.x < b.x ? -1 : 1;
          a.x += way * overX * push; b.x -= way * overX * push;
        } else {
          const way = a.y < b.y ? -1 : 1;
          a.y += way * overY * push; b.y -= way * overY * push;
        }
      }
    }
  };
}

// Where along its line a label may stand, best first.
const LABEL_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];

// How much of a box lies under others: [left, top, right, bottom].
function overlap(box, others) {
  let sum = 0;
  for (const other of others) {
    const wide = Math.min(box[2], other[2]) - Math.max(box[0], other[0]);
    const high = Math.min(box[3], other[3]) - Math.max(box[1], other[1]);
    if (wide > 0 && high > 0) { sum += wide * high; }
  }
  return sum;
}

// Draw into "frame": nodes {id, name, type}, edges {id, source, target, label, title, classes, isEven, weight}.
// Returns what lights up an edge or a node, and what zooms.
function drawGraph(frame, nodes, edges, { onNode, onEdge, hasLabels = edges.length <= 40 }) {
  frame.replaceChildren();
  frame.classList.remove("picked");
  const places = new Map(nodes.map((node) => {
    const shown = breakName(node.name);
    const width = Math.max(...shown.map((line) => measure(line))) + 20;
    return [node.id, { ...node, shown, width, height: 26 + (shown.length - 1) * LINE_HEIGHT }];
  }));
  const all = Array.from(places.values());
  const links = edges.map((edge) => ({ ...edge, source: places.get(edge.source), target: places.get(edge.target) }));
  const pairs = new Map();
  for (const link of links) {
    const key = [link.source.id, link.target.id].sort().join("\n");
    link.turn = pairs.get(key) || 0;
    pairs.set(key, link.turn + 1);
  }
  const reach = hasLabels ? 105 : 80;
  d3.forceSimulation(all)
    .force("links", d3.forceLink(links).distance((link) => reach + (link.source.width + link.target.width) / 5).strength(0.22))
    .force("charge", d3.forceManyBody().strength(-1400 * Math.min(1, 22 / all.length)).distanceMax(1100))
    .force("x", d3.forceX().strength(frame.clientWidth < 600 ? 0.12 : 0.06))
    .force("y", d3.forceY().strength(0.13))
    .force("apart", keepApart(all))
    .stop()
    .tick(all.length > 120 ? 160 : 400);

  const svg = makeSvg("svg", { role: "group", "aria-label": `${nodes.length} entities, ${edges.length} relations` });
  const lines = makeSvg("g"), names = makeSvg("g");
  svg.append(makeSvg("defs", {}, ...["speech", "standing", "interaction"].map((kind) =>
    makeSvg("marker", { id: `tip-${kind}`, class: kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse", markerUnits: "userSpaceOnUse" },
      makeSvg("path", { d: "M0 0L8 4L0 8z", style: "fill: var(--family)" })))), lines, names);

  function press(element, act) {
    element.addEventListener("click", act);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
    });
  }

  for (const link of links) {
    link.line = makeSvg("path", { class: "line", style: `stroke-width: ${1.5 + Math.log2(link.weight || 1) * 0.7}`, "marker-end": link.isEven ? "" : `url(#tip-${link.family})` });
    link.hit = makeSvg("path", { class: "hit" });
    link.words = makeSvg("text", {}, hasLabels ? link.label : "");
    // A text's own line would be hidden by the rim that sets the text off from what it crosses.
    link.strike = makeSvg("path", { class: "strike" });
    link.wide = hasLabels ? measure(link.label, 10) : 0;
    link.group = makeSvg("g", { class: `edge ${link.family} ${link.classes || ""}`, tabindex: 0, role: "button", "aria-label": link.title, "data-edge": link.id },
      makeSvg("title", {}, link.title), link.line, link.hit, link.words, (link.classes || "").includes("negated") && hasLabels ? link.strike : "");
    press(link.group, () => onEdge(link.id));
    lines.append(link.group);
  }
  for (const node of all) {
    node.group = makeSvg("g", { class: `node ${node.type}`, tabindex: 0, role: "button", "aria-label": `${node.name}, ${node.type}`, "data-node": node.id },
      makeSvg("title", {}, `${node.name} (${node.type})`),
      makeSvg("rect", { x: -node.width / 2, y: -node.height / 2, width: node.width, height: node.height, rx: node.type === "PERSON" ? 13 : 5 }),
      makeSvg("text", { "text-anchor": "middle" }, ...node.shown.map((line, number) =>
        makeSvg("tspan", { x: 0, y: 4.2 + (number - (node.shown.length - 1) / 2) * LINE_HEIGHT }, number ? ` ${line}` : line))));
    press(node.group, () => { if (!node.wasDragged) { onNode(node.id); } });
    names.append(node.group);
  }

  // Where a line from a node's middle towards a place leaves its rectangle.
  function leave(node, x, y) {
    const dx = x - node.x, dy = y - node.y;
    const scale = Math.min((node.width / 2 + 3) / Math.abs(dx || 1e-6), (node.height / 2 + 3) / Math.abs(dy || 1e-6), 1);
    return [node.x + dx * scale, node.y + dy * scale];
  }

  function place() {
    const taken = all.map(({ x, y, width, height }) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
    for (const { source, target, turn, line, hit, words, strike, wide } of links) {
      // The first line is straight, the others are bent to both sides.
      const side = (turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * (source.id < target.id ? 1 : -1);
      const dx = target.x - source.x, dy = target.y - source.y, far = Math.hypot(dx, dy) || 1;
      const midX = (source.x + target.x) / 2 - dy / far * side * 44, midY = (source.y + target.y) / 2 + dx / far * side * 44;
      const [x1, y1] = leave(source, midX, midY), [x2, y2] = leave(target, midX, midY);
      const way = `M${x1} ${y1}Q${midX} ${midY} ${x2} ${y2}`;
      line.setAttribute("d", way); hit.setAttribute("d", way);
      if (!wide) { continue; }
      let best = null;
      for (const part of LABEL_PLACES) {
        const rest = 1 - part;
        const x = rest * rest * x1 + 2 * rest * part * midX + part * part * x2, y = rest * rest * y1 + 2 * rest * part * midY + part * part * y2;
        const room = [x - wide / 2 - 2, y - 7, x + wide / 2 + 2, y + 7], hidden = overlap(room, taken);
        if (!best || hidden < best.hidden) { best = { x, y, room, hidden }; }
        if (!hidden) { break; }
      }
      taken.push(best.room);
      words.setAttribute("x", best.x); words.setAttribute("y", best.y + 3);
      strike.setAttribute("d", `M${best.room[0]} ${best.y}H${best.room[2]}`);
    }
    for (const node of all) { node.group.setAttribute("transform", `translate(${node.x} ${node.y})`); }
  }

  let zoom = 1, box = [0, 0, 100, 100];
  function fit() {
    const left = Math.min(...all.map((node) => node.x - node.width / 2)) - 18, right = Math.max(...all.map((node) => node.x + node.width / 2)) + 18;
    const top = Math.min(...all.map((node) => node.y - node.height / 2)) - 20, bottom = Math.max(...all.map((node) => node.y + node.height / 2)) + 20;
    box = [left, top, right - left, bottom - top];
    svg.setAttribute("viewBox", box.join(" "));
    // Smaller than this, names cannot be read: then the frame scrolls.
    const highest = parseFloat(getComputedStyle(frame).maxHeight) || box[3];
    zoom = Math.max(0.7, Math.min(1.15, frame.clientWidth / box[2], highest / box[3]));
    resize();
  }
  function resize() {
    svg.setAttribute("width", box[2] * zoom); svg.setAttribute("height", box[3] * zoom);
  }

  names.addEventListener("pointerdown", (event) => {
    const node = all.find((one) => one.group.contains(event.target));
    if (!node || event.pointerType === "touch") { return; }
    const from = [event.clientX, event.clientY, node.x, node.y];
    node.wasDragged = false;
    function drag(move) {
      const dx = move.clientX - from[0], dy = move.clientY - from[1];
      if (Math.hypot(dx, dy) > 3) { node.wasDragged = true; }
      node.x = from[2] + dx / zoom; node.y = from[3] + dy / zoom;
      place();
    }
    function drop() {
      removeEventListener("pointermove", drag);
      removeEventListener("pointerup", drop);
    }
    addEventListener("pointermove", drag);
    addEventListener("pointerup", drop);
  });

  if (all.length) { place(); fit(); frame.append(svg); frame.scrollLeft = (svg.clientWidth - frame.clientWidth) / 2; }
  else { frame.append(make("p", { class: "none dim" }, "Nothing to draw.")); }

  return {
    zoom(factor) { zoom = Math.max(0.3, Math.min(3, zoom * factor)); resize(); },
    light(isLit) {
      let any = false;
      for (const link of links) {
        const lit = isLit(link);
        any = any || lit;
        link.group.classList.toggle("lit", lit);
      }
      const lit = new Set(links.filter((link) => link.group.classList.contains("lit")).flatMap((link) => [link.source, link.target]));
      for (const node of all) { node.group.classList.toggle("lit", lit.has(node)); }
      frame.classList.toggle("picked", any);
    },
  };
}
