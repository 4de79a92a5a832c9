/* The table: whatever the page holds, in words, row by row, with who says so and where. */
const table = (() => {
  const { element, button, count, fold } = dom;

  const KINDS = {
    ties: { words: "Ties with a sign", noun: ["tie", "ties"] },
    unsigned: { words: "Ties without a sign too", noun: ["tie", "ties"] },
    turns: { words: "Turning points", noun: ["turning point", "turning points"] },
    everything: { words: "Everything that is said", noun: ["entry", "entries"] },
  };
  // By these a row is sorted, its key missing where the key is empty.
  const COLUMNS = { tie: "Tie", sign: "Sign", when: "When", who: "Who says so, and where" };
  const UNDATED = "9999-99-99";
  const PAGE = 10;
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  // Zeros in front, so that page 9 comes before page 10.
  const natural = (text) => text.replace(/\d+/g, (number) => number.padStart(6, "0"));

  let parts = null;
  let sorted = { column: "when", isDown: false };
  let only = null;
  let isOwnChoice = false;
  let lastChoice = "";
  let here = null;

  /* A claim in one paragraph: who says it and how surely, where, and in which words of ours. */
  function claimLine(claim, isOneOfMany) {
    const reference = graph.sources.get(claim.source);
    const off = element("span", { class: "table-off", hidden: true }, " Not counted by the present choice.");
    const made = element("p", { class: claim.isAgainst ? "table-claim against" : "table-claim" },
      element("span", { class: "table-stance" }, `${claim.who} ${claim.stanceWords}`),
      claim.after && (claim.stance === "reports" ? ` (the view of ${claim.after})` : ` (with ${claim.after})`),
      claim.precision && ` (${claim.precision})`, ": ",
      element("span", { class: "table-place", title: reference }, wording.place(claim)),
      isOneOfMany && `, ${claim.when ? wording.date(claim.when) : wording.NO_DATE}`, ". ",
      claim.comment && element("span", { class: "table-comment" }, claim.comment),
      claim.note && element("span", { class: "table-note" }, ` Editors: ${claim.note}`), off);
    return { claim, made, off };
  }

  const cell = (column, ...content) =>
    element("td", { role: "cell", "data-label": COLUMNS[column] }, ...content);

  /* What does not change of a row: its elements, its words. */
  function makeRow(item, order, sentence, about, act) {
    const hedge = element("span", { class: "table-hedge" });
    const open = button("", () => choose(act), { class: "table-open", tabindex: -1 });
    open.append(hedge, sentence);
    const remarks = element("p", { class: "table-remarks" });
    const lines = item.claims.map((claim) => claimLine(claim, item.claims.length > 1));
    const sign = cell("sign");
    const when = cell("when");
    const node = element("tr", { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, open,
        about.map((words) => element("p", { class: "table-about" }, words)), remarks),
      sign, when, cell("who", lines.length ? lines.map(({ made }) => made) : "No claim answers it."));
    const said = item.claims.map((claim) => [claim.who, claim.stanceWords, claim.after, wording.place(claim),
      claim.when, claim.comment, claim.note].join(" "));
    const row = { item, order, node, open, hedge, remarks, lines, sign, when, keys: {}, state: null };
    row.words = fold([sentence, ...about, ...said].join(" "));
    open.addEventListener("focus", () => stand(row));
    return row;
  }

  function statementRow(statement) {
    const { subject, object } = statement;
    const act = statement.isTie ? () => state.choosePair(subject, object) : () => state.chooseActor(subject);
    const row = makeRow(statement, statement.index, graph.sentence(statement), [], act);
    row.keys.tie = `${fold(subject.label)}\u0001${fold(statement.text)}`;
    row.keys.sign = statement.sign === null ? "" : String(2 - statement.sign);
    row.kind = statement.isTie ? wording.signClass(statement.sign) : "fact";
    if (statement.isTie) row.sign.append(signMark(statement.sign), ` ${wording.signWord(statement.sign)}`);
    row.refresh = (tie) => refresh(row, tie, tie ? tie.claims : statement.claims, wording.hedged, wording.remarks(statement, tie));
    return row;
  }

  const signMark = (sign) =>
    element("span", { class: `table-glyph ${wording.signClass(sign)}`, "aria-hidden": "true" }, wording.glyph(sign));

  function turnRow(turn) {
    const about = [`Turning point: ${turn.kind}${turn.event ? `, by ${turn.event}` : ""}`,
      `Before: ${panel.sideWords(turn, "before")}`, `After: ${panel.sideWords(turn, "after")}`];
    const row = makeRow(turn, graph.statements.length + turn.index, turn.label, about, () => state.chooseTurn(turn));
    const signs = [turn.before, turn.after].map((statement) => (statement ? statement.sign : null));
    row.keys.tie = fold(turn.label);
    row.keys.sign = signs[1] === null ? "" : String(2 - signs[1]);
    row.kind = "turn";
    if (signs.some((sign) => sign !== null)) {
      row.sign.append(signMark(signs[0]), element("span", { "aria-hidden": "true" }, " \u2192 "), signMark(signs[1]),
        ` ${signs.map(wording.signWord).join(", then ")}`);
    }
    row.refresh = (counted) => refresh(row, counted, counted ? counted.claims : turn.claims, () => wording.turnHedge(turn), []);
    return row;
  }

  /* What the present choice makes of a row; nothing is touched that has not changed. */
  function refresh(row, counted, claims, hedgeOf, remarks) {
    const hedge = hedgeOf(claims);
    const said = counted || remarks.length ? remarks : ["Not in the present choice."];
    const news = [hedge, Boolean(counted), ...said, ...claims.map((claim) => row.item.claims.indexOf(claim))].join("|");
    if (news === row.state) return;
    row.state = news;
    row.node.className = `table-row ${row.kind}${counted ? "" : " off"}`;
    row.hedge.textContent = hedge;
    row.remarks.textContent = said.join(" ");
    row.when.textContent = wording.dates(claims);
    for (const { claim, off } of row.lines) off.hidden = !counted || claim.isAgainst || claims.includes(claim);
    row.keys.when = graph.timeKey(claims);
    if (row.keys.when === UNDATED) row.keys.when = "";
    row.keys.who = claims.map((claim) => [claim.source, natural(claim.locator), natural(claim.lines)].join("\u0001")).sort()[0] || "";
    row.found = `${row.words} ${fold([hedge, ...said, row.sign.textContent, row.when.textContent].join(" "))}`;
  }

  /* A row is made once, and used whenever its statement is shown. */
  const rows = new Map();
  function rowOf(item) {
    if (!rows.has(item)) rows.set(item, "subject" in item ? statementRow(item) : turnRow(item));
    return rows.get(item);
  }

  function countedTurn(turn, choice) {
    const [first, last] = [choice.first || days.OPEN_START, choice.last || days.OPEN_END];
    const isTimeless = choice.first === null && choice.last === null;
    const claims = turn.claims.filter((claim) => {
      if (!reading.accepts(claim, choice)) return false;
      if (isTimeless || !claim.days) return isTimeless;
      return (claim.days[0] || days.OPEN_START) <= last && (claim.days[3] || days.OPEN_END) >= first;
    });
    return claims.length ? { claims } : null;
  }

  /* What is to be shown, each with what the choice makes of it: a tie, or null. */
  function entries({ state: now, choice, ties }) {
    const isSure = (tie) => tie && (!now.sure || tie.isCertain);
    const told = () => graph.turns.map((turn) => [turn, countedTurn(turn, choice)]);
    const kind = parts.kind.value;
    if (kind === "turns") return told().filter(([, counted]) => counted);
    const signed = new Map(ties.map((tie) => [tie.statement, tie]));
    if (kind === "ties") return [...signed];
    const placed = (statement) => {
      if (statement.sign !== null) return signed.get(statement) || null;
      const tie = reading.tieOf(statement, choice);
      return isSure(tie) ? tie : null;
    };
    const all = graph.statements.map((statement) => [statement, placed(statement)]);
    return kind === "unsigned" ? all.filter(([statement, tie]) => tie && statement.isTie) : [...all, ...told()];
  }

  const speaksOf = (statement, things) => statement !== null
    && things.every((thing) => thing === statement.subject || thing === statement.object);
  const isOf = (item, things) => ("subject" in item ? speaksOf(item, things)
    : speaksOf(item.before, things) || speaksOf(item.after, things));

  const chosen = () => state.pair() || (state.actor() ? [state.actor()] : null);

  /* Choose what a row speaks of; the rows stay where they are, for the reader goes down them. */
  function choose(act) {
    isOwnChoice = true;
    try {
      act();
    } finally {
      isOwnChoice = false;
    }
  }

  /* Who is chosen elsewhere is looked for in the table; letting go shows all again. */
  function followChoice() {
    const things = chosen();
    const key = things ? things.map((thing) => thing.id).join(" ") : "";
    if (key !== lastChoice && !isOwnChoice) only = things;
    lastChoice = key;
  }

  const names = (things) => things.map((thing) => thing.label).join(" and ");

  function showSwitch() {
    const things = only || chosen();
    parts.onlyLabel.hidden = !things;
    parts.only.checked = only !== null;
    parts.onlyWords.textContent = things ? `only of ${names(things)}` : "";
    parts.onlyLabel.title = parts.onlyWords.textContent;
  }

  /* Put the rows in their places, moving only those that are not there: focus and scroll stay. */
  function place(wanted) {
    const { body } = parts;
    const nodes = new Set(wanted.map((row) => row.node));
    for (const node of [...body.children]) if (!nodes.has(node)) node.remove();
    let next = body.firstElementChild;
    for (const { node } of wanted) {
      if (node === next) next = next.nextElementSibling;
      else body.insertBefore(node, next);
    }
  }

  function order(some) {
    const { column, isDown } = sorted;
    const turn = isDown ? -1 : 1;
    return some.sort((a, b) => {
      const [one, other] = [a.keys[column], b.keys[column]];
      // What has no key stands last, whichever way.
      if (!one !== !other) return one ? -1 : 1;
      return turn * compare(one, other)
        || compare(a.keys.when || UNDATED, b.keys.when || UNDATED) || a.order - b.order;
    });
  }

  let listed = [];
  function list(current) {
    const found = entries(current).filter(([item]) => !only || isOf(item, only));
    const words = fold(parts.filter.value).split(/\s+/).filter(Boolean);
    listed = order(found.map(([item, counted]) => {
      const row = rowOf(item);
      row.refresh(counted);
      return row;
    }).filter((row) => words.every((word) => row.found.includes(word))));
    place(listed);
    const { noun } = KINDS[parts.kind.value];
    tell(parts.count, words.length ? `${listed.length} of ${count(found.length, ...noun)}` : count(listed.length, ...noun));
    parts.empty.hidden = listed.length > 0;
    parts.empty.textContent = !found.length ? "Nothing is said of this in the present choice: widen the time, the stance, the signs or the sources."
      : "No row has these words.";
    caption();
    stand(listed.includes(here) ? here : listed[0] || null);
    mark(current.state);
  }

  function tell(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }

  /* One row is in the order of Tab; the arrow keys go from there. */
  function stand(row) {
    if (here) here.open.tabIndex = -1;
    here = row;
    if (here) here.open.tabIndex = 0;
  }

  function mark(now) {
    // Where there are only rows of the two, none stands out.
    const pair = only && only.length === 2 ? null : state.pair();
    for (const row of listed) {
      const isChosen = "subject" in row.item ? pair !== null && row.item.isTie && speaksOf(row.item, pair) : row.item.id === now.turn;
      row.node.classList.toggle("chosen", isChosen);
      if (isChosen) row.open.setAttribute("aria-current", "true");
      else row.open.removeAttribute("aria-current");
    }
  }

  function walk(event) {
    const at = listed.findIndex((row) => row.open === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: listed.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    listed[Math.min(Math.max(to, 0), listed.length - 1)].open.focus();
  }

  function sortBy(column) {
    sorted = { column, isDown: sorted.column === column && !sorted.isDown };
    showSorting();
    // Nearly all rows move: sooner done with none in their old places.
    parts.body.replaceChildren();
    list(state.derive());
    parts.scroll.parentElement.scrollTop = 0;
    parts.scroll.scrollTop = 0;
  }

  function showSorting() {
    for (const [column, head] of Object.entries(parts.heads)) {
      const isSorted = column === sorted.column;
      if (isSorted) head.setAttribute("aria-sort", sorted.isDown ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function head(column) {
    const made = element("th", { role: "columnheader", scope: "col", "data-label": COLUMNS[column] },
      button(COLUMNS[column], () => sortBy(column), { class: "table-sort" }));
    parts.heads[column] = made;
    return made;
  }

  function tools() {
    const refill = () => list(state.derive());
    parts.kind = element("select", { id: "table-kind", change: refill },
      Object.entries(KINDS).map(([value, { words }]) => element("option", { value }, words)));
    parts.only = element("input", { type: "checkbox", id: "table-only", change: () => {
      only = parts.only.checked ? chosen() : null;
      showSwitch();
      refill();
    } });
    parts.onlyWords = element("span", { class: "table-only" });
    parts.onlyLabel = element("label", { hidden: true }, parts.only, parts.onlyWords);
    parts.filter = element("input", { type: "search", id: "table-filter", autocomplete: "off", spellcheck: "false",
      "aria-label": "Only rows with these words", placeholder: "Only rows with these words", input: refill,
      keydown: (event) => {
        // Escape takes back the words first, and only then what is chosen.
        if (event.key !== "Escape" || !parts.filter.value) return;
        event.stopPropagation();
        event.preventDefault();
        parts.filter.value = "";
        refill();
      } });
    parts.count = element("p", { class: "table-count", "aria-live": "polite" });
    return element("div", { class: "table-tools" }, element("label", null, "Show ", parts.kind), parts.onlyLabel, parts.filter, parts.count);
  }

  function notes() {
    parts.basis = element("p");
    return element("div", { class: "table-notes" },
      element("p", null, "Dates are as exact as the sources: a day, a month, a year, some time between two of them. The export as CSV writes them in the standard EDTF: 1932/1945 from and to, /1936 until, 1931/ from, 1991/.. ever since, 1939-08~ about, 1939? perhaps, 193X some year of the 1930s, [1932..1936] some time between."),
      element("h2", null, "Sources"),
      element("dl", null, graph.sourceIds.flatMap((id) => [element("dt", null, id || "none"),
        element("dd", null, graph.sources.get(id) || "No reference is recorded.")])),
      parts.basis);
  }

  function build(section) {
    parts = { heads: {} };
    const bar = tools();
    parts.captionWords = element("span");
    const heading = element("caption", { class: "table-caption" }, parts.captionWords,
      element("span", { class: "table-hint" }, " Choose a row to read all that is said; the arrow keys go from row to row."));
    parts.body = element("tbody", { role: "rowgroup", keydown: walk });
    parts.empty = element("p", { class: "table-empty", hidden: true });
    parts.scroll = element("div", { class: "table-scroll" },
      element("table", { role: "table", class: "table-rows" }, heading,
        element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, Object.keys(COLUMNS).map(head))), parts.body),
      parts.empty, notes());
    section.append(bar, parts.scroll);
    showSorting();
  }

  function update(current) {
    followChoice();
    showSwitch();
    list(current);
  }

  /* What the rows are, for those who hear the table and those who print it. */
  function caption() {
    const words = `Reading: ${exports.basis()}. Data: ${graph.dataName}.`;
    tell(parts.basis, words);
    tell(parts.captionWords, `${KINDS[parts.kind.value].words}${only ? ` of ${names(only)}` : ""}: ${parts.count.textContent}. ${words}`);
  }

  return { build, update, svg: () => null };
})();
