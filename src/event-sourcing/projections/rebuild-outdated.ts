import { setTimeout as pause } from 'node:timers/promises';
import { type Pool } from 'pg';
import { type Log } from '../../platform/log.js';
import { type EventStore } from '../event-store.js';
import { activeCheckpoint } from './checkpoints.js';
import { type Projection } from './projection.js';
import { rebuild } from './rebuild.js';

/** Projections that are rebuilt at once: each has connections of its own, and the service goes on to answer beside them. */
const REBUILDS_AT_ONCE = 2;
/** Milliseconds until a rebuild that failed is tried again. */
const RETRY_DELAY_MS = 5_000;

/** Rebuilds rows that have other rules than ours, unless another process does, and checks on that one until it is done. */
export async function rebuildOutdated(
  outdated: readonly Projection[],
  {
    pool,
    store,
    log,
    signal,
  }: { readonly pool: Pool; readonly store: EventStore; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const queue = [...outdated];
  const reported = new Map<string, string>();
  const work = async (): Promise<void> => {
    for (let projection = queue.shift(); projection && !signal.aborted; projection = queue.shift()) {
      const { name, fingerprint } = projection;
      try {
        if ((await activeCheckpoint(pool, name))?.fingerprint === fingerprint) continue;
        log.info(`projection ${name} has other rules than its rows: rebuilding them beside the present ones`);
        const { events } = await rebuild(projection, { pool, store, signal });
        log.info(`projection ${name} was rebuilt from ${events} events`);
      } catch (error) {
        const { message } = error as Error;
        if (!signal.aborted && message !== reported.get(name)) log.warn(`projection ${name}: ${message}; trying again`);
        reported.set(name, message);
        queue.push(projection);
        await pause(RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  await Promise.all(Array.from({ length: REBUILDS_AT_ONCE }, work));
}
