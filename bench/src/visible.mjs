import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { PROGRESS_CHANNEL } from '../../dist/event-sourcing/projections/checkpoints.js';
import { startService } from './child.mjs';
import { commander } from './commands.mjs';
import { logOf } from './log.mjs';
import { database, isQuick, milliseconds, number, percentile, settled, sizes } from './support.mjs';

const A_SECOND = 100;
const LENGTH = Number(process.env.BENCH_SECONDS ?? (isQuick ? 3 : 30));
/** Every so many commands, somebody asks for what was just recorded: few enough to be no load. */
const ASKED = 10;
const QUERY = `query ($id: ID!, $after: Position) { at(after: $after) { commitment(id: $id) { id statement percent } } }`;

/** The milliseconds since 1970 of a time with microseconds. */
const instant = (text) => Date.parse(text) + Number(text.slice(23, 26)) / 1_000;

/** Milliseconds since 1970 to a fraction, by the clock that the database has too. */
function clock() {
  const tick = Date.now();
  while (Date.now() === tick);
  const offset = Date.now() - performance.now();
  return () => performance.now() + offset;
}

/**
 * (d) From an event to its place in the read models, at a hundred commands a second sent at fixed times whatever becomes of them. The moment at which rows
 * can be read is announced by the database itself, which notifies on the commit of their transaction; nothing polls.
 */
export async function visible() {
  await using db = await database();
  const events = await logOf(db, sizes([100_000], [10_000])[0]);
  const line = ([name, times]) =>
    `| ${name} | ${[0.5, 0.99, 1].map((p) => milliseconds(percentile(times, p))).join(' | ')} | ${number(times.length)} |`;
  return {
    title: '(d) From an event to what can be read',
    lines: [
      `${A_SECOND} commands a second for ${LENGTH} s through the API, on a log of ${number(events)} events.`,
      '',
      '| milliseconds from … to … | p50 | p99 | most | commands |',
      '|---|---|---|---|---|',
      ...(await delays(db)).map(line),
    ],
  };
}

/** Sends the commands to a service on a database and its log; milliseconds of each step by its name. */
export async function delays(db) {
  await using service = await startService(db);
  await using stack = new AsyncDisposableStack();
  const listener = stack.adopt(new pg.Client(db.url), (client) => client.end());
  const now = clock();
  const told = [];
  await listener.connect();
  listener.on('notification', ({ payload }) => {
    const [projection, position] = payload.split(' ');
    if (projection === 'commitment') told.push([Number(position), now()]);
  });
  await listener.query(`listen ${PROGRESS_CHANNEL}`);
  const { declaration, report, take } = await commander(service);
  const send = async (make, asks) => {
    const sent = now();
    const response = await fetch(service.url, { method: 'POST', headers: service.headers, body: JSON.stringify(make()) });
    const body = await response.text();
    const answered = now();
    if (!take(body)) throw new Error(body);
    const { commitment, receipt } = Object.values(JSON.parse(body).data)[0];
    const position = Number(receipt.position);
    if (!asks) return { position, sent, answered };
    const { at } = await service.ask(QUERY, { id: commitment.id, after: receipt.position });
    if (at.commitment?.id !== commitment.id) throw new Error(`position ${position} is not to be seen`);
    return { position, sent, answered, seen: now() };
  };
  // The year turns, code and plans become warm.
  for (let n = 0; n < 300; n++) await send(n % 2 ? report : declaration, true);
  await settled(db);
  const before = await db.store.head();
  const running = [];
  const start = now();
  for (let n = 0; n < A_SECOND * LENGTH; n++) {
    const wait = start + (n * 1000) / A_SECOND - now();
    if (wait > 0) await pause(wait);
    const one = send(n % 2 ? report : declaration, n % ASKED === 0);
    // Reported below.
    one.catch(() => undefined);
    running.push(one);
  }
  const done = await Promise.all(running);
  await settled(db);
  const recorded = new Map();
  for await (const { position, recordedAt } of db.store.readAll({ after: before }))
    recorded.set(Number(position), instant(recordedAt));
  const shown = ({ position }) => told.find(([reached]) => reached >= position)[1];
  const asked = done.filter(({ seen }) => seen !== undefined);
  return [
    ['recorded in the log → in the commitments’ rows', done.map((one) => shown(one) - recorded.get(one.position))],
    [
      'recorded in the log → a query with `at(after:)`, sent on the answer, is answered with it',
      asked.map((one) => one.seen - recorded.get(one.position)),
    ],
    ['mutation answered → in the commitments’ rows (0: before)', done.map((one) => Math.max(0, shown(one) - one.answered))],
    ['mutation sent → answered', done.map((one) => one.answered - one.sent)],
  ];
}
