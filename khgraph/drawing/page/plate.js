/* The network as SVG that stands alone: what the canvas shows, with a line that says what it is. */
const plate = (() => {
  const { svg } = dom;
  const NOTE_SIZE = 11.5;
  const short = (number) => Math.round(number * 10) / 10;

  /* The outlines that vis-network gives the kinds of marks, `r` being a node's size. */
  const OUTLINES = {
    square: (r) => corners(4, r * Math.SQRT2, Math.PI / 4),
    diamond: (r) => corners(4, r),
    triangle: (r) => corners(3, r * 1.328, -Math.PI / 2, 0.316 * r),
    triangleDown: (r) => corners(3, r * 1.328, Math.PI / 2, -0.316 * r),
    hexagon: (r) => corners(6, r),
    star: (r) => Array.from({ length: 10 }, (_, i) => {
      const reach = 0.82 * r * (i % 2 ? 0.5 : 1.3);
      return [reach * Math.sin((i * Math.PI) / 5), 0.1 * r - reach * Math.cos((i * Math.PI) / 5)];
    }),
  };

  function corners(count, reach, turn = 0, down = 0) {
    return Array.from({ length: count }, (_, i) => {
      const angle = turn + (2 * Math.PI * i) / count;
      return [reach * Math.cos(angle), down + reach * Math.sin(angle)];
    });
  }

  function mark({ x, y, r, shape, fill, border, opacity }) {
    const looks = { fill, stroke: border, "stroke-width": 1.3, opacity: opacity < 1 ? opacity : null };
    if (!OUTLINES[shape]) return svg("circle", { cx: short(x), cy: short(y), r: short(r), ...looks });
    const points = OUTLINES[shape](r).map(([dx, dy]) => `${short(x + dx)},${short(y + dy)}`);
    return svg("polygon", { points: points.join(" "), ...looks });
  }

  const pathOf = ({ from, via, to }) => `M${short(from.x)} ${short(from.y)}`
    + (via ? `Q${short(via.x)} ${short(via.y)} ${short(to.x)} ${short(to.y)}` : `L${short(to.x)} ${short(to.y)}`);

  /* The head of an arrow where a way meets the mark at its end. */
  function arrow(way, { colour, opacity, length }) {
    const target = way.to;
    let t = 1;
    for (let step = 0.5; step > 0.002; step /= 2) {
      const { x, y } = placing.along(way, t - step);
      if (Math.hypot(target.x - x, target.y - y) < way.reach) t -= step;
    }
    const [tip, behind] = [placing.along(way, t), placing.along(way, t - 0.03)];
    const angle = Math.atan2(tip.y - behind.y, tip.x - behind.x);
    const points = [[0, 0], [-1, 0.3], [-0.9, 0], [-1, -0.3]].map(([along, across]) => [
      tip.x + length * (along * Math.cos(angle) - across * Math.sin(angle)),
      tip.y + length * (along * Math.sin(angle) + across * Math.cos(angle)),
    ].map(short).join(","));
    return svg("polygon", { points: points.join(" "), fill: colour, opacity: opacity < 1 ? opacity : null });
  }

  function line(way) {
    const { colour, width, dashes, opacity } = way;
    return svg("path", {
      class: "line", d: pathOf(way), fill: "none", stroke: colour, "stroke-width": short(width),
      "stroke-linecap": dashes ? "round" : null, "stroke-dasharray": dashes ? dashes.map(short).join(" ") : null,
      "stroke-opacity": opacity < 1 ? opacity : null,
    });
  }

  function writing({ x, y, w, rows, size, weight, anchor, colour, alpha }) {
    return rows.map((row, i) => pictures.text(short(x + w * paint.ALIGN[anchor][1]), short(y + placing.baseline(size, i)), row, {
      size: short(size), weight, anchor, fill: colour, opacity: alpha < 1 ? alpha : null,
      stroke: pictures.PAPER, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke",
    }));
  }

  /* The kinds of marks with their words, in a row as wide as it must be. */
  function keys(kinds, y) {
    let x = 12;
    return kinds.flatMap((kind) => {
      const shape = graph.look.shapes[kind];
      const made = [pictures.mark({ shape }, x + 6, y - 4, 12),
        pictures.text(x + 16, y, shape.word, { size: NOTE_SIZE, family: pictures.SANS, fill: pictures.QUIET })];
      x += 28 + pictures.widthOf(shape.word, { size: NOTE_SIZE, family: pictures.SANS });
      return made;
    });
  }

  /* The marks and lines of the network, in pixels from its middle; a way ends where its arrow points. */
  function content(shown) {
    const scale = surface.net.getScale();
    const times = (point) => point && { x: point.x * scale, y: point.y * scale };
    const radius = (id) => surface.record(id).size * scale;
    const nodes = surface.standing().map(({ id, shape }) => {
      const { color, opacity } = surface.looks(id);
      return { ...times(surface.pointOf(id)), r: radius(id), shape, fill: color.background, border: color.border, opacity };
    });
    const ways = [...shown.keys()].map((id) => {
      const { from, to, width, dashes, arrows, color } = surface.looks(id);
      const way = surface.wayOf(id);
      const isBack = arrows === "from";
      return {
        from: times(isBack ? way.to : way.from), via: times(way.via), to: times(isBack ? way.from : way.to),
        reach: radius(isBack ? from : to) + 1, isArrow: arrows !== "", length: (15 * 0.45 + 3 * width) * scale,
        colour: color.color, opacity: color.opacity, width: width * scale, dashes: dashes && dashes.map((each) => each * scale),
      };
    });
    return { nodes, ways };
  }

  /* The lines of `shown` and the plan over them, as the view has them now; `notes` are printed below. */
  function print({ width, height, shown, plan, notes }) {
    const origin = surface.origin();
    const { nodes, ways } = content(shown);
    const rows = notes.flatMap((note) => pictures.wrap(note, width - 24, { size: NOTE_SIZE, family: pictures.SANS }));
    const total = height + (rows.length + 1) * 15 + 16;
    const move = { transform: `translate(${short(origin.x)} ${short(origin.y)})` };
    const bars = ({ x1, y1, x2, y2, alpha }) => [[pictures.PAPER, 5.5], [graph.look.colours.turn, 3]].map(([stroke, thick]) =>
      svg("line", { x1: short(x1), y1: short(y1), x2: short(x2), y2: short(y2), stroke, "stroke-width": thick, "stroke-linecap": "round", opacity: alpha < 1 ? alpha : null }));
    // What lies outside of the view is cut off, as on the screen.
    const window = svg("svg", { width, height, overflow: "hidden" }, svg("g", move,
      plan.bands.map((band) => svg("path", { d: pathOf(band), fill: "none", stroke: paint.CHOICE, "stroke-width": short(band.width), "stroke-linecap": "round" })),
      plan.discs.map(({ x, y, r }) => svg("circle", { cx: short(x), cy: short(y), r: short(r), fill: paint.CHOICE })),
      ways.map((way) => [line(way), way.isArrow && arrow(way, way)].filter(Boolean)).flat(),
      nodes.map(mark),
      plan.notches.map(bars).flat(),
      [...plan.marks, ...plan.labels].map(writing).flat()));
    return pictures.frame(width, total, window,
      svg("path", { d: `M12 ${height + 1.5}H${width - 12}`, stroke: pictures.RULE }),
      keys(legend.kinds(), height + 18),
      rows.map((row, i) => pictures.text(12, height + 34 + i * 15, row, { size: NOTE_SIZE, family: pictures.SANS, fill: pictures.QUIET })));
  }

  return { print };
})();
