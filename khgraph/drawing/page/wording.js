/* What views say in words: dates, hedges, marks, citations. */
const wording = (() => {
  const NO_DATE = "no date in the source";
  const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };
  const SIGNS = { 1: "friendly", "-1": "hostile", 0: "neutral" };
  const CLASSES = { 1: "friend", "-1": "enemy", 0: "neutral" };
  const HEDGES = ["", "probably", "possibly", "only reported", "doubted", "denied"];

  /* A year, month or day of EDTF in words; a season, which it writes as a month that there is not,
     by its name. */
  function moment(text) {
    const [, written, mark] = /^(.*?)([~?%]?)$/.exec(text);
    const words = written.replace(/^(\d{4})-(2[1-4])$/, (_, year, season) => `${SEASONS[season]} ${year}`)
      .replace(/^(\d{3})X$/, (_, decade) => `the ${decade}0s`)
      .replace(/^(\d{2})XX$/, (_, century) => `the ${century}00s`);
    return { "": "", "~": "about ", "?": "perhaps ", "%": "perhaps about " }[mark] + words;
  }

  /* A date in words; what has another form than the data's stays as it is written. */
  function date(when) {
    const choice = /^\[([^\[\]]*)\.\.([^\[\]]*)\]$/.exec(when);
    if (choice) {
      const [, first, last] = choice;
      if (!first) return `some time up to ${moment(last)}`;
      return last ? `some time from ${moment(first)} to ${moment(last)}` : `some time from ${moment(first)} on`;
    }
    const [first, last] = when.split("/");
    if (last === undefined) return moment(first);
    if (!first) return `until ${moment(last)}, beginning not said`;
    if (first === "..") return `ever until ${moment(last)}`;
    if (!last) return `from ${moment(first)}, end not said`;
    if (last === "..") return `ever since ${moment(first)}`;
    return `${moment(first)} to ${moment(last)}`;
  }

  /* The dates of claims as the sources have them, each once. */
  function dates(claims) {
    const found = claims.filter((claim) => claim.when).map((claim) => date(claim.when));
    return [...new Set(found)].join("; ") || NO_DATE;
  }

  const glyph = (sign) => (sign === null ? graph.look.unsigned : graph.look.lines[sign]).glyph;
  const signWord = (sign) => SIGNS[sign] || "no sign";
  const signClass = (sign) => CLASSES[sign] || "unsigned";

  /* How sure the surest of some claims is: "" where one affirms. */
  const hedge = (claims) => HEDGES[Math.min(...claims.map((claim) => claim.rank))] ?? (claims.length ? "of unknown stance" : "claimed by nobody");

  /* The hedge before a statement in words, such as "possibly: "; "" where a claim affirms it. */
  const hedged = (claims) => (hedge(claims) ? `${hedge(claims)}: ` : "");

  /* The hedge before a turning point: that of its claims, or of what it tells of, if that is less sure. */
  function turnHedge(turn) {
    const ranks = [turn, turn.after].filter(Boolean).map(({ claims }) => Math.min(...claims.map((claim) => claim.rank)));
    const word = HEDGES[Math.max(...ranks)];
    return word ? `${word}: ` : "";
  }

  /* Who says it and how surely, with whose view it is that is only reported. */
  const claimant = (claim) => `${claim.who} ${claim.stanceWords}`
    + (claim.after ? claim.stance === "reports" ? ` the view of ${claim.after}` : ` with ${claim.after}` : "");

  const lines = (claim) => (claim.lines ? `${/^\d+$/.test(claim.lines) ? "line" : "lines"} ${claim.lines}` : "");

  /* Where a claim stands: source, place in it and lines. */
  function place(claim) {
    const parts = [[claim.source, claim.locator].filter(Boolean).join(" "), lines(claim)];
    return parts.filter(Boolean).join(", ") || "no source recorded";
  }

  /* A claim as a reader would cite it. */
  function citation(statement, claim) {
    const reference = graph.sources.get(claim.source) || claim.source || "no source recorded";
    const where = [claim.locator, lines(claim)].filter(Boolean).join(", ");
    const said = statement ? ` ${graph.sentence(statement)}.` : "";
    const according = claim.after ? `, according to ${claim.after}` : "";
    const when = claim.when ? ` [${date(claim.when)}]` : "";
    const key = statement ? ` khgraph statement ${statement.id}.` : "";
    return `${reference}${where ? `, ${where}` : ""}: ${claim.who} ${claim.stanceWords}${according}:${said || ` ${claim.comment}`}${when}${key}`;
  }

  /* In words what makes a statement less than a plain tie of the present choice. */
  function remarks(statement, tie) {
    if (tie) {
      return [
        tie.isHedged && `Hedged: the surest claim only ${tie.claims[0].stanceWords}.`,
        tie.isDenied && "Contested: another claim doubts or denies it.",
        !tie.isCertain && "Its dates only possibly cover the chosen time.",
      ].filter(Boolean);
    }
    const stances = new Set(statement.claims.map((claim) => claim.stance));
    if (!stances.size) return ["No claim answers it, so it is not drawn."];
    if ([...stances].every((stance) => stance === "denies")) return ["Denied, so not drawn as a tie."];
    if ([...stances].every((stance) => stance === "doubts" || stance === "denies")) return ["Doubted, so not drawn as a tie."];
    return [];
  }

  /* The years of a life, such as "1886-1936", "" where no claim tells them. */
  function years({ first, last }) {
    if (!first && !last) return "";
    return `${first ? first.slice(0, 4) : ""}\u2013${last && last !== days.OPEN_END ? last.slice(0, 4) : ""}`;
  }

  const kind = (thing) => (thing.shape ? thing.shape.word : thing.kind.toLowerCase());

  return { dates, date, glyph, signWord, signClass, hedge, hedged, turnHedge, claimant, place, citation, remarks, years, kind, NO_DATE };
})();
