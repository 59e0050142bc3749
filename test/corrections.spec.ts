import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

let concord: TestService;
let actor: string;
beforeAll(async () => {
  concord = await testService();
  const registered = await concord.send('registerActor', { actorKind: 'STATE', name: english('Freedonia'), handling: CLEAR });
  actor = registered.record.id as string;
});
afterAll(() => concord.close());

async function declared() {
  const { record, receipt } = await concord.send('declareCommitment', {
    actor,
    statement: english('To train 40 officers'),
    due: '2026-12-31',
    handling: CLEAR,
  });
  return { id: record.id as string, event: receipt.eventIds[0] as string };
}

describe('A correction in the fields of an event', () => {
  it('changes what was wrong for all time, and says in the history who corrected which field and why', async () => {
    const { id, event } = await declared();
    const correction = { id, event, due: '2027-03-31', correctionReason: 'a slip' };
    const first = await concord.send('correctCommitmentDeclared', correction, 'id due');
    expect(first.record.due).toBe('2027-03-31');
    expect(first.receipt.eventIds).toHaveLength(1);
    const { data } = await concord.ask(
      `query($id: ID!) { at(after: "${first.receipt.position}") { commitment(id: $id) {
        due timeline(filter: { fields: ["due"] }) { nodes { id type reason corrects user } } other: timeline(filter: { fields: ["forum"] }) { totalCount } } } }`,
      { id },
    );
    expect(data.at.commitment).toMatchObject({
      due: '2027-03-31',
      timeline: {
        nodes: [
          { id: event, type: 'CommitmentDeclared', corrects: null },
          { id: first.receipt.eventIds[0], type: 'RecordCorrected', reason: 'a slip', corrects: event },
        ],
      },
      other: { totalCount: 0 },
    });
  });

  it('made again is nothing new; several fields are corrected at once, and null takes one away', async () => {
    const { id, event } = await declared();
    const correction = { id, event, due: '2027-03-31', forum: 'Ministerial Conference', correctionReason: 'a slip' };
    expect((await concord.send('correctCommitmentDeclared', correction)).receipt.eventIds).toHaveLength(2);
    expect((await concord.send('correctCommitmentDeclared', correction)).receipt.eventIds).toEqual([]);
    const without = { id, event, forum: null, due: '2027-03-31', correctionReason: 'held nowhere' };
    const { record, receipt } = await concord.send('correctCommitmentDeclared', without, 'id due forum');
    expect([record.due, record.forum, receipt.eventIds.length]).toEqual(['2027-03-31', null, 1]);
    const again = { id, eventId: event, field: 'due', value: '2027-03-31', reason: 'the same' };
    expect((await concord.send('correctRecord', again)).receipt.eventIds).toEqual([]);
  });

  it('moves the event itself, and keeps the rules of the field and of the event’s type', async () => {
    const { id, event } = await declared();
    const correct = (more: object) =>
      concord.send('correctCommitmentDeclared', { id, event, correctionReason: 'x', ...more }, 'id began');
    expect((await correct({ eventOccurredAt: '2020-05' })).record.began).toMatch(/^2020-05/);
    const { errors } = await concord.ask(
      'mutation($input: CorrectCommitmentDeclaredInput!) { correctCommitmentDeclared(input: $input) { refusal { code } } }',
      {
        input: { id, event, correctionReason: 'x', due: '2301-01-01' },
      },
    );
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.due', value: '"2301-01-01"' });
    const wrong = await concord.send('correctCommitmentProgressReported', { id, event, percent: 3, correctionReason: 'x' });
    expect(wrong.refusal).toMatchObject({ code: 'WRONG_EVENT', field: 'event' });
    expect((await correct({ statement: null })).refusal).toMatchObject({ code: 'INVALID_CORRECTION', field: 'statement' });
  });

  it('is for those who may correct the record', async () => {
    const { id, event } = await declared();
    const reader = await concord.key({ roles: ['READER'] });
    const stranger = await concord.ask(
      'mutation($input: CorrectCommitmentDeclaredInput!) { correctCommitmentDeclared(input: $input) { receipt { position } } }',
      { input: { id, event, due: '2027-03-31', correctionReason: 'x' } },
      reader,
    );
    expect(stranger.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});
