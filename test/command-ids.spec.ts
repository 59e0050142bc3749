import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { streamOf } from '../src/event-sourcing/catalogue.js';
import { NO_STREAM } from '../src/event-sourcing/event-store.js';
import { uuidOf } from '../src/event-sourcing/identity.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const AMBER = { tlp: 'AMBER_STRICT', audience: [] };

describe('a command id', () => {
  let concord: TestService;
  let actors: Record<'mine' | 'theirs', string>;
  let mine: string;
  let theirs: string;
  beforeAll(async () => {
    concord = await testService();
    actors = await registerActors(concord, { mine: 'UN_ENTITY', theirs: 'UN_ENTITY' });
    mine = await concord.key({ user: 'ana', actor: actors.mine });
    theirs = await concord.key({ user: 'oto', actor: actors.theirs });
  });
  afterAll(() => concord.close());

  const declare = (commandId: string, actor: string, text: string, key: string) =>
    concord.send('declareCommitment', { commandId, actor, statement: english(text), handling: AMBER }, 'id', key);

  it('belongs to its user: another who uses it gets a record of its own and learns nothing', async () => {
    const commandId = randomUUID();
    const first = await declare(commandId, actors.mine, 'ours', mine);
    const other = await declare(commandId, actors.theirs, 'theirs', theirs);
    expect(other.refusal).toBeNull();
    expect(other.receipt.duplicate).toBe(false);
    expect(other.record.id).not.toBe(first.record.id);
    const again = await declare(commandId, actors.mine, 'ours', mine);
    expect(again).toMatchObject({ record: first.record, receipt: { eventIds: first.receipt.eventIds, duplicate: true } });
  });

  it('is the same through another key of the same user, and for another body is refused', async () => {
    const commandId = randomUUID();
    const first = await declare(commandId, actors.mine, 'once', mine);
    const otherKey = await concord.key({ user: 'ana', actor: actors.mine });
    expect((await declare(commandId, actors.mine, 'once', otherKey)).receipt).toMatchObject({
      eventIds: first.receipt.eventIds,
      duplicate: true,
    });
    expect((await declare(commandId, actors.mine, 'twice', otherKey)).refusal).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('that an importer or a process will use cannot be taken in advance', async () => {
    const { record } = await concord.send(
      'declareCommitment',
      { actor: actors.mine, statement: english('x'), handling: CLEAR },
      'id',
      mine,
    );
    const commandId = randomUUID();
    const reported = { id: record.id, report: english('halfway') };
    const taken = await concord.send('reportCommitmentProgress', { ...reported, commandId }, 'id', mine);
    expect(taken.refusal).toBeNull();
    const importer = await concord.key({ user: 'importing', actor: actors.mine });
    const imported = await concord.send('reportCommitmentProgress', { ...reported, commandId }, 'id', importer);
    expect(imported).toMatchObject({ refusal: null, receipt: { duplicate: false } });
  });

  it('of a log that an earlier version wrote is known for its user, and for nobody else', async () => {
    const { store } = concord.service;
    const commandId = randomUUID();
    const id = uuidOf(`commitment:${commandId}`, '5c1b6f0e-8f0a-5d1c-9f6a-3f1c8d0e7a42');
    const made = await declare(randomUUID(), actors.mine, 'as before', mine);
    for await (const { id: _id, metadata, type, schemaVersion, data } of store.readStream(made.record.id.replace('_', '-'))) {
      const event = { id: uuidOf('0', commandId), type, schemaVersion, data, metadata: { ...metadata, commandId } };
      await store.append(streamOf('commitment', id), NO_STREAM, [event]);
    }
    const again = await declare(commandId, actors.mine, 'as before', mine);
    expect(again).toMatchObject({ record: { id: `commitment_${id}` }, receipt: { duplicate: true } });
    const other = await declare(commandId, actors.theirs, 'as before', theirs);
    expect(other.record.id).not.toBe(`commitment_${id}`);
  });
});
