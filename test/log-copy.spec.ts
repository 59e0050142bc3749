import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { type EventStore, NO_STREAM, type RestorableLog, WrittenToMeanwhile } from '../src/event-sourcing/event-store.js';
import { KurrentEventStore } from '../src/event-sourcing/kurrentdb/kurrent-event-store.js';
import { copyLog, digestLog, LogsDiffer } from '../src/event-sourcing/log-copy.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { anEvent, collect } from './conformance/support.js';
import { describeWithEventStore } from './support/event-store-server.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A log as years leave it: streams that take turns, appends of several events, texts of all kinds, times of long ago with their microseconds. */
function aLog(events: number): RecordedEvent[] {
  const revisions = new Map<string, number>();
  return Array.from({ length: events }, (_, n): RecordedEvent => {
    const stream = `commitment-${String((Math.floor(n / 3) * 7) % 97)}`;
    const revision = (revisions.get(stream) ?? NO_STREAM) + 1;
    revisions.set(stream, revision);
    const recordedAt = `20${10 + Math.floor((n / events) * 10)}-0${1 + (Math.floor((n / events) * 90) % 9)}-03T04:05:06.${String(n % 1_000_000).padStart(6, '0')}Z`;
    const data = {
      n,
      text: ['plain', 'été "quoted"\\\t\n', '日本\u2028', '\u0000', '🕊'][n % 5],
      list: [1.5, null, { b: 1, a: 2 }],
    };
    return {
      ...anEvent(data, { type: n % 2 ? 'CommitmentProgressReported' : 'CommitmentDeclared', schemaVersion: 1 + (n % 3) }),
      stream,
      revision,
      position: BigInt(n + 1),
      recordedAt,
    };
  }).sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0) || Number(a.position - b.position));
}

/** In an order in which each stream's revisions follow. */
function inOrder(events: readonly RecordedEvent[]): RecordedEvent[] {
  const next = new Map<string, number>();
  return events.map((event, n) => {
    const revision = next.get(event.stream) ?? 0;
    next.set(event.stream, revision + 1);
    return { ...event, revision, position: BigInt(n + 1) };
  });
}

const told = ({ position: _, ...event }: RecordedEvent) => event;

