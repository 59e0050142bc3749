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
    ['a board', (ids) => `commitmentBoard(filter: { actor: ${ids} }) { totalCount }`],
    ['the digest of changes by actors', (ids) => `changeDigest(from: "position:0", actors: ${ids}) { totalCount }`],
    ['the digest of changes by States', (ids) => `changeDigest(from: "position:0", states: ${ids}) { totalCount }`],
  ])('are found by their ids in %s by those alone who may see them', async (_view, query) => {
    const ids = JSON.stringify(hidden);
    expect((await ask(query(ids), insider)).totalCount).toBeGreaterThan(0);
    expect((await ask(query(ids), outsider)).totalCount).toBe(0);
  });

  it('are found by their ids in the view of needs and offers by those alone who may see them', async () => {
    const [state, provider] = hidden;
    const what = { title: english('Guards'), handling: CLEAR };
    await done('identifyNeed', { state, onBehalfOf: state, origin: 'SELF', subject: 'SITE_PROTECTION', ...what });
    await done('makeOffer', { provider, onBehalfOf: provider, subjects: ['SITE_PROTECTION'], ...what });
    const counts = 'needs { totalCount } offers { totalCount }';
    const found = async (filter: string, key: string) => {
      const { needs, offers } = await ask(`needsAndOffers(filter: { ${filter} }) { ${counts} }`, key);
      return [needs.totalCount, offers.totalCount] as [number, number];
    };
    expect(await found(`states: ["${state}"]`, insider)).toEqual([1, expect.any(Number)]);
    expect((await found(`providers: ["${provider}"]`, insider))[1]).toBe(1);
    const nothing = [0, 0];
    // An id that there is not finds as much as one that is hidden.
    for (const filter of ['states', 'providers']) {
      const none = await found(`${filter}: ["actor_00000000-0000-4000-8000-000000000000"]`, outsider);
      for (const id of hidden)
        expect({ filter, found: await found(`${filter}: ["${id}"]`, outsider) }).toEqual({ filter, found: none });
    }
    expect(await found(`states: ["${state}"], providers: ["${provider}"]`, outsider)).toEqual(nothing);
  });

  it('are not told apart from those that are not there, where what rests on an instrument is searched for', async () => {
    const audience = { tlp: 'AMBER_STRICT', audience: [reporter] };
    const title = english('Agreement of the few');
    const registered = { instrumentKind: 'RESOLUTION', symbol: 'A/1', title, handling: audience };
    const instrument = await done('registerInstrument', registered);
    const text = english('To sign the agreement zqsearched');
    const cited = { instruments: [{ instrument }], onBehalfOf: reporter, handling: CLEAR };
    await done('issueRecommendation', { state: hidden[0], code: 'R 1', text, ...cited });
    const by = (id: string) => `search(text: "zqsearched", filter: { instruments: ["${id}"] }) { totalCount }`;
    expect((await ask(by(instrument), insider)).totalCount).toBe(1);
    expect((await ask(by(instrument), outsider)).totalCount).toBe(0);
    expect((await ask('search(text: "zqsearched") { totalCount }', outsider)).totalCount).toBe(1);
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
    // A subscription tells by its filter as little: the next event that is everybody's comes first.
    const last = await registerActors(concord, { marker: 'INTL_ORG' });
    const marker = await concord.key({ actor: last.marker, roles: ['MEMBER'] });
    expect((await concord.send('declareCommitment', { ...said, actor: last.marker }, 'id', marker)).refusal).toBeNull();
    const filter = `{ parties: ["${actor}", "${last.marker}"], types: ["CommitmentDeclared"] }`;
    const given = async (key: string, enough: number) => {
      const query = `subscription { events(after: "0", filter: ${filter}) { actor { id } } }`;
      return (await concord.follow(query, (all) => all.length >= enough, key)).map(({ events }) => events.actor?.id ?? null);
    };
    expect(await given(insider, 2)).toEqual([actor, last.marker]);
    expect(await given(outsider, 1)).toEqual([last.marker]);
  });
});
