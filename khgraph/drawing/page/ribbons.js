/* One actor through time: a lane for each partner, friendly above its line, hostile below. */
const ribbons = (() => {
  const { element, svg, button, count } = dom;
  const { colours } = graph.look;
  const { AXIS_YEARS, SORTS, timeless, parts, scaleOf, yearsOf, lanesOf, placed } = lanes;
  const { AXIS, LEGEND, drawAxis, drawLane } = bands;
  const MARGIN = 24;
  const NAME = 224;
  const REST = 84;
  const ORDERS = { time: "by time", ties: "by number of ties", name: "by name" };
  const OUTSIDE = "Dated only outside the years shown";
  const UNDATED = "Without any date";
  const turnNote = ({ mark, isCounted }) => `${mark || !isCounted ? "\u25bd" : "\u25bc"}${mark} undated`;
  const HINT = "Point at a bar to read it. Keys: \u2191 \u2193 from lane to lane, \u2190 \u2192 along a lane, Enter opens it.";

  // What is shown, and in words.

  const tally = (lane) => [1, -1, 0]
    .map((sign) => [sign, [...lane.ties, ...lane.undated].filter((tie) => tie.sign === sign).length])
    .filter(([, number]) => number);

  /* How many ties of each sign, short; a nought before a number would not be read as a sign. */
  const tallyWords = ([sign, number]) => (sign === 0 ? `(${number})` : `${wording.glyph(sign)}${number}`);

  function whenWords(tie) {
    const open = parts(tie).filter(({ kind }) => kind === "unsaid")
      .map(({ isBefore }) => `${isBefore ? "beginning" : "end"} not stated`);
    const [possible, certain] = [tie.possible, tie.certain].map((spans) => spans.map(days.words).join(" and "));
    const isAct = Boolean(tie.statement.relation.act);
    const sure = certain === possible ? "" : certain ? `certainly ${certain}` : isAct ? "" : "on no day for certain";
    const remarks = [...new Set([...open, sure])].filter(Boolean).join("; ");
    return `${isAct && !certain && !open.length ? "at some time in " : ""}${possible}${remarks ? ` (${remarks})` : ""}`;
  }

  const places = (claims) => [...new Set(claims.map(wording.place))].join("; ");

  /* A tie as a sentence, with its time, its hedges and where it is said. */
  function tieWords(tie, actor, isUndated) {
    const remarks = [wording.hedge(tie.claims), tie.isDenied && "another claim doubts or denies it"].filter(Boolean).join("; ");
    return `${wording.glyph(tie.sign)} ${graph.sentence(tie.statement, actor)}${remarks ? ` (${remarks})` : ""}, `
      + `${isUndated ? wording.NO_DATE : whenWords(tie)}; ${places(tie.claims)}`;
  }

  /* A turning point with its hedge, and who says so where. */
  function turnWords(turn) {
    const said = turn.claims.map((claim) => `${wording.claimant(claim)}, ${wording.place(claim)}`);
    return [`Turning point (${turn.kind}): ${wording.turnHedge(turn)}${turn.label}, ${wording.dates(turn.claims)}`, ...said,
      !lanes.isTurnCounted(turn, now.choice) && "not counted by the present sources and stance"].filter(Boolean).join("; ");
  }

  /* The ten actors with the most ties at any time. */
  function best(current) {
    const ties = new Map();
    for (const { statement } of reading.ties(timeless(current))) {
      for (const end of [statement.subject, statement.object]) ties.set(end, (ties.get(end) || 0) + 1);
    }
    return [...ties.keys()].sort((a, b) => ties.get(b) - ties.get(a) || a.index - b.index).slice(0, 10);
  }

  let latest = null;
  /* Whose ribbons are shown, and which partners are held on top. With a pair or a turn chosen, the
     actor stays whose ribbons were shown before, if it is one of them. */
  function subject(current) {
    const [actor, pair, turn] = [state.actor(), state.pair(), state.turn()];
    if (actor && actor.isActor) return { actor, isExample: false, pinned: [] };
    const told = turn ? [turn.before, turn.after].filter((statement) => statement && statement.isTie) : [];
    const ends = (pair || told.flatMap((statement) => [statement.subject, statement.object])).filter((end) => end.isActor);
    if (!ends.length) return { actor: best(current)[0] || null, isExample: true, pinned: [] };
    const times = (end) => ends.filter((other) => other === end).length;
    const shown = ends.includes(latest) ? latest : ends.reduce((a, b) => (times(b) > times(a) ? b : a));
    return { actor: shown, isExample: false, pinned: [...new Set(ends)].filter((end) => end !== shown) };
  }

  // The view.

  const piece = {};
  let host = null;
  let now = null;
  // Of the view; to ask the page for it at each step would have it laid out once more.
  let width = 0;
  let order = "time";
  let drawn = "";
  let known = { key: "", lanes: [] };
  // What is on the page for each partner, by its id: { lane, items, at, button, go, plot }.
  let entries = new Map();
  // For whom it was last chosen whether all years are shown, or only those of the ties.
  let fittedFor = null;

  function build(section) {
    host = section;
    const select = element("select", { change: ({ target }) => { order = target.value; redraw(); } },
      Object.entries(ORDERS).map(([value, words]) => element("option", { value }, words)));
    piece.title = element("h2");
    piece.about = element("p", { class: "ribbons-about" });
    piece.order = element("label", null, "Lanes ", select);
    piece.fitted = element("input", { type: "checkbox", change: redraw });
    piece.fit = element("label", null, piece.fitted, piece.years = element("span"));
    piece.chooser = element("div", { class: "ribbons-chooser" });
    piece.legend = element("p", { class: "ribbons-legend" }, LEGEND.map(([draw, words]) =>
      element("span", null, svg("svg", { width: 34, height: 16, "aria-hidden": "true" }, draw()), words)));
    piece.top = element("div", { class: "ribbons-top" });
    piece.lanes = element("ol");
    piece.rest = element("div");
    piece.body = element("div", {
      class: "ribbons-body", role: "group", click: onClick, keydown: onKey, focusin: onFocus,
      pointerover: onPoint, pointerleave: () => tell(""),
    }, piece.top, piece.lanes, piece.rest);
    piece.caption = element("p", { class: "ribbons-caption", "aria-live": "polite" });
    host.append(element("div", { class: "ribbons" },
      piece.chooser,
      element("div", { class: "ribbons-head" }, element("div", null, piece.title, piece.about), piece.fit, piece.order),
      piece.legend, piece.body, piece.caption));
    width = host.clientWidth;
    new ResizeObserver(() => {
      width = host.clientWidth || width;
      if (now) redraw();
    }).observe(host);
  }

  function update(current) {
    now = current;
    redraw();
  }

  const isNarrow = () => width < 620;

  /* The width of the plots: on a narrow page the names stand above them, not beside. */
  function plotWidth() {
    host.classList.toggle("ribbons-narrow", isNarrow());
    return Math.max(160, width - MARGIN - (isNarrow() ? 0 : NAME + REST));
  }

  function redraw() {
    const { actor, isExample, pinned } = subject(now);
    latest = actor;
    const { from, to, min, sources, horizon, undated, signs, sure } = now.state;
    const model = JSON.stringify([actor && actor.id, min, sources, horizon, undated, signs, sure]);
    const key = JSON.stringify([model, from, to, isExample, pinned.map(({ id }) => id), order, piece.fitted.checked, width]);
    if (key === drawn) return;
    drawn = key;
    if (known.key !== model) known = { key: model, lanes: actor ? lanesOf(actor, now) : [] };
    const focused = host.contains(document.activeElement) && document.activeElement.closest("[data-partner]");
    drawHead(actor, isExample);
    drawBody(actor, pinned);
    if (focused && entries.has(focused.dataset.partner)) entries.get(focused.dataset.partner).button.focus();
  }

  const sum = (list) => known.lanes.reduce((total, lane) => total + lane[list].length, 0);

  function aboutWords(actor) {
    if (!known.lanes.length) return `No signed tie${actor ? ` of ${actor.label}` : ""} counts under the present reading.`;
    return [wording.kind(actor), wording.years(actor), count(known.lanes.length, "partner"),
      `${count(sum("ties"), "dated tie")} and ${sum("undated")} without a date, at any time`].filter(Boolean).join(" \u00b7 ");
  }

  function drawHead(actor, isExample) {
    piece.title.textContent = actor ? `${actor.label} through time` : "Nobody to show";
    piece.about.textContent = aboutWords(actor);
    piece.order.hidden = known.lanes.length < 2;
    const [first, last] = yearsOf(known.lanes.flatMap((lane) => lane.ties));
    piece.years.textContent = `only ${first} to ${last - 1}`;
    const all = AXIS_YEARS[1] - AXIS_YEARS[0];
    piece.fit.hidden = Boolean(now.state.from || now.state.to) || !(last > first && last - first < all);
    // A life of few years would fill a sliver of the century; the reader may still have it all.
    if (fittedFor !== actor) piece.fitted.checked = last - first < all / 3;
    fittedFor = actor;
    piece.chooser.hidden = !isExample;
    piece.chooser.replaceChildren(...(isExample ? chooser(actor) : []));
  }

  function chooser(actor) {
    const names = element("datalist", { id: "ribbons-names" });
    search.fillNames(names, graph.actors);
    const box = element("input", { type: "text", id: "ribbons-name", list: "ribbons-names", autocomplete: "off", spellcheck: "false" });
    const choose = (event) => {
      event.preventDefault();
      const thing = search.find(box.value);
      if (thing && thing.isActor) state.chooseActor(thing);
      else dom.say(`No actor here is called \u201c${box.value.trim()}\u201d.`, true);
    };
    const most = best(now).map((thing) => button(thing.label, () => state.chooseActor(thing)));
    return [
      element("form", { submit: choose },
        element("label", { for: "ribbons-name" }, "Whose friends and enemies?"), box, names, element("button", { type: "submit" }, "Show")),
      most.length > 0 && element("p", null, "Most is told of ", most),
      actor && element("p", null, `As an example, here is the best connected: ${actor.label}.`),
    ].filter(Boolean);
  }

  const scaleFor = (actor, width) => scaleOf(now.state, width, {
    actor, years: piece.fitted.checked && !piece.fit.hidden ? yearsOf(known.lanes.flatMap((lane) => lane.ties)) : AXIS_YEARS,
  });

  function drawBody(actor, pinned) {
    const scale = scaleFor(actor, plotWidth());
    const { top, drawn: drawnLanes, outside, undated, places } = arranged(pinned, scale, nameRoom);
    entries = new Map();
    const row = (lane) => laneRow(lane, scale, places.get(lane));
    piece.top.replaceChildren(
      element("div", { class: "ribbons-row ribbons-axis", "aria-hidden": "true" }, element("div"),
        svg("svg", { width: scale.width, height: AXIS }, ...drawAxis(scale)), element("div", { class: "ribbons-undated" }, "not drawn")),
      element("ol", null, top.map(row)),
      ...pinned.filter((partner) => !known.lanes.some((lane) => lane.partner === partner)).map((partner) =>
        element("p", { class: "ribbons-about" }, `No signed tie of ${actor.label} and ${partner.label} counts under the present reading.`)));
    piece.lanes.replaceChildren(...drawnLanes.map(row));
    piece.rest.replaceChildren(...group(OUTSIDE, outside), ...group(UNDATED, undated));
    piece.body.setAttribute("aria-label", actor ? `Partners of ${actor.label}, a lane for each. ${HINT}` : "No lanes");
    rove([...entries.values()][0]);
    tell("");
  }

  /* The lanes in the chosen order: those held on top, those with something on the scale, the rest. */
  function arranged(pinned, scale, roomFor) {
    const lanes = [...known.lanes].sort(SORTS[order]);
    const places = new Map(lanes.map((lane) => [lane, placed(lane, scale, roomFor)]));
    const hasPicture = (lane) => places.get(lane).shapes.length + places.get(lane).turns.length > 0;
    const top = lanes.filter((lane) => pinned.includes(lane.partner));
    const loose = lanes.filter((lane) => !top.includes(lane));
    const rest = loose.filter((lane) => !hasPicture(lane));
    return {
      top, places, drawn: loose.filter(hasPicture),
      outside: rest.filter((lane) => lane.ties.length), undated: rest.filter((lane) => !lane.ties.length),
    };
  }

  /* How tall a lane must be for the name beside it. */
  function nameRoom(lane) {
    if (isNarrow()) return 0;
    return lane.room ??= 10 + 17 * pictures.wrap(lane.partner.label, NAME - 76 - 20 * tally(lane).length, { size: 15 }).length;
  }

  /* The row of a lane; only its plot is drawn anew when the axis is zoomed. */
  function laneRow(lane, scale, place) {
    lane.entry ??= makeRow(lane);
    const { entry } = lane;
    const drawnItems = [...place.shapes.map(({ tie, x0 }) => ({ tie, x: x0 })), ...place.turns.map(({ turn, x }) => ({ turn, x }))];
    entry.items = drawnItems.sort((a, b) => a.x - b.x).concat(undatedItems(lane, place.undatedTurns.map(({ turn }) => turn)));
    entry.at = -1;
    entry.plot.setAttribute("width", scale.width);
    entry.plot.setAttribute("height", place.height);
    entry.plot.replaceChildren(...drawLane(scale, place));
    entry.notes.replaceChildren(...place.notes.map((note) => element("span", null, note)),
      ...place.undatedTurns.map((told) => element("span", { class: "ribbons-turn", "data-turn": told.turn.id }, turnNote(told))));
    entries.set(lane.partner.id, entry);
    return entry.row;
  }

  function makeRow(lane) {
    const { partner } = lane;
    const words = `Ribbons of ${partner.label}`;
    const name = nameButton(lane);
    const go = button("\u2192", null, { class: "ribbons-go", tabindex: -1, "aria-label": words, title: words });
    const plot = svg("svg", { class: "ribbons-plot", "aria-hidden": "true" });
    const notes = element("div", { class: "ribbons-undated" });
    const row = element("li", { class: "ribbons-row", "data-partner": partner.id }, element("div", { class: "ribbons-name" }, name, go), plot, notes);
    return { lane, row, button: name, go, plot, notes };
  }

  const undatedItems = (lane, undatedTurns) =>
    [...lane.undated.map((tie) => ({ tie, isUndated: true })), ...undatedTurns.map((turn) => ({ turn }))];

  function nameButton(lane) {
    const { partner } = lane;
    const counts = tally(lane);
    const told = [wording.kind(partner), ...counts.map(([sign, number]) => `${number} ${wording.signWord(sign)}`),
      lane.undated.length && `${lane.undated.length} without a date`, lane.turns.length && count(lane.turns.length, "turning point")];
    return button([
      svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, pictures.mark(partner, 8, 8, 13)),
      element("span", { class: "ribbons-label" }, partner.label),
      element("span", { class: "ribbons-tally", "aria-hidden": "true" }, counts.map(([sign, number]) =>
        element("b", { style: `color:${colours.marks[sign]}` }, tallyWords([sign, number])))),
      element("span", { class: "unseen" }, `: ${told.filter(Boolean).join(", ")}`),
    ], null, { class: "ribbons-open", tabindex: -1 });
  }

  /* Partners without anything to draw, as names to choose from. */
  function group(title, lanes) {
    if (!lanes.length) return [];
    return [element("h3", null, `${title} (${lanes.length})`), element("ul", { class: "ribbons-group" }, lanes.map((lane) => {
      const made = nameButton(lane);
      const items = lane.ties.map((tie) => ({ tie })).concat(undatedItems(lane, lane.turns));
      entries.set(lane.partner.id, { lane, items, at: -1, button: made, go: null, plot: null });
      return element("li", { "data-partner": lane.partner.id }, made);
    }))];
  }

  // What the reader does.

  function tell(words) {
    piece.caption.textContent = words || (isNarrow() ? "Touch a bar to read it." : HINT);
    piece.caption.classList.toggle("ribbons-told", Boolean(words));
  }

  const itemWords = ({ tie, turn, isUndated }) => (turn ? turnWords(turn) : tieWords(tie, latest, isUndated));
  const turnOf = (id) => graph.turns.find((turn) => turn.id === id);
  const entryOf = (target) => {
    const row = target.closest("[data-partner]");
    return row ? entries.get(row.dataset.partner) : null;
  };

  function onPoint({ target }) {
    const entry = entryOf(target);
    if (!entry) return;
    const [tie, turn] = [target.closest("[data-tie]"), target.closest("[data-turn]")];
    if (turn) tell(turnWords(turnOf(turn.dataset.turn)));
    else if (tie) tell(itemWords(entry.items.find((item) => item.tie && item.tie.statement.id === tie.dataset.tie)));
    else if (target.closest(".ribbons-undated, .ribbons-group")) tell(entry.items.filter((item) => item.isUndated).map(itemWords).join(" \u2014 "));
  }

  function onClick({ target }) {
    const entry = entryOf(target);
    if (!entry) return;
    const turn = target.closest("[data-turn]");
    if (turn) state.chooseTurn(turnOf(turn.dataset.turn));
    else if (target.closest(".ribbons-go")) state.chooseActor(entry.lane.partner);
    else if (target.closest(".ribbons-open") && entry.at >= 0 && entry.items[entry.at].turn) state.chooseTurn(entry.items[entry.at].turn);
    else state.choosePair(latest, entry.lane.partner);
  }

  /* One lane at a time is a stop for the Tab key. */
  function rove(entry) {
    for (const { button: name, go } of entries.values()) {
      name.tabIndex = -1;
      if (go) go.tabIndex = -1;
    }
    if (!entry) return;
    entry.button.tabIndex = 0;
    if (entry.go) entry.go.tabIndex = 0;
  }

  function onFocus({ target }) {
    const entry = entryOf(target);
    if (entry && entry.button.tabIndex !== 0) rove(entry);
  }

  function onKey(event) {
    const entry = entryOf(event.target);
    if (!entry) return;
    const all = [...entries.values()];
    const place = all.indexOf(entry);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (next === undefined && !side) return;
    event.preventDefault();
    if (side) stepAlong(entry, side);
    else if (all[next]) {
      stepAlong(entry, 0);
      all[next].button.focus();
    }
  }

  /* Go to the next bar or mark of a lane and read it out; 0 lets go of it. */
  function stepAlong(entry, side) {
    for (const one of piece.body.querySelectorAll(".ribbons-on")) one.classList.remove("ribbons-on");
    entry.at = side ? Math.min(Math.max(entry.at + side, 0), entry.items.length - 1) : -1;
    const item = entry.items[entry.at];
    tell(item ? itemWords(item) : "");
    if (!item || !entry.plot) return;
    const wanted = item.turn ? `[data-turn="${CSS.escape(item.turn.id)}"]` : `[data-tie="${CSS.escape(item.tie.statement.id)}"]`;
    const found = entry.plot.querySelector(wanted);
    if (found) found.classList.add("ribbons-on");
  }

  // The picture that leaves the page.

  function picture() {
    if (!now || !latest) return null;
    const WIDTH = 1000;
    const scale = scaleFor(latest, WIDTH - 40 - NAME - REST);
    const { top, drawn: drawnLanes, outside, undated, places } = arranged(subject(now).pinned, scale, () => 34);
    const content = [];
    let y = 34;
    const put = (x, words, { size = 13, ...looks } = {}) => {
      const rows = pictures.wrap(words, WIDTH - 20 - x, { size, ...looks });
      content.push(pictures.text(x, y, rows, { size, ...looks }));
      y += rows.length * size * 1.2 + 4;
    };
    put(20, `${latest.label} through time`, { size: 20, weight: 600 });
    put(20, aboutWords(latest), { size: 12, family: pictures.SANS, fill: pictures.QUIET });
    y = pictureLegend(content, y, WIDTH);
    const at = (x, height, parts_) => { content.push(svg("g", { transform: `translate(${x} ${y})` }, ...parts_)); y += height; };
    at(20 + NAME, AXIS, [...drawAxis(scale), pictures.text(scale.width + 8, AXIS - 5, "not drawn", { size: 11.5, family: pictures.SANS, fill: pictures.QUIET })]);
    for (const lane of [...top, ...drawnLanes]) at(20 + NAME, places.get(lane).height, pictureLane(lane, scale, places.get(lane)));
    y += 22;
    for (const [title, some] of [[OUTSIDE, outside], [UNDATED, undated]]) {
      if (some.length) put(20, `${title} (${some.length}): ${some.map(listed).join(", ")}.`);
    }
    put(20, `Reading: ${exports.basis()}. Data: ${graph.dataName}.`, { size: 11.5, family: pictures.SANS, fill: pictures.QUIET });
    return pictures.frame(WIDTH, Math.ceil(y + 6), svg("title", null, `${latest.label} through time`), ...content);
  }

  const allTallyWords = (lane) => tally(lane).map(tallyWords).join(" ");
  const listed = (lane) => `${lane.partner.label} ${allTallyWords(lane)}`;

  function pictureLane(lane, scale, place) {
    const small = { size: 11, family: pictures.SANS, fill: pictures.QUIET };
    const tallyWidth = pictures.widthOf(allTallyWords(lane), small) + 14;
    const name = pictures.wrap(lane.partner.label, NAME - 26 - tallyWidth, { most: 2 });
    const notes = [...place.notes, ...place.undatedTurns.map(turnNote)];
    return [
      pictures.mark(lane.partner, 8 - NAME, place.line, 12),
      pictures.text(20 - NAME, place.line + 4 - (name.length - 1) * 7, name, { leading: 1.1 }),
      pictures.text(-8, place.line + 4, allTallyWords(lane), { ...small, anchor: "end" }),
      ...drawLane(scale, place),
      svg("path", { d: `M${-NAME} ${place.height}H${scale.width + REST}`, stroke: pictures.RULE, "stroke-width": 0.7 }),
      notes.length > 0 && pictures.text(scale.width + 8, place.height / 2 + 4 - (notes.length - 1) * 7.5, notes, { ...small, leading: 1.36 }),
    ].filter(Boolean);
  }

  function pictureLegend(content, top, width) {
    const looks = { size: 11, family: pictures.SANS };
    let [x, y] = [20, top];
    for (const [draw, words] of LEGEND) {
      const room = 40 + pictures.widthOf(words, looks) + 16;
      if (x + room > width - 10) [x, y] = [20, y + 20];
      content.push(svg("g", { transform: `translate(${x} ${y - 12})` }, draw()), pictures.text(x + 40, y, words, looks));
      x += room;
    }
    return y + 18;
  }

  return { build, update, svg: picture, parts, timeOf: lanes.timeOf };
})();
