import { randomUUID } from 'node:crypto';
import { rebuild } from '../../dist/event-sourcing/projections/rebuild.js';
import { processUser } from '../../dist/event-sourcing/processes/process.js';
import { RecordLoader } from '../../dist/event-sourcing/record-loader.js';
import { processes } from '../../dist/processes/index.js';
import { startService } from './child.mjs';
import { growthLog } from './growth-log.mjs';
import { database, isQuick, milliseconds, number, percentile, rate, settled, sizes } from './support.mjs';

/** Events that a service which was away has to catch up with, and how often each query is asked. */
const BEHIND = isQuick ? 2_000 : 20_000;
const ASKED = isQuick ? 5 : 30;
/** What is extrapolated to. */
const GOALS = [10_000_000, 100_000_000, 1_000_000_000];
const DAY = 86_400;

const QUERIES = {
  'commitments by due day': '{ commitments(first: 50, orderBy: { field: DUE }) { nodes { id due statement actor { name } } } }',
  'the same as of 2019':
    '{ at(asOf: "2019") { commitments(first: 50, orderBy: { field: DUE }) { nodes { id due statement actor { name } } } } }',
  'all activities, counted': '{ capacityActivities(first: 1) { totalCount } }',
  'overdue commitments': '{ commitmentBoard(standing: OVERDUE, first: 50) { nodes { standing commitment { id due } } } }',
  'newest events': '{ events(last: 50) { nodes { type position } } }',
  'where cooperation stands, 50 States':
    '{ cooperationStatus(conclusions: ["CO-05"]) { nodes { state { name } cells { status } } } }',
  'how pairs of actors cooperate': '{ cooperationLinks(first: 50) { nodes { actor { name } partner { name } status } } }',
  'partnership graph, as of 2022': '{ at(asOf: "2022") { partnershipGraph { nodes(first: 50) { nodes { partners } } } } }',
  search: '{ search(text: "training officers", first: 20) { nodes { record { id } } } }',
};

/**
 * (j) How disk, catching up and queries go with the size of the log: logs of several sizes of the same mix, each with all read models; and what follows for
 * larger ones. What grows as n^e from the two largest sizes is taken to go on so.
 */
export async function growth() {
  const make = await growthLog();
  const points = [];
  for (const size of sizes([10_000, 100_000, 1_000_000], [2_000, 4_000, 8_000])) {
    const point = await measure(make, size);
    points.push(point);
    console.log(JSON.stringify(point));
  }
  const streams = await longStreams();
  return {
    title: '(j) Growth',
    lines: [...tables(points), '', ...longStreamTable(streams), '', ...kindTable(points.at(-1))],
    document: { path: 'docs/scale.md', lines: extrapolated(points) },
  };
}

async function measure(make, size) {
  await using db = await database();
  const { pool, store, service } = db;
  const point = { events: size };
  const all = make(size + BEHIND);
  let head = 0n;
  point.fill = await restored(all, size);
  await pool.query('vacuum analyze es.events');
  point.log = (await bytesOf(pool, 'es')) / size;
  const streams = await pool.query('select count(distinct stream)::int as n from es.events');
  point.streams = streams.rows[0].n;
  point.read = await perSecond(size, async () => {
    for await (const event of store.readAll()) head = event.position;
  });
  const begun = performance.now();
  point.slowest = { name: '', seconds: 0 };
  for (const projection of service.projections.values()) {
    const started = performance.now();
    await rebuild(projection, { pool, store });
    const seconds = (performance.now() - started) / 1000;
    if (seconds > point.slowest.seconds) point.slowest = { name: projection.name, seconds };
  }
  point.rebuild = (performance.now() - begun) / 1000;
  point.models = (await bytesOf(pool, 'rm')) / size;
  point.kinds = await kindsOf(pool, service.projections);
  // Processes have seen all of it too: what is measured is catching up, and not a first start on a log that others wrote.
  await pool.query(
    `insert into rm.checkpoints (projection, generation, fingerprint, position, recorded_at, active)
     select name, 1, 'process', position, recorded_at, true from unnest($1::text[]) name, (select * from es.events order by position desc limit 1) newest`,
    [processes.map(processUser)],
  );
  await restored(all, BEHIND);
  Object.assign(point, await served(db));
  const { metadata } = make(1).next().value;
  const event = () => ({ id: randomUUID(), type: 'NothingOfOurs', schemaVersion: 1, data: {}, metadata });
  point.append = await rate(32, isQuick ? 1 : 5, () => store.append(`bench-${randomUUID()}`, -1, [event()]).then(() => 1));
  return point;

  async function restored(events, count) {
    return perSecond(count, async () => {
      for (let left = count; left > 0;) {
        const chunk = [];
        while (chunk.length < Math.min(left, 5_000)) chunk.push(events.next().value);
        head = await store.restore(chunk, head);
        left -= chunk.length;
      }
    });
  }
}

