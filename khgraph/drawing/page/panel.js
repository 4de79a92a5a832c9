/* The side panel: the whole history of a pair, an actor, or a turning point, claim by claim. */
const panel = (() => {
  const { element, button, count } = dom;
  const host = dom.byId("panel");
  // For which choice the panel was drawn last.
  let drawn = null;

  function claimEntry(claim, statement) {
    const copy = button("Copy citation", () => files.copy(wording.citation(statement, claim), copy),
      { class: "copy", "aria-label": `Copy citation of ${wording.place(claim)}` });
    return element("div", { class: claim.isAgainst ? "claim against" : "claim" },
      element("div", null, element("span", { class: "stance" }, `${claim.who} ${claim.stanceWords}`),
        claim.after && (claim.stance === "reports" ? ` (the view of ${claim.after})` : ` (with ${claim.after})`),
        claim.precision && ` (${claim.precision})`),
      claim.comment && element("div", { class: "comment" }, claim.comment),
      element("div", { class: "meta" }, `${claim.when ? wording.date(claim.when) : wording.NO_DATE} \u00b7 ${wording.place(claim)} `, copy),
      !reading.accepts(claim, state.choice()) && !claim.isAgainst
        && element("div", { class: "meta off" }, "Not counted by the present sources and stance."),
      claim.note && element("div", { class: "meta" }, `Editors: ${claim.note}`));
  }

  function actorButton(thing, words = thing.label) {
    return button(words, () => state.chooseActor(thing), { class: "link" });
  }

  function turnEntry(turn) {
    return element("div", { class: "turn" },
      element("div", { class: "meta" }, `Turning point: ${turn.kind}${turn.event ? `, by ${turn.event}` : ""}`),
      element("div", { class: "words" }, hedge(wording.turnHedge(turn)), turn.label),
      element("div", { class: "meta" }, `before: ${sideWords(turn, "before")}; after: ${sideWords(turn, "after")}`),
      turn.claims.map((claim) => claimEntry(claim, null)));
  }

  const sideWords = (turn, side) =>
    (turn[side] ? wording.hedged(turn[side].claims) + graph.sentence(turn[side]) : turn[`${side}Words`]) || "not stated";

  /* A hedge stands before what it hedges, in other letters. */
  const hedge = (words) => words && element("i", { class: "hedge" }, words);

  /* The hedge of a statement: by the claims that count, or by all where none does. */
  const hedgeOf = (statement, tie) => hedge(wording.hedged(tie ? tie.claims : statement.claims));

  /* Whether a tie counts in the present time, and how it is to look. */
  function entryClass(statement, tie) {
    return `entry ${wording.signClass(statement.sign)}${statement.sign !== null && !tie ? " off" : ""}`
      + (tie && tie.isHedged ? " hedged" : "");
  }

  function facts(statement, tie) {
    return [
      statement.isTie ? `${wording.glyph(statement.sign)} ${wording.signWord(statement.sign)}` : null,
      wording.dates(statement.claims),
      ...wording.remarks(statement, tie),
      statement.sign !== null && !tie && !wording.remarks(statement, tie).length && whyOut(statement),
    ].filter(Boolean).join(" \u00b7 ");
  }

  /* Which of the reader's choices leaves a tie out. */
  function whyOut(statement) {
    const choice = state.choice();
    const anyTime = { ...choice, first: null, last: null };
    if (reading.tieOf(statement, anyTime)) return "outside the chosen time";
    if (reading.tieOf(statement, { ...anyTime, sources: [] })) return "not in the chosen sources";
    if (reading.tieOf(statement, { ...anyTime, min: "reports" })) return `below the chosen stance (${graph.words.limits[choice.min]})`;
    return "outside the present choice";
  }

  function statementEntry(statement, thing) {
    const tie = reading.tieOf(statement, state.choice());
    return element("li", { class: entryClass(statement, tie) },
      element("div", { class: "words" }, hedgeOf(statement, tie), graph.sentence(statement, thing)),
      element("div", { class: "meta" }, facts(statement, tie)),
      statement.claims.map((claim) => claimEntry(claim, statement)),
      statement.rivals.map(rivalEntry),
      statement.turns.map(turnEntry));
  }

  /* Another statement that cannot be true beside the one above it. */
  function rivalEntry(statement) {
    const said = `${graph.sentence(statement)} (${statement.claims.map(wording.claimant).join("; ")})`;
    return element("p", { class: "rival" }, "Not both can be true: ",
      statement.isTie ? button(said, () => state.choosePair(statement.subject, statement.object), { class: "link" }) : said);
  }

  /* A statement on one line, that leads to all that is said of the two. */
  function rowButton(statement, thing) {
    const tie = reading.tieOf(statement, state.choice());
    const made = button("", () => state.choosePair(statement.subject, statement.object), { class: "row" });
    made.append(hedgeOf(statement, tie) || "", graph.sentence(statement, thing), element("span", { class: "meta" }, facts(statement, tie)));
    return element("li", { class: entryClass(statement, tie) }, made);
  }

  function show(heading, about, ...content) {
    host.replaceChildren(
      element("div", { class: "head" }, element("h2", null, heading),
        button("\u00d7", () => state.chooseActor(null), { class: "close", "aria-label": "Close" })),
      element("p", { class: "count" }, about),
      ...content.flat(Infinity).filter(Boolean));
    host.scrollTop = 0;
    dom.say(`${heading}: ${about}`);
    // On a narrow screen the panel lies under the view.
    if (drawn !== null && host.getBoundingClientRect().top > window.innerHeight - 120) host.scrollIntoView();
  }

  /* A list under a heading that opens; what nobody opens is not made. */
  function more(title, statements, entry, isOpen = false) {
    if (!statements.length) return [];
    const list = element("ol");
    const fill = () => { if (!list.firstChild) list.append(...statements.map(entry)); };
    if (isOpen) fill();
    return [element("details", { open: isOpen, toggle: fill },
      element("summary", null, `${title} (${statements.length})`), list)];
  }

  /* What held until a day began before it, nobody says when: it stands before what is dated. */
  function earliestFirst(statements) {
    const isOpen = ({ claims }) => claims.some(({ days: known }) => known) && claims.every(({ days: known }) => !known || !known[0]);
    return [...statements.filter(isOpen), ...statements.filter((statement) => !isOpen(statement))];
  }

  function showActor(thing) {
    const all = earliestFirst(graph.inTime(thing.statements));
    const choice = state.choice();
    const anyTime = { ...choice, first: null, last: null };
    const groups = { now: [], later: [], unsure: [], against: [], unsigned: [], rest: [] };
    for (const statement of all) groups[groupOf(statement, choice, anyTime)].push(statement);
    const row = (statement) => rowButton(statement, thing);
    const entry = (statement) => statementEntry(statement, thing);
    const kind = [wording.kind(thing), wording.years(thing)].filter(Boolean).join(", ");
    show(thing.label, `${kind}; ${count(groups.now.length, "signed tie")} in the chosen time`
      + (thing.isActor && !thing.isDrawn ? "; not among the actors that the network draws" : ""),
      element("p", { class: "more" },
        thing.isActor && button("Ribbons", () => state.set({ view: "ribbons" })),
        button("Path from here", () => state.set({ view: "path", path: [thing.id, (state.now.path || [])[1] || ""] }))),
      element("ol", null, groups.now.map(row)),
      more("Doubted or denied", groups.against, row, true),
      more("Left out by the chosen stance or sources", groups.unsure, row, groups.unsure.length < 6),
      more("Outside the chosen time", groups.later, row),
      more("Ties without a sign", groups.unsigned, row),
      more("Whatever else is said", groups.rest, entry),
      more("As a third party or topic", graph.inTime(thing.mentionedIn), (statement) => statementEntry(statement)));
  }

  /* Under which heading a statement about an actor is told. */
  function groupOf(statement, choice, anyTime) {
    if (!statement.isTie) return "rest";
    if (statement.sign === null) return "unsigned";
    if (reading.tieOf(statement, choice)) return "now";
    if (reading.tieOf(statement, anyTime)) return "later";
    return statement.claims.every((claim) => claim.isAgainst) ? "against" : "unsure";
  }

  function showPair(a, b) {
    const statements = earliestFirst(graph.between(a, b));
    show(`${a.label} and ${b.label}`, `${count(statements.length, "statement")} about the two, in time order; first what has no said beginning`,
      element("p", { class: "more" }, "All of ", actorButton(a), actorButton(b)),
      element("ol", null, statements.map((statement) => statementEntry(statement))));
  }

  function showTurn(turn) {
    const pair = [turn.after, turn.before].find((statement) => statement && statement.isTie);
    show(wording.turnHedge(turn) + turn.label, `Turning point: ${turn.kind}${turn.event ? `, by ${turn.event}` : ""}`,
      turn.claims.map((claim) => claimEntry(claim, null)),
      ["before", "after"].map((side) => [element("h3", null, side === "before" ? "Before" : "After"),
        turn[side] ? element("ol", null, statementEntry(turn[side])) : element("p", null, sideWords(turn, side))]),
      pair && element("p", { class: "more" },
        button("All about the two", () => state.choosePair(pair.subject, pair.object))));
  }

  function welcome() {
    host.replaceChildren(
      element("h2", null, "What is said, and by whom"),
      element("p", null, "Click a line to read all that the sources say of the two: friendly, hostile, doubted and denied, each with its source and page. Click an actor, or look for one, for its ties. Drag the ends of the time below to see who stood with whom, and when."),
      element("h3", null, `Begin with a turning point (${graph.turns.length})`),
      element("ol", null, graph.turns.map((turn) => {
        const made = button("", () => state.chooseTurn(turn), { class: "row" });
        const counts = turn.claims.some((claim) => reading.accepts(claim, state.choice()));
        made.append(hedge(wording.turnHedge(turn)) || "", turn.label, element("span", { class: "meta" }, `${counts ? "" : "not counted \u00b7 "}${turn.kind} \u00b7 ${wording.dates(turn.claims)}`));
        return element("li", { class: "turn" }, made);
      })));
  }

  // Paper has no headings that open.
  window.addEventListener("beforeprint", () => {
    for (const group of host.querySelectorAll("details")) group.open = true;
  });

  /* Draw the panel where what it shows has changed. */
  function update({ state: now, choice }) {
    const [actor, pair, turn] = [state.actor(), state.pair(), state.turn()];
    const key = JSON.stringify([now.actor, now.pair, now.turn, choice]);
    if (key === drawn) return;
    document.body.classList.toggle("has-choice", Boolean(actor || pair || turn));
    if (turn) showTurn(turn);
    else if (pair) showPair(...pair);
    else if (actor) showActor(actor);
    else welcome();
    drawn = key;
  }

  return { update, sideWords, claimEntry };
})();
