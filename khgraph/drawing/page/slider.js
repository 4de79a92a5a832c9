/* Time: a histogram of friendly and hostile ties by year, and two thumbs on it. */
const slider = (() => {
  const { element, svg, byId } = dom;
  const MOST_YEARS = 200;
  const HEIGHT = 46;
  // Half a thumb: the bars stand exactly between the two places where the thumbs can be.
  const INSET = 12;
  const yearOf = (day) => Number(day.slice(0, 4));
  const { FIRST, LAST } = extent();

  /* The years of the axis: those that dated ties name, at most two hundred; its ends are open. */
  function extent() {
    const years = [];
    for (const statement of graph.statements) {
      if (statement.sign === null) continue;
      for (const claim of statement.claims) {
        for (const day of claim.days || []) if (day && day !== days.OPEN_START && day !== days.OPEN_END) years.push(yearOf(day));
      }
    }
    if (!years.length) return { FIRST: 1900, LAST: 2000 };
    const LAST = years.reduce((a, b) => Math.max(a, b));
    const FIRST = years.reduce((a, b) => Math.min(a, b));
    return { FIRST: Math.max(FIRST, LAST - MOST_YEARS), LAST: Math.max(LAST, FIRST + 1) };
  }

  /* For each year the friendly and hostile ties that then held: certainly, and possibly. */
  function countByYear(ties) {
    const rows = Array.from({ length: LAST - FIRST + 1 }, () => ({ 1: [0, 0], "-1": [0, 0] }));
    for (const tie of ties) {
      if (!tie.sign) continue;
      for (const [which, spans] of [[1, tie.possible], [0, tie.certain]]) {
        for (const [first, last] of spans) {
          const end = Math.min(yearOf(last), LAST);
          for (let year = Math.max(yearOf(first), FIRST); year <= end; year += 1) rows[year - FIRST][tie.sign][which] += 1;
        }
      }
    }
    return rows;
  }

  let drawnFor = "";
  function drawBars(current) {
    const { state: now } = current;
    const key = JSON.stringify([now.sources, now.min, now.undated, now.horizon, now.signs, now.sure]);
    if (key === drawnFor) return;
    drawnFor = key;
    const rows = countByYear(current.all());
    const highest = Math.max(1, ...rows.map((row) => Math.max(row[1][1], row[-1][1])));
    const half = HEIGHT / 2;
    const bars = [];
    rows.forEach((row, i) => {
      for (const sign of [1, -1]) {
        const colour = graph.look.lines[sign].colour;
        [1, 0].forEach((which) => {
          // By the square root, or one year of war would flatten all others.
          const tall = Math.sqrt(row[sign][which] / highest) * (half - 1);
          if (!tall) return;
          bars.push(svg("rect", {
            x: i + 0.1, width: 0.8, y: sign > 0 ? half - tall : half, height: tall,
            fill: colour, "fill-opacity": which ? 0.3 : 1,
          }));
        });
      }
    });
    const chart = byId("histogram");
    // The middle of a bar is where a thumb stands for its year.
    chart.setAttribute("viewBox", `0.5 0 ${rows.length - 1} ${HEIGHT}`);
    chart.replaceChildren(...bars);
  }

  const year = (text, otherwise) => (text ? Math.min(Math.max(yearOf(text), FIRST), LAST) : otherwise);
  const bounds = ({ from, to }) => [year(from, FIRST), year(to, LAST)];
  const share = (value) => (value - FIRST) / (LAST - FIRST);

  /* Take years from the thumbs; at its ends the axis is open. */
  function setYears(first, last, isStep) {
    const [from, to] = first <= last ? [first, last] : [last, first];
    const text = (value) => String(value).padStart(4, "0");
    state.set({ from: from <= FIRST ? null : text(from), to: to >= LAST ? null : text(to) }, { isStep });
  }

  function words({ from, to }) {
    if (!from && !to) return `any time (${FIRST} to ${LAST}, and undated)`;
    if (from && from === to) return from;
    return `${from || `before ${FIRST}`} to ${to || `after ${LAST}`}`;
  }

  function update(current) {
    drawBars(current);
    const { state: now } = current;
    const [first, last] = bounds(now);
    byId("from").value = first;
    byId("to").value = last;
    byId("from").setAttribute("aria-valuetext", now.from || "open");
    byId("to").setAttribute("aria-valuetext", now.to || "open");
    const window = byId("window");
    // In shares of the axis between the middles of the outermost bars.
    window.style.left = `calc(${INSET}px + (100% - ${2 * INSET}px) * ${share(first)})`;
    window.style.right = `calc(${INSET}px + (100% - ${2 * INSET}px) * ${1 - share(last)})`;
    byId("span-words").textContent = words(now);
    byId("whole").hidden = !now.from && !now.to;
  }

  function axis() {
    const step = LAST - FIRST > 60 ? 10 : 5;
    const marks = [];
    for (let value = Math.ceil(FIRST / step) * step; value <= LAST; value += step) {
      marks.push(element("span", { style: `left:calc(${INSET}px + (100% - ${2 * INSET}px) * ${share(value)})` }, String(value)));
    }
    byId("years").replaceChildren(...marks);
  }

  function bind() {
    for (const id of ["from", "to"]) {
      const thumb = byId(id);
      thumb.min = FIRST;
      thumb.max = LAST;
      // The whole of a drag is one step: its beginning makes an entry in the browser's history.
      let isMoving = false;
      thumb.addEventListener("input", () => {
        setYears(Number(byId("from").value), Number(byId("to").value), !isMoving);
        isMoving = true;
      });
      thumb.addEventListener("change", () => { isMoving = false; });
    }
    byId("whole").addEventListener("click", () => state.set({ from: null, to: null }));
    bindWindow();
    axis();
  }

  /* The part between the thumbs can be dragged. */
  function bindWindow() {
    const window = byId("window");
    let grip = null;
    window.addEventListener("pointerdown", (event) => {
      grip = { x: event.clientX, bounds: bounds(state.now) };
      window.setPointerCapture(event.pointerId);
    });
    window.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const width = byId("track").clientWidth - 2 * INSET;
      const [first, last] = grip.bounds;
      let by = Math.round(((event.clientX - grip.x) / width) * (LAST - FIRST));
      by = Math.min(Math.max(by, FIRST - first), LAST - last);
      setYears(first + by, last + by, !grip.hasMoved);
      grip.hasMoved = true;
    });
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => { grip = null; });
  }

  return { bind, update, words, FIRST, LAST };
})();
