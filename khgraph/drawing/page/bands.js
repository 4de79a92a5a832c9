/* How the lanes of ribbons are drawn: bars, marks of acts and turning points, the axis, samples of all. */
const bands = (() => {
  const { svg } = dom;
  const { colours, lines, hedged } = graph.look;
  const { TRACK } = lanes;
  const BAR = 6;
  const AXIS = 34;

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

  /* A turning point cuts through the lane; its head is the notch that a reader can click. It is
     hollow where it is hedged or disputed, and grey too where it does not count. */
  function drawTurn({ turn, x, x0, x1, mark, isCounted }, height, width) {
    const colour = isCounted ? colours.turn : pictures.QUIET;
    const isHollow = Boolean(mark) || !isCounted;
    const isAtEnd = x + 16 > width;
    return svg("g", { "data-turn": turn ? turn.id : null, cursor: "pointer" },
      svg("rect", { x: x - 8, y: 0, width: 16, height, fill: "none", "pointer-events": "all" }),
      x1 - x0 > 12 && svg("rect", { x: x0, y: 0, width: x1 - x0, height: 1.6, fill: colour }),
      svg("path", { d: `M${x} 6V${height}`, stroke: colour, "stroke-width": 1.3, "stroke-dasharray": isHollow ? "3 2" : null }),
      svg("path", {
        d: isHollow ? `M${x - 5} 0.7h10l-5 7z` : `M${x - 6} 0h12l-6 8z`,
        fill: isHollow ? pictures.PAPER : colour, stroke: isHollow ? colour : pictures.PAPER, "stroke-width": isHollow ? 1.3 : 1,
      }),
      mark && pictures.text(isAtEnd ? x - 7 : x + 7, 9, mark, { size: 11, weight: 700, family: pictures.SANS, fill: colour, anchor: isAtEnd ? "end" : "start" }));
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
      ...place.turns.map((each) => drawTurn(each, height, scale.width)),
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
      [() => drawTurn({ x: 14, x0: 14, x1: 14, mark: "", isCounted: true }, 16, 99), "turning point"],
      [() => drawTurn({ x: 14, x0: 14, x1: 14, mark: "?", isCounted: true }, 16, 99), "the same, hedged; \u2260: doubted or denied"],
      [() => drawTurn({ x: 14, x0: 14, x1: 14, mark: "", isCounted: false }, 16, 99), "the same, not counted"],
    ];
  })();

  return { AXIS, LEGEND, drawGround, drawAxis, drawLane };
})();
