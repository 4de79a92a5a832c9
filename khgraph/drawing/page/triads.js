const triads = (() => {
  let host = null;
  function build(section) { host = section; }
  function update(current) { host.textContent = "triads: " + current.ties.length + " ties"; }
  return { build, update, svg: () => null };
})();
