/* Turning points on the axis of the century, a row for each kind, and a card for each: what held
   before, what after, and who says so. A number joins the mark of a turning point to its card. */
const turns = (() => {
  const { element, svg, count } = dom;
  const { colours } = graph.look;
  // From the gravest to the mildest; kinds that are not here follow by name.
  const KINDS = ["betrayal", "desertion", "defection", "purge", "break", "disillusion", "realignment", "alliance", "reconciliation"];
  const RADIUS = 8.5;
  const TRACK = 18;
  const AXIS = 34;
  const STUB = 14;
  const WIDE = { names: 116, undated: 104, margin: 24 };
  const NARROW = { names: 84, undated: 52, margin: 24 };
  const HINT = "The numbers are those of the cards. Keys: \u2190 \u2192 from mark to mark, Enter tells all of it.";

  // What a turning point is under a choice.

  const sides = (turn) => [turn.before, turn.after].filter(Boolean);
  const concerns = (turn, actor) => sides(turn).some((s) => s.subject === actor || s.object === actor);
  const isCounted = lanes.isTurnCounted;

  /* Whether a turning point can lie in the chosen time; one without a date lies in none. */
  function isInTime(turn, { first, last }) {
    if (first === null && last === null) return true;
    const time = lanes.timeOf(turn.claims);
    return time !== null && time.spans.some(([a, b]) => a <= (last || days.OPEN_END) && b >= (first || days.OPEN_START));
  }

  /* What a turning point is called, with its hedge. */
  const nameOf = (turn) => wording.turnHedge(turn) + turn.label;
  const isContested = (claims) => claims.some((claim) => claim.isAgainst) && !["doubted", "denied"].includes(wording.hedge(claims));
  const number = (turn) => turn.index + 1;

  function metaWords(turn) {
    return [turn.kind, wording.dates(turn.claims), turn.event && `by ${turn.event}`,
      isContested(turn.claims) && "contested"].filter(Boolean).join(" \u00b7 ");
  }

  const citation = (claim) =>
    `${claim.who} ${claim.stanceWords}${claim.after ? `, according to ${claim.after}` : ""}: ${wording.place(claim)}`;

  /* A side as { glyph, sign, words, remark }. */
  function sideOf(turn, name) {
    const statement = turn[name];
    if (!statement) return { glyph: "", sign: null, words: panel.sideWords(turn, name), remark: "" };
    return {
      glyph: statement.sign === null ? "" : wording.glyph(statement.sign),
      sign: statement.sign,
      words: panel.sideWords(turn, name),
      remark: [statement.sign !== null && wording.signWord(statement.sign), wording.dates(statement.claims), isContested(statement.claims) && "contested"]
        .filter(Boolean).join(" \u00b7 "),
    };
  }

  /* Why a turning point is grey. */
  const remarkOf = (turn, { isIn, isCounted: counts }) => [
    !isIn && (lanes.timeOf(turn.claims) ? "outside the chosen time" : "without a date, so not in the chosen time"),
    !counts && "not counted by the present sources and stance",
  ].filter(Boolean).join("; ");

  // The strip.

  /* Rows by kind, and where in them each mark stands: { rows, marks, height }. */
  function arrange(shown, width, { names, undated, margin }) {
    const plot = Math.max(120, width - margin - names - undated);
    const scale = lanes.scaleOf({}, plot);
    const kinds = [...new Set(shown.map((turn) => turn.kind))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const marks = [];
    let y = AXIS;
    const rows = kinds.map((kind) => {
      const here = shown.filter((turn) => turn.kind === kind);
      const dated = here.map((turn) => placeOf(turn, scale)).filter(Boolean);
      const columns = Math.max(1, Math.floor((undated - 8) / TRACK));
      const loose = here.filter((turn) => !lanes.timeOf(turn.claims))
        .map((turn, i) => ({ turn, x: plot + 8 + (i % columns + 0.5) * TRACK, track: Math.floor(i / columns) }));
      const tracks = Math.max(pack(dated), ...loose.map(({ track }) => track + 1), 1);
      for (const each of [...dated, ...loose]) marks.push({ ...each, y: y + 2.5 + (each.track + 0.5) * TRACK });
      const row = { kind, y, height: tracks * TRACK + 5 };
      y += row.height;
      return row;
    });
    marks.sort((a, b) => a.turn.index - b.turn.index);
    return { scale, rows, marks, names, undated, plot, height: y };
  }

  const rank = (kind) => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);

  function placeOf(turn, scale) {
    const time = lanes.timeOf(turn.claims);
    if (!time) return null;
    const { x0, x1 } = lanes.turnPlace(time, scale);
    const within = (x) => Math.min(Math.max(x, RADIUS), scale.width - RADIUS);
    const x = within((x0 + x1) / 2);
    return {
      turn, x, x0: Math.max(0, x0), x1: Math.min(scale.width, x1), ...time,
      from: Math.min(x0, x - RADIUS) - (time.isOpenBefore ? STUB : 0), to: Math.max(x1, x + RADIUS) + (time.isOpenAfter ? STUB : 0),
    };
  }

  function pack(places) {
    const ends = [];
    for (const place of [...places].sort((a, b) => a.from - b.from)) {
      const free = ends.findIndex((end) => end <= place.from);
      place.track = free < 0 ? ends.length : free;
      ends[place.track] = place.to + 1;
    }
    return ends.length;
  }

  /* A span of dates behind the number; an arrow where the source leaves the beginning or the end open. */
  function drawSpan({ x, x0, x1, y, isOpenBefore, isOpenAfter }, colour) {
    if (x0 === undefined) return [];
    const [start, end] = [Math.min(x0, x - RADIUS), Math.max(x1, x + RADIUS)];
    const arrow = (from, way) => svg("path", { d: `M${from} ${y}h${STUB * way}m${-4 * way} -3l${4 * way} 3l${-4 * way} 3`, fill: "none", stroke: colour, "stroke-width": 1.2 });
    return [
      x1 - x0 > 2 * RADIUS && svg("path", { d: `M${x0} ${y - 4}v8m0 -4H${x1}m0 -4v8`, fill: "none", stroke: colour, "stroke-width": 1.2 }),
      isOpenBefore && arrow(start, -1), isOpenAfter && arrow(end, 1),
    ];
  }

  function drawMark(place, { isIn, isCounted: counts, isChosen }) {
    const { turn, x, y } = place;
    const isPlain = isIn && counts;
    const colour = isPlain ? colours.turn : pictures.QUIET;
    const note = lanes.turnMark(turn);
    return [
      svg("rect", { x: x - TRACK / 2, y: y - TRACK / 2, width: TRACK, height: TRACK, fill: "none", "pointer-events": "all" }),
      ...drawSpan(place, colour),
      svg("circle", {
        cx: x, cy: y, r: RADIUS - 0.7, stroke: isPlain ? colour : "#a9a69c", "stroke-width": 1.4, "stroke-dasharray": note || !counts ? "2 1.6" : null,
        fill: isChosen ? colour : isPlain && !note ? "#f1e3ec" : pictures.PAPER,
      }),
      pictures.text(x, y + 3.6, String(number(turn)), { size: 10, weight: 600, family: pictures.SANS, anchor: "middle", fill: isChosen ? pictures.PAPER : colour }),
      note && pictures.text(x + 7, y - 3, note, { size: 10, weight: 700, family: pictures.SANS, fill: colour, stroke: pictures.PAPER, "stroke-width": 2.5, "paint-order": "stroke" }),
    ].flat();
  }

  function bandOf({ from, to }, scale) {
    if (!from && !to) return null;
    const [start, end] = [from ? scale.x(days.edge(from, false)) : 0, to ? scale.x(days.edge(to, true)) + scale.day : scale.width];
    return start < scale.width && end > 0 ? [Math.max(0, start), Math.min(scale.width, end)] : null;
  }

  /* Axis, names of the kinds and rules between them, in the coordinates of the plot. */
  function drawGround({ scale, rows, names, undated, plot, height }, now) {
    const small = { size: 12, family: pictures.SANS };
    return [
      ...bands.drawGround({ ...scale, band: bandOf(now, scale) }, height),
      ...bands.drawAxis({ ...scale, band: null }),
      pictures.text(plot + 8, AXIS - 5, "no date", { ...small, size: 11.5, fill: pictures.QUIET }),
      ...rows.map((row) => svg("path", { d: `M${-names} ${row.y}H${plot + undated}`, stroke: pictures.RULE, "stroke-width": 1 })),
      ...rows.map((row) => pictures.text(-names, row.y + row.height / 2 + 4, row.kind, { ...small, size: names < 100 ? 11 : 12.5 })),
    ];
  }

  // The view.

  const piece = {};
  const cards = new Map();
  let host = null;
  let latest = null;
  let width = 0;
  let only = null;
  let strip = { key: "", marks: new Map() };
  let chosen = null;

  function build(section) {
    host = section;
    piece.count = element("p", { class: "turns-count" });
    piece.check = element("input", { type: "checkbox", change: ({ target }) => { only = target.checked ? candidate() : null; update(latest); } });
    piece.only = element("label", null, piece.check, piece.onlyWords = element("span"));
    piece.ground = svg("g");
    piece.marks = svg("g");
    piece.strip = svg("svg", {
      class: "turns-strip", role: "group", "aria-label": "Turning points on the axis of years; arrow keys go from one to the next",
      keydown: onKey, click: onMark, pointerover: onPoint, pointerleave: () => tell(null), focusin: onPoint,
    }, piece.ground, piece.marks);
    piece.caption = element("p", { class: "turns-caption" });
    piece.cards = element("ol", { class: "turns-cards" });
    host.append(element("div", { class: "turns" },
      element("div", { class: "turns-head" }, element("div", null, element("h2", null, "Turning points"), piece.count), piece.only),
      element("div", { class: "turns-top" }, piece.strip, piece.caption), piece.cards));
    for (const turn of graph.turns) cards.set(turn, cardOf(turn));
    width = host.clientWidth;
    new ResizeObserver(() => {
      width = host.clientWidth || width;
      if (latest) update(latest);
    }).observe(host);
  }

  function cardOf(turn) {
    const side = (name) => {
      const { glyph, sign, words, remark } = sideOf(turn, name);
      return element("div", { class: `turns-side turns-${wording.signClass(sign)}` },
        element("b", null, name), element("p", null, glyph && element("span", { class: "turns-glyph" }, glyph), glyph && " ", words), remark && element("p", { class: "turns-meta" }, remark));
    };
    const open = element("button", { type: "button", class: "turns-open" }, element("span", { class: "turns-number" }, String(number(turn))), nameOf(turn));
    const off = element("p", { class: "turns-off" });
    const card = element("li", { class: "turns-card", click: () => state.chooseTurn(turn) },
      open, element("p", { class: "turns-meta" }, metaWords(turn)),
      element("div", { class: "turns-sides" }, side("before"), element("span", { class: "turns-arrow", "aria-hidden": "true" }, "\u2192"), side("after")),
      turn.claims.map((claim) => element("p", { class: "turns-meta" }, citation(claim))), off);
    return { card, open, off };
  }

  /* Of whom the reader may ask to see no other: who is chosen, or was when this was asked. */
  function candidate() {
    const actor = state.actor();
    return actor && actor.isActor ? actor : only;
  }

  const listed = () => graph.turns.filter((turn) => !only || concerns(turn, only));
  const flagsOf = (turn, { choice, state: now }) =>
    ({ isIn: isInTime(turn, choice), isCounted: isCounted(turn, choice), isChosen: now.turn === turn.id });

  function update(current) {
    latest = current;
    if (only) only = candidate();
    const shown = listed();
    piece.only.hidden = !candidate();
    piece.check.checked = only !== null;
    piece.onlyWords.textContent = candidate() ? `only those of ${candidate().label}` : "";
    piece.count.textContent = countWords(shown, current);
    drawStrip(shown, current);
    drawCards(shown, current);
    if (current.state.turn !== chosen) {
      chosen = current.state.turn;
      const turn = state.turn();
      if (turn && cards.get(turn).card.isConnected) cards.get(turn).card.scrollIntoView({ block: "nearest" });
    }
  }

  function countWords(shown, current) {
    const flags = shown.map((turn) => flagsOf(turn, current));
    const { first, last } = current.choice;
    const [undated, off] = [shown.filter((turn) => !lanes.timeOf(turn.claims)).length, flags.filter((one) => !one.isCounted).length];
    return [
      first === null && last === null ? count(shown.length, "turning point")
        : `${flags.filter((one) => one.isIn).length} of ${shown.length} in the chosen time`,
      undated && `${undated} without a date`, off && `${off} not counted by the present sources and stance`,
    ].filter(Boolean).join(" \u00b7 ");
  }

  function drawStrip(shown, current) {
    const key = JSON.stringify([width, only && only.id]);
    if (key !== strip.key) {
      const layout = arrange(shown, width, width < 620 ? NARROW : WIDE);
      strip = { key, layout, marks: new Map(layout.marks.map((place) => [place.turn, markOf(place)])) };
      piece.strip.setAttribute("width", width - WIDE.margin);
      piece.strip.setAttribute("height", layout.height + 1);
      for (const part of [piece.ground, piece.marks]) part.setAttribute("transform", `translate(${layout.names} 0)`);
      piece.marks.replaceChildren(...[...strip.marks.values()].map(({ node }) => node));
      tell(null);
    }
    piece.ground.replaceChildren(...drawGround(strip.layout, current.state));
    for (const [turn, made] of strip.marks) {
      const flags = flagsOf(turn, current);
      const looks = JSON.stringify(flags);
      if (looks === made.looks) continue;
      made.looks = looks;
      made.node.replaceChildren(...drawMark(made.place, flags).filter(Boolean));
      made.node.setAttribute("aria-label", [`${number(turn)}: ${nameOf(turn)}`, metaWords(turn), remarkOf(turn, flags)].filter(Boolean).join(", "));
      made.node.setAttribute("aria-pressed", String(flags.isChosen));
    }
    const stop = strip.marks.get(state.turn()) || strip.marks.values().next().value;
    if (stop && !piece.marks.contains(document.activeElement)) rove(stop.node);
  }

  const markOf = (place) => ({
    place, looks: "", node: svg("g", { role: "button", tabindex: -1, class: "turns-mark", "data-turn": place.turn.id }),
  });

  function drawCards(shown, current) {
    const key = JSON.stringify(shown.map((turn) => turn.index));
    if (piece.cards.dataset.key !== key) {
      piece.cards.dataset.key = key;
      piece.cards.replaceChildren(...shown.map((turn) => cards.get(turn).card));
    }
    for (const turn of shown) {
      const { card, open, off } = cards.get(turn);
      const flags = flagsOf(turn, current);
      card.classList.toggle("turns-grey", !flags.isIn || !flags.isCounted);
      card.classList.toggle("turns-chosen", flags.isChosen);
      open.setAttribute("aria-pressed", String(flags.isChosen));
      const remark = remarkOf(turn, flags);
      off.textContent = remark && `${remark[0].toUpperCase()}${remark.slice(1)}.`;
    }
  }

  // What the reader does.

  const turnAt = (target) => {
    const node = target.closest("[data-turn]");
    return node ? graph.turns.find((turn) => turn.id === node.dataset.turn) : null;
  };

  function tell(turn) {
    piece.caption.textContent = turn ? `${number(turn)} \u00b7 ${nameOf(turn)} \u00b7 ${metaWords(turn)}` : HINT;
  }

  function onPoint({ target }) {
    tell(turnAt(target));
  }

  function onMark({ target }) {
    const turn = turnAt(target);
    if (turn) state.chooseTurn(turn);
  }

  /* One mark at a time is a stop for the Tab key. */
  function rove(node) {
    for (const made of strip.marks.values()) made.node.setAttribute("tabindex", made.node === node ? 0 : -1);
  }

  function onKey(event) {
    const nodes = [...strip.marks.values()].map((made) => made.node);
    const place = nodes.indexOf(event.target);
    if (place < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onMark(event);
      return;
    }
    const next = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (!nodes[next]) return;
    rove(nodes[next]);
    nodes[next].focus();
  }

  // The picture that leaves the page.

  function picture() {
    if (!latest) return null;
    const WIDTH = 1000;
    const shown = listed();
    const layout = arrange(shown, WIDTH - 16, WIDE);
    const title = only ? `Turning points of ${only.label}` : "Turning points";
    const quiet = { size: 11.5, family: pictures.SANS, fill: pictures.QUIET };
    const marks = layout.marks.map((place) => svg("g", null, ...drawMark(place, flagsOf(place.turn, latest)).filter(Boolean)));
    const list = pictureList(shown, 66 + layout.height, (WIDTH - 60) / 2);
    const words = pictures.wrap(`Reading: ${exports.basis()}. Data: ${graph.dataName}.`, WIDTH - 40, quiet);
    return pictures.frame(WIDTH, Math.ceil(list.bottom + 16 + 14 * words.length), svg("title", null, title),
      pictures.text(20, 32, title, { size: 20, weight: 600 }), pictures.text(20, 50, countWords(shown, latest), quiet),
      svg("g", { transform: `translate(${20 + layout.names} 56)` }, ...drawGround(layout, latest.state).filter(Boolean), ...marks),
      ...list.content, pictures.text(20, list.bottom + 10, words, quiet));
  }

  /* The cards as two columns of text, in time order down the first and then down the second. */
  function pictureList(shown, top, width_) {
    const entries = shown.map((turn) => pictureEntry(turn, width_));
    const half = entries.reduce((sum, entry) => sum + entry.height, 0) / 2;
    const content = [];
    let [x, y, done, bottom] = [20, top + 14, 0, top + 14];
    for (const { rows, height } of entries) {
      if (x === 20 && done >= half) [x, y] = [40 + width_, top + 14];
      for (const row of rows) content.push(pictures.text(x + row.x, y + row.y, row.lines, row.looks));
      [y, done] = [y + height, done + height];
      bottom = Math.max(bottom, y);
    }
    return { content, bottom };
  }

  function pictureEntry(turn, room) {
    const flags = flagsOf(turn, latest);
    const isGrey = !flags.isIn || !flags.isCounted;
    const rows = [];
    let y = 0;
    const put = (words, { indent = 26, ...looks }) => {
      const lines = pictures.wrap(words, room - indent, looks);
      rows.push({ x: indent, y, lines, looks: { ...looks, leading: 1.2 } });
      y += lines.length * looks.size * 1.2 + 2;
    };
    const small = { size: 11, family: pictures.SANS, fill: pictures.QUIET };
    rows.push({ x: 0, y: 0, lines: String(number(turn)), looks: { size: 13, weight: 700, family: pictures.SANS, fill: isGrey ? pictures.QUIET : colours.turn } });
    put(nameOf(turn), { size: 13.5, weight: 600, fill: isGrey ? pictures.QUIET : pictures.INK });
    put([metaWords(turn), remarkOf(turn, flags)].filter(Boolean).join(" \u00b7 "), small);
    for (const name of ["before", "after"]) {
      const { glyph, sign, words } = sideOf(turn, name);
      put(`${name}: ${glyph} ${words}`, { size: 12.5, fill: isGrey ? pictures.QUIET : sign ? colours.marks[sign] : pictures.INK });
    }
    for (const claim of turn.claims) put(citation(claim), small);
    return { rows, height: y + 12 };
  }

  return { build, update, svg: picture, isInTime, isCounted };
})();
