import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

let concord: TestService;
let reporter: string;
let insider: string;
let outsider: string;
let hidden: readonly [string, string];
let position: string;

async function done(mutation: string, input: object): Promise<string> {
  const { record, receipt, refusal } = await concord.send(mutation, input);
  expect(refusal).toBeNull();
  position = receipt.position;
  return record.id;
}

beforeAll(async () => {
  concord = await testService();
  const actors = await registerActors(concord, { reporter: 'INTL_ORG', stranger: 'INTL_ORG' });
  ({ reporter } = actors);
  insider = await concord.key({ actor: reporter, roles: ['READER'] });
  outsider = await concord.key({ actor: actors.stranger, roles: ['READER'] });
  const secret = { actorKind: 'STATE', handling: { tlp: 'AMBER_STRICT', audience: [reporter] } };
  hidden = [
    await done('registerActor', { ...secret, name: english('One donor') }),
    await done('registerActor', { ...secret, name: english('Another donor') }),
  ];
  const partners = hidden.map((actor) => ({ actor, role: 'FUNDING' }));
  const project = await done('openProject', { reporter, partners, title: english('Crowded places'), handling: CLEAR });
  for (const provider of hidden) {
    const amount = { amount: '100', currency: 'USD' };
    await done('commitFunds', { id: project, provider, amount, valueDate: '2021-02-01', direction: 'INCOMING' });
    await done('declareCommitment', { actor: provider, statement: english('Train officers'), handling: CLEAR });
  }
});
afterAll(() => concord.close());

async function ask(query: string, key: string) {
  const { data, errors } = await concord.ask(`{ at(after: "${position}") { found: ${query} } }`, {}, key);
  expect(errors).toBeUndefined();
  return data.at.found;
}

describe('actors that a reader may not see', () => {
  it('are one line of the donor portfolio, so that nobody counts them', async () => {
    const portfolio = 'donorPortfolio(by: [DONOR]) { totalCount nodes { donor { name } committed transactions } }';
    const line = (name: string | null, committed: string, transactions: number) => {
      return { donor: name && { name }, committed, transactions };
    };
    const { nodes } = await ask(portfolio, insider);
    expect(nodes).toHaveLength(2);
    expect(nodes).toEqual(expect.arrayContaining([line('One donor', '100.00', 1), line('Another donor', '100.00', 1)]));
    expect(await ask(portfolio, outsider)).toEqual({ totalCount: 1, nodes: [line(null, '200.00', 2)] });
  });

  it.each<[string, (ids: string) => string]>([
    ['the donor portfolio', (ids) => `donorPortfolio(by: [], filter: { donors: ${ids} }) { totalCount }`],
    ['a list', (ids) => `commitments(filter: { actor: ${ids} }) { totalCount }`],
    ['a list by one of several names', (ids) => `assistanceProjects(filter: { funders: ${ids} }) { totalCount }`],
    ['a board', (ids) => `commitmentBoard(actors: ${ids}) { totalCount }`],
    ['the digest of changes by actors', (ids) => `changeDigest(from: "0", actors: ${ids}) { totalCount }`],
    ['the digest of changes by States', (ids) => `changeDigest(from: "0", states: ${ids}) { totalCount }`],
  ])('are found by their ids in %s by those alone who may see them', async (_view, query) => {
    const ids = JSON.stringify(hidden);
    expect((await ask(query(ids), insider)).totalCount).toBeGreaterThan(0);
    expect((await ask(query(ids), outsider)).totalCount).toBe(0);
  });

  it('are not found in the log as those who said something', async () => {
    const { actor } = await registerActors(concord, { actor: 'INTL_ORG' });
    const own = await concord.key({ actor, roles: ['MEMBER'] });
    const said = { actor, statement: english('Guard stations'), handling: CLEAR };
    expect((await concord.send('declareCommitment', said, 'id', own)).refusal).toBeNull();
    await done('changeHandling', { id: actor, to: { tlp: 'AMBER_STRICT', audience: [reporter] }, reason: 'withdrawn' });
    const events = `events(filter: { parties: ["${actor}"], types: ["CommitmentDeclared"] }) { totalCount }`;
    expect((await ask(events, insider)).totalCount).toBe(1);
    expect((await ask(events, outsider)).totalCount).toBe(0);
  });
});
