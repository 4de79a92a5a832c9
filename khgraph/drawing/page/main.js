/* The tabs, and what is drawn when the state changes. */
const views = { network, matrix, ribbons, turns, triads, path, table };
const built = new Set();
const tabs = [...document.querySelectorAll("[role=tab]")];
const sectionOf = (name) => dom.byId(`view-${name}`);

function show(current, before) {
  const name = current.state.view;
  for (const tab of tabs) {
    const isChosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    sectionOf(tab.value).hidden = !isChosen;
    // A narrow screen shows some of the tabs at a time.
    if (isChosen) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  }
  document.body.dataset.view = name;
  // A view that nobody looks at is not drawn.
  if (!built.has(name)) {
    built.add(name);
    views[name].build(sectionOf(name));
  }
  filters.update(current);
  slider.update(current);
  views[name].update(current, before);
  panel.update(current);
  tellExtent(current);
  exports.update(current);
}

function tellExtent({ ties }) {
  const actors = new Set(ties.flatMap(({ statement }) => [statement.subject, statement.object]));
  const sum = (sign) => ties.filter((tie) => tie.sign === sign).length;
  dom.byId("extent").textContent = `${dom.count(actors.size, "actor")}, ${dom.count(ties.length, "signed tie")}: `
    + `${sum(1)} friendly, ${sum(-1)} hostile, ${sum(0)} neutral.`;
  dom.byId("reading").textContent = exports.basis();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => state.set({ view: tab.value }));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? tabs[0] : event.key === "End" ? tabs[tabs.length - 1]
      : step && tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    next.focus();
    state.set({ view: next.value });
  });
}

const help = dom.byId("help");
dom.byId("help-open").addEventListener("click", () => help.showModal());
dom.byId("help-close").addEventListener("click", () => help.close());
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !dom.isTyping(event) && !help.open) help.showModal();
});
dom.byId("link").addEventListener("click", ({ target }) => files.copy(state.link(), target));
dom.byId("reset").addEventListener("click", () => state.reset());

search.bind();
slider.bind();
filters.bind();
exports.bind(views);
state.subscribe(show);
show(state.derive(), null);
// For the tests, and for readers with a console.
window.khgraph = { graph, reading, timelines, days, state, views, slider, search, wording, camps, routes, exports, pictures };
