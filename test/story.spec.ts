import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

const KINDS = {
  Niger: 'STATE',
  Office: 'NATIONAL_AGENCY',
  Norway: 'STATE',
  CTED: 'UN_ENTITY',
  Trainers: 'INTL_ORG',
  Watchers: 'CIVIL_SOCIETY',
};
type Name = keyof typeof KINDS;
/** Records of the story, by what they are called in it. */
const RECORDS = {
  visit: ['assessmentVisit', 'status release { extent }'],
  recommendation: ['recommendation', 'status response { response }'],
  need: ['assistanceNeed', 'status priority'],
  offer: ['assistanceOffer', 'status'],
  match: ['assistanceMatch', 'status'],
  project: ['assistanceProject', 'status'],
  training: ['capacityActivity', 'status'],
  commitment: ['commitment', 'status verdict'],
} as const;
type Part = keyof typeof RECORDS;

const document = { url: 'https://example.org/document', hash: 'ab'.repeat(32) };
const amount = { amount: '250000.00', currency: 'NOK' };
const persons = { count: { number: 40, unit: 'PERSONS_TRAINED' } };

describe('a visit that leads to assistance and to a status that has changed, told through the API alone', () => {
  let concord: TestService;
  const actors = {} as Record<Name, string>;
  const ids: Partial<Record<Part, string>> = {};
  /** What was seen when all of a day had been told. */
  const days: { readonly on: string; readonly seen: Json }[] = [];

  beforeAll(async () => {
    concord = await testService();
    for (const [name, actorKind] of Object.entries(KINDS))
      actors[name as Name] = await step('2019-01-01', 'registerActor', { actorKind, name: english(name), handling: CLEAR });
    await step('2019-01-01', 'affiliateActor', {
      id: actors.Office,
      parent: actors.Niger,
      kind: 'PART_OF',
      from: '2019-01-01',
      onBehalfOf: actors.Niger,
    });
  });
  afterAll(() => concord.close());

  /** A command that is taken. @returns the record's id */
  async function step(on: string, mutation: string, input: object, by?: Name): Promise<string> {
    const command = { ...input, occurredAt: on, ...(by ? { onBehalfOf: actors[by] } : {}) };
    const { record, refusal } = await concord.send(mutation, command);
    expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
    return record.id;
  }

  async function seen(moment: string): Promise<Json> {
    const shown = (Object.keys(ids) as Part[]).map((part) => {
      const [kind, fields] = RECORDS[part];
      return `${part}: ${kind}(id: "${ids[part]}") { ${fields} }`;
    });
    const { data, errors } = await concord.ask(`{ at(${moment}) { ${shown.join(' ')} } }`);
    expect(errors).toBeUndefined();
    return data.at;
  }

  /** Where Niger stands in raising awareness (CO-05), and why. */
  async function status(asOf: string): Promise<Json> {
    const { data, errors } =
      await concord.ask(`{ at(asOf: "${asOf}") { cooperationStatus(states: ["${actors.Niger}"], conclusions: ["CO-05"]) {
      nodes { cells { status rule decidedBy { type record { id: recordId } } } } } } }`);
    expect(errors).toBeUndefined();
    return data.at.cooperationStatus.nodes[0].cells[0];
  }

  /** The day is over: what processes do about it is done, and this is seen. */
  async function evening(on: string, expected: object): Promise<void> {
    await concord.settled();
    const now = await seen(`after: "${await concord.service.store.head()}"`);
    expect({ on, ...now }).toMatchObject({ on, ...expected });
    days.push({ on, seen: now });
  }

  it('from the proposal to the report', async () => {
    const handling = { tlp: 'AMBER', audience: [actors.Niger, actors.CTED] };
    const plan = { state: actors.Niger, assessor: actors.CTED, visitType: 'COMPREHENSIVE', mode: 'PHYSICAL', handling };
    const id = (ids.visit = await step('2020-01-10', 'proposeVisit', plan, 'CTED'));
    await step('2020-01-12', 'requestVisitConsent', { id }, 'CTED');
    await evening('2020-01-12', { visit: { status: 'CONSENT_REQUESTED' } });
    await step('2020-02-01', 'giveVisitConsent', { id }, 'Office');
    await evening('2020-02-01', { visit: { status: 'CONSENTED' } });
    await step('2020-02-02', 'scheduleVisit', { id, start: '2020-03-02', end: '2020-03-06' }, 'CTED');
    await step('2020-03-02', 'startVisit', { id }, 'CTED');
    const finding = { challenge: 'CH-07', findingKind: 'SHORTFALL', text: english('Mayors do not know of the threat.') };
    await step('2020-03-05', 'recordFinding', { id, ...finding }, 'CTED');
    await step('2020-03-06', 'completeVisit', { id }, 'CTED');
    await evening('2020-03-06', { visit: { status: 'COMPLETED' } });

    const advice = { state: actors.Niger, text: english('Let the mayors know'), themes: ['CO-05'], visit: id, handling };
    ids.recommendation = await step('2020-03-20', 'issueRecommendation', advice, 'CTED');
    const wanted = { title: english('Training for forty mayors'), subject: 'AWARENESS', themes: ['CO-05'], handling };
    ids.need = await step(
      '2020-03-21',
      'identifyNeed',
      { state: actors.Niger, origin: 'VISIT', visit: id, recommendation: ids.recommendation, ...wanted },
      'CTED',
    );
    await evening('2020-03-21', { recommendation: { status: 'ISSUED' }, need: { status: 'IDENTIFIED' } });
  });

  it('the State agrees, and releases what others may know', async () => {
    const { visit: id, need, recommendation } = ids;
    await step('2020-04-01', 'recordRecommendationResponse', { id: recommendation, response: 'SUPPORTED' }, 'Office');
    await step('2020-04-02', 'agreeNeed', { id: need }, 'Office');
    await step('2020-04-03', 'prioritiseNeed', { id: need, priority: 'HIGH' }, 'Office');
    await step('2020-04-03', 'quantifyNeed', { id: need, quantity: persons }, 'Office');
    await evening('2020-04-03', { recommendation: { status: 'RESPONDED' }, need: { status: 'PRIORITISED', priority: 'HIGH' } });
    const outsider = await concord.key({ actor: actors.Norway, roles: ['MEMBER'] });
    const known = async () =>
      (await concord.ask(`{ assistanceNeeds { nodes { id } } visitReleases { nodes { parts } } }`, {}, outsider)).data;
    expect(await known()).toEqual({ assistanceNeeds: { nodes: [] }, visitReleases: { nodes: [] } });

    await step(
      '2020-05-01',
      'giveReleaseConsent',
      { id, extent: 'PARTIAL', parts: ['COURSE', 'NEEDS'], audience: CLEAR },
      'Office',
    );
    await step('2020-05-02', 'releaseNeedToAudience', { id: need, audience: CLEAR }, 'Office');
    // A label changes when it is changed, for all of the record.
    const own = await concord.key({ actor: actors.CTED });
    const widened = { id: need, to: CLEAR, reason: 'released by the State' };
    const { refusal } = await concord.send('changeHandling', widened, 'id', own);
    expect(refusal).toBeNull();
    await evening('2020-05-02', { visit: { release: { extent: 'PARTIAL' } }, need: { status: 'RELEASED' } });
    expect(await known()).toEqual({
      assistanceNeeds: { nodes: [{ id: need }] },
      visitReleases: { nodes: [{ parts: ['COURSE', 'NEEDS'] }] },
    });
  });

  it('a donor offers, both sides accept, and a project delivers', async () => {
    const offer = {
      provider: actors.Norway,
      title: english('Training for mayors'),
      subjects: ['AWARENESS'],
      quantity: persons,
      themes: ['CO-05'],
    };
    ids.offer = await step('2020-06-01', 'makeOffer', { ...offer, handling: CLEAR }, 'Norway');
    const both = { need: ids.need, offer: ids.offer, quantity: persons, handling: CLEAR };
    ids.match = await step('2020-06-10', 'proposeMatch', both, 'CTED');
    await evening('2020-06-10', { offer: { status: 'OPEN' }, match: { status: 'PROPOSED' } });
    await step('2020-06-20', 'acceptMatch', { id: ids.match, side: 'PROVIDER' }, 'Norway');
    await step('2020-07-01', 'acceptMatch', { id: ids.match, side: 'RECIPIENT' }, 'Office');
    await concord.settled();
    const { data } = await concord.ask(
      `{ at(after: "${await concord.service.store.head()}") { assistanceMatch(id: "${ids.match}") { projects { id } } } }`,
    );
    ids.project = data.at.assistanceMatch.projects[0].id;
    await evening('2020-07-01', {
      match: { status: 'CONFIRMED' },
      offer: { status: 'EXHAUSTED' },
      project: { status: 'PIPELINE' },
    });

    const money = { id: ids.project, direction: 'OUTGOING', amount, provider: actors.Norway, receiver: actors.Trainers };
    await step('2020-07-10', 'commitFunds', { ...money, valueDate: '2020-07-10' }, 'Norway');
    await step('2020-08-01', 'advanceProject', { id: ids.project, to: 'IMPLEMENTATION' }, 'Norway');
    await step('2020-08-02', 'disburseFunds', { ...money, valueDate: '2020-08-02' }, 'Norway');
    await evening('2020-08-02', { project: { status: 'IMPLEMENTATION' }, need: { status: 'RELEASED' } });
  });

  it('the training is held, the need is met, and another party verifies what the State reports', async () => {
    const training = {
      activityKind: 'TRAINING',
      title: english('Mayors and crowded places'),
      host: actors.Trainers,
      aims: ['AWARENESS'],
      themes: ['CO-05'],
    };
    ids.training = await step(
      '2020-08-10',
      'planActivity',
      {
        ...training,
        participants: [actors.Office],
        plannedStart: '2020-10-05',
        plannedEnd: '2020-10-07',
        needs: [ids.need],
        handling: CLEAR,
      },
      'Trainers',
    );
    const undertaking = { actor: actors.Niger, statement: english('Let every mayor know'), due: '2020-12-31', handling: CLEAR };
    const cites = [
      { kind: 'CONCLUSION', reference: 'CO-05' },
      { kind: 'ACTIVITY', reference: ids.training },
    ];
    ids.commitment = await step('2020-08-15', 'declareCommitment', { ...undertaking, cites }, 'Office');
    await evening('2020-08-15', { training: { status: 'PLANNED' }, commitment: { status: 'DECLARED' } });
    await step('2020-10-07', 'recordActivityHeld', { id: ids.training, start: '2020-10-05', end: '2020-10-07' }, 'Trainers');
    // Credited as evidence to be confirmed: nothing is fulfilled by it.
    await evening('2020-10-07', {
      training: { status: 'HELD' },
      need: { status: 'PARTLY_MET' },
      commitment: { status: 'DECLARED', verdict: null },
    });
    await step('2020-11-01', 'completeProject', { id: ids.project, actualEnd: '2020-10-31' }, 'Norway');
    await evening('2020-11-01', { project: { status: 'CLOSED' }, need: { status: 'MET' } });
    await step('2020-11-10', 'reportCommitmentFulfilled', { id: ids.commitment }, 'Office');
    await step('2020-11-11', 'reportImplementationComplete', { id: ids.recommendation, evidence: [document] }, 'Office');
    const own = await concord.send('verifyImplementation', { id: ids.recommendation, result: 'FULL', onBehalfOf: actors.Niger });
    expect(own.refusal.code).toBe('RESERVED_FOR_OTHER');
    await step('2020-12-01', 'verifyImplementation', { id: ids.recommendation, result: 'FULL' }, 'CTED');
    await step('2020-12-02', 'confirmCommitmentFulfilment', { id: ids.commitment }, 'Watchers');
    await evening('2020-12-02', {
      recommendation: { status: 'VERIFIED' },
      commitment: { status: 'FULFILLED', verdict: 'CONFIRMED' },
    });
  });

  it('and the status of the State changes with it, with the events that decide it named', async () => {
    expect(await status('2020-08-01')).toEqual({ status: 'NOT_REPORTED', rule: expect.any(String), decidedBy: [] });
    expect(await status('2020-08-31')).toMatchObject({
      status: 'DECLARED',
      decidedBy: expect.arrayContaining([{ type: 'CommitmentDeclared', record: { id: ids.commitment } }]),
    });
    const active = await status('2020-12-31');
    expect(active).toMatchObject({ status: 'ACTIVE', rule: 'cooperation-status/1' });
    expect(active.decidedBy).toEqual([{ type: 'ActivityHeld', record: { id: ids.training } }]);
    expect((await status('2022-01-31')).status).toBe('DORMANT');
  });

  it('is, asked for as of each of its days, what was seen on that day', async () => {
    const all = await Promise.all(days.map(({ on }) => seen(`asOf: "${on}"`)));
    days.forEach(({ on, seen: then }, i) => {
      // A record that had not begun on that day is not there.
      const told = Object.fromEntries(Object.entries(all[i]).filter(([, record]) => record !== null));
      expect({ on, ...told }).toEqual({ on, ...then });
    });
  });
});
