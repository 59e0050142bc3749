import { describe, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { KurrentEventStore } from '../../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { askBroker } from './broker.js';

/** A KurrentDB or EventStoreDB server, and a stream prefix there that nobody else has. */
export interface EventStoreServer {
  readonly url: string;
  readonly prefix: string;
}

/**
 * Set by the global set-up: the server's address as the run was given it (it is taken away from the services under test), or whom to ask for it, who
 * brings it up in a container; or why there is none.
 */
const {
  CONCORD_TEST_EVENTSTORE_URL: GIVEN,
  CONCORD_TEST_EVENTSTORE_BROKER: BROKER,
  CONCORD_TEST_EVENTSTORE_MISSING: MISSING = 'run tests through the project’s Jest configuration',
  CONCORD_TEST_LOG: LOG,
} = process.env;

/** Tests that need a real server; skipped with the reason where there is none. */
export function describeWithEventStore(tests: (server: () => Promise<EventStoreServer>) => void): void {
  const prefix = `test_${randomBytes(6).toString('hex')}`;
  if (GIVEN || BROKER) tests(async () => ({ url: GIVEN || (await askBroker(BROKER!)), prefix }));
  else describe.skip(`on KurrentDB: skipped, for ${MISSING}`, () => it.todo('runs with a server'));
}

/** Settings of a service that has its log on a server. */
export interface LogSettings {
  readonly eventStoreUrl?: string;
  readonly eventStorePrefix?: string;
}

/** The log of whole-system tests on a database: in it, or with CONCORD_TEST_LOG=kurrentdb on the server, under the database's name. */
export function logOf(databaseUrl: string): LogSettings {
  if (LOG !== 'kurrentdb') return {};
  if (!GIVEN) throw new Error(`CONCORD_TEST_LOG=kurrentdb needs a server: ${MISSING}`);
  return { eventStoreUrl: GIVEN, eventStorePrefix: new URL(databaseUrl).pathname.slice(1) };
}

/** The same as variables of a process's environment. */
export function logVariables({ eventStoreUrl = '', eventStorePrefix = '' }: LogSettings): Record<string, string> {
  return { EVENTSTORE_URL: eventStoreUrl, EVENTSTORE_PREFIX: eventStorePrefix };
}

/** A store on the log of whole-system tests, from outside of the services. */
export function storeOf(pool: Pool): EventStore {
  const { eventStoreUrl: url, eventStorePrefix: prefix } = logOf(pool.options.connectionString!);
  return url ? new KurrentEventStore({ url, prefix }) : new PostgresEventStore({ pool });
}
