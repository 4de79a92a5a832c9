/* Mouse, finger and keys on the network. */
const pointing = (() => {
  const REACH = 11;
  const HINT = window.matchMedia("(pointer: coarse)").matches
    ? "Tap a line or an actor for what the sources say. One finger moves the picture, two zoom."
    : "Click a line or an actor for what the sources say. Drag to move, turn the wheel to zoom.";
  const KEYS = "Arrow keys move the picture, + and \u2212 zoom, 0 shows all, N and P go from actor to actor, Enter goes to the panel, Escape lets go.";

  /* What is at a point of the canvas: { thing } or { line }; a label is as good as its mark. */
  function at(point, { plan, shown }) {
    const node = surface.nodeNear(point, REACH);
    const { x, y } = surface.origin();
    const isIn = (box) => point.x - x >= box.x && point.x - x <= box.x + box.w && point.y - y >= box.y && point.y - y <= box.y + box.h;
    const label = node === null && plan.labels.find(isIn);
    if (node !== null || label) return { thing: graph.things[label ? label.id : node] };
    return { line: shown.get(surface.net.getEdgeAt(point)) };
  }

  /* `scene()` gives the plan and the lines that are shown; `hover` is told what the pointer is on. */
  function bind(host, scene, hover) {
    const { net } = surface;
    net.on("click", ({ pointer }) => {
      const { thing, line } = at(pointer.DOM, scene());
      if (thing) state.chooseActor(thing);
      else if (line) state.choosePair(line.a, line.b);
      else if (state.actor() || state.pair() || state.turn()) state.chooseActor(null);
    });
    net.on("doubleClick", ({ pointer }) => camera.zoom(1.6, pointer.DOM));
    let asked = 0;
    host.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const { left, top } = host.getBoundingClientRect();
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => hover(at({ x: event.clientX - left, y: event.clientY - top }, scene())));
    });
    host.addEventListener("pointerleave", () => {
      cancelAnimationFrame(asked);
      hover({});
    });
    host.addEventListener("keydown", (event) => press(event, scene()));
  }

  const ACTS = {
    ArrowLeft: () => camera.pan(-60, 0),
    ArrowRight: () => camera.pan(60, 0),
    ArrowUp: () => camera.pan(0, -60),
    ArrowDown: () => camera.pan(0, 60),
    "+": () => camera.zoom(1.3),
    "=": () => camera.zoom(1.3),
    "-": () => camera.zoom(1 / 1.3),
    0: () => camera.fit(),
    n: (scene) => step(1, scene),
    p: (scene) => step(-1, scene),
    Enter: () => dom.byId("panel").focus(),
  };

  function press(event, scene) {
    const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(scene);
  }

  /* From actor to actor in the order of their partners, those of the chosen time only. */
  function step(by, { present }) {
    const ranked = largest().filter((id) => present.has(id));
    if (!ranked.length) return;
    const chosen = state.actor();
    const place = chosen ? ranked.indexOf(chosen.index) : -1;
    const next = place < 0 && by < 0 ? ranked.length - 1 : (place + by + ranked.length) % ranked.length;
    state.set({ actor: graph.things[ranked[next]].id, pair: null, turn: null }, { isStep: false });
  }

  const largest = () => surface.standing().sort((a, b) => b.size - a.size || a.id - b.id).map(({ id }) => id);

  return { bind, largest, HINT, KEYS };
})();
