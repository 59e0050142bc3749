import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from './support/lives.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

let concord: TestService;
let actors: Record<string, string>;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, { ministry: 'PRIVATE', arena: 'PRIVATE', metro: 'PRIVATE' });
});
afterAll(() => concord.close());

describe('a warning network, through the API', () => {
  const SHOWN = `revision name networkKind level status operator { id } nodeCount unproven countries retiredReason
    nodes { actor { id } joined left } tests { id plannedFor result { held nodes reached acknowledged seconds } } activations { use alerted }`;
  const create = () =>
    [
      'establishWarningNetwork',
      {
        name: english('Stadium alert line'),
        networkKind: 'EMERGENCY_WARNING',
        level: 'NATIONAL',
        operator: actors.ministry,
        countries: ['FR'],
        themes: ['CO-04'],
        occurredAt: '2020-01-01',
      },
    ] as const;

  it('enrols its nodes, is tested, used and retired', async () => {
    const day = (occurredAt: string) => ({ occurredAt });
    const id = await live(concord, 'warningNetwork', SHOWN, create(), [
      ['recordNetworkTest', { reached: 0, acknowledged: 0, seconds: 60, ...day('2020-01-15') }, 'NO_NODES'],
      ['enrolNetworkNode', { node: actors.arena, ...day('2020-02-01') }, { nodeCount: 1, unproven: 1 }],
      ['enrolNetworkNode', { node: actors.arena, ...day('2020-02-02') }, 'ALREADY_MEMBER'],
      ['enrolNetworkNode', { node: actors.metro, ...day('2020-02-03') }, { nodeCount: 2 }],
      ['planNetworkTest', { plannedFor: '2020-03-01', ...day('2020-02-10') }, { tests: [{ plannedFor: '2020-03-01' }] }],
      ['recordNetworkTest', { reached: 3, acknowledged: 0, seconds: 60, ...day('2020-03-01') }, 'COUNT_TOO_LARGE'],
      [
        'recordNetworkTest',
        ({ tests }) => ({
          test: tests[0].id,
          reached: 2,
          acknowledged: 1,
          seconds: 60,
          ...day('2020-03-01'),
        }),
        { unproven: 1, tests: [{ plannedFor: '2020-03-01', result: { nodes: 2, reached: 2, acknowledged: 1, seconds: 60 } }] },
      ],
      [
        'recordNetworkActivation',
        { use: 'EXERCISE', alerted: 2, ...day('2020-04-01') },
        { activations: [{ use: 'EXERCISE', alerted: 2 }] },
      ],
      ['removeNetworkNode', { node: actors.ministry, ...day('2020-05-01') }, 'NOT_A_MEMBER'],
      ['removeNetworkNode', { node: actors.metro, ...day('2020-05-01') }, { nodeCount: 1 }],
      ['retireWarningNetwork', { reason: 'merged', ...day('2020-06-01') }, { status: 'RETIRED', retiredReason: 'merged' }],
      ['enrolNetworkNode', { node: actors.metro }, 'WRONG_STATUS'],
    ]);
    const { data } = await concord.ask(`{
      then: at(asOf: "2020-03-01") { warningNetwork(id: "${id}") { status nodes { actor { name } } } }
      warningNetworks(filter: { status: [RETIRED], nodes: ["${actors.arena}"] }, orderBy: { field: LAST_TEST }) { nodes { id } totalCount }
      with: actorProfile(id: "${actors.arena}") { warningNetworks { nodes { id } } }
    }`);
    expect(data).toEqual({
      then: { warningNetwork: { status: 'IN_SERVICE', nodes: [{ actor: { name: 'arena' } }, { actor: { name: 'metro' } }] } },
      warningNetworks: { nodes: [{ id }], totalCount: 1 },
      with: { warningNetworks: { nodes: [{ id }] } },
    });
  });
});

