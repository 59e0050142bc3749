import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  activity,
  actors,
  ask,
  concord,
  type Json,
  member,
  type Name,
  partnership,
  RED,
  tell,
  useCooperation,
} from './support/cooperation.js';
import { CLEAR, english } from './support/service.js';

useCooperation();

describe('how actors cooperate with each other', () => {
  const LINK = 'nodes { actor { name } partner { name } modality status }';
  const linksOf = async (name: Name, at: string, { key, args = '' }: { key?: string | null; args?: string } = {}) => {
    const { cooperationLinks } = await ask(`cooperationLinks(actors: ["${actors[name]}"] ${args}) { ${LINK} }`, at, key);
    return cooperationLinks.nodes
      .map(({ actor, partner, modality, status }: Json) => `${actor.name} ${partner.name} ${modality} ${status}`)
      .sort();
  };

  beforeAll(async () => {
    await activity('Police', ['Arena'], '2020-03-01', { activityKind: 'EXERCISE' });
    const network = await tell('establishWarningNetwork', {
      name: english('Sirens'),
      networkKind: 'EMERGENCY_WARNING',
      level: 'NATIONAL',
      operator: actors.Police,
      occurredAt: '2019-01-01',
    });
    await concord.send('enrolNetworkNode', { id: network, node: actors.Arena, occurredAt: '2019-02-01' });
    await concord.send('recordNetworkTest', { id: network, reached: 1, acknowledged: 1, seconds: 9, occurredAt: '2019-05-01' });
    await partnership(['Police', 'UNODC'], { modalities: ['RESEARCH', 'INTEROPERABILITY'], handling: RED });
  });

  it('is said by pair and way of cooperating, at any moment', async () => {
    expect(await linksOf('Police', 'asOf: "2019-03"', { key: null })).toEqual([
      'Police Arena EMERGENCY_WARNING_NETWORK DECLARED',
      'Police Arena INTEROPERABILITY DECLARED',
    ]);
    expect(await linksOf('Police', 'asOf: "2020-12"', { key: null })).toEqual([
      'Police Arena EMERGENCY_WARNING_NETWORK DORMANT',
      'Police Arena INTEROPERABILITY ACTIVE',
    ]);
  });

  it('counts nothing that the viewer may not see', async () => {
    const unodc = ['Police UNODC INTEROPERABILITY DECLARED', 'Police UNODC RESEARCH DECLARED'];
    expect(await linksOf('Police', 'asOf: "2020-12"', { args: `partners: ["${actors.UNODC}"]` })).toEqual(unodc);
    expect(await linksOf('Police', 'asOf: "2020-12"', { args: `partners: ["${actors.UNODC}"]`, key: member })).toEqual([]);
  });

  it('makes an exchange of information active for those alone between whom it was', async () => {
    const compact = await partnership(['Atland', 'Borland', 'UNODC'], { occurredAt: '2018-01-01' }, [
      'requestInformation',
      '2020-02-01',
      { to: actors.UNODC, subject: 'x' },
      'Atland',
    ]);
    const { partnership: found } = await ask(`partnership(id: "${compact}") { requests { id } }`);
    const answer = { id: compact, request: found.requests[0].id, onBehalfOf: actors.UNODC, occurredAt: '2020-03-01' };
    await concord.send('answerInformationRequest', answer);
    expect(await linksOf('Atland', 'asOf: "2020-12"', { args: 'modalities: [INFORMATION_SHARING]' })).toEqual([
      'Atland Borland INFORMATION_SHARING DECLARED',
      'Atland UNODC INFORMATION_SHARING ACTIVE',
    ]);
  });

  it('names the events that decided it, and the records that it rests on', async () => {
    const { cooperationLinks } = await ask(
      `cooperationLinks(modalities: [INTEROPERABILITY]) { totalCount nodes { rule lastActed decidedBy { type occurredAt } evidence { nodes { record { __typename } } } } }`,
      'asOf: "2020-12"',
      null,
    );
    expect(cooperationLinks).toEqual({
      totalCount: 1,
      nodes: [
        {
          rule: 'cooperation-status/1',
          lastActed: '2020-03-01',
          decidedBy: [{ type: 'ActivityHeld', occurredAt: '2020-03-01' }],
          evidence: { nodes: [{ record: { __typename: 'CapacityActivity' } }] },
        },
      ],
    });
  });

  it('comes in pages, each pair and way once', async () => {
    const key = (one: Json) => `${one.actor.name} ${one.partner.name} ${one.modality}`;
    const { cooperationLinks: all } = await ask(`cooperationLinks { totalCount ${LINK} }`);
    const walk = async (size: string, cursor: string, more: string, beyond: string) => {
      const pages: string[][] = [];
      for (let next = ''; ;) {
        const { cooperationLinks: page } = await ask(
          `cooperationLinks(${size}: 2 ${next}) { ${LINK} pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
        );
        pages.push(page.nodes.map(key));
        if (!page.pageInfo[more]) return pages;
        next = `, ${beyond}: "${page.pageInfo[cursor]}"`;
      }
    };
    const forwards = (await walk('first', 'endCursor', 'hasNextPage', 'after')).flat();
    expect(forwards).toEqual(all.nodes.map(key));
    expect((await walk('last', 'startCursor', 'hasPreviousPage', 'before')).reverse().flat()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(all.totalCount);
  });

  it('is found from either side, and once where both are asked for', async () => {
    const pairs = async (args: string) => {
      const { cooperationLinks } = await ask(`cooperationLinks(modalities: [EMERGENCY_WARNING_NETWORK] ${args}) { ${LINK} }`);
      return cooperationLinks.nodes.map(({ actor, partner }: Json) => `${actor.name} ${partner.name}`);
    };
    const { Police, Arena } = actors;
    expect(await pairs(`partners: ["${Police}"]`)).toEqual(['Arena Police']);
    expect(await pairs(`partners: ["${Arena}"]`)).toEqual(['Police Arena']);
    for (const args of [`actors: ["${Police}", "${Arena}"]`, `partners: ["${Police}", "${Arena}"]`])
      expect(await pairs(args)).toHaveLength(1);
    expect(await pairs(`actors: ["${Police}", "${Arena}"], partners: ["${Police}"]`)).toEqual(['Arena Police']);
    expect(await pairs(`actors: ["${Police}", "${Arena}"], partners: ["${Arena}"]`)).toEqual(['Police Arena']);
  });

  it('is counted by kinds of actor, and shows who meets nobody', async () => {
    const query = `interactionMatrix(actorKinds: [PRIVATE]) { actorKind partnerKind pairs records lastContact }
      isolatedActors(actorKinds: [ACADEMIA, PRIVATE]) { totalCount nodes { name } }`;
    expect(await ask(query, 'asOf: "2020-12"', null)).toEqual({
      interactionMatrix: [
        { actorKind: 'NATIONAL_AGENCY', partnerKind: 'PRIVATE', pairs: 1, records: 2, lastContact: '2020-03-01' },
      ],
      isolatedActors: { totalCount: 1, nodes: [{ name: 'Hermit' }] },
    });
    const { isolatedActors } = await ask('isolatedActors(actorKinds: [ACADEMIA, PRIVATE]) { nodes { name } }', 'asOf: "2017"');
    expect(isolatedActors.nodes).toEqual([{ name: 'Arena' }, { name: 'Hermit' }]);
  });
});

describe('the profiles of a State and of an actor', () => {
  let state = '';
  let agency = '';
  beforeAll(async () => {
    const register = async (name: string, actorKind: string, more: object = {}) =>
      tell('registerActor', { actorKind, name: english(name), occurredAt: '2010-01-01', ...more });
    state = await register('Ferland', 'STATE', { country: 'FJ' });
    agency = await register('Agency of Ferland', 'NATIONAL_AGENCY');
    await concord.send('affiliateActor', {
      id: agency,
      parent: state,
      kind: 'PART_OF',
      occurredAt: '2011-01-01',
      onBehalfOf: state,
    });
    const channel = { channel: 'WEBSITE', value: 'https://ferland.example' };
    expect((await concord.send('setActorContactPoint', { id: state, ...channel, occurredAt: '2011-01-01' })).refusal).toBeNull();
    const promise = (due: string, handling: object = CLEAR) =>
      tell('declareCommitment', { actor: state, statement: english('x'), due, occurredAt: '2019-01-01', handling });
    await promise('2020-06-01');
    await promise('2020-07-20');
    await promise('2020-06-01', RED);
    await tell('registerMeasure', { state, measureKind: 'STRATEGY', name: english('Strategy'), occurredAt: '2019-01-01' });
    await tell('establishMechanism', { state, name: english('Committee'), lead: agency, occurredAt: '2019-01-01' });
    await tell('openProject', {
      reporter: actors.UNODC,
      title: english('Aid'),
      status: 'IMPLEMENTATION',
      recipients: [{ country: 'FJ', percentage: 100 }],
      partners: [{ actor: agency, role: 'IMPLEMENTING' }],
      occurredAt: '2019-01-01',
    });
    const plan = { activityKind: 'WORKSHOP', title: english('w'), host: agency, participants: [state], occurredAt: '2019-01-01' };
    await tell('planActivity', { ...plan, plannedStart: '2020-09-01', plannedEnd: '2020-09-02' });
    await tell('planActivity', { ...plan, plannedStart: '2020-03-01', plannedEnd: '2020-03-02' });
    const recommendation = await tell('issueRecommendation', {
      onBehalfOf: actors.UNODC,
      state,
      text: english('Train'),
      occurredAt: '2019-01-01',
    });
    const byState = { id: recommendation, onBehalfOf: state };
    await concord.send('designateLeadAgency', { ...byState, agency, occurredAt: '2019-02-01' });
    const action = { ...byState, description: english('a'), due: '2020-05-01', occurredAt: '2019-03-01' };
    expect((await concord.send('planAction', action)).refusal).toBeNull();
  });

  it('bring together what is on record of a State', async () => {
    const { stateProfile } = await ask(
      `stateProfile(id: "${state}") { state { name } contactPoints { value } measures { totalCount } mechanisms { totalCount } agencies { nodes { name } }
        recommendations { totalCount } commitments { totalCount } activities { totalCount } projectsForIt { nodes { title } }
        projects { totalCount } partnerships { totalCount } visits { totalCount } cooperationStatus { conclusion status } }`,
      'asOf: "2020-07-01"',
      member,
    );
    expect(stateProfile).toMatchObject({
      state: { name: 'Ferland' },
      contactPoints: [{ value: 'https://ferland.example' }],
      measures: { totalCount: 1 },
      mechanisms: { totalCount: 1 },
      agencies: { nodes: [{ name: 'Agency of Ferland' }] },
      recommendations: { totalCount: 1 },
      commitments: { totalCount: 2 },
      activities: { totalCount: 2 },
      projectsForIt: { nodes: [{ title: 'Aid' }] },
      projects: { totalCount: 0 },
      partnerships: { totalCount: 0 },
      visits: { totalCount: 0 },
    });
    expect(stateProfile.cooperationStatus).toHaveLength(9);
    expect(stateProfile.cooperationStatus[5]).toEqual({ conclusion: 'CO-06', status: 'DECLARED' });
  });

  it('are of States alone, and null for what is not there', async () => {
    const { errors } = await concord.ask(`{ stateProfile(id: "${actors.UNODC}") { state { name } } }`);
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id', rule: 'is the id of a State' });
    expect(
      (await ask(`stateProfile(id: "actor_00000000-0000-7000-8000-000000000000") { state { name } }`)).stateProfile,
    ).toBeNull();
  });

  it('count the workload of an actor for the moment, of what the viewer may see', async () => {
    const workload = async (id: string, at: string, key?: string | null) =>
      (
        await ask(
          `actorProfile(id: "${id}") { workload { on openCommitments commitmentsDue runningProjects activitiesAhead recommendationsLed
            overdueCommitments overdueRecommendations overdueActivities overdue } }`,
          at,
          key,
        )
      ).actorProfile.workload;
    const ofState = { openCommitments: 2, commitmentsDue: 1, overdueCommitments: 1, activitiesAhead: 1, overdue: 1 };
    expect(await workload(state, 'asOf: "2020-07-01"', member)).toMatchObject({ ...ofState, on: '2020-07-01' });
    expect(await workload(state, 'asOf: "2020-07-01"')).toMatchObject({ openCommitments: 3, overdueCommitments: 2, overdue: 2 });
    expect(await workload(state, 'asOf: "2018"')).toMatchObject({ openCommitments: 0, overdue: 0 });
    expect(await workload(agency, 'asOf: "2020-07-01"')).toMatchObject({
      runningProjects: 1,
      activitiesAhead: 1,
      recommendationsLed: 1,
      overdueRecommendations: 1,
      overdueActivities: 1,
      overdue: 2,
    });
    await concord.send('setRuleThreshold', {
      threshold: 'COMMITMENT_DUE_DAYS',
      value: 7,
      reason: 'shorter notice',
      handling: CLEAR,
      occurredAt: '2020-06-01',
    });
    expect(await workload(state, 'asOf: "2020-07-01"', member)).toMatchObject({ ...ofState, commitmentsDue: 0 });
  });
});
