/* Three actors and three ties: which of them were balanced, when, and what happened next. */
const triads = (() => {
  const { element, svg, button, count } = dom;
  const { SANS, QUIET, INK, PAPER } = pictures;
  const { typeWords, whenWords, nextOf, sideLabel, diagram, SIDES, WIDTH, FONT } = triangles;
  const FIRST_SHOWN = 60;
  const SMALL = { size: 12, family: SANS };

  let parts = null;
  let found = null;
  let limit = FIRST_SHOWN;
  let [drawnFor, evidence] = ["", ""];
  const cards = new Map();

  const TITLES = { true: "balanced", false: "unbalanced" };
  const turnWords = (turn) => `${wording.turnHedge(turn)}${turn.label}`;
  const keyOf = (triad) => triad.actors.map(({ id }) => id).join("|");

  /* A card: the diagram, which the arrow keys walk round, and what is told. */
  function card(triad, choice) {
    const targets = [];
    const drawing = diagram(triad, (target, marks) => {
      const [a, b] = target.side === undefined ? [triad.actors[target.corner]] : SIDES[target.side].map((i) => triad.actors[i]);
      const made = svg("g", {
        role: "button", tabindex: targets.length ? -1 : 0, class: "triads-target", "aria-label": b ? sideLabel(triad, target.side) : a.label,
        click: () => (b ? state.choosePair(a, b) : state.chooseActor(a)),
      }, marks);
      targets.push(made);
      return made;
    });
    const figure = svg("svg", { class: "triads-drawing", viewBox: `0 0 ${WIDTH} ${drawing.height}`, width: WIDTH, height: drawing.height, role: "group", "aria-label": `${triad.actors.map(({ label }) => label).join(", ")}: ties and actors`, keydown: (event) => walk(event, targets) }, drawing.marks);
    const next = nextOf(triad, choice);
    return element("li", { class: `triads-card ${TITLES[triad.isBalanced]}` }, figure,
      element("p", { class: "triads-type" }, element("b", null, TITLES[triad.isBalanced]), ` ${triad.type.replace(/-/g, "\u2212")} `),
      element("p", null, typeWords(triad)),
      element("p", { class: "triads-when" }, whenWords(triad)),
      element("p", { class: "triads-head" }, "What happened next"),
      element("ul", null, next.map(({ words, turns }) => element("li", null, words,
        turns.map((turn) => button(turnWords(turn), () => state.chooseTurn(turn), { class: "triads-turn" }))))));
  }

  function walk(event, targets) {
    const at = targets.indexOf(event.target);
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      targets[at].dispatchEvent(new MouseEvent("click"));
    } else if (step) {
      event.preventDefault();
      const next = targets[(at + step + targets.length) % targets.length];
      targets[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    }
  }

  /* The triangles of the chosen time, the unbalanced and the certain first, then by time. */
  function find({ state: now, choice }) {
    const ties = reading.ties(choice);
    const around = [state.actor(), ...(state.pair() || [])].filter(Boolean);
    const all = timelines.triangles(ties).filter((triad) => !now.sure || triad.isCertain);
    const order = (triad) => 2 * triad.isBalanced + !triad.isCertain;
    const shown = all.filter((triad) => around.every((actor) => triad.actors.includes(actor)))
      .sort((x, y) => order(x) - order(y) || (x.days[0][0] < y.days[0][0] ? -1 : x.days[0][0] > y.days[0][0] ? 1 : 0));
    const both = timelines.pairsOf(ties.filter((tie) => tie.sign)).filter((pair) => !timelines.settle(pair.ties));
    return { shown, around, both, now, choice };
  }

  function countWords({ shown, now, both }) {
    const some = (test) => shown.filter(test).length;
    const sure = (isBalanced) => some((triad) => triad.isCertain && triad.isBalanced === isBalanced);
    const kinds = [true, false].map((isBalanced) => `${some((triad) => triad.isBalanced === isBalanced)} ${TITLES[isBalanced]}`
      + ` (${sure(isBalanced)} certainly)`);
    return `${shown.length ? `${count(shown.length, "triangle")}: ${kinds.join(", ")}` : "No triangle"}. Pairs with both signs are left out: ${both.length}.`
      + (now.sure ? " Only what the dates make certain." : "") + (now.signs.length < 3 ? " All signs count here, whichever are hidden." : "");
  }

  const aroundWords = ({ around }) => (around.length ? `Only those around ${around.map(({ label }) => label).join(" and ")}.` : "");
  const timeWords = ({ now }) => (now.from || now.to ? "" : "Over all time, whoever was first a friend and then an enemy has both signs: choose a time below to see them too.");

  /* The pairs with both signs of those who are chosen, to be read about. */
  function bothWords({ around, both }) {
    const some = both.filter(({ a, b }) => around.some((actor) => actor === a || actor === b));
    return some.length ? [" Left out here: ", ...some.map(({ a, b }) =>
      button(`${a.label} and ${b.label}`, () => state.choosePair(a, b), { class: "triads-both" }))] : [];
  }

  function draw() {
    const focused = document.activeElement;
    parts.count.textContent = countWords(found);
    parts.around.replaceChildren(timeWords(found), ...(found.around.length ? [` ${aroundWords(found)} `, button("All triangles", () => state.chooseActor(null)), ...bothWords(found)] : []));
    parts.none.hidden = found.shown.length > 0;
    const some = found.shown.slice(0, limit);
    parts.list.replaceChildren(...some.map((triad) => {
      const key = keyOf(triad);
      if (!cards.has(key)) cards.set(key, card(triad, found.choice));
      return cards.get(key);
    }));
    parts.more.hidden = found.shown.length <= limit;
    parts.more.textContent = `Show all ${found.shown.length}`;
    // A card that was clicked stays, and so does its focus.
    if (focused && focused !== document.activeElement && parts.list.contains(focused)) focused.focus({ preventScroll: true });
  }

  function build(section) {
    parts = {
      ...Object.fromEntries(["count", "around"].map((name) => [name, element("p", { class: `triads-${name}`, role: "status" })])),
      none: element("p", { class: "triads-none" }, "No three actors are joined on all sides here. A wider time or a lower stance lets in more ties; in a narrower time fewer pairs have both signs."),
      list: element("ul", { class: "triads-list" }),
      more: button("", () => { limit = Infinity; draw(); }, { class: "triads-more" }),
    };
    section.append(element("div", { class: "triads" }, parts.count, parts.around,
      element("p", { class: "triads-rule" }, "Theory expects less tension in balanced triangles; history need not agree. ? hedged, ~ possible: the dates allow it."),
      parts.none, parts.list, parts.more,
      element("p", { class: "triads-rule" }, `What happened next goes by the dates that sources give: that none dates a tie any later need not mean that it ended. Rules: ${graph.words.same_day}; ${graph.words.rule}.`)));
  }

  function update(current) {
    const { state: now, choice } = current;
    const key = JSON.stringify([choice, now.actor, now.pair, now.sure, now.signs]);
    if (key === drawnFor) return;
    drawnFor = key;
    // What a card says depends on the time, not on who is chosen.
    const read = JSON.stringify(choice);
    if (read !== evidence) {
      cards.clear();
      limit = FIRST_SHOWN;
      evidence = read;
    }
    found = find(current);
    draw();
  }

  /* A card for the picture: its marks and its height. */
  function still(triad) {
    const drawing = diagram(triad);
    const { marks } = drawing;
    let y = drawing.height + 16;
    const say = (words, font) => {
      const lines = pictures.wrap(words, WIDTH - 24, font);
      marks.push(pictures.text(12, y, lines, { ...font, leading: 1.3 }));
      y += lines.length * font.size * 1.3 + 3;
    };
    say(`${TITLES[triad.isBalanced]} ${triad.type.replace(/-/g, "\u2212")}`, { ...SMALL, weight: 700 });
    say(typeWords(triad), FONT);
    say(whenWords(triad), { ...SMALL, fill: QUIET });
    say("What happened next", { ...SMALL, weight: 700 });
    for (const { words, turns } of nextOf(triad, found.choice)) say(`${words}${turns.map((turn) => ` Turning point: ${turnWords(turn)}.`).join("")}`, FONT);
    return { marks, height: y };
  }

  /* The visible cards as one picture. */
  function picture() {
    if (!found) return null;
    const columns = Math.min(4, Math.max(2, found.shown.length));
    const width = columns * (WIDTH + 14) + 14;
    const head = pictures.wrap([countWords(found), aroundWords(found), timeWords(found)].filter(Boolean).join(" "), width - 28, SMALL);
    const marks = [pictures.text(14, 28, "Triangles of friends and enemies", { size: 19, weight: 600 }), pictures.text(14, 48, head, { ...SMALL, leading: 1.35 })];
    let y = 54 + head.length * 16;
    const stills = found.shown.slice(0, limit).map(still);
    for (let i = 0; i < stills.length; i += columns) {
      const row = stills.slice(i, i + columns);
      const tall = Math.max(...row.map(({ height }) => height));
      row.forEach((one, j) => marks.push(svg("g", { transform: `translate(${14 + j * (WIDTH + 14)} ${y})` },
        svg("rect", { width: WIDTH, height: tall, fill: PAPER, stroke: INK, "stroke-width": 0.8 }), one.marks)));
      y += tall + 14;
    }
    const foot = pictures.wrap(`Reading: ${reading.describe(found.choice)}. Rules: ${graph.words.same_day}; ${graph.words.rule}. ? hedged, ~ possible: the dates allow it. Data: ${graph.dataName}.`, width - 28, SMALL);
    marks.push(pictures.text(14, y + 14, foot, { ...SMALL, fill: QUIET, leading: 1.35 }));
    return pictures.frame(width, y + 20 + foot.length * 16, ...marks);
  }

  // For the tests too.
  return { build, update, svg: picture, laterOf: triangles.laterOf };
})();
