/* How the sign of a pair, and of three pairs, changes through time: the rules of khgraph.histories. */
const timelines = (() => {
  const { least, most } = days;

  /* The sign of a pair with these ties; 0 if they contradict one another or have none. */
  function settle(ties) {
    const signs = new Set(ties.map((tie) => tie.sign).filter(Boolean));
    return signs.size === 1 ? [...signs][0] : 0;
  }

  /* Ties by pair of actors: [{ a, b, ties }], the pairs by their order on the page. */
  function pairsOf(ties) {
    const found = new Map();
    for (const tie of ties) {
      const { subject, object } = tie.statement;
      const [a, b] = subject.index < object.index ? [subject, object] : [object, subject];
      const key = graph.pairKey(a, b);
      if (!found.has(key)) found.set(key, { key, a, b, ties: [] });
      found.get(key).ties.push(tie);
    }
    return [...found.values()].sort((x, y) => x.a.index - y.a.index || x.b.index - y.b.index);
  }

  /* Cut the days of `spans` wherever one begins or ends. */
  function segments(spans) {
    if (!spans.length) return [];
    const end = spans.reduce((day, span) => most(day, span[1]), spans[0][1]);
    const cuts = new Set(spans.map(([first]) => first));
    for (const [, last] of spans) if (last < end) cuts.add(days.next(last));
    const sorted = [...cuts].sort();
    return sorted.map((day, i) => [day, i + 1 < sorted.length ? days.before(sorted[i + 1]) : end]);
  }

  function stretch(first, last, sign, ties) {
    const span = [[first, last]];
    const sides = (sign === 0 ? [1, -1] : [sign]).map((each) =>
      days.union(ties.filter((tie) => tie.sign === each).flatMap((tie) => tie.certain)));
    return { first, last, sign, ties, isCertain: days.common(span, ...sides).length > 0 };
  }

  /* The stretches of a pair on which its sign stays the same, gaps left out; `ties` over all time. */
  function timeline(ties) {
    const signed = ties.filter((tie) => tie.sign);
    const found = [];
    for (const [first, last] of segments(signed.flatMap((tie) => tie.possible))) {
      const here = signed.filter((tie) => tie.possible.some(([a, b]) => a <= first && last <= b));
      if (!here.length) continue;
      const sign = settle(here);
      const previous = found[found.length - 1];
      if (previous && previous.sign === sign && days.next(previous.last) === first) {
        const both = [...new Set([...previous.ties, ...here])];
        found[found.length - 1] = stretch(previous.first, last, sign, both);
      } else found.push(stretch(first, last, sign, here));
    }
    return found;
  }

  /* The phases of three timelines: [{ first, last, sides }], a side null where no tie is. */
  function phases(sides) {
    return segments(sides.flat().map((each) => [each.first, each.last])).map(([first, last]) => ({
      first,
      last,
      sides: sides.map((side) => side.find((each) => each.first <= first && last <= each.last) || null),
    }));
  }

  /* Where a turning point stands: { day, last }, the first day on which it can have come (where
     its beginning is open, the last) and the last; null where no claim dates it. */
  function placeOf(turn) {
    const spans = days.union(turn.claims.filter((claim) => claim.when).map(({ days: known }) =>
      [(known && known[0]) || days.OPEN_START, (known && known[3]) || days.OPEN_END]));
    if (!spans.length) return null;
    const last = spans[spans.length - 1][1];
    return { day: spans[0][0] === days.OPEN_START ? last : spans[0][0], last };
  }

  const signOf = (side) => (side ? side.sign : null);

  /* What stands between each two phases of three actors: [{ day, before, after, sides, began, ended,
     turns, lost }]. `sides` are the places of those with another sign, `began` and `ended` their ties
     that begin or end there, `turns` the turning points told of these by claims that count in
     `choice`, `lost` the actors whose last day it was. */
  function changes(found, actors, choice) {
    return found.slice(1).map((after, i) => {
      const before = found[i];
      const sides = [0, 1, 2].filter((place) => signOf(before.sides[place]) !== signOf(after.sides[place]));
      const of = (phase) => sides.flatMap((place) => (phase.sides[place] ? phase.sides[place].ties : []));
      const began = of(after).filter((tie) => tie.possible.some(([first]) => first === after.first));
      const ended = of(before).filter((tie) => tie.possible.some(([, last]) => last === before.last));
      const told = new Set([
        ...began.flatMap(({ statement }) => statement.turns.filter((turn) => turn.after === statement)),
        ...ended.flatMap(({ statement }) => statement.turns.filter((turn) => turn.before === statement)),
      ]);
      const turns = [...told].filter((turn) => {
        const place = placeOf(turn);
        return place && place.day <= after.first && place.last >= before.last
          && turn.claims.some((claim) => reading.accepts(claim, choice));
      });
      return { day: after.first, before, after, sides, began, ended, turns, lost: actors.filter((actor) => actor.last === before.last) };
    });
  }

  const daysOf = (ties, which) => days.union(ties.flatMap((tie) => tie[which]));

  /* The signed triangles of ties in one time; pairs with both signs are left out, and the three
     sides share a day. [{ actors, sides: [{ a, b, sign, ties }], type, isBalanced, days, isCertain }]
     by their actors. */
  function triangles(ties) {
    const edges = new Map();
    const around = new Map();
    for (const { key, a, b, ties: some } of pairsOf(ties.filter((tie) => tie.sign))) {
      const sign = settle(some);
      if (!sign) continue;
      edges.set(key, { a, b, sign, ties: some, possible: daysOf(some, "possible"), certain: daysOf(some, "certain") });
      if (!around.has(a)) around.set(a, []);
      around.get(a).push(b);
    }
    const found = [];
    for (const [a, others] of around) {
      for (const b of others) {
        for (const c of others) {
          if (b.index >= c.index || !edges.has(graph.pairKey(b, c))) continue;
          const sides = [[a, b], [a, c], [b, c]].map((pair) => edges.get(graph.pairKey(...pair)));
          const shared = days.common(...sides.map((side) => side.possible));
          if (!shared.length) continue;
          const hostile = sides.filter((side) => side.sign < 0).length;
          found.push({
            actors: [a, b, c],
            sides,
            type: "+".repeat(3 - hostile) + "-".repeat(hostile),
            isBalanced: hostile % 2 === 0,
            days: shared,
            isCertain: days.common(...sides.map((side) => side.certain)).length > 0,
          });
        }
      }
    }
    return found.sort((x, y) => x.actors[0].index - y.actors[0].index
      || x.actors[1].index - y.actors[1].index || x.actors[2].index - y.actors[2].index);
  }

  return { settle, pairsOf, segments, timeline, phases, changes, triangles };
})();
