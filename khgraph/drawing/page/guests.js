/* Seats in the network for actors that it does not draw by itself: each is seated while it is
   chosen, beside its partners, always at the same place. */
const guests = (() => {
  const TURN = Math.PI * (3 - Math.sqrt(5));
  const TRIES = 240;
  const NEAREST = 34;
  // More room than this around a mark gains nothing.
  const AMPLE = 62;

  /* Those that signed ties join to `thing`, whatever the time. */
  function partnersOf(thing) {
    const found = new Set();
    for (const { sign, subject, object } of thing.statements) {
      if (sign !== null) found.add(subject === thing ? object : subject);
    }
    return found;
  }

  /* How far a point is from the nearest mark, labels under the marks being wider than high. */
  const clearance = (x, y, taken) =>
    taken.reduce((least, other) => Math.min(least, Math.hypot((other.x - x) / 1.5, other.y - y)), AMPLE);

  /* A point with room, as near as can be to the middle of the partners; `seats` are points by place. */
  function seat(thing, seats) {
    const taken = [...seats.values()];
    const near = [...partnersOf(thing)].map((other) => seats.get(other.index)).filter(Boolean);
    const around = near.length ? near : taken;
    const mean = (axis) => around.reduce((sum, point) => sum + point[axis], 0) / (around.length || 1);
    const [x, y] = [mean("x"), mean("y")];
    // Nobody is seated outside, or the whole would have to be drawn smaller.
    const bounds = (axis) => taken.reduce(([low, high], point) =>
      [Math.min(low, point[axis]), Math.max(high, point[axis])], [mean(axis), mean(axis)]);
    const [across, down] = [bounds("x"), bounds("y")];
    const beyond = (value, [low, high]) => Math.max(0, low - value, value - high);
    let best = null;
    for (let i = 0; i < TRIES; i += 1) {
      const reach = NEAREST + 11 * Math.sqrt(i);
      const point = { x: x + reach * Math.cos(i * TURN), y: y + reach * Math.sin(i * TURN) };
      const worth = clearance(point.x, point.y, taken) - 0.14 * reach
        - beyond(point.x, across) - beyond(point.y, down);
      if (best === null || worth > best.worth) best = { ...point, worth };
    }
    return { x: Math.round(best.x), y: Math.round(best.y) };
  }

  /* A node for vis-network. */
  function node(thing, seats) {
    const { vis, fill } = thing.shape;
    return {
      id: thing.index,
      shape: vis,
      size: Math.min(15, 4.5 + 1.7 * Math.sqrt(partnersOf(thing).size)),
      color: { background: fill, border: graph.look.colours.ink },
      label: pictures.wrap(thing.label, 110, { size: 12.5 }).join("\n"),
      ...seat(thing, seats),
    };
  }

  return { node };
})();
