import { rebuild as make } from '../../dist/event-sourcing/projections/rebuild.js';
import { fillLog } from './log.mjs';
import { database, number, sizes } from './support.mjs';

/** Rebuilds the commitments' rows; the seconds it took, and how many rows there are. */
export async function timed(db) {
  const started = performance.now();
  await make(db.service.projections.get('commitment'), db);
  const seconds = (performance.now() - started) / 1000;
  const { rows } = await db.pool.query('select count(*)::int as n from rm.commitment');
  return { seconds, rows: rows[0].n };
}

/** (c) Rebuilding the commitments' rows, versions and all: events of the log a second. */
export async function rebuild() {
  const table = [];
  for (const size of sizes([100_000, 1_000_000], [20_000])) {
    await using db = await database();
    const events = await fillLog(db.pool, size);
    const { seconds, rows } = await timed(db);
    table.push(`| ${number(events)} | ${seconds.toFixed(1)} | ${number(events / seconds)} | ${number(rows)} |`);
    console.log(`${number(events)} events in ${seconds.toFixed(1)} s: ${number(events / seconds)}/s, ${number(rows)} rows`);
  }
  return {
    title: '(c) Rebuild of the commitments beside the present rows, indexes and switch included',
    lines: ['| events of the log | seconds | events/s | rows of versions |', '|---|---|---|---|', ...table],
  };
}
