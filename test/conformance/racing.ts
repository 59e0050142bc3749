import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NewEvent } from '../../src/event-sourcing/envelope.js';
import { type AppendResult, EventIdReused, type EventStore, NO_STREAM } from '../../src/event-sourcing/event-store.js';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { anEvent, aStream, collect, idsOf, someEvents, type Suite } from './support.js';

const CALLERS = 20;

/** Twenty callers at once, spread over two stores on the same log. */
async function race(
  stores: readonly EventStore[],
  call: (store: EventStore, caller: number) => Promise<AppendResult>,
): Promise<AppendResult[]> {
  return Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(stores[caller % stores.length]!, caller)));
}

export function count(results: readonly AppendResult[], status: AppendResult['status']): number {
  return results.filter((result) => result.status === status).length;
}

export function racing({ store, open, capabilities }: Suite): void {
  describe('of 20 callers at once', () => {
    it('who all make a stream, one does', async () => {
      const stores = [store(), await open()];
      const stream = aStream();
      const results = await race(stores, (on, n) => on.append(stream, NO_STREAM, [anEvent({ n })]));
      expect([count(results, 'ok'), count(results, 'conflict')]).toEqual([1, 19]);
      expect(results.filter(({ status }) => status === 'conflict').every(({ revision }) => revision === 0)).toBe(true);
      expect(await collect(store().readStream(stream))).toHaveLength(1);
    });

    it('who all append at the same revision, one does', async () => {
      const stores = [store(), await open()];
      const stream = aStream();
      await store().append(stream, NO_STREAM, someEvents(3));
      const results = await race(stores, (on, n) => on.append(stream, 2, [anEvent({ n }), anEvent({ n })]));
      expect([count(results, 'ok'), count(results, 'conflict')]).toEqual([1, 19]);
      const winner = results.findIndex(({ status }) => status === 'ok');
      const events = await collect(store().readStream(stream, { from: 3 }));
      expect(events.map(({ data }) => data)).toEqual([{ n: winner }, { n: winner }]);
    });

    it('who send the same events, one records them and all learn the same position', async () => {
      const stores = [store(), await open()];
      const stream = aStream();
      const events = someEvents(2);
      const results = await race(stores, (on) => on.append(stream, NO_STREAM, events));
      expect([count(results, 'ok'), count(results, 'duplicate')]).toEqual([1, 19]);
      expect(new Set(results.map((result) => (result as { position: bigint }).position)).size).toBe(1);
      expect(await collect(store().readStream(stream))).toHaveLength(2);
    });

    it('who append to streams of their own, all do', async () => {
      const stores = [store(), await open()];
      const streams = Array.from({ length: CALLERS }, () => aStream());
      const before = await store().head();
      const results = await race(stores, (on, n) => on.append(streams[n]!, NO_STREAM, someEvents(1 + (n % 3))));
      expect(count(results, 'ok')).toBe(CALLERS);
      expect(await collect(store().readAll({ after: before }))).toHaveLength(results.reduce((sum, _, n) => sum + 1 + (n % 3), 0));
    });

    it('who each try again after a conflict, all get in, and no event is lost or doubled', async () => {
      const stores = [store(), await open()];
      const stream = aStream();
      const events = Array.from({ length: CALLERS }, (_, n) => anEvent({ n }));
      await race(stores, async (on, n) => {
        for (let expected = NO_STREAM; ;) {
          const result = await on.append(stream, expected, [events[n]!]);
          if (result.status !== 'conflict') return result;
          expected = result.revision;
        }
      });
      const recorded = await collect(store().readStream(stream));
      expect(recorded.map(({ revision }) => revision)).toEqual([...Array(CALLERS).keys()]);
      expect(recorded.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
    });

    it('one that is refused does not take the others with it', async () => {
      const stores = [store(), await open()];
      const streams = Array.from({ length: CALLERS }, () => aStream());
      const settled = await Promise.allSettled(
        streams.map((stream, n) =>
          stores[n % 2]!.append(stream, NO_STREAM, n === 7 ? [] : n === 12 ? [anEvent({}, { id: 'x' })] : [anEvent()]),
        ),
      );
      expect(settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([7, 12]);
    });

    if (capabilities.idsUniqueInLog !== false) {
      it('one with an id that stands in the log already does not take the others with it', async () => {
        const old = anEvent();
        await store().append(aStream(), NO_STREAM, [old]);
        const before = await store().head();
        const settled = await Promise.allSettled(
          Array.from({ length: CALLERS }, (_, n) =>
            store().append(aStream(), NO_STREAM, n === 7 ? [anEvent(), old] : [anEvent()]),
          ),
        );
        expect(settled.flatMap((result, n) => (result.status === 'rejected' ? [[n, result.reason as Error]] : []))).toEqual([
          [7, expect.any(EventIdReused)],
        ]);
        expect(settled.filter((result) => result.status === 'fulfilled' && result.value.status === 'ok')).toHaveLength(19);
        expect(await collect(store().readAll({ after: before }))).toHaveLength(19);
      });
    }
  });

  describe('one caller', () => {
    it('who does not wait for answers has appends taken in the order of the calls', async () => {
      const stream = aStream();
      const events = someEvents(50);
      const results = await Promise.all(events.map((event, i) => store().append(stream, i - 1, [event])));
      expect(results.map(({ status, revision }) => [status, revision])).toEqual(events.map((_, i) => ['ok', i]));
    });

    it('reads what it has just written, from the log and from the stream', async () => {
      for (let i = 0; i < 20; i++) {
        const stream = aStream();
        const before = await store().head();
        const event = anEvent();
        await store().append(stream, NO_STREAM, [event]);
        expect(await idsOf(store().readStream(stream))).toEqual([event.id]);
        expect(await idsOf(store().readAll({ after: before }))).toEqual([event.id]);
      }
    });
  });

  describe('any sequence of appends', () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ stream: fc.nat(3), off: fc.constantFrom(0, 0, 0, -1, 1), count: fc.integer({ min: 1, max: 4 }) }),
      },
      { weight: 1, arbitrary: fc.record({ again: fc.nat() }) },
    );

    it('has the outcomes and leaves the streams that the model has', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const model = new MemoryEventStore();
          const streams = Array.from({ length: 4 }, () => aStream());
          const before = await store().head();
          const sent: [string, number, NewEvent[]][] = [];
          for (const each of steps) {
            let append: [string, number, NewEvent[]];
            if ('again' in each) {
              if (sent.length === 0) continue;
              append = sent[each.again % sent.length]!;
            } else {
              const stream = streams[each.stream]!;
              const newest = (await collect(model.readStream(stream))).length - 1;
              append = [stream, Math.max(NO_STREAM, newest + each.off), someEvents(each.count)];
              sent.push(append);
            }
            const [expected, actual] = [await model.append(...append), await store().append(...append)];
            expect({ ...actual, position: 0n }).toEqual({ ...expected, position: 0n });
          }
          const plain = (events: { id: string; stream: string; revision: number; data: unknown }[]) =>
            events.map(({ id, stream, revision, data }) => ({ id, stream, revision, data }));
          expect(plain(await collect(store().readAll({ after: before })))).toEqual(plain(await collect(model.readAll())));
          for (const stream of streams) {
            expect(plain(await collect(store().readStream(stream)))).toEqual(plain(await collect(model.readStream(stream))));
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}
