/* The picture, its side panel and the search. Text from the data goes in as text, never as markup. */
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("graph").textContent);
  const panel = document.getElementById("panel");
  const status = document.getElementById("status");
  const caption = document.getElementById("caption");
  const searchBox = document.getElementById("name");
  const unsignedBox = document.getElementById("unsigned");
  const container = document.getElementById("picture");
  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
  const SIGN_CLASS = { "1": "friend", "-1": "enemy", "0": "neutral" };

  // Our own painter writes the labels; what else is ours in a record means nothing to vis-network.
  const nodes = new vis.DataSet(data.nodes.map(({ label, ...node }) => node));
  const edges = new vis.DataSet(data.edges.map(({ mark, at, turned, sign, ...edge }) => edge));
  // pyvis hands its options over as JSON of their own.
  const network = new vis.Network(container, { nodes, edges }, JSON.parse(data.options));
  // To a keyboard or a screen reader the picture is one image; search and table lead in.
  container.firstChild.removeAttribute("tabindex");

  const state = { chosen: null, hovered: null };
  window.khgraph.paintOver(network, edges, data, state);

  /* Make these actors and edges stand out and the rest pale; all are alike for null. */
  function stand(chosen) {
    state.chosen = chosen && { actors: new Set(chosen.actors), edges: new Set(chosen.edges) };
    const pale = (ids, id) => state.chosen !== null && !ids.has(id);
    nodes.update(data.nodes.map(({ id }) => ({
      id, opacity: pale(state.chosen?.actors, id) ? 0.3 : 1,
    })));
    edges.update(data.edges.map(({ id, color }) => ({
      id, color: { ...color, opacity: pale(state.chosen?.edges, id) ? 0.1 : 1 },
    })));
    panel.classList.toggle("open", state.chosen !== null);
    caption.textContent = "";
  }

  /* ---- Building the panel ---- */

  function element(tag, className, ...content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content.filter((part) => part !== ""));
    return made;
  }

  function button(className, act, ...content) {
    const made = element("button", className, ...content);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function count(number, noun) {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
  }

  function entryClass(record) {
    const isOff = record.sign !== null && !record.is_tie;
    return `entry ${SIGN_CLASS[record.sign] || "unsigned"}${isOff ? " off" : ""}`;
  }

  function claimEntry(claim) {
    const made = element("div", claim.against ? "claim against" : "claim",
      element("span", "stance", `${claim.stance}: `), claim.who,
      claim.after ? `, according to ${claim.after}` : "");
    if (claim.comment) made.append(element("div", "comment", claim.comment));
    made.append(element("div", "meta", `${claim.when} · ${claim.where}`));
    if (!claim.counts && !claim.against) {
      made.append(element("div", "meta", "Not counted in this reading."));
    }
    if (claim.note) made.append(element("div", "meta", `Curator: ${claim.note}`));
    return made;
  }

  function turnEntry(turn) {
    return element("div", "turn",
      element("div", "meta", `Turning point: ${turn.kind}${turn.event ? `, by ${turn.event}` : ""}`),
      element("div", "words", turn.label),
      element("div", "meta", `before: ${turn.before || "not stated"}; after: ${turn.after}`),
      ...turn.claims.map(claimEntry));
  }

  function statementEntry(record, isClicked) {
    return element("li", entryClass(record) + (isClicked ? " clicked" : ""),
      element("div", "words", record.words),
      element("div", "meta", `${record.glyph} ${record.line} · ${record.when}`),
      ...record.remarks.map((words) => element("div", "remark", words)),
      ...record.claims.map(claimEntry),
      ...record.turns.map((i) => turnEntry(data.turns[i])));
  }

  function statementRow({ id, record }) {
    const about = [`${record.glyph} ${record.line}`, record.when, ...record.remarks].join(" · ");
    return element("li", entryClass(record),
      button("row", () => showPair(record.a, record.b, id),
        record.words, element("span", "meta", about)));
  }

  function fill(heading, about, ...content) {
    panel.replaceChildren(element("h2", "", heading), element("p", "count", about), ...content);
    panel.scrollTop = 0;
    say(`${heading}: ${about}`, false);
    // On a narrow screen the panel lies under the picture.
    if (panel.getBoundingClientRect().top > window.innerHeight - 80) panel.scrollIntoView();
  }

  /* Tell a screen reader; show it too where nothing else on the page does. */
  function say(text, isShown) {
    status.textContent = text;
    status.classList.toggle("shown", isShown);
  }

  /* ---- What the panel shows ---- */

  const found = (test) => data.records.map((record, id) => ({ id, record }))
    .filter(({ record }) => test(record));

  function showPair(a, b, clicked) {
    const between = found((r) => (r.a === a && r.b === b) || (r.a === b && r.b === a));
    fill(`${data.actors[a].label} and ${data.actors[b].label}`,
      `${count(between.length, "statement")} about the two, in time order`,
      element("ol", "", ...between.map(({ id, record }) => statementEntry(record, id === clicked))),
      element("p", "more", "All ties of ",
        button("", () => showActor(a), data.actors[a].label),
        button("", () => showActor(b), data.actors[b].label)));
    stand({ actors: [a, b], edges: between.map(({ id }) => id) });
    const line = panel.querySelector(".clicked");
    if (line && panel.scrollHeight > panel.clientHeight) panel.scrollTop = line.offsetTop - 60;
    else if (line && line.getBoundingClientRect().bottom > window.innerHeight) line.scrollIntoView({ block: "center" });
  }

  /* The ties of an actor in the panel, and all that it is in. */
  function listActor(actor) {
    const { label, kind, is_drawn: isDrawn } = data.actors[actor];
    const own = found((r) => r.a === actor || r.b === actor);
    const tied = own.filter(({ record }) => record.is_tie);
    const other = own.filter(({ record }) => !record.is_tie);
    const list = (some) => element("ol", "", ...some.map(statementRow));
    fill(label,
      `${kind}, ${count(tied.length, "tie")} in time order${isDrawn ? "" : "; not in the picture"}`,
      list(tied),
      ...(other.length ? [element("h3", "", "Said, but no signed tie of this reading"), list(other)] : []));
    network.unselectAll();
    if (isDrawn) network.selectNodes([actor], false);
    return own;
  }

  function showActor(actor) {
    const own = listActor(actor);
    const around = own.filter(({ record }) => record.is_tie).flatMap(({ record }) => [record.a, record.b]);
    stand({ actors: [actor, ...around], edges: own.map(({ id }) => id) });
  }

  function welcome() {
    panel.replaceChildren(
      element("h2", "", "What is said, and by whom"),
      element("p", "", "Click a line to read every statement about the two actors: friendly, hostile, doubted and denied, each with its source and page. Click an actor, or look for one above, for its ties in time order."),
      element("p", "count", "Keys: / to search, Enter to show, Esc to clear."));
    const listed = data.turns.filter((turn) => turn.pair);
    if (listed.length) {
      panel.append(element("h3", "", `Begin with a turning point (${listed.length})`),
        element("ol", "", ...listed.map((turn) => element("li", "turn",
          button("row", () => showPair(...turn.pair),
            turn.label, element("span", "meta", `${turn.kind} · ${turn.when}`))))));
    }
  }

  function clear() {
    network.unselectAll();
    if (data.focus === null) welcome();
    else listActor(data.focus);
    stand(null);
    panel.scrollTop = 0;
    say("", false);
  }

  /* ---- Mouse, keyboard, search ---- */

  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) showActor(node);
    else if (edge !== undefined) showPair(data.records[edge].a, data.records[edge].b, edge);
    else clear();
  });

  function point(node, words) {
    state.hovered = node;
    caption.textContent = words;
    container.style.cursor = words ? "pointer" : "";
    network.redraw();
  }
  const describe = (r) => `${r.words} (${[r.line, r.when, ...r.remarks].join(" · ")})`;
  network.on("hoverNode", ({ node }) => point(node, `${data.actors[node].label} (${data.actors[node].kind})`));
  network.on("hoverEdge", ({ edge }) => point(null, describe(data.records[edge])));
  network.on("blurNode", () => point(null, ""));
  network.on("blurEdge", () => point(null, ""));

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  /* The actor that is called so, else one whose name begins so, else one that has it in its name. */
  function find(text) {
    const wanted = fold(text);
    const names = data.actors.map(({ label }) => fold(label));
    const tests = [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)];
    return tests.map((test) => names.findIndex(test)).find((i) => i >= 0);
  }

  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = searchBox.value.trim();
    const actor = text ? find(text) : undefined;
    if (actor === undefined) {
      say(text ? `No actor here is called “${text}”.` : "", true);
      return;
    }
    showActor(actor);
    if (data.actors[actor].is_drawn) {
      network.focus(actor, { scale: Math.max(network.getScale(), 1), animation: movement() });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      searchBox.value = "";
      clear();
    } else if (event.key === "/" && event.target !== searchBox) {
      event.preventDefault();
      searchBox.focus();
    }
  });

  function showUnsigned() {
    edges.update(data.edges.filter(({ sign }) => sign === null)
      .map(({ id }) => ({ id, hidden: !unsignedBox.checked })));
  }
  unsignedBox.addEventListener("change", showUnsigned);

  /* ---- The view ---- */

  function movement() {
    return stillness.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" };
  }

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor, animation: movement() });
  }

  /* Fit the whole; on a small screen keep the marks apart, begin at the largest, and let it be dragged. */
  function fit() {
    const { width, height } = data.extent;
    const scale = Math.min(container.clientWidth / width, container.clientHeight / height, 2);
    const largest = data.nodes.reduce((a, b) => (b.size > a.size ? b : a), { x: 0, y: 0, size: 0 });
    const isSmall = scale < 0.6;
    network.moveTo({
      position: isSmall ? { x: largest.x, y: largest.y } : { x: 0, y: 0 },
      scale: Math.max(scale, 0.6),
    });
  }

  let fittedWidth = container.clientWidth;
  window.addEventListener("resize", () => {
    // A phone's address bar changes the height alone, and must not undo a zoom.
    if (container.clientWidth !== fittedWidth) fit();
    fittedWidth = container.clientWidth;
  });

  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.3));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("zoom-fit").addEventListener("click", fit);

  // A browser may restore the box as it was before a reload.
  showUnsigned();
  fit();
  clear();
  // For the tests, and for readers with a console.
  Object.assign(window.khgraph, { network, nodes, edges, data, state });
})();
