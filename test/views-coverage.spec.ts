import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

const GREEN = { handling: { tlp: 'GREEN', audience: [] } };
let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
beforeAll(async () => {
  concord = await testService();
  for (const name of ['Office', 'Police']) await register(name, 'NATIONAL_AGENCY', { country: name === 'Office' ? 'KE' : 'RS' });
  await register('Union', 'REGIONAL_ORG');
  await register('Secret service', 'NATIONAL_AGENCY', { country: 'KE', handling: { tlp: 'RED', audience: [] } });
});
afterAll(() => concord.close());

/** What a field of Query refuses, by the field at fault. */
const refused = async (query: string) => {
  const { errors } = await concord.ask(`{ ${query} }`);
  expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  return errors![0]!.extensions.field;
};

describe('the coverage of activities', () => {
  const plan = (title: string, more: object, ...told: readonly Told[]) =>
    tell(
      'planActivity',
      {
        activityKind: 'WORKSHOP',
        title: english(title),
        host: actors.Union,
        plannedStart: '2021-03-01',
        plannedEnd: '2021-03-02',
        occurredAt: '2020-12-01',
        ...more,
      },
      ...told,
    );
  const held: Told = ['recordActivityHeld', { start: '2021-03-01', end: '2021-03-02' }, '2021-03-02'];
  beforeAll(async () => {
    const attended: Told = ['recordAttendance', { total: 40 }, '2021-03-02'];
    const joint = { coOrganisers: [actors.Office, actors['Secret service']] };
    await plan(
      'Awareness in Kenya',
      { ...joint, countries: ['KE'], themes: ['CO-05'], aims: ['AWARENESS'], audienceLevels: ['LOCAL', 'NATIONAL'] },
      held,
      attended,
    );
    await plan('Skills in South-East Europe', {
      regions: ['X-SEE'],
      themes: ['TH-06', 'CO-05'],
      aims: ['SKILLS'],
      audienceLevels: ['NATIONAL'],
    });
    await plan('Anywhere', {}, ['cancelActivity', { reason: 'no funds' }, '2021-01-10']);
    await plan('For members', { ...GREEN, countries: ['KE'], themes: ['CO-05'], aims: ['AWARENESS'] });
  });
  const coverage = async (args: string, fields: string, asOf = '2021-06', key: string | null = null) =>
    (await ask(`activityCoverage${args} { totalCount nodes { ${fields} } }`, `asOf: "${asOf}"`, key)).activityCoverage;

  it('tells awareness by region and theme, of what the viewer may see', async () => {
    const awareness = '(filter: { aims: [AWARENESS] })';
    const line = (region: string, activities: number) => ({ region, theme: 'CO-05', activities, held: 1, attended: 40 });
    const fields = 'region theme activities held attended';
    expect((await coverage(awareness, fields)).nodes).toEqual(['002', '014', '202'].map((region) => line(region, 1)));
    const member = await concord.key({ roles: ['READER'] });
    expect((await coverage(awareness, fields, '2021-06', member)).nodes).toEqual(
      ['002', '014', '202'].map((region) => line(region, 2)),
    );
    expect((await coverage('(by: [REGION], filter: { regions: ["X-SEE"] })', 'region activities toCome')).nodes).toEqual([
      { region: 'X-SEE', activities: 1, toCome: 1 },
    ]);
    expect((await coverage('', 'region', '2019')).nodes).toEqual([]);
  });

  it('finds what is in or around a region by its own list, the calendar and files, and an exact code by another name', async () => {
    const titles = async (field: string) =>
      ((await ask(`${field} { nodes { title } }`, 'asOf: "2021-06"'))[field.split('(')[0]!].nodes as { title: string }[]).map(
        ({ title }) => title,
      );
    const found = ['Skills in South-East Europe'];
    for (const regions of ['["150"]', '["X-SEE"]', '["GR"]', '["039"]']) {
      expect(await titles(`capacityActivities(filter: { regions: ${regions} })`)).toEqual(found);
      expect(await titles(`activityCalendar(from: "2021-01-01", to: "2021-12-31", filter: { regions: ${regions} })`)).toEqual(
        found,
      );
    }
    expect(await titles('capacityActivities(filter: { regionCodes: ["150"] })')).toEqual([]);
    expect(await titles('capacityActivities(filter: { regionCodes: ["X-SEE"] })')).toEqual(found);
    expect(await titles('capacityActivities(filter: { regions: ["035"] })')).toEqual([]);
    const file = async (path: string) => (await fetch(`${concord.address}${path}`)).text();
    for (const path of [
      '/export/capacityActivities.csv?asOf=2021-06&regions=',
      '/calendar.ics?from=2021-01-01&asOf=2021-06&regions=',
    ]) {
      expect(await file(`${path}150`)).toContain(found[0]);
      expect(await file(`${path}035`)).not.toContain(found[0]);
    }
    expect(
      (await concord.ask('{ capacityActivities(filter: { regions: ["SEE"] }) { totalCount } }')).errors![0]!.extensions,
    ).toMatchObject({
      field: 'filter.regions',
      value: 'SEE',
    });
  });

  it('tells coverage by level of government, with what is not said kept apart', async () => {
    expect((await coverage('(by: [AUDIENCE_LEVEL])', 'audienceLevel activities held')).nodes).toEqual([
      { audienceLevel: 'LOCAL', activities: 1, held: 1 },
      { audienceLevel: 'NATIONAL', activities: 2, held: 1 },
      { audienceLevel: null, activities: 1, held: 0 },
    ]);
    expect((await coverage('(by: [AUDIENCE_LEVEL])', 'audienceLevel held', '2021-01')).nodes[0]).toEqual({
      audienceLevel: 'LOCAL',
      held: 0,
    });
  });

  it('tells who delivers together, without those that are hidden', async () => {
    const { nodes } = await coverage(
      '(by: [ORGANISER, CO_ORGANISER])',
      'organiser { name } coOrganiser { name } activities joint',
    );
    expect(nodes).toHaveLength(3);
    expect(nodes).toEqual(
      expect.arrayContaining([
        { organiser: { name: 'Union' }, coOrganiser: { name: 'Office' }, activities: 1, joint: 1 },
        { organiser: { name: 'Office' }, coOrganiser: { name: 'Union' }, activities: 1, joint: 1 },
        { organiser: { name: 'Union' }, coOrganiser: null, activities: 2, joint: 0 },
      ]),
    );
    expect((await coverage('(by: [ORGANISER_KIND])', 'organiserKind activities')).nodes).toEqual([
      { organiserKind: 'NATIONAL_AGENCY', activities: 1 },
      { organiserKind: 'REGIONAL_ORG', activities: 3 },
    ]);
  });

  it('gives its lines page by page, and refuses what is no region, cursor or size', async () => {
    const page = async (args: string) =>
      (
        await ask(
          `activityCoverage(by: [THEME], ${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { theme activities } }`,
          'asOf: "2021-06"',
          null,
        )
      ).activityCoverage;
    const one = await page('first: 1');
    expect(one).toMatchObject({ totalCount: 3, nodes: [{ theme: 'CO-05', activities: 2 }], pageInfo: { hasNextPage: true } });
    expect((await page(`first: 5, after: "${one.pageInfo.endCursor}"`)).nodes).toEqual([
      { theme: 'TH-06', activities: 1 },
      { theme: null, activities: 1 },
    ]);
    expect(await refused('activityCoverage(filter: { regions: ["SEA"] }) { totalCount }')).toBe('filter.regions');
    expect(await refused('activityCoverage(first: -1) { totalCount }')).toBe('first');
    expect(await refused('activityCoverage(after: "x") { totalCount }')).toBe('after');
  });
});

