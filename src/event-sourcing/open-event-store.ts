import { type Pool } from 'pg';
import { type RestorableLog } from './event-store.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

export interface OpenEventStoreOptions {
  /** The database of the read models, which holds the log as well where no other is given. */
  readonly pool: Pool;
  /** A KurrentDB or EventStoreDB server for the log. */
  readonly eventStoreUrl?: string;
  /** Prefix of our streams there. */
  readonly eventStorePrefix?: string;
  /** Called with faults that the store gets over by itself. */
  readonly onFault?: (error: Error) => void;
}

export interface OpenedEventStore {
  readonly store: RestorableLog;
  /** Tells this log from every other one; survives backup and restore, and moves with the log from host to host. */
  readonly identity: string;
}

/** Milliseconds that a server has to come up. */
const START_TIMEOUT_MS = 30_000;

/** The configured log. @throws {StoreUnavailable} where its server does not answer within half a minute */
export async function openEventStore(options: OpenEventStoreOptions): Promise<OpenedEventStore> {
  const { pool, eventStoreUrl: url, eventStorePrefix: prefix, onFault } = options;
  if (url === undefined) return { store: new PostgresEventStore({ pool, onFault }), identity: 'postgresql' };
  // Loaded only where it is used: it takes a fifth of a second.
  const { KurrentEventStore } = await import('./kurrentdb/kurrent-event-store.js');
  const store = new KurrentEventStore({ url, prefix, onFault });
  try {
    return { store, identity: `kurrentdb ${await store.identity(START_TIMEOUT_MS)}` };
  } catch (error) {
    await store.close();
    throw error;
  }
}
