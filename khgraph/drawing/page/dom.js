/* Elements of HTML and SVG. Text from the data goes in as text, never as markup. */
const dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  /* Give `made` attributes and content; a function is a listener, what is null or false is left out. */
  function fill(made, attributes, content) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) {
        made.setAttribute(name, value === true ? "" : value);
      }
    }
    made.append(...content.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false && part !== ""));
    return made;
  }

  const element = (tag, attributes, ...content) => fill(document.createElement(tag), attributes, content);

  const svg = (tag, attributes, ...content) =>
    fill(document.createElementNS(SVG, tag), attributes, content);

  const button = (words, act, attributes) =>
    element("button", { type: "button", click: act, ...attributes }, words);

  const byId = (id) => document.getElementById(id);

  /* What a screen reader is told; `isShown` where nothing else on the page says it. */
  function say(text, isShown = false) {
    byId("status").textContent = text;
    byId("status").classList.toggle("shown", isShown && text !== "");
  }

  const count = (number, noun, plural = `${noun}s`) => `${number} ${number === 1 ? noun : plural}`;

  /* Whether a key goes into a field of text. */
  const isTyping = ({ target }) => target.matches("input:not([type=range]):not([type=checkbox]), select, textarea");

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  return { element, svg, button, byId, say, count, isTyping, fold };
})();
