import { setTimeout as pause } from 'node:timers/promises';
import { USUAL_POINTS } from '../../dist/platform/front-door.js';
import { ADMIN_KEY, MAKE_KEY, startService } from './child.mjs';
import { LIST } from './list.mjs';
import { load } from './load.mjs';
import { logOf } from './log.mjs';
import { database, inTurn, milliseconds, number, percentile, SECONDS, sizes } from './support.mjs';

const repeat = (count, one) => Array.from({ length: count }, (_, at) => one(at)).join(' ');
let n = 0;
/** What callers without a key send, each of their own; none is remembered from before. */
const HOSTILE = {
  'valid queries of 190 aliases': () => `{ ${repeat(190, (at) => `a${n++}_${at}: commitments(first: 1) { nodes { id due } }`)} }`,
  'pages within pages': () =>
    `{ x${n++}: commitments(first: 500) { nodes { id actor { id name timeline(first: 20) { nodes { id } } } } } }`,
  'fields fifty times in one place': () =>
    `{ y${n++}: __typename ${repeat(49, () => repeat(20, (at) => `__typename z${at}: __typename`))} }`,
  'documents that are none': () => `{ ${repeat(200, (at) => `nope${n++}_${at}`)} }`,
};
const CALLERS = 10;
const OTHERS = 4;

/** Sends hostile requests until it is stopped. */
function attack(url, make) {
  let stopped = false;
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!stopped) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: make() }),
      });
      const text = await response.text();
      if (response.status >= 500) throw new Error(text);
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(callers);
  };
}

/** The longest that `/health/live` takes within some seconds. */
async function longest(url) {
  let most = 0;
  for (const end = Date.now() + SECONDS * 1_000; Date.now() < end;) {
    const before = performance.now();
    await (await fetch(new URL('/health/live', url))).text();
    most = Math.max(most, performance.now() - before);
  }
  return most;
}

/** Keys of the others where the rate is limited: together they may ask for more than they do. */
const KEYS = 60;
/** Milliseconds between two requests of one of the others. */
const PAUSE = 25;

/** How long others wait for the list, each with a key of its own, asking now and then as people and dashboards do. @returns a measurement of milliseconds at the median and at p95 */
async function othersWithKeys(service) {
  const keys = [];
  const administrator = { ...service.headers, authorization: `Bearer ${ADMIN_KEY}` };
  for (let nth = 0; nth < KEYS; nth++) {
    const input = { name: `other ${nth}`, roles: ['READER'] };
    const body = JSON.stringify({ query: MAKE_KEY, variables: { input } });
    const response = await fetch(service.url, { method: 'POST', headers: administrator, body });
    keys.push((await response.json()).data.createKey.text);
  }
  let next = 0;
  return async () => {
    const times = [];
    const end = Date.now() + SECONDS * 1_000;
    const caller = async () => {
      while (Date.now() < end) {
        const headers = { ...service.headers, authorization: `Bearer ${keys[next++ % KEYS]}` };
        const before = performance.now();
        const response = await fetch(service.url, { method: 'POST', headers, body: JSON.stringify({ query: LIST }) });
        if (!response.ok) throw new Error(await response.text());
        await response.text();
        times.push(performance.now() - before);
        await pause(PAUSE);
      }
    };
    await Promise.all(Array.from({ length: OTHERS }, caller));
    return { median: percentile(times, 0.5), p95: percentile(times, 0.95) };
  };
}

/** What is served when nothing is set: the rate of each caller is limited. */
async function asShipped(db) {
  await using service = await startService({ ...db, settings: { CONCORD_RATE_LIMIT: String(USUAL_POINTS) } });
  const others = await othersWithKeys(service);
  await others();
  const row = (name, { median, p95 }, wait) =>
    `| ${name} | ${milliseconds(median)} ms | ${milliseconds(p95)} ms | ${milliseconds(wait)} ms |`;
  const lines = [row('nothing', await others(), await longest(service.url))];
  for (const [name, make] of Object.entries(HOSTILE)) {
    const stop = attack(service.url, make);
    const figures = await others();
    const wait = await longest(service.url);
    await stop();
    lines.push(row(name, figures, wait));
  }
  return lines;
}

/** (k) Other callers while ten without a key do their worst, with nothing but turns between them. */
export async function hostile() {
  await using db = await database();
  const [size] = sizes([200_000], [20_000]);
  await logOf(db, size);
  await db.pool.query('vacuum analyze');
  await using service = await startService(db);
  const lines = [
    '| meanwhile | requests/s of others | of what they have without | longest `/health/live` |',
    '|---|---|---|---|',
  ];
  const one = JSON.stringify({ query: LIST });
  const others = () => load(service, one, { callers: OTHERS });
  await others();
  const { figure: without } = await inTurn({ figure: others });
  lines.push(`| nothing | ${number(without)} | 100 % | ${milliseconds(await longest(service.url))} ms |`);
  for (const [name, make] of Object.entries(HOSTILE)) {
    const stop = attack(service.url, make);
    const figure = await others();
    const wait = await longest(service.url);
    await stop();
    lines.push(`| ${name} | ${number(figure)} | ${Math.round((100 * figure) / without)} % | ${milliseconds(wait)} ms |`);
  }
  const title = '(k) Hostile callers';
  return {
    title,
    lines: [
      `${CALLERS} callers without a key send what is written, each document another one, without a limit of rate; four others ask for the list of (e).`,
      '',
      ...lines,
      '',
      `With the limit of rate that is set when nothing is (${number(USUAL_POINTS)} points a minute): how long four others, with keys of their own, wait for the list, each asking ${PAUSE} ms after its last answer.`,
      '',
      '| meanwhile | median of others | p95 of others | longest `/health/live` |',
      '|---|---|---|---|',
      ...(await asShipped(db)),
    ],
  };
}
