import { KurrentEventStore } from '../../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { MemoryEventStore, MemoryLog } from '../../src/event-sourcing/memory/memory-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { describeWithEventStore } from '../support/event-store-server.js';
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

describeEventStore('in memory', inMemory, { contiguousPositions: true, byStream: true });
describeEventStore('on PostgreSQL', onPostgres, { contiguousPositions: true, byStream: true });
describeWithEventStore((server) => {
  const onKurrent = async (): Promise<Harness> => {
    const given = await server();
    return { open: () => new KurrentEventStore(given) };
  };
  describeEventStore('on KurrentDB', onKurrent, { idsUniqueInLog: false });
});
