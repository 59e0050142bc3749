import { rebuild as make } from '../../dist/event-sourcing/projections/rebuild.js';
import { fillLog } from './log.mjs';
import { database, number } from './support.mjs';

/** (c) Making the commitments' rows anew, versions and all: events of the log a second. */
export async function rebuild(sizes = (process.env.BENCH_EVENTS ?? '100000,1000000').split(',').map(Number)) {
  const table = [];
  for (const size of sizes) {
    const db = await database();
    try {
      const events = await fillLog(db.pool, size);
      const options = { pool: db.pool, store: db.store };
      const started = performance.now();
      await make(db.service.projections.get('commitment'), options);
      const seconds = (performance.now() - started) / 1000;
      const { rows } = await db.pool.query('select count(*)::int as n from rm.commitment');
      table.push(`| ${number(events)} | ${seconds.toFixed(1)} | ${number(events / seconds)} | ${number(rows[0].n)} |`);
      console.log(
        `${number(events)} events in ${seconds.toFixed(1)} s: ${number(events / seconds)}/s, ${number(rows[0].n)} rows`,
      );
    } finally {
      await db.close();
    }
  }
  return {
    title: '(c) Rebuild of the commitments beside the old, indexes and switch included',
    lines: ['| events of the log | seconds | events/s | rows of versions |', '|---|---|---|---|', ...table],
  };
}
