import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lead } from './support/lives.js';
import { visitAsSeen } from './support/visit-as-seen.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const HASH = 'a1'.repeat(32);
let concord: TestService;
let actors: Record<string, string>;
let resolution: string;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, {
    CTED: 'UN_ENTITY',
    Freedonia: 'STATE',
    Ministry: 'NATIONAL_AGENCY',
    Donor: 'INTL_ORG',
    Stranger: 'INTL_ORG',
  });
  const affiliation = { id: actors.Ministry, parent: actors.Freedonia, kind: 'PART_OF', onBehalfOf: actors.Freedonia };
  const { receipt } = await concord.send('affiliateActor', affiliation);
  await concord.ask(`{ at(after: "${receipt.position}") { service { name } } }`);
  const instrument = { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title: english('Foreign terrorist fighters') };
  resolution = (await concord.send('registerInstrument', { ...instrument, handling: CLEAR })).record.id;
  await concord.send('addInstrumentProvision', { id: resolution, reference: 'OP 27', themes: ['CO-01'] });
});
afterAll(() => concord.close());

describe('an assessment visit, through the API', () => {
  const SHOWN = `status consent plannedStart postponedReason findings { id challenge findingKind text instruments { provision } } draft { document { url } }
    observations { text } observationsClock { due standing met daysLeft rule } report { document { hash } } receivedOn
    responseClock { due standing met daysLeft } response { text } release { extent parts audience { tlp } by { id } } releaseWithdrawn { reason }
    endedReason handling { tlp } preliminaryAssessment { text } declinedReason`;
  const keys: Record<string, string> = {};
  let id: string;
  let release: string;
  let last: string;
  const label = (...names: string[]) => ({ tlp: 'AMBER', audience: names.map((name) => actors[name]) });
  const said = (text: string) => ({ text: english(text) });
  const document = (url: string) => ({ document: { url, hash: HASH } });

  beforeAll(async () => {
    for (const name of ['CTED', 'Freedonia', 'Ministry', 'Donor', 'Stranger'])
      keys[name] = await concord.key({ actor: actors[name] });
    const proposal = { state: actors.Freedonia, assessor: actors.CTED, visitType: 'COMPREHENSIVE', mode: 'PHYSICAL' };
    const propose = (handling: object) =>
      concord.send('proposeVisit', { ...proposal, occurredAt: '2020-01-10', handling }, 'id', keys.CTED);
    expect((await propose(CLEAR)).refusal).toMatchObject({ code: 'NOT_RELEASED', field: 'handling' });
    ({ id } = (await propose(label('CTED', 'Freedonia'))).record);
    release = id.replace('assessmentVisit', 'visitRelease');
  });

  /** What a reader sees of the visit and of its release. */
  const seen = (reader: string | null, moment = `after: "${last}"`) => visitAsSeen(concord, id, reader && keys[reader]!, moment);
  const send = async (mutation: string, input: object, key: string) => {
    const { receipt, refusal } = await concord.send(mutation, { id, ...input }, 'id', keys[key]);
    if (receipt) last = receipt.position;
    return refusal?.code as string | undefined;
  };

  it('is led from its proposal to the response of the State, and shown to nobody but assessor and State', async () => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const finding = ({ findings }: any) => ({ finding: findings[0].id as string, reason: 'new facts', occurredAt: '2020-03-05' });
    await lead(
      concord,
      'assessmentVisit',
      id,
      SHOWN,
      [
        ['scheduleVisit', { start: '2020-03-02', end: '2020-03-06' }, 'CONSENT_MISSING', keys.CTED],
        ['requestVisitConsent', { occurredAt: '2020-01-12' }, { status: 'CONSENT_REQUESTED' }, keys.CTED],
        ['giveVisitConsent', { occurredAt: '2020-01-20' }, 'RESERVED_FOR_STATE', keys.CTED],
        ['giveVisitConsent', { occurredAt: '2020-01-20' }, 'UNKNOWN_RECORD', keys.Donor],
        [
          'declineVisitConsent',
          { reason: 'an election', occurredAt: '2020-01-15' },
          { status: 'DECLINED', declinedReason: 'an election' },
          keys.Freedonia,
        ],
        ['requestVisitConsent', { occurredAt: '2020-01-18' }, { status: 'CONSENT_REQUESTED' }, keys.CTED],
        ['giveVisitConsent', { occurredAt: '2020-01-20' }, { status: 'CONSENTED', consent: 'GIVEN' }, keys.Ministry],
        ['startVisit', { occurredAt: '2020-02-01' }, 'WRONG_STATUS', keys.CTED],
        [
          'scheduleVisit',
          { start: '2020-02-03', end: '2020-02-07', occurredAt: '2020-01-21' },
          { status: 'SCHEDULED' },
          keys.CTED,
        ],
        [
          'postponeVisit',
          { reason: 'a storm', occurredAt: '2020-01-22' },
          { status: 'POSTPONED', postponedReason: 'a storm' },
          keys.Freedonia,
        ],
        [
          'scheduleVisit',
          { start: '2020-03-02', end: '2020-03-06', occurredAt: '2020-01-23' },
          { status: 'SCHEDULED', plannedStart: '2020-03-02' },
          keys.CTED,
        ],
        ['startVisit', { occurredAt: '2020-03-02' }, { status: 'UNDER_WAY' }, keys.CTED],
        [
          'recordFinding',
          {
            challenge: 'CH-02',
            findingKind: 'SHORTFALL',
            ...said('No definition'),
            instruments: [{ instrument: resolution, provision: 'OP 27' }],
            occurredAt: '2020-03-04',
          },
          { findings: [{ challenge: 'CH-02', text: 'No definition', instruments: [{ provision: 'OP 27' }] }] },
          keys.CTED,
        ],
        ['recordFinding', { challenge: 'CH-01', findingKind: 'PROGRESS', ...said('x') }, 'RESERVED_FOR_ASSESSOR', keys.Freedonia],
        [
          'reviseFinding',
          (shown: never) => ({ ...finding(shown), findingKind: 'PROGRESS' }),
          { findings: [{ findingKind: 'PROGRESS', text: 'No definition' }] },
          keys.CTED,
        ],
        ['completeVisit', { occurredAt: '2020-03-06' }, { status: 'COMPLETED' }, keys.CTED],
        [
          'sharePreliminaryAssessment',
          { ...said('A first look'), occurredAt: '2020-03-09' },
          { preliminaryAssessment: { text: 'A first look' } },
          keys.CTED,
        ],
        ['receiveStateObservations', said('x'), 'WRONG_STATUS', keys.Freedonia],
        [
          'sendDraftReportToState',
          { ...document('https://example.org/draft'), occurredAt: '2020-04-01' },
          { status: 'DRAFT_SENT', observationsClock: { due: '2020-05-01', standing: 'LATE', met: null, rule: 'visit-clock/1' } },
          keys.CTED,
        ],
        [
          'adoptReport',
          { ...document('https://example.org/report'), occurredAt: '2020-05-01' },
          'OBSERVATIONS_AWAITED',
          keys.CTED,
        ],
        [
          'adoptReport',
          { ...document('https://example.org/report'), occurredAt: '2020-05-02' },
          { status: 'ADOPTED', report: { document: { hash: HASH } } },
          keys.CTED,
        ],
        [
          'receiveStateObservations',
          { ...said('A remark'), occurredAt: '2020-05-10' },
          { observationsClock: { standing: 'MET_LATE', met: '2020-05-10' } },
          keys.Freedonia,
        ],
        ['transmitReportToState', { occurredAt: '2020-06-01' }, { status: 'TRANSMITTED', responseClock: null }, keys.CTED],
        [
          'confirmReportReceipt',
          { occurredAt: '2020-08-31' },
          { receivedOn: '2020-08-31', responseClock: { due: '2021-02-28', standing: 'LATE', met: null } },
          keys.Freedonia,
        ],
        ['closeVisit', {}, 'RESPONSE_AWAITED', keys.CTED],
        [
          'receiveStateResponse',
          { ...said('We accept'), occurredAt: '2021-02-28' },
          { status: 'RESPONSE_RECEIVED', responseClock: { standing: 'MET', met: '2021-02-28', daysLeft: null } },
          keys.Freedonia,
        ],
        ['cancelVisit', { reason: 'x' }, 'WRONG_STATUS', keys.CTED],
        ['closeVisit', {}, { status: 'CLOSED', handling: { tlp: 'AMBER' } }, keys.CTED],
      ],
      keys.CTED,
    );
    last = String(await concord.service.store.head());
    for (const reader of [null, 'Donor', 'Stranger']) expect(await seen(reader)).toEqual({ visit: false, release: null });
    for (const reader of ['CTED', 'Freedonia', 'Ministry'])
      expect(await seen(reader)).toMatchObject({ visit: true, release: null });
  });

  it('has clocks for any day asked', async () => {
    const clocks = async (asOf: string) => {
      const { data } = await concord.ask(
        `{ at(asOf: "${asOf}") { assessmentVisit(id: "${id}") { observationsClock { standing daysLeft on } responseClock { standing daysLeft } } } }`,
        {},
        keys.CTED,
      );
      return data.at.assessmentVisit;
    };
    expect(await clocks('2020-03-20')).toEqual({ observationsClock: null, responseClock: null });
    expect(await clocks('2020-04-21')).toEqual({
      observationsClock: { standing: 'RUNNING', daysLeft: 10, on: '2020-04-21' },
      responseClock: null,
    });
    expect(await clocks('2020-05-03')).toMatchObject({ observationsClock: { standing: 'LATE', daysLeft: -2 } });
    expect(await clocks('2020-12-31')).toMatchObject({
      observationsClock: { standing: 'MET_LATE' },
      responseClock: { standing: 'RUNNING', daysLeft: 59 },
    });
    const { data } = await concord.ask(
      `{ at(asOf: "2021-01") { assessmentVisits(filter: { responseDue: { to: "2021-02-28" }, state: ["${actors.Freedonia}"] }, orderBy: { field: RESPONSE_DUE }) { nodes { id } } } }`,
      {},
      keys.Freedonia,
    );
    expect(data.at.assessmentVisits.nodes).toEqual([{ id: `${id}@2021-01-31T23:59:59.999Z` }]);
  });

  it('shows the named parts alone of a partial release, to those named alone, and nothing that tells of the others', async () => {
    const partial = { extent: 'PARTIAL', parts: ['FINDINGS'], audience: { tlp: 'AMBER_STRICT', audience: [actors.Donor] } };
    expect(await send('giveReleaseConsent', partial, 'CTED')).toBe('RESERVED_FOR_STATE');
    expect(await send('giveReleaseConsent', partial, 'Ministry')).toBeUndefined();
    for (const reader of [null, 'Stranger']) expect(await seen(reader)).toEqual({ visit: false, release: null });
    expect(await seen('Donor')).toEqual({
      visit: false,
      release: { extent: 'PARTIAL', parts: ['FINDINGS'], findings: [{ challenge: 'CH-02' }], report: null, response: null },
    });
    expect((await seen('Freedonia')).release.findings).toHaveLength(1);
    const ask = (query: string) => concord.ask(`{ at(after: "${last}") { ${query} } }`, {}, keys.Donor);
    const shown = (
      await ask(
        `visitRelease(id: "${release}") { visit { id } state { name } course { status } preliminaryAssessment { text } observations { text } sources { document }
           originator { id } handling { tlp } timeline { totalCount } findings { text instruments { provision instrument { symbol } } } }`,
      )
    ).data.at.visitRelease;
    expect(shown).toEqual({
      visit: null,
      state: { name: 'Freedonia' },
      course: null,
      preliminaryAssessment: null,
      observations: null,
      sources: [],
      originator: null,
      handling: { tlp: 'AMBER_STRICT' },
      timeline: { totalCount: 0 },
      findings: [{ text: 'No definition', instruments: [{ provision: 'OP 27', instrument: { symbol: 'S/RES/2396 (2017)' } }] }],
    });
    const found = async (filter: string) =>
      (await ask(`visitReleases(filter: ${filter}) { totalCount }`)).data.at.visitReleases.totalCount;
    expect([await found('{ challenges: ["CH-02"] }'), await found('{ parts: [REPORT] }')]).toEqual([1, 0]);
  });

  it('shows all of a full release to everybody, after which its originator may open the visit itself', async () => {
    expect(await send('changeHandling', { to: CLEAR, reason: 'released' }, 'CTED')).toBe('NOT_RELEASED');
    expect(await send('giveReleaseConsent', { extent: 'FULL', audience: CLEAR }, 'Freedonia')).toBeUndefined();
    for (const reader of [null, 'Stranger']) {
      expect(await seen(reader)).toMatchObject({
        visit: false,
        release: { extent: 'FULL', report: { document: { url: 'https://example.org/report' } }, response: { text: 'We accept' } },
      });
    }
    expect(await send('changeHandling', { to: CLEAR, reason: 'released' }, 'Freedonia')).toBe('RESERVED_FOR_ORIGINATOR');
    expect(await send('changeHandling', { to: CLEAR, reason: 'released' }, 'CTED')).toBeUndefined();
    await send('attachSource', { document: 'https://example.org/x' }, 'CTED');
    expect((await seen(null)).visit).toBe(true);
  });

  it('is hidden again when the State withdraws its consent, of every moment', async () => {
    const before = last;
    expect(await send('withdrawReleaseConsent', { reason: 'a change of mind' }, 'Freedonia')).toBeUndefined();
    for (const moment of [`after: "${last}"`, `knownAt: "position:${before}"`, 'asOf: "2999"'])
      for (const reader of [null, 'Donor', 'Stranger'])
        expect(await seen(reader, moment)).toEqual({ visit: false, release: null });
    expect((await seen('Ministry')).visit).toBe(true);
    const { data } = await concord.ask(
      `{ at(after: "${last}") { assessmentVisit(id: "${id}") { release { extent } releaseWithdrawn { reason by { id } } handling { tlp audience } } } }`,
      {},
      keys.Freedonia,
    );
    expect(data.at.assessmentVisit).toEqual({
      release: null,
      releaseWithdrawn: { reason: 'a change of mind', by: { id: actors.Freedonia } },
      handling: label('CTED', 'Freedonia'),
    });
    expect(await send('withdrawReleaseConsent', { reason: 'x' }, 'Freedonia')).toBe('NOT_RELEASED');
    const mutation = '{ __type(name: "Mutation") { fields { name description } } }';
    const { fields } = (await concord.ask(mutation)).data.__type as { fields: { name: string; description: string }[] };
    expect(fields.find(({ name }) => name === 'withdrawReleaseConsent')!.description).toContain('cannot unsay');
  });

  it('gives birth to recommendations that are held back with it', async () => {
    const issue = (handling: object) =>
      concord.send(
        'issueRecommendation',
        { state: actors.Freedonia, text: english('x'), visit: id, handling },
        'id visit { id }',
        keys.CTED,
      );
    expect((await issue(CLEAR)).refusal).toMatchObject({ code: 'NOT_RELEASED' });
    const { record } = await issue(label('CTED', 'Freedonia'));
    expect(record.visit).toEqual({ id });
    const widen = () => concord.send('changeHandling', { id: record.id, to: CLEAR, reason: 'x' }, 'id', keys.CTED);
    expect((await widen()).refusal).toMatchObject({ code: 'NOT_RELEASED', field: 'to' });
    await send('giveReleaseConsent', { extent: 'PARTIAL', parts: ['RECOMMENDATIONS'], audience: CLEAR }, 'Freedonia');
    expect((await widen()).refusal).toBeNull();
  });

  it('has the same read models when they are rebuilt from the log', async () => {
    const { remade } = await import('./support/read-models.js');
    const same = await remade(concord.service.unfiltered);
    expect(same).toMatchObject({ assessment_visit: true, visit_release: true, recommendation: true });
  });
});
