/* The lanes of an actor's ribbons: what is in time, and where on them it stands, in pixels. */
const lanes = (() => {
  const { OPEN_START, OPEN_END, least, most } = days;
  const TRACK = 8;
  const PAD = 6;
  const HEAD = 7;
  // The length of a day where an axis is in years.
  const DAY = 1 / 372;
  const SIGNS = { "+": 1, 0: 0, "-": -1 };

  const timeless = (current) => ({ ...current.choice, first: null, last: null });

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

  const isTurnCounted = (turn, choice) => turn.claims.some((claim) => reading.accepts(claim, choice));

  /* What a turning point bears that is hedged, or that somebody doubts or denies. */
  function turnMark(turn) {
    const hedge = wording.turnHedge(turn);
    if (/^(doubted|denied)/.test(hedge) || turn.claims.some((claim) => claim.isAgainst)) return "\u2260";
    return hedge ? "?" : "";
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
      lane.turns = [...new Set(all.flatMap((statement) => statement.turns))].sort((a, b) => a.index - b.index);
      // What does not change while the axis is zoomed: days as years.
      lane.outlines = lane.ties.map((tie) => parts(tie).map((part) =>
        ({ ...part, start: days.position(part.first), end: days.position(part.last) + DAY })));
      lane.told = lane.turns.map((turn) =>
        ({ turn, time: timeOf(turn.claims), mark: turnMark(turn), isCounted: isTurnCounted(turn, current.choice) }));
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
    const notes = [
      lane.undated.length && `+${lane.undated.length} undated`,
      ...[[true, "earlier"], [false, "later"]].map(([isEarlier, word]) => noteOf(off.filter((each) => each === isEarlier).length, word)),
    ].filter(Boolean);
    const undatedTurns = lane.told.filter(({ time }) => !time);
    const needed = (lane.turns.length ? HEAD : 0) + 2 * PAD + Math.max(up, TRACK) + on + Math.max(down, TRACK);
    const height = Math.max(needed, roomFor(lane), 15 * (notes.length + undatedTurns.length) + 4);
    const top = (lane.turns.length ? HEAD : 0) + PAD + Math.max(up, TRACK) + (height - needed) / 2;
    const line = top + on / 2;
    for (const shape of inside) {
      const step = (shape.track + 0.5) * TRACK;
      shape.y = shape.sign > 0 ? top - step - 1 : shape.sign < 0 ? top + on + step + 1 : top + step;
    }
    const onScale = lane.told.filter(({ time }) => time && time.first < OPEN_END)
      .map((each) => ({ ...each, ...turnPlace(each.time, scale) })).filter(({ x }) => scale.isOn(x));
    return { shapes: inside, line, height, notes, undatedTurns, turns: onScale };
  }

  const noteOf = (number, word) => (number ? `${number} ${word}` : "");

  function turnPlace({ first, last }, scale) {
    const x0 = first === OPEN_START ? scale.x(last) : scale.x(first);
    const x1 = last === OPEN_END ? x0 : scale.x(last) + scale.day;
    return { x0, x1, x: (x0 + x1) / 2 };
  }

  return { TRACK, AXIS_YEARS, SORTS, timeless, timeOf, isTurnCounted, turnMark, parts, scaleOf, yearsOf, lanesOf, placed, turnPlace };
})();
