/* The search for a thing by its name: an actor is shown, whatever else is told of in the panel. */
const search = (() => {
  const folded = graph.things.map((thing) => [thing.label, ...thing.names].map(dom.fold));

  /* How well a name fits what was typed, the best first: all of it, a word of it, its beginning,
     the beginning of a word, some part of it; -1 for not at all. */
  function fit(name, wanted) {
    if (name === wanted) return 0;
    const padded = ` ${name} `;
    if (padded.includes(` ${wanted} `)) return 1;
    if (padded.includes(` ${wanted}`)) return 2;
    return name.includes(wanted) ? 3 : -1;
  }

  /* The thing that a name means: the one that it fits best, an actor before others, and of
     several the one of which most is said; null for none. */
  function find(text) {
    // What the list offers is meant as it stands there.
    const offered = graph.things.find((thing) => offer(thing) === text.trim() || thing.label === text.trim());
    if (offered) return offered;
    const wanted = dom.fold(text.replace(/ \([^)]*\)$/, ""));
    if (!wanted) return null;
    let best = null;
    graph.things.forEach((thing, i) => {
      const fits = folded[i].map((name) => fit(name, wanted)).filter((value) => value >= 0);
      if (!fits.length) return;
      const value = Math.min(...fits);
      // An event that is called after a person does not stand before the person.
      const key = [value === 0 ? 0 : 1, thing.isActor ? 0 : 1, value, -thing.statements.length];
      if (!best || less(key, best.key)) best = { thing, key };
    });
    return best && best.thing;
  }

  function less(one, other) {
    const i = one.findIndex((value, k) => value !== other[k]);
    return i >= 0 && one[i] < other[i];
  }

  /* Kind and years, by which namesakes are told apart. */
  function describe(thing) {
    return [wording.kind(thing), wording.years(thing)].filter(Boolean).join(", ");
  }

  const offer = (thing) => `${thing.label} (${describe(thing)})`;

  function fillNames(list, things) {
    list.replaceChildren(...things.map((thing) => dom.element("option", { value: offer(thing) })));
  }

  function bind() {
    fillNames(dom.byId("names"), graph.things);
    const box = dom.byId("name");
    dom.byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = box.value.trim();
      const thing = find(text);
      if (!thing) {
        dom.say(text ? `Nothing here is called \u201c${text}\u201d.` : "", true);
        return;
      }
      dom.say("");
      state.chooseActor(thing);
      if (thing.isActor) network.focus(thing);
    });
    document.addEventListener("keydown", (event) => {
      const isTyping = dom.isTyping(event);
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        box.focus();
        box.select();
      } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
        // In a field the key takes back what was typed, and only then what is chosen.
        if (isTyping && event.target.value && !event.target.matches("select")) {
          if (event.target === box) box.value = "";
          else event.target.blur();
          return;
        }
        state.set({ actor: null, pair: null, turn: null });
      }
    });
  }

  return { bind, find, describe, fillNames };
})();