describe('a threat trend, through the API', () => {
  const SHOWN = `title status themes regions assessments { at by { id } level reliability credibility summary } retiredReason`;
  const create = (more: object = {}) =>
    [
      'identifyThreatTrend',
      { title: english('Drones over stadiums'), themes: ['TH-06'], regions: ['X-SEE'], occurredAt: '2020-01-01', ...more },
    ] as const;
  const opinion = { level: 'HIGH', reliability: 'B', credibility: 2, summary: english('Two cases') };

  it('is assessed, assessed again by another, and retired', async () => {
    const id = await live(concord, 'threatTrend', SHOWN, create(), [
      ['assessThreatTrend', opinion, 'PARTY_MISSING'],
      [
        'assessThreatTrend',
        { ...opinion, onBehalfOf: actors.ministry, occurredAt: '2020-03-01' },
        {
          status: 'ASSESSED',
          assessments: [{ by: { id: actors.ministry }, level: 'HIGH', reliability: 'B', credibility: 2, summary: 'Two cases' }],
        },
      ],
      [
        'assessThreatTrend',
        { level: 'LOW', reliability: 'F', credibility: 6, onBehalfOf: actors.metro, occurredAt: '2020-05-01' },
        { assessments: [{ level: 'HIGH' }, { level: 'LOW', reliability: 'F', credibility: 6, summary: null }] },
      ],
      ['retireThreatTrend', { reason: 'no case', occurredAt: '2020-12-01' }, { status: 'RETIRED', retiredReason: 'no case' }],
      ['retireThreatTrend', { reason: 'again' }, 'WRONG_STATUS'],
    ]);
    const { data } = await concord.ask(`{
      then: at(asOf: "2020-03") { threatTrends(filter: { themes: ["TH-06"], level: [HIGH], credibility: { to: 3 } }) { nodes { id: recordId } } }
      threatTrends(filter: { level: [HIGH] }) { totalCount }
    }`);
    expect(data).toEqual({ then: { threatTrends: { nodes: [{ id }] } }, threatTrends: { totalCount: 0 } });
  });

  it.each([
    ['a conclusion among its threats', { themes: ['TH-06', 'CO-01'] }, 'input.themes'],
    ['no threat', { themes: [] }, 'input.themes'],
    ['the region SE', { regions: ['SE'] }, 'input.regions'],
  ])('is not identified with %s', async (_what, more, field) => {
    await expect(concord.send('identifyThreatTrend', { handling: CLEAR, ...create(more)[1] })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

describe('a community, through the API', () => {
  const SHOWN = 'name status steward { id } memberCount members { actor { id } joined left } dissolvedReason';

  it('is kept by its steward, and dissolved', async () => {
    const create = ['formCommunity', { name: english('Operators'), steward: actors.ministry, occurredAt: '2020-01-01' }] as const;
    const steward = (occurredAt: string) => ({ onBehalfOf: actors.ministry, occurredAt });
    const id = await live(concord, 'community', SHOWN, create, [
      ['addCommunityMember', { member: actors.arena, onBehalfOf: actors.arena }, 'NOT_THE_STEWARD'],
      [
        'addCommunityMember',
        { member: actors.arena, ...steward('2020-02-01') },
        { memberCount: 1, members: [{ actor: { id: actors.arena } }] },
      ],
      ['addCommunityMember', { member: actors.arena, ...steward('2020-02-02') }, 'ALREADY_MEMBER'],
      ['addCommunityMember', { member: actors.metro, ...steward('2020-03-01') }, { memberCount: 2 }],
      ['removeCommunityMember', { member: actors.arena, reason: 'closed', ...steward('2020-04-01') }, { memberCount: 1 }],
      [
        'dissolveCommunity',
        { reason: 'merged', ...steward('2020-06-01') },
        { status: 'DISSOLVED', memberCount: 0, dissolvedReason: 'merged' },
      ],
      ['addCommunityMember', { member: actors.arena, onBehalfOf: actors.ministry }, 'WRONG_STATUS'],
    ]);
    const { data } = await concord.ask(`{
      then: at(asOf: "2020-03") { communities(filter: { members: ["${actors.metro}"] }) { nodes { id: recordId memberCount } } }
      communities(filter: { status: [DISSOLVED] }) { nodes { id } }
    }`);
    expect(data).toEqual({ then: { communities: { nodes: [{ id, memberCount: 2 }] } }, communities: { nodes: [{ id }] } });
  });
});
