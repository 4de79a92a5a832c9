/* The page for writing queries: the editor, the named queries with their parameters, and running. */

import { ACCEPT, clearAnswer, copy, curl, showAnswer, showFault } from "./answer.js";
import {
  ENDPOINT, ask, isIri, isOfType, learn, nameOf, prefixes, shorten, termOf, things, writtenIri,
} from "./graph.js";
import { SIGNS, button, byId, byWords, element, fold, say } from "./page.js";

const MAX_HINTS = 60;
const STARTER = `# What ties of Japan are told, with which sign, and by whom?
SELECT ?relation ?sign ?other ?when ?stance ?source ?page
WHERE {
  ?statement rdf:subject kha:japan ; rdf:predicate ?relation ; rdf:object ?other .
  ?relation kh:sign ?sign .
  ?claim kh:about ?statement ; kh:stance ?stance ; dcterms:source ?source ; kh:locator ?page .
  OPTIONAL { ?claim kh:when ?when }
}
ORDER BY ?when ?relation ?other ?claim
LIMIT 200`;

const wide = window.matchMedia("(min-width: 861px)");
let queries = [];
let chosen = null; // the named query in the form, and the lines that bind its parameters
let controller = null; // of the request that runs
let hints = [];
let editor = null;

/* ---- Completing names ---- */

function hint(text, label, kind, sign) {
  const words = fold(`${text.replace(/^.*[:/#]/, "")} ${label}`).replace(/[^\p{L}\p{N}]+/gu, " ");
  return { text, label, kind, sign, key: text.toLowerCase(), words: ` ${words}` };
}

/* The hints for a word: those that it begins come first, then those with a word that it begins. */
function hintsFor(word) {
  const key = word.toLowerCase();
  const prefix = key.slice(0, key.indexOf(":") + 1);
  const local = ` ${fold(key.slice(prefix.length))}`;
  const isBegun = (item) => item.key.startsWith(key) || item.words.startsWith(local);
  return hints
    .filter((item) => item.key.startsWith(prefix) && (isBegun(item) || item.words.includes(local)))
    .sort((a, b) => isBegun(b) - isBegun(a) || byWords.compare(a.text, b.text))
    .slice(0, MAX_HINTS);
}

function drawHint(row, item) {
  row.append(item.text, element("span", "", `${item.label} (${item.kind})`));
  if (item.sign === null) return;
  const [className, glyph, word] = SIGNS[item.sign];
  row.append(element("span", className, `${glyph} ${word}`));
}

let isAsked = false; // whether the user asked for hints ...
let isTyped = false; // ... or typed, and the cursor was not only set somewhere

