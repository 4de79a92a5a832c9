const matrix = (() => {
  let host = null;
  function build(section) { host = section; }
  function update(current) { host.textContent = "matrix: " + current.ties.length + " ties"; }
  return { build, update, svg: () => null };
})();
