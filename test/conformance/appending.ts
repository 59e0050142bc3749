import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type NewEvent } from '../../src/event-sourcing/envelope.js';
import {
  AppendTooLarge,
  EmptyAppend,
  EventIdReused,
  InvalidEvent,
  InvalidStreamName,
  MAX_APPEND_BYTES,
  NO_STREAM,
} from '../../src/event-sourcing/event-store.js';
import { anEvent, aStream, collect, eventOfBytes, idsOf, someEvents, type Suite } from './support.js';

export function appending({ store, capabilities }: Suite): void {
  describe('an expected revision', () => {
    const combinations = [0, 1, 3].flatMap((length) =>
      [NO_STREAM, 0, 1, 2, 3, 9].flatMap((expected) => [1, 3].map((added) => ({ length, expected, added }))),
    );
    it.each(combinations)('$expected for a stream of $length events, to append $added', async ({ length, expected, added }) => {
      const stream = aStream();
      const past = someEvents(length);
      if (length > 0) await store().append(stream, NO_STREAM, past);
      const events = someEvents(added);
      const result = await store().append(stream, expected, events);
      const standing = await idsOf(store().readStream(stream));
      if (expected === length - 1) {
        expect(result).toEqual({ status: 'ok', revision: length + added - 1, position: await store().head() });
        expect(standing).toEqual([...past, ...events].map(({ id }) => id));
      } else {
        expect(result).toEqual({ status: 'conflict', revision: length - 1 });
        expect(standing).toEqual(past.map(({ id }) => id));
      }
    });

    it.each([-2, 0.5, NaN, Infinity, 2 ** 31, 2 ** 53])('of %p is no revision', async (expected) => {
      await expect(store().append(aStream(), expected, [anEvent()])).rejects.toThrow(InvalidEvent);
    });

    it('lets a stream grow event by event', async () => {
      const stream = aStream();
      for (let revision = 0; revision < 20; revision++) {
        expect(await store().append(stream, revision - 1, [anEvent()])).toMatchObject({ status: 'ok', revision });
      }
      const revisions = (await collect(store().readStream(stream))).map(({ revision }) => revision);
      expect(revisions).toEqual([...Array(20).keys()]);
    });

    it('of one stream has nothing to do with other streams', async () => {
      const [one, other] = [aStream(), aStream()];
      await store().append(one, NO_STREAM, someEvents(3));
      expect(await store().append(other, NO_STREAM, someEvents(2))).toMatchObject({ status: 'ok', revision: 1 });
      expect(await store().append(one, 2, someEvents(1))).toMatchObject({ status: 'ok', revision: 3 });
    });
  });

  describe('positions', () => {
    it('grow with every append, and the result names that of the last event', async () => {
      const stream = aStream();
      const before = await store().head();
      const first = await store().append(stream, NO_STREAM, someEvents(2));
      const second = await store().append(stream, 1, someEvents(3));
      const events = await collect(store().readAll({ after: before }));
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
      expect(first).toMatchObject({ position: events[1]!.position });
      expect(second).toMatchObject({ position: events[4]!.position });
      expect(await store().head()).toBe(events[4]!.position);
    });

    if (capabilities.contiguousPositions) {
      it('have no gaps, after conflicts, duplicates and refusals either', async () => {
        const stream = aStream();
        const before = await store().head();
        const events = someEvents(2);
        await store().append(stream, NO_STREAM, events);
        await store().append(stream, 7, someEvents(3));
        await store().append(stream, NO_STREAM, events);
        await store()
          .append(stream, 1, [anEvent(), events[0]!])
          .catch(() => undefined);
        await store().append(stream, 1, someEvents(1));
        const positions = (await collect(store().readAll({ after: before }))).map(({ position }) => position);
        expect(positions).toEqual([before + 1n, before + 2n, before + 3n]);
      });
    }
  });

  describe('an append that is sent again', () => {
    it('is found by its ids and gives the first position again', async () => {
      const stream = aStream();
      const events = someEvents(3);
      const first = await store().append(stream, NO_STREAM, events);
      const again = await store().append(stream, NO_STREAM, events);
      expect(first).toMatchObject({ status: 'ok', revision: 2 });
      expect(again).toEqual({ ...first, status: 'duplicate', stream });
      expect(await collect(store().readStream(stream))).toHaveLength(3);
    });

    it('is found when the stream has grown since', async () => {
      const stream = aStream();
      const events = someEvents(2);
      const first = await store().append(stream, NO_STREAM, events);
      await store().append(stream, 1, someEvents(4));
      expect(await store().append(stream, NO_STREAM, events)).toEqual({ ...first, status: 'duplicate', stream });
    });

    it('is found in the middle of a stream', async () => {
      const stream = aStream();
      await store().append(stream, NO_STREAM, someEvents(2));
      const events = someEvents(2);
      const first = await store().append(stream, 1, events);
      await store().append(stream, 3, someEvents(2));
      expect(await store().append(stream, 1, events)).toEqual({ ...first, status: 'duplicate', stream });
    });

    it('is found though its ids are written in capitals', async () => {
      const stream = aStream();
      const event = anEvent();
      await store().append(stream, NO_STREAM, [event]);
      const again = await store().append(stream, NO_STREAM, [{ ...event, id: event.id.toUpperCase() }]);
      expect(again.status).toBe('duplicate');
    });

    it('after a conflict is a new append', async () => {
      const stream = aStream();
      const events = someEvents(2);
      expect(await store().append(stream, 0, events)).toEqual({ status: 'conflict', revision: NO_STREAM });
      expect(await store().append(stream, NO_STREAM, events)).toMatchObject({ status: 'ok', revision: 1 });
    });

    if (capabilities.idsUniqueInLog !== false) {
      it('is found whatever revision it expects now', async () => {
        const stream = aStream();
        const events = someEvents(2);
        await store().append(stream, NO_STREAM, events);
        for (const expected of [0, 1, 5]) expect((await store().append(stream, expected, events)).status).toBe('duplicate');
      });

      it('to another stream is found where it stands', async () => {
        const [stream, other] = [aStream(), aStream()];
        const events = someEvents(2);
        const first = await store().append(stream, NO_STREAM, events);
        expect(await store().append(other, NO_STREAM, events)).toEqual({ ...first, status: 'duplicate', stream });
        expect(await collect(store().readStream(other))).toEqual([]);
      });

      it('with other events behind the first is a mistake', async () => {
        const stream = aStream();
        const [first, second] = someEvents(2) as [NewEvent, NewEvent];
        await store().append(stream, NO_STREAM, [first, second]);
        for (const mixed of [
          [first, anEvent()],
          [second, first],
          [first, second, anEvent()],
        ]) {
          await expect(store().append(stream, 1, mixed)).rejects.toThrow(EventIdReused);
        }
      });

      it('behind a new event is a mistake, and leaves nothing', async () => {
        const stream = aStream();
        const old = anEvent();
        await store().append(aStream(), NO_STREAM, [old]);
        await expect(store().append(stream, NO_STREAM, [anEvent(), old])).rejects.toThrow(EventIdReused);
        expect(await collect(store().readStream(stream))).toEqual([]);
      });

      it('across the border of two streams is a mistake', async () => {
        const [end, start] = [anEvent(), anEvent()];
        await store().append(aStream(), NO_STREAM, [end]);
        await store().append(aStream(), NO_STREAM, [start]);
        await expect(store().append(aStream(), NO_STREAM, [end, start])).rejects.toThrow(EventIdReused);
      });
    }

    it('with one id twice is a mistake', async () => {
      const event = anEvent();
      await expect(store().append(aStream(), NO_STREAM, [event, event])).rejects.toThrow(EventIdReused);
    });
  });

  describe('broken input', () => {
    it('an append without events is refused', async () => {
      await expect(store().append(aStream(), NO_STREAM, [])).rejects.toThrow(EmptyAppend);
    });

    it.each([
      ['empty', ''],
      ['of 501 bytes', 'x'.repeat(501)],
      ['of 251 characters of two bytes', 'é'.repeat(251)],
      ['with NUL', 'a\0b'],
      ['with half a surrogate pair', 'a\ud83d'],
    ])('a stream name that is %s is refused, to write and to read', async (_, name) => {
      await expect(store().append(name, NO_STREAM, [anEvent()])).rejects.toThrow(InvalidStreamName);
      await expect(collect(store().readStream(name))).rejects.toThrow(InvalidStreamName);
    });

    const circular: Record<string, unknown> = {};
    circular.self = circular;
    it.each<[string, Partial<NewEvent>]>([
      ['an id that is no UUID', { id: 'event-1' }],
      ['an empty id', { id: '' }],
      ['no type', { type: '' }],
      ['a type with NUL', { type: 'a\0' }],
      ['a type of 501 bytes', { type: 'x'.repeat(501) }],
      ['schema version 0', { schemaVersion: 0 }],
      ['schema version 1.5', { schemaVersion: 1.5 }],
      ['no data', { data: undefined }],
      ['data that is null', { data: null }],
      ['data that is a list', { data: [1] }],
      ['data that is a text', { data: '{}' }],
      ['data with a bigint', { data: { n: 1n } }],
      ['data that holds itself', { data: circular }],
      ['no metadata', { metadata: undefined }],
    ])('an event with %s is refused, and those beside it are not recorded', async (_, changes) => {
      const stream = aStream();
      await expect(store().append(stream, NO_STREAM, [anEvent(), anEvent({}, changes)])).rejects.toThrow(InvalidEvent);
      expect(await collect(store().readStream(stream))).toEqual([]);
    });
  });

  describe('size', () => {
    it('an event of 900 kB comes back whole', async () => {
      const stream = aStream();
      const data = { text: Array.from({ length: 75_000 }, () => randomUUID().slice(0, 12)).join('') };
      await store().append(stream, NO_STREAM, [anEvent(data)]);
      const [event] = await collect(store().readStream(stream));
      expect(event?.data).toEqual(data);
    });

    it('an append of exactly 1 MiB is taken', async () => {
      expect(await store().append(aStream(), NO_STREAM, [eventOfBytes(MAX_APPEND_BYTES)])).toMatchObject({ status: 'ok' });
    });

    it('an append one byte larger is refused with its size', async () => {
      const stream = aStream();
      const refusal = await store()
        .append(stream, NO_STREAM, [eventOfBytes(MAX_APPEND_BYTES + 1)])
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AppendTooLarge);
      expect(refusal).toMatchObject({ code: 'APPEND_TOO_LARGE', stream, bytes: MAX_APPEND_BYTES + 1 });
      expect(await collect(store().readStream(stream))).toEqual([]);
    });

    it('counts the events of an append together', async () => {
      const half = MAX_APPEND_BYTES / 2;
      await expect(store().append(aStream(), NO_STREAM, [eventOfBytes(half), eventOfBytes(half + 1)])).rejects.toThrow(
        AppendTooLarge,
      );
      expect(await store().append(aStream(), NO_STREAM, [eventOfBytes(half), eventOfBytes(half)])).toMatchObject({
        status: 'ok',
      });
    });

    it('counts bytes, not characters', async () => {
      await expect(store().append(aStream(), NO_STREAM, [anEvent({ text: '語'.repeat(400_000) })])).rejects.toThrow(
        AppendTooLarge,
      );
    });

    it('1,000 events go in one append', async () => {
      const stream = aStream();
      const events = someEvents(1_000);
      expect(await store().append(stream, NO_STREAM, events)).toMatchObject({ status: 'ok', revision: 999 });
      expect(await idsOf(store().readStream(stream))).toEqual(events.map(({ id }) => id));
    });

    it('many large events are read one page after the other', async () => {
      const stream = aStream();
      const before = await store().head();
      const events = Array.from({ length: 24 }, () => eventOfBytes(900_000));
      for (const [i, event] of events.entries()) await store().append(stream, i - 1, [event]);
      const ids = events.map(({ id }) => id);
      expect(await idsOf(store().readStream(stream))).toEqual(ids);
      expect(await idsOf(store().readAll({ after: before }))).toEqual(ids);
      expect(await idsOf(store().readStream(stream, { direction: 'backwards' }))).toEqual(ids.reverse());
    });
  });
}
