import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { positionsAfter } from './support/log-reading.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

const KINDS = {
  Niger: 'STATE',
  France: 'STATE',
  Office: 'NATIONAL_AGENCY',
  CTED: 'UN_ENTITY',
  Watchers: 'CIVIL_SOCIETY',
  Arena: 'PRIVATE',
};
type Name = keyof typeof KINDS;
const document = { url: 'https://example.org/document', hash: 'ab'.repeat(32) };

/** The rules of docs/rules.md, which must always hold: here somebody tries by the API to break it. */
describe('however it is tried by the API', () => {
  let concord: TestService;
  let head: bigint;
  const actors = {} as Record<Name, string>;

  const send = (mutation: string, input: object, key?: string): Promise<Json> => concord.send(mutation, input, 'id', key);
  /** A command that is taken. @returns the record's id */
  const done = async (mutation: string, input: object, by?: Name): Promise<string> => {
    const { record, refusal } = await send(mutation, { ...input, ...(by ? { onBehalfOf: actors[by] } : {}) });
    expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
    return record.id;
  };
  const made = (mutation: string, input: object, by?: Name) => done(mutation, { handling: CLEAR, ...input }, by);
  /** A command that is refused, and records nothing. */
  const refused = async (code: string, mutation: string, input: object, by?: Name, key?: string) => {
    const before = await concord.service.store.head();
    const { refusal, receipt } = await send(mutation, { ...input, ...(by ? { onBehalfOf: actors[by] } : {}) }, key);
    expect({ mutation, refusal, receipt }).toMatchObject({ mutation, refusal: { code }, receipt: null });
    expect(refusal.message).not.toBe('');
    expect(await concord.service.store.head()).toBe(before);
  };
  const shown = async (query: string, key?: string | null): Promise<Json> => {
    const { data, errors } = await concord.ask(`{ at(after: "${await concord.service.store.head()}") { ${query} } }`, {}, key);
    expect(errors).toBeUndefined();
    return data.at;
  };

  beforeAll(async () => {
    concord = await testService();
    for (const [name, actorKind] of Object.entries(KINDS))
      actors[name as Name] = await made('registerActor', { actorKind, name: english(name) });
    await done('affiliateActor', {
      id: actors.Office,
      parent: actors.Niger,
      kind: 'PART_OF',
      from: '2020-01-01',
      onBehalfOf: actors.Niger,
    });
  });
  afterAll(() => concord.close());
  beforeEach(async () => void (head = await concord.service.store.head()));

  const visit = (handling?: object) =>
    made('proposeVisit', {
      state: actors.Niger,
      assessor: actors.CTED,
      visitType: 'FOCUSED',
      mode: 'VIRTUAL',
      occurredAt: '2021-01-01',
      handling: handling ?? { tlp: 'AMBER', audience: [actors.Niger, actors.CTED] },
    });
  /** A visit that was made, and its draft sent on 1 March 2021. */
  const drafted = async () => {
    const id = await visit();
    await done('requestVisitConsent', { id, occurredAt: '2021-01-02' });
    await done('giveVisitConsent', { id, occurredAt: '2021-01-03' }, 'Niger');
    await done('scheduleVisit', { id, start: '2021-02-01', end: '2021-02-02', occurredAt: '2021-01-04' });
    await done('startVisit', { id, occurredAt: '2021-02-01' });
    await done('completeVisit', { id, occurredAt: '2021-02-02' });
    await done('sendDraftReportToState', { id, document, occurredAt: '2021-03-01' });
    return id;
  };

  it('1. no visit is scheduled, started or reported without the State’s consent, or after it was withdrawn', async () => {
    const id = await visit();
    const schedule = { id, start: '2021-02-01', end: '2021-02-02' };
    await refused('CONSENT_MISSING', 'scheduleVisit', schedule);
    await refused('CONSENT_MISSING', 'startVisit', { id });
    await refused('CONSENT_MISSING', 'sendDraftReportToState', { id, document });
    await refused('NOT_THE_STATE', 'giveVisitConsent', { id }, 'CTED');
    await done('requestVisitConsent', { id, occurredAt: '2021-01-02' });
    await done('giveVisitConsent', { id, occurredAt: '2021-01-03' }, 'Niger');
    await done('declineVisitConsent', { id, reason: 'not now', occurredAt: '2021-01-04' }, 'Niger');
    await refused('CONSENT_MISSING', 'scheduleVisit', schedule);
  });

  it('2. no observations come before the draft, no report is adopted within the State’s thirty days, and a late response is shown as late, not refused', async () => {
    const early = await visit();
    await refused('WRONG_STATUS', 'receiveStateObservations', { id: early }, 'Niger');
    const id = await drafted();
    await refused('OBSERVATIONS_AWAITED', 'adoptReport', { id, document, occurredAt: '2021-03-31' });
    await done('adoptReport', { id, document, occurredAt: '2021-04-01' });
    await done('transmitReportToState', { id, occurredAt: '2021-04-02' });
    await done('confirmReportReceipt', { id, occurredAt: '2021-04-10' }, 'Niger');
    await done('receiveStateResponse', { id, occurredAt: '2021-10-11' }, 'Niger');
    const { assessmentVisit } = await shown(`assessmentVisit(id: "${id}") { status responseClock { due standing } }`);
    expect(assessmentVisit).toEqual({ status: 'RESPONSE_RECEIVED', responseClock: { due: '2021-10-10', standing: 'MET_LATE' } });
  });

  it('3. nothing of a visit is seen beyond assessor and State before the State consents to its release, by the parts that it names alone', async () => {
    const id = await drafted();
    const outside = await concord.key({ actor: actors.Watchers, roles: ['MEMBER'] });
    const seen = () =>
      shown(
        `node(id: "${id}") { id } visitReleases { nodes { id parts } } events(first: 500) { nodes { record { id } } }`,
        outside,
      );
    const nothing = async () => {
      const { node, visitReleases, events } = await seen();
      expect({ node, releases: visitReleases.nodes }).toEqual({ node: null, releases: [] });
      expect(events.nodes.map(({ record }: Json) => record?.id)).not.toContain(id);
    };
    await nothing();
    await refused('NOT_RELEASED', 'changeHandling', { id, to: CLEAR, reason: 'x' });
    const consent = { id, extent: 'PARTIAL', parts: ['COURSE'], audience: CLEAR };
    await refused('NOT_THE_STATE', 'giveReleaseConsent', consent, 'CTED');
    await done('giveReleaseConsent', consent, 'Niger');
    expect((await seen()).visitReleases.nodes).toEqual([{ id: expect.any(String), parts: ['COURSE'] }]);
    await refused('NOT_RELEASED', 'changeHandling', { id, to: CLEAR, reason: 'x' });
    await done('withdrawReleaseConsent', { id, reason: 'misread' }, 'Niger');
    await nothing();
  });

  it('4. nobody but the State or its delegate says where its measure stands, or responds for it', async () => {
    const id = await made('registerMeasure', { state: actors.Niger, measureKind: 'STRATEGY', name: english('Strategy') });
    for (const by of ['France', 'CTED', 'Arena'] as const) {
      await refused('NOT_THE_STATE', 'adoptMeasure', { id }, by);
      await refused('NOT_THE_STATE', 'deployMeasure', { id }, by);
    }
    await done('reportMeasureStatus', { id, status: 'DEPLOYED' }, 'CTED');
    expect((await shown(`nationalMeasure(id: "${id}") { status }`)).nationalMeasure.status).toBe('NOT_REPORTED');
    await done('adoptMeasure', { id, occurredAt: '2021-01-01' }, 'Office');
    const recommendation = await made('issueRecommendation', { state: actors.Niger, text: english('Define them') }, 'CTED');
    await refused('NOT_THE_STATE', 'recordRecommendationResponse', { id: recommendation, response: 'NOTED' }, 'France');
  });

  it('5. whoever reports a recommendation or a commitment complete does not verify it', async () => {
    const recommendation = await made('issueRecommendation', { state: actors.Niger, text: english('Define them') }, 'CTED');
    await done('reportImplementationComplete', { id: recommendation }, 'Office');
    for (const by of ['Office', 'Niger'] as const)
      await refused('RESERVED_FOR_OTHER', 'verifyImplementation', { id: recommendation, result: 'FULL' }, by);
    await done('verifyImplementation', { id: recommendation, result: 'PARTIAL' }, 'CTED');
    const commitment = await made('declareCommitment', { actor: actors.France, statement: english('Train 40 officers') });
    await done('reportCommitmentFulfilled', { id: commitment }, 'France');
    await refused('RESERVED_FOR_OTHER', 'confirmCommitmentFulfilment', { id: commitment }, 'France');
    await done('confirmCommitmentFulfilment', { id: commitment }, 'Watchers');
  });

  it('6. no match is confirmed unless both sides accepted it, its recipient is the State that has the need, and no more is confirmed than is needed but what the State acknowledged', async () => {
    const persons = (number: number) => ({ count: { number, unit: 'PERSONS_TRAINED' } });
    const need = await made(
      'identifyNeed',
      { state: actors.Niger, origin: 'SELF', title: english('Train guards'), subject: 'SITE_PROTECTION' },
      'Niger',
    );
    await done('quantifyNeed', { id: need, quantity: persons(40) }, 'Niger');
    const offer = await made(
      'makeOffer',
      { provider: actors.France, title: english('Courses'), quantity: persons(90) },
      'France',
    );
    const match = await made('proposeMatch', { need, offer, quantity: persons(30) }, 'CTED');
    const status = async (id: string) =>
      (await shown(`assistanceMatch(id: "${id}") { status recipient { id } }`)).assistanceMatch;
    expect(await status(match)).toEqual({ status: 'PROPOSED', recipient: { id: actors.Niger } });
    for (const by of ['CTED', 'France', 'Watchers'] as const)
      await refused('NOT_THE_SIDE', 'acceptMatch', { id: match, side: 'RECIPIENT' }, by);
    await refused('WRONG_STATUS', 'confirmMatch', { id: match }, 'CTED');
    await done('acceptMatch', { id: match, side: 'RECIPIENT' }, 'Office');
    await refused('NOT_THE_SIDE', 'acceptMatch', { id: match, side: 'PROVIDER' }, 'Niger');
    await refused('WRONG_STATUS', 'confirmMatch', { id: match }, 'CTED');
    await refused('MATCH_NOT_ACCEPTED', 'reserveNeed', { id: need, match }, 'CTED');
    await done('acceptMatch', { id: match, side: 'PROVIDER' }, 'France');
    await concord.settled();
    expect(await status(match)).toMatchObject({ status: 'CONFIRMED' });
    await refused('OVER_SUPPLY', 'quantifyNeed', { id: need, quantity: persons(20) }, 'Niger');
    const more = async (acknowledgeOverSupply: boolean) => {
      const id = await made('proposeMatch', { need, offer, quantity: persons(20) }, 'CTED');
      await done('acceptMatch', { id, side: 'RECIPIENT', acknowledgeOverSupply }, 'Niger');
      await done('acceptMatch', { id, side: 'PROVIDER' }, 'France');
      await concord.settled();
      return (await status(id)).status;
    };
    expect(await more(false)).toBe('BROKEN');
    expect(await more(true)).toBe('CONFIRMED');
  });

  it('7. no amount is without currency and whole minor units, and no more of a currency is disbursed than committed', async () => {
    const id = await made('openProject', { reporter: actors.France, status: 'IMPLEMENTATION', title: english('Radios') });
    const give = (amount: string, currency: string) => ({
      id,
      direction: 'OUTGOING',
      amount: { amount, currency },
      valueDate: '2021-05-01',
      provider: actors.France,
    });
    for (const [amount, currency] of [
      ['1.005', 'EUR'],
      ['1', 'XYZ'],
      ['1.5', 'JPY'],
    ] as const)
      await expect(send('commitFunds', give(amount, currency))).rejects.toThrow(/amount/);
    await done('commitFunds', give('100', 'EUR'));
    await refused('NOT_COMMITTED', 'disburseFunds', give('100.01', 'EUR'));
    await refused('NOT_COMMITTED', 'disburseFunds', give('1', 'USD'));
    await done('disburseFunds', give('100', 'EUR'));
  });

  it('8. no partnership is active without the endorsement of two parties, a public-private one without one of each', async () => {
    const propose = (founders: Name[], sector: string) =>
      made('proposePartnership', {
        name: english('Crowd safety'),
        kind: 'MEMORANDUM',
        level: 'NATIONAL',
        sector,
        modalities: ['INFORMATION_SHARING'],
        founders: founders.map((name) => actors[name]),
      });
    const id = await propose(['Office', 'Arena'], 'PUBLIC_PRIVATE');
    await refused('TOO_FEW_ENDORSEMENTS', 'activatePartnership', { id });
    await done('endorsePartnership', { id }, 'Office');
    await done('endorsePartnership', { id }, 'Office');
    await refused('TOO_FEW_ENDORSEMENTS', 'activatePartnership', { id });
    await done('endorsePartnership', { id }, 'Arena');
    await done('activatePartnership', { id });
    await done('leavePartnership', { id, member: actors.Arena, reason: 'sold' });
    expect((await shown(`partnership(id: "${id}") { memberCount belowTwoMembers }`)).partnership).toEqual({
      memberCount: 1,
      belowTwoMembers: true,
    });
    const publicOnly = await propose(['Office', 'France'], 'PUBLIC_PRIVATE');
    for (const by of ['Office', 'France'] as const) await done('endorsePartnership', { id: publicOnly }, by);
    await refused('ONE_SIDED', 'activatePartnership', { id: publicOnly });
  });

  it('9. no activity is held that ends before it starts or has not ended yet, and attendance is counts alone', async () => {
    const days = { plannedStart: '2021-05-01', plannedEnd: '2021-05-02' };
    const id = await made('planActivity', { activityKind: 'WORKSHOP', title: english('Workshop'), host: actors.CTED, ...days });
    await refused('DATES_REVERSED', 'recordActivityHeld', { id, start: '2021-05-02', end: '2021-05-01' });
    const ahead = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await refused('HELD_IN_THE_FUTURE', 'recordActivityHeld', { id, start: '2021-05-01', end: ahead });
    const { errors } = await concord.ask(
      `mutation { recordAttendance(input: { id: "${id}", total: 1, names: ["A. Person"] }) { refusal { code } } }`,
    );
    expect(errors![0]!.message).toContain('names');
  });

  it('10. editions rise by one, an addendum names its edition, and nothing is published without the hash of its document', async () => {
    const id = await made('initiateGuidance', {
      guidanceKind: 'COMPENDIUM',
      title: english('Compendium'),
      publishers: [actors.CTED],
    });
    await refused('HASH_MISSING', 'publishEdition', { id, edition: 1, document: { url: document.url } });
    await refused('EDITION_OUT_OF_ORDER', 'publishEdition', { id, edition: 2, document });
    await refused('UNKNOWN_EDITION', 'publishAddendum', { id, edition: 1, title: english('Addendum'), document });
    await done('publishEdition', { id, edition: 1, document });
    await refused('EDITION_PUBLISHED', 'publishEdition', { id, edition: 1, document });
  });

  it('11. nothing is made without a label, and nobody but the originator widens one', async () => {
    const declaration = { actor: actors.France, statement: english('x') };
    await expect(send('declareCommitment', declaration)).rejects.toThrow(/handling/);
    const own = await concord.key({ actor: actors.France, roles: ['MEMBER'] });
    const other = await concord.key({ actor: actors.Office, roles: ['MEMBER'] });
    const handling = { tlp: 'AMBER_STRICT', audience: [actors.France, actors.Office] };
    const { record } = await send('declareCommitment', { ...declaration, handling }, own);
    const widen = { id: record.id, to: CLEAR, reason: 'x' };
    await refused('RESERVED_FOR_ORIGINATOR', 'changeHandling', widen, undefined, other);
    expect((await send('changeHandling', widen, own)).refusal).toBeNull();
  });

  it('12. nothing has happened in the future, beyond the difference of two clocks', async () => {
    const declaration = { actor: actors.France, statement: english('x'), handling: CLEAR };
    const in6Minutes = new Date(Date.now() + 6 * 60_000).toISOString();
    await refused('OCCURRED_IN_THE_FUTURE', 'declareCommitment', { ...declaration, occurredAt: in6Minutes });
    await done('declareCommitment', { ...declaration, occurredAt: new Date(Date.now() + 60_000).toISOString() });
  });

  it('13. a merged actor takes no new events, its readers are led on, and a reversal restores it', async () => {
    const twice = await made('registerActor', { actorKind: 'CIVIL_SOCIETY', name: english('The Watchers') });
    await done('mergeActorInto', { id: twice, survivor: actors.Watchers, reason: 'the same' });
    await refused('ACTOR_MERGED', 'nameActor', { id: twice, language: 'fr', text: 'Guetteurs' });
    await refused('ACTOR_MERGED', 'declareCommitment', { actor: twice, statement: english('x'), handling: CLEAR });
    expect((await shown(`actor(id: "${twice}") { name }`)).actor.name).toBe('Watchers');
    await done('revertActorMerge', { id: twice, reason: 'another one' });
    expect((await shown(`actor(id: "${twice}") { name }`)).actor.name).toBe('The Watchers');
    await done('nameActor', { id: twice, language: 'en', text: 'Night Watchers' });
  });

  it('14. a command sent twice counts once, under its id another is refused, and a revision that moved is a conflict', async () => {
    const declaration = { actor: actors.France, statement: english('x'), handling: CLEAR, commandId: randomUUID() };
    const first = await send('declareCommitment', declaration);
    const again = await send('declareCommitment', declaration);
    expect(again).toEqual({ ...first, receipt: { ...first.receipt, duplicate: true } });
    expect(await positionsAfter(concord.service.store, head)).toHaveLength(1);
    await refused('IDEMPOTENCY_KEY_REUSED', 'declareCommitment', { ...declaration, statement: english('y') });
    const { id } = first.record;
    await done('reportCommitmentProgress', { id, report: english('begun') });
    await refused('REVISION_CONFLICT', 'withdrawCommitment', { id, reason: 'x', expectedRevision: 0 });
  });

  it('15. a correction is of an event of the same record; a voided record is not corrected, nor are void and restoration', async () => {
    const declare = () =>
      send('declareCommitment', { actor: actors.France, statement: english('x'), due: '2022-01-01', handling: CLEAR });
    const [one, other] = [await declare(), await declare()];
    const correct = (id: string, eventId: string) => ({ id, eventId, field: 'due', value: '2022-02-01', reason: 'misread' });
    await refused('UNKNOWN_EVENT', 'correctRecord', correct(one.record.id, other.receipt.eventIds[0]));
    await done('correctRecord', correct(one.record.id, one.receipt.eventIds[0]));
    const undone = await send('voidRecord', { id: one.record.id, reason: 'entered twice' });
    await refused('RECORD_VOIDED', 'correctRecord', correct(one.record.id, one.receipt.eventIds[0]));
    const restored = await send('restoreRecord', { id: one.record.id, reason: 'it was not' });
    for (const { receipt } of [undone, restored])
      await refused('NOT_CORRECTABLE', 'correctRecord', { ...correct(one.record.id, receipt.eventIds[0]), field: 'reason' });
  });

  it('16. no strategy is aligned with human rights without a concluded review of the version that holds', async () => {
    const measure = await made('registerMeasure', { state: actors.Niger, measureKind: 'STRATEGY', name: english('Strategy') });
    await done('adoptMeasure', { id: measure, occurredAt: '2021-01-01' }, 'Niger');
    const aligned = async () =>
      (await shown(`nationalMeasure(id: "${measure}") { humanRightsAlignment { aligned } }`)).nationalMeasure.humanRightsAlignment
        .aligned;
    const review = { measure, reviewer: actors.Watchers, occurredAt: '2021-02-01' };
    await refused('OWN_REVIEW', 'requestHumanRightsReview', { ...review, reviewer: actors.Niger, handling: CLEAR });
    const id = await made('requestHumanRightsReview', review);
    expect(await aligned()).toBe(false);
    const conclusion = { id, conclusion: 'COMPLIANT', basis: english('Read and compared'), occurredAt: '2021-03-01' };
    await refused('NOT_THE_REVIEWER', 'concludeHumanRightsReview', conclusion, 'Niger');
    await done('startHumanRightsReview', { id, occurredAt: '2021-02-10' }, 'Watchers');
    await done('concludeHumanRightsReview', conclusion, 'Watchers');
    expect(await aligned()).toBe(true);
    await done('amendMeasure', { id: measure, occurredAt: '2021-06-01' }, 'Niger');
    expect(await aligned()).toBe(false);
  });
});
