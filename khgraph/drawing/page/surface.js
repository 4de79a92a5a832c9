/* What vis-network holds: marks and lines that pyvis prepared, and those that the page adds. It is
   told only of what has changed. */
const surface = (() => {
  const ABSENT = { background: "#efece4", border: "#c9c5ba" };
  const prepared = new Map(graph.nodes.map((node) => [node.id, node]));
  const visitors = new Map();
  // The ends and the bend of each line, whether it is shown or not.
  const courses = new Map(graph.edges.map((edge) => [edge.id, edge]));
  const told = new Map();
  let net = null;
  let nodes = null;
  let edges = null;

  function open(host) {
    // Labels are painted over the picture; what else is ours in a record means nothing to vis-network.
    nodes = new vis.DataSet(graph.nodes.map(({ label, ...node }) => node));
    edges = new vis.DataSet(graph.edges.map(({ sign, ...edge }) => ({ ...edge, hidden: true })));
    // pyvis hands its options over as JSON of their own.
    net = new vis.Network(host, { nodes, edges }, JSON.parse(graph.options));
    // The whole is one stop of the Tab key, with a name and keys of its own.
    host.firstChild.removeAttribute("tabindex");
    return net;
  }

  const record = (id) => prepared.get(id) || visitors.get(id);
  const standing = () => [...prepared.values(), ...visitors.values()];
  const isSeated = (thing) => record(thing.index) !== undefined;
  /* Where vis-network has a node; its public call gives whole numbers. */
  const pointOf = (id) => net.body.nodes[id];

  /* Seat those of `things` that are not drawn, and let other visitors go. */
  function receive(things) {
    const asked = things.filter((thing) => !prepared.has(thing.index));
    for (const id of [...visitors.keys()]) {
      if (!asked.includes(graph.things[id])) dismiss(id);
    }
    for (const thing of asked) {
      if (visitors.has(thing.index)) continue;
      const { label, ...node } = guests.node(thing, new Map(standing().map(({ id }) => [id, pointOf(id)])));
      visitors.set(thing.index, { ...node, label });
      nodes.add(node);
    }
  }

  function dismiss(id) {
    const own = [...courses].filter(([, { from, to }]) => from === id || to === id).map(([key]) => key);
    // What vis-network draws at once must find nothing of the visitor any more.
    visitors.delete(id);
    for (const key of own) courses.delete(key);
    for (const key of [...own, id]) told.delete(key);
    edges.remove(own);
    nodes.remove(id);
  }

  /* The course of a line; one that Python did not foresee is bent beside those of the same pair. */
  function courseOf({ id, a, b }) {
    if (!courses.has(id)) {
      const beside = [1, 0, -1].map((sign) => courses.get(lines.idOf(a, b, sign))).filter(Boolean);
      const smooth = lines.smoothOf(lines.freeBend(beside.map(lines.bendOf)));
      courses.set(id, { id, from: a.index, to: b.index, smooth });
    }
    const { from, to, smooth } = courses.get(id);
    return { id, from, to, smooth };
  }

  /* Show `shown` and no other lines; `isPale` tells of an id whether it stands back. */
  function showLines(shown, isPale) {
    const items = [...shown.values()].map((line) => {
      const course = courseOf(line);
      return { ...course, ...lines.look(line, course.from, isPale(line.id)) };
    });
    for (const id of courses.keys()) if (!shown.has(id)) items.push({ id, hidden: true });
    edges.update(changed(items));
  }

  /* Whoever is absent from the chosen time stays in place, greyed: the map is always the same. */
  function showActors(isPresent, isPale) {
    nodes.update(changed(standing().map(({ id, color }) => {
      const { background, border } = isPresent(id) ? color : ABSENT;
      return { id, color: { background, border }, opacity: isPale(id) ? 0.3 : 1 };
    })));
  }

  function changed(items) {
    return items.filter((item) => {
      const text = JSON.stringify(item);
      if (told.get(item.id) === text) return false;
      told.set(item.id, text);
      return true;
    });
  }

  /* The way of a line from node to node, `via` the point that bends it. */
  function wayOf(id) {
    const { from, to, edgeType } = net.body.edges[id];
    return { from, to, via: edgeType.getViaNode() || null };
  }

  const ways = () => [...courses.keys()].filter((id) => net.body.edges[id]).map(wayOf);

  /* The nearest node within `reach` pixels of a point of the canvas, or on its mark. */
  function nodeNear(point, reach) {
    const scale = net.getScale();
    const { x, y } = net.DOMtoCanvas(point);
    let best = null;
    for (const { id, size } of standing()) {
      const node = pointOf(id);
      const distance = Math.hypot(node.x - x, node.y - y) * scale;
      if (distance <= Math.max(size * scale + 3, reach) && (!best || distance < best.distance)) best = { id, distance };
    }
    return best && best.id;
  }

  return {
    open, standing, record, isSeated, pointOf, receive, showLines, showActors, wayOf, ways, nodeNear,
    // At the next frame, however often it is asked for before; vis-network's own redraw() is at once.
    redraw: () => net.body.emitter.emit("_requestRedraw"),
    /* Where the middle of the network is on the canvas. */
    origin: () => net.canvasToDOM({ x: 0, y: 0 }),
    looks: (id) => nodes.get(id) || edges.get(id),
    ABSENT,
    get net() { return net; },
  };
})();