/** How a service catches up with what came while it was away, and how it answers then. */
async function served(db) {
  await using running = await startService(db);
  const caughtUp = performance.now();
  await settled(db);
  const catchUp = BEHIND / ((performance.now() - caughtUp) / 1000);
  await db.pool.query('analyze');
  const queries = {};
  for (const [name, query] of Object.entries(QUERIES)) {
    const times = [];
    for (let n = 0; n < ASKED + 3; n++) {
      const started = performance.now();
      await running.ask(query);
      if (n >= 3) times.push(performance.now() - started);
    }
    queries[name] = percentile(times, 0.5);
  }
  return { catchUp, queries };
}

/** Milliseconds until a command may be decided on a record with so many events that this process has not seen. */
async function longStreams() {
  await using db = await database();
  const { store, service } = db;
  const actor = randomUUID();
  const result = [];
  let head = 0n;
  for (const length of isQuick ? [10, 1_000] : [10, 100, 1_000, 10_000]) {
    const id = randomUUID();
    const stream = `commitment-${id}`;
    const event = (revision, type, data) => ({
      id: randomUUID(),
      type,
      schemaVersion: service.catalogue.shape('commitment', type).version,
      data,
      stream,
      revision,
      position: 0n,
      recordedAt: new Date(Date.UTC(2020, 0, 1) + revision * 60_000).toISOString().replace('Z', '000Z'),
      metadata: {
        occurredAt: new Date(Date.UTC(2020, 0, 1) + revision * 60_000).toISOString(),
        precision: 'instant',
        actor: null,
        user: 'bench',
        handling: { tlp: 'CLEAR', audience: [] },
        commandId: randomUUID(),
        commandHash: '',
        correlationId: randomUUID(),
        causationId: randomUUID(),
      },
    });
    const text = (english) => [{ language: 'en', text: english }];
    const events = Array.from({ length }, (_, n) =>
      n === 0
        ? event(0, 'CommitmentDeclared', { actor, statement: text('Train officers'), cites: [], due: '2030-01-01' })
        : event(n, 'CommitmentProgressReported', { report: text(`Step ${n} is done`), percent: n % 101 }),
    );
    head = await store.restore(events, head);
    const times = [];
    for (let n = 0; n < 10; n++) {
      const started = performance.now();
      await new RecordLoader(store, service.catalogue).load('commitment', id);
      times.push(performance.now() - started);
    }
    result.push({ length, load: percentile(times, 0.5) });
  }
  return result;
}

async function perSecond(count, work) {
  const started = performance.now();
  await work();
  return count / ((performance.now() - started) / 1000);
}

async function bytesOf(pool, schema) {
  const { rows } = await pool.query(
    `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r'`,
    [schema],
  );
  return Number(rows[0].bytes);
}

/** Events of each kind of record, and what they take in the log and in the rows of the kind. */
async function kindsOf(pool, projections) {
  const { rows } = await pool.query(
    `select split_part(stream, '-', 1) as kind, count(*)::int as events, count(distinct stream)::int as streams, sum(bytes)::bigint as bytes
     from es.events group by 1 order by 2 desc`,
  );
  const tables = await pool.query(
    `select regexp_replace(relname, '_g\\d+$', '') as name, sum(pg_total_relation_size(oid))::bigint as bytes, sum(greatest(reltuples, 0))::bigint as rows
     from pg_class where relnamespace = 'rm'::regnamespace and relkind = 'r' and relname ~ '_g\\d+$' group by 1`,
  );
  const sizeOf = (name) => {
    const own = projections.get(name)?.tables ?? [name];
    const found = tables.rows.filter((table) => own.includes(table.name));
    return {
      bytes: found.reduce((sum, one) => sum + Number(one.bytes), 0),
      rows: found.reduce((sum, one) => sum + Number(one.rows), 0),
    };
  };
  const events = rows.reduce((sum, row) => sum + row.events, 0);
  const snake = (kind) => kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const kinds = rows.map((row) => ({ ...row, bytes: Number(row.bytes), model: sizeOf(snake(row.kind)) }));
  const others = [...projections.keys()].filter((name) => !rows.some(({ kind }) => snake(kind) === name));
  return [
    ...kinds,
    ...others.map((kind) => ({ kind, events, view: true, model: sizeOf(kind) })).filter(({ model }) => model.rows > 0),
  ];
}

