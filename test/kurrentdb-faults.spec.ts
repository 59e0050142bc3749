import { afterEach, describe, expect, it } from '@jest/globals';
import { status as code } from '@grpc/grpc-js';
import { setTimeout as pause } from 'node:timers/promises';
import { type RecordedEvent, START } from '../src/event-sourcing/envelope.js';
import { NO_STREAM, StoreUnavailable } from '../src/event-sourcing/event-store.js';
import { KurrentEventStore, type KurrentEventStoreOptions } from '../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { anEvent, aStream, collect, idsOf, someEvents, take } from './conformance/support.js';
import { FakeEventStore } from './support/fake-event-store.js';
import { FaultyProxy } from './support/faulty-proxy.js';

describe('the event log in KurrentDB, on a server and a network that fail', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    while (opened.length > 0) await opened.pop()!.close();
  });
  const server = async () => {
    const fake = await FakeEventStore.start();
    opened.push({ close: () => Promise.resolve(fake.stop()) });
    return fake;
  };
  const open = (url: string, options: Partial<KurrentEventStoreOptions> = {}) => {
    const store = new KurrentEventStore({ url, ...options });
    opened.push(store);
    return store;
  };
  const distant = async (options: Partial<KurrentEventStoreOptions> = {}) => {
    const fake = await server();
    const proxy = new FaultyProxy(fake.url);
    const url = await proxy.start();
    opened.push({ close: () => proxy.stop() });
    return { fake, proxy, store: open(url, options) };
  };
  const standing = (fake: FakeEventStore, stream: string) => fake.idsOf(`concord.${stream}`);
  /** Waits for something, and fails soon where it does not happen. */
  const until = async (happened: () => boolean) => {
    for (const deadline = Date.now() + 20_000; !happened(); await pause(2))
      if (Date.now() > deadline) throw new Error('it never happened');
  };
  /** Follows the log until the test ends. */
  const follow = async (store: KurrentEventStore) => {
    const seen: RecordedEvent[] = [];
    const iterator = store.subscribeAll({ after: await store.head() })[Symbol.asyncIterator]();
    void (async () => {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) seen.push(...next.value);
    })();
    return { seen, upTo: (count: number) => until(() => seen.length >= count) };
  };

  describe('an append', () => {
    it('is touched by no fault of another connection, and a late answer ends nothing', async () => {
      const [broken, slow] = [await server(), await server()];
      broken.treat = () => ({ refused: code.UNAVAILABLE });
      slow.treat = () => ({ late: 200 });
      const [one, other] = [open(broken.url, { retryForMs: 100 }), open(slow.url)];
      const [first, second] = await Promise.allSettled([
        one.append(aStream(), NO_STREAM, [anEvent()]),
        other.append(aStream(), NO_STREAM, [anEvent()]),
      ]);
      expect(first).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } });
      expect(second).toMatchObject({ status: 'fulfilled', value: { status: 'ok', revision: 0 } });
    });

    it('whose answer comes after the deadline is sent again, and stands once', async () => {
      const fake = await server();
      const treatments = [{ late: 150 } as const];
      fake.treat = () => treatments.pop() ?? 'at once';
      const store = open(fake.url, { answerTimeoutMs: 50 });
      const stream = aStream();
      const events = someEvents(2);
      const result = await store.append(stream, NO_STREAM, events);
      expect(result).toEqual({ status: 'ok', revision: 1, position: await store.head() });
      await until(() => fake.lateAnswers === 1);
      expect(standing(fake, stream)).toEqual(events.map(({ id }) => id));
      expect(await store.append(stream, 1, [anEvent()])).toMatchObject({ status: 'ok', revision: 2 });
    });

    it.each(['lost', 'unsaid'] as const)('whose answer is %s is reported as taken, and stands once', async (treatment) => {
      const fake = await server();
      const treatments = [treatment];
      fake.treat = () => treatments.pop() ?? 'at once';
      const store = open(fake.url, { answerTimeoutMs: 100 });
      const stream = aStream();
      const events = someEvents(3);
      expect(await store.append(stream, NO_STREAM, events)).toMatchObject({ status: 'ok', revision: 2 });
      expect(standing(fake, stream)).toEqual(events.map(({ id }) => id));
      expect(await store.append(stream, NO_STREAM, events)).toMatchObject({ status: 'duplicate', revision: 2 });
    });

    it('whose connection breaks before the answer is reported as taken, though others have gone on with the stream', async () => {
      const { fake, proxy, store } = await distant();
      const other = open(fake.url);
      const stream = aStream();
      const [event, next] = someEvents(2);
      proxy.loseAnswerTo(event!.id);
      // The other one goes on as soon as the event stands, before it is sent again.
      const going = (async () => {
        while ((await other.append(stream, 0, [next!])).status === 'conflict') await pause(1);
      })();
      expect(await store.append(stream, NO_STREAM, [event!])).toMatchObject({ status: 'ok', revision: 0 });
      await going;
      expect(proxy.cuts).toBe(1);
      expect(standing(fake, stream)).toEqual([event!.id, next!.id]);
    });

    it('over a half-open connection goes by another one after its time', async () => {
      const { fake, proxy, store } = await distant({ answerTimeoutMs: 200 });
      const stream = aStream();
      await store.append(stream, NO_STREAM, [anEvent()]);
      proxy.silence();
      expect(await store.append(stream, 0, [anEvent()])).toMatchObject({ status: 'ok', revision: 1 });
      expect(standing(fake, stream)).toHaveLength(2);
    });

    it('to a server that stands still fails at its deadline, and can be sent again', async () => {
      const { fake, proxy, store } = await distant({ retryForMs: 600, answerTimeoutMs: 250 });
      const [stream, events] = [aStream(), someEvents(2)];
      await store.append(aStream(), NO_STREAM, [anEvent()]);
      proxy.freeze();
      const began = performance.now();
      await expect(store.append(stream, NO_STREAM, events)).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - began).toBeGreaterThanOrEqual(595);
      expect(performance.now() - began).toBeLessThan(1_500);
      proxy.thaw();
      expect((await store.append(stream, NO_STREAM, events)).status).toMatch(/^(ok|duplicate)$/);
      expect(standing(fake, stream)).toEqual(events.map(({ id }) => id));
    });

    it('to a cluster of which no node answers fails at its deadline', async () => {
      const [first, second] = [await distant(), await distant()];
      first.proxy.freeze();
      second.proxy.freeze();
      const store = open(`esdb://${first.proxy.address},${second.proxy.address}?tls=false`, { retryForMs: 500 });
      const began = performance.now();
      await expect(store.append(aStream(), NO_STREAM, [anEvent()])).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - began).toBeLessThan(6_000);
    });
  });

  it('turns to the leader that the server names, to write, to read and to follow', async () => {
    const [follower, leader] = [await server(), await server()];
    follower.leader = leader.address;
    const store = open(follower.url);
    const { seen, upTo } = await follow(store);
    const [stream, events] = [aStream(), someEvents(3)];
    expect(await store.append(stream, NO_STREAM, events)).toMatchObject({ status: 'ok' });
    await upTo(3);
    const ids = events.map(({ id }) => id);
    expect(seen.map(({ id }) => id)).toEqual(ids);
    expect(await idsOf(store.readStream(stream))).toEqual(ids);
    expect(standing(leader, stream)).toEqual(ids);
  });

  it('says that a server cannot be reached', async () => {
    const away = open('esdb://127.0.0.1:1?tls=false', { retryForMs: 100 });
    await expect(away.append(aStream(), NO_STREAM, [anEvent()])).rejects.toThrow(StoreUnavailable);
    await expect(away.append(aStream(), NO_STREAM, [anEvent()])).rejects.toThrow(/ECONNREFUSED/);
    await expect(away.head()).rejects.toThrow(StoreUnavailable);
    await expect(collect(away.readStream(aStream()))).rejects.toThrow(StoreUnavailable);
  });

  it('waits at its start for a new cluster to make its first users, and says what is wrong where that does not help', async () => {
    const fake = await server();
    const treatments = [{ refused: code.UNAUTHENTICATED }, { refused: code.UNAUTHENTICATED }] as const;
    let asked = 0;
    fake.treat = () => treatments[asked++] ?? 'at once';
    const faults: string[] = [];
    const id = await open(fake.url, { onFault: ({ message }) => faults.push(message) }).identity();
    expect(faults).toEqual(Array<string>(2).fill('it does not take the name and password in its address'));
    expect(await open(fake.url).identity()).toBe(id);
    fake.treat = () => ({ refused: code.UNAUTHENTICATED });
    await expect(open(fake.url).identity(200)).rejects.toThrow(
      'the event store cannot be reached: it does not take the name and password in its address',
    );
  });

  describe('a subscription', () => {
    const PASSING = [
      ...(['CANCELLED', 'UNKNOWN', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'ABORTED', 'INTERNAL', 'UNAVAILABLE'] as const),
    ];
    it.each(PASSING)('goes on where it was after %s', async (name) => {
      const faults: Error[] = [];
      const fake = await server();
      const store = open(fake.url, { onFault: (error) => faults.push(error) });
      const { seen, upTo } = await follow(store);
      const stream = aStream();
      await store.append(stream, NO_STREAM, someEvents(3));
      await upTo(3);
      fake.end(code[name]);
      await store.append(stream, 2, someEvents(3));
      await upTo(6);
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(faults.length).toBeGreaterThan(0);
    });

    it('that is given nothing more, though its connection lives, is rebuilt', async () => {
      const fake = await server();
      const store = open(fake.url);
      const { seen, upTo } = await follow(store);
      const stream = aStream();
      await store.append(stream, NO_STREAM, someEvents(1));
      await upTo(1);
      fake.stall();
      const began = performance.now();
      await store.append(stream, 0, someEvents(2));
      await upTo(3);
      expect(performance.now() - began).toBeLessThan(4_000);
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    });

    it('that was taken far by events of others does not look through them again', async () => {
      const fake = await server();
      const store = open(fake.url);
      const { seen, upTo } = await follow(store);
      const stream = aStream();
      await store.append(stream, NO_STREAM, someEvents(1));
      await upTo(1);
      fake.others(3_500);
      // Made again once it knows how far it is.
      const times = fake.subscribedFrom.length;
      await pause(200);
      fake.end(code.UNAVAILABLE);
      await until(() => fake.subscribedFrom.length > times);
      expect(fake.subscribedFrom.at(-1)! - seen[0]!.position).toBe(300_000n);
      await store.append(stream, 0, someEvents(1));
      await upTo(2);
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1]);
    });

    it('begins behind the events of others that follow our newest one', async () => {
      const fake = await server();
      await open(fake.url).append(aStream(), NO_STREAM, someEvents(2));
      fake.others(2_500);
      const store = open(fake.url);
      const live = take(store, await store.head(), 1);
      await until(() => fake.subscribedFrom.length > 0);
      await store.append(aStream(), NO_STREAM, someEvents(1));
      await live;
      expect(fake.subscribedFrom[0]! - (await collect(store.readAll({ limit: 2 })))[1]!.position).toBe(250_000n);
      expect(await collect(store.readAll({ after: START }))).toHaveLength(3);
    });
  });
});
