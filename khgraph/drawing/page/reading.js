/* Which ties count under a choice of sources, stance and time, by the rules of khgraph.reading.

A choice is { sources, min, undated, horizon, first, last }: ids or empty for all, a minimum
stance, whether lasting ties without a date count in a time, years or null, days or null. */
const reading = (() => {
  const { OPEN_START, OPEN_END, ALWAYS, least, most } = days;
  const NEVER_DATED = [null, null, null, null];
  const smallest = (some) => some.reduce((a, b) => (a === null || b < a ? b : a), null);
  const largest = (some) => some.reduce((a, b) => (a === null || b > a ? b : a), null);

  function accepts(claim, choice) {
    if (!claim.seen || (choice.sources.length && !choice.sources.includes(claim.source))) return false;
    const accepted = graph.words.accepted[choice.min];
    return accepted.includes(claim.stance) || (claim.seen === 2 && claim.stance === "reports");
  }

  /* The claims about one statement speak of one spell. */
  function withinSpell(bounds, others) {
    const known = bounds.filter(Boolean);
    if (!known.length) return bounds;
    let [first, , , last] = bounds;
    if (first === null) {
      first = smallest(others.map((other) => other[0]).filter(Boolean));
      if (first !== null && first > smallest(known)) first = null;
    }
    if (last === null) {
      last = largest(others.map((other) => other[3]).filter(Boolean));
      if (last !== null && last < largest(known)) last = null;
    }
    return [first, bounds[1], bounds[2], last];
  }

  /* No tie outlasts its actors. */
  function withinLife(bounds, [birth, death]) {
    let [first, , , last] = bounds;
    if ((death || OPEN_END) < (birth || OPEN_START)) return bounds;
    const begunBy = least(bounds[1] || OPEN_END, last || OPEN_END);
    const lastedTo = most(bounds[2] || OPEN_START, first || OPEN_START);
    if (birth && (first || OPEN_START) < birth && birth <= begunBy) first = birth;
    if (death && (last || OPEN_END) > death && death >= lastedTo) last = death;
    return [first, bounds[1], bounds[2], last];
  }

  /* When a claim can hold, what is unsaid bounded by all that is known but the horizon; an act of
     unsaid day is not placed. */
  function lived(statement, claim, counted) {
    const isAct = statement.relation.act;
    let bounds = withinSpell(claim.days || NEVER_DATED, counted.map((other) => other.days || NEVER_DATED));
    if (isAct && claim.when && statement.event) bounds = withinLife(bounds, statement.event);
    const ends = [statement.subject, statement.object].filter(Boolean);
    return withinLife(bounds, [
      largest(ends.map((end) => end.first).filter(Boolean)),
      smallest(ends.map((end) => end.last).filter(Boolean)),
    ]);
  }

  /* An act is done at one moment: it counts where the side that is known lets it begin or end. */
  const placed = (bounds) => [bounds[0] ?? bounds[2], bounds[1], bounds[2], bounds[3] ?? bounds[1]];

  function withinYears(bounds, years) {
    const known = bounds.filter((day) => day && day !== OPEN_START && day !== OPEN_END);
    if (!known.length) return bounds;
    return [
      bounds[0] || days.yearsAfter(smallest(known), -years), bounds[1], bounds[2],
      bounds[3] || days.yearsAfter(largest(known), years),
    ];
  }

  function bounded(statement, claim, counted, horizon) {
    let full = lived(statement, claim, counted);
    if (statement.relation.act && claim.when) full = placed(full);
    if (horizon === null) return full;
    const near = withinYears(claim.days || NEVER_DATED, horizon);
    const own = claim.days || NEVER_DATED;
    return [
      largest([full[0], near[0]].filter(Boolean)), own[1], own[2], smallest([full[3], near[3]].filter(Boolean)),
    ];
  }

  /* Whether something with these bounds holds on some day: 2 certainly, 1 possibly, 0 not. */
  function presence(bounds, first, last, isAct) {
    if (!bounds.some(Boolean)) return isAct ? 0 : 1;
    if (bounds[0] && last < bounds[0]) return 0;
    if (bounds[3] && first > bounds[3]) return 0;
    if (isAct) return (bounds[0] || OPEN_START) >= first && (bounds[3] || OPEN_END) <= last ? 2 : 1;
    const startedBy = least(bounds[1] || OPEN_END, bounds[3] || OPEN_END);
    const lastedTo = most(bounds[2] || OPEN_START, bounds[0] || OPEN_START);
    return startedBy <= last && lastedTo >= first ? 2 : 1;
  }

  function sureSpan(bounds, isAct) {
    if (isAct) return bounds[0] !== null && bounds[0] === bounds[3] ? [bounds[0], bounds[0]] : null;
    const startedBy = least(bounds[1] || OPEN_END, bounds[3] || OPEN_END);
    const lastedTo = most(bounds[2] || OPEN_START, bounds[0] || OPEN_START);
    return startedBy <= lastedTo ? [startedBy, lastedTo] : null;
  }

  /* What time-free part of a choice makes of a statement; kept, since time changes most often. */
  const kept = new Map();
  function outlooks(choice) {
    const key = JSON.stringify([choice.sources, choice.min, choice.horizon]);
    if (!kept.has(key)) {
      if (kept.size > 20) kept.clear();
      kept.set(key, graph.statements.map((statement) => outlook(statement, choice)));
    }
    return kept.get(key);
  }

  function outlook(statement, choice) {
    if (!statement.covered) return null;
    const counted = statement.claims.filter((claim) => accepts(claim, choice));
    if (!counted.length) return null;
    const isAct = Boolean(statement.relation.act);
    return counted.map((claim) => {
      const full = lived(statement, claim, counted);
      const bounds = bounded(statement, claim, counted, choice.horizon);
      return { claim, bounds, full, sure: sureSpan(full, isAct), isAct };
    });
  }

  function hold({ claim, bounds, full, isAct }, choice) {
    if (choice.first === null && choice.last === null) return 2;
    if (!claim.when && (!choice.undated || isAct)) return 0;
    const [first, last] = [choice.first || OPEN_START, choice.last || OPEN_END];
    const found = presence(bounds, first, last, isAct);
    // Neither a horizon nor the place that is given to an act makes it sure.
    return found === 2 ? presence(full, first, last, isAct) : found;
  }

  /* A statement as the choice sees it, or null where no claim counts:
     { statement, claims, isCertain, isDenied, isHedged, possible, certain }. */
  function tieOf(statement, choice) {
    const seen = outlooks(choice)[statement.index];
    const held = [];
    for (const each of seen || []) {
      const presence = hold(each, choice);
      if (presence) held.push({ ...each, presence });
    }
    if (!held.length) return null;
    held.sort((a, b) => a.claim.rank - b.claim.rank);
    const isTimeless = choice.first === null && choice.last === null;
    const time = isTimeless ? ALWAYS : [[choice.first || OPEN_START, choice.last || OPEN_END]];
    return {
      statement,
      sign: statement.sign,
      claims: held.map(({ claim }) => claim),
      isCertain: held.some(({ presence }) => presence === 2),
      isDenied: statement.claims.some((claim) => claim.isAgainst),
      isHedged: held[0].claim.stance !== "affirms",
      possible: days.common(time, days.union(held.map(({ bounds }) => [bounds[0] || OPEN_START, bounds[3] || OPEN_END]))),
      certain: days.common(time, days.union(held.map(({ sure }) => sure).filter(Boolean))),
    };
  }

  /* The statements that count, as far as `test` lets them; by default the signed ties. */
  function ties(choice, test = (statement) => statement.sign !== null) {
    const found = [];
    for (const statement of graph.statements) {
      const tie = test(statement) ? tieOf(statement, choice) : null;
      if (tie) found.push(tie);
    }
    return found;
  }

  /* The choice in words, as khgraph prints it with every result. */
  function describe(choice) {
    const isAlways = choice.first === null && choice.last === null;
    const parts = [
      choice.sources.length ? [...choice.sources].sort().join(", ") : "all sources",
      graph.words.limits[choice.min],
      ...graph.words.fixed,
      isAlways ? "at any time" : `${timeWords(choice)}, undated ties ${choice.undated ? "let in" : "left out"}`,
    ];
    if (choice.horizon !== null) {
      parts.push(`unsaid ends and beginnings at most ${dom.count(choice.horizon, "year")} off`);
    } else if (!isAlways) parts.push("unsaid ends and beginnings without limit");
    return parts.join("; ");
  }

  function timeWords({ first, last }) {
    if (first === last) return `on ${first}`;
    if (first === null) return `to ${last}`;
    return `from ${first} ${last === null ? "on" : `to ${last}`}`;
  }

  return { ties, tieOf, accepts, describe };
})();
