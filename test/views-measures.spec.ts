import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling } from './support/telling.js';

let concord: TestService;
const { actors, register, tell } = telling(() => concord);
const STATES = ['Atland', 'Borland', 'Corland', 'Dorland'];
beforeAll(async () => {
  concord = await testService();
  for (const name of STATES) await register(name, 'STATE');
  await register('CTED', 'UN_ENTITY');
});
afterAll(() => concord.close());

const measure = (state: string, measureKind: string, more: object, ...commands: [name: string, on: string][]) =>
  tell(
    'registerMeasure',
    { state: actors[state], measureKind, name: english(`${measureKind} of ${state}`), occurredAt: '2018-01-01', ...more },
    ...commands.map(([name, occurredAt]): [string, object] => [name, { onBehalfOf: actors[state], occurredAt }]),
  );

describe('the matrix of measures', () => {
  let head = '';
  /** Cells of the matrix as `State kind: status`, without those not reported unless asked for. */
  const cells = async (at: string, args = '', key?: string | null): Promise<string[]> => {
    const { data, errors } = await concord.ask(
      `{ at(${at}, after: "${head}") { measureMatrix${args} { nodes { state { name } cells { measureKind status } } } } }`,
      {},
      key,
    );
    expect(errors).toBeUndefined();
    return data.at.measureMatrix.nodes.flatMap(
      (row: { state: { name: string }; cells: { measureKind: string; status: string }[] }) =>
        row.cells
          .filter(({ status }) => status !== 'NOT_REPORTED')
          .map(({ measureKind, status }) => `${row.state.name} ${measureKind}: ${status}`),
    );
  };

  beforeAll(async () => {
    await measure(
      'Atland',
      'STRATEGY',
      { scope: 'SOFT_TARGETS' },
      ['adoptMeasure', '2019-01-01'],
      ['deployMeasure', '2020-01-01'],
    );
    await measure('Atland', 'STRATEGY', { scope: 'CRITICAL_INFRASTRUCTURE' }, ['reportMeasureAbsent', '2019-01-01']);
    await measure('Atland', 'LEGISLATION', { handling: { tlp: 'GREEN', audience: [] } }, ['adoptMeasure', '2019-06-01']);
    await measure('Borland', 'STRATEGY', {}, ['reportMeasureAbsent', '2019-03-01']);
    const { id } = await measure('Borland', 'DEFINITION', {}, ['startMeasureDevelopment', '2019-03-01']);
    const report = { id, status: 'ADOPTED', onBehalfOf: actors.CTED, occurredAt: '2019-04-01' };
    await concord.send('reportMeasureStatus', report);
    await concord.send('disputeMeasureStatus', {
      id,
      reason: 'nothing was seen',
      onBehalfOf: actors.CTED,
      occurredAt: '2019-05-01',
    });
    const plan = await measure(
      'Corland',
      'CONTINGENCY_PLAN',
      {},
      ['adoptMeasure', '2019-01-01'],
      ['bringMeasureIntoForce', '2019-02-01'],
    );
    const dated = { id: plan.id, nextReview: '2020-01-31', onBehalfOf: actors.Corland, occurredAt: '2019-02-02' };
    head = (await concord.send('setMeasureReviewDate', dated)).receipt.position;
  });

  it('keeps not reported, absent, adopted, in force and deployed apart, at any moment', async () => {
    expect(await cells('asOf: "2020-06"')).toEqual([
      'Atland STRATEGY: DEPLOYED',
      'Atland LEGISLATION: ADOPTED',
      'Borland DEFINITION: UNDER_DEVELOPMENT',
      'Borland STRATEGY: ABSENT',
      'Corland CONTINGENCY_PLAN: IN_FORCE',
    ]);
    expect(await cells('asOf: "2019-02-15"')).toEqual(['Atland STRATEGY: ADOPTED', 'Corland CONTINGENCY_PLAN: IN_FORCE']);
    expect(await cells('asOf: "2018-06"')).toEqual([]);
  });

  it('has all States in order of name, and all kinds of measure, whether anything is reported or not', async () => {
    const page = async (args: string) =>
      (
        await concord.ask(
          `{ measureMatrix(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { state { name } cells { status } } } }`,
        )
      ).data.measureMatrix;
    const first = await page('first: 3');
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const next = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    const names = [...first.nodes, ...next.nodes].map((row: { state: { name: string } }) => row.state.name);
    expect(names).toEqual(STATES);
    expect(next.nodes[0].cells).toEqual(Array(7).fill({ status: 'NOT_REPORTED' }));
    expect((await page('last: 1')).nodes).toMatchObject([{ state: { name: 'Dorland' } }]);
  });

  it('shows only what the viewer may see', async () => {
    const seen = await cells('asOf: "2020-06"', `(states: ["${actors.Atland}"])`, null);
    expect(seen).toEqual(['Atland STRATEGY: DEPLOYED']);
  });

  it('is narrowed to States, kinds and scopes', async () => {
    expect(await cells('asOf: "2020-06"', `(states: ["${actors.Borland}"], measureKinds: [STRATEGY])`)).toEqual([
      'Borland STRATEGY: ABSENT',
    ]);
    expect(await cells('asOf: "2020-06"', '(scopes: [CRITICAL_INFRASTRUCTURE])')).toEqual(['Atland STRATEGY: ABSENT']);
    const { errors } = await concord.ask('{ measureMatrix(states: ["France"]) { totalCount } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'states', value: 'France' });
  });

  it('says why, what others report and dispute, and which reviews are overdue', async () => {
    const { data } = await concord.ask(`{ at(asOf: "2020-02-01", after: "${head}") {
      measureMatrix(measureKinds: [DEFINITION, CONTINGENCY_PLAN]) {
        nodes { state { name } on cells { measureKind disputed reportedByOthers reviewOverdue rule measures { name } decidedBy { type } } } } } }`);
    const [, borland, corland] = data.at.measureMatrix.nodes;
    expect(borland.cells[0]).toEqual({
      measureKind: 'DEFINITION',
      disputed: true,
      reportedByOthers: ['ADOPTED'],
      reviewOverdue: false,
      rule: 'measure-standing/1',
      measures: [{ name: 'DEFINITION of Borland' }],
      decidedBy: [{ type: 'MeasureDevelopmentStarted' }],
    });
    expect(corland).toMatchObject({ on: '2020-02-01' });
    expect(corland.cells[1]).toMatchObject({
      disputed: false,
      reviewOverdue: true,
      decidedBy: [{ type: 'MeasureEnteredIntoForce' }],
    });
  });

  it('answers for what was known before, and gives a State the measures of another record of it that was merged into its own', async () => {
    const before = head;
    const twin = await register('Corland again', 'STATE');
    actors.Twin = twin;
    await measure('Twin', 'CRISIS_SYSTEM', {}, ['reportMeasureAbsent', '2019-01-01']);
    head = (await concord.send('mergeActorInto', { id: twin, survivor: actors.Corland, reason: 'entered twice' })).receipt
      .position;
    const only = `(states: ["${actors.Corland}", "${twin}"])`;
    expect(await cells('knownAt: "position:9999"', only)).toEqual([
      'Corland CONTINGENCY_PLAN: IN_FORCE',
      'Corland CRISIS_SYSTEM: ABSENT',
    ]);
    expect(await cells(`knownAt: "position:${before}"`, only)).toEqual(['Corland CONTINGENCY_PLAN: IN_FORCE']);
  });
});

describe('the library of guidance', () => {
  const document = { url: 'https://example.org/guide', hash: 'cd'.repeat(32) };
  let head = '';
  const guide = (name: string, ...commands: [name: string, input: object][]) => {
    const input = {
      guidanceKind: 'GUIDELINE',
      title: english(name),
      publishers: [actors.CTED],
      themes: ['TH-06'],
      occurredAt: '2018-01-01',
    };
    return tell('initiateGuidance', input, ...commands);
  };
  const library = async (asOf: string, args: string, fields: string) => {
    const { data, errors } = await concord.ask(
      `{ at(asOf: "${asOf}", after: "${head}") { guidanceLibrary${args} { totalCount nodes { guidance { title } ${fields} } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.at.guidanceLibrary;
  };

  beforeAll(async () => {
    const announce = (edition: number, expected: string, occurredAt: string): [string, object] => [
      'announceEdition',
      { edition, expected, occurredAt },
    ];
    const publish = (edition: number, occurredAt: string): [string, object] => [
      'publishEdition',
      { edition, document, occurredAt },
    ];
    await guide(
      'Drones',
      publish(1, '2018-06-28'),
      announce(2, '2021-06-30', '2021-01-27'),
      announce(2, '2021-12-31', '2021-07-01'),
      ['adoptGuidance', { onBehalfOf: actors.Atland, occurredAt: '2019-01-01' }],
      ['adoptGuidance', { onBehalfOf: actors.CTED, occurredAt: '2019-01-02' }],
      publish(2, '2022-03-31'),
    );
    await guide('Weapons', announce(1, '2023-06-30', '2021-01-27'));
    await guide('Explosives');
    head = (await guide('Old', publish(1, '2018-03-01'), ['withdrawGuidance', { reason: 'outdated', occurredAt: '2019-01-01' }]))
      .position;
  });

  it.each([
    ['2018-02', { INITIATED: ['Drones', 'Explosives', 'Old', 'Weapons'] }],
    ['2021-05', { AWAITED: ['Drones', 'Weapons'], INITIATED: ['Explosives'], WITHDRAWN: ['Old'] }],
    ['2021-12-31', { AWAITED: ['Drones', 'Weapons'], INITIATED: ['Explosives'], WITHDRAWN: ['Old'] }],
    ['2022-01-01', { OVERDUE: ['Drones'], AWAITED: ['Weapons'], INITIATED: ['Explosives'], WITHDRAWN: ['Old'] }],
    ['2022-04', { PUBLISHED: ['Drones'], AWAITED: ['Weapons'], INITIATED: ['Explosives'], WITHDRAWN: ['Old'] }],
  ])('tells at %s what is overdue, awaited, out and withdrawn, one by one and all together', async (asOf, expected) => {
    const all = await library(asOf, '', 'standing');
    const told: Record<string, string[]> = {};
    for (const { standing, guidance } of all.nodes) (told[standing] ??= []).push(guidance.title);
    for (const titles of Object.values(told)) titles.sort();
    expect(told).toEqual(expected);
    for (const standing of ['OVERDUE', 'AWAITED', 'PUBLISHED', 'INITIATED', 'WITHDRAWN']) {
      const found = await library(asOf, `(standing: ${standing})`, 'standing');
      const titles = found.nodes.map(({ guidance }: { guidance: { title: string } }) => guidance.title).sort();
      expect({ [standing]: titles }).toEqual({ [standing]: told[standing] ?? [] });
      expect(found.totalCount).toBe(titles.length);
    }
  });

  it('shows how far an edition slipped: to its publication, or to the day asked for', async () => {
    const slippage = async (asOf: string) =>
      (await library(asOf, '(filter: { themes: ["TH-06"] })', 'issues { edition slippage published }')).nodes.find(
        ({ guidance }: { guidance: { title: string } }) => guidance.title === 'Drones',
      ).issues;
    expect(await slippage('2021-06-30')).toEqual([
      { edition: 1, slippage: null, published: '2018-06-28' },
      { edition: 2, slippage: null, published: null },
    ]);
    expect((await slippage('2021-07-10'))[1]).toEqual({ edition: 2, slippage: 10, published: null });
    expect((await slippage('2022-12'))[1]).toEqual({ edition: 2, slippage: 274, published: '2022-03-31' });
  });

  it('shows who took it up, and why it stands as it does', async () => {
    const fields =
      'on adopters adoptersByKind { actorKind count } promotions rule decidedBy { type } issues { edition adoptions promotions addendum }';
    const { nodes } = await library('2022-02-01', `(standing: OVERDUE, filter: { publishers: ["${actors.CTED}"] })`, fields);
    expect(nodes).toEqual([
      {
        guidance: { title: 'Drones' },
        on: '2022-02-01',
        adopters: 2,
        adoptersByKind: [
          { actorKind: 'STATE', count: 1 },
          { actorKind: 'UN_ENTITY', count: 1 },
        ],
        promotions: 0,
        rule: 'guidance-standing/1',
        decidedBy: [{ type: 'EditionAnnounced' }, { type: 'EditionAnnounced' }],
        issues: [
          { edition: 1, adoptions: 2, promotions: 0, addendum: null },
          { edition: 2, adoptions: 0, promotions: 0, addendum: null },
        ],
      },
    ]);
  });
});
