/* Paints a plan of labels and marks on the canvas, under and over what vis-network draws. */
const paint = (() => {
  // The ground on which stands what is chosen.
  const CHOICE = getComputedStyle(document.documentElement).getPropertyValue("--choice").trim();
  const ALIGN = { start: ["left", 0], middle: ["center", 0.5], end: ["right", 1] };

  /* In pixels of the screen, from the middle of the network. */
  function onScreen(ctx, origin, act) {
    const density = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.save();
    ctx.setTransform(density, 0, 0, density, origin.x * density, origin.y * density);
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    act();
    ctx.restore();
  }

  /* What lies under lines and marks: what is chosen stands on a light ground. */
  function under(ctx, { bands, discs }, origin) {
    onScreen(ctx, origin, () => {
      ctx.strokeStyle = CHOICE;
      ctx.fillStyle = CHOICE;
      for (const { from, via, to, width } of bands) {
        ctx.lineWidth = width;
        ctx.beginPath();
        ctx.moveTo(from.x, from.y);
        if (via) ctx.quadraticCurveTo(via.x, via.y, to.x, to.y);
        else ctx.lineTo(to.x, to.y);
        ctx.stroke();
      }
      for (const { x, y, r } of discs) {
        ctx.beginPath();
        ctx.arc(x, y, r, 0, 2 * Math.PI);
        ctx.fill();
      }
    });
  }

  function over(ctx, { labels, marks, notches }, origin) {
    const { paper, turn } = graph.look.colours;
    onScreen(ctx, origin, () => {
      for (const [colour, width] of [[paper, 5.5], [turn, 3]]) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = width;
        for (const { x1, y1, x2, y2, alpha } of notches) {
          ctx.globalAlpha = alpha;
          ctx.beginPath();
          ctx.moveTo(x1, y1);
          ctx.lineTo(x2, y2);
          ctx.stroke();
        }
      }
      ctx.strokeStyle = paper;
      ctx.textBaseline = "alphabetic";
      for (const each of [...marks, ...labels]) write(ctx, each);
    });
  }

  function write(ctx, { x, y, w, rows, size, weight, anchor, colour, alpha }) {
    const [align, share] = ALIGN[anchor];
    ctx.font = `${weight} ${size}px ${pictures.SERIF}`;
    ctx.textAlign = align;
    ctx.globalAlpha = alpha;
    ctx.fillStyle = colour;
    ctx.lineWidth = 3.5;
    rows.forEach((row, i) => {
      ctx.strokeText(row, x + w * share, y + placing.baseline(size, i));
      ctx.fillText(row, x + w * share, y + placing.baseline(size, i));
    });
  }

  return { under, over, ALIGN, CHOICE };
})();
