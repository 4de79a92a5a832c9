/* The menu of exports: the view as a picture, the ties as a table or as a graph. */
const exports = (() => {
  const { element, button, byId, count } = dom;
  // Safari draws no canvas larger than this.
  const MOST_PIXELS = 16_777_216;
  // What XML cannot hold, not even as a reference.
  const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;
  const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const GEXF = "http://gexf.net/1.3";

  let views = null;
  let menu = null;
  let parts = null;

  /* What is chosen, and the ties of the present choice that join it. */
  function selection() {
    const things = state.pair() || (state.actor() ? [state.actor()] : []);
    const ties = state.derive().ties.filter(({ statement }) =>
      things.every((thing) => thing === statement.subject || thing === statement.object));
    return { things, ties };
  }

  const names = (things) => things.map((thing) => thing.label).join(" and ");

  /* The present choice in words, with what it hides of the ties that count. */
  function basis() {
    return [reading.describe(state.choice()), ...limits()].join("; ");
  }

  /* What besides the reading keeps ties out of sight. */
  function limits() {
    const { signs, sure } = state.now;
    const words = [["+", "friendly"], ["-", "hostile"], ["0", "neutral"]].filter(([sign]) => signs.includes(sign));
    return [signs.length < 3 && `only ${words.map(([, word]) => word).join(" and ") || "no"} ties`,
      sure && "only what the dates make certain"].filter(Boolean);
  }

  /* The names of what is chosen in a form that every file system takes. */
  function fileName(what, ending) {
    const slug = (text) => dom.fold(text).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
    const { from, to } = state.now;
    const time = [from && !to && "from", from, to && !from && "to", to];
    return `${["khgraph", what, ...selection().things.map((thing) => thing.id), ...time]
      .filter(Boolean).map(slug).filter(Boolean).join("-")}.${ending}`;
  }

  const xml = (node) => DECLARATION + new XMLSerializer().serializeToString(node).replace(NOT_XML, "\ufffd") + "\n";

  /* The view as a picture that says in itself what it shows, and under which reading. */
  function picture() {
    const shown = views[state.now.view].svg();
    if (!shown) return null;
    const made = shown.cloneNode(true);
    const [width, tall] = ["width", "height"].map((name) => Number(made.getAttribute(name)));
    const title = [byId(`tab-${state.now.view}`).textContent, names(selection().things)].filter(Boolean).join(", ");
    const words = `${document.querySelector("h1").textContent}: ${title}. ${said()}`;
    const font = { size: 11, family: pictures.SANS };
    // A view that prints its reading knows it better: that of its own days, or rules.
    const rows = /Readings?: /.test(made.textContent) ? [] : pictures.wrap(words, width - 24, font);
    const height = tall + (rows.length && 14 * rows.length + 14);
    for (const [name, value] of Object.entries({ height, viewBox: `0 0 ${width} ${height}`, role: "img" })) made.setAttribute(name, value);
    made.prepend(dom.svg("title", null, `${document.querySelector("h1").textContent}: ${title}`),
      dom.svg("desc", null, `${said()} ${new URL(state.link()).hash}`),
      dom.svg("rect", { width, height, fill: pictures.PAPER }));
    if (rows.length) made.append(pictures.text(12, tall + 14, rows, { ...font, fill: pictures.QUIET, leading: 14 / 11 }));
    return { text: xml(made), width, height };
  }

  /* Reading, data and version, as the foot of the page has them. */
  function said() {
    const foot = document.querySelector("footer p").cloneNode(true);
    for (const part of foot.querySelectorAll("#extent, #status")) part.remove();
    foot.querySelector("#reading").textContent = basis();
    return foot.textContent.replace(/\s+/g, " ").trim();
  }

  async function pixels({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (width * height)));
    const canvas = element("canvas", { width: Math.floor(width * scale), height: Math.floor(height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = pictures.PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  const yesNo = (is) => (is ? "yes" : "no");
  const SIGN_WORDS = { 1: "friendly", "-1": "hostile", 0: "neutral" };
  const bound = (at) => ({ claim }) => {
    const day = (claim.days || [])[at];
    return day === days.OPEN_START || day === days.OPEN_END ? ".." : day;
  };

  /* The claims of a tie that count, and those that doubt or deny it, though they do not. */
  const claimsOf = ({ claims, statement }) =>
    [...claims, ...statement.claims.filter((claim) => claim.isAgainst && !claims.includes(claim))];

  const sentence = (tie) => wording.hedged(tie.claims) + graph.sentence(tie.statement);

  /* Whether a tie is sure to be in the chosen time: "" where no time is chosen, or the tie has no date. */
  function certainty({ claims, isCertain }) {
    const { from, to } = state.now;
    return (from || to) && claims.some((claim) => claim.when) ? yesNo(isCertain) : "";
  }

  /* One row for each claim. What a student reads stands first; every row bears its
     reading, since rows are sorted, cut and pasted, and a line of comment stops most readers. */
  const COLUMNS = {
    subject: ({ statement }) => statement.subject.label,
    relation: ({ statement }) => statement.verb,
    object: ({ statement }) => statement.object.label,
    sign: ({ tie }) => SIGN_WORDS[tie.sign],
    when: ({ claim }) => claim.when,
    sentence: ({ tie }) => sentence(tie),
    stance: ({ claim }) => claim.stanceWords,
    counts: ({ tie, claim }) => yesNo(tie.claims.includes(claim)),
    who: ({ claim }) => claim.who,
    according_to: ({ claim }) => claim.after,
    source: ({ claim }) => claim.source,
    locator: ({ claim }) => claim.locator,
    lines: ({ claim }) => claim.lines,
    paraphrase: ({ claim }) => claim.comment,
    note: ({ claim }) => claim.note,
    hedged: ({ tie }) => yesNo(tie.isHedged),
    contested: ({ tie }) => yesNo(tie.isDenied),
    certain_in_time: ({ tie }) => certainty(tie),
    earliest_start: bound(0),
    latest_start: bound(1),
    earliest_end: bound(2),
    latest_end: bound(3),
    subject_id: ({ statement }) => statement.subject.id,
    relation_id: ({ statement }) => statement.relation.id,
    object_id: ({ statement }) => statement.object.id,
    statement_id: ({ statement }) => statement.id,
    reading: basis,
    data: () => graph.dataName,
  };

  /* A spreadsheet takes a cell that begins so for a formula. */
  const guarded = (text) => (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text);
  /* In quotes too what LibreOffice would part: it takes semicolons and tabs for ends of cells. */
  const quoted = (text) => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function csv(ties) {
    const rows = ties.flatMap((tie) => claimsOf(tie).map((claim) => Object.values(COLUMNS).map((column) =>
      column({ tie, claim, statement: tie.statement }) ?? "")));
    const lines = [Object.keys(COLUMNS), ...rows].map((row) => row.map((cell) => quoted(guarded(cell))).join(","));
    // Excel takes a file for UTF-8 only if it begins so.
    return `\ufeff${lines.join("\r\n")}\r\n`;
  }

  const NODE_VALUES = {
    kind: ["string", (thing) => thing.kind],
    first_day: ["string", (thing) => thing.first],
    last_day: ["string", (thing) => thing.last],
  };
  const EDGE_VALUES = {
    sign: ["integer", (tie) => tie.sign],
    sentence: ["string", sentence],
    when: ["string", (tie) => [...new Set(tie.claims.map((claim) => claim.when).filter(Boolean))].join("; ")],
    stance: ["string", (tie) => tie.claims[0].stanceWords],
    hedged: ["boolean", (tie) => tie.isHedged],
    contested: ["boolean", (tie) => tie.isDenied],
    symmetric: ["boolean", ({ statement }) => Boolean(statement.relation.symmetric)],
    sources: ["string", (tie) => [...new Set(tie.claims.map(wording.place))].join("; ")],
  };

  /* The same ties as a graph. Sign and weight are apart, for programs take a weight below 0 badly;
     all edges run from subject to object, for some readers take no mixed graph: `symmetric` says
     which of them mean no direction. */
  function gexf(ties) {
    const page = document.implementation.createDocument(GEXF, "gexf");
    const make = (tag, attributes, ...content) => {
      const made = page.createElementNS(GEXF, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      for (const part of content.flat()) made.append(...(typeof part === "string" ? [part] : ["\n", part]));
      return made;
    };
    const declare = (kind, values) => make("attributes", { class: kind, mode: "static" },
      Object.entries(values).map(([title, [type]]) => make("attribute", { id: title, title, type })));
    const values = (of, all) => make("attvalues", {}, Object.entries(all)
      .map(([title, [, value]]) => [title, value(of)])
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([title, value]) => make("attvalue", { for: title, value })));
    const sides = ([first, last]) => ({
      ...(first === days.OPEN_START ? {} : { start: first }), ...(last === days.OPEN_END ? {} : { end: last }),
    });
    const isAlways = (spans) => spans.some(([first, last]) => first === days.OPEN_START && last === days.OPEN_END);
    const placed = (spans) => (spans.length === 1 ? sides(spans[0]) : {});
    const spells = (spans) => (spans.length < 2 ? [] : [make("spells", {}, spans.map((span) => make("spell", sides(span))))]);

    const around = new Map();
    for (const { statement, possible } of ties) {
      for (const end of [statement.subject, statement.object]) around.set(end, [...(around.get(end) || []), ...possible]);
    }
    const nodes = [...around].sort(([a], [b]) => a.index - b.index).map(([thing, tied]) => {
      const life = [thing.first || days.OPEN_START, thing.last || days.OPEN_END];
      // Whom the sources honour after death is there then, or the tie would have no end.
      const spans = isAlways([life]) ? [life] : days.union([life, ...tied.filter((span) => !isAlways([span]))]);
      return make("node", { id: thing.id, label: thing.label, ...placed(spans) }, values(thing, NODE_VALUES), spells(spans));
    });
    const edges = ties.map((tie) => {
      const { id, relation, subject, object } = tie.statement;
      return make("edge", {
        id, source: subject.id, target: object.id, type: "directed", weight: 1, kind: relation.id, label: relation.label,
        ...placed(tie.possible),
      }, values(tie, EDGE_VALUES), spells(tie.possible));
    });
    const isTimed = [...nodes, ...edges].some((made) => made.hasAttribute("start") || made.hasAttribute("end")
      || made.lastElementChild.localName === "spells");
    const time = isTimed ? { mode: "dynamic", timeformat: "date", timerepresentation: "interval" } : { mode: "static" };
    page.documentElement.setAttribute("version", "1.3");
    page.documentElement.append(
      make("meta", {}, make("creator", {}, "khgraph"), make("description", {}, said())),
      make("graph", { defaultedgetype: "directed", idtype: "string", ...time },
        declare("node", NODE_VALUES), declare("edge", EDGE_VALUES), make("nodes", {}, nodes), make("edges", {}, edges)),
    );
    return xml(page);
  }

  const blob = (text, type) => new Blob([text], { type: `${type};charset=utf-8` });

  const ACTS = {
    svg: { words: "This view as SVG", act: () => {
      const made = picture();
      files.save(blob(made.text, "image/svg+xml"), fileName(state.now.view, "svg"));
    } },
    png: { words: "This view as PNG (2x)", act: async () => {
      const name = fileName(state.now.view, "png");
      const made = await pixels(picture()).catch(() => null);
      if (made) files.save(made, name);
      else dom.say("This browser cannot turn the view into a PNG; take the SVG.", true);
    } },
    csv: { words: "Ties as CSV", act: () =>
      files.save(blob(csv(selection().ties), "text/csv"), fileName("ties", "csv")) },
    gexf: { words: "Ties as GEXF", act: () =>
      files.save(blob(gexf(selection().ties), "application/gexf+xml"), fileName("ties", "gexf")) },
  };

  /* Say what would be exported, and shut out what cannot be. */
  function fill() {
    const { things, ties } = selection();
    const claims = ties.reduce((sum, tie) => sum + claimsOf(tie).length, 0);
    const noPicture = views[state.now.view].svg() ? ""
      : state.now.view === "table" ? "The table is no picture: print it, or take its ties as CSV." : "This view shows nothing that could be a picture.";
    const noTies = ties.length ? "" : `No tie ${things.length ? `of ${names(things)} ` : ""}counts in the present choice.`;
    parts.picture.textContent = noPicture || "As it is seen now, with reading and data under it.";
    parts.ties.textContent = noTies || `${count(ties.length, "tie")}, ${count(claims, "claim")}: `
      + `${things.length ? `those of ${names(things)} in` : "all of"} the present choice.`;
    for (const [name, made] of Object.entries(parts.buttons)) {
      const reason = name === "svg" || name === "png" ? noPicture : noTies;
      made.disabled = reason !== "";
      made.title = reason;
    }
  }

  function bind(all) {
    views = all;
    menu = byId("exports");
    parts = { buttons: {}, picture: element("p", { id: "exports-picture" }), ties: element("p", { id: "exports-ties" }) };
    for (const [name, { words, act }] of Object.entries(ACTS)) {
      parts.buttons[name] = button(words, () => {
        closeMenu(menu);
        act();
      }, { "aria-describedby": name === "svg" || name === "png" ? "exports-picture" : "exports-ties" });
    }
    const { buttons } = parts;
    byId("exports-list").append(buttons.svg, buttons.png, parts.picture, buttons.csv, buttons.gexf, parts.ties);
    menu.addEventListener("toggle", () => { if (menu.open) fill(); });
    bindMenus();
  }

  function update() {
    if (menu.open) fill();
  }

  function closeMenu(each) {
    const isInside = each.contains(document.activeElement);
    each.open = false;
    if (isInside) each.querySelector("summary").focus();
  }

  /* Every menu of the page closes on Escape and when the reader goes on elsewhere. */
  function bindMenus() {
    const open = () => [...document.querySelectorAll("details.menu[open]")];
    const leave = ({ target }) => {
      for (const each of open()) if (!each.contains(target)) each.open = false;
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    // Before anybody else hears of Escape: it lets go of the menu, not of what is chosen.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !open().length) return;
      event.stopPropagation();
      open().forEach(closeMenu);
    }, { capture: true });
  }

  return { bind, update, basis, limits, csv, gexf, picture, fileName };
})();
