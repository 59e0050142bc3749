import { describe, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';

/** An address and a stream prefix that nobody else has. */
export interface EventStoreServer {
  readonly url: string;
  readonly prefix: string;
}

/** The server that EVENTSTORE_URL names, with streams of our own on it. */
export function eventStoreServer(url = process.env.EVENTSTORE_URL ?? ''): EventStoreServer {
  return { url, prefix: `test_${randomBytes(6).toString('hex')}` };
}

/** Tests that need a real KurrentDB or EventStoreDB; skipped with the reason where there is none. */
export function describeWithEventStore(tests: (server: () => EventStoreServer) => void): void {
  if (!process.env.EVENTSTORE_URL) {
    describe.skip('on KurrentDB: skipped, for EVENTSTORE_URL names no server', () => it.todo('runs with a server'));
    return;
  }
  const server = eventStoreServer();
  tests(() => server);
}
