import { describe, expect, it } from '@jest/globals';
import { type RecordedEvent, START } from '../../src/event-sourcing/envelope.js';
import { type EventStore, NO_STREAM, StoreUnavailable } from '../../src/event-sourcing/event-store.js';
import { anEvent, aStream, collect, eventOfBytes, idsOf, someEvents, type Suite, take } from './support.js';

/** Appends `count` events one by one, to a stream of its own. */
async function appendSingly(store: EventStore, count: number): Promise<string[]> {
  const stream = aStream();
  const events = someEvents(count);
  for (const [i, event] of events.entries()) await store.append(stream, i - 1, [event]);
  return events.map(({ id }) => id);
}

export function subscribing({ store, open, capabilities }: Suite): void {
  describe('a subscription', () => {
    it('from the start gives the whole log', async () => {
      await appendSingly(store(), 5);
      const all = await idsOf(store().readAll());
      expect((await take(store(), START, all.length)).map(({ id }) => id)).toEqual(all);
    });

    it('from the middle gives what comes after', async () => {
      const before = await store().head();
      const ids = await appendSingly(store(), 6);
      const third = (await collect(store().readAll({ after: before })))[2]!.position;
      expect((await take(store(), third, 3)).map(({ id }) => id)).toEqual(ids.slice(3));
    });

    it('from the end gives only what comes from then on', async () => {
      await appendSingly(store(), 3);
      const live = take(store(), await store().head(), 4);
      const ids = await appendSingly(store(), 4);
      expect((await live).map(({ id }) => id)).toEqual(ids);
    });

    it('from a position that the log has not reached waits for it', async () => {
      const head = await store().head();
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const future = (async () => {
        for await (const batch of store().subscribeAll({ after: head + 1_000_000_000n, signal: stop.signal }))
          seen.push(...batch);
      })();
      await take(store(), head, (await appendSingly(store(), 3)).length);
      stop.abort();
      await future;
      expect(seen).toEqual([]);
    });

    it('gives the same events as a read, whole', async () => {
      const before = await store().head();
      await appendSingly(store(), 3);
      expect(await take(store(), before, 3)).toEqual(await collect(store().readAll({ after: before })));
    });

    it('catches up while others append, and goes on live, without gap or repeat', async () => {
      const before = await store().head();
      const old = someEvents(3_000);
      await store().append(aStream(), NO_STREAM, old);
      const writers = Promise.all(Array.from({ length: 8 }, () => appendSingly(store(), 100)));
      const seen = await take(store(), before, 3_800, 100);
      await writers;
      expect(seen.map(({ id }) => id)).toEqual(await idsOf(store().readAll({ after: before })));
      expect(seen).toHaveLength(3_800);
    });

    it('gives batches of at least one event and at most as many as asked for', async () => {
      const before = await store().head();
      await store().append(aStream(), NO_STREAM, someEvents(25));
      const sizes: number[] = [];
      for await (const batch of store().subscribeAll({ after: before, batchSize: 10 })) {
        sizes.push(batch.length);
        if (sizes.reduce((a, b) => a + b) >= 25) break;
      }
      expect(sizes.every((size) => size >= 1 && size <= 10)).toBe(true);
      expect(sizes.reduce((a, b) => a + b)).toBe(25);
    });

    it('gives events of one append in their order, and positions only ever grow', async () => {
      const before = await store().head();
      const live = take(store(), before, 60);
      for (let i = 0; i < 20; i++) await store().append(aStream(), NO_STREAM, someEvents(3));
      const seen = await live;
      expect(seen.map(({ data }) => (data as { n: number }).n)).toEqual(Array.from({ length: 60 }, (_, i) => i % 3));
      for (const [i, { position }] of seen.entries()) if (i > 0) expect(position > seen[i - 1]!.position).toBe(true);
      if (capabilities.contiguousPositions) expect(seen.at(-1)!.position - before).toBe(60n);
    });

    it('ends without an error when its signal aborts while it waits', async () => {
      const stop = new AbortController();
      const ended = collect(store().subscribeAll({ after: await store().head(), signal: stop.signal }));
      setImmediate(() => stop.abort());
      expect(await ended).toEqual([]);
    });

    it('ends when its signal aborts between two batches, and gives nothing more', async () => {
      const before = await store().head();
      await store().append(aStream(), NO_STREAM, someEvents(30));
      const stop = new AbortController();
      let batches = 0;
      for await (const batch of store().subscribeAll({ after: before, batchSize: 10, signal: stop.signal })) {
        expect(batch.length).toBeLessThanOrEqual(10);
        batches++;
        stop.abort();
      }
      expect(batches).toBe(1);
    });

    it('does not begin with an aborted signal', async () => {
      expect(await collect(store().subscribeAll({ after: START, signal: AbortSignal.abort() }))).toEqual([]);
    });

    it('lets a consumer go at once who breaks off while waiting for the next event', async () => {
      const iterator = store()
        .subscribeAll({ after: await store().head() })
        [Symbol.asyncIterator]();
      const pending = iterator.next();
      await iterator.return?.();
      expect(await pending).toEqual({ done: true, value: undefined });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    it('can be taken up again where another one ended', async () => {
      const before = await store().head();
      await appendSingly(store(), 10);
      const first = await take(store(), before, 4, 2);
      const second = await take(store(), first.at(-1)!.position, 10 - first.length, 3);
      expect([...first, ...second].map(({ id }) => id)).toEqual(await idsOf(store().readAll({ after: before })));
    });

    it('gives each of twenty subscribers everything', async () => {
      const before = await store().head();
      const subscribers = Array.from({ length: 20 }, (_, i) => take(store(), before, 50, 1 + i));
      await appendSingly(store(), 50);
      const ids = await idsOf(store().readAll({ after: before }));
      for (const seen of await Promise.all(subscribers)) expect(seen.map(({ id }) => id)).toEqual(ids);
    });

    it('is not held up by another one that is slow, which misses nothing either', async () => {
      const before = await store().head();
      const slow = store().subscribeAll({ after: before, batchSize: 7 })[Symbol.asyncIterator]();
      const first = (slow.next() as Promise<IteratorYieldResult<readonly RecordedEvent[]>>).then(({ value }) => [...value]);
      const quick = take(store(), before, 400);
      const ids = await appendSingly(store(), 400);
      expect((await quick).map(({ id }) => id)).toEqual(ids);
      const seen = await first;
      while (seen.length < 400) seen.push(...((await slow.next()) as IteratorYieldResult<readonly RecordedEvent[]>).value);
      await slow.return?.();
      expect(seen.map(({ id }) => id)).toEqual(ids);
    });

    it('brings large events', async () => {
      const before = await store().head();
      const events = Array.from({ length: 12 }, () => eventOfBytes(900_000));
      for (const event of events) await store().append(aStream(), NO_STREAM, [event]);
      const seen = await take(store(), before, 12);
      expect(seen.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect(seen.at(-1)!.data).toEqual(events.at(-1)!.data);
    });

    it('sees what other stores on the same log append', async () => {
      const other = await open();
      const before = await store().head();
      const live = take(store(), before, 20);
      const ids = await appendSingly(other, 20);
      expect((await live).map(({ id }) => id)).toEqual(ids);
    });
  });

  describe('a store that is closed', () => {
    it('ends its subscriptions without an error', async () => {
      const other = await open();
      const ended = collect(other.subscribeAll({ after: await other.head() }));
      await other.close();
      expect(await ended).toEqual([]);
    });

    it('takes no more appends', async () => {
      const other = await open();
      await other.close();
      await expect(other.append(aStream(), NO_STREAM, [anEvent()])).rejects.toThrow(StoreUnavailable);
    });

    it('leaves other stores on the log as they are', async () => {
      const other = await open();
      await other.close();
      expect(await store().append(aStream(), NO_STREAM, [anEvent()])).toMatchObject({ status: 'ok' });
    });

    it('can be closed twice', async () => {
      const other = await open();
      await other.close();
      await expect(other.close()).resolves.toBeUndefined();
    });
  });
}
