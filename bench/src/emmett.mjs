import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';

/** emmett-postgresql on a database. `append` takes one event to a new stream, with nothing around it. */
export function openEmmett(url) {
  const store = getPostgreSQLEventStore(url);
  return {
    append: (event) => store.appendToStream(`commitment-${randomUUID()}`, [event]).then(() => 1),
    async [Symbol.asyncDispose]() {
      await store.close();
      // Its pool does not wait for its connections to end, and takes their end for a fault.
      await pause(500);
    },
  };
}
