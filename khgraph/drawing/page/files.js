/* What leaves the page: a text on the clipboard, a file in the reader's folder. */
const files = (() => {
  const SHOWN = 1500;
  // What a button says when it says nothing of copying, and the clock that brings that back.
  const resting = new WeakMap();

  /* Say something on a button for a while; a second click must not take that for its own words. */
  function flash(button, words) {
    const { own = button.textContent, clock } = resting.get(button) || {};
    clearTimeout(clock);
    button.textContent = words;
    resting.set(button, { own, clock: setTimeout(() => {
      button.textContent = own;
      resting.delete(button);
    }, SHOWN) });
  }

  /* A page that was opened from a file may not be given the clipboard: the old way then. */
  function copySelected(text) {
    const before = document.activeElement;
    const box = dom.element("textarea", { class: "unseen", readonly: true, "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    const isDone = document.execCommand("copy");
    box.remove();
    if (before) before.focus({ preventScroll: true });
    return isDone;
  }

  /* Copy a text and say so on the button. */
  async function copy(text, button) {
    let isDone = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      isDone = copySelected(text);
    }
    flash(button, isDone ? "Copied" : "Not copied");
    dom.say(isDone ? "Copied." : "This browser does not let the page copy.", !isDone);
  }

  function save(blob, name) {
    const link = dom.element("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    // Some browsers begin to read only after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  return { copy, save };
})();
