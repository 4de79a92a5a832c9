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
  // Later than every day.
  const NEVER = "~";
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
  /* From each thing to the links that lead on from it under a search; kept for the next one. A link
     is { start, end, edges, fewest }: all that may join two things, by their statements. */
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
    for (const statement of graph.statements) {
      const { subject, object, sign } = statement;
      if (!object || object === subject || !RULES[rule].takes(sign)) continue;
      if (sign !== null && !signs.includes(SIGN_MARKS[sign])) continue;
      const tie = reading.tieOf(statement, placed);
      if (!tie || (sure && hasTime && !tie.isCertain)) continue;
      const edge = edgeOf(tie, bySign, inTime);
      for (const [start, end] of [[subject, object], [object, subject]]) {
        if (!onward.has(start)) onward.set(start, new Map());
        const links = onward.get(start);
        if (!links.has(end)) links.set(end, { start, end, edges: [] });
        links.get(end).edges.push(edge);
      }
    }
    for (const [thing, links] of onward) onward.set(thing, [...links.values()].map(linkOf));
    return onward;
  }

  function edgeOf(tie, bySign, inTime) {
    const { statement, claims, possible } = tie;
    const year = firstYear(claims);
    return {
      statement, tie, year,
      stance: claims[0].rank,
      few: -new Set(claims.map((claim) => claim.source)).size,
      alike: [bySign ? statement.sign : null, year, inTime ? possible.join() : ""].join(" "),
    };
  }

  function linkOf({ start, end, edges }) {
    const kept = withoutNeedless(edges);
    // By the weakest stance that a path has, how few sources this hop need bring down.
    const fewest = graph.words.stances.map((_, stance) =>
      Math.min(...kept.filter((edge) => edge.stance <= stance).map((edge) => edge.few)));
    return { start, end, edges: kept, stance: Math.min(...kept.map((edge) => edge.stance)), fewest };
  }

  /* The edges that are worth a try, of those with one sign, one year and one set of days: of a
     surer one and one that more sources speak for, either may make the better path. */
  function withoutNeedless(edges) {
    const last = new Map();
    const surerFirst = [...edges].sort((a, b) =>
      a.stance - b.stance || a.few - b.few || a.statement.index - b.statement.index);
    return surerFirst.filter(({ alike, few }) => {
      if (few >= (last.get(alike) || 0)) return false;
      last.set(alike, few);
      return true;
    }).sort((a, b) => a.statement.index - b.statement.index);
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

  /* The last day of `spans` that is `day` or earlier, "" where there is none. */
  const departure = (spans, day) => spans.reduce((found, [first, last]) => (first <= day ? least(last, day) : found), "");
  /* The first that is `day` or later, NEVER where there is none. */
  function arrival(spans, day) {
    const span = spans.find(([, last]) => last >= day);
    return span ? most(span[0], day) : NEVER;
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
        for (const { end, edges } of onward.get(thing) || []) {
          if (end === goal || (end !== start && !passes(end))) continue;
          const day = edges.map(({ tie }) => departure(tie.possible, until.get(thing))).reduce(most, "");
          if (day <= (next.get(end) || "")) continue;
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
        for (const { end } of onward.get(thing)) {
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

  /* The best paths of up to `longest` hops as lists of [link, edge], best first, each through
     things of its own. A* over sequences of things: what is left is never estimated too high, and
     no criterion gets better by a further hop. Which statements make the best of a sequence is
     settled once it is whole. */
  function bestFirst(onward, start, goal, left, longest, inTime) {
    const heap = [{ key: [], statements: [], links: [], stance: 0, commonness: 0, day: OPEN_START }];
    const found = [];
    let seen = 0;
    while (heap.length && found.length < MOST_PATHS) {
      const beginning = pop(heap);
      const { links } = beginning;
      if (beginning.edges) {
        found.push(links.map((link, i) => [link, beginning.edges[i]]));
        continue;
      }
      if (seen > MOST_BEGINNINGS) return { found, isCut: true };
      for (const link of onward.get(links.length ? links[links.length - 1].end : start)) {
        const { end } = link;
        if (end === start || links.some((before) => before.end === end)) continue;
        const day = inTime ? link.edges.map(({ tie }) => arrival(tie.possible, beginning.day)).reduce(least) : OPEN_START;
        const rest = day === NEVER ? undefined : left(end, day);
        if (rest === undefined || links.length + 1 + rest > longest) continue;
        const made = further(beginning, link, end === goal ? 0 : degrees[end.index], rest, day);
        push(heap, end === goal ? whole(made, inTime) : made);
        seen += 1;
      }
    }
    return { found, isCut: false };
  }

  /* What a beginning comes to with one link more: its key is that of the best paths it can make. */
  function further(before, link, more, rest, day) {
    const links = [...before.links, link];
    const stance = Math.max(before.stance, link.stance);
    const few = Math.max(...links.map(({ fewest }) => fewest[stance]));
    const commonness = before.commonness + more;
    return { links, stance, few, commonness, day, statements: [], key: [links.length + rest, stance, few, commonness, 0] };
  }

  /* A sequence of things with its best statements. In time order the best attested may not do. */
  function whole(made, inTime) {
    const { links, stance, few, commonness } = made;
    const able = links.map(({ edges }) => edges.filter((edge) => edge.stance <= stance && edge.few <= few));
    const [best, edges] = bestEdges(able, stance, few, inTime)
      || bestEdges(links.map((link) => link.edges), 0, -Infinity, inTime);
    const statements = edges.map((edge) => edge.statement.index);
    return { ...made, edges, statements, key: [links.length, best[0], best[1], commonness, best[2]] };
  }

  /* One edge of each choice, the best together: [[stance, few, spread], edges], or null where none
     can follow one another in time. They are tried by their statements, so that of several equally
     good the first is kept. */
  function bestEdges(choices, stance, few, inTime) {
    let found = null;
    const isWorse = (worth) => {
      const i = found ? worth.findIndex((each, place) => each !== found[0][place]) : -1;
      return found !== null && (i < 0 || worth[i] > found[0][i]);
    };
    const go = (edges, tally) => {
      const spread = Math.max(0, tally.last - tally.first) + UNDATED_YEARS * tally.undated;
      const worth = [tally.stance, tally.few, spread];
      if (tally.day === NEVER || isWorse(worth)) return;
      if (edges.length === choices.length) {
        found = [worth, edges];
        return;
      }
      for (const edge of choices[edges.length]) {
        go([...edges, edge], {
          stance: Math.max(tally.stance, edge.stance),
          few: Math.max(tally.few, edge.few),
          first: Math.min(tally.first, edge.year || 9999),
          last: Math.max(tally.last, edge.year),
          undated: tally.undated + (edge.year ? 0 : 1),
          day: inTime ? arrival(edge.tie.possible, tally.day) : OPEN_START,
        });
      }
    };
    go([], { stance, few, first: 9999, last: 0, undated: 0, day: OPEN_START });
    return found;
  }

  /* Whether hops that can follow one another in time certainly do: each is then over no earlier
     than the latest day by which those before it have begun. Where its claims differ in their days,
     or no day is known on which it must have held, the least favourable day is taken. */
  function orderOf(ties) {
    let day = OPEN_START;
    for (const tie of ties) {
      const { statement, possible, certain } = tie;
      const [first, last] = [possible[0][0], possible[possible.length - 1][1]];
      const datings = new Set(tie.claims.map((claim) => JSON.stringify([claim.days, !claim.when])));
      const isSure = certain.length > 0 && !statement.relation.act && datings.size === 1;
      if ((isSure ? certain[certain.length - 1][1] : first) < day) return "possible";
      day = most(day, isSure ? certain[0][0] : last);
    }
    return "certain";
  }

  function pathOf(steps, inTime) {
    const hops = steps.map(([{ start, end }, { statement, tie }]) => ({ start, end, statement, claims: tie.claims, sign: statement.sign }));
    const signs = hops.map((hop) => hop.sign);
    return {
      things: [hops[0].start, ...hops.map((hop) => hop.end)],
      hops,
      sign: signs.includes(null) ? null : signs.reduce((product, sign) => product * sign, 1),
      order: inTime ? orderOf(steps.map(([, { tie }]) => tie)) : null,
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
      paths: found.map((steps) => pathOf(steps, inTime)),
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
