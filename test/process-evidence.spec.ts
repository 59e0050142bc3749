import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const KINDS = { France: 'STATE', UNOCT: 'UN_ENTITY', CTED: 'UN_ENTITY' };
const SHOWN =
  'status verdict percent evidence { document } proposedEvidence { id cites { kind reference } shownBy at standing by { name } reason }';

let concord: TestService;
const actors = {} as Record<keyof typeof KINDS, string>;
beforeAll(async () => {
  concord = await testService();
  for (const [name, actorKind] of Object.entries(KINDS))
    actors[name as keyof typeof KINDS] = await make('registerActor', { actorKind, name: english(name) });
});
afterAll(() => concord.close());

async function make(mutation: string, input: object): Promise<string> {
  const isCreate = !('id' in input);
  const { record, refusal } = await concord.send(mutation, { ...(isCreate ? { handling: CLEAR } : {}), ...input });
  expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
  return record.id as string;
}

async function commitmentNow(id: string) {
  await concord.settled();
  const { data, errors } = await concord.ask(`{ commitment(id: "${id}") { ${SHOWN} } }`);
  expect(errors).toBeUndefined();
  return data.commitment;
}

const declared = (cites: object[], more: object = {}) =>
  make('declareCommitment', {
    actor: actors.France,
    statement: english('Train officers'),
    cites,
    occurredAt: '2022-01-10',
    ...more,
  });
const planned = (more: object = {}) => {
  const days = { plannedStart: '2022-05-02', plannedEnd: '2022-05-04', occurredAt: '2021-12-01' };
  return make('planActivity', { activityKind: 'WORKSHOP', title: english('Workshop'), host: actors.UNOCT, ...days, ...more });
};
const held = (id: string, day = '2022-05-04') => make('recordActivityHeld', { id, start: day, end: day, occurredAt: day });
const toActivity = (reference: string) => ({ kind: 'ACTIVITY', reference });

describe('an activity held', () => {
  it('is proposed as evidence to each commitment that cites it, which is not fulfilled by that, and confirmed by a party', async () => {
    const activity = await planned();
    const cites = [toActivity(activity)];
    const [citing, other] = [await declared(cites), await declared([{ kind: 'CONCLUSION', reference: 'CO-05' }])];
    expect((await commitmentNow(citing)).proposedEvidence).toEqual([]);
    await held(activity);
    const before = await commitmentNow(citing);
    const proposed = {
      cites: { kind: 'ACTIVITY', reference: activity },
      at: '2022-05-04',
      standing: 'PROPOSED',
      by: null,
    };
    expect(before).toMatchObject({
      status: 'DECLARED',
      verdict: null,
      percent: null,
      evidence: [],
      proposedEvidence: [proposed],
    });
    expect((await commitmentNow(other)).proposedEvidence).toEqual([]);

    const [{ id: evidence, shownBy }] = before.proposedEvidence;
    const { data } = await concord.ask(
      `{ events(filter: { records: ["${citing}", "${activity}"] }) { nodes { id type causationId user } } }`,
    );
    expect(data.events.nodes).toContainEqual({
      id: shownBy,
      type: 'ActivityHeld',
      causationId: expect.any(String),
      user: 'coordinator',
    });
    expect(data.events.nodes).toContainEqual({
      id: evidence,
      type: 'CommitmentEvidenceProposed',
      causationId: shownBy,
      user: 'process:commitment-evidence',
    });

    const confirm = (more: object) => concord.send('confirmCommitmentEvidence', { id: citing, evidence, ...more });
    expect((await confirm({})).refusal).toMatchObject({ code: 'PARTY_MISSING', field: 'onBehalfOf' });
    expect((await confirm({ onBehalfOf: actors.CTED })).refusal).toBeNull();
    expect((await confirm({ onBehalfOf: actors.UNOCT })).refusal).toMatchObject({ code: 'EVIDENCE_DECIDED', field: 'evidence' });
    const after = await commitmentNow(citing);
    expect(after).toMatchObject({ status: 'DECLARED', proposedEvidence: [{ standing: 'CONFIRMED', by: { name: 'CTED' } }] });
  });

  it('is dismissed where it shows nothing of the commitment', async () => {
    const activity = await planned();
    const citing = await declared([toActivity(activity)]);
    await held(activity);
    const [{ id: evidence }] = (await commitmentNow(citing)).proposedEvidence;
    const unknown = { id: citing, evidence: '018f2f6e-0000-4000-8000-000000000000', onBehalfOf: actors.CTED };
    expect((await concord.send('confirmCommitmentEvidence', unknown)).refusal).toMatchObject({ code: 'UNKNOWN_EVIDENCE' });
    await make('dismissCommitmentEvidence', { id: citing, evidence, reason: 'no officers came', onBehalfOf: actors.France });
    expect((await commitmentNow(citing)).proposedEvidence).toMatchObject([
      { standing: 'DISMISSED', by: { name: 'France' }, reason: 'no officers came' },
    ]);
  });

  it('is proposed to a commitment that is reported later, or corrected to cite it, and not to one that was made after it', async () => {
    const activity = await planned();
    await held(activity);
    const late = await declared([toActivity(activity)]);
    const after = await declared([toActivity(activity)], { occurredAt: '2022-06-01' });
    const corrected = await declared([{ kind: 'ACTIVITY', reference: await planned() }]);
    const { data } = await concord.ask(
      `{ at(after: "${await concord.service.store.head()}") { commitment(id: "${corrected}") { timeline { nodes { id } } } } }`,
    );
    const eventId = data.at.commitment.timeline.nodes[0].id as string;
    const correction = { eventId, field: 'cites.0.reference', value: activity, reason: 'another workshop' };
    await make('correctRecord', { id: corrected, ...correction });
    const counts = [late, after, corrected].map(async (id) => (await commitmentNow(id)).proposedEvidence.length as number);
    expect(await Promise.all(counts)).toEqual([1, 0, 1]);
  });

  it('is proposed when the commitment or the activity, which was voided meanwhile, is restored', async () => {
    const activity = await planned();
    const citing = await declared([toActivity(activity)]);
    await make('voidRecord', { id: citing, reason: 'entered twice' });
    await held(activity);
    await make('voidRecord', { id: activity, reason: 'entered twice' });
    await concord.settled();
    await make('restoreRecord', { id: citing, reason: 'it was not' });
    const count = async () => (await commitmentNow(citing)).proposedEvidence.length as number;
    expect(await count()).toBe(0);
    await make('restoreRecord', { id: activity, reason: 'it was not' });
    expect(await count()).toBe(1);
    await make('voidRecord', { id: citing, reason: 'after all' });
    await make('restoreRecord', { id: citing, reason: 'no' });
    expect(await count()).toBe(1);
  });

  it('is not told to readers of a commitment who may not know of it, which the operator can see', async () => {
    const activity = await planned({ handling: { tlp: 'AMBER', audience: [actors.France] } });
    const open = await declared([toActivity(activity)]);
    const confined = await declared([toActivity(activity)], { handling: { tlp: 'AMBER', audience: [actors.France] } });
    // Read before the activity is held, so that one event alone has it proposed, and refused.
    await concord.settled();
    await held(activity);
    expect((await commitmentNow(open)).proposedEvidence).toEqual([]);
    expect((await commitmentNow(confined)).proposedEvidence).toHaveLength(1);
    const { rows } = await concord.service.unfiltered.query(
      'select process, command, refusal from rm.process_refusals where record = $1',
      [open.replace('_', '-')],
    );
    expect(rows).toMatchObject([{ command: 'proposeCommitmentEvidence', refusal: { code: 'EVIDENCE_FOR_FEWER_READERS' } }]);
  });
});

