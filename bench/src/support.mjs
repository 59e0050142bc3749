import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../dist/platform/log.js';
import { openDatabase } from '../../dist/platform/database.js';
import { migrate } from '../../dist/platform/migrations.js';
import { PostgresEventStore } from '../../dist/event-sourcing/postgres/postgres-event-store.js';
import { createService, prepareGenerations } from '../../dist/service.js';

export const log = createLog('error');

/** A data folder that the database's user can reach, gone at the end. */
export function dataFolder() {
  const path = mkdtempSync(join(process.platform === 'linux' ? '/var/tmp' : '.', 'concord-bench-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An embedded PostgreSQL as the service runs it (fsync on), with the project's tables. */
export async function database() {
  const folder = dataFolder();
  const db = await openDatabase({ configuration: { dataFolder: folder.path }, log, connections: 40 });
  await migrate(db.pool);
  const store = new PostgresEventStore({ pool: db.pool });
  const service = createService({ pool: db.pool, store, log });
  await prepareGenerations(db.pool, [...service.projections.values()]);
  return {
    ...db,
    store,
    service,
    folder: folder.path,
    async close() {
      await service.stop();
      await store.close();
      await db.close();
      folder.remove();
    },
  };
}

/** Runs `work` by some callers for some seconds; how many were done a second. */
export async function rate(callers, seconds, work) {
  let done = 0;
  const end = Date.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = 0; Date.now() < end; n++) done += (await work(caller, n)) ?? 1;
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

export function percentile(sorted, p) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
}

export async function machine(pool) {
  const { rows } = pool ? await pool.query('show server_version') : { rows: [{ server_version: '-' }] };
  const [load] = loadavg();
  return `${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, PostgreSQL ${rows[0].server_version}, load at the start ${load.toFixed(1)}`;
}

export const number = (value) => Math.round(value).toLocaleString('en');
