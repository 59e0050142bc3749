import { describe, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { KurrentEventStore } from '../../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';

/** A KurrentDB or EventStoreDB server, and a stream prefix there that nobody else has. */
export interface EventStoreServer {
  readonly url: string;
  readonly prefix: string;
}

/** EVENTSTORE_URL, as the run was given it: the global set-up takes it away from the services under test. */
const { CONCORD_TEST_EVENTSTORE_URL: SERVER, CONCORD_TEST_LOG: LOG } = process.env;

/** Tests that need a real server; skipped with the reason where there is none. */
export function describeWithEventStore(tests: (server: EventStoreServer) => void): void {
  if (SERVER) tests({ url: SERVER, prefix: `test_${randomBytes(6).toString('hex')}` });
  else describe.skip('on KurrentDB: skipped, for EVENTSTORE_URL names no server', () => it.todo('runs with a server'));
}

/** The log of whole-system tests on a database: in it, or with CONCORD_TEST_LOG=kurrentdb on the server, under the database's name. */
export function logOf(databaseUrl: string): { eventStoreUrl?: string; eventStorePrefix?: string } {
  if (LOG !== 'kurrentdb') return {};
  if (!SERVER) throw new Error('CONCORD_TEST_LOG=kurrentdb needs EVENTSTORE_URL');
  return { eventStoreUrl: SERVER, eventStorePrefix: new URL(databaseUrl).pathname.slice(1) };
}

/** A store on the log of whole-system tests, from outside of the services. */
export function storeOf(pool: Pool): EventStore {
  const { eventStoreUrl: url, eventStorePrefix: prefix } = logOf(pool.options.connectionString!);
  return url ? new KurrentEventStore({ url, prefix }) : new PostgresEventStore({ pool });
}
