import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_STREAM } from '../src/event-sourcing/event-store.js';
import { KurrentEventStore } from '../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { aStream, idsOf, someEvents } from './conformance/support.js';
import { ADMIN_KEY, ChildService } from './support/child-service.js';
import { CommandLoad } from './support/command-load.js';
import { describeWithOwnEventStore, OwnEventStoreServer } from './support/own-event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

/** How often the server is killed. */
const KILLS = Number(process.env.CONCORD_TEST_KILLS ?? 20);
const WRITERS = 8;
/** Commands acknowledged between two kills. */
const LOAD = 60;

describeWithOwnEventStore('the event log in KurrentDB, on a server that stands still', () => {
  const server = new OwnEventStoreServer();
  let store: KurrentEventStore;
  beforeAll(async () => {
    await server.start();
    store = new KurrentEventStore({ url: server.url, retryForMs: 1_500, answerTimeoutMs: 500 });
  });
  afterAll(async () => {
    await store.close();
    await server.close();
  });

  it('fails every append at its deadline, and tells what became of it when the server goes on', async () => {
    const appends = Array.from({ length: 32 }, () => ({ stream: aStream(), events: someEvents(2) }));
    const send = ({ stream, events }: (typeof appends)[number]) => store.append(stream, NO_STREAM, events);
    await send({ stream: aStream(), events: someEvents(1) });
    server.signal('SIGSTOP');
    const began = performance.now();
    const failed = await Promise.all(
      appends.map((append) =>
        send(append).then(
          () => 'taken',
          (error: { code: string }) => [error.code, performance.now() - began] as const,
        ),
      ),
    );
    server.signal('SIGCONT');
    for (const outcome of failed) expect(outcome[0]).toBe('STORE_UNAVAILABLE');
    const times = failed.map(([, after]) => after as number);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1_495);
    expect(Math.max(...times)).toBeLessThan(3_000);
    for (const append of appends) {
      expect((await send(append)).status).toMatch(/^(ok|duplicate)$/);
      expect(await idsOf(store.readStream(append.stream))).toEqual(append.events.map(({ id }) => id));
    }
  });
});

/** An answer of `/health/ready`, and between which moments it was made. */
interface Said {
  readonly from: number;
  readonly to: number;
  readonly ready: boolean;
  readonly reasons: string;
}

describeWithOwnEventStore('a service whose event store is killed', () => {
  const server = new OwnEventStoreServer();
  let database: TestDatabase;
  let service: ChildService;
  let store: KurrentEventStore;
  beforeAll(async () => {
    await server.start();
    database = await testDatabase();
    const log = { eventStoreUrl: server.url, eventStorePrefix: 'concord' };
    service = new ChildService({ databaseUrl: database.url, log });
    await service.start();
    store = new KurrentEventStore({ url: server.url, retryForMs: 60_000 });
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await store.close();
    await database.close();
    await server.close();
  });

  it(
    `keeps every acknowledged command once over ${KILLS} kills under load, and its readiness tells the truth throughout`,
    async () => {
      const said: Said[] = [];
      let done = false;
      const asking = (async () => {
        const address = service.address.replace('/graphql', '/health/ready');
        while (!done) {
          const from = performance.now();
          const response = await fetch(address, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
          said.push({ from, ready: response.status === 200, reasons: await response.text(), to: performance.now() });
          await pause(50);
        }
      })();
      // Surely without a server, and perhaps still without one.
      const away: { from: number; to: number; until: number }[] = [];
      const load = new CommandLoad(service);
      await load.start(WRITERS);
      for (let kill = 0; kill < KILLS; kill++) {
        await load.more(LOAD);
        await server.kill();
        const from = performance.now();
        // Now and then for longer than the service waits before it says so.
        await pause((kill % 4) * 1_000);
        const to = performance.now();
        await server.start();
        await store.head();
        away.push({ from, to, until: performance.now() });
      }
      await load.more(LOAD);
      await load.stop();
      done = true;
      await asking;

      for (const { from, to, ready, reasons } of said) {
        const within = away.some((gap) => from >= gap.from && to <= gap.to);
        // Its own connection comes back a little after ours.
        const touched = away.some((gap) => from <= gap.until + 1_500 && to >= gap.from);
        if (ready) expect({ within, reasons }).toEqual({ within: false, reasons });
        else expect({ touched, reasons }).toEqual({ touched: true, reasons: expect.stringContaining('event store') });
      }
      const refused = said.filter(({ ready }) => !ready).length;
      if (KILLS > 2) expect(refused).toBeGreaterThan(0);
      const records = await load.check(store, database.pool);
      if (KILLS > 10)
        process.stdout.write(
          `${KILLS} kills: ${load.acknowledged} commands acknowledged, ${load.resent} sent again, ${records} records; not ready ${refused} of ${said.length} times\n`,
        );
    },
    90_000 + KILLS * 20_000,
  );
});
