/* What the network says of itself in words: legend, caption, and the lines below a printed picture. */
const legend = (() => {
  const { element, count } = dom;
  const SIZE = { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" };
  let drawn = "";

  /* The kinds of actors that are drawn, in the order of the legend. */
  function kinds() {
    const found = new Set(surface.standing().map(({ id }) => graph.things[id].kind));
    return Object.keys(graph.look.shapes).filter((kind) => found.has(kind));
  }

  /* How many actors have ties in the chosen time and are not drawn. */
  function unseated(ties) {
    const found = new Set();
    for (const { statement: { subject, object } } of ties) {
      for (const thing of [subject, object]) if (!surface.isSeated(thing)) found.add(thing);
    }
    return found.size;
  }

  const sample = ({ path, fill }, stroke = pictures.INK) =>
    dom.svg("svg", SIZE, dom.svg("path", { d: path, fill, stroke, "stroke-width": 1.2 }));
  const notch = () => dom.svg("svg", SIZE, dom.svg("path", { d: "M0 8H16", stroke: pictures.QUIET }),
    dom.svg("path", { d: "M8 2V14", stroke: graph.look.colours.turn, "stroke-width": 3 }));
  const sign = (mark) => element("b", { "aria-hidden": "true" }, mark);

  /* Only what occurs now is explained. */
  function marks(shown) {
    const has = (test) => [...shown.values()].some(test);
    return [
      has((line) => line.isHedged) && ["?", "hedged: probable at most", "hedged"],
      has((line) => line.isDenied) && ["\u2260", "also doubted or denied", "disputed"],
      has((line) => !line.isCertain) && ["~", "only possibly in this time", "only possibly then"],
      has((line) => line.isTurned) && ["", "after a turning point", ""],
    ].filter(Boolean);
  }

  /* The marks in few words, beside the name of a legend that is closed. */
  function shorten(details, marksNow) {
    const summary = details.querySelector("summary");
    const short = element("span", { hidden: details.open },
      marksNow.filter(([mark]) => mark).map(([mark, , words]) => ` \u00b7 ${mark} ${words}`).join(""));
    summary.replaceChildren("Legend", short);
    details.ontoggle = () => { short.hidden = details.open; };
  }

  function update(host, { ties, shown, present }) {
    const isAbsent = surface.standing().some(({ id }) => !present.has(id));
    const [kindsNow, marksNow, others] = [kinds(), marks(shown), unseated(ties)];
    const key = JSON.stringify([kindsNow, marksNow, isAbsent, others]);
    if (key === drawn) return;
    drawn = key;
    const shapes = kindsNow.map((kind) => graph.look.shapes[kind]);
    const grey = { ...graph.look.shapes.State, fill: surface.ABSENT.background };
    shorten(host.parentElement, marksNow);
    host.replaceChildren(
      element("ul", null,
        shapes.map((shape) => element("li", null, sample(shape), shape.word)),
        isAbsent && element("li", null, sample(grey, surface.ABSENT.border), "no tie in this time"),
        marksNow.map(([mark, words]) => element("li", null, mark ? sign(mark) : notch(), words)),
        element("li", null, element("b", { class: "thick" }), "thicker: more ties")),
      others ? element("p", null, `${count(others, "more actor")} ${others === 1 ? "has" : "have"} ties in this time: use the search or the table`) : "");
  }

  /* An actor and its lines that are shown, for the caption. */
  function words(thing, shown) {
    const own = [...shown.values()].filter(({ a, b }) => a === thing || b === thing);
    const sum = (each) => own.filter((line) => line.sign === each).reduce((all, { ties }) => all + ties.length, 0);
    const parts = [1, -1, 0].filter(sum).map((each) => `${sum(each)} ${wording.signWord(each)}`);
    const about = [wording.kind(thing), wording.years(thing)].filter(Boolean).join(", ");
    return `${thing.label} (${about}): ${parts.length ? `ties ${parts.join(", ")}` : "no tie shown in this time"}`;
  }

  /* What a picture that leaves the page is of. */
  function notes({ ties }, shown) {
    const sum = (each) => ties.filter((tie) => tie.sign === each).length;
    const others = unseated(ties);
    const actors = new Set(ties.flatMap(({ statement: { subject, object } }) => [subject, object]));
    return [
      `${count(actors.size, "actor")}${others ? ` (${others} not drawn)` : ""}, ${count(ties.length, "signed tie")}: ${sum(1)} friendly (blue, solid), `
        + `${sum(-1)} hostile (orange, dashed), ${sum(0)} neutral (grey). ${["Thicker lines: more ties", ...marks(shown).map(([mark, meaning]) => `${mark || "bar"}: ${meaning}`)].join("; ")}.`,
      `Reading: ${exports.basis()}. Data: ${graph.dataName}, khgraph.`,
    ];
  }

  return { update, kinds, words, notes };
})();
