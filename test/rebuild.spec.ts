import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { START } from '../src/event-sourcing/envelope.js';
import { activeCheckpoint, addGeneration, dropGeneration } from '../src/event-sourcing/projections/checkpoints.js';
import { inTransaction } from '../src/platform/transaction.js';
import { type Projection } from '../src/event-sourcing/projections/projection.js';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { type RebuildOptions } from '../src/event-sourcing/projections/rebuild-options.js';
import { run } from '../src/graphql/read/sql.js';
import { eventsAfter } from './support/log-reading.js';
import { createLog } from '../src/platform/log.js';
import { testDatabase } from './support/postgres.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';
import { size } from './support/size.js';

const COMMITMENTS = size('CONCORD_TEST_COMMITMENTS', { short: 250, long: 500 });
/** Questions a second while read models are rebuilt. */
const RATE = 100;

describe('a rebuild', () => {
  let concord: TestService;
  let actor: string;
  let last = 0n;

  const took = (position: string) => void (last = BigInt(position) > last ? BigInt(position) : last);
  const register = async (name: string) => {
    const { record, receipt } = await concord.send('registerActor', { actorKind: 'STATE', name: english(name), handling: CLEAR });
    took(receipt.position as string);
    return record.id as string;
  };
  const declare = async (by: string, n: number) => {
    const day = (month: number) => `2021-${String(month).padStart(2, '0')}-15`;
    const declared = {
      actor: by,
      statement: english(`Undertaking ${n}`),
      due: day((n % 12) + 1),
      occurredAt: '2020-06',
      handling: CLEAR,
    };
    const { record } = await concord.send('declareCommitment', declared);
    for (const occurredAt of ['2020-11', '2020-08']) {
      const revised = { id: record.id, due: `2022-0${(n % 9) + 1}-01`, reason: 'budget', occurredAt };
      took((await concord.send('reviseCommitmentDueDate', revised)).receipt.position as string);
    }
  };
  const shown = async (name: string) => (await activeCheckpoint(concord.service.unfiltered, name))!.generation;
  const eventsOf = async (kind: string) =>
    (await eventsAfter(concord.service.store, START)).filter(({ stream }) => stream.startsWith(`${kind}-`)).length;
  const remake = (projection: Projection, options: Partial<RebuildOptions> = {}) =>
    rebuild(projection, { pool: concord.service.unfiltered, store: concord.service.store, ...options });

  beforeAll(async () => {
    concord = await testService();
    actor = await register('France');
    let n = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (n < COMMITMENTS) await declare(actor, n++);
      }),
    );
    await concord.ask(`{ at(after: "${last}") { service { name } } }`);
  });
  afterAll(() => concord.close());

  it(`under ${RATE} questions a second, and while others write, fails none of them and changes no answer`, async () => {
    const known = last;
    const filter = `filter: { actor: ["${actor}"] }`;
    const questions = [
      `commitments(${filter}, first: 50, orderBy: { field: DUE }) { totalCount nodes { id statement due slips actor { name } } }`,
      `at(asOf: "2020-09-30") { commitments(${filter}, first: 50, orderBy: { field: DUE }) { totalCount nodes { id due slips } } }`,
      `at(knownAt: "position:${known / 2n}") { commitments(${filter}, first: 50) { totalCount nodes { id due revision } } }`,
      `at(knownAt: "position:${known}") { events(first: 50) { totalCount nodes { position type } } }`,
      `commitmentBoard(filter: { actor: ["${actor}"] }, first: 20) { totalCount nodes { standing slips decidedBy { type } } }`,
      `actor(id: "${actor}") { name timeline { totalCount } }`,
    ].map((question) => `{ ${question} }`);
    const right = await Promise.all(questions.map((question) => concord.ask(question)));
    for (const { errors } of right) expect(errors).toBeUndefined();

    const other = await register('Spain');
    let done = false;
    let asked = 0;
    const answers: Promise<void>[] = [];
    const asking = (async () => {
      const since = Date.now();
      for (; !done || asked < RATE; asked++) {
        const at = asked % questions.length;
        answers.push(
          concord
            .ask(questions[at]!)
            .then(({ data, errors }) => expect({ at, data, errors }).toEqual({ at, data: right[at]!.data as unknown })),
        );
        await pause(Math.max(0, since + ((asked + 1) * 1_000) / RATE - Date.now()));
      }
    })();
    const writing = (async () => {
      for (let n = 0; !done; n++) await declare(other, n);
    })();
    const verdicts: Record<string, boolean | undefined> = {};
    for (const [name, projection] of concord.service.projections)
      // Small batches, so that it lasts.
      verdicts[name] = (await remake(projection, { batchSize: 25 })).same;
    done = true;
    await Promise.all([asking, writing]);
    await Promise.all(answers);
    expect(verdicts).toEqual(Object.fromEntries(Object.keys(verdicts).map((name) => [name, true])));
  });

  it('that is broken off leaves readers what they had, and goes on where it was', async () => {
    const projection = concord.service.projections.get('commitment')!;
    const before = await shown('commitment');
    const breaking = new AbortController();
    let reached = 0;
    const onProgress = (_: number, __: number, events: number) => {
      if ((reached = events) >= 300) breaking.abort(new Error('broken off'));
    };
    await expect(remake(projection, { batchSize: 100, signal: breaking.signal, onProgress })).rejects.toThrow('broken off');
    expect(await shown('commitment')).toBe(before);
    const { events, same, generation } = await remake(projection);
    expect({ events, same }).toEqual({ events: (await eventsOf('commitment')) - reached, same: true });
    expect(await shown('commitment')).toBe(generation);
  });

  it('makes the same rows from a log that can be read in its order alone', async () => {
    const { store, projections } = concord.service;
    const plain = new Proxy(store, {
      get: (whole, key) => {
        const value: unknown = key === 'byStream' ? undefined : Reflect.get(whole, key);
        return typeof value === 'function' ? value.bind(whole) : value;
      },
    });
    const { events, same } = await remake(projections.get('commitment')!, { store: plain });
    expect({ events, same }).toEqual({ events: await eventsOf('commitment'), same: true });
  });

  it('says when the rows before were others than the log gives, and puts them right', async () => {
    const { unfiltered: pool, projections } = concord.service;
    await pool.query(`update rm.commitment_g${await shown('commitment')} set due = '1999-12-31' where current`);
    const dues = async () =>
      (await concord.ask('{ commitments(first: 1, orderBy: { field: DUE }) { nodes { due } } }')).data.commitments.nodes;
    expect((await remake(projections.get('commitment')!)).same).toBe(false);
    expect(await dues()).toEqual([{ due: '2022-01-01' }]);
    expect((await remake(projections.get('commitment')!)).same).toBe(true);
  });

  it('is refused while another of the same projection is under way', async () => {
    const projection = concord.service.projections.get('timeline')!;
    const settled = await Promise.allSettled([remake(projection), remake(projection)]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: 'a rebuild of timeline is under way already' },
    });
  });

  it('is why a reader gets the advice to ask later for what only the new rows will have, and nothing else is', async () => {
    const { unfiltered: pool, projections } = concord.service;
    const ask = () => run(pool, 'select r.added_later from rm.commitment r', { keys: ['public'], values: [] });
    await expect(ask()).rejects.toMatchObject({ code: '42703' });
    const projection = projections.get('commitment')!;
    const generation = await inTransaction(pool, (client) => addGeneration(client, projection));
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringContaining('ask again later (commitment)'),
      extensions: { code: 'CONFLICT' },
    });
    await inTransaction(pool, (client) => dropGeneration(client, projection, generation));
    await expect(ask()).rejects.toMatchObject({ code: '42703' });
  });

  it('is noticed by the services that run, which go on with the new rows', async () => {
    for (const projection of concord.service.projections.values()) await remake(projection);
    await declare(actor, 0);
    const { data } = await concord.ask(
      `{ at(after: "${last}") { commitments(filter: { actor: ["${actor}"] }) { totalCount } } }`,
    );
    expect(data.at.commitments.totalCount).toBe(COMMITMENTS + 1);
    const head = await concord.service.store.head();
    const behind = async () => {
      const { rows } = await concord.service.unfiltered.query(
        'select projection from rm.checkpoints where active and position < $1',
        [head],
      );
      return rows;
    };
    while ((await behind()).length > 0) await pause(20);
  });
});

it('of all read models after an upgrade goes on while the service answers, two at a time', async () => {
  const database = await testDatabase({ migrate: true });
  const before = await testService({ database });
  await before.send('registerActor', { actorKind: 'STATE', name: english('France'), handling: CLEAR });
  await before.settled();
  await before.close();
  await database.pool.query("update rm.checkpoints set fingerprint = 'of an older version'");
  const warnings: string[] = [];
  const after = await testService({ database, log: createLog('warn', (line) => warnings.push(line)) });
  const { projections } = after.service;
  const isCurrent = async ({ name, fingerprint }: Projection) =>
    (await activeCheckpoint(database.pool, name))?.fingerprint === fingerprint;
  while (!(await Promise.all([...projections.values()].map(isCurrent))).every(Boolean)) {
    expect((await after.ask('{ actors { nodes { name } } }')).data.actors.nodes).toEqual([{ name: 'France' }]);
    await pause(50);
  }
  expect(warnings).toEqual([]);
  await after.close();
  await database.close();
});
