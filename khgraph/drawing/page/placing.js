/* Where labels and marks find room over the lines, at the size of the screen whatever the zoom.

A plan says what stands where, in pixels from the middle of the network: it holds until the zoom
or what is shown changes, and is painted on the canvas or as SVG. */
const placing = (() => {
  const LABEL_SIZE = 12.5;
  const HUB_SIZE = 13.5;
  const GROWTH = 2.5;
  const MARK_SIZE = 13;
  const LEADING = 1.08;
  const HUB_RADIUS = 9.5;
  const CELL = 16;
  // On a shorter line a mark would hide what it marks.
  const SHORTEST = 40;
  const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
  const widths = new Map();

  /* Widths grow with the size of the letters: each label is measured once. */
  function widthOf(words, weight) {
    const key = `${weight} ${words}`;
    if (!widths.has(key)) widths.set(key, pictures.widthOf(words, { size: 100, weight }) / 100);
    return widths.get(key);
  }

  const times = ({ x, y }, scale) => ({ x: x * scale, y: y * scale });

  /* The point at the share t of a way; vis-network bends its lines as quadratic curves. */
  function along({ from, via, to }, t) {
    const s = 1 - t;
    if (!via) return { x: s * from.x + t * to.x, y: s * from.y + t * to.y };
    return {
      x: s * s * from.x + 2 * s * t * via.x + t * t * to.x,
      y: s * s * from.y + 2 * s * t * via.y + t * t * to.y,
    };
  }

  const lengthOf = ({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y);

  /* How much of the ways lies in each cell of a grid. */
  function traffic(ways) {
    const cells = new Map();
    for (const way of ways) {
      const steps = Math.ceil(lengthOf(way) / CELL);
      for (let i = 1; i < steps; i += 1) {
        const { x, y } = along(way, i / steps);
        const key = Math.floor(x / CELL) * 4096 + Math.floor(y / CELL);
        cells.set(key, (cells.get(key) || 0) + 1);
      }
    }
    return cells;
  }

  function crossings(cells, { x, y, w, h }) {
    let sum = 0;
    for (let i = Math.floor(x / CELL); i <= (x + w) / CELL; i += 1) {
      for (let j = Math.floor(y / CELL); j <= (y + h) / CELL; j += 1) sum += cells.get(i * 4096 + j) || 0;
    }
    return sum;
  }

  function overlap(a, taken) {
    let sum = 0;
    for (const b of taken) {
      const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
      const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
      if (w > 0 && h > 0) sum += w * h;
    }
    return sum;
  }

  /* The places around a mark, the usual one first, each with what it costs to leave that. */
  function places({ x, y }, gap, w, h) {
    const side = 0.75 * gap;
    return [
      { x: x - w / 2, y: y + gap, w, h, anchor: "middle", cost: 0 },
      { x: x + gap, y: y - h / 2, w, h, anchor: "start", cost: 3 },
      { x: x - gap - w, y: y - h / 2, w, h, anchor: "end", cost: 4 },
      { x: x - w / 2, y: y - gap - h, w, h, anchor: "middle", cost: 4 },
      { x: x + side, y: y + side - 2, w, h, anchor: "start", cost: 6 },
      { x: x - side - w, y: y + side - 2, w, h, anchor: "end", cost: 6 },
      { x: x + side, y: y - side - h + 2, w, h, anchor: "start", cost: 7 },
      { x: x - side - w, y: y - side - h + 2, w, h, anchor: "end", cost: 7 },
    ];
  }

  const isHub = (node) => node.size >= HUB_RADIUS || node.isCentre;

  /* Hubs first, after those that the reader asks for; the absent take the room that is left. */
  const inOrder = (nodes) => [...nodes].sort((a, b) =>
    b.level - a.level || isHub(b) - isHub(a) || b.size - a.size || a.id - b.id);

  /* How wide a label is at a size of letters of one pixel; hubs are bold. */
  const breadth = (label, weight) => Math.max(...label.split("\n").map((row) => widthOf(row, weight)));

  /* The room of a node with its label below it, in pixels around its middle, the node's size as at scale 1. */
  function roomOf(node) {
    const half = (breadth(node.label, isHub(node) ? 600 : 400) * (isHub(node) ? HUB_SIZE : LABEL_SIZE)) / 2;
    const below = node.size + 4 + LABEL_SIZE * LEADING * node.label.split("\n").length;
    return { side: Math.max(half, node.size) + 2, above: node.size + 3, below };
  }

  /* How far a box reaches out of the bounds of the whole: a label there would be cut off when all is seen. */
  const outside = ({ x, y, w, h }, { left, right, top, bottom }) =>
    Math.max(0, left - x, x + w - right) + Math.max(0, top - y, y + h - bottom);

  /* Boxes along ways, for what must not stand on them. */
  function footprints(ways) {
    return ways.flatMap((way) => {
      const steps = Math.ceil(lengthOf(way) / CELL);
      return Array.from({ length: steps }, (_, i) => {
        const { x, y } = along(way, (i + 0.5) / steps);
        return { x: x - 5, y: y - 5, w: 10, h: 10 };
      });
    });
  }

  function planLabels(nodes, scale, { bounds, cells, barred }, taken) {
    const grown = Math.min(2.5, Math.max(0, (scale - 0.9) * GROWTH));
    const labels = [];
    for (const node of inOrder(nodes)) {
      const isBold = isHub(node) || node.level === 3;
      const [size, weight] = [(isBold ? HUB_SIZE : LABEL_SIZE) + grown, isBold ? 600 : 400];
      const rows = node.label.split("\n");
      const w = breadth(node.label, weight) * size;
      const tries = places(times(node, scale), node.size * scale + 3, w, rows.length * size * LEADING);
      for (const box of tries) {
        box.over = overlap(box, taken) + (node.level === 0 ? overlap(box, barred) : 0);
        box.cost += 10 * box.over + 4 * outside(box, bounds) + crossings(cells, box);
      }
      const best = tries.reduce((a, b) => (b.cost < a.cost ? b : a));
      // A label without room waits for a closer view, unless it is a hub's or asked for.
      const isForced = node.level === 3 || (isHub(node) && node.level > 0);
      if (best.over > 0 && !isForced) continue;
      taken.push(best);
      labels.push({ id: node.id, rows, size, weight, colour: pictures.INK, alpha: node.labelAlpha, ...best });
    }
    return labels;
  }

  /* What stands on a line: its sign and the number of its ties where that is asked for, then its marks. */
  function legendOf({ line, isCounted }) {
    const number = line.ties.length > 1 ? `\u00d7${line.ties.length}` : "";
    return [isCounted && wording.glyph(line.sign) + number, line.marks].filter(Boolean).join(" ");
  }

  /* The first place on a way where a box has room; if it must stand, the one where it hides
     least, and other marks last of all. */
  function room(way, w, h, { taken, marks, isForced }) {
    const boxes = SHARES.map((t) => {
      const { x, y } = along(way, t);
      return { x: x - w / 2, y: y - h / 2, w, h, t };
    });
    const wide = (box) => ({ x: box.x - 2, y: box.y - 2, w: w + 4, h: h + 4 });
    const free = boxes.find((box) => !overlap(wide(box), taken));
    if (free || !isForced) return free || null;
    const costs = boxes.map((box) => overlap(box, taken) + 100 * overlap(wide(box), marks));
    return boxes[costs.indexOf(Math.min(...costs))];
  }

  function planMarks(ways, taken) {
    const [marks, notches] = [[], []];
    for (const way of ways) {
      if (lengthOf(way) < SHORTEST) continue;
      const text = legendOf(way);
      if (text) {
        const box = room(way, widthOf(text, 700) * MARK_SIZE + 2, MARK_SIZE, { taken, marks, isForced: way.isForced });
        if (box) {
          taken.push(box);
          const colour = graph.look.colours.marks[way.line.sign];
          marks.push({ rows: [text], size: MARK_SIZE, weight: 700, anchor: "middle", colour, alpha: way.alpha, ...box });
        }
      }
      if (!way.line.isTurned) continue;
      const box = room(way, 10, 10, { taken, marks, isForced: way.isForced && !text });
      if (!box) continue;
      taken.push(box);
      notches.push({ ...notch(way, box.t), alpha: way.alpha });
    }
    return { marks, notches };
  }

  /* A short bar across a line. */
  function notch(way, t) {
    const [p, q, { x, y }] = [along(way, t - 0.02), along(way, t + 0.02), along(way, t)];
    const reach = 5.5 / (Math.hypot(q.x - p.x, q.y - p.y) || 1);
    const [dx, dy] = [(q.y - p.y) * reach, (q.x - p.x) * reach];
    return { x1: x - dx, y1: y + dy, x2: x + dx, y2: y - dy };
  }

  /* What stands where.

  nodes: { id, x, y, size, label, level, labelAlpha, isChosen }, of level 3 asked for, 2 beside
  these, 1 present, 0 without a tie in the time or pale; ways: { line, from, via, to, width, alpha,
  isOut, isChosen, isCounted, isForced }; all: every way that lines can take, so that labels keep their
  places while time moves; bounds: the whole at this scale. */
  function plan({ nodes, ways, all, bounds }, scale) {
    const scaled = (some) => some.map((way) => ({
      ...way, from: times(way.from, scale), via: way.via && times(way.via, scale), to: times(way.to, scale),
    }));
    const taken = nodes.map(({ x, y, size }) => {
      const reach = size * scale * 0.85;
      return { x: x * scale - reach, y: y * scale - reach, w: 2 * reach, h: 2 * reach };
    });
    const shown = scaled(ways);
    // What is pale leaves the lines alone that stand out.
    const barred = footprints(shown.filter((way) => way.isOut));
    const labels = planLabels(nodes, scale, { bounds, cells: traffic(scaled(all)), barred }, taken);
    const first = [...shown].sort((a, b) => b.isForced - a.isForced || b.alpha - a.alpha);
    return {
      labels,
      ...planMarks(first.filter((way) => way.alpha > 0.2), taken),
      bands: shown.filter((way) => way.isChosen).map((way) => ({ ...way, width: way.width * scale + 9 })),
      discs: nodes.filter((node) => node.isChosen)
        .map((node) => ({ ...times(node, scale), r: node.size * scale + 7 })),
    };
  }

  /* The baseline of a row of text, from the top of its box. */
  const baseline = (size, row) => size * (0.84 + row * LEADING);

  return { plan, roomOf, along, baseline };
})();
