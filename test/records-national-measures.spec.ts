import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from './support/lives.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const KINDS = { France: 'STATE', CTED: 'UN_ENTITY', Ministry: 'NATIONAL_AGENCY', Police: 'NATIONAL_AGENCY', Arena: 'PRIVATE' };

let concord: TestService;
let actors: Record<keyof typeof KINDS, string>;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, KINDS);
  await concord.send('affiliateActor', {
    id: actors.Ministry,
    parent: actors.France,
    kind: 'PART_OF',
    onBehalfOf: actors.France,
  });
});
afterAll(() => concord.close());

describe('a national measure, through the API', () => {
  const SHOWN = `name measureKind status scope coversSoftTargets disputed state { name } participants { name } draft { url }
    adoptedAt inForceAt deployedAt reviewSince nextReview cycleMonths reviewOverdue endedReason replacedBy { name }
    versions { number since summary document { url } } reviews { outcome }
    reports { by { name } status note } disputes { by { name } status reason }`;
  const register = (more: object = {}) =>
    [
      'registerMeasure',
      {
        state: actors.France,
        measureKind: 'CONTINGENCY_PLAN',
        name: english('Plan for crowded places'),
        scope: 'SOFT_TARGETS',
        participants: [actors.Arena],
        occurredAt: '2018-01-01',
        ...more,
      },
    ] as const;
  const state = (occurredAt: string) => ({ onBehalfOf: actors.France, occurredAt });
  const delegate = (occurredAt: string) => ({ onBehalfOf: actors.Ministry, occurredAt });

  it('goes from not reported to deployed by the word of its State, is reviewed, amended, disputed and replaced', async () => {
    const next = (await concord.send('registerMeasure', { ...register()[1], name: english('New plan'), handling: CLEAR })).record
      .id;
    const document = { url: 'https://example.org/plan' };
    const id = await live(concord, 'nationalMeasure', SHOWN, register(), [
      ['adoptMeasure', { onBehalfOf: actors.CTED, occurredAt: '2018-02-01' }, 'NOT_THE_STATE'],
      [
        'reportMeasureAbsent',
        state('2018-03-01'),
        { status: 'ABSENT', coversSoftTargets: true, participants: [{ name: 'Arena' }] },
      ],
      ['startMeasureDevelopment', delegate('2019-01-01'), { status: 'UNDER_DEVELOPMENT' }],
      ['recordMeasureDraft', { document, ...delegate('2019-02-01') }, { status: 'DRAFTED', draft: document }],
      ['deployMeasure', state('2019-03-01'), 'WRONG_STATUS'],
      [
        'reportMeasureStatus',
        { status: 'ADOPTED', note: english('Said in a speech'), onBehalfOf: actors.CTED, occurredAt: '2019-04-01' },
        { status: 'DRAFTED', reports: [{ by: { name: 'CTED' }, status: 'ADOPTED', note: 'Said in a speech' }] },
      ],
      ['adoptMeasure', { document, ...state('2019-06-01') }, { status: 'ADOPTED', versions: [{ number: 1, document }] }],
      ['bringMeasureIntoForce', state('2019-07-01'), { status: 'IN_FORCE', inForceAt: '2019-07-01' }],
      ['deployMeasure', delegate('2019-09-01'), { status: 'DEPLOYED', disputed: false }],
      [
        'disputeMeasureStatus',
        { reason: 'No exercise was held', onBehalfOf: actors.CTED, occurredAt: '2019-10-01' },
        {
          status: 'DEPLOYED',
          disputed: true,
          disputes: [{ by: { name: 'CTED' }, status: 'DEPLOYED', reason: 'No exercise was held' }],
        },
      ],
      [
        'setMeasureReviewDate',
        { nextReview: '2020-06-01', cycleMonths: 12, ...state('2019-10-02') },
        { nextReview: '2020-06-01', cycleMonths: 12, reviewOverdue: true },
      ],
      ['startMeasureReview', state('2020-08-01'), { status: 'DEPLOYED', reviewSince: '2020-08-01' }],
      [
        'completeMeasureReview',
        { outcome: english('Drones are missing'), ...state('2020-09-01') },
        { reviewSince: null, nextReview: '2021-09-01', reviews: [{ outcome: 'Drones are missing' }] },
      ],
      [
        'amendMeasure',
        { summary: english('Drones'), ...state('2020-10-01') },
        { status: 'DEPLOYED', versions: [{ number: 1 }, { number: 2, summary: 'Drones', document: null }] },
      ],
      [
        'replaceMeasure',
        { by: next, ...state('2021-01-01') },
        { status: 'REPLACED', replacedBy: { name: 'New plan' }, nextReview: null },
      ],
      ['repealMeasure', { reason: 'x', ...state('2021-02-01') }, 'WRONG_STATUS'],
    ]);
    const { data } = await concord.ask(`{
      before: at(asOf: "2018-02") { nationalMeasure(id: "${id}") { status } }
      adoptedNotDeployed: at(asOf: "2019-08") {
        nationalMeasures(filter: { status: [ADOPTED, IN_FORCE], measureKind: [CONTINGENCY_PLAN], state: ["${actors.France}"] }) { nodes { id: recordId } } }
      due: at(asOf: "2020-06-01") { nationalMeasure(id: "${id}") { reviewOverdue } }
      overdue: at(asOf: "2020-06-02") {
        nationalMeasure(id: "${id}") { reviewOverdue }
        nationalMeasures(filter: { nextReview: { to: "2020-06-01" }, disputed: true, reportedBy: ["${actors.CTED}"] }) { nodes { id: recordId } } }
      actorProfile(id: "${actors.France}") { measures { totalCount } }
    }`);
    expect(data).toEqual({
      before: { nationalMeasure: { status: 'NOT_REPORTED' } },
      adoptedNotDeployed: { nationalMeasures: { nodes: [{ id }] } },
      due: { nationalMeasure: { reviewOverdue: false } },
      overdue: { nationalMeasure: { reviewOverdue: true }, nationalMeasures: { nodes: [{ id }] } },
      actorProfile: { measures: { totalCount: 2 } },
    });
  });

  it('is adopted by its State’s delegate with its own key, and by no other organisation with its own', async () => {
    const { record } = await concord.send(register()[0], { ...register()[1], handling: CLEAR });
    const [ministry, police] = [await concord.key({ actor: actors.Ministry }), await concord.key({ actor: actors.Police })];
    const refused = await concord.send('adoptMeasure', { id: record.id }, 'status', police);
    expect(refused).toMatchObject({
      record: null,
      refusal: { code: 'RESERVED_FOR_OWNER', field: 'id', value: record.id },
    });
    const { record: adopted, receipt } = await concord.send('adoptMeasure', { id: record.id }, 'status', ministry);
    expect(adopted).toEqual({ status: 'ADOPTED' });
    const [eventId] = receipt.eventIds;
    const back = { id: record.id, reason: 'x' };
    for (const [mutation, more] of [
      ['voidRecord', {}],
      ['correctRecord', { eventId, field: 'occurredAt', value: '2018-06-01' }],
    ] as const)
      expect((await concord.send(mutation, { ...back, ...more }, 'id', police)).refusal.code).toBe('RESERVED_FOR_OWNER');
    await concord.send('endActorAffiliation', { id: actors.Ministry, parent: actors.France, kind: 'PART_OF' });
    expect((await concord.send('deployMeasure', { id: record.id }, 'status', ministry)).refusal.code).toBe('RESERVED_FOR_OWNER');
    await concord.send('affiliateActor', {
      id: actors.Ministry,
      parent: actors.France,
      kind: 'PART_OF',
      onBehalfOf: actors.France,
    });
  });
});
