/* What views say in words: dates, hedges, marks, citations. */
const wording = (() => {
  const NO_DATE = "no date in the source";
  const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };
  const SIGNS = { 1: "friendly", "-1": "hostile", 0: "neutral" };
  const CLASSES = { 1: "friend", "-1": "enemy", 0: "neutral" };
  const HEDGES = ["", "probably", "possibly", "only reported", "doubted", "denied"];

  /* A season, which EDTF writes as a month that there is not, is called by its name. */
  const date = (when) => when.replace(/(\d{4})-(2[1-4])(?!\d)/g, (_, year, season) => `${SEASONS[season]} ${year}`);

  /* The dates of claims as the sources have them, each once. */
  function dates(claims) {
    const found = claims.filter((claim) => claim.when).map((claim) => date(claim.when));
    return [...new Set(found)].join("; ") || NO_DATE;
  }

  const glyph = (sign) => (sign === null ? graph.look.unsigned : graph.look.lines[sign]).glyph;
  const signWord = (sign) => SIGNS[sign] || "no sign";
  const signClass = (sign) => CLASSES[sign] || "unsigned";

  /* How sure the surest of some claims is: "" where one affirms. */
  const hedge = (claims) => HEDGES[Math.min(...claims.map((claim) => claim.rank))] ?? "claimed by nobody";

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

  return { dates, date, glyph, signWord, signClass, hedge, place, citation, remarks, years, kind, NO_DATE };
})();