describe('answer times of information requests', () => {
  let pact = '';
  beforeAll(async () => {
    const found = async (name: string, members: readonly string[], more: object = {}) =>
      (
        await tell(
          'proposePartnership',
          {
            name: english(name),
            kind: 'AGREEMENT',
            level: 'REGIONAL',
            sector: 'PUBLIC',
            founders: members.map((one) => actors[one]),
            occurredAt: '2020-01-01',
            ...more,
          },
          ...members.map((one): Told => ['endorsePartnership', { onBehalfOf: actors[one] }, '2020-01-02']),
          ['activatePartnership', {}, '2020-01-03'],
        )
      ).id;
    const request = async (id: string, from: string, to: string, made: string, days: number | null, decline = false) => {
      const { receipt, refusal } = await concord.send('requestInformation', {
        id,
        to: actors[to],
        subject: 'threats',
        answerBy: made.replace(/\d\d$/, '28'),
        onBehalfOf: actors[from],
        occurredAt: made,
      });
      expect(refusal).toBeNull();
      if (days === null) return;
      const settled = new Date(Date.parse(made) + days * 86_400_000).toISOString().slice(0, 10);
      const settle = { id, request: receipt.eventIds[0], onBehalfOf: actors[to], occurredAt: settled };
      expect((await concord.send(decline ? 'declineInformationRequest' : 'answerInformationRequest', settle)).refusal).toBeNull();
    };
    pact = await found('Pact', ['Office', 'Police', 'Secret service']);
    for (const [day, days] of [1, 2, 3, 4, 5, 6, 7, 8, 9, 20].entries())
      await request(pact, 'Office', 'Police', `2020-02-${String(day + 1).padStart(2, '0')}`, days);
    await request(pact, 'Police', 'Office', '2020-05-01', null);
    await request(pact, 'Police', 'Secret service', '2020-05-02', 3, true);
    const hidden = await found('Hidden pact', ['Office', 'Police'], GREEN);
    await request(hidden, 'Office', 'Police', '2020-02-01', 100);
  });
  const times = async (args: string, fields: string, asOf = '2020-06-01', key: string | null = null) =>
    (await ask(`answerTimes${args} { nodes { ${fields} } }`, `asOf: "${asOf}"`, key)).answerTimes.nodes;
  const NUMBERS = 'requests answered declined open overdue medianDays p90Days oldestOpenDays';

  it('gives the median and the ninetieth percentile by partnership, with what is open and overdue', async () => {
    const [only, ...others] = await times('', `partnership { name } ${NUMBERS}`);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      partnership: { name: 'Pact' },
      requests: 12,
      answered: 10,
      declined: 1,
      open: 1,
      overdue: 1,
      medianDays: 5.5,
    });
    expect(only.p90Days).toBeCloseTo(10.1);
    expect(Math.floor(only.oldestOpenDays)).toBe(31);
  });

  it('tells of each moment what was answered by then', async () => {
    expect(await times('', NUMBERS, '2020-02-05')).toMatchObject([
      { requests: 5, answered: 2, open: 3, overdue: 0, medianDays: 1.5 },
    ]);
    expect(await times('', NUMBERS, '2020-01-05')).toEqual([]);
    expect(await times('(by: [])', NUMBERS, '2020-01-05')).toEqual([
      { requests: 0, answered: 0, declined: 0, open: 0, overdue: 0, medianDays: null, p90Days: null, oldestOpenDays: null },
    ]);
  });

  it('tells times between parties, names nobody who is hidden, and counts only what may be seen', async () => {
    const between = await times('(by: [FROM, TO])', 'from { name } to { name } requests open');
    expect(between).toHaveLength(3);
    expect(between).toEqual(
      expect.arrayContaining([
        { from: { name: 'Office' }, to: { name: 'Police' }, requests: 10, open: 0 },
        { from: { name: 'Police' }, to: { name: 'Office' }, requests: 1, open: 1 },
        { from: { name: 'Police' }, to: null, requests: 1, open: 0 },
      ]),
    );
    const member = await concord.key({ roles: ['READER'] });
    expect(await times('(by: [])', 'requests', '2020-06-01', member)).toEqual([{ requests: 13 }]);
    expect(
      await times(
        `(by: [], partnerships: ["${pact}"], parties: ["${actors.Office}"], made: { from: "2020-02-03", to: "2020-02-04" })`,
        'requests',
      ),
    ).toEqual([{ requests: 2 }]);
    expect(await times('(by: [YEAR, SUBJECT], regions: ["X-SEE"])', 'year subject requests')).toEqual([
      { year: 2020, subject: 'threats', requests: 12 },
    ]);
    expect(await refused('answerTimes(parties: ["Office"]) { totalCount }')).toBe('parties');
  });
});