describe('a promotion of guidance', () => {
  it('is proposed as evidence to each commitment that cites the guidance, each one for itself', async () => {
    const guidance = await make('initiateGuidance', {
      guidanceKind: 'COMPENDIUM',
      title: english('Compendium'),
      publishers: [actors.UNOCT],
      occurredAt: '2021-06-01',
    });
    const citing = await declared([{ kind: 'GUIDANCE', reference: guidance }]);
    for (const occurredAt of ['2022-03-01', '2022-04-01'])
      await make('promoteGuidance', { id: guidance, activity: await planned(), occurredAt });
    const { status, proposedEvidence } = await commitmentNow(citing);
    expect(status).toBe('DECLARED');
    expect(proposedEvidence).toMatchObject(
      ['2022-03-01', '2022-04-01'].map((day) => ({
        cites: { kind: 'GUIDANCE', reference: guidance },
        at: day,
      })),
    );
  });
});

describe('what a commitment cites', () => {
  it('is on record, where it is cited by its id', async () => {
    const cite = async (cited: object) => {
      const input = { actor: actors.France, statement: english('Train'), cites: [cited], handling: CLEAR };
      return concord.send('declareCommitment', input).then(
        ({ refusal }) => refusal as object,
        ({ errors }: { errors: { extensions: object }[] }) => errors[0]!.extensions,
      );
    };
    const wrong = { code: 'BAD_USER_INPUT', field: 'input.cites.0.reference' };
    expect(await cite(toActivity('CO-05'))).toMatchObject(wrong);
    expect(await cite(toActivity(actors.France))).toMatchObject(wrong);
    const unknown = 'capacityActivity_018f2f6e-0000-7000-8000-000000000000';
    expect(await cite(toActivity(unknown))).toMatchObject({
      code: 'UNKNOWN_REFERENCE',
      field: 'cites.0.reference',
      value: unknown,
    });
    expect(await cite({ kind: 'NEED', reference: unknown })).toMatchObject(wrong);
    expect(await cite({ kind: 'INSTRUMENT', reference: 'S/RES/2396 (2017)' })).toBeNull();
  });
});