const GIB = 2 ** 30;
const size = (bytes) =>
  bytes >= 1024 * GIB ? `${(bytes / GIB / 1024).toFixed(1)} TiB` : `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 2 : 0)} GiB`;
const duration = (seconds) =>
  seconds < 120
    ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
    : seconds < 2 * 3_600
      ? `${(seconds / 60).toFixed(0)} min`
      : seconds < 2 * DAY
        ? `${(seconds / 3_600).toFixed(1)} h`
        : `${(seconds / DAY).toFixed(1)} days`;

function tables(points) {
  const columns = points.map(({ events }) => number(events));
  const row = (name, value) => `| ${name} | ${points.map(value).join(' | ')} |`;
  return [
    `| | ${columns.join(' | ')} events |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    row('streams', (p) => number(p.streams)),
    row('log, bytes an event on disk', (p) => number(p.log)),
    row('read models, bytes an event on disk', (p) => number(p.models)),
    row('copied into the log, events/s', (p) => number(p.fill)),
    row('read from the log, events/s', (p) => number(p.read)),
    row('all read models rebuilt', (p) => duration(p.rebuild)),
    row('… events of the log/s', (p) => number(p.events / p.rebuild)),
    row('… the slowest of them', (p) => `${p.slowest.name}, ${duration(p.slowest.seconds)}`),
    row(`catching up with ${number(BEHIND)} events, all read models, events/s`, (p) => number(p.catchUp)),
    row('appends/s, 32 callers', (p) => number(p.append)),
    ...Object.keys(QUERIES).map((name) => row(`query: ${name}, p50 ms`, (p) => milliseconds(p.queries[name]))),
  ];
}

function longStreamTable(streams) {
  return [
    '| events of a record | until a command can be decided on it, not seen before, p50 ms |',
    '|---|---|',
    ...streams.map(({ length, load }) => `| ${number(length)} | ${milliseconds(load)} |`),
  ];
}

function kindTable({ events, kinds }) {
  return [
    `| of ${number(events)} events | events | streams | log, bytes of JSON an event | rows | read model, bytes an event |`,
    '|---|---|---|---|---|---|',
    ...kinds.map(({ kind, events: own, streams, bytes, view, model }) =>
      view
        ? `| ${kind} | all | | | ${number(model.rows)} | ${number(model.bytes / own)} |`
        : `| ${kind} | ${number(own)} | ${number(streams)} | ${number(bytes / own)} | ${number(model.rows)} | ${number(model.bytes / own)} |`,
    ),
  ];
}

/** Grows on as between the two largest sizes: value × (goal / size)^e; what shrinks there is taken to stay. */
function goingOn(points, value, goal) {
  const [a, b] = points.length > 1 ? points.slice(-2) : [points[0], points[0]];
  const exponent = Math.max(0, Math.log(value(b) / value(a)) / Math.log(b.events / a.events) || 0);
  return { at: value(b) * (goal / b.events) ** exponent, exponent };
}

function extrapolated(points) {
  const row = (name, value, show) => {
    const found = GOALS.map((goal) => goingOn(points, value, goal));
    return `| ${name} | n^${found[0].exponent.toFixed(2)} | ${found.map(({ at }) => show(at)).join(' | ')} |`;
  };
  return [
    `| extrapolated from ${points
      .slice(-2)
      .map(({ events }) => number(events))
      .join(' and ')} events | grows as | ${GOALS.map(number).join(' | ')} events |`,
    `|---|---|${GOALS.map(() => '---').join('|')}|`,
    row('streams', (p) => p.streams, number),
    row('log on disk', (p) => p.log * p.events, size),
    row('read models on disk', (p) => p.models * p.events, size),
    row('log copied', (p) => p.events / p.fill, duration),
    row('all read models rebuilt, one after the other', (p) => p.rebuild, duration),
    row('the slowest of them', (p) => p.slowest.seconds, duration),
    ...Object.keys(QUERIES).map((name) =>
      row(
        `query: ${name}`,
        (p) => p.queries[name] / 1000,
        (s) => `${milliseconds(s * 1000)} ms`,
      ),
    ),
  ];
}
