/* The answer: a table, a word, or a graph as text; and what can be taken away of it. */

import { ENDPOINT, XSD, isIri, learn, shorten, split, things } from "./graph.js";
import { SIGNS, button, byId, byWords, count, element, fold, say } from "./page.js";

export const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const MAX_DRAWN = 1000;
const MAX_CHARACTERS = 200000;
const LONG_TEXT = 60;
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short",
  "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name));

let shown = null; // the rows, how they are sorted, and what is known of each

/* ---- Showing ---- */

export function clearAnswer() {
  shown = null;
  byId("fault").hidden = true;
  byId("guide").hidden = true;
  byId("answer").hidden = true;
  byId("filter").value = "";
  byId("result").replaceChildren();
}

export function showFault(message) {
  const [words, ...place] = message.split("\n");
  say("");
  // The words may be folded; the line with the pointer under it may not.
  byId("fault-text").replaceChildren(
    element("p", "", words), ...(place.length ? [element("pre", "", place.join("\n"))] : []));
  byId("fault").hidden = false;
}

/* Show what the server sent; *name* is for the downloaded files. */
export function showAnswer({ body, isJson }, seconds, name) {
  if (!isJson) {
    showGraph(body, seconds, name);
    return;
  }
  let answer;
  try {
    answer = JSON.parse(body);
  } catch {
    showFault("The answer breaks off, or is no SPARQL JSON; ask again.");
    return;
  }
  const json = download("JSON", `${name}.json`, "application/sparql-results+json", () => body);
  if (typeof answer.boolean !== "boolean") {
    showRows(answer, json, seconds, name);
    return;
  }
  open([json], false);
  byId("result").replaceChildren(element("p", "boolean", String(answer.boolean)));
  say(`Answered in ${seconds}.`);
}

function showGraph(body, seconds, name) {
  open([download("Turtle", `${name}.ttl`, "text/turtle", () => body)], false);
  if (body.length > MAX_CHARACTERS) {
    note(`Only the first ${count(MAX_CHARACTERS, "character")} are shown; the download has all.`);
  }
  byId("result").replaceChildren(element("pre", "", body.slice(0, MAX_CHARACTERS) || "# an empty graph"));
  say(`${count(body.length, "character")} of Turtle in ${seconds}.`);
}

async function showRows({ head, results }, json, seconds, name) {
  const answer = {
    vars: head.vars, rows: results.bindings, sorted: null, isDescending: false, seconds, folded: new Map(),
  };
  shown = answer;
  open([download("CSV", `${name}.csv`, "text/csv", () => csv(answer)), json], true);
  draw();
  // Without labels the identifiers stay.
  const learnt = await learnLabels().catch(() => 0);
  if (!learnt || shown !== answer) return;
  answer.folded.clear();
  draw();
}

function open(downloads, isTable) {
  byId("downloads").replaceChildren(...downloads);
  byId("table-tools").hidden = !isTable;
  byId("answer").hidden = false;
  byId("result").scrollTo(0, 0);
  note("");
}

function note(text) {
  byId("note").textContent = text;
  byId("note").hidden = text === "";
}

/* ---- Terms as text ---- */

const isNumber = (term) => term?.type === "literal" && NUMBERS.has(term.datatype);
const isSign = (name, term) => /(^|_)sign\d*$/i.test(name) && isNumber(term) && Object.hasOwn(SIGNS, term.value);

function plainText(term) {
  if (!term) return "";
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "triple") return term.value;
  return `<<( ${["subject", "predicate", "object"].map((part) => plainText(term.value[part])).join(" ")} )>>`;
}

function labelOf(term) {
  return byId("labels").checked && term.type === "uri" ? things.get(term.value)?.label : undefined;
}

async function learnLabels() {
  const terms = shown.rows.slice(0, MAX_DRAWN).flatMap((row) => Object.values(row));
  const unknown = new Set(terms.filter(({ type, value }) => type === "uri" && split(value) && isIri(value)
    && !things.has(value)).map(({ value }) => value));
  return unknown.size > 0 ? learn([...unknown]) : 0;
}

/* ---- Filtering and sorting ---- */

/* What the filter looks through: a term as it is drawn, and its IRI in full. */
function foldedText(term) {
  const text = plainText(term);
  if (!shown.folded.has(text)) {
    shown.folded.set(text, fold([text, shorten(text), things.get(text)?.label ?? ""].join(" ")));
  }
  return shown.folded.get(text);
}

/* Rows in the order of one column: numbers, then texts; what is not bound is last in either order. */
function sorted(rows, name, isDescending) {
  const shownText = (term) => labelOf(term) ?? plainText(term);
  const isCounted = (term) => isNumber(term) && Number.isFinite(Number(term.value));
  const texts = new Set(rows.map((row) => row[name]).filter((term) => term && !isCounted(term)).map(shownText));
  // Many rows have few texts: these are compared once.
  const ranks = new Map([...texts].sort(byWords.compare).map((text, rank) => [text, rank]));
  const placed = rows.map((row) => {
    const term = row[name];
    if (!term) return { row, kind: 2, key: 0 };
    if (isCounted(term)) return { row, kind: 0, key: Number(term.value) };
    return { row, kind: 1, key: ranks.get(shownText(term)) };
  });
  const direction = isDescending ? -1 : 1;
  placed.sort((a, b) => (a.kind === 2) - (b.kind === 2)
    || direction * (a.kind - b.kind || a.key - b.key));
  return placed.map(({ row }) => row);
}

