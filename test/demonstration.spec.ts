import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exercise } from '../src/demonstration/exercise/exercise.js';
import { briefing, recordAll } from '../src/demonstration/record.js';
import { testService, type TestService } from './support/service.js';

describe('the demonstration', () => {
  let concord: TestService;
  let position = '';
  beforeAll(async () => {
    concord = await testService();
    const { handler, store } = concord.service;
    await recordAll(handler, briefing());
    await recordAll(handler, exercise(1));
    position = String(await store.head());
  });
  afterAll(() => concord.close());

  const ask = async (query: string, key: string | null = null) => {
    const { data, errors } = await concord.ask(`{ at(after: "${position}") { ${query} } }`, {}, key);
    expect(errors).toBeUndefined();
    return data.at;
  };

  it('shows each standing of a commitment, with disputes and slips', async () => {
    const { commitmentBoard, commitments } = await ask(
      'commitmentBoard(first: 100) { nodes { standing } } commitments(first: 100) { nodes { slips verdict } }',
    );
    const standings = new Set(commitmentBoard.nodes.map((one: { standing: string }) => one.standing));
    expect(standings.size).toBeGreaterThan(2);
    const nodes: { slips: number; verdict: string | null }[] = commitments.nodes;
    expect(Math.max(...nodes.map(({ slips }) => slips))).toBeGreaterThan(1);
    expect(nodes.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(['UNVERIFIED', 'CONFIRMED', 'DISPUTED', null]));
  });

  it('shows what donors promised and paid, what activities there are and which partnerships work', async () => {
    const seen = await ask(`donorPortfolio(by: [DONOR, THEME], first: 100) { totalCount }
      activityCalendar(from: "2021-02-01", to: "2023-01-31") { totalCount nodes { status } }
      partnerships(first: 100) { nodes { name status } }
      assistanceProjects(first: 100) { nodes { status } }`);
    expect(seen.donorPortfolio.totalCount).toBeGreaterThan(5);
    expect(seen.activityCalendar.totalCount).toBeGreaterThan(15);
    const statuses = (nodes: { status: string }[]) => [...new Set(nodes.map(({ status }) => status))];
    expect(statuses(seen.activityCalendar.nodes)).toEqual(expect.arrayContaining(['HELD', 'REPORTED', 'CANCELLED']));
    expect(statuses(seen.partnerships.nodes)).toEqual(expect.arrayContaining(['PROPOSED', 'ACTIVE', 'ENDED']));
    expect(statuses(seen.assistanceProjects.nodes)).toEqual(expect.arrayContaining(['IMPLEMENTATION', 'CLOSED']));
  });

  it('commits no more money than was pledged, donor by donor and currency by currency', async () => {
    const { donorPortfolio } = await ask(
      'donorPortfolio(by: [DONOR], first: 100) { nodes { currency pledged committed disbursed } }',
    );
    const sums: { pledged: string; committed: string; disbursed: string }[] = donorPortfolio.nodes;
    expect(sums.some(({ committed }) => Number(committed) > 0)).toBe(true);
    for (const { pledged, committed, disbursed } of sums) {
      expect(Number(committed)).toBeLessThanOrEqual(Number(pledged));
      expect(Number(disbursed)).toBeLessThanOrEqual(Number(committed));
    }
  });

  it('tells the past by what is known now: the network had its members, the partnership that ended was at work', async () => {
    const { data } = await concord.ask(
      `{ at(asOf: "2021-12-31") { partnerships(first: 100) { nodes { name status memberCount } } } }`,
      {},
      null,
    );
    const { nodes } = data.at.partnerships;
    expect(nodes).toContainEqual({
      name: 'Exercise: regional network for the protection of crowded places',
      status: 'ACTIVE',
      memberCount: 8,
    });
    expect(nodes.map((one: { status: string }) => one.status)).not.toContain('ENDED');
  });

  it('keeps from readers without a key what is not public', async () => {
    const hidden = 'Exercise: joint investigations';
    const names = async (key: string | null) =>
      (await ask('partnerships(first: 100) { nodes { name } }', key)).partnerships.nodes.map((one: { name: string }) => one.name);
    expect(await names(null)).not.toContain(hidden);
    expect(await names(await concord.key({ roles: ['READER'] }))).toContain(hidden);
  });
});
