import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../dist/platform/log.js';
import { openDatabase } from '../../dist/platform/database.js';
import { migrate } from '../../dist/platform/migrations.js';
import { checkLog } from '../../dist/event-sourcing/log-of-read-models.js';
import { openEventStore } from '../../dist/event-sourcing/open-event-store.js';
import { MemorySubjectKeys } from '../../dist/event-sourcing/personal/subject-keys.js';
import { createService, prepareGenerations } from '../../dist/service.js';

export const log = createLog('error');
/** EVENTSTORE_URL, a server for the log in KurrentDB; services have their log there where a bench says so, and not because it was given. */
export const EVENT_STORE = process.env.EVENTSTORE_URL;
delete process.env.EVENTSTORE_URL;
export const isQuick = process.argv.includes('--quick');
/** How long one run of a measurement takes. */
export const SECONDS = Number(process.env.BENCH_SECONDS ?? (isQuick ? 1 : 5));
/** How often each way is measured, the ways in turn, so that a machine whose speed drifts is fair to all. */
export const ROUNDS = isQuick ? 1 : 3;

/** Events of the log that a measurement is made on: BENCH_EVENTS (several by commas), or its own sizes. */
export function sizes(full, quick) {
  return process.env.BENCH_EVENTS?.split(',').map(Number) ?? (isQuick ? quick : full);
}

/** A data folder that the database's user can reach, gone at the end. */
export function dataFolder() {
  const path = mkdtempSync(join(process.platform === 'linux' ? '/var/tmp' : '.', 'concord-bench-'));
  chmodSync(path, 0o755);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

let serverVersion = '';

/** Notes the version of the PostgreSQL that is measured. */
export async function noteVersion(client) {
  serverVersion = (await client.query('show server_version')).rows[0].server_version;
}

/**
 * An embedded PostgreSQL as the service runs it (fsync on), with the project's tables and the parts of the service, which do not run.
 * @param eventStoreUrl a server for the log, with a stream prefix of its own there; in the database, if left out
 */
export async function database({ eventStoreUrl } = {}) {
  await using making = new AsyncDisposableStack();
  const folder = making.use(dataFolder());
  const opened = await openDatabase({ configuration: { dataFolder: folder.path }, log, connections: 40 });
  const { pool } = making.adopt(opened, (one) => one.close());
  await noteVersion(pool);
  await migrate(pool);
  const eventLog = eventStoreUrl && { url: eventStoreUrl, prefix: `bench_${randomBytes(6).toString('hex')}` };
  const found = await openEventStore({ pool, eventStoreUrl, eventStorePrefix: eventLog?.prefix });
  const store = making.adopt(found.store, (one) => one.close());
  await checkLog(pool, found);
  const service = making.adopt(createService({ pool, store, log, subjectKeys: new MemorySubjectKeys() }), (one) => one.stop());
  await prepareGenerations(pool, [...service.projections.values()]);
  const made = making.move();
  return { url: opened.url, eventLog, pool, store, service, [Symbol.asyncDispose]: () => made.disposeAsync() };
}

/** Waits until every read model has all of the log, so that the next measurement does not pay for this one. */
export async function settled({ pool, store }) {
  for (;;) {
    const { rows } = await pool.query('select min(position) as position from rm.checkpoints where active');
    if (BigInt(rows[0].position) === (await store.head())) return;
    await pause(20);
  }
}

/** Runs `work` by some callers for some seconds; how many were done a second. */
export async function rate(callers, seconds, work) {
  let done = 0;
  const end = Date.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = 0; Date.now() < end; n++) {
        const some = await work(caller, n);
        // Added after the wait: others add meanwhile.
        done += some ?? 1;
      }
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

/**
 * Measures several ways in turn, some rounds of each.
 * @param ways by name, each gives a figure
 * @returns the median of each, by name
 */
export async function inTurn(ways) {
  const runs = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, measure] of Object.entries(ways)) runs[name].push(await measure());
  return Object.fromEntries(Object.entries(runs).map(([name, figures]) => [name, percentile(figures, 0.5)]));
}

export function percentile(figures, p) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
}

/** The machine as it is before a measurement; called after it, tells it with the versions. */
export function machine() {
  const [load] = loadavg();
  return () =>
    `${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, PostgreSQL ${serverVersion}, load at the start ${load.toFixed(1)}`;
}

export const number = (value) => Math.round(value).toLocaleString('en');
export const milliseconds = (value) => value.toFixed(value < 10 ? 2 : 1);
