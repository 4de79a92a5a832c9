/* How two things are connected: the best paths whose every hop rests on a claim, by the rules of
khgraph.paths and its rank "shortest".

A search is { choice, rule, inTime, signs, sure }: what counts, by which of RULES a statement may
be a hop, whether each hop is to be no earlier than the one before, and what the page shows. */
const routes = (() => {
  const { OPEN_START, OPEN_END, least, most } = days;
  const MOST_PATHS = 5;
  const SLACK = 2;
  const UNDATED_YEARS = 100;
  // A search ends once it has seen so many beginnings of paths, and says so.
  const MOST_BEGINNINGS = 200_000;
  const SIGN_MARKS = { 1: "+", "-1": "-", 0: "0" };
  const RULES = {
    any: { words: "any statement", limit: "", takes: () => true },
    friends: { words: "only friendly ties", limit: "every hop between friends", takes: (sign) => sign === 1 },
    enemies: { words: "only hostile ties", limit: "every hop between enemies", takes: (sign) => sign === -1 },
    signed: { words: "only friendly and hostile ties", limit: "every hop friendly or hostile", takes: (sign) => sign === 1 || sign === -1 },
  };
  const RANK = "the fewest hops, then the surest weakest claim, then the most sources behind "
    + "the least attested hop, then between the ends the things that stand in the fewest "
    + "statements, then the dates nearest together";

  // A place, an idea or a document that two actors share says little of how they are connected.
  const isPassable = (thing) => thing.isActor || thing.kind === "Event";
  const isEnd = (thing) => thing.statements.some(({ object, subject }) => object && object !== subject);
  // A thing that is said to be related to itself stands in that statement twice.
  const degrees = graph.things.map(({ statements }) =>
    statements.reduce((sum, { object, subject }) => sum + (object === subject ? 2 : 1), 0));

  /* The first year that claims name, each by its first bound that does; 0 for none. */
  function firstYear(claims) {
    const years = claims.flatMap((claim) => {
      const day = (claim.days || []).find((each) => each && each !== OPEN_START && each !== OPEN_END);
      return day ? [Number(day.slice(0, 4))] : [];
    });
    return years.length ? Math.min(...years) : 0;
  }

  const webs = new Map();
  /* From each thing to the edges that lead on from it under a search; kept for the next one. */
  function web(search) {
    const key = JSON.stringify(search);
    if (!webs.has(key)) {
      if (webs.size > 12) webs.clear();
      webs.set(key, spin(search));
    }
    return webs.get(key);
  }

  function spin({ choice, rule, inTime, signs, sure }) {
    // In time order what the sources do not date counts only if it is asked for, as in a time.
    const placed = inTime ? { ...choice, first: choice.first ?? OPEN_START, last: choice.last ?? OPEN_END } : choice;
    const hasTime = choice.first !== null || choice.last !== null;
    const bySign = hasTime || inTime || rule !== "any";
    const onward = new Map();
    const add = (start, end, edge) => {
      if (!onward.has(start)) onward.set(start, []);
      onward.get(start).push({ ...edge, start, end });
    };
    for (const statement of graph.statements) {
      const { subject, object, sign } = statement;
      if (!object || object === subject || !RULES[rule].takes(sign)) continue;
      if (sign !== null && !signs.includes(SIGN_MARKS[sign])) continue;
      const tie = reading.tieOf(statement, placed);
      if (!tie || (sure && hasTime && !tie.isCertain)) continue;
      const year = firstYear(tie.claims);
      const edge = {
        statement, tie, year,
        stance: tie.claims[0].rank,
        sources: new Set(tie.claims.map((claim) => claim.source)).size,
        alike: [bySign ? sign : null, year, inTime ? tie.possible.join() : ""].join(" "),
      };
      add(subject, object, edge);
      add(object, subject, edge);
    }
    for (const [thing, edges] of onward) onward.set(thing, withoutNeedless(edges));
    return onward;
  }

  /* The edges that are worth a try, of those to one thing with one sign, one year and one set of
     days: of a surer one and one that more sources speak for, either may make the better path. */
  function withoutNeedless(edges) {
    const last = new Map();
    const surerFirst = [...edges].sort((a, b) =>
      a.stance - b.stance || b.sources - a.sources || a.statement.index - b.statement.index);
    return surerFirst.filter((edge) => {
      const place = `${edge.end.index} ${edge.alike}`;
      if (edge.sources <= (last.get(place) || 0)) return false;
      last.set(place, edge.sources);
      return true;
    });
  }

  /* How many hops lie between a thing and the goal, at least: { shortest, left(thing) }, or null. */
  function hopsLeft(onward, start, goal, passes) {
    const left = new Map([[goal, 0]]);
    let frontier = [goal];
    for (let hops = 1; frontier.length; hops++) {
      const reached = [];
      for (const thing of frontier) {
        for (const { end } of onward.get(thing) || []) {
          if (left.has(end) || (end !== start && !passes(end))) continue;
          left.set(end, hops);
          if (end !== start) reached.push(end);
        }
      }
      frontier = reached;
    }
    return left.has(start) ? { shortest: left.get(start), left: (thing) => left.get(thing) } : null;
  }

  /* The last of `spans` that is `day` or earlier, null where there is none. */
  const departure = (spans, day) => spans.reduce((found, [first, last]) => (first <= day ? least(last, day) : found), null);
  /* The first of `spans` that is `day` or later. */
  function arrival(spans, day) {
    const span = spans.find(([, last]) => last >= day);
    return span ? most(span[0], day) : null;
  }

  /* The same in the order of time: left(thing, day) for one who comes to the thing on a day.
     Level by level, until which day one may still be at each thing. A way that comes to a thing
     twice could as well have gone on at once, so that what is found is a path. */
  function hopsLeftInTime(onward, start, goal, passes) {
    const levels = [new Map([[goal, OPEN_END]])];
    let frontier = new Set([goal]);
    let shortest = null;
    for (let hops = 1; frontier.size && (shortest === null || hops <= shortest + SLACK); hops++) {
      const until = levels[hops - 1];
      const next = new Map(until);
      const changed = new Set();
      for (const thing of frontier) {
        for (const { end, tie } of onward.get(thing) || []) {
          if (end === goal || (end !== start && !passes(end))) continue;
          const day = departure(tie.possible, until.get(thing));
          if (day === null || day <= (next.get(end) || "")) continue;
          next.set(end, day);
          if (end !== start) changed.add(end);
        }
      }
      levels.push(next);
      frontier = changed;
      if (shortest === null && next.has(start)) shortest = hops;
    }
    const left = (thing, day) => {
      const hops = levels.findIndex((until) => (until.get(thing) || "") >= day);
      return hops < 0 ? undefined : hops;
    };
    return shortest === null ? null : { shortest, left };
  }

  /* How many sequences of things are as short as the shortest. */
  function shortestCount(onward, start, goal, { shortest, left }) {
    let counts = new Map([[start, 1]]);
    for (let hops = shortest - 1; hops >= 0; hops--) {
      const following = new Map();
      for (const [thing, count] of counts) {
        for (const end of new Set(onward.get(thing).map((edge) => edge.end))) {
          if (left(end) === hops) following.set(end, (following.get(end) || 0) + count);
        }
      }
      counts = following;
    }
    return counts.get(goal);
  }

  /* By key, then by the statements, so that the order is fixed. */
  function compare(a, b) {
    for (let i = 0; i < a.key.length; i++) if (a.key[i] !== b.key[i]) return a.key[i] - b.key[i];
    const shared = Math.min(a.statements.length, b.statements.length);
    for (let i = 0; i < shared; i++) if (a.statements[i] !== b.statements[i]) return a.statements[i] - b.statements[i];
    return a.statements.length - b.statements.length;
  }

  function push(heap, made) {
    let i = heap.length;
    while (i > 0) {
      const above = (i - 1) >> 1;
      if (compare(heap[above], made) <= 0) break;
      heap[i] = heap[above];
      i = above;
    }
    heap[i] = made;
  }

  function pop(heap) {
    const first = heap[0];
    const last = heap.pop();
    if (!heap.length) return first;
    let i = 0;
    for (;;) {
      let below = 2 * i + 1;
      if (below + 1 < heap.length && compare(heap[below + 1], heap[below]) < 0) below += 1;
      if (below >= heap.length || compare(heap[below], last) >= 0) break;
      heap[i] = heap[below];
      i = below;
    }
    heap[i] = last;
    return first;
  }

  /* The best paths of up to `longest` hops as lists of edges, best first, each through things of
     its own. A*: what is left is never estimated too high, and no criterion gets better by a
     further hop. */
  function bestFirst(onward, start, goal, left, longest, inTime) {
    const heap = [{ key: [], statements: [], edges: [], thing: start, hops: 0, stance: 0, few: -Infinity,
      commonness: 0, first: 9999, last: 0, undated: 0, day: OPEN_START }];
    const found = new Map();
    let seen = 0;
    while (heap.length && found.size < MOST_PATHS) {
      const beginning = pop(heap);
      if (beginning.thing === goal) {
        const place = beginning.edges.map(({ end }) => end.index).join(" ");
        if (!found.has(place)) found.set(place, beginning.edges);
        continue;
      }
      if (seen > MOST_BEGINNINGS) return { found: [...found.values()], isCut: true };
      for (const edge of onward.get(beginning.thing)) {
        const { end } = edge;
        if (end === start || beginning.edges.some((before) => before.end === end)) continue;
        const day = inTime ? arrival(edge.tie.possible, beginning.day) : beginning.day;
        const rest = day === null ? undefined : left(end, day);
        if (rest === undefined || beginning.hops + 1 + rest > longest) continue;
        push(heap, further(beginning, edge, end === goal ? 0 : degrees[end.index], rest, day));
        seen += 1;
      }
    }
    return { found: [...found.values()], isCut: false };
  }

  function further(before, edge, commonness, rest, day) {
    const made = {
      statements: [...before.statements, edge.statement.index],
      edges: [...before.edges, edge],
      thing: edge.end,
      hops: before.hops + 1,
      stance: Math.max(before.stance, edge.stance),
      few: Math.max(before.few, -edge.sources),
      commonness: before.commonness + commonness,
      first: Math.min(before.first, edge.year || 9999),
      last: Math.max(before.last, edge.year),
      undated: before.undated + (edge.year ? 0 : 1),
      day,
    };
    const spread = Math.max(0, made.last - made.first) + UNDATED_YEARS * made.undated;
    made.key = [made.hops + rest, made.stance, made.few, made.commonness, spread];
    return made;
  }

  /* Whether hops that can follow one another in time certainly do: each is then over no earlier
     than the latest day by which those before it have begun. Where its claims differ in their days,
     or no day is known on which it must have held, the least favourable day is taken. */
  function orderOf(edges) {
    let day = OPEN_START;
    for (const { statement, tie } of edges) {
      const { possible, certain } = tie;
      const [first, last] = [possible[0][0], possible[possible.length - 1][1]];
      const datings = new Set(tie.claims.map((claim) => JSON.stringify([claim.days, !claim.when])));
      const isSure = certain.length > 0 && !statement.relation.act && datings.size === 1;
      if ((isSure ? certain[certain.length - 1][1] : first) < day) return "possible";
      day = most(day, isSure ? certain[0][0] : last);
    }
    return "certain";
  }

  function pathOf(edges, inTime) {
    const hops = edges.map(({ start, end, statement, tie }) => ({ start, end, statement, claims: tie.claims, sign: statement.sign }));
    const signs = hops.map((hop) => hop.sign);
    return {
      things: [edges[0].start, ...edges.map((edge) => edge.end)],
      hops,
      sign: signs.includes(null) ? null : signs.reduce((product, sign) => product * sign, 1),
      order: inTime ? orderOf(edges) : null,
    };
  }

  function within(onward, start, goal, inTime, passes) {
    const known = (inTime ? hopsLeftInTime : hopsLeft)(onward, start, goal, passes);
    if (!known) return null;
    let [found, isCut, longest] = [[], false, known.shortest];
    for (; ; longest++) {
      const more = bestFirst(onward, start, goal, known.left, longest, inTime);
      // What was found whole is better than what was found first of more.
      if (!more.isCut || more.found.length > found.length) found = more.found;
      isCut = more.isCut;
      if (found.length >= MOST_PATHS || longest >= known.shortest + SLACK || isCut) break;
    }
    return {
      paths: found.map((edges) => pathOf(edges, inTime)),
      count: inTime ? null : shortestCount(onward, start, goal, known),
      longest,
      isCut,
    };
  }

  /* The best paths: { paths: [{ things, hops: [{ start, end, statement, claims, sign }], sign, order }],
     count: how many sequences are as short as the shortest, or null, isWide: whether they had to go
     through places, ideas or documents, longest: up to how many hops was looked, isCut }. */
  function find(start, goal, search) {
    const nothing = { paths: [], count: 0, isWide: false, longest: 0, isCut: false };
    if (start === goal) return nothing;
    const onward = web(search);
    if (!onward.has(start) || !onward.has(goal)) return nothing;
    const narrow = within(onward, start, goal, search.inTime, isPassable);
    if (narrow) return { ...narrow, isWide: false };
    const wide = within(onward, start, goal, search.inTime, () => true);
    return wide ? { ...wide, isWide: true } : nothing;
  }

  return { find, isEnd, isPassable, RULES, RANK };
})();
