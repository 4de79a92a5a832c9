/* Who was whose friend on a day, and on another beside it: the same actors in the same order. */
const matrix = (() => {
  const { element, svg, button, count } = dom;
  const MOST_ACTORS = 28;
  const MOST_TURNED = 8;
  const PICTURE_WIDTH = 1240;
  const NO_ALLIANCES = "Camps are computed from the signs of these ties alone and are no alliances.";
  const FORM = "Write a year, a month or a day, such as 1936, 1936-06 or 1936-06-01.";

  let parts = null;
  let model = null;
  let plate = null;
  let [times, usual, timesFor, composedFor] = [[], [], "", ""];

  /* What holds at a time; the same signs and certainty as in the other views. */
  const tiesOn = (text, { choice }) =>
    reading.ties({ ...choice, first: days.edge(text, false), last: days.edge(text, true) }).filter(state.shown);

  /* Find the two days and who is shown; whether that is news. */
  function compose(current) {
    const { state: now } = current;
    const texts = now.days || occasions.usualDays(current);
    const key = JSON.stringify([texts, now.sources, now.min, now.undated, now.horizon, now.signs, now.sure]);
    if (key !== timesFor) {
      timesFor = key;
      times = texts.map((text) => ({ text, ties: tiesOn(text, current) }));
      usual = camps.mostTied(times, MOST_ACTORS);
    }
    // Who is chosen is shown, though others have more ties.
    const wanted = [state.actor(), ...(state.pair() || [])].filter((actor) => actor && !usual.includes(actor));
    const composed = JSON.stringify([key, wanted.map(({ id }) => id)]);
    if (composed === composedFor) return false;
    composedFor = composed;
    model = camps.compare(times, wanted.length ? camps.mostTied(times, MOST_ACTORS, wanted) : usual);
    model.choice = current.choice;
    return true;
  }

  const lead = ([actor]) => actor.label;
  const against = () => model.times.reduce((sum, time) => sum + time.againstCount, 0);

  function divisionWords() {
    if (!model.actors.length) return "No tie of the present choice holds on these days.";
    const [one, other, apart] = model.blocks;
    const sides = [one, other].filter((block) => block.length).map((block) => `around ${lead(block)} (${block.length})`);
    const rest = apart.length ? `; ${apart.length} joined to neither` : "";
    const single = model.singleCount ? `, ${model.singleCount} of them placed by a single pair` : "";
    return `One division for both days and these ${count(model.actors.length, "actor")}${single}: ${sides.join(", ")}${rest}. `
      + `${count(against(), "tie")} ${against() === 1 ? "stands" : "stand"} against it, `
      + `the fewest ${model.isProven ? "that any one division of both can leave" : "found for any one division of both"}. `;
  }

  const turnedPairs = (l) => l.model.actors.flatMap((a, r) => l.model.actors.slice(r + 1)
    .map((b, i) => [a, b, r, r + 1 + i]).filter(([, , x, y]) => grids.hasTurned(l, x, y)));

  /* Who changed sides between the two days, each to be read about. */
  function turnedWords(l) {
    const turned = turnedPairs(l);
    const named = turned.slice(0, MOST_TURNED).map(([a, b, r, c]) => {
      const before = l.model.times[0].cells.get(graph.pairKey(a, b))[1] ? "friendly, then hostile" : "hostile, then friendly";
      return button(`${a.label} and ${b.label}: ${before}`, () => state.choosePair(a, b), { class: "matrix-turn", "data-pair": `${r},${c}` });
    });
    const more = turned.length - named.length;
    return [turned.length ? `${count(turned.length, "pair")} turned between the two: ` : "No pair here turned from friend to enemy, or back, between the two. ",
      ...named, more > 0 ? ` and ${more} more, framed in the picture` : ""];
  }

  const unseenWords = () => [
    `${count(model.unseenCount, "more actor")} ${model.unseenCount === 1 ? "has" : "have"} ties on these days: `,
    button("the table", () => state.set({ view: "table" }), { class: "matrix-link" }), " has them. ",
  ];

  function drawWords() {
    parts.words.replaceChildren(divisionWords(), ...(model.unseenCount ? unseenWords() : []), ...(model.actors.length ? turnedWords(plate.l) : []));
    model.times.forEach(({ text }, k) => {
      const { box, before, after } = parts.days[k];
      if (document.activeElement !== box) box.value = text;
      complain(k, "");
      before.setAttribute("aria-label", `A year before ${text}`);
      after.setAttribute("aria-label", `A year after ${text}`);
    });
    const isOwn = Boolean(state.now.days);
    parts.follow.hidden = !isOwn;
    parts.hint.hidden = isOwn;
    const why = isOwn ? "" : state.now.from || state.now.to ? "Found by the time chosen below. " : "Where most is dated. ";
    parts.followed.textContent = `${why}The chosen time below does not limit the two days.`;
  }

  /* All of it again, where the days, the evidence or the room are new; else what is chosen. */
  function draw(isNew) {
    const width = Math.max(320, parts.plate.clientWidth);
    if (!isNew && plate && plate.width === width) return choose();
    const hadFocus = parts.plate.contains(document.activeElement);
    const l = grids.layout(model, width);
    plate = { width, l, lines: grids.linesOf(l), made: new Map(), cursor: hadFocus && plate ? plate.cursor : null };
    plate.under = svg("g", { "aria-hidden": "true" });
    plate.hover = svg("g", { "aria-hidden": "true" });
    plate.over = svg("g", { "aria-hidden": "true", "pointer-events": "none" });
    plate.rows = plate.lines.map((line, i) => svg("g", { role: "row" }, line.map((target, j) => target && grids.isDrawn(l, target) && make(i, j))));
    plate.svg = svg("svg", { width: l.width, height: l.height, viewBox: `0 0 ${l.width} ${l.height}` },
      plate.under, plate.hover, svg("g", { "aria-hidden": "true" }, stillMarks(l)),
      svg("g", { role: "grid", "aria-label": `Who was whose friend: ${model.times.map(grids.dateWords).join(" and ")}` }, plate.rows), plate.over);
    parts.plate.replaceChildren(plate.svg);
    const samples = grids.legend(0, 4, Math.min(width, l.width) - 8);
    parts.legend.setAttribute("height", samples.height + 4);
    parts.legend.replaceChildren(...samples.marks);
    const [line, place] = plate.cursor || firstCell();
    if (plate.lines[line] && plate.lines[line][place]) moveTo(line, place, hadFocus);
    choose();
    return undefined;
  }

  const stillMarks = (l) => [0, 1].flatMap((k) => [...grids.titleMarks(l, k), ...grids.ground(l, k)]);

  function firstCell() {
    const isCell = (target) => target && target.r >= 0 && target.c >= 0 && grids.isDrawn(plate.l, target);
    const line = plate.lines.findIndex((targets) => targets.some(isCell));
    return line < 0 ? [-1, -1] : [line, plate.lines[line].findIndex(isCell)];
  }

  function make(line, place) {
    const mark = grids.targetMark(plate.l, plate.lines[line][place], true);
    mark.dataset.at = `${line},${place}`;
    plate.made.set(mark.dataset.at, mark);
    return mark;
  }

  /* Let one name or cell be the one that Tab finds; an empty cell is made when somebody comes to it. */
  function moveTo(line, place, isFocused) {
    if (plate.cursor) plate.made.get(plate.cursor.join())?.setAttribute("tabindex", "-1");
    plate.cursor = [line, place];
    let mark = plate.made.get(`${line},${place}`);
    if (!mark) {
      mark = make(line, place);
      plate.rows[line].append(mark);
    }
    mark.setAttribute("tabindex", "0");
    if (isFocused) mark.focus();
  }

  /* The choice changes more often than the days: bands, frames and bold names. */
  function choose() {
    const { l } = plate;
    const chosen = model.actors.indexOf(state.actor());
    plate.under.replaceChildren(...grids.bands(l, chosen, chosen, "#f3e9b5"));
    plate.over.replaceChildren(...grids.pairFrames(l));
    for (const [at, mark] of plate.made) {
      const [line, place] = at.split(",");
      const { r, c } = plate.lines[line][place];
      if (r < 0 || c < 0) mark.firstChild.setAttribute("font-weight", Math.max(r, c) === chosen ? 700 : 400);
    }
  }

  /* What is under the pointer: a name, or a cell, empty or not. */
  function targetAt(event) {
    const mark = event.target.closest("[data-at]");
    if (mark) {
      const [line, place] = mark.dataset.at.split(",");
      return plate.lines[line][place];
    }
    const box = plate.svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { l } = plate;
    const at = (distance) => l.offsets.findIndex((offset) => distance >= offset && distance < offset + l.size);
    for (const k of [0, 1]) {
      const [c, r] = [at(x - l.grids[k].x), at(y - l.grids[k].y)];
      if (r >= 0 && c >= 0) return { k, r, c };
    }
    return null;
  }

  function point(target) {
    const { l } = plate;
    plate.hover.replaceChildren(...(target ? grids.bands(l, target.r, target.c, "#e6e2d6") : []));
    const isCell = target && target.r >= 0 && target.c >= 0 && target.r !== target.c;
    parts.told.textContent = isCell ? [0, 1].map((k) => `${model.times[k].text}: ${grids.cellWords(l, k, target.r, target.c)}`).join(" \u00b7 ")
      : target ? model.actors[Math.max(target.r, target.c)].label : "\u00a0";
  }

  function open(target) {
    if (!target) return;
    const [a, b] = [target.r, target.c].map((i) => (i < 0 ? null : model.actors[i]));
    if (!a || !b || a === b) state.chooseActor(a || b);
    else state.choosePair(a, b);
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function onKey(event) {
    const mark = event.target.closest("[data-at]");
    if (!mark) return;
    const [line, place] = mark.dataset.at.split(",").map(Number);
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(plate.lines[line][place]);
    } else if (STEPS[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      const [down, right] = STEPS[event.key];
      if (plate.lines[line + down]?.[place + right]) moveTo(line + down, place + right, true);
    }
  }

  function setDay(k, text) {
    if (!days.edge(text, false)) return complain(k, FORM);
    const both = model.times.map((time) => time.text);
    both[k] = text;
    return state.set({ days: both });
  }

  function complain(k, words) {
    const { box, problem } = parts.days[k];
    problem.textContent = words;
    box.setAttribute("aria-invalid", String(words !== ""));
  }

  const yearsFrom = (text, by) => days.yearsAfter(days.edge(text, false), by).slice(0, text.length);

  function dayControls(k) {
    const id = `matrix-day-${k}`;
    const problem = element("span", { id: `${id}-problem`, class: "matrix-problem", role: "alert" });
    const box = element("input", {
      id, type: "text", size: 11, maxlength: 10, autocomplete: "off", spellcheck: "false", "aria-describedby": problem.id,
      change: () => setDay(k, box.value.trim()), keydown: (event) => event.key === "Enter" && setDay(k, box.value.trim()),
    });
    const [before, after] = [["\u2039", -1], ["\u203a", 1]].map(([words, by]) =>
      button(words, () => setDay(k, yearsFrom(model.times[k].text, by)), { class: "matrix-step" }));
    const row = element("span", { class: "matrix-day" }, element("label", { for: id }, k ? "and on" : "on"), before, box, after, problem);
    return { box, before, after, problem, row };
  }

  function build(section) {
    parts = {
      days: [0, 1].map(dayControls),
      hint: element("span", { class: "matrix-hint" }, "a day, a month or a year"),
      follow: button("Choose the days for me", () => state.set({ days: null }), { class: "matrix-follow" }),
      ...Object.fromEntries(["followed", "words", "told"].map((name) => [name, element(name === "followed" ? "span" : "p", { class: `matrix-${name}` })])),
      plate: element("div", { class: "matrix-plate" }),
      legend: svg("svg", { class: "matrix-legend", width: "100%", "aria-hidden": "true" }),
    };
    parts.told.setAttribute("aria-hidden", "true");
    section.append(element("div", { class: "matrix" },
      element("div", { class: "matrix-bar" }, element("h2", null, "Who was whose friend"), parts.days.map(({ row }) => row),
        parts.hint, parts.followed, parts.follow),
      parts.words, parts.plate, parts.legend,
      element("p", { class: "matrix-rule" }, "A tie between friends across the line, or between enemies within a camp, stands against the division. "
        + `A pair counts once on each day, and with both signs not at all; whom no signed tie joins to the two camps is divided apart. ${NO_ALLIANCES}`)), parts.told);
    parts.plate.addEventListener("click", (event) => open(targetAt(event)));
    parts.plate.addEventListener("keydown", onKey);
    parts.plate.addEventListener("pointermove", (event) => point(targetAt(event)));
    parts.plate.addEventListener("pointerleave", () => point(null));
    parts.plate.addEventListener("focusin", (event) => point(targetAt(event)));
    new ResizeObserver(() => { if (plate && !section.hidden) draw(false); }).observe(parts.plate);
  }

  function update(current) {
    const isNew = compose(current);
    draw(isNew);
    drawWords();
  }

  /* Both as one picture, with its days, legend and reading. */
  function picture() {
    if (!model) return null;
    const l = grids.layout(model, PICTURE_WIDTH);
    const [width, { SANS, QUIET }] = [Math.max(l.width, 700), pictures];
    const small = { size: 11.5, family: SANS };
    const head = pictures.wrap(divisionWords(), width - 16, small);
    const top = 40 + head.length * 15;
    const samples = grids.legend(8, top + l.height + 6, width - 16);
    const readings = model.times.map(({ text }) => reading.describe({ ...model.choice, first: days.edge(text, false), last: days.edge(text, true) }));
    const foot = pictures.wrap(`Readings: ${[readings.join(". And: "), ...exports.limits()].join("; ")}. Rules: ${graph.words.rule}. ${NO_ALLIANCES} Data: ${graph.dataName}.`, width - 16, small);
    const bottom = top + l.height + 6 + samples.height + 18;
    const targets = grids.linesOf(l).flat().filter((target) => target && grids.isDrawn(l, target));
    const chosen = model.actors.indexOf(state.actor());
    return pictures.frame(width, bottom + foot.length * 15, pictures.text(8, 24, `Who was whose friend: ${model.times.map(({ text }) => text).join(" and ")}`, { size: 19, weight: 600 }),
      pictures.text(8, 42, head, { ...small, fill: QUIET, leading: 1.3 }),
      svg("g", { transform: `translate(0 ${top})` }, grids.bands(l, chosen, chosen, "#f3e9b5"), stillMarks(l), targets.map((target) => grids.targetMark(l, target, false)), grids.pairFrames(l)),
      samples.marks, pictures.text(8, bottom, foot, { ...small, fill: QUIET, leading: 1.3 }));
  }

  return { build, update, svg: picture };
})();
