/* Two times worth comparing, where nobody chose them. */
const occasions = (() => {
  const YEARS_APART = 10;

  let [dated, datedFor] = [new Map(), ""];

  const yearText = (year) => String(year).padStart(4, "0");
  const yearOf = (day) => Number(day.slice(0, 4));

  /* The dated ties that certainly held on some day of a year, by year. */
  function tiesByYear(ties) {
    const found = new Map();
    for (const tie of ties) {
      const years = new Set();
      // What was done in some month of a year, nobody knows the day, was done in that year.
      const within = tie.possible.length === 1 ? tie.possible.filter(([first, last]) => yearOf(first) === yearOf(last)) : [];
      for (const [first, last] of [...tie.certain, ...within]) {
        const end = Math.min(yearOf(last), slider.LAST);
        for (let year = Math.max(yearOf(first), slider.FIRST); year <= end; year += 1) years.add(year);
      }
      for (const year of years) found.set(year, [...(found.get(year) || []), tie]);
    }
    return found;
  }

  /* The two days where nobody chose them: the ends of the chosen time, or the year of which most is
     known, and another of which most is known of the same actors. */
  function usualDays(current) {
    const { state: now } = current;
    const [first, last] = [now.from, now.to].map((text) => (text ? yearOf(text) : null));
    if (first && last && first !== last) return [yearText(first), yearText(last)];
    if (first && last) return [yearText(first - 1), now.from === now.to ? now.from : yearText(first)];
    const key = JSON.stringify([now.sources, now.min, now.undated, now.horizon, now.signs, now.sure]);
    if (key !== datedFor) [dated, datedFor] = [tiesByYear(current.all()), key];
    const inside = [...dated.keys()].filter((year) => year >= (first || 0) && year <= (last || 9999)).sort((a, b) => a - b);
    const most = (years, count) => years.reduce((best, year) => (best === null || count(year) > count(best) ? year : best), null);
    const one = first || last || most(inside, (year) => dated.get(year).length) || slider.FIRST;
    const there = new Set((dated.get(one) || []).flatMap(({ statement }) => [statement.subject, statement.object]));
    const shared = (year) => dated.get(year).filter(({ statement }) => there.has(statement.subject) && there.has(statement.object)).length;
    const other = most(inside.filter((year) => Math.abs(year - one) >= YEARS_APART), shared)
      ?? most(inside.filter((year) => year !== one), shared) ?? (one === last ? one - 1 : one + 1);
    return [one, other].sort((a, b) => a - b).map(yearText);
  }

  return { usualDays };
})();