function wordAtCursor(yasqe) {
  const { line, ch } = yasqe.getCursor();
  const [word] = yasqe.getLine(line).slice(0, ch).match(/[^\s<>"'{}()[\],;|^/!*+=&?$]*$/);
  return { string: word, autocompletionString: word, from: { ch: ch - word.length }, to: { ch } };
}

const completer = {
  name: "khgraph",
  bulk: false,
  autoShow: true,
  isValidCompletionPosition(yasqe) {
    if (["comment", "string", "atom"].includes(yasqe.getTokenAt(yasqe.getCursor()).type)) return false;
    const { string } = wordAtCursor(yasqe);
    return isAsked || (isTyped && string.includes(":") && Object.hasOwn(prefixes, string.split(":")[0]));
  },
  preProcessToken: wordAtCursor,
  get: (yasqe, token) => hintsFor(token?.string ?? "").map(({ text }) => text),
  postprocessHints(yasqe, found) {
    const known = new Map(hints.map((item) => [item.text, item]));
    return found.map((each) => ({ ...each, render: (row) => drawHint(row, known.get(each.text)) }));
  },
};

function complete(yasqe) {
  isAsked = true;
  yasqe.autocomplete();
  isAsked = false;
}

/* ---- The editor ---- */

/* In place of the editor's own mark, whose words are made of markup with styles. */
function markSyntax() {
  this.clearGutter("gutterErrorBar");
  for (let line = 0; line < this.lineCount(); line += 1) {
    const { state } = this.getTokenAt({ line, ch: this.getLine(line).length }, true);
    if (state.OK) continue;
    const mark = element("span", "syntax-mark", "!");
    mark.title = state.errorMsg || `Expected here: ${(state.possibleCurrent ?? []).slice(0, 12).join(" ")}`;
    this.setGutterMarker(line, "gutterErrorBar", mark);
    return;
  }
}

function makeEditor() {
  // The editor merges lists place by place, so its own autocompleters, which ask servers
  // elsewhere, would stay where ours is shorter: they have to go from the defaults.
  for (const name of ["prefixes", "property", "class"]) delete Yasqe.Autocompleters[name];
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.defaults.requestConfig.endpoint = ENDPOINT.href;
  Yasqe.registerAutocompleter(completer);
  Yasqe.prototype.checkSyntax = markSyntax;
  editor = new Yasqe(byId("editor"), {
    value: "",
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    prefixCcApi: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "",
    screenReaderLabel: "Query in SPARQL",
    // Tab leaves the editor, for those who have no mouse.
    extraKeys: {
      "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": complete, "Ctrl-S": false, Tab: false, "Shift-Tab": false,
    },
  });
  // The endpoint knows the project's prefixes; so must what reads the syntax here.
  const mode = editor.getMode();
  const { startState } = mode;
  mode.startState = () => ({ ...startState(), prefixes: { ...prefixes } });
  editor.setValue(STARTER);
  editor.clearHistory();
  editor.on("change", (_, { origin }) => {
    isTyped = (origin ?? "").startsWith("+");
    clearMarks();
    keepInHash();
  });
  // The editor's own listener, which shows the hints, comes first.
  editor.on("cursorActivity", () => { isTyped = false; });
  new ResizeObserver(() => editor.refresh()).observe(editor.getWrapperElement());
}

function write(text) {
  editor.setValue(text);
  editor.collapsePrefixes(true);
}

function clearMarks() {
  for (const mark of editor.getAllMarks()) if (mark.className === "wrong-place") mark.clear();
  editor.eachLine((line) => { editor.removeLineClass(line, "background", "wrong-line"); });
}

/* Mark the place that an error names by line and column, both counted from 1 in characters. */
function markPlace(message) {
  const found = message.match(/\bline (\d+), column (\d+)/);
  const line = found ? Number(found[1]) - 1 : -1;
  if (line < 0 || line >= editor.lineCount()) return;
  const characters = [...editor.getLine(line)];
  const column = Math.max(0, Math.min(Number(found[2]) - 1, characters.length - 1));
  const ch = characters.slice(0, column).join("").length;
  editor.setCursor({ line, ch });
  editor.addLineClass(line, "background", "wrong-line");
  const end = ch + (characters[column] ?? "").length;
  editor.markText({ line, ch }, { line, ch: end }, { className: "wrong-place" });
}

/* ---- The query in the page's address ---- */

let hashTimer = 0;

function keepInHash() {
  clearTimeout(hashTimer);
  hashTimer = setTimeout(() => history.replaceState(null, "", linkHash()), 300);
}

function linkHash() {
  return `#${new URLSearchParams({ query: editor.getValue() })}`;
}

function readHash() {
  const text = new URLSearchParams(location.hash.slice(1)).get("query");
  if (text === null || text === editor.getValue()) return;
  choose(null);
  write(text);
  say("The query is from the link; Run asks it.");
}

/* ---- Named queries ---- */

function listQueries() {
  const wanted = fold(byId("find").value).split(/\s+/);
  const found = queries.filter(({ name, question, tags }) => {
    const text = fold([name, question, ...tags].join(" "));
    return wanted.every((word) => text.includes(word));
  });
  const groups = [...Map.groupBy(found, ({ tags }) => tags[0] ?? "others")];
  groups.sort((a, b) => b[1].length - a[1].length || byWords.compare(a[0], b[0]));
  byId("questions").replaceChildren(...groups.flatMap(([tag, group]) => [
    element("h2", "", tag),
    element("ul", "", ...group.map((query) => element("li", "", questionButton(query)))),
  ]));
  byId("none-found").hidden = found.length > 0;
}

function questionButton(query) {
  const made = button(query.question, () => {
    choose(query);
    if (wide.matches) return;
    byId("catalogue").open = false;
    byId("work").focus();
    byId("work").scrollIntoView();
  });
  made.title = [query.name, ...query.tags].join(" \u00b7 ");
  made.dataset.name = query.name;
  made.setAttribute("aria-current", String(chosen?.query === query));
  return made;
}

/* Show a named query with its parameters; null for a query of the user's own. */
function choose(query) {
  chosen = query && { query, lines: new Map() };
  for (const each of byId("questions").querySelectorAll("button")) {
    each.setAttribute("aria-current", String(each.dataset.name === query?.name));
  }
  byId("chosen").hidden = query === null;
  byId("question").textContent = query?.question ?? "";
  byId("parameters").replaceChildren(...(query?.parameters ?? []).map(parameterInput));
  if (query === null) return;
  write(filled(query));
  say(query.parameters.length > 0 ? "Choose what to ask about, then Run." : "Run asks it.");
}

/* The text of a named query, with one line that binds each of its parameters. */
function filled({ question, text, parameters }) {
  const body = text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim();
  for (const { name, type, default: value } of parameters) {
    chosen.lines.set(name, valuesLine(name, value === null ? "UNDEF" : termOf(type, value)));
  }
  const lines = [...chosen.lines.values()].map((line) => `\n  ${line}`).join("");
  return `# ${question}\n${body.replace(/\bWHERE\s*\{/i, (opening) => opening + lines)}`;
}

const valuesLine = (name, term) => `VALUES $${name} { ${term} }`;

function parameterInput({ name, type, default: value }) {
  const input = element("input");
  Object.assign(input, { type: "text", id: `parameter-${name}`, autocomplete: "off", spellcheck: false });
  if (type === "day") input.placeholder = "YYYY-MM-DD";
  if (type === "integer") input.inputMode = "numeric";
  const label = element("label", "", name.replaceAll("_", " "));
  label.htmlFor = input.id;
  const wrong = element("span", "wrong");
  wrong.id = `${input.id}-wrong`;
  wrong.setAttribute("role", "status");
  input.setAttribute("aria-describedby", wrong.id);
  input.addEventListener("input", () => bind(name, type, input, wrong));
  input.value = value ?? "";
  const made = element("div", "", label, input, wrong);
  if (isOfType(type)) {
    if (value) input.value = nameOf(termOf(type, value).slice(1, -1));
    const names = thingNames(type);
    names.id = `${input.id}-names`;
    input.setAttribute("list", names.id);
    made.append(names);
  }
  return made;
}

function thingNames(type) {
  const iris = [...things.keys()].filter(isOfType(type));
  iris.sort((a, b) => byWords.compare(things.get(a).label, things.get(b).label));
  return element("datalist", "", ...iris.map((iri) => {
    const { label, kind } = things.get(iri);
    const option = element("option", "", `${label}, ${kind}, ${shorten(iri)}`);
    option.value = nameOf(iri);
    return option;
  }));
}

/* Put the value of a parameter into the query, in place of the one before. */
function bind(name, type, input, wrong) {
  let problem = "";
  try {
    const line = valuesLine(name, termOf(type, input.value));
    const parts = editor.getValue().split(chosen.lines.get(name));
    if (parts.length !== 2) throw new Error(`the line VALUES $${name} was changed by hand; choose the question anew`);
    chosen.lines.set(name, line);
    write(parts.join(line));
  } catch (error) {
    problem = error.message;
  }
  wrong.textContent = problem;
  input.setAttribute("aria-invalid", String(problem !== ""));
}

/* ---- Running ---- */

async function run() {
  const invalid = byId("parameters").querySelector('[aria-invalid="true"]');
  if (invalid) {
    invalid.focus();
    return;
  }
  controller?.abort();
  const own = new AbortController();
  controller = own;
  clearMarks();
  clearAnswer();
  const began = performance.now();
  const elapsed = () => `${((performance.now() - began) / 1000).toFixed(2)} s`;
  const timer = setInterval(() => { byId("elapsed").textContent = elapsed(); }, 100);
  byId("stop").hidden = false;
  say("Asking ...");
  try {
    const answer = await ask(editor.getValue(), ACCEPT, own.signal);
    if (controller === own) showAnswer(answer, elapsed(), chosen?.query.name ?? "answer");
  } catch (error) {
    if (controller === own) showEnd(error, elapsed());
  } finally {
    clearInterval(timer);
    if (controller === own) endRun();
  }
}

function showEnd(error, seconds) {
  if (error.name === "AbortError") {
    say(`Stopped after ${seconds}.`);
    return;
  }
  showFault(error.message);
  markPlace(error.message);
}

function endRun() {
  controller = null;
  byId("elapsed").textContent = "";
  // Whoever stopped by the keyboard is not to lose the place.
  if (document.activeElement === byId("stop")) byId("run").focus();
  byId("stop").hidden = true;
}

/* ---- Beginning ---- */

function listen() {
  byId("run").addEventListener("click", run);
  byId("stop").addEventListener("click", () => controller?.abort());
  byId("find").addEventListener("input", listQueries);
  byId("copy-link").addEventListener("click", () => copy(new URL(linkHash(), document.baseURI).href, "Link"));
  byId("copy-curl").addEventListener("click", () => copy(curl(editor.getValue()), "Command"));
  byId("parameters").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    run();
  });
  window.addEventListener("hashchange", readHash);
  window.addEventListener("beforeprint", () => { byId("printed").textContent = editor.getValue(); });
  wide.addEventListener("change", () => { byId("catalogue").open = wide.matches; });
}

async function begin() {
  byId("endpoint").textContent = ENDPOINT.href;
  byId("catalogue").open = wide.matches;
  const files = ["queries.json", "terms.json"].map(async (name) => (await fetch(name)).json());
  const [catalogue, ontology] = await Promise.all(files);
  queries = catalogue;
  Object.assign(prefixes, ontology.prefixes);
  hints = ontology.terms.map(({ curie, label, kind, sign }) => hint(curie, label, kind, sign));
  makeEditor();
  listen();
  readHash();
  await learn().catch(() => 0); // without names, identifiers can still be written
  for (const [iri, { label, kind }] of things) {
    if (isIri(iri)) hints.push(hint(writtenIri(iri), label, kind, null));
  }
  listQueries();
  document.body.dataset.ready = "true";
}

begin().catch((error) => showFault(`The page cannot begin: ${error.message}`));
