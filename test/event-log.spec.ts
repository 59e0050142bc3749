import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { NO_STREAM, StoreUnavailable } from '../src/event-sourcing/event-store.js';
import { PostgresEventStore, type PostgresEventStoreOptions } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { anEvent, aStream, collect, eventOfBytes, idsOf, someEvents, take } from './conformance/support.js';
import { FaultyProxy } from './support/faulty-proxy.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { rawAppend } from './support/raw-append.js';

describe('the event log on PostgreSQL', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await testDatabase({ migrate: true });
    store = new PostgresEventStore({ pool: database.pool });
  });
  // Closed after the test, whatever becomes of it.
  const opened: { close(): Promise<void> }[] = [];
  const open = (options: PostgresEventStoreOptions) => {
    const other = new PostgresEventStore(options);
    opened.push(other);
    return other;
  };
  const distant = async () => {
    const proxy = new FaultyProxy(database.url);
    opened.push({ close: () => proxy.stop() });
    return { proxy, far: open({ connectionString: await proxy.start() }) };
  };
  afterEach(async () => {
    while (opened.length > 0) await opened.pop()!.close();
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  describe('is append-only', () => {
    const changes = ["update es.events set type = 'Forged'", 'delete from es.events', 'truncate es.events'];

    it.each(changes)('by rights, for its owner too: %s', async (change) => {
      await store.append(aStream(), NO_STREAM, [anEvent()]);
      const { rows } = await database.pool.query<{ rolsuper: boolean }>(
        'select rolsuper from pg_roles where rolname = current_user',
      );
      // Rights do not bind a superuser; the trigger does.
      await expect(database.pool.query(change)).rejects.toMatchObject({ code: rows[0]!.rolsuper ? 'ES403' : '42501' });
    });

    it.each(changes)('by trigger, for an owner who takes the right back: %s', async (change) => {
      await store.append(aStream(), NO_STREAM, [anEvent()]);
      const client = await database.pool.connect();
      await client.query('begin');
      await client.query('grant update, delete, truncate on es.events to current_user');
      await expect(client.query(change)).rejects.toMatchObject({ code: 'ES403' });
      await client.query('rollback');
      client.release();
    });

    it('and its head row stays', async () => {
      await expect(database.pool.query('delete from es.head')).rejects.toMatchObject({ code: 'ES403' });
    });
  });

  it('records an append whose answer was lost once, and reports it as taken', async () => {
    const { proxy, far } = await distant();
    const stream = aStream();
    await far.append(stream, NO_STREAM, [anEvent()]);
    const events = someEvents(3);
    proxy.loseAnswerTo(events[0]!.id);
    const result = await far.append(stream, 0, events);
    expect(proxy.cuts).toBe(1);
    expect(result).toEqual({ status: 'ok', revision: 3, position: await store.head() });
    expect((await idsOf(store.readStream(stream))).slice(1)).toEqual(events.map(({ id }) => id));
    expect(await far.append(stream, 0, events)).toMatchObject({ status: 'duplicate', revision: 3 });
  });

  it('reports other outcomes of a call whose answer was lost as they are', async () => {
    const { proxy, far } = await distant();
    const [stream, late] = [aStream(), aStream()];
    const old = [anEvent()];
    await far.append(stream, NO_STREAM, old);
    const fresh = anEvent();
    proxy.loseAnswerTo(fresh.id);
    const results = await Promise.all([
      far.append(late, 4, [anEvent()]),
      far.append(aStream(), NO_STREAM, [fresh]),
      far.append(aStream(), NO_STREAM, old),
    ]);
    expect(proxy.cuts).toBe(1);
    expect(results.map(({ status }) => status)).toEqual(['conflict', 'ok', 'duplicate']);
  });

  it('says when the database cannot be reached', async () => {
    const away = open({ connectionString: 'postgres://nobody@127.0.0.1:1/none', retryForMs: 100 });
    await expect(away.append(aStream(), NO_STREAM, [anEvent()])).rejects.toThrow(StoreUnavailable);
    await expect(away.head()).rejects.toThrow(StoreUnavailable);
    await expect(collect(away.readStream(aStream()))).rejects.toThrow(StoreUnavailable);
  });

  it('keeps its times in order when the clock is set back', async () => {
    const client = await database.pool.connect();
    const ahead = '2999-12-31T23:59:59.123456Z';
    const { rows } = await client.query<{ recorded_at: Date }>('select recorded_at from es.head');
    await client.query('update es.head set recorded_at = $1', [ahead]);
    const stream = aStream();
    await store.append(stream, NO_STREAM, [anEvent()]);
    await client.query('update es.head set recorded_at = $1', [rows[0]!.recorded_at]);
    client.release();
    expect((await collect(store.readStream(stream)))[0]?.recordedAt).toBe(ahead);
  });

  it('wakes subscribers of other processes without waiting for the next poll', async () => {
    const other = open({ pool: database.pool, pollIntervalMs: 3_600_000 });
    const stream = aStream();
    const live = take(other, await store.head(), 30);
    for (let i = 0; i < 30; i++) await store.append(stream, i - 1, [anEvent()]);
    expect((await live).map(({ revision }) => revision)).toEqual([...Array(30).keys()]);
  });

  it('serves subscribers who fall behind what is kept in memory', async () => {
    const small = open({ pool: database.pool, tailEvents: 10, tailBytes: 20_000 });
    const before = await small.head();
    const slow = small.subscribeAll({ after: before, batchSize: 4 })[Symbol.asyncIterator]();
    const first = slow.next() as Promise<IteratorYieldResult<readonly RecordedEvent[]>>;
    const quick = take(small, before, 210, 50);
    const stream = aStream();
    for (let i = 0; i < 200; i++) await small.append(stream, i - 1, [anEvent({ i })]);
    for (let i = 200; i < 210; i++) await small.append(stream, i - 1, [eventOfBytes(15_000)]);
    const ids = await idsOf(small.readStream(stream));
    expect((await quick).map(({ id }) => id)).toEqual(ids);
    const seen = [...(await first).value];
    while (seen.length < 210) seen.push(...((await slow.next()) as IteratorYieldResult<readonly RecordedEvent[]>).value);
    await slow.return?.();
    expect(seen.map(({ id }) => id)).toEqual(ids);
  });

  it('cuts off a transaction that has appended and fallen asleep, so that others can go on', async () => {
    const sleeper = new pg.Client(database.url);
    const cut = new Promise<Error>((resolve) => sleeper.on('error', resolve));
    await sleeper.connect();
    await sleeper.query('begin');
    await rawAppend(sleeper, [{ stream: aStream(), expected: NO_STREAM, count: 2 }]);
    const before = await store.head();
    const result = await store.append(aStream(), NO_STREAM, [anEvent()]);
    expect(result).toMatchObject({ status: 'ok', position: before + 1n });
    expect((await cut).message).toMatch(/idle-in-transaction timeout|Connection terminated/);
    await sleeper.end();
  });
});
