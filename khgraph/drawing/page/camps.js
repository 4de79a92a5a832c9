/* Camps: the division of a signed network in two that leaves the fewest ties against it, friendly
ones between the camps and hostile ones within them (the line index of balance, Harary 1959). */
const camps = (() => {
  // Above this many actors that no reduction takes away, all divisions are too many to try.
  const MOST_TRIED = 16;

  /* The edges added up by pair: weight p - q where p friendly and q hostile ones join two. */
  function weigh(size, edges) {
    const weights = Array.from({ length: size }, () => new Map());
    for (const { a, b, sign } of edges) add(weights, a, b, sign);
    return weights;
  }

  function add(weights, a, b, amount) {
    const sum = (weights[a].get(b) || 0) + amount;
    for (const [one, other] of [[a, b], [b, a]]) {
      if (sum) weights[one].set(other, sum);
      else weights[one].delete(other);
    }
  }

  /* The component of each node, numbered in the order of their first nodes. */
  function componentsOf(size, edges) {
    const around = Array.from({ length: size }, () => []);
    for (const { a, b } of edges) {
      around[a].push(b);
      around[b].push(a);
    }
    const found = new Array(size).fill(-1);
    let count = 0;
    for (let start = 0; start < size; start += 1) {
      if (found[start] >= 0) continue;
      const stack = [start];
      found[start] = count;
      while (stack.length) {
        for (const node of around[stack.pop()]) {
          if (found[node] >= 0) continue;
          found[node] = count;
          stack.push(node);
        }
      }
      count += 1;
    }
    return found;
  }

  // What an edge costs between camps and within one, up to what it costs in any case.
  const cost = (weight, isApart) => Math.max(0, isApart ? weight : -weight);

  /* What joining `partners`, [[node, weight]] with these sides, costs a node on its best side. */
  const least = (partners, sides) => Math.min(...[0, 1].map((side) =>
    partners.reduce((sum, [, weight], i) => sum + cost(weight, sides[i] !== side), 0)));

  /* The edges between two or three partners of a node that cost what the node did. They exist,
     since a cost that stays when both camps are swapped is one of pairs, up to three nodes. */
  function bridges(partners) {
    const [u, v, w] = partners.map(([node]) => node);
    const none = least(partners, [0, 0, 0]);
    const [one, two, three] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((sides) => least(partners, sides) - none);
    if (partners.length === 2) return [[u, v, one]];
    return [[u, v, (one + two - three) / 2], [u, w, (one + three - two) / 2], [v, w, (two + three - one) / 2]];
  }

  /* Take away, one by one, the nodes with at most three partners: whatever side these are on, the
     best side for the node follows, and what it then costs is edges between them. */
  function reduce(weights) {
    const taken = [];
    const waiting = weights.map((_, node) => node);
    const isTaken = new Set();
    while (waiting.length) {
      const node = waiting.pop();
      const partners = [...weights[node]];
      if (isTaken.has(node) || partners.length > 3) continue;
      isTaken.add(node);
      taken.push({ node, partners });
      for (const [other, weight] of partners) add(weights, node, other, -weight);
      if (partners.length > 1) for (const bridge of bridges(partners)) add(weights, ...bridge);
      waiting.push(...partners.map(([other]) => other));
    }
    return { taken, rest: weights.map((_, node) => node).filter((node) => !isTaken.has(node)) };
  }

  /* By how much the cost falls if `node` changes sides. */
  function gain(weights, sides, node) {
    let sum = 0;
    for (const [other, weight] of weights[node]) sum += sides[other] === sides[node] ? -weight : weight;
    return sum;
  }

  /* The best sides of `rest`, by trying all: each step of a Gray code changes one side. */
  function tryAll(weights, rest, sides) {
    let [sum, best] = [0, 0];
    let kept = rest.map(() => 0);
    // The first stays: to swap both camps changes nothing.
    for (let step = 1; step < 2 ** (rest.length - 1); step += 1) {
      const node = rest[rest.length - 1 - (31 - Math.clz32(step & -step))];
      sum -= gain(weights, sides, node);
      sides[node] = 1 - sides[node];
      if (sum < best) {
        best = sum;
        kept = rest.map((each) => sides[each]);
      }
    }
    rest.forEach((node, i) => { sides[node] = kept[i]; });
  }

  /* Good sides of `rest`: from each node along friendly and hostile edges, then change the sides of
     one, or of two that are joined, as long as that helps; the best of all these. */
  function search(weights, rest, sides) {
    let [best, kept] = [Infinity, null];
    for (const start of rest) {
      spread(weights, start, rest, sides);
      descend(weights, rest, sides);
      const sum = total(weights, rest, sides);
      if (sum < best) [best, kept] = [sum, rest.map((node) => sides[node])];
    }
    rest.forEach((node, i) => { sides[node] = kept[i]; });
  }

  const total = (weights, rest, sides) => rest.reduce((sum, node) =>
    sum + [...weights[node]].reduce((part, [other, weight]) => part + cost(weight, sides[node] !== sides[other]), 0), 0);

  function spread(weights, start, rest, sides) {
    const seen = new Set();
    for (const first of [start, ...rest]) {
      if (seen.has(first)) continue;
      sides[first] = 0;
      seen.add(first);
      const queue = [first];
      for (const node of queue) {
        for (const [other, weight] of weights[node]) {
          if (seen.has(other)) continue;
          seen.add(other);
          sides[other] = weight > 0 ? sides[node] : 1 - sides[node];
          queue.push(other);
        }
      }
    }
  }

  function descend(weights, rest, sides) {
    const swap = (nodes) => nodes.forEach((node) => { sides[node] = 1 - sides[node]; });
    for (let isBetter = true; isBetter;) {
      isBetter = false;
      for (const node of rest) {
        const alone = gain(weights, sides, node);
        if (alone > 0) {
          swap([node]);
          isBetter = true;
          continue;
        }
        for (const [other, weight] of weights[node]) {
          // What lies between the two does not change when both do.
          const between = sides[node] === sides[other] ? -weight : weight;
          if (alone + gain(weights, sides, other) - 2 * between > 0) {
            swap([node, other]);
            isBetter = true;
            break;
          }
        }
      }
    }
  }

  /* Put back what was taken away, the last first, each on its best side. */
  function restore(taken, sides) {
    for (const { node, partners } of [...taken].reverse()) {
      const costOf = (side) => partners.reduce((sum, [other, weight]) => sum + cost(weight, sides[other] !== side), 0);
      const usual = partners.length ? sides[partners[0][0]] : 0;
      sides[node] = costOf(usual) <= costOf(1 - usual) ? usual : 1 - usual;
    }
  }

  /* In each component the node with the most edges, of several the first, is on side 0. */
  function orient(size, edges, components, sides) {
    const degree = new Array(size).fill(0);
    for (const { a, b } of edges) {
      degree[a] += 1;
      degree[b] += 1;
    }
    const lead = new Map();
    components.forEach((component, node) => {
      if (!lead.has(component) || degree[node] > degree[lead.get(component)]) lead.set(component, node);
    });
    const turned = new Set([...lead].filter(([, node]) => sides[node] === 1).map(([component]) => component));
    return { sides: sides.map((side, node) => (turned.has(components[node]) ? 1 - side : side)), degree };
  }

  /* Divide `size` nodes joined by `edges`, [{ a, b, sign }]; parallel edges count each.
     { sides, components, degree, against, isProven }: the side of each node, 0 or 1 (to be compared
     within one component only), the places of the edges that stand against the division, and
     whether it is proven that no other leaves fewer. */
  function divide(size, edges) {
    const weights = weigh(size, edges);
    const components = componentsOf(size, edges);
    const { taken, rest } = reduce(weights);
    const sides = new Array(size).fill(0);
    const parts = new Map();
    const inner = componentsOf(size, weights.flatMap((around, a) => [...around.keys()].map((b) => ({ a, b }))));
    for (const node of rest) {
      if (!parts.has(inner[node])) parts.set(inner[node], []);
      parts.get(inner[node]).push(node);
    }
    let isProven = true;
    for (const part of parts.values()) {
      if (part.length <= MOST_TRIED) tryAll(weights, part, sides);
      else {
        search(weights, part, sides);
        isProven = false;
      }
    }
    restore(taken, sides);
    const turned = orient(size, edges, components, sides);
    const stands = ({ a, b, sign }) => (turned.sides[a] === turned.sides[b]) !== (sign > 0);
    return { ...turned, components, isProven, against: edges.flatMap((edge, i) => (stands(edge) ? [i] : [])) };
  }

  /* The order of actors that shows a division: the two camps of the component with the most edges,
     then whom no edge joins to it; in each the nodes with the most edges first.
     { camps: [nodes, nodes], apart: nodes }. */
  function arrange({ sides, components, degree }) {
    const nodes = sides.map((_, node) => node);
    const weight = new Map();
    for (const node of nodes) weight.set(components[node], (weight.get(components[node]) || 0) + degree[node]);
    const ranked = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || a - b);
    const byDegree = (some) => some.sort((a, b) => degree[b] - degree[a] || a - b);
    const camp = (component, side) =>
      byDegree(nodes.filter((node) => components[node] === component && sides[node] === side));
    return {
      camps: nodes.length ? [camp(ranked[0], 0), camp(ranked[0], 1)] : [[], []],
      apart: ranked.slice(1).flatMap((component) => [...camp(component, 0), ...camp(component, 1)]),
    };
  }

  const settled = (cell) => (cell && Boolean(cell[1]) !== Boolean(cell[-1]) ? (cell[1] ? 1 : -1) : 0);

  /* What is told of a pair: { ties, 1, -1, 0 }, for each sign null or the surest tie of it. */
  function cellOf(ties) {
    const cell = { ties };
    for (const sign of [1, -1, 0]) {
      const some = ties.filter((tie) => tie.sign === sign);
      const doubt = (tie) => 2 * !tie.isCertain + tie.isHedged;
      cell[sign] = some.length ? some.reduce((best, tie) => (doubt(tie) < doubt(best) ? tie : best)) : null;
    }
    return cell;
  }

  const endsOf = ({ statement }) => [statement.subject, statement.object];

  /* Of several times, [{ ties }], the actors with the most ties, at most `most` and first of all
     those `wanted`, that have a tie with another of these; by their order on the page. */
  function mostTied(times, most, wanted = []) {
    const ties = times.flatMap((time) => time.ties);
    const degree = new Map();
    for (const actor of ties.flatMap(endsOf)) degree.set(actor, (degree.get(actor) || 0) + 1);
    const isWanted = (actor) => Number(wanted.includes(actor));
    const ranked = [...degree.keys()]
      .sort((a, b) => isWanted(b) - isWanted(a) || degree.get(b) - degree.get(a) || a.index - b.index).slice(0, most);
    const joined = new Set(ties.map(endsOf).filter((ends) => ends.every((end) => ranked.includes(end))).flat());
    return ranked.filter((actor) => joined.has(actor)).sort((a, b) => a.index - b.index);
  }

  /* Several times beside one another, [{ ties }]: the `chosen` actors in one order for all, by the
     division that leaves the fewest ties of all times against it. A pair counts once in each time;
     with both signs it does not count.
     { actors, blocks, times: [{ ties, actors, cells, pairCount, againstCount, bothCount }],
     unseenCount, singleCount, isProven }; `blocks` are the two camps and those that no tie joins to
     them, `singleCount` is how many actors have a sign with one other alone. */
  function compare(times, chosen) {
    const place = new Map(chosen.map((actor, i) => [actor, i]));
    const edges = [];
    const found = times.map(({ ties, ...rest }, time) => {
      const cells = new Map();
      for (const { key, a, b, ties: some } of timelines.pairsOf(ties)) {
        if (!place.has(a) || !place.has(b)) continue;
        const cell = cellOf(some);
        cells.set(key, cell);
        if (settled(cell)) edges.push({ a: place.get(a), b: place.get(b), sign: settled(cell), time });
      }
      return { ...rest, ties, cells, actors: new Set(ties.flatMap(endsOf)) };
    });
    const division = divide(chosen.length, edges);
    const { camps: two, apart } = arrange(division);
    const blocks = [...two, apart].map((nodes) => nodes.map((node) => chosen[node]));
    found.forEach((one, time) => {
      one.pairCount = edges.filter((edge) => edge.time === time).length;
      one.againstCount = division.against.filter((i) => edges[i].time === time).length;
      one.bothCount = [...one.cells.values()].filter((cell) => cell[1] && cell[-1]).length;
    });
    const partners = chosen.map(() => new Set());
    for (const { a, b } of edges) {
      partners[a].add(b);
      partners[b].add(a);
    }
    const singleCount = partners.filter(({ size }) => size === 1).length;
    const everybody = new Set(found.flatMap(({ actors }) => [...actors]));
    return { actors: blocks.flat(), blocks, times: found, unseenCount: everybody.size - chosen.length, singleCount, isProven: division.isProven };
  }

  return { divide, arrange, mostTied, compare, settled };
})();
