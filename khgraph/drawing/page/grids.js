/* The picture of two signed matrices: the same actors in the same order, on two days. */
const grids = (() => {
  const { svg, count } = dom;
  const { SANS, QUIET, RULE, INK, PAPER } = pictures;
  const GAP = 8;
  const CAPTION = { size: 11.5, family: SANS };
  const CAPTION_LINE = 15;
  const SPANS = { 4: "the whole year", 7: "the whole month", 10: "one day" };
  const NEUTRAL = graph.look.lines[0].colour;
  const TURN = graph.look.colours.turn;

  const cellAt = (l, k, r, c) => l.model.times[k].cells.get(graph.pairKey(l.model.actors[r], l.model.actors[c])) || null;
  const hasTurned = (l, r, c) => camps.settled(cellAt(l, 0, r, c)) * camps.settled(cellAt(l, 1, r, c)) < 0;
  const dateWords = ({ text }) => `${text} (${SPANS[text.length]})`;

  function howSure(tie) {
    if (!tie.isHedged) return tie.isCertain ? "certainly" : "possibly: the dates allow it";
    return `${wording.hedge(tie.claims)}${tie.isCertain ? "" : ", if the dates allow it"}`;
  }

  function cellWords(l, k, r, c) {
    if (r === c) return `${l.model.actors[r].label}, the same actor`;
    const pair = `${l.model.actors[r].label} and ${l.model.actors[c].label}`;
    const cell = cellAt(l, k, r, c);
    if (!cell) return `${pair}: no tie`;
    const said = [1, -1, 0].filter((sign) => cell[sign]).map((sign) => `${wording.signWord(sign)}, ${howSure(cell[sign])}`);
    return `${pair}: ${said.join("; ")}, ${count(cell.ties.length, "tie")}${isContested(cell) ? ", contested" : ""}`;
  }

  /* Where everything stands in a room `width` wide: side by side with the names between them, or
     one below the other with the names at the left. */
  function layout(model, width) {
    const { names, slant, isStacked, over, size, offsets, side } = measures(model, width);
    const captions = model.times.map((time, k) => pictures.wrap(captionWords(time), (isStacked ? width : side + (k ? 60 : names)) - 8, CAPTION));
    const head = 28 + CAPTION_LINE * (Math.max(...captions.map((lines) => lines.length)) - 1) + slant * 0.87;
    const top = 16 + head;
    const grids = isStacked ? [{ x: names, y: top }, { x: names, y: 2 * top + side + 26 }]
      : [{ x: 8, y: top }, { x: 8 + side + names, y: top }];
    // Side by side, the names stand once, between the two.
    const nameX = isStacked ? names - 8 : 8 + side + names / 2;
    return { model, size, side, offsets, grids, names, slant, isStacked, nameX, captions, head, width: grids[1].x + side + over, height: grids[1].y + side + 12 };
  }

  function measures(model, width) {
    const blocks = model.blocks.filter((block) => block.length);
    const longest = Math.max(60, ...model.actors.map(({ label }) => pictures.widthOf(label, { size: 12 })));
    const isStacked = width < 700;
    const names = Math.min(longest, isStacked ? 100 : width < 1100 ? 140 : 190) + 14;
    const slant = Math.min(longest, width < 1100 ? 105 : 130);
    const over = slant * 0.5 + 10;
    const room = (isStacked ? width - names - over : (width - names - over - 8) / 2) - GAP * (blocks.length - 1);
    const size = Math.max(isStacked ? 17 : 12, Math.min(24, Math.floor(room / Math.max(model.actors.length, 1))));
    const offsets = [];
    let end = 0;
    for (const block of blocks) {
      for (let i = 0; i < block.length; i += 1, end += size) offsets.push(end);
      end += GAP;
    }
    return { names, slant, isStacked, over, size, offsets, side: Math.max(end - GAP, 120) };
  }

  function captionWords(time) {
    const both = time.bothCount ? `; ${time.bothCount} with both signs` : "";
    return `${count(time.ties.length, "tie")} of ${count(time.actors.size, "actor")}. Of ${count(time.pairCount, "pair")} here ${time.againstCount} against the division${both}`;
  }

  /* Names and cells in lines, as the arrow keys go: { k, r, c }, with r -1 over a column and c -1
     beside a row, null at the corner. */
  function linesOf({ model, isStacked }) {
    const row = (k, r) => model.actors.map((_, c) => ({ k, r, c }));
    if (isStacked) return [0, 1].flatMap((k) => [[null, ...row(k, -1)], ...model.actors.map((_, r) => [{ k, r, c: -1 }, ...row(k, r)])]);
    return [[...row(0, -1), null, ...row(1, -1)], ...model.actors.map((_, r) => [...row(0, r), { k: 0, r, c: -1 }, ...row(1, r)])];
  }

  /* One sign of a cell: filled where certain, lighter and with ? where hedged, hollow where the
     dates only allow it; in half of the cell where the pair has both signs. */
  function signMarks(sign, tie, s, isHalf) {
    const look = (tie.isHedged ? graph.look.hedged : graph.look.lines)[sign];
    const ink = !tie.isCertain ? graph.look.colours.marks[sign] : tie.isHedged ? INK : "#ffffff";
    const corner = sign > 0 ? `M1 1H${s - 2}L1 ${s - 2}Z` : `M${s - 1} ${s - 1}H2L${s - 1} 2Z`;
    const hasDoubt = tie.isHedged && !isHalf;
    const arm = (isHalf ? 0.14 : hasDoubt ? 0.2 : 0.26) * s;
    const [x, y] = isHalf ? (sign > 0 ? [s * 0.32, s * 0.32] : [s * 0.69, s * 0.69]) : [s * (hasDoubt ? 0.34 : 0.5), s / 2];
    return [
      svg("path", {
        d: isHalf ? corner : `M1 1H${s - 1}V${s - 1}H1Z`, fill: tie.isCertain ? look.colour : PAPER, stroke: tie.isCertain ? null : look.colour,
        "stroke-width": 1.3, "stroke-dasharray": !tie.isCertain && sign < 0 ? "3 2" : null,
      }),
      svg("path", { d: `M${x - arm} ${y}h${2 * arm}${sign > 0 ? `M${x} ${y - arm}v${2 * arm}` : ""}`, stroke: ink, "stroke-width": isHalf ? 1.3 : Math.max(1.6, s / 10) }),
      hasDoubt && pictures.text(s * 0.74, s * 0.77, "?", { size: s * 0.75, weight: 700, family: SANS, fill: ink, anchor: "middle" }),
    ];
  }

  /* The sign for "contested", in the corner that no other mark needs. */
  function contestedMarks(s) {
    const wide = Math.max(7, 0.42 * s);
    const [left, top] = [1, s - 1 - wide];
    const at = (x, y) => `${left + x * wide} ${top + y * wide}`;
    return [
      svg("rect", { x: left, y: top, width: wide, height: wide, fill: PAPER }),
      svg("path", { d: `M${at(0.1, 0.36)}H${left + 0.9 * wide}M${at(0.1, 0.68)}H${left + 0.9 * wide}M${at(0.28, 0.95)}L${at(0.72, 0.08)}`, stroke: INK, "stroke-width": 1.1, fill: "none" }),
    ];
  }

  const isContested = ({ ties }) => ties.some((tie) => tie.isDenied);

  function cellMarks(cell, s) {
    const isBoth = Boolean(cell[1] && cell[-1]);
    const isAlone = !cell[1] && !cell[-1];
    return [
      cell[1] && signMarks(1, cell[1], s, isBoth),
      cell[-1] && signMarks(-1, cell[-1], s, isBoth),
      cell[0] && svg("circle", {
        cx: isAlone ? s / 2 : s - 3, cy: isAlone ? s / 2 : 3, r: isAlone ? 2.8 : 2, stroke: isAlone ? NEUTRAL : PAPER,
        fill: cell[0].isCertain ? NEUTRAL : PAPER, "stroke-width": 1,
      }),
      isContested(cell) && contestedMarks(s),
    ].flat();
  }

  /* The lines of a grid and its diagonal; between the blocks a rule. */
  function ground(l, k) {
    const { x, y } = l.grids[k];
    const of = (draw) => l.offsets.map(draw).join("");
    const rules = l.offsets.filter((at, i) => i && at - l.offsets[i - 1] > l.size).map((at) => at - GAP / 2);
    return [
      svg("path", { d: of((at) => `M${x + at} ${y + at}h${l.size}v${l.size}h${-l.size}z`), fill: "#e9e5da" }),
      svg("path", { d: of((at) => `M${x} ${y + at}h${l.side}m0 ${l.size}h${-l.side}M${x + at} ${y}v${l.side}m${l.size} 0v${-l.side}`), stroke: RULE, "stroke-width": 0.7, fill: "none" }),
      ...rules.map((at) => svg("path", { d: `M${x} ${y + at}h${l.side}M${x + at} ${y}v${l.side}`, stroke: INK, "stroke-width": 1.3, fill: "none" })),
    ];
  }

  const shortened = new Map();
  function shorten(label, width, font) {
    const key = `${label}|${Math.round(width)}|${font.size}`;
    if (!shortened.has(key)) shortened.set(key, cut(label, width, font));
    return shortened.get(key);
  }

  function cut(label, width, font) {
    if (pictures.widthOf(label, font) <= width) return label;
    let end = label;
    while (end && pictures.widthOf(`${end}\u2026`, font) > width) end = end.slice(0, -1);
    return `${end.trimEnd()}\u2026`;
  }

  function titleMarks(l, k) {
    const [left, top] = [l.isStacked ? 4 : l.grids[k].x, l.grids[k].y - l.head];
    return [
      pictures.text(left, top, dateWords(l.model.times[k]), { size: 16, weight: 600 }),
      pictures.text(left, top + 16, l.captions[k], { ...CAPTION, fill: QUIET, leading: CAPTION_LINE / CAPTION.size }),
    ];
  }

  function nameMarks(l, { k, r, c }) {
    const size = Math.min(12.5, Math.max(11, l.size - 2));
    const { x, y } = l.grids[k];
    const i = Math.max(r, c);
    const middle = l.offsets[i] + l.size / 2;
    const { label } = l.model.actors[i];
    const isBold = l.model.actors[i] === state.actor();
    if (r < 0) return [pictures.text(0, 0, shorten(label, l.slant, { size }), { size, weight: isBold ? 700 : 400, transform: `translate(${x + middle + 4} ${y - 6}) rotate(-60)` })];
    return [pictures.text(l.nameX, y + middle + 4, shorten(label, l.names - 14, { size }), { size, weight: isBold ? 700 : 400, anchor: l.isStacked ? "end" : "middle" })];
  }

  /* A name or a cell; what is alive can be reached by the keys and says what it is. */
  function targetMark(l, target, isAlive) {
    const { k, r, c } = target;
    if (r < 0 || c < 0) {
      const role = r < 0 ? "columnheader" : "rowheader";
      return svg("g", isAlive ? { role, tabindex: -1, "aria-label": l.model.actors[Math.max(r, c)].label, class: "matrix-name" } : {}, nameMarks(l, target));
    }
    const cell = cellAt(l, k, r, c);
    const words = `${cellWords(l, k, r, c)} (${l.model.times[k].text})`;
    const place = { transform: `translate(${l.grids[k].x + l.offsets[c]} ${l.grids[k].y + l.offsets[r]})` };
    return svg("g", isAlive ? { ...place, role: "gridcell", tabindex: -1, "aria-label": words, class: "matrix-cell" } : place,
      cell ? cellMarks(cell, l.size) : svg("rect", { width: l.size, height: l.size, fill: "none" }),
      hasTurned(l, r, c) && svg("rect", { x: 0.3, y: 0.3, width: l.size - 0.6, height: l.size - 0.6, fill: "none", stroke: TURN, "stroke-width": 2.4 }));
  }

  /* Bands along the rows and columns of actors, in both grids. */
  function bands(l, row, column, fill) {
    return l.grids.flatMap(({ x, y }, k) => [
      row >= 0 && svg("rect", { x: l.isStacked ? 0 : x, y: y + l.offsets[row], width: l.side + (l.isStacked || !k ? l.names : 0), height: l.size, fill }),
      column >= 0 && svg("rect", { x: x + l.offsets[column], y, width: l.size, height: l.side, fill }),
    ]).filter(Boolean);
  }

  function pairFrames(l) {
    const [r, c] = (state.pair() || [null, null]).map((actor) => l.model.actors.indexOf(actor));
    if (r < 0 || c < 0) return [];
    return l.grids.flatMap(({ x, y }) => [[r, c], [c, r]].map(([row, column]) => svg("rect", {
      x: x + l.offsets[column] - 1, y: y + l.offsets[row] - 1, width: l.size + 2, height: l.size + 2, fill: "none", stroke: INK, "stroke-width": 2.6,
    })));
  }

  /* Whether there is something to see; an empty cell is made when somebody comes to it. */
  const isDrawn = (l, { k, r, c }) => r < 0 || c < 0 || cellAt(l, k, r, c) !== null;

  /* A sample of each kind of cell, on lines as wide as `width`. */
  function legend(x, y, width) {
    const tie = (isCertain, isHedged) => ({ isCertain, isHedged });
    const samples = [
      [{ 1: tie(true, false) }, "friendly"], [{ "-1": tie(true, false) }, "hostile"], [{ 1: tie(true, false), "-1": tie(true, false) }, "both"],
      [{ 1: tie(true, true) }, "hedged: nobody affirms it"], [{ "-1": tie(false, false) }, "possible: the dates allow it"],
      [{ 1: tie(true, false), ties: [{ isDenied: true }] }, "contested: another claim doubts or denies it"],
      [{ 0: tie(true, false) }, "neutral"], [{}, "turned between the two"],
    ];
    let [left, top] = [0, 0];
    const marks = samples.map(([cell, words]) => {
      const wide = 22 + pictures.widthOf(words, { size: 12, family: SANS }) + 16;
      if (left && left + wide > width) [left, top] = [0, top + 22];
      const mark = svg("g", { transform: `translate(${x + left} ${y + top})` }, cellMarks({ ties: [], 1: null, "-1": null, 0: null, ...cell }, 16),
        words.startsWith("turned") && svg("rect", { x: 1, y: 1, width: 14, height: 14, fill: "none", stroke: TURN, "stroke-width": 2.4 }),
        pictures.text(22, 12.5, words, { size: 12, family: SANS }));
      left += wide;
      return mark;
    });
    return { marks, height: top + 20 };
  }

  return { layout, linesOf, ground, titleMarks, targetMark, isDrawn, bands, pairFrames, legend, cellWords, hasTurned, dateWords };
})();
