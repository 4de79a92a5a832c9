/* What every part of the page does with it. Text goes in as text, never as markup. */

export const byId = (id) => document.getElementById(id);
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
export const byWords = new Intl.Collator("en", { numeric: true });

/* How a sign is told: a class for its colour, a glyph and a word, since colour alone says nothing. */
export const SIGNS = {
  "1": ["friend", "+", "friendly"],
  "-1": ["enemy", "\u2212", "hostile"],
  "0": ["neutral", "0", "neutral"],
};

export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

export function button(words, act) {
  const made = element("button", "", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function say(text) {
  byId("status").textContent = text;
}

export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
