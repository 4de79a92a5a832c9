/* The network, drawn by vis-network from what pyvis prepared: who stood with whom in the chosen time. */
const network = (() => {
  const { element, button } = dom;
  // From this width on there is room beside the network for its legend.
  const WIDE = 700;

  let parts = null;
  /* The last state: its ties, the lines that are shown by id, the places of those that have ties,
     and what is chosen. */
  let now = { current: null, shown: new Map(), present: new Set(), chosen: null };
  let chosenBefore = [];
  let hovered = { thing: null, line: null };
  let wanted = null;

  function build(section) {
    const canvas = element("div", {
      class: "network-canvas", tabindex: "0", role: "application", "aria-describedby": "network-keys",
      "aria-label": "Network of friends and enemies; search, panel and table tell the same in words",
    });
    const details = element("details", { class: "network-legend" }, element("summary", null, "Legend"), element("div"));
    const caption = element("p", null, pointing.HINT);
    section.append(
      element("div", { class: "network-stage" }, canvas, details),
      element("div", { class: "network-foot" }, caption, element("div", null,
        button("+", () => camera.zoom(1.3), { "aria-label": "Zoom in" }),
        button("\u2212", () => camera.zoom(1 / 1.3), { "aria-label": "Zoom out" }),
        button("Fit", camera.fit, { "aria-label": "Fit the whole network" }))),
      element("p", { id: "network-keys", class: "unseen" }, pointing.KEYS));
    parts = { section, canvas, details, caption };
    details.open = section.clientWidth >= WIDE;

    const net = surface.open(canvas);
    net.on("beforeDrawing", (ctx) => paint.under(ctx, plan(), surface.origin()));
    net.on("afterDrawing", (ctx) => paint.over(ctx, plan(), surface.origin()));
    net.on("dragging", ({ nodes }) => { if (nodes.length) kept = null; });
    net.on("dragEnd", () => net.unselectAll());
    camera.attach(net, canvas, { nodes: room, reserve: () => (details.open ? details.offsetWidth + 8 : 0), start: beginning });
    pointing.bind(canvas, () => ({ plan: plan(), shown: now.shown, present: now.present }), hover);
    canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) caption.textContent = pointing.KEYS; });
    canvas.addEventListener("blur", () => caption.replaceChildren(pointing.HINT));
    details.addEventListener("toggle", () => { if (!camera.isMoved()) camera.fit(); });
    bindPrint();
  }

  /* Where a small screen begins: at what is chosen, or at the actor with the most partners. */
  function beginning() {
    const id = now.chosen ? [...now.chosen.actors][0] : pointing.largest()[0];
    return surface.pointOf(id);
  }

  /* ---- What is chosen ---- */

  function choice() {
    const [actor, pair, turn] = [state.actor(), state.pair(), state.turn()];
    if (actor || pair) return (pair || [actor]).filter((thing) => thing.isActor);
    const told = turn ? [turn.before, turn.after].filter((statement) => statement && statement.isTie) : [];
    return [...new Set(told.flatMap(({ subject, object }) => [subject, object]))];
  }

  /* What stands out: { actors, near, lines, isPair }, sets of ids, or null if all are alike. */
  function outstanding(things, shown) {
    if (!things.length) return null;
    const actors = new Set(things.map((thing) => thing.index));
    const isPair = things.length > 1;
    const own = [...shown.values()].filter(({ a, b }) => (isPair
      ? actors.has(a.index) && actors.has(b.index) : actors.has(a.index) || actors.has(b.index)));
    const near = new Set([...actors, ...own.flatMap(({ a, b }) => [a.index, b.index])]);
    return { actors, near, lines: new Set(own.map(({ id }) => id)), isPair };
  }

  const isChosen = (id) => now.chosen !== null && now.chosen.actors.has(id);
  const isPale = (id) => now.chosen !== null && !now.chosen.near.has(id);
  const isLineOut = (id) => now.chosen !== null && now.chosen.lines.has(id);

  /* ---- Updating ---- */

  function update(current) {
    const things = choice();
    surface.receive(things);
    const shown = lines.from(current.ties, surface.isSeated);
    // Some have partners only among those that are not drawn.
    const present = new Set(current.ties.flatMap(({ statement: { subject, object } }) => [subject.index, object.index]));
    const isFirst = now.current === null;
    now = { current, shown, present, chosen: outstanding(things, shown) };
    surface.showLines(shown, (id) => now.chosen !== null && !isLineOut(id));
    surface.showActors((id) => present.has(id) || isChosen(id), isPale);
    legend.update(parts.details.lastChild, { ties: current.ties, shown, present });
    hovered = { thing: null, line: null };
    parts.caption.textContent = pointing.HINT;
    if (isFirst) camera.fit();
    else if (things.some((thing) => !chosenBefore.includes(thing))) camera.reveal(things.map(({ index }) => index));
    chosenBefore = things;
    arrive();
    kept = null;
    surface.redraw();
  }

  function hover({ thing = null, line = null }) {
    if (thing === hovered.thing && line === hovered.line) return;
    hovered = { thing, line };
    const words = thing ? legend.words(thing, now.shown) : line ? lines.words(line) : "";
    parts.caption.textContent = words ? `${words}; click for the sources` : pointing.HINT;
    parts.canvas.style.cursor = words ? "pointer" : "";
    kept = null;
    surface.redraw();
  }

  /* ---- Labels and marks ---- */

  let kept = null;
  /* The plan of labels and marks; moving the view alone leaves it as it is. */
  function plan() {
    const scale = surface.net.getScale();
    if (!kept || kept.scale !== scale) kept = { scale, plan: placing.plan(content(scale), scale) };
    return kept.plan;
  }

  /* The nodes with the room that their labels take. */
  const room = () => surface.standing().map((node) => {
    const { x, y } = surface.pointOf(node.id);
    return { x, y, ...placing.roomOf(node) };
  });

  function level(id, pointedAt) {
    if (isChosen(id) || pointedAt.has(id)) return 3;
    if (now.chosen !== null && now.chosen.near.has(id)) return 2;
    return now.present.has(id) && !isPale(id) ? 1 : 0;
  }

  function content(scale) {
    const { thing, line } = hovered;
    const pointedAt = new Set(thing ? [thing.index] : line ? [line.a.index, line.b.index] : []);
    const nodes = surface.standing().map(({ id, size, label }) => {
      const { x, y } = surface.pointOf(id);
      const rank = level(id, pointedAt);
      return { id, x, y, size, label, level: rank, labelAlpha: rank ? 1 : 0.45, isChosen: isChosen(id), isCentre: graph.things[id] === graph.focus };
    });
    const ways = [...now.shown.values()].map((each) => {
      const isOut = isLineOut(each.id);
      const isHovered = each === line || (thing !== null && (each.a === thing || each.b === thing));
      const isOfPair = isOut && now.chosen.isPair;
      return {
        line: each, ...surface.wayOf(each.id), width: lines.widthOf(each),
        alpha: now.chosen === null || isOut || isHovered ? 1 : 0.1,
        isOut, isChosen: isOfPair, isCounted: isOut || isHovered, isForced: isOfPair || each === line,
      };
    });
    return { nodes, ways, all: surface.ways(), bounds: camera.extent(room(), scale) };
  }

  /* ---- Moving to an actor ---- */

  /* Bring an actor to the middle: at once, or when the network is next seen. */
  function focus(thing) {
    wanted = thing;
    arrive();
  }

  function arrive() {
    if (!wanted || !camera.isSeen()) return;
    // Whoever was let go before the network is seen again is no longer looked for.
    if (state.actor() === wanted && surface.isSeated(wanted)) camera.focus(wanted.index);
    wanted = null;
  }

  /* ---- As SVG, and on paper ---- */

  function svg() {
    if (!now.current || !camera.isSeen()) return null;
    return plate.print({
      width: parts.canvas.clientWidth, height: parts.canvas.clientHeight,
      shown: now.shown, plan: plan(), notes: legend.notes(now.current, now.shown),
    });
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
  const shownLines = () => [...now.shown.values()].map(({ id, ties }) => ({ id, count: ties.length }));

  return { build, update, focus, svg, plan, shownLines, get net() { return surface.net; } };
})();
