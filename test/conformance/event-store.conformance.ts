import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { appending } from './appending.js';
import { racing } from './racing.js';
import { reading } from './reading.js';
import { subscribing } from './subscribing.js';
import { type Capabilities, type Harness } from './support.js';

/**
 * What every adapter of `EventStore` has to do. The log may hold events of before, but nobody else may write to it during the suite.
 * @param makeHarness brings up the log that the stores under test share
 */
export function describeEventStore(name: string, makeHarness: () => Promise<Harness>, capabilities: Capabilities = {}): void {
  describe(`the event store ${name}`, () => {
    let harness: Harness;
    let store: EventStore;
    let others: EventStore[] = [];
    beforeAll(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });
    beforeEach(() => {
      others = [];
    });
    afterEach(async () => {
      for (const other of others) await other.close();
    });
    afterAll(async () => {
      await store.close();
      await harness.close?.();
    });
    const open = async () => {
      const other = await harness.open();
      others.push(other);
      return other;
    };
    const suite = { store: () => store, open, capabilities };
    appending(suite);
    reading(suite);
    subscribing(suite);
    racing(suite);
  });
}
