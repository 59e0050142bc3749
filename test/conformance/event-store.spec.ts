import { MemoryEventStore, MemoryLog } from '../../src/event-sourcing/memory/memory-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { testDatabase } from '../support/postgres.js';
import { describeEventStore } from './event-store.conformance.js';
import { type Harness } from './support.js';

const inMemory = (): Promise<Harness> => {
  const log = new MemoryLog();
  return Promise.resolve({ open: () => new MemoryEventStore(log) });
};

const onPostgres = async (): Promise<Harness> => {
  const database = await testDatabase({ migrate: true });
  return { open: () => new PostgresEventStore({ pool: database.pool }), close: () => database.close() };
};

describeEventStore('in memory', inMemory, { contiguousPositions: true });
describeEventStore('on PostgreSQL', onPostgres, { contiguousPositions: true });
