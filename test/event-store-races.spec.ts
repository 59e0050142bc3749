import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type NewEvent, START } from '../src/event-sourcing/envelope.js';
import { type AppendResult, type EventStore, NO_STREAM } from '../src/event-sourcing/event-store.js';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { count } from './conformance/racing.js';
import { anEvent, aStream, collect, someEvents, take } from './conformance/support.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { rawAppend } from './support/raw-append.js';
import { size } from './support/size.js';

const ROUNDS = size('CONCORD_TEST_RACES', { short: 40, long: 200 });
const CALLERS = 20;
const WRITERS = 16;
const EVENTS = size('CONCORD_TEST_EVENTS', { short: 20_000, long: 100_000 });
/** Connections that are cut under load. */
const CUTS = size('CONCORD_TEST_CUTS', { short: 30, long: 150 });
/** Single appends beside a foreign transaction that is held open. */
const APPENDS = size('CONCORD_TEST_APPENDS', { short: 50, long: 300 });

describe('the event log on PostgreSQL under load', () => {
  let database: TestDatabase;
  let stores: PostgresEventStore[];
  beforeAll(async () => {
    database = await testDatabase({ migrate: true, connections: 24 });
    stores = [0, 1].map(() => new PostgresEventStore({ pool: database.pool }));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await database.close();
  });
  const store = () => stores[0]!;
  const race = (call: (store: EventStore, caller: number) => Promise<AppendResult>) =>
    Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(stores[caller % 2]!, caller)));

  /** @returns how many events it recorded */
  const raceRound = async () => {
    const [stream, twice] = [aStream(), aStream()];
    const made = await race((on) => on.append(stream, NO_STREAM, [anEvent()]));
    expect([count(made, 'ok'), count(made, 'conflict')]).toEqual([1, 19]);
    const exact = await race((on, n) => on.append(stream, 0, someEvents(1 + (n % 3))));
    expect([count(exact, 'ok'), count(exact, 'conflict')]).toEqual([1, 19]);
    const same = someEvents(2);
    const repeated = await race((on) => on.append(twice, NO_STREAM, same));
    expect([count(repeated, 'ok'), count(repeated, 'duplicate')]).toEqual([1, 19]);
    expect(new Set(repeated.map((result) => 'position' in result && result.position)).size).toBe(1);
    const newest = exact.find(({ status }) => status === 'ok')!.revision;
    await race(async (on) => {
      const event = anEvent();
      for (let expected = newest; ;) {
        const result = await on.append(stream, expected, [event]);
        if (result.status !== 'conflict') return result;
        expected = result.revision;
      }
    });
    const revisions = (await collect(store().readStream(stream))).map(({ revision }) => revision);
    expect(revisions).toEqual([...Array(newest + 1 + CALLERS).keys()]);
    return revisions.length + same.length;
  };

  it(`never loses, doubles or misorders an event in ${ROUNDS} rounds of ${CALLERS} callers`, async () => {
    let recorded = 0;
    const before = await store().head();
    const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
    // Several at a time, so that appends of different rounds share transactions.
    const lane = async () => {
      while (rounds.pop() !== undefined) {
        const added = await raceRound();
        recorded += added;
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    expect((await store().head()) - before).toBe(BigInt(recorded));
    expect(new Set((await collect(store().readAll({ after: before }))).map(({ id }) => id)).size).toBe(recorded);
  });

  it(`has no gap, nor shows one to a reader, after ${EVENTS} events of ${WRITERS} writers of which a quarter rolls back, beside a transaction held open`, async () => {
    const before = await store().head();
    const foreign = await heldOpen(database.url);
    const each = [1, 7, 3, 5, 4, 4, 2, 6, 5, 3];
    const perTransaction = each.reduce((a, b) => a + b);
    const transactions = Math.ceil(EVENTS / perTransaction / WRITERS);
    let done = false;
    let seen = before;
    const reader = (async () => {
      for (let last = false; !last; last = done && seen === (await store().head())) {
        const { rows } = await database.pool.query<{ position: string }>(
          'select position from es.events where position > $1 order by position limit 500',
          [seen],
        );
        for (const { position } of rows) if (BigInt(position) !== ++seen) throw new Error(`after ${seen - 1n} came ${position}`);
        if (rows.length === 0) await pause(2);
      }
    })();
    const subscriber = take(store(), before, transactions * WRITERS * perTransaction, 5_000);
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const client = await database.pool.connect();
        for (let n = 0, committed = 0; committed < transactions; n++) {
          const keep = (n + writer) % 4 !== 0;
          await client.query('begin');
          const statuses = await rawAppend(
            client,
            each.map((count, i) => ({ stream: `w${writer}-${n}-${i}`, expected: NO_STREAM, count })),
          );
          await client.query(keep ? 'commit' : 'rollback');
          expect(statuses).toEqual(each.map(() => 'ok'));
          if (keep) committed++;
        }
        client.release();
      }),
    );
    done = true;
    await reader;
    const events = await subscriber;
    await foreign.end();
    expect(events.length).toBeGreaterThanOrEqual(EVENTS);
    expect(events.every(({ position }, i) => position === before + BigInt(i + 1))).toBe(true);
    expect(await store().head()).toBe(before + BigInt(events.length));
    const { rows } = await database.pool.query<{ events: string }>('select count(*) as events from es.events');
    expect(BigInt(rows[0]!.events)).toBe(await store().head());
  }, 300_000);

  it(`appends and subscribers go on while a foreign transaction is held open over ${APPENDS} appends`, async () => {
    const foreign = await heldOpen(database.url);
    const stop = new AbortController();
    const sent = new Map<string, number>();
    const delays: number[] = [];
    const before = await store().head();
    const following = (async () => {
      for await (const batch of stores[1]!.subscribeAll({ after: before, signal: stop.signal })) {
        for (const { id } of batch) delays.push(performance.now() - sent.get(id)!);
      }
    })();
    for (let n = 0; n < APPENDS; n++, await pause(10)) {
      const event = anEvent();
      sent.set(event.id, performance.now());
      expect(await store().append(aStream(), NO_STREAM, [event])).toMatchObject({ status: 'ok' });
    }
    while (delays.length < sent.size) await pause(5);
    await foreign.end();
    stop.abort();
    await following;
    expect(Math.max(...delays)).toBeLessThan(1_500);
  });

  it('loses and doubles nothing when connections are cut all the time, and subscriptions go on without gap or repeat', async () => {
    const own = new PostgresEventStore({ connectionString: database.url, retryForMs: 30_000 });
    stores.push(own);
    const before = await own.head();
    const streams = Array.from({ length: 32 }, () => aStream());
    const acknowledged = streams.map((): NewEvent[] => []);
    let done = false;
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const batch of own.subscribeAll({ after: before, signal: stop.signal, batchSize: 50 }))
        seen.push(...batch.map(({ id }) => id));
    })();
    let cut = 0;
    let appended = 0;
    const cutter = (async () => {
      const client = new pg.Client(database.url);
      await client.connect();
      while (!done) {
        const before = appended;
        const { rowCount } = await client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name in ('concord appends', 'concord tail')",
        );
        cut += rowCount ?? 0;
        // On a slow machine, cuts that follow one another faster than a connection opens would let nothing through.
        do await pause(60);
        while (appended === before && !done);
      }
      await client.end();
    })();
    await Promise.all(
      streams.map(async (stream, n) => {
        while (cut < CUTS) {
          const events = someEvents(1 + (n % 3));
          const result = await own.append(stream, acknowledged[n]!.length - 1, events);
          expect(result.status).toBe('ok');
          acknowledged[n]!.push(...events);
          appended++;
        }
      }),
    );
    done = true;
    await cutter;
    for (const [n, stream] of streams.entries()) {
      const recorded = await collect(own.readStream(stream));
      expect(recorded.map(({ id }) => id)).toEqual(acknowledged[n]!.map(({ id }) => id));
    }
    const log = (await collect(own.readAll({ after: before }))).map(({ id }) => id);
    while (seen.length < log.length) await pause(10);
    stop.abort();
    await following;
    expect(seen).toEqual(log);
  });

  it('reads the whole log as it was written', async () => {
    const positions = (await collect(store().readAll({ after: START }))).map(({ position }) => position);
    expect(positions.every((position, i) => position === BigInt(i + 1))).toBe(true);
  });
});

/** A transaction that has an id, a snapshot and rows of its own, and stays open until its connection ends. */
async function heldOpen(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  // Of a failed test, it goes when the database does.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table if not exists foreign_work (n int)');
  await client.query('begin isolation level repeatable read');
  await client.query('insert into foreign_work values (1)');
  await client.query('select count(*) from es.events');
  return client;
}
