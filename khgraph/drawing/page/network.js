/* The network, drawn by vis-network from what pyvis prepared: who stood with whom in the chosen time. */
const network = (() => {
  const { element, button, count } = dom;
  const ABSENT = { background: "#efece4", border: "#c9c5ba" };
  const REACH = 11;
  const LEGEND_WIDTH = 700;
  const HINT = window.matchMedia("(pointer: coarse)").matches
    ? "Tap a line or an actor for what the sources say. One finger moves the picture, two zoom."
    : "Click a line or an actor for what the sources say. Drag to move, turn the wheel to zoom.";
  const KEYS = "Arrow keys move the picture, + and \u2212 zoom, 0 shows all, N and P go from actor to actor, Enter goes to the panel, Escape lets go.";

  let net = null;
  let nodes = null;
  let edges = null;
  let parts = null;
  /* What is drawn: the last state, its lines by id, who has one, and what is chosen. */
  let now = { current: null, lines: new Map(), present: new Set(), chosen: null };
  let hovered = { node: null, line: null };
  let wanted = null;
  let isBegun = false;
  let sought = [];
  const prepared = new Map(graph.nodes.map((node) => [node.id, node]));
  const visitors = new Map();
  const bends = new Map(graph.edges.map((edge) => [edge.id, edge]));
  const told = new Map();

  const record = (id) => prepared.get(id) || visitors.get(id);
  const isSeated = (thing) => record(thing.index) !== undefined;
  const standing = () => [...prepared.values(), ...visitors.values()];

  /* ---- Building ---- */

  function build(section) {
    const canvas = element("div", { class: "network-canvas", tabindex: "0", role: "application", "aria-label": "Network of friends and enemies; search, panel and table tell the same in words", "aria-describedby": "network-keys" });
    const legend = element("details", { class: "network-legend" }, element("summary", null, "Legend"), element("div", null));
    const caption = element("p", null, HINT);
    const stage = element("div", { class: "network-stage" }, canvas, legend);
    section.append(stage, element("div", { class: "network-foot" }, caption, element("div", null,
      button("+", () => camera.zoom(1.3), { "aria-label": "Zoom in" }),
      button("\u2212", () => camera.zoom(1 / 1.3), { "aria-label": "Zoom out" }),
      button("Fit", camera.fit, { "aria-label": "Show the whole network" }))),
    element("p", { id: "network-keys", class: "unseen" }, KEYS));
    parts = { section, stage, canvas, legend, caption };
    legend.open = stage.clientWidth >= LEGEND_WIDTH;

    // Labels are painted over the picture; what else is ours in a record means nothing to vis-network.
    nodes = new vis.DataSet(graph.nodes.map(({ label, ...node }) => node));
    edges = new vis.DataSet(graph.edges.map(({ sign, ...edge }) => ({ ...edge, hidden: true })));
    // pyvis hands its options over as JSON of their own.
    net = new vis.Network(canvas, { nodes, edges }, JSON.parse(graph.options));
    // The whole is one stop of the Tab key, with a name and keys of its own.
    canvas.firstChild.removeAttribute("tabindex");
    net.on("beforeDrawing", (ctx) => paint.under(ctx, plan(), origin()));
    net.on("afterDrawing", (ctx) => paint.over(ctx, plan(), origin()));
    camera.attach(net, canvas, { nodes: room, reserve: reserved, start: beginning });
    bindPointer();
    bindKeys();
    bindPrint();
    legend.addEventListener("toggle", () => { if (!camera.isMoved()) camera.fit(); });
  }

  /* The nodes with the room that their labels take. */
  const room = () => standing().map((node) => {
    const { x, y } = net.body.nodes[node.id];
    return { x, y, ...paint.roomOf(node) };
  });

  const reserved = () => (parts.legend.open ? parts.legend.offsetWidth + 8 : 0);

  /* Where a small screen begins: at what is chosen, or at the actor with the most partners. */
  function beginning() {
    const id = now.chosen ? [...now.chosen.actors][0] : hubs()[0].id;
    return net.body.nodes[id] || { x: 0, y: 0 };
  }

  const hubs = () => standing().sort((a, b) => b.size - a.size || a.id - b.id);

  /* ---- What is chosen ---- */

  function choice() {
    const [actor, pair, turn] = [state.actor(), state.pair(), state.turn()];
    if (actor) return actor.isActor ? [actor] : [];
    if (pair) return pair.filter((thing) => thing.isActor);
    if (!turn) return [];
    const told = [turn.before, turn.after].filter((statement) => statement && statement.isTie);
    return [...new Set(told.flatMap(({ subject, object }) => [subject, object]))];
  }

  /* What stands out: { actors, near, lines }, sets of ids, or null if all are alike. */
  function outstanding(things, shown) {
    if (!things.length) return null;
    const actors = new Set(things.map((thing) => thing.index));
    const own = [...shown.values()].filter(({ a, b }) => (things.length > 1
      ? actors.has(a.index) && actors.has(b.index) : actors.has(a.index) || actors.has(b.index)));
    return {
      actors,
      near: new Set(own.flatMap(({ a, b }) => [a.index, b.index])),
      lines: new Set(own.map(({ id }) => id)),
      isPair: things.length > 1,
    };
  }

  /* Seat those that are chosen and not drawn, and let others go. */
  function receive(things) {
    const asked = new Set(things.filter((thing) => !prepared.has(thing.index)));
    for (const id of [...visitors.keys()]) {
      if (!asked.has(graph.things[id])) dismiss(id);
    }
    for (const thing of asked) {
      if (visitors.has(thing.index)) continue;
      const seats = new Map(standing().map(({ id }) => [id, net.body.nodes[id]]));
      const node = guests.node(thing, seats);
      visitors.set(thing.index, node);
      const { label, ...bare } = node;
      nodes.add(bare);
    }
  }

  function dismiss(id) {
    const own = [...bends].filter(([, edge]) => edge.from === id || edge.to === id).map(([key]) => key);
    for (const key of own) {
      bends.delete(key);
      told.delete(key);
    }
    edges.remove(own);
    nodes.remove(id);
    told.delete(id);
    visitors.delete(id);
  }

  /* ---- Updating ---- */

  function update(current) {
    const things = choice();
    receive(things);
    const shown = lines.from(current.ties, isSeated);
    // Some have partners only among those that are not drawn.
    const present = new Set(current.ties.flatMap(({ statement: { subject, object } }) => [subject.index, object.index]));
    now = { current, lines: shown, present, chosen: outstanding(things, shown) };
    hovered = { node: null, line: null };
    tellLines();
    tellNodes();
    stale();
    showLegend();
    showCaption("");
    if (!isBegun) camera.fit();
    else if (!isSame(things, sought)) camera.reveal(things.map(({ index }) => index));
    [isBegun, sought] = [true, things];
    arrive();
    redraw();
  }

  const isSame = (some, others) => some.length === others.length && some.every((thing) => others.includes(thing));

  /* An item for vis-network only where it differs from what vis-network was told last. */
  function changed(items) {
    return items.filter(({ key, item }) => {
      const text = JSON.stringify(item);
      if (told.get(key) === text) return false;
      told.set(key, text);
      return true;
    }).map(({ item }) => item);
  }

  function tellLines() {
    const { chosen } = now;
    const items = [...now.lines.values()].map((line) => {
      const edge = edgeOf(line);
      const isPale = chosen !== null && !chosen.lines.has(line.id);
      return { key: line.id, item: { ...edge, ...lines.look(line, edge.from, isPale) } };
    });
    for (const id of bends.keys()) {
      if (!now.lines.has(id)) items.push({ key: id, item: { id, hidden: true } });
    }
    edges.update(changed(items));
  }

  /* The ends and the bend of a line; those that Python did not foresee are bent beside the others. */
  function edgeOf(line) {
    if (!bends.has(line.id)) {
      const beside = [1, 0, -1].map((sign) => bends.get(`${graph.pairKey(line.a, line.b)}_${sign}`)).filter(Boolean);
      const bend = lines.freeBend(beside.map(lines.bendOf));
      bends.set(line.id, { id: line.id, from: line.a.index, to: line.b.index, smooth: lines.smoothOf(bend) });
    }
    const { id, from, to, smooth } = bends.get(line.id);
    return { id, from, to, smooth };
  }

  /* Whoever has no tie in the chosen time stays in place, greyed: the map is always the same. */
  function tellNodes() {
    const { chosen, present } = now;
    nodes.update(changed(standing().map(({ id, color }) => {
      const { background, border } = present.has(id) || isAsked(id) ? color : ABSENT;
      return { key: id, item: { id, color: { background, border }, opacity: isPale(id) ? 0.3 : 1 } };
    })));
  }

  const isAsked = (id) => now.chosen !== null && now.chosen.actors.has(id);
  const isPale = (id) => now.chosen !== null && !now.chosen.near.has(id) && !isAsked(id);

  /* ---- Labels and marks ---- */

  let kept = null;
  const stale = () => { kept = null; };
  // At the next frame, however often it is asked for before; vis-network's own redraw() is at once.
  const redraw = () => net.body.emitter.emit("_requestRedraw");
  const origin = () => net.canvasToDOM({ x: 0, y: 0 });

  /* The plan of labels and marks; moving the view alone leaves it as it is. */
  function plan() {
    const scale = net.getScale();
    if (!kept || kept.scale !== scale) kept = { scale, plan: paint.plan(content(scale), scale) };
    return kept.plan;
  }

  function wayOf(id) {
    const { from, to, edgeType } = net.body.edges[id];
    return { from, to, via: edgeType.getViaNode() || null };
  }

  function content(scale) {
    const { chosen } = now;
    const line = now.lines.get(hovered.line);
    const ends = new Set(line ? [line.a.index, line.b.index] : []);
    const level = (id) => {
      if (isAsked(id) || id === hovered.node || ends.has(id)) return 3;
      if (chosen !== null && chosen.near.has(id)) return 2;
      return now.present.has(id) && !isPale(id) ? 1 : 0;
    };
    return {
      nodes: standing().map(({ id, size, label }) => {
        const { x, y } = net.body.nodes[id];
        const rank = level(id);
        return { id, x, y, size, label, level: rank, labelAlpha: rank ? 1 : 0.45, isChosen: isAsked(id), isCentre: graph.focus !== null && graph.focus.index === id };
      }),
      ways: [...now.lines.values()].map((each) => {
        const isOut = chosen === null || chosen.lines.has(each.id);
        const isHovered = each.id === hovered.line || [each.a.index, each.b.index].includes(hovered.node);
        return {
          line: each, ...wayOf(each.id), width: lines.widthOf(each), alpha: isOut || isHovered ? 1 : 0.1,
          isChosen: chosen !== null && chosen.isPair && isOut,
          isCounted: (chosen !== null && isOut) || isHovered,
          isForced: (chosen !== null && chosen.isPair && isOut) || each.id === hovered.line,
        };
      }),
      all: [...bends.keys()].map(wayOf),
      bounds: camera.extent(room(), scale),
    };
  }

  /* ---- Pointer and keys ---- */

  /* What is at a point of the canvas: { thing } or { line }, labels included. */
  function at(point) {
    const scale = net.getScale();
    const { x, y } = net.DOMtoCanvas(point);
    let best = null;
    for (const { id, size } of standing()) {
      const node = net.body.nodes[id];
      const distance = Math.hypot(node.x - x, node.y - y) * scale;
      if (distance <= Math.max(size * scale + 3, REACH) && (!best || distance < best.distance)) best = { id, distance };
    }
    const middle = origin();
    const label = best || plan().labels.find((box) => point.x - middle.x >= box.x && point.x - middle.x <= box.x + box.w
      && point.y - middle.y >= box.y && point.y - middle.y <= box.y + box.h);
    if (label) return { thing: graph.things[label.id] };
    return { line: now.lines.get(net.getEdgeAt(point)) };
  }

  function bindPointer() {
    const { canvas } = parts;
    net.on("click", ({ pointer }) => {
      const { thing, line } = at(pointer.DOM);
      if (thing) state.chooseActor(thing);
      else if (line) state.choosePair(line.a, line.b);
      else if (now.chosen) state.chooseActor(null);
    });
    net.on("doubleClick", ({ pointer }) => camera.zoom(1.6, pointer.DOM));
    net.on("dragging", ({ nodes: dragged }) => { if (dragged.length) stale(); });
    net.on("dragEnd", () => net.unselectAll());
    let asked = 0;
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const box = canvas.getBoundingClientRect();
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => hover(at({ x: event.clientX - box.left, y: event.clientY - box.top })));
    });
    canvas.addEventListener("pointerleave", () => {
      cancelAnimationFrame(asked);
      hover({});
    });
  }

  function hover({ thing, line }) {
    const found = { node: thing ? thing.index : null, line: line ? line.id : null };
    if (found.node === hovered.node && found.line === hovered.line) return;
    hovered = found;
    parts.canvas.style.cursor = thing || line ? "pointer" : "";
    showCaption(thing ? actorWords(thing) : line ? lines.words(line) : "");
    stale();
    redraw();
  }

  function actorWords(thing) {
    const own = [...now.lines.values()].filter(({ a, b }) => a === thing || b === thing);
    const sum = (sign) => own.filter((line) => line.sign === sign).reduce((all, { ties }) => all + ties.length, 0);
    const ties = [1, -1, 0].filter(sum).map((sign) => `${sum(sign)} ${wording.signWord(sign)}`).join(", ");
    const about = [wording.kind(thing), wording.years(thing)].filter(Boolean).join(", ");
    return `${thing.label} (${about}): ${ties ? `ties ${ties}` : "no tie in this time"}`;
  }

  function showCaption(words) {
    parts.caption.textContent = words ? `${words}; click for the sources` : HINT;
  }

  /* From actor to actor in the order of their partners, those of the chosen time only. */
  function step(by) {
    const ranked = hubs().filter(({ id }) => now.present.has(id)).map(({ id }) => id);
    if (!ranked.length) return;
    const chosen = state.actor();
    const place = chosen ? ranked.indexOf(chosen.index) : -1;
    const next = place < 0 && by < 0 ? ranked.length - 1 : (place + by + ranked.length) % ranked.length;
    state.set({ actor: graph.things[ranked[next]].id, pair: null, turn: null }, { isStep: false });
  }

  const ACTS = {
    ArrowLeft: () => camera.pan(-60, 0), ArrowRight: () => camera.pan(60, 0),
    ArrowUp: () => camera.pan(0, -60), ArrowDown: () => camera.pan(0, 60),
    "+": () => camera.zoom(1.3), "=": () => camera.zoom(1.3), "-": () => camera.zoom(1 / 1.3),
    0: () => camera.fit(), n: () => step(1), p: () => step(-1), Enter: () => dom.byId("panel").focus(),
  };

  function bindKeys() {
    parts.canvas.addEventListener("keydown", (event) => {
      const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
    parts.canvas.addEventListener("focus", () => { if (parts.canvas.matches(":focus-visible")) parts.caption.textContent = KEYS; });
    parts.canvas.addEventListener("blur", () => showCaption(""));
  }

  /* ---- Moving to an actor ---- */

  /* Bring an actor to the middle: at once, or when the network is next seen. */
  function focus(thing) {
    wanted = thing;
    arrive();
  }

  function arrive() {
    if (!wanted || !camera.isSeen()) return;
    // Whoever is no longer chosen when the network is seen again is no longer looked for.
    if (state.actor() === wanted && isSeated(wanted)) camera.focus(wanted.index);
    wanted = null;
  }

  /* ---- Legend ---- */

  let legendKey = "";
  function showLegend() {
    const shown = [...now.lines.values()];
    const kinds = new Set(standing().map(({ id }) => graph.things[id].kind));
    const has = (test) => shown.some(test);
    const marks = [
      has((line) => line.isHedged) && ["?", "hedged: probable at most"],
      has((line) => line.isDenied) && ["\u2260", "also doubted or denied"],
      has((line) => !line.isCertain) && ["~", "only possibly in this time"],
      has((line) => line.isTurned) && ["turn", "after a turning point"],
    ].filter(Boolean);
    const absent = standing().some(({ id }) => !now.present.has(id));
    const others = unseated();
    const key = JSON.stringify([[...kinds], marks, absent, others]);
    if (key === legendKey) return;
    legendKey = key;
    parts.legend.lastChild.replaceChildren(element("ul", null,
      Object.entries(graph.look.shapes).filter(([kind]) => kinds.has(kind)).map(([, shape]) => entry(sample(shape), shape.word)),
      absent && entry(sample({ ...graph.look.shapes.State, fill: ABSENT.background }, ABSENT.border), "grey: no tie in this time"),
      marks.map(([mark, words]) => entry(mark === "turn" ? bar() : element("b", null, mark), words)),
      entry(element("b", { class: "thick" }), "thicker: more ties")),
    others ? element("p", null, `${count(others, "more actor")} ${others === 1 ? "has" : "have"} ties in this time: use the search or the table`) : "");
  }

  function unseated() {
    const found = new Set();
    for (const { statement: { subject, object } } of now.current.ties) {
      for (const thing of [subject, object]) if (!isSeated(thing)) found.add(thing);
    }
    return found.size;
  }

  const entry = (mark, words) => element("li", null, mark, words);
  const sample = ({ path, fill }, stroke = graph.look.colours.ink) => dom.svg("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" },
    dom.svg("path", { d: path, fill, stroke, "stroke-width": 1.2 }));
  const bar = () => dom.svg("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" },
    dom.svg("path", { d: "M0 8H16", stroke: pictures.QUIET }), dom.svg("path", { d: "M8 2V14", stroke: graph.look.colours.turn, "stroke-width": 3 }));

  /* ---- As SVG, and on paper ---- */

  function svg() {
    if (!now.current || !camera.isSeen()) return null;
    const scale = net.getScale();
    const times = (point) => point && { x: point.x * scale, y: point.y * scale };
    const radius = (id) => record(id).size * scale;
    return plate.print({
      width: parts.canvas.clientWidth,
      height: parts.canvas.clientHeight,
      origin: origin(),
      nodes: standing().map(({ id, shape }) => {
        const { color, opacity } = nodes.get(id);
        return { ...times(net.body.nodes[id]), r: radius(id), shape, fill: color.background, border: color.border, opacity };
      }),
      ways: [...now.lines.values()].map((line) => {
        const { from, to, width, dashes, arrows, color } = edges.get(line.id);
        const way = wayOf(line.id);
        const [start, end] = arrows === "from" ? ["to", "from"] : ["from", "to"];
        return {
          from: times(way[start]), via: times(way.via), to: times(way[end]), reach: radius(arrows === "from" ? from : to) + 1,
          colour: color.color, opacity: color.opacity, width: width * scale, dashes: dashes && dashes.map((length) => length * scale),
          isArrow: arrows !== "", length: (15 * 0.45 + 3 * width) * scale,
        };
      }),
      plan: plan(),
      notes: notes(),
    });
  }

  function notes() {
    const { current } = now;
    const sum = (sign) => current.ties.filter((tie) => tie.sign === sign).length;
    const others = unseated();
    return [
      `${count(now.present.size, "actor")}, ${count(now.lines.size, "line")} of ${count(current.ties.length, "signed tie")}: ${sum(1)} friendly (blue, solid), ${sum(-1)} hostile (orange, dashed), ${sum(0)} neutral`
        + `${others ? `; ${count(others, "more actor")} not drawn` : ""}. ? hedged, \u2260 also doubted or denied, ~ only possibly in this time, bar after a turning point.`,
      `Reading: ${reading.describe(current.choice)}. Data: ${graph.dataName}, khgraph.`,
    ];
  }

  /* A printer gets lines and letters, not the pixels of the canvas. */
  function bindPrint() {
    let printed = null;
    window.addEventListener("beforeprint", () => {
      printed = svg();
      if (!printed) return;
      printed.setAttribute("class", "network-print");
      parts.section.append(printed);
    });
    window.addEventListener("afterprint", () => {
      if (printed) printed.remove();
      printed = null;
    });
  }

  /* For tests, and for readers with a console. */
  const shownLines = () => [...now.lines.values()].map(({ id, ties }) => ({ id, count: ties.length }));

  return { build, update, focus, svg, shownLines, get net() { return net; }, get edges() { return edges; }, get nodes() { return nodes; }, plan };
})();
