/* Parts of SVG that views share. Everything is said in attributes, so that a picture keeps its
   looks when it leaves the page as a file. */
const pictures = (() => {
  const { svg } = dom;
  const SERIF = getComputedStyle(document.body).fontFamily;
  const SANS = getComputedStyle(document.documentElement).getPropertyValue("--sans").trim();
  const { ink, paper } = graph.look.colours;
  const QUIET = "#5d5b63";
  const RULE = "#dcd8cd";
  const pen = document.createElement("canvas").getContext("2d");

  /* How wide `words` are in pixels. */
  function widthOf(words, { size = 13, weight = 400, family = SERIF } = {}) {
    pen.font = `${weight} ${size}px ${family}`;
    return pen.measureText(words).width;
  }

  /* `words` on lines no wider than `width`, at most `most` of them; what is cut ends in an ellipsis. */
  function wrap(words, width, { most = 99, ...font } = {}) {
    const found = [];
    let line = "";
    for (const word of words.split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && widthOf(longer, font) > width) {
        found.push(line);
        line = word;
      } else line = longer;
    }
    if (line) found.push(line);
    if (found.length <= most) return found;
    const kept = found.slice(0, most);
    let end = kept[most - 1];
    while (end && widthOf(`${end}\u2026`, font) > width) end = end.slice(0, -1);
    kept[most - 1] = `${end.trimEnd()}\u2026`;
    return kept;
  }

  /* Text whose first baseline is at y; `lines` is a text, or an array of one for each line. */
  function text(x, y, lines, { size = 13, weight = 400, family = SERIF, fill = ink, anchor = "start", leading = 1.2, ...more } = {}) {
    const rows = Array.isArray(lines) ? lines : [lines];
    return svg("text", {
      x, y, fill, "font-family": family, "font-size": size, "font-weight": weight, "text-anchor": anchor, ...more,
    }, rows.length === 1 ? rows[0]
      : rows.map((row, i) => svg("tspan", { x, dy: i ? size * leading : 0 }, row)));
  }

  /* The looks of a line of `sign` (null for no sign), lighter and dotted where nobody affirms it. */
  function stroke(sign, isHedged = false) {
    const { colour, width, dashes } = sign === null ? graph.look.unsigned
      : (isHedged ? graph.look.hedged : graph.look.lines)[sign];
    return { stroke: colour, "stroke-width": width, "stroke-dasharray": dashes.length ? dashes.join(" ") : null, fill: "none" };
  }

  /* The mark of an actor's kind, around the point (x, y), `size` wide. */
  function mark(thing, x, y, size = 14) {
    const shape = thing.shape || graph.look.shapes.Actor;
    const scale = size / 16;
    return svg("path", {
      d: shape.path, fill: shape.fill, stroke: ink, "stroke-width": 1.2 / scale,
      transform: `translate(${x - size / 2} ${y - size / 2}) scale(${scale})`,
    });
  }

  /* A picture that stands alone, on paper. */
  const frame = (width, height, ...content) => svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`,
  }, svg("rect", { width, height, fill: paper }), ...content);

  return { SERIF, SANS, QUIET, RULE, INK: ink, PAPER: paper, widthOf, wrap, text, stroke, mark, frame };
})();
