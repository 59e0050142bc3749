import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CommandHandler } from '../src/event-sourcing/command-handler.js';
import { RecordLoader } from '../src/event-sourcing/record-loader.js';
import { batch } from '../src/graphql/read/batch.js';
import { readCommand } from '../src/graphql/commands/registry.js';
import { toGlobalId } from '../src/graphql/global-id.js';
import { recordModules } from '../src/records/index.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';
import { World } from './support/world.js';

describe('a read that fails', () => {
  it('is answered to all who wait for it, and the next one is made again', async () => {
    let failures = 1;
    const read = batch((keys) =>
      failures-- > 0 ? Promise.reject(new Error('gone')) : Promise.resolve(new Map(keys.map((key) => [key, key]))),
    );
    const answers = await Promise.allSettled([read('a'), read('b'), read('a')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all([read('a'), read('b')])).toEqual(['a', 'b']);
  });
});

describe('what a process remembers of a record', () => {
  it('is not put back behind what it has heard of since', async () => {
    const world = new World(recordModules);
    const actor = await world.make('registerActor', { actorKind: 'STATE', name: english('Peru') });
    const loader = new RecordLoader(world.store, world.catalogue);
    const before = await loader.load('actor', actor);
    const name = (text: string) => world.send('nameActor', { id: toGlobalId('actor', actor), language: 'en', text });
    await name('one');
    await name('two');
    const [, one, two] = await world.events();
    loader.invalidate(two!);
    loader.remember(before, [one!]);
    expect((await loader.load('actor', actor)).revision).toBe(2);
  });
});

describe('commands on one record', () => {
  let concord: TestService;
  let actors: Record<'mine' | 'theirs', string>;
  beforeAll(async () => {
    concord = await testService();
    actors = await registerActors(concord, { mine: 'STATE', theirs: 'STATE' });
  });
  afterAll(() => concord.close());

  const declare = async () =>
    (await concord.send('declareCommitment', { actor: actors.mine, statement: english('x'), handling: CLEAR })).record
      .id as string;

  it('that changed nothing are answered with their first receipt, whatever the record has become', async () => {
    const id = await declare();
    const revise = (due: string, commandId = randomUUID()) =>
      concord.send('reviseCommitmentDueDate', { id, due, reason: 'x', commandId });
    const commandId = randomUUID();
    await revise('2030-01-01');
    const first = await revise('2030-01-01', commandId);
    expect(first.receipt).toMatchObject({ revision: 1, eventIds: [] });
    await revise('2031-01-01');
    const again = await revise('2030-01-01', commandId);
    expect(again.receipt).toEqual({ ...first.receipt, duplicate: true });
    const { handler, store, catalogue } = concord.service;
    const elsewhere = new CommandHandler(store, catalogue, handler.access, { unchanged: handler.unchanged });
    const request = readCommand('commitment', 'reviseCommitmentDueDate', { id, due: '2030-01-01', reason: 'x', commandId }, {
      user: 'coordinator',
      actor: null,
      roles: ['COORDINATOR'],
      coordinates: 'ALL',
      keys: ['public', 'members', 'coordinators'],
    } as never);
    expect(await elsewhere.execute(request)).toMatchObject({ receipt: { eventIds: [], revision: 1, duplicate: true } });
    expect((await revise('2032-01-01', commandId)).receipt).toMatchObject({ revision: 3, duplicate: false });
  });

  it('are taken one after the other where many come at once', async () => {
    const id = await declare();
    const reports = Array.from({ length: 40 }, (_, n) =>
      concord.send('reportCommitmentProgress', { id, report: english(`${n}`), percent: n }),
    );
    const outcomes = await Promise.all(reports);
    expect(outcomes.map(({ refusal }) => refusal)).toEqual(outcomes.map(() => null));
    expect(outcomes.map(({ receipt }) => receipt.revision as number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
  });

  it('show the records beside their own as the command left them', async () => {
    for (let n = 1; n <= 5; n++) {
      const { record } = await concord.send(
        'registerActor',
        { actorKind: 'STATE', name: english(`State ${n}`), handling: CLEAR },
        'id timeline { totalCount }',
      );
      expect(record.timeline.totalCount).toBe(1);
    }
  });

  it('leave a commitment that was withdrawn after a dispute closed', async () => {
    const id = await declare();
    const mine = await concord.key({ user: 'ana', actor: actors.mine });
    const half = { id, report: english('half') };
    expect((await concord.send('reportCommitmentPartlyFulfilled', half, 'id', mine)).refusal).toBeNull();
    const other = await concord.key({ user: 'oto', actor: actors.theirs });
    expect((await concord.send('disputeCommitmentFulfilment', { id, reason: 'no' }, 'id', other)).refusal).toBeNull();
    expect((await concord.send('withdrawCommitment', { id, reason: 'given up' }, 'id', mine)).refusal).toBeNull();
    for (const [name, input] of [
      ['reviseCommitmentDueDate', { due: '2040-01-01', reason: 'x' }],
      ['reportCommitmentFulfilled', {}],
      ['withdrawCommitment', { reason: 'again' }],
    ] as const)
      expect((await concord.send(name, { id, ...input }, 'id', mine)).refusal).toMatchObject({ code: 'COMMITMENT_ENDED' });
  });
});
