import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordModules } from '../src/records/index.js';
import { columnName } from '../src/event-sourcing/projections/record-table.js';
import { WORKS } from '../src/views/due-work/due-work.query.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const FIELDS = 'nodes { work due standing daysLeft actors { name } record { id } } totalCount pageInfo { hasNextPage endCursor }';

describe('What is due', () => {
  let concord: TestService;
  let actors: Record<'Kenya' | 'OSCE', string>;
  let kenya: string;
  const own = (items: readonly { work: string; due: string; standing: string }[]) =>
    items.map(({ work, due, standing }) => `${work} ${due} ${standing}`);

  beforeAll(async () => {
    concord = await testService();
    actors = await registerActors(concord, { Kenya: 'STATE', OSCE: 'REGIONAL_ORG' });
    kenya = await concord.key({ actor: actors.Kenya });
    const declare = (actor: string, due: string, handling: object = CLEAR) =>
      concord.send('declareCommitment', {
        ...{ actor, due, handling, statement: english('A statement'), occurredAt: '2021-01-01' },
        cites: [{ kind: 'CONCLUSION', reference: 'CO-03' }],
      });
    await declare(actors.Kenya, '2021-03-01');
    await declare(actors.Kenya, '2021-06-20');
    await declare(actors.Kenya, '2024-01-01');
    await declare(actors.OSCE, '2021-02-01');
    await declare(actors.OSCE, '2021-02-02', { tlp: 'AMBER', audience: [] });
    const done = await declare(actors.Kenya, '2021-03-02');
    await concord.send('withdrawCommitment', { id: done.record.id, reason: 'over', occurredAt: '2021-02-01' });
    await concord.send('planActivity', {
      ...{ activityKind: 'WORKSHOP', title: english('Workshop'), host: actors.Kenya, handling: CLEAR },
      ...{ plannedStart: '2021-04-01', plannedEnd: '2021-04-02', occurredAt: '2021-01-01' },
    });
    const measure = await concord.send('registerMeasure', {
      ...{ state: actors.Kenya, measureKind: 'CONTINGENCY_PLAN', name: english('Plan'), handling: CLEAR },
      ...{ scope: 'SOFT_TARGETS', occurredAt: '2021-01-01', onBehalfOf: actors.Kenya },
    });
    await concord.send('adoptMeasure', { id: measure.record.id, occurredAt: '2021-01-02', onBehalfOf: actors.Kenya });
    const reviewed = { id: measure.record.id, nextReview: '2021-05-01', occurredAt: '2021-01-03', onBehalfOf: actors.Kenya };
    expect((await concord.send('setMeasureReviewDate', reviewed)).refusal).toBeNull();
    await concord.settled();
  });
  afterAll(() => concord.close());

  async function due(args: string, key: string | null = kenya, asOf = '2021-06-15') {
    const { data, errors } = await concord.ask(`{ at(asOf: "${asOf}") { dueWork(${args}) { ${FIELDS} } } }`, {}, key);
    if (errors) throw new Error(errors[0]!.message);
    return data.at.dueWork;
  }

  it('is one list across kinds for the organisation that asks, the earliest day first', async () => {
    const { nodes, totalCount } = await due('within: 14');
    expect(own(nodes)).toEqual([
      'COMMITMENT 2021-03-01 OVERDUE',
      'ACTIVITY_REPORT 2021-04-02 OVERDUE',
      'MEASURE_REVIEW 2021-05-01 OVERDUE',
      'COMMITMENT 2021-06-20 DUE',
    ]);
    expect(totalCount).toBe(4);
    expect(nodes[3]).toMatchObject({ daysLeft: 5, actors: [{ name: 'Kenya' }] });
  });

  it('is that of actors named or of everybody, as far as the reader may see it', async () => {
    const { nodes } = await due(`actors: ["${actors.OSCE}"]`);
    expect(own(nodes)).toEqual(['COMMITMENT 2021-02-01 OVERDUE']);
    expect((await due('within: 14', null)).totalCount).toBe(5);
    expect((await due('within: 14', concord.coordinator)).totalCount).toBe(6);
  });

  it('narrows by standing and kind, at any moment, page by page', async () => {
    expect(own((await due('standing: DUE, within: 14')).nodes)).toEqual(['COMMITMENT 2021-06-20 DUE']);
    expect(own((await due('standing: OVERDUE, works: [MEASURE_REVIEW]')).nodes)).toEqual(['MEASURE_REVIEW 2021-05-01 OVERDUE']);
    expect(own((await due('standing: OVERDUE', kenya, '2021-03-20')).nodes)).toEqual(['COMMITMENT 2021-03-01 OVERDUE']);
    const first = await due('within: 14, first: 3');
    const second = await due(`within: 14, first: 3, after: "${first.pageInfo.endCursor}"`);
    expect([first.pageInfo.hasNextPage, own(second.nodes)]).toEqual([true, ['COMMITMENT 2021-06-20 DUE']]);
    expect((await due('works: []')).nodes).toEqual([]);
    await expect(due('within: -1')).rejects.toThrow('within: -1 breaks the rule');
  });

  it.each(Object.entries(WORKS))('draws %s from columns of its kind', (_name, { kind, due: day, actors: whose }) => {
    const columns = Object.keys(recordModules.find(({ definition }) => definition.kind === kind)!.columns).map(columnName);
    for (const [, column] of `${day} ${whose}`.matchAll(/r\.(\w+)/g)) expect(columns).toContain(`"${column}"`);
  });
});
