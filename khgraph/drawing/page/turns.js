const turns = (() => {
  let host = null;
  function build(section) { host = section; }
  function update(current) { host.textContent = "turns: " + current.ties.length + " ties"; }
  return { build, update, svg: () => null };
})();
