/* The lines of the network: one for each pair of actors and each sign that its ties have. */
const lines = (() => {
  const THINNEST = 1.2;
  const THICKEST = 5;
  // A fixed bend for each line of a pair, so that lines that come and go never change places.
  const BENDS = [0, -0.16, 0.16, -0.24, 0.24, -0.08, 0.08];
  const LEAST_GAP = 0.12;

  const idOf = (a, b, sign) => `${graph.pairKey(a, b)}_${sign}`;

  /* The lines of `ties` between actors that `isSeated` lets in, by id. */
  function from(ties, isSeated) {
    const found = new Map();
    for (const tie of ties) {
      const { subject, object } = tie.statement;
      if (!isSeated(subject) || !isSeated(object)) continue;
      const id = idOf(subject, object, tie.sign);
      if (!found.has(id)) {
        const [a, b] = subject.index < object.index ? [subject, object] : [object, subject];
        found.set(id, { id, a, b, sign: tie.sign, ties: [] });
      }
      found.get(id).ties.push(tie);
    }
    for (const line of found.values()) describe(line);
    return found;
  }

  function describe(line) {
    const { ties } = line;
    line.isHedged = ties.every((tie) => tie.isHedged);
    line.isDenied = ties.some((tie) => tie.isDenied);
    line.isCertain = ties.some((tie) => tie.isCertain);
    line.isTurned = ties.some(({ statement }) => statement.turns.some((turn) => turn.after === statement));
    const [{ statement: first }] = ties;
    const isOneWay = ties.every(({ statement }) => statement.subject === first.subject && !statement.relation.symmetric);
    line.subject = isOneWay ? first.subject : null;
    line.marks = [line.isHedged && "?", line.isDenied && "\u2260", !line.isCertain && "~"].filter(Boolean).join("");
  }

  /* How many ties there are grows a line by the square root: ten are not ten times as loud. */
  const widthOf = (line) => Math.min(THICKEST, THINNEST * Math.sqrt(line.ties.length));

  /* What vis-network is told of a line; `from` is the end at which its edge begins. */
  function look(line, from, isPale) {
    const { colour, dashes } = graph.look[line.isHedged ? "hedged" : "lines"][line.sign];
    const width = Math.round(widthOf(line) * 10) / 10;
    const opacity = isPale ? 0.1 : line.isCertain ? 1 : 0.5;
    return {
      hidden: false,
      width,
      // The ends of dashes are round and as wide as the line: gaps must grow with it.
      dashes: dashes.length ? dashes.map((length, i) => (i % 2 ? length + width - THINNEST : length)) : false,
      arrows: !line.subject ? "" : line.subject.index === from ? "to" : "from",
      color: { color: colour, highlight: colour, hover: colour, inherit: false, opacity },
    };
  }

  /* A bend that is free beside those of the other lines of a pair. */
  function freeBend(taken) {
    return BENDS.find((bend) => taken.every((other) => Math.abs(other - bend) >= LEAST_GAP)) ?? 0.32;
  }

  const bendOf = ({ smooth }) => (smooth ? smooth.roundness * (smooth.type === "curvedCW" ? 1 : -1) : 0);

  const smoothOf = (bend) => bend !== 0
    && { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) };

  /* The years that the claims name, such as "1931\u20131945". */
  function years(line) {
    const named = line.ties.flatMap(({ claims }) => claims.flatMap((claim) => claim.days || []))
      .filter((day) => day && day !== days.OPEN_START && day !== days.OPEN_END)
      .map((day) => day.slice(0, 4)).sort();
    const last = named[named.length - 1];
    if (!last) return wording.NO_DATE;
    return named[0] === last ? last : `${named[0]}\u2013${last}`;
  }

  /* What a line is, for the caption. */
  function words(line) {
    const { a, b, subject, ties } = line;
    const ends = !subject ? `${a.label} \u2013 ${b.label}`
      : `${subject.label} \u2192 ${(subject === a ? b : a).label}`;
    const doubts = [
      line.isHedged && "hedged",
      line.isDenied && "also doubted or denied",
      !line.isCertain && "only possibly in this time",
      line.isTurned && "after a turning point",
    ].filter(Boolean).join(", ");
    return `${ends}: ${dom.count(ties.length, `${wording.signWord(line.sign)} tie`)}, ${years(line)}`
      + (doubts && ` (${doubts})`);
  }

  return { idOf, from, look, widthOf, freeBend, bendOf, smoothOf, words };
})();
