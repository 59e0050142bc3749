import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

let concord: TestService;
let actors: Record<string, string>;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, { ministry: 'PRIVATE', arena: 'PRIVATE', metro: 'PRIVATE' });
});
afterAll(() => concord.close());

/** Asks once everything recorded so far can be read. */
async function ask(query: string, at = '', key?: string | null) {
  const after = String(await concord.service.store.head());
  const { data, errors } = await concord.ask(`{ at(after: "${after}" ${at}) { ${query} } }`, {}, key);
  expect(errors).toBeUndefined();
  return data.at;
}

describe('the readiness of warning networks', () => {
  const ENTRY = `nodes { network { name } readiness on daysSinceTest unproven nextTest testsMissed rule lastTest { acknowledged }
    decidedBy { type } } totalCount`;

  /** A network of 2020-01-01 with what befell it: each mutation, its input, and the day. */
  const network = async (name: string, told: readonly (readonly [string, object, string])[], handling: object = CLEAR) => {
    const { record } = await concord.send('establishWarningNetwork', {
      name: english(name),
      networkKind: 'EMERGENCY_WARNING',
      level: 'NATIONAL',
      operator: actors.ministry,
      occurredAt: '2020-01-01',
      handling,
    });
    for (const [mutation, input, occurredAt] of told)
      expect((await concord.send(mutation, { id: record.id, occurredAt, ...input })).refusal).toBeNull();
  };
  const node = (name: string, day: string) => ['enrolNetworkNode', { node: actors[name] }, day] as const;
  const test = (acknowledged: number, day: string) =>
    ['recordNetworkTest', { reached: acknowledged, acknowledged, seconds: 60 }, day] as const;

  beforeAll(async () => {
    await network('empty', []);
    await network('untested', [node('arena', '2020-02-01'), ['planNetworkTest', { plannedFor: '2020-05-01' }, '2020-02-01']]);
    await network('old', [node('arena', '2020-02-01'), test(1, '2020-03-01')]);
    await network('partly', [node('arena', '2020-02-01'), node('metro', '2020-02-01'), test(1, '2021-03-01')]);
    await network('grown', [node('arena', '2020-02-01'), test(1, '2021-03-01'), node('metro', '2021-04-01')]);
    await network('ready', [node('arena', '2020-02-01'), test(1, '2021-03-01')]);
    await network('gone', [node('arena', '2020-02-01'), ['retireWarningNetwork', { reason: 'merged' }, '2020-06-01']]);
    await network('hidden', [node('arena', '2020-02-01')], { tlp: 'RED', audience: [] });
  });

  it('says by rule and events what the tests of each show on a day', async () => {
    const { warningNetworkReadiness } = await ask(`warningNetworkReadiness { ${ENTRY} }`, 'asOf: "2021-07-01"', null);
    const found = warningNetworkReadiness.nodes.map((one: { network: { name: string }; readiness: string; unproven: number }) => [
      one.network.name,
      one.readiness,
      one.unproven,
    ]);
    expect(Object.fromEntries(found.map(([name, ...rest]: [string]) => [name, rest]))).toEqual({
      old: ['TEST_OVERDUE', 0],
      partly: ['UNPROVEN', 1],
      grown: ['UNPROVEN', 1],
      ready: ['READY', 0],
      empty: ['WITHOUT_NODES', 0],
      untested: ['UNTESTED', 1],
    });
    expect(warningNetworkReadiness.nodes[0]).toMatchObject({
      network: { name: 'old' },
      on: '2021-07-01',
      daysSinceTest: 487,
      rule: 'warning-network-readiness/1',
      lastTest: { acknowledged: 1 },
      decidedBy: [{ type: 'NetworkTestHeld' }],
    });
    expect(warningNetworkReadiness.totalCount).toBe(6);
  });

  it.each([
    ['RETIRED', ['gone']],
    ['WITHOUT_NODES', ['empty']],
    ['UNTESTED', ['untested']],
    ['TEST_OVERDUE', ['old']],
    ['UNPROVEN', ['grown', 'partly']],
    ['READY', ['ready']],
  ])('finds those that are %s', async (readiness, names) => {
    const query = `warningNetworkReadiness(readiness: ${readiness}) { nodes { readiness network { name } } totalCount }`;
    const { nodes, totalCount } = (await ask(query, 'asOf: "2021-07-01"', null)).warningNetworkReadiness;
    expect(nodes.map((one: { network: { name: string } }) => one.network.name).sort()).toEqual(names);
    expect(nodes.every((one: { readiness: string }) => one.readiness === readiness)).toBe(true);
    expect(totalCount).toBe(names.length);
  });

  it('tells of another day what was so on it, and of a planned test that its day has passed', async () => {
    const before = `warningNetworkReadiness(readiness: READY) { nodes { network { name } } }`;
    expect((await ask(before, 'asOf: "2020-04-01"', null)).warningNetworkReadiness.nodes).toEqual([{ network: { name: 'old' } }]);
    const planned = 'warningNetworkReadiness(readiness: UNTESTED) { nodes { network { name } nextTest testsMissed } }';
    const on = async (day: string) =>
      (await ask(planned, `asOf: "${day}"`, null)).warningNetworkReadiness.nodes.find(
        (one: { network: { name: string } }) => one.network.name === 'untested',
      );
    expect(await on('2020-05-01')).toMatchObject({ nextTest: '2020-05-01', testsMissed: 0 });
    expect(await on('2020-05-02')).toMatchObject({ nextTest: '2020-05-01', testsMissed: 1 });
  });

  it('refuses a number of days that no calendar holds', async () => {
    const { errors } = await concord.ask('{ warningNetworkReadiness(within: -1) { totalCount } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'within', value: '-1' });
  });
});
