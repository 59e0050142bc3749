import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
const keys: Record<string, string> = {};
let resolution = '';
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
  keys.Borland = await concord.key({ actor: actors.Borland });
  const instrument = { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title: english('Foreign fighters') };
  resolution = (await tell('registerInstrument', instrument)).id;
});
afterAll(() => concord.close());

describe('the tracker of recommendations', () => {
  /** A recommendation of 2020-01-01, CLEAR. */
  const recommend = async (text: string, state: string, more: object, ...told: readonly Told[]) =>
    (
      await tell(
        'issueRecommendation',
        { ...by('CTED'), state: actors[state], text: english(text), occurredAt: '2020-01-01', ...more },
        ...told,
      )
    ).id;
  const supported: Told = ['recordRecommendationResponse', { response: 'SUPPORTED' }, '2020-02-01'];
  const spoken = (name: string, [mutation, input, day]: Told): Told => [mutation, { ...by(name), ...input }, day];
  const plan = (due: string): Told => ['planAction', { ...by('Atland'), description: english(`by ${due}`), due }, '2020-02-02'];
  const complete: Told = ['reportImplementationComplete', {}, '2020-08-01'];

  beforeAll(async () => {
    const citing = { instruments: [{ instrument: resolution }], themes: ['CH-02', 'CO-01'] };
    await recommend('only issued', 'Atland', citing);
    await recommend('planned', 'Atland', citing, spoken('Atland', supported), plan('2020-05-31'), plan('2020-06-30'), [
      'designateLeadAgency',
      { ...by('Atland'), agency: actors['Atland Ministry'] },
      '2020-02-03',
    ]);
    await recommend('reported complete', 'Borland', {}, spoken('Borland', supported), spoken('Borland', complete));
    await recommend('verified', 'Borland', {}, spoken('Borland', supported), spoken('Borland', complete), [
      'verifyImplementation',
      { ...by('CTED'), result: 'FULL' },
      '2020-10-01',
    ]);
    await recommend('not borne out', 'Borland', {}, spoken('Borland', supported), spoken('Borland', complete), [
      'verifyImplementation',
      { ...by('CTED'), result: 'PARTIAL' },
      '2020-10-01',
    ]);
    await recommend('hidden', 'Borland', { handling: { tlp: 'GREEN', audience: [] } }, spoken('Borland', supported));
  });

  const standings = async (asOf: string, args = '', key: string | null = null) => {
    const { recommendationTracker } = await ask(
      `recommendationTracker${args} { nodes { recommendation { text } standing } }`,
      `asOf: "${asOf}"`,
      key,
    );
    return Object.fromEntries(
      recommendationTracker.nodes.map((one: { recommendation: { text: string }; standing: string }) => [
        one.recommendation.text,
        one.standing,
      ]),
    );
  };

  it.each([
    ['2020-01-15', { 'only issued': 'AWAITING_RESPONSE', planned: 'AWAITING_RESPONSE', verified: 'AWAITING_RESPONSE' }],
    ['2020-04-30', { planned: 'UPCOMING', 'reported complete': 'NOTHING_DUE' }],
    ['2020-05-31', { planned: 'DUE' }],
    ['2020-06-01', { planned: 'OVERDUE' }],
    [
      '2020-09-01',
      { 'reported complete': 'REPORTED_COMPLETE', verified: 'REPORTED_COMPLETE', 'not borne out': 'REPORTED_COMPLETE' },
    ],
    ['2020-11-01', { 'reported complete': 'REPORTED_COMPLETE', verified: 'VERIFIED', 'not borne out': 'FOUND_INCOMPLETE' }],
  ])('says of %s what is awaited, due, overdue, reported and verified, one by one and all together', async (asOf, expected) => {
    const all = await standings(asOf);
    expect(all).toMatchObject(expected);
    expect(Object.keys(all)).toHaveLength(5);
    for (const standing of new Set(Object.values(all)))
      expect(await standings(asOf, `(standing: ${standing as string})`)).toEqual(
        Object.fromEntries(Object.entries(all).filter(([, one]) => one === standing)),
      );
  });

  it('tells what would have been said before late reports came', async () => {
    const text = 'told late';
    const late = await tell('issueRecommendation', {
      ...by('CTED'),
      state: actors.Atland,
      text: english(text),
      occurredAt: '2020-01-01',
      handling: { tlp: 'GREEN', audience: [] },
    });
    const { receipt } = await concord.send('recordRecommendationResponse', {
      id: late.id,
      ...by('Atland'),
      response: 'NOTED',
      occurredAt: '2020-02-01',
    });
    const key = await concord.key({ roles: ['READER'] });
    const known = async (position: string) => {
      const { recommendationTracker } = await ask(
        `recommendationTracker(filter: { ids: ["${late.id}"] }) { nodes { standing decidedBy { type } } }`,
        `asOf: "2020-04-01", knownAt: "position:${position}"`,
        key,
      );
      return recommendationTracker.nodes;
    };
    expect(await known(late.position)).toEqual([
      { standing: 'AWAITING_RESPONSE', decidedBy: [{ type: 'RecommendationIssued' }] },
    ]);
    expect(await known(receipt.position)).toEqual([
      { standing: 'NOTHING_DUE', decidedBy: [{ type: 'RecommendationResponseRecorded' }] },
    ]);
    expect((await concord.send('voidRecord', { id: late.id, reason: 'a test' })).refusal).toBeNull();
  });

  it('shows the actions that are due and overdue, and why', async () => {
    const { recommendationTracker } = await ask(
      `recommendationTracker(standing: OVERDUE) { nodes { on daysLeft isVerified overdueActions { description } dueActions { due } rule decidedBy { type } } }`,
      'asOf: "2020-06-10"',
      null,
    );
    expect(recommendationTracker.nodes).toEqual([
      {
        on: '2020-06-10',
        daysLeft: -10,
        isVerified: false,
        overdueActions: [{ description: 'by 2020-05-31' }],
        dueActions: [{ due: '2020-06-30' }],
        rule: 'recommendation-standing/1',
        decidedBy: [{ type: 'ActionPlanned' }, { type: 'ActionPlanned' }],
      },
    ]);
  });

  it('is narrowed by region, instrument, State, lead agency and response', async () => {
    expect(Object.keys(await standings('2020-11', '(filter: { regions: ["X-SEE"] })'))).toHaveLength(3);
    expect(Object.keys(await standings('2020-11', `(filter: { instruments: ["${resolution}"] })`)).sort()).toEqual([
      'only issued',
      'planned',
    ]);
    const lead = `(filter: { state: ["${actors.Atland}"], leadAgency: ["${actors['Atland Ministry']}"], response: [SUPPORTED] })`;
    expect(Object.keys(await standings('2020-11', lead))).toEqual(['planned']);
    for (const [args, field] of [
      ['filter: { regions: ["SE-Asia"] }', 'filter.regions'],
      ['within: -1', 'within'],
      ['filter: { state: ["Atland"] }', 'filter.state'],
    ]) {
      const { errors } = await concord.ask(`{ recommendationTracker(${args}) { totalCount } }`);
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    }
  });

  it('counts by status, State, agency and instrument what the viewer may see, on any day', async () => {
    const tally = async (args: string, fields: string, asOf = '2020-06-10', key: string | null = null) =>
      (await ask(`recommendationTally${args} { nodes { ${fields} } }`, `asOf: "${asOf}"`, key)).recommendationTally.nodes;
    expect(await tally('', 'status recommendations openActions overdueActions dueActions')).toEqual([
      { status: 'ISSUED', recommendations: 1, openActions: 0, overdueActions: 0, dueActions: 0 },
      { status: 'PLANNED', recommendations: 1, openActions: 2, overdueActions: 1, dueActions: 1 },
      { status: 'RESPONDED', recommendations: 3, openActions: 0, overdueActions: 0, dueActions: 0 },
    ]);
    const counts = 'recommendations responded supported underWay reportedComplete verified foundIncomplete ended';
    expect(await tally('(by: [])', counts, '2020-11')).toEqual([
      {
        recommendations: 5,
        responded: 4,
        supported: 4,
        underWay: 1,
        reportedComplete: 1,
        verified: 1,
        foundIncomplete: 1,
        ended: 0,
      },
    ]);
    expect(await tally('(by: [])', 'recommendations', '2020-11', keys.Borland)).toEqual([{ recommendations: 6 }]);
    expect(await tally('(by: [])', 'recommendations verified', '2019-11')).toEqual([{ recommendations: 0, verified: 0 }]);
    expect(await tally('(by: [STATUS])', 'recommendations', '2019-11')).toEqual([]);
    const states = await tally('(by: [STATE, LEAD_AGENCY])', 'state { name } leadAgency { name } recommendations');
    expect(states).toHaveLength(3);
    expect(states).toContainEqual({ state: { name: 'Atland' }, leadAgency: { name: 'Atland Ministry' }, recommendations: 1 });
    expect(await tally('(by: [INSTRUMENT])', 'instrument { symbol } recommendations')).toEqual([
      { instrument: { symbol: 'S/RES/2396 (2017)' }, recommendations: 2 },
      { instrument: null, recommendations: 3 },
    ]);
    expect(await tally('(by: [REGION], filter: { regions: ["002"] })', 'region recommendations')).toEqual(
      ['002', '014', '202'].map((region) => ({ region, recommendations: 2 })),
    );
  });
});
