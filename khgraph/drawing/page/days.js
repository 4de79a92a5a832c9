/* Days and sets of days, by the rules of khgraph.spans: ISO days, spans with both ends in them. */
const days = (() => {
  const OPEN_START = "0001-01-01";
  const OPEN_END = "9999-12-31";
  const ALWAYS = [[OPEN_START, OPEN_END]];

  const least = (a, b) => (a < b ? a : b);
  const most = (a, b) => (a > b ? a : b);

  function shift(day, count) {
    const date = new Date(`${day}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + count);
    return date.toISOString().slice(0, 10);
  }
  const next = (day) => (day === OPEN_END ? day : shift(day, 1));
  const before = (day) => (day === OPEN_START ? day : shift(day, -1));

  function yearsAfter(day, years) {
    const year = Number(day.slice(0, 4)) + years;
    if (year > 9999) return OPEN_END;
    if (year < 1) return OPEN_START;
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const rest = day.endsWith("-02-29") && !isLeap ? "-02-28" : day.slice(4);
    return String(year).padStart(4, "0") + rest;
  }

  function union(spans) {
    const merged = [];
    for (const [first, last] of [...spans].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))) {
      const end = merged[merged.length - 1];
      if (end && first <= next(end[1])) end[1] = most(end[1], last);
      else merged.push([first, last]);
    }
    return merged;
  }

  function common(...many) {
    let found = ALWAYS;
    for (const spans of many) {
      const both = [];
      for (const [a, b] of found) {
        for (const [c, d] of spans) {
          const [first, last] = [most(a, c), least(b, d)];
          if (first <= last) both.push([first, last]);
        }
      }
      found = both;
    }
    return found;
  }

  /* The first or last day of a year, a month or a day; "" for what is none. */
  function edge(text, isLast) {
    const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text || "");
    if (!parts || parts[1] === "0000") return "";
    const [, year, month, day] = parts;
    if (!month) return `${year}-${isLast ? "12-31" : "01-01"}`;
    if (Number(month) < 1 || Number(month) > 12) return "";
    const length = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
    if (!day) return `${year}-${month}-${isLast ? String(length).padStart(2, "0") : "01"}`;
    return Number(day) < 1 || Number(day) > length ? "" : text;
  }

  /* A span in words: whole years and months as such, open sides as "until" and "from". */
  function words([first, last]) {
    const [fromOpen, toOpen] = [first === OPEN_START, last === OPEN_END];
    if (fromOpen && toOpen) return "at any time";
    let length = 10;
    if ((fromOpen || first.endsWith("-01-01")) && (toOpen || last.endsWith("-12-31"))) length = 4;
    else if ((fromOpen || first.endsWith("-01")) && (toOpen || edge(last.slice(0, 7), true) === last)) length = 7;
    const [start, end] = [first.slice(0, length), last.slice(0, length)];
    if (fromOpen) return `until ${end}`;
    if (toOpen) return `from ${start}`;
    return start === end ? start : `${start} to ${end}`;
  }

  /* A day as a number of years, for an axis. */
  function position(day) {
    const year = Number(day.slice(0, 4));
    return year + (Number(day.slice(5, 7)) - 1) / 12 + (Number(day.slice(8, 10)) - 1) / 372;
  }

  return { OPEN_START, OPEN_END, ALWAYS, next, before, yearsAfter, union, common, edge, words, position, least, most };
})();
