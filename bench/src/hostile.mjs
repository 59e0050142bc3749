import { startService } from './child.mjs';
import { LIST } from './list.mjs';
import { load } from './load.mjs';
import { logOf } from './log.mjs';
import { database, inTurn, milliseconds, number, SECONDS, sizes } from './support.mjs';

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

/** Sends hostile requests until it is told to stop. */
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
  const others = () => load(service, one, { callers: 4 });
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
    ],
  };
}
