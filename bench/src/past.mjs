import { deepStrictEqual } from 'node:assert/strict';
import { startService } from './child.mjs';
import { load } from './load.mjs';
import { logOf } from './log.mjs';
import { database, inTurn, isQuick, milliseconds, number, percentile, SECONDS, sizes } from './support.mjs';

const NODES = 'nodes { id statement due status percent actor { id name } } pageInfo { hasNextPage endCursor }';
const ORDERS = ['BEGAN DESC', 'BEGAN ASC', 'DUE ASC', 'DUE DESC', 'SLIPS DESC'];
const DATES = ['2018-09', '2019-12-31', '2021-06-15T12:00:00Z', '2023', '2025-03-01'];

const list = (order, at, after) => {
  const [field, direction] = order.split(' ');
  const page = after === undefined ? '' : `, after: "${after}"`;
  const query = `commitments(first: 50${page}, orderBy: { field: ${field}, direction: ${direction} }) { ${NODES} }`;
  return at === undefined ? `{ ${query} }` : `{ at(asOf: "${at}") { ${query} } }`;
};
const pageOf = ({ commitments, at }) => commitments ?? at.commitments;

/** Milliseconds until each of one caller's questions is answered. */
async function alone(server, query) {
  const times = [];
  for (const end = Date.now() + SECONDS * 200; Date.now() < end;) {
    const started = performance.now();
    await server.ask(query);
    times.push(performance.now() - started);
  }
  return percentile(times, 0.5);
}

/** (f) A page of commitments with their actors as of a date against the same page of the present; each order's first page, and its twentieth. */
export async function past() {
  await using db = await database();
  const [size] = sizes([1_000_000], [20_000]);
  const events = await logOf(db, size);
  await db.pool.query('vacuum analyze');
  await using service = await startService(db);
  const lines = [];
  let worst = 0;
  for (const order of isQuick ? ORDERS.slice(1, 3) : ORDERS) {
    for (const page of [1, 20]) {
      const queries = {};
      for (const date of [undefined, ...DATES]) {
        let after;
        for (let n = 1; n < page; n++) after = pageOf(await service.ask(list(order, date, after))).pageInfo.endCursor;
        queries[date ?? 'now'] = list(order, date, after);
      }
      // The past as of today is the present.
      const today = list(order, '2026-01-01', undefined);
      deepStrictEqual(pageOf(await service.ask(today)).nodes, pageOf(await service.ask(list(order))).nodes);
      const ways = (measure) =>
        Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, () => measure(service, query)]));
      for (const query of Object.values(queries)) await alone(service, query);
      const times = await inTurn(ways(alone));
      const rates = await inTurn(ways((server, query) => load(server, JSON.stringify({ query }), { seconds: SECONDS * 0.4 })));
      for (const date of DATES) {
        const [slower, fewer] = [times[date] / times.now, rates.now / rates[date]];
        worst = Math.max(worst, slower, fewer);
        lines.push(
          `| ${order}, page ${page} | ${date} | ${milliseconds(times.now)} | ${milliseconds(times[date])} | ${slower.toFixed(2)} | ${number(rates.now)} | ${number(rates[date])} | ${fewer.toFixed(2)} |`,
        );
      }
      console.log(lines.slice(-DATES.length).join('\n'));
    }
  }
  return {
    title: '(f) The same query as of a date',
    lines: [
      `${number(events)} events of ${number(events / 8)} commitments; 50 of a page, each with its actor. Worst ratio ${worst.toFixed(2)}.`,
      '',
      '| order | as of | present, 1 caller, ms | past, ms | ratio | present, 32 callers, requests/s | past, requests/s | ratio |',
      '|---|---|---|---|---|---|---|---|',
      ...lines,
    ],
  };
}
