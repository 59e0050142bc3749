import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type PoolClient } from 'pg';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { type EventStore } from '../src/event-sourcing/event-store.js';
import { fold, foldAt } from '../src/event-sourcing/fold.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { AppendQueue } from '../src/event-sourcing/postgres/append-queue.js';
import { type PreparedAppend } from '../src/event-sourcing/prepare-append.js';
import { activeCheckpoint, addGeneration, moveCheckpoint } from '../src/event-sourcing/projections/checkpoints.js';
import { CheckpointSkips } from '../src/event-sourcing/projections/checkpoint-skips.js';
import { Progress } from '../src/event-sourcing/projections/progress.js';
import { type Projection } from '../src/event-sourcing/projections/projection.js';
import { ProjectionRunner } from '../src/event-sourcing/projections/runner.js';
import { Semaphore } from '../src/event-sourcing/projections/semaphore.js';
import { RecordLoader } from '../src/event-sourcing/record-loader.js';
import { toGlobalId } from '../src/graphql/global-id.js';
import { inTransaction } from '../src/platform/transaction.js';
import { recordModules } from '../src/records/index.js';
import { createCatalogue, createProjections } from '../src/service.js';
import { english } from './support/service.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { World } from './support/world.js';

describe('appends that wait', () => {
  it('keep the order of their stream, though a later one would fit where an earlier one does not', async () => {
    const groups: string[][] = [];
    const queue = new AppendQueue(1, (group) => {
      groups.push(group.map(({ events }) => events[0].id));
      return Promise.resolve(group.map(() => ({ status: 'ok', revision: 0, position: 1n }) as const));
    });
    const append = (stream: string, id: string, bytes: number) =>
      queue.append({ stream, expectedRevision: 0, bytes, events: [{ id }] } as unknown as PreparedAppend);
    await Promise.all([append('other', 'large', 4_000_000), append('own', 'first', 300_000), append('own', 'second', 10)]);
    expect(groups).toEqual([['large'], ['first'], ['second']]);
  });
});

describe('a record that changes while it is read', () => {
  it('is not remembered as it was', async () => {
    const world = new World(recordModules);
    const actor = await world.make('registerActor', { actorKind: 'STATE', name: english('Peru') });
    const loader = new RecordLoader(world.store, world.catalogue);
    const events = world.store.readStream.bind(world.store);
    world.store.readStream = async function* (stream, options) {
      yield* events(stream, options);
      world.store.readStream = events;
      await world.send('nameActor', { id: toGlobalId('actor', actor), language: 'en', text: 'Chile' });
      loader.invalidate((await world.events()).at(-1)!);
    };
    await loader.load('actor', actor);
    expect((await loader.load('actor', actor)).revision).toBe(1);
  });
});

describe('of two labels', () => {
  it('the one said last counts, though its clock was behind', async () => {
    const world = new World(recordModules);
    await world.make('registerActor', { actorKind: 'STATE', name: english('Peru') });
    const [made] = await world.events();
    const label = (revision: number, tlp: string, occurredAt: string): RecordedEvent => ({
      ...{ ...made!, id: randomUUID(), revision, position: BigInt(revision + 1), type: 'HandlingChanged' },
      ...{ data: { handling: { tlp, audience: [] }, reason: 'x' }, metadata: { ...made!.metadata, occurredAt } },
    });
    const events = [made!, label(1, 'GREEN', '2023-01-01T10:00:00.000Z'), label(2, 'AMBER', '2023-01-01T09:59:58.000Z')];
    const definition = world.catalogue.definition('actor');
    expect(fold(definition, events).meta.handling.tlp).toBe('AMBER');
    expect(foldAt(definition, events, { asOf: '2023-01-01T09:59:59.000Z' })!.meta.handling.tlp).toBe('CLEAR');
  });
});

describe('a runner of a projection', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ migrate: true });
  });
  afterAll(() => database.close());

  /** Runs a projection on a log until it has taken it all. */
  async function runOn(store: EventStore, projection: Projection, until: bigint): Promise<void> {
    const { pool } = database;
    await inTransaction(pool, (client) => addGeneration(client, projection));
    const progress = new Progress([projection.name]);
    const skips = new CheckpointSkips(pool);
    const silent = { error: () => undefined, warn: () => undefined };
    const lead = { take: () => Promise.resolve(new AbortController().signal) };
    const monitor = { leadership: lead, release: () => Promise.resolve() } as never;
    const largeBatches = new Semaphore(2);
    const runner = new ProjectionRunner(projection, { pool, store, progress, skips, monitor, largeBatches, log: silent });
    runner.start();
    expect(await progress.wait(until, 60_000)).toBe(true);
    await runner.stop();
    await skips.stop();
  }

  function counting(name: string, taken: bigint[]): Projection {
    return {
      ...{ name, fingerprint: '1', tables: [], handles: () => true, create: () => [], index: () => [], digest: () => '' },
      writer: () => ({
        apply: (_client: PoolClient, events) => (taken.push(...events.map(({ position }) => position)), Promise.resolve()),
        reset: () => undefined,
      }),
    };
  }

  it('takes no event again that another runner took meanwhile', async () => {
    const world = new World(recordModules);
    for (const name of ['one', 'two', 'three']) await world.make('registerActor', { actorKind: 'STATE', name: english(name) });
    const all = await world.events();
    const taken: bigint[] = [];
    const store = new MemoryEventStore();
    store.subscribeAll = async function* () {
      await database.pool.query("update rm.checkpoints set position = $1 where projection = 'guarded'", [
        String(all[1]!.position),
      ]);
      yield all;
    };
    await runOn(store, counting('guarded', taken), all[2]!.position);
    expect(taken).toEqual([all[2]!.position]);
  });

  it('moves its checkpoint only from where it found it', async () => {
    const projection = counting('compared', []);
    const { pool } = database;
    const generation = await inTransaction(pool, (client) => addGeneration(client, projection));
    const move = (from: bigint, to: bigint) =>
      inTransaction(pool, (client) => moveCheckpoint(client, 'compared', generation, from, to, '2023-01-01T00:00:00Z'));
    expect(await move(0n, 5n)).toBe(true);
    expect(await move(0n, 3n)).toBe(false);
    expect((await activeCheckpoint(pool, 'compared'))!.position).toBe(5n);
  });

  it('gives the open versions of a kind a row for the new year, though nothing came to the kind', async () => {
    const world = new World(recordModules);
    await world.make('registerActor', { actorKind: 'STATE', name: english('Peru') });
    const [made] = await world.events();
    const [old, later] = [made!, { ...made!, id: randomUUID(), stream: `other-${randomUUID()}`, position: made!.position + 1n }];
    const store = new MemoryEventStore();
    store.subscribeAll = async function* () {
      await Promise.resolve();
      yield [{ ...old, recordedAt: '2022-12-31T00:00:00.000Z' }];
      yield [{ ...later, recordedAt: '2024-01-02T00:00:00.000Z' }];
    };
    const actors = createProjections(store, createCatalogue()).get('actor')!;
    await runOn(store, actors, later.position);
    const { rows } = await database.pool.query<{ period: number; current: boolean }>(
      'select period, current from rm.actor order by period',
    );
    expect(rows.slice(-3)).toEqual([
      { period: 2022, current: false },
      { period: 2023, current: false },
      { period: 2024, current: true },
    ]);
  });
});