function wantedRows() {
  const words = fold(byId("filter").value);
  const fits = (row) => Object.values(row).some((term) => foldedText(term).includes(words));
  const kept = words === "" ? shown.rows : shown.rows.filter(fits);
  return shown.sorted === null ? kept : sorted(kept, shown.sorted, shown.isDescending);
}

/* Up, down, and back to the order of the query. */
function sortBy(name) {
  if (shown.sorted !== name) Object.assign(shown, { sorted: name, isDescending: false });
  else if (!shown.isDescending) shown.isDescending = true;
  else shown.sorted = null;
  draw();
  byId("result").querySelectorAll("thead button")[shown.vars.indexOf(name)].focus();
}

/* ---- Drawing ---- */

function draw() {
  if (shown === null) return;
  const { vars, rows, seconds } = shown;
  const kept = wantedRows();
  const drawn = kept.slice(0, MAX_DRAWN);
  const header = element("tr", "", ...vars.map((name) => headerCell(name, drawn)));
  const body = drawn.map((row) => element("tr", "", ...vars.map((name) => cell(row[name], name))));
  byId("result").replaceChildren(
    element("table", "", element("thead", "", header), element("tbody", "", ...body)));
  const some = kept.length === rows.length ? "" : `${kept.length.toLocaleString("en")} of `;
  say(`${some}${count(rows.length, "row")} in ${seconds}.`);
  note(kept.length > MAX_DRAWN
    ? `Only the first ${count(MAX_DRAWN, "row")} are drawn; the downloads have all.` : "");
}

function headerCell(name, rows) {
  const order = shown.sorted !== name ? "none" : shown.isDescending ? "descending" : "ascending";
  const arrow = element("span", "arrow", { none: "", descending: "\u2193", ascending: "\u2191" }[order]);
  arrow.setAttribute("aria-hidden", "true");
  const sorter = button(name, () => sortBy(name));
  sorter.append(arrow);
  const bound = rows.map((row) => row[name]).filter(Boolean);
  const isNumeric = bound.length > 0 && bound.every((term) => isNumber(term) && !isSign(name, term));
  const made = element("th", isNumeric ? "number" : "", sorter);
  made.scope = "col";
  made.setAttribute("aria-sort", order);
  return made;
}

function cell(term, name) {
  if (!term) return element("td");
  if (isSign(name, term)) {
    const [className, glyph, word] = SIGNS[term.value];
    return element("td", `sign ${className}`, element("b", "", glyph), ` ${word}`);
  }
  if (term.type === "uri") return iriCell(term);
  if (term.type === "bnode" || term.type === "triple") return element("td", "iri", plainText(term));
  const made = element("td", isNumber(term) ? "number" : "", term.value);
  if (/^[\d/.?~%X-]{4,24}$/.test(term.value)) made.classList.add("nowrap"); // a date
  if (term.value.length > LONG_TEXT) made.classList.add("long");
  const language = term["xml:lang"] ?? "en";
  if (language !== "en") made.append(element("sup", "", language));
  if (term.datatype) made.title = shorten(term.datatype);
  return made;
}

function iriCell(term) {
  const label = labelOf(term);
  const short = linked(term.value, shorten(term.value));
  return label === undefined
    ? element("td", "iri", short)
    : element("td", "", label, element("span", "beside", short));
}

function linked(iri, text) {
  const isWeb = /^https?:\/\//i.test(iri) && URL.canParse(iri);
  const made = element(isWeb ? "a" : "span", "", text);
  made.title = iri;
  if (isWeb) Object.assign(made, { href: iri, rel: "noopener noreferrer", target: "_blank" });
  return made;
}

/* ---- Taking away ---- */

function csv({ vars, rows }) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [vars, ...rows.map((row) => vars.map((name) => plainText(row[name])))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function download(title, name, type, content) {
  return button(`Download ${title}`, () => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([content()], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

/* The command that asks the same outside a browser. */
export function curl(query) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return `curl -sS ${quoted(ENDPOINT.href)} -H 'Accept: text/csv, text/turtle'`
    + ` --data-urlencode ${quoted(`query=${query}`)}`;
}

export async function copy(text, what) {
  const box = byId("to-copy");
  box.hidden = true;
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied.`);
  } catch {
    // A browser gives the clipboard only to pages of this machine, or over TLS.
    box.value = text;
    box.hidden = false;
    box.select();
    say("Copy it from the box.");
  }
}

byId("labels").addEventListener("change", draw);

let filterTimer = 0;
byId("filter").addEventListener("input", () => {
  clearTimeout(filterTimer);
  filterTimer = setTimeout(draw, 150);
});