describe('a copy of a log', () => {
  const databases: TestDatabase[] = [];
  const stores: EventStore[] = [];
  const events = inOrder(aLog(5_000));
  let source: RestorableLog;
  async function onPostgres(): Promise<{ store: RestorableLog; database: TestDatabase }> {
    const database = await testDatabase({ migrate: true });
    databases.push(database);
    const store = new PostgresEventStore({ pool: database.pool });
    stores.push(store);
    return { store, database };
  }
  beforeAll(async () => {
    source = (await onPostgres()).store;
    await source.restore(events, 0n);
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const database of databases) await database.close();
  });

  const targets: [string, () => Promise<RestorableLog>][] = [
    ['in memory', () => Promise.resolve(new MemoryEventStore())],
    ['on PostgreSQL', async () => (await onPostgres()).store],
  ];
  describeWithEventStore((server) => {
    targets.push([
      'on KurrentDB',
      async () => {
        const { url, prefix } = await server();
        const store = new KurrentEventStore({ url, prefix: `${prefix}_${stores.length}` });
        stores.push(store);
        return store;
      },
    ]);
  });

  describe.each(targets)('%s', (_name, open) => {
    it('has the ids, streams, revisions, texts, times and order of the log, and goes on from there', async () => {
      const target = await open();
      const before = await digestLog(source);
      expect(before.events).toBe(events.length);
      expect(await copyLog({ from: source, to: target })).toEqual({ ...before, copied: events.length, changed: 0 });
      expect((await collect(target.readAll())).map(told)).toEqual(events.map(told));
      const { stream } = events.at(-1)!;
      const revision = events.filter((event) => event.stream === stream).length - 1;
      expect(await target.append(stream, revision, [anEvent()])).toMatchObject({ status: 'ok', revision: revision + 1 });
      const newest = (await collect(target.readAll({ direction: 'backwards', limit: 1 })))[0]!;
      expect(newest.recordedAt > events.at(-1)!.recordedAt).toBe(true);
      // A command that was recorded before the move is known after it.
      const { data, metadata, type, id, schemaVersion, stream: own, revision: at } = events[7]!;
      const again = await target.append(own, at - 1, [{ id, type, schemaVersion, data, metadata }]);
      expect(again).toMatchObject({ status: 'duplicate', revision: at });
    });

    it('comes back as it was', async () => {
      const [there, back] = [await open(), (await onPostgres()).store];
      const { digest } = await copyLog({ from: source, to: there });
      expect(await copyLog({ from: there, to: back })).toMatchObject({ events: events.length, digest });
      expect((await collect(back.readAll())).map(told)).toEqual((await collect(source.readAll())).map(told));
    });

    it('is gone on with where it was broken off, and takes what the log took meanwhile', async () => {
      const [growing, target] = [new MemoryEventStore(), await open()];
      await growing.restore(events, 0n);
      const stop = new AbortController();
      const onProgress = (step: string, _: bigint, done: number) =>
        void (step === 'copy' && done === 4_500 && stop.abort(new Error('broken off')));
      await expect(copyLog({ from: growing, to: target, onProgress, signal: stop.signal })).rejects.toThrow('broken off');
      const there = (await collect(target.readAll())).length;
      expect(there).toBeGreaterThan(0);
      await growing.append('actor-1', NO_STREAM, [anEvent()]);
      const result = await copyLog({ from: growing, to: target });
      expect(result).toEqual({ copied: events.length + 1 - there, changed: 0, ...(await digestLog(growing)) });
      expect(await copyLog({ from: growing, to: target })).toEqual({ ...result, copied: 0 });
    });

    it('is refused where the receiving log holds something else, which stays as it was', async () => {
      const altered = events.slice(0, 10).map((event, n) => (n === 9 ? { ...event, data: { n: 'changed' } } : event));
      const other = await open();
      await other.restore(altered, 0n);
      await expect(copyLog({ from: source, to: other })).rejects.toThrow(
        /no beginning of the source: its event number 10 is .*told otherwise/,
      );
      expect((await collect(other.readAll())).map(told)).toEqual(altered.map(told));
      const more = await open();
      await copyLog({ from: source, to: more });
      await more.append('actor-1', NO_STREAM, [anEvent()]);
      await expect(copyLog({ from: source, to: more })).rejects.toThrow(LogsDiffer);
    });

    it('is refused while somebody else writes to the receiving log', async () => {
      const target = await open();
      let writing: Promise<unknown> | undefined;
      const onProgress = (step: string, _: bigint, done: number) => {
        if (step === 'copy' && done === 1) writing = target.append('actor-2', NO_STREAM, [anEvent()]);
      };
      const slow: EventStore = Object.create(source, {
        readAll: {
          value: async function* () {
            for (const event of events) {
              yield event;
              await writing;
            }
          },
        },
      }) as EventStore;
      await expect(copyLog({ from: slow, to: target, onProgress })).rejects.toThrow(WrittenToMeanwhile);
    });
  });

  it('tells by its digest where two logs differ in a single word, time or place', async () => {
    const digestOf = async (some: readonly RecordedEvent[]) => {
      const store = new MemoryEventStore();
      await store.restore(some, 0n);
      return (await digestLog(store)).digest;
    };
    const some = inOrder(events.slice(0, 20));
    const change = (changes: Partial<RecordedEvent>) => some.map((event, n) => (n === 5 ? { ...event, ...changes } : event));
    const swapped = [...some.slice(0, 2), some[3]!, some[2]!, ...some.slice(4)];
    const digests = await Promise.all(
      [
        some,
        change({ data: { n: 0 } }),
        change({ id: randomUUID() }),
        change({ recordedAt: '2010-01-03T04:05:06.999999Z' }),
        change({ schemaVersion: 9 }),
        change({ metadata: { ...some[5]!.metadata, user: 'somebody' } }),
        inOrder(swapped),
      ].map(digestOf),
    );
    expect(new Set(digests).size).toBe(digests.length);
  });

  describe('by the command', () => {
    const settings: Record<string, string> = {};
    const concord = (...given: string[]) =>
      spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'log', ...given], {
        cwd: ROOT,
        env: { ...process.env, NODE_OPTIONS: '', ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    async function run(...given: string[]): Promise<{ code: number; out: string; err: string }> {
      const child = concord(...given);
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return { code, out, err };
    }

    it('is gone on with after kill -9, and its digest is that of the log', async () => {
      const [from, to] = [await onPostgres(), await onPostgres()];
      let position = 0n;
      // Fresh ids, so that the log is long enough to be killed in the middle.
      const long = inOrder(Array.from({ length: 12 }, () => events.map((event) => ({ ...event, id: randomUUID() }))).flat());
      for (let n = 0; n < long.length; n += 5_000) position = await from.store.restore(long.slice(n, n + 5_000), position);
      const child = concord('copy', '--from', from.database.url, '--to', to.database.url);
      const gone = once(child, 'exit');
      while ((await to.store.head()) === 0n) await pause(5);
      child.kill('SIGKILL');
      await gone;
      const there = await to.store.head();
      expect(there).toBeLessThan(BigInt(long.length));
      const copied = await run('copy', '--from', from.database.url, '--to', to.database.url);
      expect(copied).toMatchObject({ code: 0, out: expect.stringContaining(`${long.length - Number(there)} events copied`) });
      const { digest } = await digestLog(from.store);
      expect(copied.out).toContain(digest);
      expect((await run('digest', to.database.url)).out).toBe(`${long.length} events: ${digest}\n`);
    });

    it('seals on demand what is personal and stands in clear, with keys in the database of the service', async () => {
      const [from, to] = [await onPostgres(), await onPostgres()];
      const actor = { actorKind: 'STATE', name: [], regions: [], identifiers: [] };
      const contact = { channel: 'EMAIL', value: 'jane.roe@ministry.example' };
      const stream = `actor-${randomUUID()}`;
      const told = [
        anEvent(actor, { type: 'ActorRegistered', schemaVersion: 1 }),
        anEvent(contact, { type: 'ActorContactPointSet', schemaVersion: 1 }),
      ];
      await from.store.append(stream, NO_STREAM, told);
      const copy = () => run('copy', '--seal', '--from', from.database.url, '--to', to.database.url);
      Object.assign(settings, { DATABASE_URL: to.database.url, CONCORD_MASTER_KEY: Buffer.alloc(32, 'x').toString('base64') });
      const same = 'the copy holds 2 events, 1 of them sealed: sha256:';
      expect(await copy()).toMatchObject({ code: 0, out: expect.stringContaining(`2 events copied; ${same}`) });
      expect((await copy()).out).toContain(`0 events copied; ${same}`);
      expect(JSON.stringify((await collect(to.store.readStream(stream))).map(({ data }) => data))).not.toContain(contact.value);
      const { rows } = await to.database.pool.query('select subject from secrets.subject_keys');
      expect(rows).toEqual([{ subject: stream }]);
    });

    it.each([
      [['digest', 'mysql://somewhere/else'], 'mysql://somewhere/else is no log'],
      [['digest', '/nowhere/at/all'], '/nowhere/at/all is no data folder of Concord'],
      [['digest', 'esdb://127.0.0.1:1?tls=false', '--prefix', 'not a prefix'], 'EVENTSTORE_PREFIX'],
      [['copy', '--from', 'esdb://127.0.0.1:1?tls=false'], "required option '--to <address>' not specified"],
    ])('says what is wrong: %j', async (given, message) => {
      const { code, err } = await run(...given);
      expect(err).toContain(message);
      expect(code).toBe(1);
    });
  });
});
