/* The data of the page as objects: things, statements with their claims, turning points. */
const graph = (() => {
  const data = JSON.parse(dom.byId("graph").textContent);
  const { columns, shared, words, look } = data;

  /* Rows as objects with the names of their columns; what rows share is looked up. */
  function decode(table, rows) {
    const names = columns[table];
    const lookUp = names.map((name) => (shared.columns[table] || []).includes(name));
    return rows.map((row) => Object.fromEntries(names.map((name, i) =>
      [name, lookUp[i] ? shared.values[row[i]] : row[i]])));
  }

  const things = decode("things", data.things);
  things.forEach((thing, i) => {
    thing.index = i;
    // What nobody can see nobody can click.
    if (!thing.label.replace(/[\s\p{Cf}\p{M}]/gu, "")) thing.label = "(no name)";
    thing.shape = look.shapes[thing.kind] || null;
    thing.isActor = thing.shape !== null;
    thing.isDrawn = false;
    thing.statements = [];
    thing.mentionedIn = [];
  });
  for (const i of data.drawn) things[i].isDrawn = true;
  const relations = decode("relations", data.relations);

  function claims(rows) {
    return decode("claims", rows).map((claim) => {
      const [stance, stanceWords] = words.stances[claim.stance] || ["", "takes no known stance"];
      return {
        ...claim,
        rank: claim.stance ?? words.stances.length,
        stance,
        stanceWords,
        isAgainst: stance === "doubts" || stance === "denies",
        who: claim.who || "an unnamed author",
      };
    });
  }

  const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  const statements = decode("statements", data.statements).map((row, index) => {
    const statement = { ...row, index, relation: relations[row.relation], subject: things[row.subject] };
    statement.object = typeof row.object === "number" ? things[row.object] : null;
    statement.text = statement.object ? statement.object.label : row.object;
    statement.id ??= [statement.subject.id, kebab(statement.relation.id), statement.object.id].join("-");
    statement.claims = claims(row.claims);
    statement.turns = [];
    // A tie joins two different actors; what it says of their standing is its sign.
    statement.isTie = statement.object !== null && statement.subject.isActor
      && statement.object.isActor && statement.object !== statement.subject;
    statement.sign = statement.isTie ? statement.relation.sign : null;
    statement.subject.statements.push(statement);
    if (statement.object && statement.object !== statement.subject) statement.object.statements.push(statement);
    return statement;
  });

  for (const statement of statements) {
    statement.rivals = statement.rivals.map((i) => statements[i]);
    for (const i of statement.mentions) {
      const thing = things[i];
      if (thing !== statement.subject && thing !== statement.object) thing.mentionedIn.push(statement);
    }
  }

  /* A statement in words, read from the side of `thing`: from its object if that is asked for. */
  function sentence(statement, thing) {
    if (thing && statement.object === thing && statement.subject !== thing) {
      return `${thing.label} ${statement.inverse} ${statement.subject.label}${statement.qualifiers}`;
    }
    return `${statement.subject.label} ${predicate(statement)}`;
  }

  const predicate = (statement) =>
    statement.verb + (statement.text === "true" && !statement.object ? "" : ` ${statement.text}`) + statement.qualifiers;

  /* A claim names its first day, or what it knows of the end: the order of khgraph.dates. */
  function timeKey(some) {
    const keys = some.map(({ days: known }) => {
      if (known && known[0]) return `${known[0]}~`;
      return (known && (known[2] || known[3] || known[1])) || "9999-99-99";
    });
    return keys.sort()[0] || "9999-99-99";
  }

  const told = (place) => (typeof place === "number" ? statements[place] : null);
  const turns = decode("turns", data.turns).map((row, index) => ({
    ...row,
    index,
    claims: claims(row.claims),
    before: told(row.before),
    after: told(row.after),
    beforeWords: typeof row.before === "string" ? row.before : "",
    afterWords: typeof row.after === "string" ? row.after : "",
  }));
  for (const turn of turns) {
    for (const statement of new Set([turn.before, turn.after])) if (statement) statement.turns.push(turn);
  }

  const pairs = new Map();
  const pairKey = (a, b) => (a.index < b.index ? `${a.index}_${b.index}` : `${b.index}_${a.index}`);
  for (const statement of statements) {
    if (!statement.isTie) continue;
    const key = pairKey(statement.subject, statement.object);
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(statement);
  }
  const inTime = (some) => [...some].sort((a, b) => {
    const [one, other] = [timeKey(a.claims), timeKey(b.claims)];
    return one < other ? -1 : one > other ? 1 : a.index - b.index;
  });
  /* All statements between two actors, signed or not, in time order. */
  const between = (a, b) => inTime(pairs.get(pairKey(a, b)) || []);

  const ids = new Map(things.map((thing) => [thing.id, thing]));
  const actors = things.filter((thing) => thing.isActor && thing.statements.some((s) => s.isTie));
  const sources = new Map(data.sources);
  const sourceIds = [...new Set(statements.concat(turns).flatMap((s) => s.claims.map((c) => c.source)))].sort();

  return {
    things, actors, statements, turns, relations, sources, sourceIds, pairKey, pairs, between, inTime, timeKey,
    sentence, predicate, words, look,
    thing: (id) => ids.get(id) || null,
    focus: data.focus === null ? null : things[data.focus],
    reading: data.reading, opening: data.opening, dataName: data.data,
    nodes: data.nodes, edges: data.edges, options: data.options,
  };
})();
