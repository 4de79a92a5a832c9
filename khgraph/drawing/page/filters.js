/* Which claims count: signs, stance, sources, dates. */
const filters = (() => {
  const { element, byId } = dom;

  const checked = (selector) => [...document.querySelectorAll(`${selector}:checked`)].map((box) => box.value);

  function bind() {
    byId("sources").append(...graph.sourceIds.map((id) => element("label", { title: graph.sources.get(id) || id },
      element("input", { type: "checkbox", name: "source", value: id }), id)));
    byId("filters").addEventListener("change", ({ target }) => {
      if (target.name === "sign") state.set({ signs: checked("[name=sign]").join("") });
      else if (target.name === "source") {
        const some = checked("[name=source]");
        if (!some.length) {
          target.checked = true;
          dom.say("At least one source must count.", true);
          return;
        }
        // All is said as none, so that a link holds for data with more sources too.
        state.set({ sources: some.length === graph.sourceIds.length ? [] : some });
      } else if (target.id === "min") state.set({ min: target.value });
      else if (target.id === "undated") state.set({ undated: target.checked });
      else if (target.id === "sure") state.set({ sure: target.checked });
      else if (target.id === "horizon") state.set({ horizon: target.value === "" ? null : Number(target.value) });
    });
  }

  function update({ state: now }) {
    for (const box of document.querySelectorAll("[name=sign]")) box.checked = now.signs.includes(box.value);
    for (const box of document.querySelectorAll("[name=source]")) {
      box.checked = !now.sources.length || now.sources.includes(box.value);
    }
    byId("sources-words").textContent = now.sources.length
      ? `${now.sources.length} of ${dom.count(graph.sourceIds.length, "source")}` : "All sources";
    byId("min").value = now.min;
    byId("undated").checked = now.undated;
    byId("undated").disabled = !now.from && !now.to;
    byId("sure").checked = now.sure;
    const horizon = byId("horizon");
    const value = now.horizon === null ? "" : String(now.horizon);
    if (![...horizon.options].some((option) => option.value === value)) {
      horizon.append(element("option", { value }, `${value} years`));
    }
    horizon.value = value;
  }

  return { bind, update };
})();
