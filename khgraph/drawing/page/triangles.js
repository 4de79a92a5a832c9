/* What is told of a triangle: its type in words, when it was, what happened next, its drawing. */
const triangles = (() => {
  const { svg, count } = dom;
  const { SANS, PAPER } = pictures;
  const CHANGES_TOLD = 3;
  const DEATHS = ["died", "existed"];
  const POSSIBLE = graph.words.stances.findIndex(([stance]) => stance === "thinksPossible");
  const WIDTH = 300;
  const TALL = 96;
  const FONT = { size: 13.5 };
  // The sides of `timelines.triangles` by the places of their actors.
  const SIDES = [[0, 1], [0, 2], [1, 2]];

  let [pastFor, past] = ["", new Map()];

  /* The timelines of all pairs over all time, under the sources, stance and horizon of the choice. */
  function timelinesOf(choice) {
    const always = { ...choice, first: days.OPEN_START, last: days.OPEN_END };
    const key = JSON.stringify(always);
    if (key !== pastFor) {
      past = new Map(timelines.pairsOf(reading.ties(always)).map((pair) => [pair.key, timelines.timeline(pair.ties)]));
      pastFor = key;
    }
    return past;
  }

  const labels = (triad, place) => SIDES[place].map((i) => triad.actors[i].label);
  const between = (triad, place) => labels(triad, place).join(" and ");

  /* The weakest hedge of the three sides; dates that only allow it make it no surer than possible. */
  function hedgeOf(triad) {
    const ranks = triad.sides.map(({ ties }) => Math.min(...ties.flatMap(({ claims }) => claims.map(({ rank }) => rank))));
    return wording.hedge([{ rank: Math.max(...ranks, triad.isCertain ? 0 : POSSIBLE) }]);
  }

  /* What a triangle is, in words: who stands between whom, and how sure that is. */
  function typeWords(triad) {
    const [hedge, words] = [hedgeOf(triad), plainWords(triad)];
    return hedge ? `${hedge[0].toUpperCase()}${hedge.slice(1)}: ${words[0].toLowerCase()}${words.slice(1)}` : words;
  }

  function plainWords(triad) {
    if (triad.type === "+++") return "Each is a friend of the two others.";
    if (triad.type === "---") return "Each is an enemy of the two others.";
    const odd = triad.sides.findIndex((side) => side.sign === (triad.type === "++-" ? -1 : 1));
    const third = triad.actors[2 - odd].label;
    return triad.type === "++-"
      ? `A friend\u2019s friend is an enemy: ${between(triad, odd)} are enemies, and both are friends of ${third}.`
      : `The enemy of a friend is an enemy: ${between(triad, odd)} are friends, and ${third} is the enemy of both.`;
  }

  const spanWords = (spans) => spans.slice(0, 3).map(days.words).join("; ") + (spans.length > 3 ? " \u2026" : "");

  function whenWords(triad) {
    const certain = days.common(...triad.sides.map((side) => side.certain));
    const allowed = spanWords(triad.days);
    if (!certain.length) return `${allowed}, possibly: the dates allow it`;
    const sure = spanWords(certain);
    return sure === allowed ? `${sure}, certainly` : `certainly ${sure}; possibly ${allowed}`;
  }

  /* What changed after the last days on which the three had these signs: { changes, end }, `end` the
     last day on which any two of them are tied; null where a side has no date. */
  function laterOf(triad, choice) {
    const known = timelinesOf(choice);
    const sides = SIDES.map((pair) => known.get(graph.pairKey(...pair.map((i) => triad.actors[i]))) || []);
    const phases = timelines.phases(sides);
    const isNow = (phase) => phase.sides.every((side, i) => side && side.sign === triad.sides[i].sign)
      && days.common([[phase.first, phase.last]], triad.days).length > 0;
    const at = phases.map(isNow).lastIndexOf(true);
    if (at < 0) return null;
    return { changes: timelines.changes(phases, triad.actors, choice).slice(at), end: phases[phases.length - 1].last };
  }

  /* The last day of a span as coarse as it is told. */
  const coarse = (day) => days.words([days.OPEN_START, day]).replace("until ", "");

  /* When an actor died or ended, as precisely as the claim that says so. */
  function lifeEnd(actor) {
    const ends = actor.statements.filter(({ subject, relation }) => subject === actor && DEATHS.includes(relation.id))
      .flatMap(({ claims }) => claims).filter((claim) => claim.stance === "affirms" && claim.days && claim.days[3] === actor.last);
    const when = ends.length ? ends[0].when.split("/").pop() : "";
    return /^\d/.test(when) ? wording.date(when) : coarse(actor.last);
  }

  function lostWords(actor) {
    const when = lifeEnd(actor);
    return `${actor.label} ${actor.kind === "Person" ? "died" : "ended"} ${/-\d\d-\d\d$/.test(when) ? "on" : "in"} ${when}`;
  }

  /* What is told where no tie of a sign is left. Even the end of an interval is often that of the
     evidence, such as of a conference, so that silence is told as silence. */
  function endWords(triad, change, place) {
    const { before, ended, lost } = change;
    const { sign, ties } = before.sides[place];
    const pair = between(triad, place);
    const mine = ended.filter((tie) => ties.includes(tie));
    if (sign && mine.length && mine.every((tie) => tie.statement.relation.act)) return `the ${wording.signWord(sign)} act between ${pair} is over`;
    const what = sign ? `the ${wording.signWord(sign)} tie of ${pair}` : `the tie of both signs of ${pair}`;
    if (SIDES[place].some((i) => lost.includes(triad.actors[i]))) return `${what} can last no longer`;
    return `no claim that counts here dates ${what} any later`;
  }

  function sideWords(triad, change, place) {
    const [was, now] = [change.before.sides[place], change.after.sides[place]].map((side) => (side ? side.sign : null));
    const pair = between(triad, place);
    if (now === 0) return `${pair} become both friendly and hostile`;
    if (was === 0 && now !== null) return `${pair} are ${wording.signWord(now)} only, by what is dated, from then on`;
    if (now !== null) return was === null ? `a ${wording.signWord(now)} tie of ${pair} begins` : `${pair} turn ${wording.signWord(now)}`;
    return endWords(triad, change, place);
  }

  /* How the three stand after a change. */
  function outcome({ before, after }) {
    const verdict = ({ sides }) => (sides.every((side) => side && side.sign) ? sides.reduce((product, side) => product * side.sign, 1) : 0);
    if (verdict(after)) {
      const word = verdict(after) > 0 ? "balanced" : "unbalanced";
      return `the three ${verdict(before) === verdict(after) ? "stay" : "become"} ${word}`;
    }
    const tied = after.sides.filter(Boolean).length;
    return ["no two of them are then tied by what is dated", "only two of them are then tied by what is dated", "the triangle is then open by what is dated", "a side has both signs, so that they are neither"][tied];
  }

  /* When ties began, by that of them that a source dates most narrowly. */
  function beginning(ties) {
    const claims = ties.flatMap((tie) => tie.claims);
    const latest = ({ days: known }) => known[1] || known[0];
    const [dated] = claims.filter((claim) => claim.days && claim.days[0]).sort((a, b) => (latest(a) < latest(b) ? -1 : 1));
    // What a source calls uncertain or about stays so.
    if (!dated || /[~?%]/.test(dated.when)) return wording.dates(dated ? [dated] : claims);
    const words = days.words([dated.days[0], latest(dated)]);
    return words.includes(" to ") ? `some day from ${words}` : words;
  }

  function changeWords(triad, change) {
    const { began } = change;
    const hedge = began.length ? wording.hedge(began.flatMap((tie) => tie.claims)) : "";
    const when = began.length ? beginning(began) : change.lost.length ? lifeEnd(change.lost[0]) : `after ${coarse(change.before.last)}`;
    const lost = change.lost.length ? ` (${change.lost.map(lostWords).join(", ")})` : "";
    const told = change.sides.map((place) => sideWords(triad, change, place)).join(", ");
    return `${when}${lost}: ${hedge ? `${hedge}, ` : ""}${told}; ${outcome(change)}.`;
  }

  /* What happened next: [{ words, turns }]. */
  function nextOf(triad, choice) {
    const later = laterOf(triad, choice);
    if (!later) return [{ words: "A side has no date, so that no later change can be told.", turns: [] }];
    const lines = later.changes.slice(0, CHANGES_TOLD).map((change) => ({ words: changeWords(triad, change), turns: change.turns }));
    const rest = later.changes.length - lines.length;
    const ending = later.end === days.OPEN_END ? "" : `No claim that counts here dates a tie of any two of them after ${coarse(later.end)}.`;
    const last = rest ? `${count(rest, "later change")}.` : lines.length ? ending : ending || "No later change is dated.";
    return last ? [...lines, { words: last, turns: [] }] : lines;
  }

  const isHedged = (side) => side.ties.every((tie) => tie.isHedged);
  const glyphs = (side) => wording.glyph(side.sign) + (isHedged(side) ? "?" : "") + (side.certain.length ? "" : "~");

  function sideLabel(triad, place) {
    const side = triad.sides[place];
    const sure = [isHedged(side) && wording.hedge(side.ties.flatMap((tie) => tie.claims)), side.certain.length ? "certainly" : "possibly: the dates allow it"];
    return `${between(triad, place)}: ${wording.signWord(side.sign)}, ${sure.filter(Boolean).join(", ")}, ${count(side.ties.length, "tie")}`;
  }

  /* The triangle with its names: { marks: [corner or side], height }. `wrap` makes one of each. */
  function diagram(triad, wrap = (_, marks) => svg("g", null, marks)) {
    const names = triad.actors.map(({ label }, i) => pictures.wrap(label, i ? WIDTH / 2 - 14 : WIDTH - 30, FONT));
    const top = 8 + names[0].length * 16 + 10;
    const corners = [[WIDTH / 2, top], [64, top + TALL], [WIDTH - 64, top + TALL]];
    const sides = SIDES.map(([from, to], place) => {
      const [[x, y], [u, v]] = [corners[from], corners[to]];
      const side = triad.sides[place];
      const [mx, my] = [(x + u) / 2, (y + v) / 2];
      const wide = 12 + 7 * glyphs(side).length;
      const line = { x1: x, y1: y, x2: u, y2: v };
      return wrap({ side: place }, [
        svg("line", { ...line, stroke: "transparent", "stroke-width": 24 }),
        svg("line", { ...line, ...pictures.stroke(side.sign, isHedged(side)), "stroke-width": 2.6 }),
        svg("rect", { x: mx - wide / 2, y: my - 11, width: wide, height: 22, rx: 11, fill: PAPER, stroke: graph.look.colours.marks[side.sign] }),
        pictures.text(mx, my + 5, glyphs(side), { size: 15, weight: 700, family: SANS, anchor: "middle", fill: graph.look.colours.marks[side.sign] }),
      ]);
    });
    const points = corners.map(([x, y], i) => {
      const width = Math.max(24, ...names[i].map((line) => pictures.widthOf(line, FONT)));
      const first = i ? y + 25 : y - 12 - (names[i].length - 1) * 16;
      // The name may be wider than the corner is far from the edge.
      const middle = Math.min(Math.max(x, width / 2 + 4), WIDTH - width / 2 - 4);
      const tall = names[i].length * 16 + 28;
      return wrap({ corner: i }, [
        // Mark and name are one target, and what lies between them.
        svg("rect", { x: middle - width / 2 - 3, y: i ? y - 11 : y + 13 - tall, width: width + 6, height: tall, fill: "transparent" }),
        pictures.mark(triad.actors[i], x, y, 16),
        pictures.text(middle, first, names[i], { ...FONT, anchor: "middle", leading: 16 / 13.5 }),
      ]);
    });
    return { marks: [...sides, ...points], height: top + TALL + 16 + 16 * Math.max(names[1].length, names[2].length) };
  }

  return { typeWords, whenWords, laterOf, nextOf, sideLabel, diagram, SIDES, WIDTH, FONT };
})();
