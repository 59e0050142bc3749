import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NewEvent, START } from '../../src/event-sourcing/envelope.js';
import { NO_STREAM, type StreamRange } from '../../src/event-sourcing/event-store.js';
import { anEvent, aStream, collect, idsOf, someEvents, type Suite } from './support.js';

export function reading({ store, capabilities }: Suite): void {
  const filled = async (count: number) => {
    const stream = aStream();
    const before = await store().head();
    const events = someEvents(count);
    await store().append(stream, NO_STREAM, events);
    return { stream, before, ids: events.map(({ id }) => id) };
  };

  describe('an event', () => {
    it('comes back as it was written, with stream, revision, position and the time of recording', async () => {
      const stream = aStream();
      const event = anEvent(
        { title: [{ language: 'en', text: 'Train 20 officers' }], amount: 12.5, none: null, yes: true },
        { schemaVersion: 3 },
      );
      const result = await store().append(stream, NO_STREAM, [event]);
      const [recorded] = await collect(store().readStream(stream));
      expect(recorded).toEqual({
        ...event,
        stream,
        revision: 0,
        position: (result as { position: bigint }).position,
        recordedAt: recorded?.recordedAt,
      });
      expect(recorded?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Math.abs(Date.parse(recorded!.recordedAt) - Date.now())).toBeLessThan(60_000);
    });

    it('is recorded no earlier than those before it', async () => {
      const stream = aStream();
      const before = await store().head();
      for (let i = 0; i < 20; i++) await store().append(stream, i - 1, [anEvent()]);
      const times = (await collect(store().readAll({ after: before }))).map(({ recordedAt }) => recordedAt);
      expect(times).toEqual([...times].sort());
    });

    it.each([
      ['NUL', 'a\0b'],
      ['half a surrogate pair', 'a\ud83d'],
      ['text of many scripts', 'Ελληνικά עברית العربية 漢字 हिन्दी 🇺🇳👩‍🚒'],
      ['quotes, backslashes and line ends', '"\\\'\r\n\t\u2028\u2029'],
      ['something like SQL', "'); drop table es.events; --"],
    ])('keeps %s in its data', async (_, text) => {
      const stream = aStream();
      await store().append(stream, NO_STREAM, [anEvent({ text, [text]: [text] })]);
      expect((await collect(store().readStream(stream)))[0]?.data).toEqual({ text, [text]: [text] });
    });

    it('keeps any JSON in its data', async () => {
      const data = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }));
      await fc.assert(
        fc.asyncProperty(fc.array(data, { minLength: 1, maxLength: 5 }), async (list) => {
          const stream = aStream();
          await store().append(
            stream,
            NO_STREAM,
            list.map((value) => anEvent(value)),
          );
          const kept = (await collect(store().readStream(stream))).map((event) => event.data);
          expect(kept).toEqual(JSON.parse(JSON.stringify(list)));
        }),
        { numRuns: 60 },
      );
    });

    it('belongs to its reader, who may change it', async () => {
      const { stream } = await filled(1);
      const [first] = await collect(store().readStream(stream));
      (first!.data as { n: number }).n = 99;
      expect((await collect(store().readStream(stream)))[0]?.data).toEqual({ n: 0 });
    });

    it('keeps a type of another language', async () => {
      const stream = aStream();
      await store().append(stream, NO_STREAM, [anEvent({}, { type: 'Zusage.Erklärt/v2 ✓' })]);
      expect((await collect(store().readStream(stream)))[0]?.type).toBe('Zusage.Erklärt/v2 ✓');
    });
  });

  describe('a stream', () => {
    it('that is not there has no events, in neither direction', async () => {
      expect(await collect(store().readStream(aStream()))).toEqual([]);
      expect(await collect(store().readStream(aStream(), { direction: 'backwards' }))).toEqual([]);
      expect(await collect(store().readStream(aStream(), { from: 5, limit: 3 }))).toEqual([]);
    });

    const ranges: [string, { from?: number; limit?: number; direction?: 'forwards' | 'backwards' }, number[]][] = [
      ['all of it', {}, [0, 1, 2, 3, 4]],
      ['all of it backwards', { direction: 'backwards' }, [4, 3, 2, 1, 0]],
      ['from revision 2', { from: 2 }, [2, 3, 4]],
      ['from revision 2 backwards', { from: 2, direction: 'backwards' }, [2, 1, 0]],
      ['two events', { limit: 2 }, [0, 1]],
      ['the two newest', { limit: 2, direction: 'backwards' }, [4, 3]],
      ['two events from revision 1', { from: 1, limit: 2 }, [1, 2]],
      ['two events from revision 3 backwards', { from: 3, limit: 2, direction: 'backwards' }, [3, 2]],
      ['the last', { from: 4 }, [4]],
      ['the first backwards', { from: 0, direction: 'backwards' }, [0]],
      ['from behind its end', { from: 5 }, []],
      ['from far behind its end', { from: 2 ** 40 }, []],
      ['from behind its end backwards', { from: 99, direction: 'backwards' }, [4, 3, 2, 1, 0]],
      ['from before its start', { from: -7 }, [0, 1, 2, 3, 4]],
      ['from before its start backwards', { from: -1, direction: 'backwards' }, []],
      ['no events', { limit: 0 }, []],
      ['more than it has', { limit: 100 }, [0, 1, 2, 3, 4]],
    ];
    it.each(ranges)('gives %s', async (_, options, revisions) => {
      const { stream, ids } = await filled(5);
      const events = await collect(store().readStream(stream, options));
      expect(events.map(({ revision }) => revision)).toEqual(revisions);
      expect(events.map(({ id }) => id)).toEqual(revisions.map((revision) => ids[revision]));
    });

    it.each([{ limit: -1 }, { limit: 1.5 }, { limit: NaN }, { from: 0.5 }, { from: NaN }])(
      'is not read with %p',
      async (options) => {
        await expect(collect(store().readStream(aStream(), options))).rejects.toThrow(RangeError);
      },
    );

    it('of 10,000 events comes in order, forwards and backwards', async () => {
      const stream = aStream();
      const events = someEvents(10_000);
      for (let i = 0; i < events.length; i += 1_000) await store().append(stream, i - 1, events.slice(i, i + 1_000));
      const ids = events.map(({ id }) => id);
      expect(await idsOf(store().readStream(stream))).toEqual(ids);
      expect(await idsOf(store().readStream(stream, { from: 3_000, limit: 4_567 }))).toEqual(ids.slice(3_000, 7_567));
      expect(await idsOf(store().readStream(stream, { direction: 'backwards' }))).toEqual(ids.reverse());
    });

    it('can be left in the middle', async () => {
      const { stream } = await filled(20);
      for await (const event of store().readStream(stream)) if (event.revision === 3) break;
      expect(await collect(store().readStream(stream))).toHaveLength(20);
    });

    it('read with an aborted signal fails, so that a part is never taken for the whole', async () => {
      const { stream } = await filled(5);
      const stop = new AbortController();
      const seen: number[] = [];
      const read = async () => {
        for await (const { revision } of store().readStream(stream, { signal: stop.signal })) {
          seen.push(revision);
          if (revision === 2) stop.abort();
        }
      };
      await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
      expect(seen).toEqual([0, 1, 2]);
      await expect(collect(store().readStream(aStream(), { signal: stop.signal }))).rejects.toMatchObject({ name: 'AbortError' });
    });

    const names = [
      'a',
      'x'.repeat(500),
      '語'.repeat(166),
      'Åse – 漢字 🇺🇳',
      ' leading and trailing ',
      "commitment-'; drop table es.events; --",
      '"quoted"',
      'back\\slash',
      'percent%20and%',
      'under_score',
      '../../etc/passwd',
      'a/b?c=d#e',
      '$all',
      '$$metadata',
      '$ce-commitment',
      'line\nend\ttab\u0001',
      '{"json": true}',
      '__proto__',
      'constructor',
      'null',
      '\u202ertl',
    ];
    it.each(names)('can be named %j', async (name) => {
      const expected = (await collect(store().readStream(name))).at(-1)?.revision ?? NO_STREAM;
      const before = await store().head();
      const event = anEvent();
      expect(await store().append(name, expected, [event])).toMatchObject({ status: 'ok', revision: expected + 1 });
      expect(await idsOf(store().readStream(name, { from: expected + 1 }))).toEqual([event.id]);
      expect((await collect(store().readAll({ after: before }))).map(({ stream }) => stream)).toEqual([name]);
    });

    it('is another one with a name that only looks alike', async () => {
      const base = aStream();
      const alike = [base, base.toUpperCase(), `${base} `, ` ${base}`, `${base}é`, `${base}e\u0301`, `${base}_`, `${base}%`];
      for (const [i, name] of alike.entries()) {
        expect(await store().append(name, NO_STREAM, someEvents(i + 1))).toMatchObject({ status: 'ok', revision: i });
      }
      for (const [i, name] of alike.entries()) expect(await collect(store().readStream(name))).toHaveLength(i + 1);
    });
  });

  describe('the whole log', () => {
    it('gives the events of all streams in the order of their appends', async () => {
      const before = await store().head();
      const streams = [aStream('actor'), aStream('partnership'), aStream()];
      const appended: NewEvent[] = [];
      for (let i = 0; i < 9; i++) {
        const event = anEvent({ i });
        await store().append(streams[i % 3]!, Math.floor(i / 3) - 1, [event]);
        appended.push(event);
      }
      const events = await collect(store().readAll({ after: before }));
      expect(events.map(({ id }) => id)).toEqual(appended.map(({ id }) => id));
      expect(events.map(({ stream }) => stream)).toEqual(appended.map((_, i) => streams[i % 3]));
    });

    it('starts at the start, and its end is the head', async () => {
      const { ids } = await filled(3);
      const forwards = await idsOf(store().readAll());
      expect(forwards.slice(-3)).toEqual(ids);
      expect(await idsOf(store().readAll({ after: START }))).toEqual(forwards);
      const [newest] = await collect(store().readAll({ direction: 'backwards', limit: 1 }));
      expect(newest).toMatchObject({ id: ids[2], position: await store().head() });
      expect(await collect(store().readAll({ after: await store().head() }))).toEqual([]);
    });

    it('reads backwards what it reads forwards', async () => {
      const { before } = await filled(25);
      const forwards = await idsOf(store().readAll({ after: before }));
      expect(await idsOf(store().readAll({ direction: 'backwards', limit: 25 }))).toEqual([...forwards].reverse());
    });

    it('gives a range from any position, which is not part of it', async () => {
      const { before, ids } = await filled(6);
      const third = (await collect(store().readAll({ after: before })))[2]!.position;
      expect(await idsOf(store().readAll({ after: third }))).toEqual(ids.slice(3));
      expect(await idsOf(store().readAll({ after: third, limit: 2 }))).toEqual(ids.slice(3, 5));
      expect(await idsOf(store().readAll({ after: third, direction: 'backwards', limit: 2 }))).toEqual([ids[1], ids[0]]);
      expect(await idsOf(store().readAll({ after: before, limit: 0 }))).toEqual([]);
    });

    it('has nothing before its start', async () => {
      await filled(1);
      expect(await collect(store().readAll({ after: START, direction: 'backwards' }))).toEqual([]);
    });

    it('read with an aborted signal fails', async () => {
      await filled(2);
      await expect(collect(store().readAll({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  if (capabilities.byStream) {
    describe('the streams whose names begin alike', () => {
      /** Two events for each of some streams, and one more for each when all are there; others whose names are near. */
      const streams = async () => {
        const prefix = `${aStream('by')}-`;
        const names = ['b', 'Ä', 'a', '\u{1f1fa}', 'ab', '\uffe5'].map((name) => prefix + name);
        const near = [prefix.slice(0, -1), `${prefix.slice(0, -1)}.`];
        for (const name of [...names, ...near]) await store().append(name, NO_STREAM, someEvents(2));
        const upTo = await store().head();
        for (const name of names) await store().append(name, 1, [anEvent()]);
        const sorted = names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        return { prefix, upTo, sorted };
      };
      const twice = (names: string[]) => names.flatMap((name) => [`${name} 0`, `${name} 1`]);
      const read = async (range: StreamRange) =>
        (await collect(store().byStream!.read(range))).map(({ stream, revision }) => `${stream} ${revision}`);

      it('come one after the other, in the order of their bytes, each as far as was asked', async () => {
        const { prefix, upTo, sorted } = await streams();
        expect(await read({ prefix, upTo })).toEqual(twice(sorted));
        expect(await store().byStream!.count({ prefix, upTo })).toBe(2 * sorted.length);
        expect(await read({ prefix, upTo: await store().head() })).toHaveLength(3 * sorted.length);
      });

      it('go on after any of them', async () => {
        const { prefix, upTo, sorted } = await streams();
        for (const [i, after] of sorted.entries()) {
          const rest = twice(sorted.slice(i + 1));
          expect(await read({ prefix, upTo, after })).toEqual(rest);
          expect(await store().byStream!.count({ prefix, upTo, after })).toBe(rest.length);
        }
      });

      it('come whole where pages end in the middle of one', async () => {
        const prefix = `${aStream('by')}-`;
        for (const name of ['a', 'b', 'c']) await store().append(prefix + name, NO_STREAM, someEvents(1_500));
        const given = await read({ prefix, upTo: await store().head() });
        const all = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 1_500 }, (_, i) => `${prefix}${name} ${i}`));
        expect(given).toEqual(all);
      });
    });
  }
}
