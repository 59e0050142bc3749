import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
const keys: Record<string, string> = {};
let resolution = '';
const document = { document: { url: 'https://example.org/d', hash: 'a1'.repeat(32) } };
const by = (name: string) => ({ onBehalfOf: actors[name] });

beforeAll(async () => {
  concord = await testService();
  for (const name of ['Atland', 'Borland']) await register(name, 'STATE', { country: name === 'Atland' ? 'KE' : 'RS' });
  await register('Atland Ministry', 'NATIONAL_AGENCY');
  await register('CTED', 'UN_ENTITY');
  const { receipt } = await concord.send('affiliateActor', {
    id: actors['Atland Ministry'],
    parent: actors.Atland,
    kind: 'PART_OF',
    onBehalfOf: actors.Atland,
  });
  await concord.ask(`{ at(after: "${receipt.position}") { service { name } } }`);
  for (const name of ['Atland', 'Borland', 'CTED']) keys[name] = await concord.key({ actor: actors[name] });
  const instrument = { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title: english('Foreign fighters') };
  resolution = (await tell('registerInstrument', instrument)).id;
});
afterAll(() => concord.close());

describe('the pipeline of visits, and what they found', () => {
  let first = '';
  const among = (...names: string[]) => ({ handling: { tlp: 'AMBER', audience: names.map((name) => actors[name]) } });
  const finding = (challenge: string, findingKind: string): Told => [
    'recordFinding',
    {
      ...by('CTED'),
      challenge,
      findingKind,
      text: english(`${challenge} ${findingKind}`),
      instruments: [{ instrument: resolution }],
    },
    '2020-03-03',
  ];
  const visit = (state: string, ...told: readonly Told[]) =>
    tell(
      'proposeVisit',
      {
        ...by('CTED'),
        ...among('CTED', state),
        state: actors[state],
        assessor: actors.CTED,
        visitType: 'COMPREHENSIVE',
        mode: 'PHYSICAL',
        occurredAt: '2020-01-01',
      },
      ['requestVisitConsent', by('CTED'), '2020-01-05'],
      ['giveVisitConsent', by(state), '2020-01-15'],
      ['scheduleVisit', { ...by('CTED'), start: '2020-03-02', end: '2020-03-06' }, '2020-01-20'],
      ...told,
    );

  beforeAll(async () => {
    first = (
      await visit(
        'Atland',
        ['startVisit', by('CTED'), '2020-03-02'],
        finding('CH-02', 'SHORTFALL'),
        finding('CH-02', 'PROGRESS'),
        finding('CH-08', 'GOOD_PRACTICE'),
        ['completeVisit', by('CTED'), '2020-03-06'],
        ['sendDraftReportToState', { ...by('CTED'), ...document }, '2020-04-01'],
        ['receiveStateObservations', by('Atland'), '2020-05-10'],
        ['adoptReport', { ...by('CTED'), ...document }, '2020-06-01'],
        ['transmitReportToState', by('CTED'), '2020-06-05'],
        ['confirmReportReceipt', by('Atland'), '2020-08-31'],
      )
    ).id;
    await visit('Borland');
    for (const text of ['Define', 'Define again']) {
      const cited = { themes: ['CH-02', 'CO-01'], instruments: [{ instrument: resolution }] };
      const recommendation = { ...by('CTED'), state: actors.Atland, text: english(text), occurredAt: '2020-01-01', ...cited };
      await tell('issueRecommendation', recommendation);
    }
    const need = {
      state: actors.Atland,
      title: english('A definition'),
      origin: 'SELF',
      subject: 'LEGISLATION',
      themes: ['CH-02'],
    };
    await tell('identifyNeed', { ...by('Atland'), ...need, occurredAt: '2020-03-10', handling: { tlp: 'GREEN', audience: [] } });
  });

  const pipeline = async (asOf: string, key: string | null = keys.CTED!, args = '') => {
    const { visitPipeline } = await ask(
      `visitPipeline${args} { nodes { visit { state { name } observationsClock { standing daysLeft } responseClock { due standing daysLeft } }
        standing stage stageSince daysInStage awaitedBy daysLeft rule decidedBy { type } } }`,
      `asOf: "${asOf}"`,
      key,
    );
    return visitPipeline.nodes;
  };

  it.each([
    ['2020-01-10', { stage: 'CONSENT_REQUESTED', standing: 'WITHOUT_LIMIT', daysInStage: 5, awaitedBy: null, daysLeft: null }],
    ['2020-03-01', { stage: 'SCHEDULED', standing: 'RUNNING', daysInStage: 41, awaitedBy: '2020-03-02', daysLeft: 1 }],
    ['2020-05-01', { stage: 'DRAFT_SENT', standing: 'RUNNING', awaitedBy: '2020-05-01', daysLeft: 0 }],
    ['2020-05-02', { stage: 'DRAFT_SENT', standing: 'LATE', daysInStage: 31, awaitedBy: '2020-05-01', daysLeft: -1 }],
    ['2020-06-02', { stage: 'ADOPTED', standing: 'WITHOUT_LIMIT', daysInStage: 1 }],
    ['2020-07-01', { stage: 'TRANSMITTED', standing: 'WITHOUT_LIMIT', stageSince: '2020-06-05' }],
    ['2021-02-28', { stage: 'TRANSMITTED', standing: 'RUNNING', awaitedBy: '2021-02-28', daysLeft: 0 }],
    [
      '2021-03-01',
      {
        stage: 'TRANSMITTED',
        standing: 'LATE',
        daysLeft: -1,
        decidedBy: expect.arrayContaining([{ type: 'ReportReceivedByState' }]),
      },
    ],
  ])('shows on %s in what stage a visit is, for how long, and how its clocks stand', async (asOf, expected) => {
    const found = (await pipeline(asOf)).find(
      ({ visit }: { visit: { state: { name: string } } }) => visit.state.name === 'Atland',
    );
    expect(found).toMatchObject({ rule: 'visit-standing/1', ...expected });
    const alike = await pipeline(asOf, keys.CTED, `(standing: ${found.standing as string})`);
    expect(alike).toContainEqual(found);
    expect(alike.every(({ standing }: { standing: string }) => standing === found.standing)).toBe(true);
  });

  it('is for the assessor and the State visited, and narrowed to regions', async () => {
    const states = async (key: string | null, args = '') =>
      (await pipeline('2020-04-10', key, args))
        .map(({ visit }: { visit: { state: { name: string } } }) => visit.state.name)
        .sort();
    expect(await states(keys.CTED!)).toEqual(['Atland', 'Borland']);
    expect(await states(keys.Atland!)).toEqual(['Atland']);
    expect(await states(null)).toEqual([]);
    expect(await states(keys.CTED!, '(filter: { regions: ["202"] })')).toEqual(['Atland']);
  });

  const heat = async (key: string | null, args = '', at = 'asOf: "2021-01-01"') =>
    (
      await ask(
        `challengeHeatMap${args} { nodes { challenge state { name } region progress shortfalls goodPractices recommendations openRecommendations needs openNeeds } }`,
        at,
        key,
      )
    ).challengeHeatMap.nodes;
  const stages = async (key: string | null, asOf = '2021-01-01') =>
    (await ask('visitTally(by: [STAGE, STATE]) { nodes { stage state { name } visits late running } }', `asOf: "${asOf}"`, key))
      .visitTally.nodes;

  it('counts findings by challenge for those who may see the visit; nobody else learns that there is one', async () => {
    const [, ch02, , , , , , ch08] = await heat(keys.CTED!);
    expect(ch02).toMatchObject({
      challenge: 'CH-02',
      progress: 1,
      shortfalls: 1,
      goodPractices: 0,
      recommendations: 2,
      needs: 1,
      openNeeds: 1,
    });
    expect(ch08).toMatchObject({ challenge: 'CH-08', progress: 0, shortfalls: 0, goodPractices: 1, recommendations: 0 });
    const open = await heat(null);
    expect(open.map(({ challenge }: { challenge: string }) => challenge)).toEqual(
      Array.from({ length: 10 }, (_, i) => `CH-${String(i + 1).padStart(2, '0')}`),
    );
    expect(open[1]).toMatchObject({ progress: 0, shortfalls: 0, recommendations: 2, openRecommendations: 2, needs: 0 });
    expect(await heat(keys.Borland!, `(by: [CHALLENGE, STATE], challenges: ["CH-08"])`)).toEqual([]);
    expect(await stages(null)).toEqual([]);
    expect(await stages(keys.Atland!, '2021-03-02')).toEqual([
      { stage: 'TRANSMITTED', state: { name: 'Atland' }, visits: 1, late: 1, running: 0 },
    ]);
  });

  it('says nothing of findings before they were recorded, and breaks them down by State, region and instrument', async () => {
    expect((await heat(keys.CTED!, '', 'asOf: "2020-02-01"'))[1]).toMatchObject({ progress: 0, shortfalls: 0 });
    expect(await heat(keys.CTED!, '(by: [STATE], challenges: ["CH-08"])')).toMatchObject([
      { challenge: null, state: { name: 'Atland' }, goodPractices: 1, progress: 0 },
    ]);
    expect(
      (await heat(keys.CTED!, '(by: [REGION], regions: ["KE"], challenges: ["CH-08"])')).map(
        ({ region }: { region: string }) => region,
      ),
    ).toEqual(['002', '014', '202']);
    expect(await heat(keys.CTED!, `(by: [CHALLENGE, STATE], instruments: ["${resolution}"])`)).toHaveLength(2);
    const { errors } = await concord.ask('{ challengeHeatMap(instruments: ["2396"]) { totalCount } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'instruments', value: '2396' });
  });

  it('shows what is released of a visit, once, and hides it when the consent is withdrawn', async () => {
    const release = (parts: readonly string[]) =>
      concord.send('giveReleaseConsent', {
        id: first,
        ...by('Atland'),
        extent: 'PARTIAL',
        parts,
        audience: CLEAR,
        occurredAt: '2020-12-01',
      });
    expect((await release(['FINDINGS'])).refusal).toBeNull();
    expect((await heat(null))[1]).toMatchObject({ progress: 1, shortfalls: 1 });
    expect((await heat(keys.CTED!))[1]).toMatchObject({ progress: 1, shortfalls: 1 });
    expect(await stages(null)).toEqual([]);
    expect((await release(['COURSE'])).refusal).toBeNull();
    expect((await heat(null))[1]).toMatchObject({ progress: 0, shortfalls: 0 });
    expect(await stages(null)).toEqual([{ stage: 'TRANSMITTED', state: { name: 'Atland' }, visits: 1, late: 0, running: 0 }]);
    expect((await stages(keys.CTED!)).find(({ state }: { state: { name: string } }) => state.name === 'Atland')).toMatchObject({
      visits: 1,
    });
    expect(await pipeline('2021-01-01', null)).toEqual([]);
    const withdrawn = { id: first, ...by('Atland'), reason: 'second thoughts', occurredAt: '2020-12-20' };
    expect((await concord.send('withdrawReleaseConsent', withdrawn)).refusal).toBeNull();
    expect(await stages(null)).toEqual([]);
  });
});
