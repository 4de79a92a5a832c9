/* The graph behind the page: its endpoint, its prefixes, the names of its things. */

import { fold } from "./page.js";

export const ENDPOINT = new URL("sparql", document.baseURI);
export const XSD = "http://www.w3.org/2001/XMLSchema#";
const MAX_NAMES = 5000;

export const prefixes = {};
export const things = new Map(); // by IRI: label, kind, whether an actor
let named = new Map(); // by folded label: IRIs

/* ---- Asking ---- */

export async function ask(query, accept, signal) {
  let response;
  try {
    response = await fetch(ENDPOINT, {
      method: "POST", headers: { Accept: accept }, body: new URLSearchParams({ query }), signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer; is khgraph serve still running?");
  }
  const body = await response.text();
  if (!response.ok) throw new Error(body.trim() || `The server says ${response.status} ${response.statusText}`);
  return { body, isJson: (response.headers.get("Content-Type") ?? "").includes("json") };
}

/* Learn the labels of *iris*, or of the things that there are; return how many were told. */
export async function learn(iris) {
  const which = iris
    ? `VALUES ?thing { ${iris.slice(0, MAX_NAMES).map(iriTerm).join(" ")} } ?thing skos:prefLabel|rdfs:label ?label .`
    : "?thing a ?type ; skos:prefLabel ?label . ?type skos:prefLabel ?kind ."
      + " FILTER(isIRI(?thing) && !STRSTARTS(STR(?thing), STR(kh:)))"
      + " BIND(EXISTS { ?type rdfs:subClassOf* kh:Actor } AS ?isActor)";
  const text = `SELECT ?thing ?label ?kind ?isActor WHERE { ${which} } LIMIT ${MAX_NAMES}`;
  const rows = JSON.parse((await ask(text, "application/sparql-results+json")).body).results.bindings;
  for (const { thing, label, kind, isActor } of rows) {
    const isEnglish = /^en\b/.test(label["xml:lang"] ?? "");
    if (things.has(thing.value) && !isEnglish) continue;
    things.set(thing.value, {
      label: label.value, kind: kind?.value ?? "thing", isActor: isActor?.value === "true",
    });
  }
  named = Map.groupBy(things.keys(), (iri) => fold(things.get(iri).label));
  return rows.length;
}

/* ---- Names ---- */

/* The prefix and local name of an IRI, by the longest namespace that fits; null where none does. */
export function split(iri) {
  const [prefix, namespace] = Object.entries(prefixes)
    .filter(([, start]) => iri.startsWith(start))
    .reduce((best, entry) => (entry[1].length > best[1].length ? entry : best), ["", ""]);
  return namespace ? [prefix, iri.slice(namespace.length)] : null;
}

export function shorten(iri) {
  return split(iri)?.join(":") ?? iri;
}

function expand(text) {
  const colon = text.indexOf(":");
  const namespace = Object.hasOwn(prefixes, text.slice(0, colon)) && prefixes[text.slice(0, colon)];
  if (namespace && !text.startsWith("//", colon + 1)) return namespace + text.slice(colon + 1);
  return text.replace(/^<(.*)>$/, "$1");
}

/* A name of a thing that means no other: its label, or else its short form. */
export function nameOf(iri) {
  const label = things.get(iri)?.label;
  return label && named.get(fold(label)).length === 1 ? label : shorten(iri);
}

const isSource = (iri) => iri.startsWith(prefixes.khb);

/* Whether a thing is of a parameter's type; null for the types that are not of things. */
export function isOfType(type) {
  return {
    actor: (iri) => things.get(iri).isActor, thing: () => true, source: isSource,
  }[type] ?? null;
}

/* The IRI of what a user names by its label, id, CURIE or IRI. */
function namedThing(text, type) {
  const fits = isOfType(type);
  const found = (named.get(fold(text)) ?? []).filter(fits);
  if (found.length > 1) {
    throw new Error(`“${text}” may mean ${found.map(shorten).join(" or ")}; write one of them`);
  }
  if (found.length === 1) return found[0];
  if (text.includes(":")) return expand(text);
  const own = [...things.keys()].filter((iri) => split(iri)?.[1] === text && fits(iri));
  if (own.length === 1) return own[0];
  throw new Error(`no ${type} is called “${text}”`);
}

/* ---- Terms: what is written into a query is made here, and nowhere else ---- */

const IRI = /^[a-z][a-z0-9+.-]*:[^\u0000-\u0020\u007f<>"{}|^`\\]*$/i;
const PLAIN_LOCAL = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;
const ESCAPES = {
  "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
};

export const isIri = (text) => IRI.test(text) && text.isWellFormed();

function iriTerm(iri) {
  if (!isIri(iri)) throw new Error(`“${iri}” is not an IRI`);
  return `<${iri}>`;
}

/* An IRI in its short form, where SPARQL reads that as the same IRI. */
export function writtenIri(iri) {
  const parts = split(iri);
  return parts && PLAIN_LOCAL.test(parts[1]) ? parts.join(":") : iriTerm(iri);
}

function literalTerm(text, datatype) {
  const quoted = `"${text.replace(/[\\"\n\r\t\b\f]/g, (char) => ESCAPES[char])}"`;
  return datatype ? `${quoted}^^${iriTerm(datatype)}` : quoted;
}

function dayTerm(text) {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
  if (!isDay) throw new Error(`“${text}” is not a day; write it YYYY-MM-DD, such as 1939-08-20`);
  return literalTerm(text, `${XSD}date`);
}

function integerTerm(text) {
  if (!/^[+-]?[0-9]{1,18}$/.test(text)) throw new Error(`“${text}” is not a whole number`);
  return BigInt(text.replace("+", "")).toString();
}

/* The term that a parameter of *type* takes for what a user wrote. */
export function termOf(type, text) {
  if (isOfType(type)) return iriTerm(namedThing(text.trim(), type));
  if (type === "iri") return iriTerm(expand(text.trim()));
  if (type === "day") return dayTerm(text.trim());
  if (type === "integer") return integerTerm(text.trim());
  return literalTerm(text);
}
