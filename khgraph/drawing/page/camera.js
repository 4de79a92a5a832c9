/* What part of the network is seen: fitting, zooming, moving to an actor. */
const camera = (() => {
  const FARTHEST = 0.2;
  const NEAREST = 6;
  // A whole that would be smaller than this is begun in the middle of things, to be moved about.
  const SMALLEST_FIT = 0.72;
  const LARGEST_FIT = 2.2;
  const EDGE = 10;
  // How much smaller the whole may become to stay clear of the legend.
  const WORTH = 0.84;
  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

  let net = null;
  let stage = null;
  let size = { width: 0, height: 0 };
  let isMoved = false;

  const movement = () => (stillness.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" });

  /* `scene` gives nodes() with their room in pixels, reserve() of pixels at the left, and start(). */
  let scene = null;
  function attach(made, element, asked) {
    [net, stage, scene] = [made, element, asked];
    net.on("zoom", ({ scale }) => {
      isMoved = true;
      if (scale < FARTHEST || scale > NEAREST) net.moveTo({ scale: limited(scale) });
    });
    net.on("dragEnd", ({ nodes }) => { if (!nodes.length) isMoved = true; });
    new ResizeObserver(resized).observe(stage);
    measure();
  }

  const limited = (scale) => Math.min(NEAREST, Math.max(FARTHEST, scale));
  const isSeen = () => net !== null && stage.clientWidth > 0 && stage.clientHeight > 0;

  function measure() {
    size = { width: stage.clientWidth, height: stage.clientHeight };
  }

  /* The room that all take at a scale, in pixels from the middle of the network. */
  function extent(nodes, scale) {
    const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const { x, y, side, above, below } of nodes) {
      found.left = Math.min(found.left, x * scale - side);
      found.right = Math.max(found.right, x * scale + side);
      found.top = Math.min(found.top, y * scale - above);
      found.bottom = Math.max(found.bottom, y * scale + below);
    }
    return found;
  }

  /* The largest scale at which all have room in `width` and `height`; labels do not shrink with it. */
  function widest(nodes, width, height) {
    let [low, high] = [0.05, LARGEST_FIT];
    for (let i = 0; i < 24; i += 1) {
      const middle = (low + high) / 2;
      const { left, right, top, bottom } = extent(nodes, middle);
      if (right - left <= width && bottom - top <= height) low = middle;
      else high = middle;
    }
    return low;
  }

  function fit() {
    isMoved = false;
    if (!isSeen()) return;
    measure();
    const nodes = scene.nodes();
    if (!nodes.length) return;
    const [width, height] = [size.width - 2 * EDGE, size.height - 2 * EDGE];
    const whole = widest(nodes, width, height);
    const beside = widest(nodes, width - scene.reserve(), height);
    const margin = beside >= WORTH * whole ? scene.reserve() : 0;
    const scale = margin ? beside : whole;
    if (scale >= SMALLEST_FIT) {
      const { left, right, top, bottom } = extent(nodes, scale);
      centre((left + right - margin) / 2, (top + bottom) / 2, scale);
    } else begin(nodes, Math.min(1, Math.max(SMALLEST_FIT, widest(nodes, Infinity, height))));
  }

  /* Begin at what is chosen or most joined, but show no more bare paper than must be. */
  function begin(nodes, scale) {
    const start = scene.start();
    const { left, right, top, bottom } = extent(nodes, scale);
    centre(within(start.x * scale, left, right, size.width), within(start.y * scale, top, bottom, size.height), scale);
  }

  function within(value, low, high, length) {
    const half = length / 2 - EDGE;
    return high - low <= 2 * half ? (low + high) / 2 : Math.min(Math.max(value, low + half), high - half);
  }

  /* Move so that a point, in pixels from the middle of the network, is in the middle of the stage. */
  function centre(x, y, scale) {
    net.moveTo({ position: { x: x / scale, y: y / scale }, scale });
  }

  /* Nearer or farther, about a point on the stage or its middle. */
  function zoom(factor, at = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 }) {
    isMoved = true;
    const scale = limited(net.getScale() * factor);
    const share = 1 - net.getScale() / scale;
    const [middle, point] = [net.getViewPosition(), net.DOMtoCanvas(at)];
    net.moveTo({
      position: { x: middle.x + (point.x - middle.x) * share, y: middle.y + (point.y - middle.y) * share },
      scale,
      animation: movement(),
    });
  }

  function pan(right, down) {
    isMoved = true;
    const { x, y } = net.getViewPosition();
    net.moveTo({ position: { x: x + right / net.getScale(), y: y + down / net.getScale() } });
  }

  /* Bring a node to the middle of the stage, near enough to be read. */
  function focus(id) {
    isMoved = true;
    const { x, y } = net.body.nodes[id];
    net.moveTo({ position: { x, y }, scale: Math.max(net.getScale(), 1), animation: movement() });
  }

  /* Move to some nodes if one of them is out of sight. */
  function reveal(ids) {
    if (!isSeen() || !ids.length) return;
    const points = ids.map((id) => net.body.nodes[id]);
    const isOut = points.map((point) => net.canvasToDOM(point))
      .some(({ x, y }) => x < EDGE || y < EDGE || x > size.width - EDGE || y > size.height - EDGE);
    if (!isOut) return;
    isMoved = true;
    const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    net.moveTo({ position: { x: mean("x"), y: mean("y") }, animation: movement() });
  }

  /* Keep the view where the reader has moved it; else fit again. */
  function resized() {
    if (!isSeen() || (stage.clientWidth === size.width && stage.clientHeight === size.height)) return;
    const wasUnseen = size.width === 0;
    // By the old size: the canvas has its new one already.
    const position = net.DOMtoCanvas({ x: size.width / 2, y: size.height / 2 });
    const scale = net.getScale();
    net.setSize("100%", "100%");
    measure();
    if (isMoved && !wasUnseen) net.moveTo({ position, scale });
    else fit();
    net.redraw();
  }

  return { attach, extent, fit, zoom, pan, focus, reveal, isSeen, isMoved: () => isMoved };
})();
