/* One actor through time: a lane for each partner, friendly above its line, hostile below. */
const ribbons = (() => {
  const { element, svg, button, count } = dom;
  const { OPEN_START, OPEN_END, least, most } = days;
  const { colours, lines, hedged } = graph.look;
  const TRACK = 8;
  const BAR = 6;
  const PAD = 6;
  const HEAD = 7;
  const AXIS = 34;
  const MARGIN = 24;
  const NAME = 224;
  const REST = 84;
  // The length of a day where an axis is in years.
  const DAY = 1 / 372;
  const SIGNS = { "+": 1, 0: 0, "-": -1 };
  const ORDERS = { time: "by time", ties: "by number of ties", name: "by name" };
  const OUTSIDE = "Dated only outside the years shown";
  const UNDATED = "Without any date";
  const TURN_NOTE = "\u25bc undated";
  const HINT = "Point at a bar to read it. Keys: \u2191 \u2193 from lane to lane, \u2190 \u2192 along a lane, Enter opens it.";

  // What is in time, and where.

  const isKnown = (day) => Boolean(day) && day !== OPEN_START && day !== OPEN_END;

  /* The days in which a turning point can lie, by the rule of khgraph.lives.placed_act, and
     whether its source leaves a side open; null where no claim dates it. */
  function timeOf(claims) {
    const known = claims.filter((claim) => claim.when && claim.days).map((claim) => claim.days);
    if (!known.length) return null;
    const spans = days.union(known.map((day) => [day[0] ?? day[2] ?? OPEN_START, day[3] ?? day[1] ?? OPEN_END]));
    return {
      first: spans[0][0], last: spans[spans.length - 1][1], spans,
      isOpenBefore: known.some((day) => !isKnown(day[0])), isOpenAfter: known.some((day) => !isKnown(day[3])),
    };
  }

  /* The stretches of a tie: "certain", "possible" within what its source dates, and "unsaid"
     where only lives, or nothing, bound what the source leaves open. */
  function parts(tie) {
    const named = tie.claims.flatMap((claim) => claim.days || []).filter(isKnown).sort();
    const [start, end] = [named[0] || OPEN_START, named[named.length - 1] || OPEN_END];
    const found = [];
    const add = (kind, first, last, more) => { if (first <= last) found.push({ kind, first, last, ...more }); };
    for (const [first, last] of tie.possible) {
      if (first < start) add("unsaid", first, least(last, days.before(start)), { isBefore: true });
      add("possible", most(first, start), least(last, end));
      if (last > end) add("unsaid", most(first, days.next(end)), last, { isBefore: false });
    }
    for (const [first, last] of tie.certain) add("certain", first, last);
    return found;
  }

  const AXIS_YEARS = [slider.FIRST, slider.LAST + 1];

  /* From days to pixels: the whole axis or `years` of it, or the chosen span with some years around it. */
  function scaleOf({ from, to }, width, { actor = null, years = AXIS_YEARS } = {}) {
    let [first, last] = from || to ? AXIS_YEARS : years;
    const start = from ? days.position(days.edge(from, false)) : first;
    const end = to ? days.position(days.edge(to, true)) + DAY : last;
    const isChosen = (from || to) && start < last && end > first;
    if (isChosen) {
      const context = Math.max(1, (end - start) * 0.15);
      [first, last] = [Math.max(first, start - context), Math.min(last, end + context)];
    }
    const at = (year) => ((year - first) / (last - first)) * width;
    const x = (day) => at(days.position(day));
    return {
      width, at, x, day: at(first + DAY),
      isOn: (place) => place >= 0 && place <= width,
      band: isChosen ? [Math.max(0, at(start)), Math.min(width, at(end))] : null,
      ticks: ticks(first, last, width), life: actor ? lifeOf(actor, x, width) : [],
    };
  }

  function ticks(first, last, width) {
    const step = [1, 2, 5, 10, 20, 50].find((years) => (years / (last - first)) * width >= 44) || 100;
    const found = [];
    for (let year = Math.ceil(first / step) * step; year <= last; year += step) found.push(year);
    return found;
  }

  /* The days that bound the actor's life, as far as they are on the scale. */
  function lifeOf(actor, x, width) {
    const [born, died] = actor.kind === "Person" ? ["born", "died"] : ["from", "until"];
    return [[actor.first, born], [actor.last, died]].filter(([day]) => isKnown(day))
      .map(([day, word]) => ({ x: x(day), words: `${word} ${day.slice(0, 4)}` }))
      .filter((mark) => mark.x >= 0 && mark.x <= width);
  }

  /* The years that the sources name for some ties, as far as they are on the axis. */
  function yearsOf(ties) {
    const named = ties.flatMap((tie) => tie.claims.flatMap((claim) => claim.days || [])).filter(isKnown)
      .map((day) => Number(day.slice(0, 4))).filter((year) => year >= AXIS_YEARS[0] && year < AXIS_YEARS[1]);
    return [Math.min(...named) - 1, Math.max(...named) + 2];
  }

  // The lanes of an actor.

  const joins = (statement, actor) => statement.subject === actor || statement.object === actor;
  const partnerOf = ({ statement }, actor) => (statement.subject === actor ? statement.object : statement.subject);

  function lanesOf(actor, current) {
    const lanes = new Map();
    const put = (tie, list) => {
      const partner = partnerOf(tie, actor);
      if (!lanes.has(partner)) lanes.set(partner, { partner, ties: [], undated: [], turns: [] });
      lanes.get(partner)[list].push(tie);
    };
    const dated = current.all().filter((tie) => joins(tie.statement, actor) && tie.claims.some((claim) => claim.when));
    for (const tie of dated) put(tie, "ties");
    const isInTime = new Set(dated.map((tie) => tie.statement));
    const isWanted = (statement) => statement.sign !== null && joins(statement, actor) && !isInTime.has(statement)
      && [...current.state.signs].some((sign) => SIGNS[sign] === statement.sign);
    for (const tie of reading.ties(timeless(current), isWanted)) put(tie, "undated");
    for (const lane of lanes.values()) {
      const all = graph.pairs.get(graph.pairKey(actor, lane.partner));
      lane.turns = panel.byTime([...new Set(all.flatMap((statement) => statement.turns))]);
      // What does not change while the axis is zoomed: days as years.
      lane.outlines = lane.ties.map((tie) => parts(tie).map((part) =>
        ({ ...part, start: days.position(part.first), end: days.position(part.last) + DAY })));
      lane.times = lane.turns.map((turn) => timeOf(turn.claims));
      lane.begin = lane.ties.map((tie) => graph.timeKey(tie.claims)).sort()[0] || "9999-99-99";
    }
    return [...lanes.values()];
  }

  const size = (lane) => lane.ties.length + lane.undated.length;
  const byName = (a, b) => a.partner.index - b.partner.index;
  const SORTS = {
    time: (a, b) => (a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : byName(a, b)),
    ties: (a, b) => size(b) - size(a) || byName(a, b),
    name: byName,
  };

  /* A tie in pixels, with all that its looks depend on; null where none of it is on the scale. */
  function shapeOf(tie, outline, scale) {
    const isAct = Boolean(tie.statement.relation.act);
    const segments = outline.map((part) => ({
      ...part, x0: Math.max(0, scale.at(part.start)), x1: Math.min(scale.width, scale.at(part.end)),
      // Where an act can lie on many days, its mark stands in their middle, unless that is off the scale.
      middle: scale.at((part.start + part.end) / 2),
      isOpen: part.isBefore ? part.first === OPEN_START : part.last === OPEN_END,
      isCut: !scale.isOn(scale.at(part.isBefore ? part.start : part.end)),
    })).filter(({ x0, x1 }) => x0 < x1);
    return segments.length ? extended({
      tie, isAct, segments, sign: tie.sign, isHedged: tie.isHedged,
      mark: (tie.isHedged ? "?" : "") + (tie.isDenied ? "\u2260" : ""),
    }) : null;
  }

  /* How much room a shape takes on its track, its marks included. */
  function extended(shape) {
    const margin = shape.isAct ? 5 : 1;
    const x0 = Math.min(...shape.segments.map((segment) => segment.x0)) - margin;
    const x1 = Math.max(...shape.segments.map((segment) => segment.x1)) + margin;
    return { ...shape, x0, end: x1, x1: x1 + 8 * shape.mark.length };
  }

  /* Put shapes on as few tracks as they need; parallel ties lie side by side as one thicker band. */
  function pack(shapes) {
    const ends = [];
    for (const shape of [...shapes].sort((a, b) => a.x0 - b.x0 || b.x1 - a.x1)) {
      const free = ends.findIndex((end) => end <= shape.x0);
      shape.track = free < 0 ? ends.length : free;
      ends[shape.track] = shape.x1;
    }
    return ends.length;
  }

  /* Where all of a lane stands: shapes with their heights, turning points, what is off the scale. */
  function placed(lane, scale, roomFor = () => 0) {
    const shapes = lane.ties.map((tie, i) => shapeOf(tie, lane.outlines[i], scale));
    const inside = shapes.filter(Boolean);
    const side = (sign) => inside.filter((shape) => shape.sign === sign);
    const [up, on, down] = [1, 0, -1].map((sign) => pack(side(sign)) * TRACK);
    const off = lane.outlines.filter((_, i) => !shapes[i]).map(([part]) => scale.at(part.start) < 0);
    const turns = lane.turns.map((turn, i) => ({ turn, time: lane.times[i] }));
    const notes = [
      lane.undated.length && `+${lane.undated.length} undated`,
      ...[[true, "earlier"], [false, "later"]].map(([isEarlier, word]) => noteOf(off.filter((each) => each === isEarlier).length, word)),
    ].filter(Boolean);
    const undatedTurns = turns.filter(({ time }) => !time).map(({ turn }) => turn);
    const needed = (lane.turns.length ? HEAD : 0) + 2 * PAD + Math.max(up, TRACK) + on + Math.max(down, TRACK);
    const height = Math.max(needed, roomFor(lane), 15 * (notes.length + undatedTurns.length) + 4);
    const top = (lane.turns.length ? HEAD : 0) + PAD + Math.max(up, TRACK) + (height - needed) / 2;
    const line = top + on / 2;
    for (const shape of inside) {
      const step = (shape.track + 0.5) * TRACK;
      shape.y = shape.sign > 0 ? top - step - 1 : shape.sign < 0 ? top + on + step + 1 : top + step;
    }
    const onScale = turns.filter(({ time }) => time && time.first < OPEN_END)
      .map((each) => ({ ...each, ...turnPlace(each.time, scale) })).filter(({ x }) => scale.isOn(x));
    return { shapes: inside, line, height, notes, undatedTurns, turns: onScale };
  }

  const noteOf = (number, word) => (number ? `${number} ${word}` : "");

  function turnPlace({ first, last }, scale) {
    const x0 = first === OPEN_START ? scale.x(last) : scale.x(first);
    const x1 = last === OPEN_END ? x0 : scale.x(last) + scale.day;
    return { x0, x1, x: (x0 + x1) / 2 };
  }

  // Drawing.

  const diamond = (x, y, half) => `M${x} ${y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`;
  const dotted = "1.5 1.5";

  /* What a source leaves open is a line, with an arrow where nothing else bounds it, a stop where a life does. */
  function drawUnsaid({ x0, x1, isBefore, isOpen, isCut }, y, colour) {
    const [end, back] = isBefore ? [x0, 1] : [x1, -1];
    const head = isOpen ? `M${end + 5 * back} ${y - 3}L${end + back} ${y}L${end + 5 * back} ${y + 3}` : isCut ? "" : `M${end} ${y - 2.5}v5`;
    return svg("path", { d: `M${x0} ${y}H${x1}${head}`, stroke: colour, "stroke-width": 1.1, fill: "none" });
  }

  function drawAct({ kind, x0, x1, middle }, y, colour, isHedged) {
    const looks = { stroke: colour, "stroke-width": 1.3, "stroke-dasharray": isHedged ? dotted : null };
    if (kind === "certain") return [svg("path", { d: diamond(middle, y, 4), fill: isHedged ? pictures.PAPER : colour, ...looks })];
    return [
      x1 - x0 > 9 && svg("path", { d: `M${x0} ${y - 2.5}v5m0 -2.5H${x1}m0 -2.5v5`, fill: "none", stroke: colour, "stroke-width": 0.9 }),
      middle >= x0 && middle <= x1 && svg("path", { d: diamond(middle, y, 3.7), fill: pictures.PAPER, ...looks }),
    ];
  }

  function drawBar({ kind, x0, x1 }, y, colour, shape) {
    // A single day must be seen on the axis of a century.
    const width = Math.max(x1 - x0, 2.5);
    const height = shape.sign === 0 ? BAR - 2 : BAR;
    const [full, faded] = shape.isHedged ? [0.55, 0.12] : [1, 0.32];
    return svg("rect", {
      x: x1 - x0 < width ? (x0 + x1 - width) / 2 : x0, y: y - height / 2, width, height, fill: colour,
      "fill-opacity": kind === "certain" ? full : faded,
      ...(shape.isHedged && { stroke: colour, "stroke-width": 1, "stroke-dasharray": dotted }),
    });
  }

  function drawShape(shape, width) {
    const { y, sign, isAct, segments } = shape;
    const { colour } = (shape.isHedged ? hedged : lines)[sign];
    const isSure = isAct && segments.some(({ kind }) => kind === "certain");
    const drawn = segments.flatMap((segment) => {
      if (segment.kind === "unsaid") return drawUnsaid(segment, y, colour);
      if (!isAct) return drawBar(segment, y, colour, shape);
      return isSure && segment.kind !== "certain" ? [] : drawAct(segment, y, colour, shape.isHedged);
    });
    const markX = shape.end + 8 * shape.mark.length > width ? shape.x0 - 8 * shape.mark.length : shape.end;
    return svg("g", { "data-tie": shape.tie ? shape.tie.statement.id : null },
      svg("rect", { x: shape.x0 - 1, y: y - TRACK / 2, width: shape.end - shape.x0 + 2, height: TRACK, fill: "none", "pointer-events": "all" }),
      drawn,
      shape.mark && pictures.text(markX + 1, y + 4, shape.mark, { size: 11, weight: 700, family: pictures.SANS, fill: colours.marks[sign] }));
  }

  /* A turning point cuts through the lane; its head is the notch that a reader can click. */
  function drawTurn({ turn, x, x0, x1 }, height) {
    return svg("g", { "data-turn": turn ? turn.id : null, cursor: "pointer" },
      svg("rect", { x: x - 8, y: 0, width: 16, height, fill: "none", "pointer-events": "all" }),
      x1 - x0 > 12 && svg("rect", { x: x0, y: 0, width: x1 - x0, height: 1.6, fill: colours.turn }),
      svg("path", { d: `M${x} 6V${height}`, stroke: colours.turn, "stroke-width": 1.3 }),
      svg("path", { d: `M${x - 6} 0h12l-6 8z`, fill: colours.turn, stroke: pictures.PAPER, "stroke-width": 1 }));
  }

  function drawGround(scale, height) {
    return [
      scale.band && svg("rect", { x: scale.band[0], width: scale.band[1] - scale.band[0], height, fill: "#f3e9b5", "fill-opacity": 0.4 }),
      svg("path", { d: scale.ticks.map((year) => `M${scale.at(year)} 0V${height}`).join(""), stroke: pictures.RULE, "stroke-width": 0.7 }),
      ...scale.life.map(({ x }) => svg("path", { d: `M${x} 0V${height}`, stroke: pictures.INK, "stroke-width": 0.9, "stroke-dasharray": "3 3" })),
    ].filter(Boolean);
  }

  function drawAxis(scale) {
    const small = { size: 11.5, family: pictures.SANS };
    const anchor = (x) => (x < 30 ? "start" : x > scale.width - 30 ? "end" : "middle");
    return [
      ...drawGround(scale, AXIS),
      ...scale.ticks.map((year) => pictures.text(scale.at(year), AXIS - 5, String(year), { ...small, anchor: anchor(scale.at(year)), fill: pictures.QUIET })),
      ...scale.life.map(({ x, words }) => pictures.text(x, 12, words, { ...small, anchor: anchor(x) })),
    ];
  }

  function drawLane(scale, place) {
    const { line, height } = place;
    return [
      ...drawGround(scale, height),
      svg("path", { d: `M0 ${line}H${scale.width}`, stroke: "#a9a69c", "stroke-width": 0.8 }),
      // Behind the ties of its day, which it must not hide.
      ...place.turns.map((each) => drawTurn(each, height)),
      ...place.shapes.map((shape) => drawShape(shape, scale.width)),
    ];
  }

  /* Samples of what bars and marks mean: [how to draw one in 34 by 16 pixels, words]. */
  const LEGEND = (() => {
    const bar = (more, ...segments) => (() => drawShape({ sign: 1, isAct: false, isHedged: false, mark: "", x0: 2, end: 30, y: 8, segments, ...more }, 99));
    const part = (kind, x0, x1, more) => ({ kind, x0, x1, middle: (x0 + x1) / 2, ...more });
    const both = () => svg("g", null, bar({ y: 4 }, part("certain", 2, 30))(), svg("path", { d: "M0 8h34", stroke: "#a9a69c" }), bar({ y: 12, sign: -1 }, part("certain", 2, 30))());
    return [
      [both, "friendly above the line, hostile below"],
      [bar({ sign: 0 }, part("certain", 2, 30)), "neutral on it, (number)"],
      [bar({}, part("possible", 2, 30), part("certain", 10, 22)), "full: certain; faded: possible"],
      [bar({}, part("possible", 2, 12), part("unsaid", 12, 32, { isOpen: true })), "end not stated"],
      [bar({ isAct: true }, part("certain", 12, 20)), "act on a known day"],
      [bar({ isAct: true }, part("possible", 2, 30)), "act at some time in it"],
      [bar({ isHedged: true, mark: "?", end: 22 }, part("possible", 2, 22)), "hedged"],
      [bar({ mark: "\u2260", end: 22 }, part("possible", 2, 22)), "denied or doubted by another"],
      [() => drawTurn({ x: 14, x0: 14, x1: 14 }, 16), "turning point"],
    ];
  })();

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

  const turnWords = (turn) =>
    `Turning point (${turn.kind}): ${turn.label}, ${wording.dates(turn.claims)}; ${places(turn.claims)}`;

  const timeless = (current) => ({ ...current.choice, first: null, last: null });

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
    if (!actor) return "No signed tie counts under the present reading.";
    return [wording.kind(actor), wording.years(actor), count(known.lanes.length, "partner"),
      `${count(sum("ties"), "dated tie")} and ${sum("undated")} without a date, at any time`].filter(Boolean).join(" \u00b7 ");
  }

  function drawHead(actor, isExample) {
    piece.title.textContent = actor ? `${actor.label} through time` : "Nobody to show";
    piece.about.textContent = aboutWords(actor);
    piece.order.hidden = known.lanes.length < 2;
    const [first, last] = yearsOf(known.lanes.flatMap((lane) => lane.ties));
    piece.years.textContent = `only ${first} to ${last - 1}`;
    piece.fit.hidden = Boolean(now.state.from || now.state.to) || !(last - first < AXIS_YEARS[1] - AXIS_YEARS[0]);
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
    const { top, drawn: lanes, outside, undated, places } = arranged(pinned, scale, nameRoom);
    entries = new Map();
    const row = (lane) => laneRow(lane, scale, places.get(lane));
    piece.top.replaceChildren(
      element("div", { class: "ribbons-row ribbons-axis", "aria-hidden": "true" }, element("div"),
        svg("svg", { width: scale.width, height: AXIS }, ...drawAxis(scale)), element("div", { class: "ribbons-undated" }, "not drawn")),
      element("ol", null, top.map(row)));
    piece.lanes.replaceChildren(...lanes.map(row));
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
    entry.items = drawnItems.sort((a, b) => a.x - b.x).concat(undatedItems(lane, place.undatedTurns));
    entry.at = -1;
    entry.plot.setAttribute("width", scale.width);
    entry.plot.setAttribute("height", place.height);
    entry.plot.replaceChildren(...drawLane(scale, place));
    entry.notes.replaceChildren(...place.notes.map((note) => element("span", null, note)),
      ...place.undatedTurns.map((turn) => element("span", { class: "ribbons-turn", "data-turn": turn.id }, TURN_NOTE)));
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
    const { top, drawn: lanes, outside, undated, places } = arranged(subject(now).pinned, scale, () => 34);
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
    for (const lane of [...top, ...lanes]) at(20 + NAME, places.get(lane).height, pictureLane(lane, scale, places.get(lane)));
    y += 22;
    for (const [title, some] of [[OUTSIDE, outside], [UNDATED, undated]]) {
      if (some.length) put(20, `${title} (${some.length}): ${some.map(listed).join(", ")}.`);
    }
    put(20, `Reading: ${reading.describe(now.choice)}. Data: ${graph.dataName}.`, { size: 11.5, family: pictures.SANS, fill: pictures.QUIET });
    return pictures.frame(WIDTH, Math.ceil(y + 6), svg("title", null, `${latest.label} through time`), ...content);
  }

  const allTallyWords = (lane) => tally(lane).map(tallyWords).join(" ");
  const listed = (lane) => `${lane.partner.label} ${allTallyWords(lane)}`;

  function pictureLane(lane, scale, place) {
    const small = { size: 11, family: pictures.SANS, fill: pictures.QUIET };
    const tallyWidth = pictures.widthOf(allTallyWords(lane), small) + 14;
    const name = pictures.wrap(lane.partner.label, NAME - 26 - tallyWidth, { most: 2 });
    const notes = [...place.notes, ...place.undatedTurns.map(() => TURN_NOTE)];
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

  return { build, update, svg: picture, timeOf, parts, scaleOf, turnPlace, drawGround, drawAxis };
})();
