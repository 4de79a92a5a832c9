/* How two things are connected, step by step, each with its source. */
const path = (() => {
  const { element, svg, button, count } = dom;
  const { RULES, RANK } = routes;
  const CAVEAT = "That is how theory would have it, and no statement of any source.";
  const ORDERS = {
    certain: "In time order: certainly, if the dates that stand with the hops are right.",
    possible: "In time order: possibly; the dates leave room for another order.",
  };
  const KIN = { 1: "friend", "-1": "enemy" };
  const SIGN_NAMES = [[1, "friendly"], [-1, "hostile"], [0, "neutral"], [null, "without sign"]];
  // By which kinds of hops is this view's own choice, and in no address.
  let rule = "any";
  let inTime = false;
  let parts = null;
  let drawn = { key: null, path: undefined, found: null, search: null, number: 0 };

  // Names

  const ends = graph.things.filter(routes.isEnd);
  const shared = (names) => {
    const sums = new Map();
    for (const name of names) sums.set(name, (sums.get(name) || 0) + 1);
    return (name) => sums.get(name) > 1;
  };
  const described = (thing) => `${thing.label} (${search.describe(thing)})`;
  const isSharedLabel = shared(graph.things.map((thing) => thing.label));
  const isSharedName = shared(graph.things.map(described));
  /* A name with kind and years, and where namesakes have the same, with the id. */
  const optionOf = (thing) => (isSharedName(described(thing)) ? `${thing.label} (${search.describe(thing)}, ${thing.id})` : described(thing));
  const nameOf = (thing) => (isSharedLabel(thing.label) ? optionOf(thing) : thing.label);

  function thingCalled(text) {
    const wanted = dom.fold(text);
    return ends.find((thing) => dom.fold(optionOf(thing)) === wanted)
      || ends.find((thing) => dom.fold(nameOf(thing)) === wanted) || search.find(text);
  }

  // What is asked

  function build(section) {
    const field = (name, words) => {
      const box = element("input", { type: "search", id: `path-${name}`, list: "path-names", autocomplete: "off", spellcheck: "false", placeholder: "Person, state, event \u2026" });
      return [box, element("label", { for: box.id }, words)];
    };
    const [from, fromWords] = field("from", "From");
    const [to, toWords] = field("to", "to");
    const names = element("datalist", { id: "path-names" }, ends.map((thing) => element("option", { value: optionOf(thing) })));
    const rules = element("select", { id: "path-rule", change: ({ target }) => { rule = target.value; again(); } },
      Object.entries(RULES).map(([name, { words }]) => element("option", { value: name }, words)));
    const order = element("input", { type: "checkbox", id: "path-order", change: ({ target }) => { inTime = target.checked; again(); } });
    const form = element("form", { class: "path-ask", role: "search", "aria-label": "Path between two things", submit: ask },
      fromWords, from, button("\u21c4", swap, { class: "path-swap", "aria-label": "Swap the two ends", title: "Swap the two ends" }),
      toWords, to, element("button", { type: "submit" }, "Find"),
      element("span", { class: "path-how" }, element("label", null, "Hops by ", rules),
        element("label", null, order, "in the order of time")), names);
    const result = element("div", { class: "path-result" });
    section.classList.add("path-view");
    section.append(form, result);
    parts = { from, to, rules, order, result };
    result.addEventListener("keydown", step);
  }

  const again = () => update(state.derive());

  function ask(event) {
    event.preventDefault();
    const texts = [parts.from.value.trim(), parts.to.value.trim()];
    const things = texts.map((text) => (text ? thingCalled(text) : null));
    const unknown = texts.find((text, i) => text && !things[i]);
    if (unknown) dom.say(`Nothing here is called \u201c${unknown}\u201d.`, true);
    else {
      dom.say("");
      fillFields(...things);
      go(...things);
    }
  }

  function fillFields(...things) {
    [parts.from, parts.to].forEach((box, i) => { box.value = things[i] ? nameOf(things[i]) : ""; });
  }

  const go = (a, b) => state.set({ path: [a ? a.id : "", b ? b.id : ""] });

  function swap() {
    [parts.from.value, parts.to.value] = [parts.to.value, parts.from.value];
    if (state.now.path) state.set({ path: [...state.now.path].reverse() });
  }

  /* Up and down go from thing to hop to thing. */
  function step(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const picks = [...parts.result.querySelectorAll(".path-pick")];
    const next = move && picks[picks.indexOf(event.target) + move];
    if (!picks.includes(event.target) || !next) return;
    event.preventDefault();
    next.focus();
  }

  // What is found

  function update({ state: now, choice }) {
    const asked = now.path || ["", ""];
    const [a, b] = asked.map(graph.thing);
    if (JSON.stringify(asked) !== JSON.stringify(drawn.path)) fillFields(a, b);
    parts.rules.value = rule;
    parts.order.checked = inTime;
    const wanted = { choice, rule, inTime, signs: now.signs, sure: now.sure };
    const key = JSON.stringify([asked, wanted]);
    if (key !== drawn.key) {
      drawn = { key, path: asked, search: wanted, found: a && b ? routes.find(a, b, wanted) : null, number: 0 };
      parts.result.replaceChildren(...content(a, b));
    }
    markChosen(now);
  }

  function content(a, b) {
    if (!a || !b) return invitation(a || b);
    if (a === b) return [element("p", { class: "path-say" }, "The two names mean the same thing.")];
    return drawn.found.paths.length ? answer(a, b) : refusal(a, b);
  }

  function show(number) {
    drawn.number = number;
    const [a, b] = drawn.path.map(graph.thing);
    parts.result.replaceChildren(...content(a, b));
    parts.result.querySelectorAll(".path-ways button")[number].focus();
    markChosen(state.now);
  }

  /* Persons with many friends and enemies whom no statement joins: something to begin with. */
  function invitation(known) {
    const words = known ? `${known.label} is one end of the path. Name the other, and see how the two are connected, each step with its source.`
      : "Name two persons, states, peoples, units or events, and see how they are connected, each step with its source.";
    const standing = (thing) => thing.statements.filter((statement) => statement.sign).length;
    const persons = ends.filter((thing) => thing.kind === "Person" && thing !== known)
      .sort((x, y) => standing(y) - standing(x)).slice(0, 12);
    const pairs = [];
    for (const a of known ? [known] : persons) {
      for (const b of persons) {
        const isNew = a !== b && !pairs.some((pair) => pair.includes(b) || (!known && pair.includes(a)));
        if (isNew && !between(a, b).length && pairs.length < 4) pairs.push([a, b]);
      }
    }
    return [element("p", { class: "path-say" }, words),
      pairs.length > 0 && element("p", { class: "path-try" }, "For example: ",
        pairs.map(([a, b]) => button(`${a.label} to ${b.label}`, () => go(a, b))))].filter(Boolean);
  }

  const between = (a, b) => a.statements.filter(({ subject, object }) => subject === b || object === b);
  const isJoining = (statement) => statement.covered && statement.claims.some((claim) => reading.accepts(claim, drawn.search.choice));

  const listWords = (some) => [some.slice(0, -1).join(", "), some[some.length - 1]].filter(Boolean).join(" and ");
  const wayWords = ({ things }) => (things.length > 2 ? `by way of ${listWords(things.slice(1, -1).map((thing) => thing.label))}` : "directly");

  const longerWords = ({ hops }) => (hops.length > drawn.found.paths[0].hops.length ? `${hops.length} hops, ` : "");

  function answer(a, b) {
    const { found: { paths }, number } = drawn;
    const chosen = paths[number];
    const heading = `${a.label} to ${b.label}: ${count(chosen.hops.length, "hop")}`;
    dom.say(`${heading}, ${wayWords(chosen)}.`);
    return [
      element("h2", null, heading),
      paths.length > 1 && element("div", { class: "path-ways", role: "group", "aria-label": "Paths, the best first" },
        "Path ", paths.map((each, i) => button(`${i + 1} of ${paths.length}: ${longerWords(each)}${wayWords(each)}`, () => show(i), { "aria-pressed": String(i === number) }))),
      element("ol", { class: "path-strip" }, chosen.things.flatMap((thing, i) =>
        [thingEntry(thing), chosen.hops[i] ? hopEntry(chosen.hops[i]) : null])),
      element("p", { class: "path-product" }, productWords(chosen)),
      chosen.order && element("p", null, ORDERS[chosen.order]),
      footSentences().map((words) => element("p", { class: "path-foot" }, words)),
    ].flat().filter(Boolean);
  }

  function thingEntry(thing) {
    return element("li", { class: "path-thing" },
      svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, thingMark(thing, 12, 12, 17)),
      button(thing.label, () => state.chooseActor(thing), { class: "path-pick", "data-thing": thing.id }), " ",
      element("span", { class: "meta" }, search.describe(thing)));
  }

  /* An actor has the mark of its kind; an event is a star, whatever else a ring. */
  function thingMark(thing, x, y, size) {
    if (thing.isActor) return pictures.mark(thing, x, y, size);
    const strokes = [0, 60, 120].map((angle) => {
      const [dx, dy] = [Math.cos(angle * Math.PI / 180) * size / 2, Math.sin(angle * Math.PI / 180) * size / 2];
      return `M${(x - dx).toFixed(1)} ${(y - dy).toFixed(1)}L${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
    });
    const look = { stroke: pictures.INK, "stroke-width": 2, fill: "none" };
    return thing.kind === "Event" ? svg("path", { d: strokes.join(""), ...look }) : svg("circle", { cx: x, cy: y, r: size / 2 - 1, ...look });
  }

  const isHedged = (hop) => hop.claims[0].stance !== "affirms";

  function hopWords(hop) {
    const hedge = wording.hedge(hop.claims);
    return `${hedge ? `${hedge}: ` : ""}${graph.sentence(hop.statement, hop.start)}`;
  }

  const hopFacts = (hop) => `${hop.sign === null ? "no sign of friend or enemy" : wording.signWord(hop.sign)} \u00b7 ${wording.dates(hop.claims)}`;
  const hopMark = (hop) => wording.glyph(hop.sign) + (hop.sign !== null && isHedged(hop) ? "?" : "");

  /* The claims that count, and those that doubt or deny it. */
  const told = ({ statement, claims }) => [...claims, ...statement.claims.filter((claim) => claim.isAgainst)];

  function hopEntry(hop) {
    const { statement } = hop;
    return element("li", { class: `path-hop ${wording.signClass(hop.sign)}` },
      svg("svg", { class: "path-rail", "aria-hidden": "true" },
        svg("line", { x1: 12, x2: 12, y1: 0, y2: "100%", ...pictures.stroke(hop.sign, isHedged(hop)), "stroke-width": 3 })),
      element("span", { class: "path-sign", "aria-hidden": "true" }, hopMark(hop)),
      element("div", { class: "path-card" },
        button(hopWords(hop), () => chooseHop(hop), { class: "path-pick", "data-hop": pairKey(hop) }),
        element("div", { class: "meta" }, hopFacts(hop)),
        wording.remarks(statement, reading.tieOf(statement, drawn.search.choice)).map((words) => element("div", { class: "meta remark" }, words)),
        told(hop).map((claim) => panel.claimEntry(claim, statement)),
        othersOf(hop)));
  }

  const pairKey = ({ start, end }) => [start.id, end.id].sort().join(" ");

  /* Two actors are chosen as a pair; else what is not an actor, of which less is said. */
  function chooseHop({ start, end }) {
    if (start.isActor && end.isActor) state.choosePair(start, end);
    else state.chooseActor(start.isActor ? end : start);
  }

  function othersOf(hop) {
    const others = between(hop.start, hop.end).filter((statement) => statement !== hop.statement && isJoining(statement));
    if (!others.length) return null;
    const sums = SIGN_NAMES.map(([sign, name]) => [others.filter((each) => each.sign === sign).length, name]);
    const listed = sums.filter(([sum]) => sum).map(([sum, name]) => `${sum} ${name}`).join(", ");
    const verb = others.length === 1 ? "statement joins" : "statements join";
    return button(`${others.length} more ${verb} the two, at whatever time: ${listed}`, () => chooseHop(hop), { class: "path-more" });
  }

  function markChosen(now) {
    const chosen = now.pair ? [...now.pair].sort().join(" ") : null;
    for (const made of parts.result.querySelectorAll(".path-pick")) {
      const { thing, hop } = made.dataset;
      made.setAttribute("aria-pressed", String(thing ? thing === now.actor : hop === chosen));
    }
  }

  // What holds for the whole

  function productWords({ hops, sign, things }) {
    const unsigned = hops.flatMap((hop, i) => (hop.sign === null ? [i + 1] : []));
    if (unsigned.length) {
      const which = unsigned.length === 1 ? `hop ${unsigned[0]} carries` : `hops ${listWords(unsigned)} carry`;
      return `Product of the signs: none, since ${which} no sign of friend or enemy.`;
    }
    const factors = hops.map(hopMark).join(" \u00d7 ");
    const doubt = hops.some(isHedged) ? " Not every hop is affirmed." : "";
    if (sign === 0) return `Product of the signs: ${factors} = 0 (neutral).${doubt}`;
    const kin = `${hops[0].sign > 0 ? "a friend" : "an enemy"}${hops.slice(1).map((hop) => `'s ${KIN[hop.sign]}`).join("")}`;
    if (hops.length === 1) return `Sign: ${factors} (${kin}).${doubt}`;
    return `Product of the signs: ${factors} = ${wording.glyph(sign)}. By the signs ${things[things.length - 1].label} would be ${kin} to `
      + `${things[0].label}, and so on the ${KIN[sign]}\u2019s side. ${CAVEAT}${doubt}`;
  }

  function limitWords({ choice, signs, sure }) {
    const hidden = [["+", "friendly"], ["-", "hostile"], ["0", "neutral"]].filter(([mark]) => !signs.includes(mark));
    return [
      RULES[rule].limit,
      inTime && "each hop no earlier than the one before, undated hops only if they are let in",
      sure && (choice.first || choice.last) && "only what the dates make certain",
      hidden.length && `no hop by ${hidden.map(([, word]) => word).join(" or ")} ties, which are switched off`,
    ].filter(Boolean).join("; ");
  }

  function readingSentences() {
    const limits = limitWords(drawn.search);
    return [`Reading: ${reading.describe(drawn.search.choice)}.`, limits && `Search: ${limits}.`].filter(Boolean);
  }

  function footSentences() {
    const { found } = drawn;
    const shortest = count(found.paths[0].hops.length, "hop");
    const longest = `of up to ${count(found.longest, "hop")}`;
    const sum = found.count === null ? `Of the paths ${longest}.`
      : found.count === 1 ? `The only shortest path, of ${shortest}.` : `${found.count} sequences of things are equally short, of ${shortest}.`;
    return [
      ...readingSentences(), sum,
      found.count === 1 && found.paths.length === 1 ? "" : `Rank: ${RANK}.`,
      found.isCut ? "The search was cut off: a better path may have been missed." : "",
      found.isWide ? "No path runs through actors and events alone; this takes places, ideas or documents too." : "",
    ].filter(Boolean);
  }

  // Why there is none, and what would open one

  function* looser({ choice, signs, sure }) {
    const { accepted, limits } = graph.words;
    const change = (option, words, changes, other) =>
      ({ option, words, search: { ...drawn.search, ...other }, act: () => state.set(changes) });
    const choosing = (option, words, changes) => change(option, words, changes, { choice: { ...choice, ...changes } });
    const own = (option, words, set, other) => ({ option, words, search: { ...drawn.search, ...other }, act: () => { set(); again(); } });
    const hasTime = choice.first !== null || choice.last !== null;
    const weaker = Object.keys(limits).filter((min) => accepted[min].length > accepted[choice.min].length);
    for (const min of weaker.sort((a, b) => accepted[a].length - accepted[b].length)) {
      yield choosing("min", `Let count what is ${limits[min]}`, { min });
    }
    if ((hasTime || inTime) && !choice.undated) yield choosing("undated", "Let in lasting ties without a date", { undated: true });
    if (hasTime) yield change("time", "Look at any time", { from: null, to: null }, { choice: { ...choice, first: null, last: null } });
    if (choice.sources.length) yield choosing("sources", "Take all sources", { sources: [] });
    if (choice.horizon !== null) yield choosing("horizon", "Let ties last as long as their actors", { horizon: null });
    if (sure && hasTime) yield change("sure", "Let in what the dates make only possible", { sure: false }, { sure: false });
    if (signs.length < 3) yield change("signs", "Switch all signs on", { signs: "+-0" }, { signs: "+-0" });
    if (rule !== "any") yield own("rule", "Hops by any statement", () => { rule = "any"; }, { rule: "any" });
    if (inTime) yield own("order", "In whatever order of time", () => { inTime = false; }, { inTime: false });
    const free = { sources: [], first: null, last: null, horizon: null };
    const opened = { from: null, to: null, sources: [], horizon: null, sure: false, signs: "+-0" };
    for (const min of [choice.min, "reports"]) {
      yield { option: "all", words: `Drop all these limits${min === choice.min ? "" : ", and let count what is only reported"}`,
        search: { choice: { ...choice, ...free, min }, rule: "any", inTime: false, signs: "+-0", sure: false },
        act: () => { rule = "any"; inTime = false; state.set({ ...opened, min }); } };
    }
  }

  function openings(a, b) {
    const opened = new Map();
    for (const each of looser(drawn.search)) {
      if (opened.size === 3 || opened.has(each.option) || (each.option === "all" && opened.size)) continue;
      const [best] = routes.find(a, b, each.search).paths;
      if (best) opened.set(each.option, { ...each, best });
    }
    return [...opened.values()];
  }

  function refusal(a, b) {
    const heading = `No path from ${a.label} to ${b.label}`;
    dom.say(heading);
    const lonely = [a, b].filter((thing) => !routes.isEnd(thing));
    const found = lonely.length ? [] : openings(a, b);
    const part = graph.focus ? ` This page holds only what is said around ${graph.focus.label}.` : "";
    return [
      element("h2", null, heading),
      readingSentences().map((words) => element("p", { class: "path-foot" }, words)),
      lonely.map((thing) => element("p", { class: "path-say" }, `No claim on this page joins ${thing.label} to anything.${part}`)),
      !lonely.length && !found.length && element("p", { class: "path-say" }, `No chain of claims joins the two, whatever is let in.${part}`),
      found.length > 0 && element("p", { class: "path-say" }, "There is one if more is let in:"),
      found.length > 0 && element("ul", { class: "path-openings" }, found.map(({ words, act, best }) =>
        element("li", null, button(words, act), ` ${count(best.hops.length, "hop")}, ${wayWords(best)}`))),
    ].flat().filter(Boolean);
  }

  // The strip as a picture

  const WIDTH = 760;
  const RAIL = 34;
  const COLUMN = 62;

  /* Rows of text under one another: [words, font], from `y` on; the last line's foot is given back. */
  function column(rows, x, y) {
    const drawnRows = [];
    let foot = y;
    for (const [words, { indent = 0, gap = 0, ...font }] of rows) {
      const size = font.size || 13;
      const lines = pictures.wrap(words, WIDTH - x - indent - 24, font);
      foot += gap;
      drawnRows.push(pictures.text(x + indent, foot + size, lines, { ...font, leading: 1.28 }));
      foot += lines.length * size * 1.28;
    }
    return { drawnRows, foot };
  }

  const small = { size: 11.5, family: pictures.SANS, fill: pictures.QUIET };

  function claimRows(claim) {
    const after = claim.after ? (claim.stance === "reports" ? ` (the view of ${claim.after})` : ` (with ${claim.after})`) : "";
    return [
      [`${claim.who} ${claim.stanceWords}${after}${claim.precision ? ` (${claim.precision})` : ""}`, { size: 12, weight: 600, family: pictures.SANS, indent: 14, gap: 4 }],
      claim.comment && [claim.comment, { size: 12.5, indent: 14 }],
      [`${claim.when ? wording.date(claim.when) : wording.NO_DATE} \u00b7 ${wording.place(claim)}`, { ...small, indent: 14 }],
      claim.note && [`Editors: ${claim.note}`, { ...small, indent: 14 }],
    ].filter(Boolean);
  }

  function hopPicture(hop, y) {
    const remarks = wording.remarks(hop.statement, reading.tieOf(hop.statement, drawn.search.choice));
    const { drawnRows, foot } = column([
      [hopWords(hop), { size: 14, weight: 600, gap: 6 }], [hopFacts(hop), small],
      ...remarks.map((words) => [words, small]), ...told(hop).flatMap(claimRows),
    ], COLUMN, y);
    const end = foot + 10;
    const look = pictures.stroke(hop.sign, isHedged(hop));
    return {
      foot: end,
      made: [
        svg("line", { x1: RAIL, x2: RAIL, y1: y, y2: end, ...look, "stroke-width": 3 }),
        svg("circle", { cx: RAIL, cy: y + 16, r: 10, fill: pictures.PAPER, stroke: look.stroke, "stroke-width": 1.5 }),
        pictures.text(RAIL, y + 20.5, hopMark(hop), { size: 13, weight: 600, family: pictures.SANS, anchor: "middle" }),
        ...drawnRows,
      ],
    };
  }

  /* What the view shows as a standing-alone picture, or null without a path. */
  function picture() {
    const chosen = drawn.found && drawn.found.paths[drawn.number];
    if (!chosen) return null;
    const [a, b] = [chosen.things[0], chosen.things[chosen.things.length - 1]];
    const made = [];
    let y = 16;
    const write = (rows, x) => {
      const { drawnRows, foot } = column(rows, x, y);
      made.push(...drawnRows);
      y = foot;
    };
    write([[`${a.label} to ${b.label}: ${count(chosen.hops.length, "hop")}`, { size: 18, weight: 600 }]], 22);
    y += 10;
    chosen.things.forEach((thing, i) => {
      made.push(thingMark(thing, RAIL, y + 13, 17));
      write([[thing.label, { size: 15.5, weight: 600, gap: 3 }], [search.describe(thing), small]], COLUMN);
      y += 4;
      if (!chosen.hops[i]) return;
      const hop = hopPicture(chosen.hops[i], y);
      made.push(...hop.made);
      y = hop.foot;
    });
    const main = [productWords(chosen), chosen.order && ORDERS[chosen.order]].filter(Boolean);
    const cited = [...new Set(chosen.hops.flatMap(told).map((claim) => claim.source))].sort();
    const foot = [...footSentences(), `Data: ${graph.dataName}.`,
      ...cited.filter((id) => graph.sources.has(id)).map((id) => `${id}: ${graph.sources.get(id)}`)];
    write([...main.map((words) => [words, { size: 13, gap: 8 }]), ...foot.map((words) => [words, { ...small, gap: 3 }])], 22);
    return pictures.frame(WIDTH, Math.ceil(y + 16), ...made);
  }

  return { build, update, svg: picture };
})();
