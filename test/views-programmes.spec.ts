import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

const GREEN = { handling: { tlp: 'GREEN', audience: [] } };
let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
let before = '';
beforeAll(async () => {
  concord = await testService();
  before = String(await concord.service.store.head());
  await register('Office', 'NATIONAL_AGENCY');
  await register('Union', 'REGIONAL_ORG');
});
afterAll(() => concord.close());

/** What a field of Query refuses, by the field at fault. */
const refused = async (query: string) => {
  const { errors } = await concord.ask(`{ ${query} }`);
  expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  return errors![0]!.extensions.field;
};

describe('the status of programmes and the coverage of trends', () => {
  const programmes: Record<string, string> = {};
  beforeAll(async () => {
    const { id: activity } = await tell('planActivity', {
      activityKind: 'TRAINING',
      title: english('Drone training'),
      host: actors.Union,
      plannedStart: '2021-05-01',
      plannedEnd: '2021-05-02',
      countries: ['KE'],
      themes: ['TH-06'],
      occurredAt: '2021-01-01',
    });
    await tell('planActivity', {
      activityKind: 'TRAINING',
      title: english('Elsewhere'),
      host: actors.Union,
      plannedStart: '2021-05-01',
      plannedEnd: '2021-05-02',
      countries: ['JP'],
      themes: ['TH-06'],
      occurredAt: '2021-01-01',
    });
    await tell('planActivity', {
      ...GREEN,
      activityKind: 'TRAINING',
      title: english('Quiet training'),
      host: actors.Union,
      plannedStart: '2021-05-01',
      plannedEnd: '2021-05-02',
      themes: ['TH-06'],
      occurredAt: '2021-01-01',
    });
    await tell('initiateGuidance', {
      guidanceKind: 'GUIDELINE',
      title: english('Drones'),
      publishers: [actors.Union],
      themes: ['TH-06'],
      occurredAt: '2021-01-01',
    });
    const announce = async (name: string, more: object, ...told: readonly Told[]) => {
      const { id } = await tell(
        'announceProgramme',
        { lead: actors.Union, name: english(name), occurredAt: '2021-01-01', ...more },
        ...told,
      );
      programmes[name] = id;
    };
    await announce(
      'Global',
      { plannedLaunch: '2021-01-19', plannedEnd: '2021-12-31', partners: [actors.Office], themes: ['TH-06'] },
      ['launchProgramme', {}, '2021-01-19'],
      ['startProgrammePhase', { name: english('First'), plannedEnd: '2021-06-30' }, '2021-02-01'],
      [
        'reviseProgrammeBudget',
        { budget: { amount: '5000000.00', currency: 'USD' }, valueDate: '2021-02-01', reason: 'first' },
        '2021-02-01',
      ],
      ['addProgrammeWork', { activities: [activity] }, '2021-02-02'],
    );
    await announce('Open', {});
    await announce('Waiting', { plannedLaunch: '2021-03-31' });
    await announce('Withheld', GREEN);
    await tell(
      'identifyThreatTrend',
      { title: english('Drones over stadiums'), themes: ['TH-06'], countries: ['KE'], occurredAt: '2020-01-01' },
      ['assessThreatTrend', { onBehalfOf: actors.Union, level: 'LOW', reliability: 'C', credibility: 3 }, '2020-02-01'],
      ['assessThreatTrend', { onBehalfOf: actors.Union, level: 'HIGH', reliability: 'B', credibility: 2 }, '2021-02-01'],
    );
    await tell('identifyThreatTrend', { title: english('Insiders'), themes: ['TH-03'], occurredAt: '2020-01-01' });
    await tell('identifyThreatTrend', { ...GREEN, title: english('Quiet'), themes: ['TH-06'], occurredAt: '2020-01-01' });
  });

  const standings = async (asOf: string, args = '', key: string | null = null) => {
    const { programmeStatus } = await ask(
      `programmeStatus${args} { nodes { programme { name } standing } }`,
      `asOf: "${asOf}"`,
      key,
    );
    return programmeStatus.nodes.map(
      (one: { programme: { name: string }; standing: string }) => `${one.programme.name}: ${one.standing}`,
    );
  };

  it.each([
    ['2021-01-10', ['Global: ANNOUNCED', 'Open: ANNOUNCED', 'Waiting: ANNOUNCED']],
    ['2021-04-01', ['Global: RUNNING', 'Open: ANNOUNCED', 'Waiting: LAUNCH_OVERDUE']],
    ['2022-01-01', ['Global: END_OVERDUE', 'Open: ANNOUNCED', 'Waiting: LAUNCH_OVERDUE']],
  ])('says of %s how programmes stand to their dates, one by one and all together', async (asOf, expected) => {
    expect(await standings(asOf)).toEqual(expected);
    for (const standing of ['ANNOUNCED', 'LAUNCH_OVERDUE', 'RUNNING', 'END_OVERDUE', 'CLOSED'])
      expect(await standings(asOf, `(standing: ${standing})`)).toEqual(expected.filter((one) => one.endsWith(` ${standing}`)));
    expect(await standings(asOf, '', await concord.key({ roles: ['READER'] }))).toContain('Withheld: ANNOUNCED');
  });

  it('shows phases, partners, budget and work of a programme, as of the day', async () => {
    const show = async (asOf: string) =>
      (
        await ask(
          `programmeStatus(filter: { ids: ["${programmes.Global}"] }) { nodes { daysLeft currentPhases { name } overduePhases { name } rule decidedBy { type }
          programme { partnerCount budget { amount currency } projects { id } activities { title } } } }`,
          `asOf: "${asOf}"`,
          null,
        )
      ).programmeStatus.nodes[0];
    expect(await show('2021-07-01')).toMatchObject({
      daysLeft: 183,
      currentPhases: [{ name: 'First' }],
      overduePhases: [{ name: 'First' }],
      rule: 'programme-standing/1',
      decidedBy: [{ type: 'ProgrammePhaseStarted' }, { type: 'ProgrammeLaunched' }],
      programme: {
        partnerCount: 1,
        budget: { amount: '5000000.00', currency: 'USD' },
        projects: [],
        activities: [{ title: 'Drone training' }],
      },
    });
    expect(await show('2021-01-31')).toMatchObject({ currentPhases: [], programme: { budget: null, activities: [] } });
  });

  it('takes work out of a programme again, and refuses to name none', async () => {
    const id = programmes.Waiting;
    const { nodes } = (await ask('capacityActivities(filter: { themes: ["TH-06"], countries: ["KE"] }) { nodes { id } }'))
      .capacityActivities;
    const activities = [nodes[0].id as string];
    const send = (mutation: string, input: object) => concord.send(mutation, { id, ...input }, 'activities { id }');
    expect((await send('addProgrammeWork', { activities })).refusal).toBeNull();
    expect((await send('addProgrammeWork', { activities })).receipt.eventIds).toEqual([]);
    expect((await send('removeProgrammeWork', { activities })).record.activities).toEqual([]);
    expect((await send('removeProgrammeWork', {})).refusal).toMatchObject({ code: 'NOTHING_NAMED' });
    expect((await send('addProgrammeWork', { projects: [] })).refusal).toMatchObject({ code: 'NOTHING_NAMED' });
  });

  const trends = async (asOf: string, args = '', key: string | null = null) =>
    (
      await ask(
        `threatTrendCoverage${args} { nodes { trend { title } standing daysSinceAssessment latestAssessment { level reliability credibility by { name } }
        coverage { activities activitiesHeld guidance guidancePublished programmes projects } } }`,
        `asOf: "${asOf}"`,
        key,
      )
    ).threatTrendCoverage.nodes;

  it('shows the latest assessment of a trend and what covers it there, of what the viewer may see', async () => {
    const [drones, insiders, ...others] = await trends('2021-04-01');
    expect(others).toEqual([]);
    expect(drones).toEqual({
      trend: { title: 'Drones over stadiums' },
      standing: 'ASSESSED',
      daysSinceAssessment: 59,
      latestAssessment: { level: 'HIGH', reliability: 'B', credibility: 2, by: { name: 'Union' } },
      coverage: { activities: 1, activitiesHeld: 0, guidance: 1, guidancePublished: 0, programmes: 1, projects: 0 },
    });
    expect(insiders).toMatchObject({
      standing: 'NOT_ASSESSED',
      latestAssessment: null,
      coverage: { activities: 0, guidance: 0 },
    });
    const [seen] = await trends('2021-04-01', '', await concord.key({ roles: ['READER'] }));
    expect(seen.coverage).toMatchObject({ activities: 2 });
  });

  it('tells of each day what was thought and done by then, and narrows trends by threat, place and standing', async () => {
    expect((await trends('2020-06-01'))[0]).toMatchObject({
      standing: 'ASSESSED',
      latestAssessment: { level: 'LOW' },
      coverage: { activities: 0, programmes: 0 },
    });
    expect(
      (await trends('2022-06-01', '(standing: OUTDATED)')).map(({ trend }: { trend: { title: string } }) => trend.title),
    ).toEqual(['Drones over stadiums']);
    expect(await trends('2021-06-01', '(filter: { themes: ["TH-03"] })')).toHaveLength(1);
    expect(await trends('2021-06-01', '(filter: { regions: ["202"] })')).toHaveLength(1);
    expect(await refused('threatTrendCoverage(within: -5) { totalCount }')).toBe('within');
  });
});

describe('a record with nothing in it', () => {
  it('answers every view with nothing, and no error', async () => {
    const empty = await ask(
      `recommendationTracker { totalCount nodes { standing } } recommendationTally { totalCount } visitPipeline { totalCount } visitTally { totalCount }
       programmeStatus { totalCount } threatTrendCoverage { totalCount } answerTimes { totalCount } activityCoverage { totalCount } measureScopes { totalCount }
       challengeHeatMap { totalCount nodes { shortfalls recommendations states } }`,
      `knownAt: "position:${before}"`,
    );
    const { challengeHeatMap, ...others } = empty as Record<string, { totalCount: number; nodes?: object[] }>;
    for (const [view, { totalCount }] of Object.entries(others)) expect([view, totalCount]).toEqual([view, 0]);
    expect(challengeHeatMap!.nodes).toEqual(Array(10).fill({ shortfalls: 0, recommendations: 0, states: 0 }));
  });
});
