/* Labels and marks, painted over vis-network's picture at the size of the screen, at any zoom. */
window.khgraph = {};

/* Paint after each drawing. `state` holds `chosen` ({actors, edges} of ids, or null) and `hovered`. */
window.khgraph.paintOver = function (network, edges, data, state) {
  "use strict";

  const LABEL_SIZE = 12.5;
  const HUB_SIZE = 13.5;
  const LINE_HEIGHT = 13.5;
  const HUB_RADIUS = 9.5;
  const family = getComputedStyle(document.body).fontFamily;
  const { ink, paper, turn, marks } = data.colours;

  // The larger an actor's mark, the sooner its label finds room.
  const labels = [...data.nodes]
    .sort((a, b) => b.size - a.size || a.id - b.id)
    .map(({ id, size, label }) => {
      const isHub = size >= HUB_RADIUS || id === data.focus;
      return {
        id,
        size,
        isHub,
        lines: label.split("\n"),
        font: isHub ? `600 ${HUB_SIZE}px ${family}` : `${LABEL_SIZE}px ${family}`,
        lineHeight: isHub ? LINE_HEIGHT + 1 : LINE_HEIGHT,
      };
    });

  function standsOut(label) {
    return label.id === state.hovered || (state.chosen !== null && state.chosen.actors.has(label.id));
  }

  function sharedArea(a, b) {
    const width = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
    const height = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    return width > 0 && height > 0 ? width * height : 0;
  }

  /* The four places around a mark, the usual one first. */
  function places({ x, y }, gap, w, h) {
    return [
      { x: x - w / 2, y: y + gap, w, h },
      { x: x - w / 2, y: y - gap - h, w, h },
      { x: x + gap, y: y - h / 2, w, h },
      { x: x - gap - w, y: y - h / 2, w, h },
    ];
  }

  function paintLabels(ctx, scale) {
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = paper;
    ctx.fillStyle = ink;
    const positions = network.getPositions();
    const at = new Map(labels.map(({ id }) => [id, network.canvasToDOM(positions[id])]));
    const taken = labels.map(({ id, size }) => {
      const reach = size * scale * 0.8;
      return { x: at.get(id).x - reach, y: at.get(id).y - reach, w: 2 * reach, h: 2 * reach };
    });
    const order = [...labels.filter(standsOut), ...labels.filter((label) => !standsOut(label))];
    for (const label of order) {
      ctx.font = label.font;
      label.width ??= Math.max(...label.lines.map((line) => ctx.measureText(line).width));
      const tries = places(at.get(label.id), label.size * scale + 3,
        label.width, label.lines.length * label.lineHeight);
      const cover = tries.map((box) => taken.reduce((sum, other) => sum + sharedArea(box, other), 0));
      const least = Math.min(...cover);
      // A label without room waits for a closer view, unless it is a hub's or asked for.
      if (least > 0 && !label.isHub && !standsOut(label)) continue;
      const box = tries[cover.indexOf(least)];
      taken.push(box);
      ctx.globalAlpha = state.chosen === null || standsOut(label) ? 1 : 0.3;
      label.lines.forEach((line, i) => {
        ctx.strokeText(line, box.x + box.w / 2, box.y + i * label.lineHeight);
        ctx.fillText(line, box.x + box.w / 2, box.y + i * label.lineHeight);
      });
    }
  }

  /* Where an edge is at the share t of its way; vis-network 9.1.2 has no public call for it. */
  function pointOn(id, t) {
    return network.canvasToDOM(network.body.edges[id].edgeType.getPoint(t));
  }

  function paintNotch(ctx, p, q) {
    const reach = 6 / (Math.hypot(q.x - p.x, q.y - p.y) || 1);
    ctx.strokeStyle = turn;
    ctx.lineWidth = 3.5;
    ctx.beginPath();
    ctx.moveTo(p.x - (q.y - p.y) * reach, p.y + (q.x - p.x) * reach);
    ctx.lineTo(p.x + (q.y - p.y) * reach, p.y - (q.x - p.x) * reach);
    ctx.stroke();
  }

  function paintMarks(ctx) {
    ctx.font = `bold 12.5px ${family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const { id, at, mark, turned, sign } of data.edges) {
      if (!(mark || turned) || edges.get(id).hidden) continue;
      const [a, b] = [pointOn(id, 0), pointOn(id, 1)];
      // On a short line a mark would hide what it marks.
      if (Math.hypot(a.x - b.x, a.y - b.y) < 45) continue;
      ctx.globalAlpha = state.chosen === null || state.chosen.edges.has(id) ? 1 : 0.12;
      if (turned) paintNotch(ctx, pointOn(id, at + 0.1), pointOn(id, at + 0.13));
      if (mark) {
        const { x, y } = pointOn(id, at);
        ctx.lineWidth = 4;
        ctx.strokeStyle = paper;
        ctx.strokeText(mark, x, y);
        ctx.fillStyle = marks[sign];
        ctx.fillText(mark, x, y);
      }
    }
  }

  network.on("afterDrawing", (ctx) => {
    const density = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.save();
    ctx.setTransform(density, 0, 0, density, 0, 0);
    paintMarks(ctx);
    paintLabels(ctx, network.getScale());
    ctx.restore();
  });
};
