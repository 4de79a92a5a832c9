/* What the reader has chosen: one object, kept in the address, from which all views are drawn. */
const state = (() => {
  const ALL_SIGNS = "+-0";
  // All sources, where the page opens with some; a source may have no id.
  const EVERY = "*";
  const { opening, reading: start } = graph;
  const [first, second] = opening.chosen.map((place) => graph.things[place].id);

  const OPENING = Object.freeze({
    view: opening.view,
    from: start.from,
    to: start.to,
    min: start.min,
    sources: start.sources.filter((id) => graph.sourceIds.includes(id)),
    undated: start.undated,
    horizon: start.horizon,
    sure: false,
    signs: ALL_SIGNS,
    actor: opening.view === "path" ? null : first || (graph.focus && graph.focus.id) || null,
    pair: null,
    turn: null,
    path: opening.view === "path" && second ? [first, second] : null,
    days: null,
  });

  const isThing = (id) => graph.thing(id) !== null;
  const two = (parts, test) => (parts.length === 2 && parts.every(test) ? parts : null);
  const isTime = (text) => days.edge(text, false) !== "";
  /* How each member is written in the address, and read back; what is not valid is passed over. */
  const FORMS = {
    view: { write: (v) => [v], read: ([v]) => (dom.byId(`tab-${v}`) ? v : undefined) },
    from: { write: (v) => [v || ""], read: ([v]) => (v === "" ? null : isTime(v) ? v : undefined) },
    to: { write: (v) => [v || ""], read: ([v]) => (v === "" ? null : isTime(v) ? v : undefined) },
    min: { write: (v) => [v], read: ([v]) => (Object.hasOwn(graph.words.limits, v) ? v : undefined) },
    sources: { write: (v) => (v.length ? v : [EVERY]), read: (v) => (v.includes(EVERY) ? [] : v.filter((id) => graph.sourceIds.includes(id))) },
    undated: { write: (v) => [v ? "yes" : "no"], read: ([v]) => v === "yes" },
    horizon: { write: (v) => [v === null ? "" : String(v)], read: ([v]) => (v === "" ? null : /^\d{1,4}$/.test(v) ? Number(v) : undefined) },
    sure: { write: (v) => [v ? "yes" : "no"], read: ([v]) => v === "yes" },
    signs: { write: (v) => [v], read: ([v]) => [...ALL_SIGNS].filter((sign) => v.includes(sign)).join("") },
    actor: { write: (v) => [v || ""], read: ([v]) => (v === "" ? null : isThing(v) ? v : undefined) },
    pair: { write: (v) => v || [""], read: (v) => two(v, isThing) },
    turn: { write: (v) => [v || ""], read: ([v]) => (graph.turns.some((turn) => turn.id === v) ? v : null) },
    path: { write: (v) => v || [""], read: (v) => (v.length === 2 && v.every((id) => id === "" || isThing(id)) ? v : null) },
    days: { write: (v) => v || [""], read: (v) => two(v, isTime) },
  };

  function hash() {
    const parts = new URLSearchParams();
    for (const [name, { write }] of Object.entries(FORMS)) {
      if (JSON.stringify(now[name]) === JSON.stringify(OPENING[name])) continue;
      for (const part of write(now[name])) parts.append(name, part);
    }
    return parts.toString();
  }

  function read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const found = { ...OPENING };
    for (const [name, { read: parse }] of Object.entries(FORMS)) {
      if (!parts.has(name)) continue;
      const value = parse(parts.getAll(name));
      if (value !== undefined) found[name] = value;
    }
    return ordered(found);
  }

  /* A time that ends before it begins is read the other way round. */
  function ordered(found) {
    const { from, to } = found;
    return from && to && days.edge(from, false) > days.edge(to, true) ? { ...found, from: to, to: from } : found;
  }

  let now = read();
  let current = null;
  const listeners = [];

  /* The reading within the chosen time. */
  const choice = () => ({
    sources: now.sources,
    min: now.min,
    undated: now.undated,
    horizon: now.horizon,
    first: now.from ? days.edge(now.from, false) : null,
    last: now.to ? days.edge(now.to, true) : null,
  });
  /* The same over all time, each tie placed in it. */
  const throughout = () => ({ ...choice(), first: days.OPEN_START, last: days.OPEN_END });

  const SIGN_OF = { "+": 1, "-": -1, 0: 0 };
  /* Whether the chosen signs and certainty let a tie be seen. */
  function shown(tie) {
    return (!now.sure || tie.isCertain) && [...now.signs].some((sign) => SIGN_OF[sign] === tie.sign);
  }

  /* What all views are drawn from: { state, choice, ties } and, when asked, all(). */
  function derive() {
    if (current && current.state === now) return current;
    let all = null;
    current = {
      state: now,
      choice: choice(),
      ties: reading.ties(choice()).filter(shown),
      all: () => (all ??= reading.ties(throughout()).filter(shown)),
    };
    return current;
  }

  /* Change members of the state. A step that the reader may want to undo is one in the history. */
  function set(changes, { isStep = true } = {}) {
    const before = now;
    now = Object.freeze(ordered({ ...now, ...changes }));
    const address = `#${hash()}`;
    if (address !== location.hash && !(address === "#" && location.hash === "")) {
      try {
        history[isStep ? "pushState" : "replaceState"](null, "", address);
      } catch {
        // Some browsers refuse more than so many in a while; the page goes on without.
      }
    }
    tell(before);
  }

  function tell(before) {
    for (const listener of listeners) listener(derive(), before);
  }

  window.addEventListener("popstate", () => {
    const before = now;
    now = Object.freeze(read());
    if (JSON.stringify(before) !== JSON.stringify(now)) tell(before);
  });

  return {
    get now() { return now; },
    set,
    derive,
    choice,
    throughout,
    shown,
    subscribe: (listener) => listeners.push(listener),
    reset: () => set({ ...OPENING, view: now.view }),
    link: () => `${location.href.split("#")[0]}#${hash()}`,
    /* Choose an actor, or two; what was chosen before is let go. */
    chooseActor: (thing) => set({ actor: thing ? thing.id : null, pair: null, turn: null }),
    choosePair: (a, b) => set({ pair: [a.id, b.id], actor: null, turn: null }),
    chooseTurn: (turn) => set({ turn: turn.id, actor: null, pair: null }),
    actor: () => (now.actor ? graph.thing(now.actor) : null),
    pair: () => (now.pair ? now.pair.map(graph.thing) : null),
    turn: () => graph.turns.find((turn) => turn.id === now.turn) || null,
  };
})();
