import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type DocumentNode, parse, print } from 'graphql';
import { readFile } from 'node:fs/promises';
import { apolloClient, type CachingClient, relayClient, urqlClient } from './support/client-caches.js';
import { CLEAR, english, registerActors, type TestService, testService } from './support/service.js';

let concord: TestService;
let clients: Record<string, () => CachingClient>;
let present: DocumentNode;
let past: DocumentNode;
let both: DocumentNode;
let commitment: string;

beforeAll(async () => {
  concord = await testService();
  const { France } = await registerActors(concord, { France: 'STATE' });
  const declared = { actor: France, statement: english('Train 40 officers'), handling: CLEAR, occurredAt: '2021-01' };
  commitment = (await concord.send('declareCommitment', declared)).record.id;
  const progress = { id: commitment, report: english('Some are trained.') };
  await concord.send('reportCommitmentProgress', { ...progress, percent: 20, occurredAt: '2021-02' });
  const { receipt } = await concord.send('reportCommitmentProgress', { ...progress, percent: 34, occurredAt: '2022-02' });
  await concord.ask(`{ at(after: "${receipt.position}") { id } }`);
  const fields = `
    commitment(id: "${commitment}") { id recordId percent actor { id name } timeline(first: 3) { nodes { id record { __typename id ... on Commitment { percent } } } } }
    commitments(first: 5) { totalCount nodes { id percent } }
    node(id: "${commitment}") { __typename id ... on Commitment { percent } }`;
  present = parse(`query Present { ${fields} }`);
  past = parse(`query Past { at(asOf: "2021-12") { id ${fields} } }`);
  both = parse(`query Both { ${fields} at(asOf: "2021-12") { id ${fields} } earlier: at(asOf: "2021-01") { id ${fields} } }`);
  const uri = `${concord.address}/graphql`;
  const schema = buildSchema(await readFile('schema/schema.graphql', 'utf8'));
  clients = {
    'Apollo Client': () => apolloClient(uri),
    'urql with Graphcache': () => urqlClient(uri),
    Relay: () => relayClient(uri, schema),
  };
});
afterAll(() => concord.close());

const answer = async (document: DocumentNode) => (await concord.ask(print(document), {}, null)).data as unknown;
/** Without the names of types, which some clients ask for by themselves. */
const plain = (data: unknown) =>
  JSON.parse(JSON.stringify(data, (key, value: unknown) => (key === '__typename' ? undefined : value))) as unknown;

describe.each(['Apollo Client', 'urql with Graphcache', 'Relay'])('%s with its cache as it comes', (name) => {
  it('shows the present and two moments of the past, asked for in one query, each as it was answered', async () => {
    const client = clients[name]!();
    await client.ask(both);
    expect(plain(await client.shown(both))).toEqual(plain(await answer(both)));
  });

  it.each([
    ['the past after the present', () => [present, past]],
    ['the present after the past', () => [past, present]],
  ])('shows each query as it was answered, where it asks for %s', async (_order, documents) => {
    const client = clients[name]!();
    for (const document of documents()) await client.ask(document);
    for (const document of documents()) expect(plain(await client.shown(document))).toEqual(plain(await answer(document)));
  });
});

it('answers an id of the past from its moment, and keeps ids of the present as they are', async () => {
  const ask = async (query: string) => (await concord.ask(query)).data;
  const { at, commitment: now } = await ask(
    `{ commitment(id: "${commitment}") { id percent } at(asOf: "2021-12") { commitment(id: "${commitment}") { id recordId percent } } }`,
  );
  expect(now).toEqual({ id: commitment, percent: 34 });
  const { id, recordId, percent } = at.commitment as Record<string, string | number>;
  expect([id, recordId, percent]).toEqual([`${commitment}@2021-12-31T23:59:59.999Z`, commitment, 20]);
  const again = await ask(`{ node(id: "${id}") { id ... on Commitment { percent } } commitment(id: "${id}") { id percent } }`);
  expect(again).toEqual({ node: { id, percent: 20 }, commitment: { id, percent: 20 } });
  const known = await ask(`{ at(knownAt: "year:2020") { id } now: at { id } }`);
  expect(known).toEqual({ at: { id: '0001-01-01T00:00:00.000Z~0' }, now: { id: 'PRESENT' } });
  // `at` goes before the id, and lists take the ids of any moment.
  const other = await ask(
    `{ at(asOf: "2021-01") { commitment(id: "${id}") { percent } } commitments(filter: { ids: ["${id}"] }) { nodes { id } } }`,
  );
  expect(other).toEqual({ at: { commitment: { percent: null } }, commitments: { nodes: [{ id: commitment }] } });
});

it('takes ids of the past in commands, which are about the record as it is now', async () => {
  const { data } = await concord.ask(
    `{ at(asOf: "2021-12") { commitment(id: "${commitment}") { id actor { id } timeline(last: 1) { nodes { id } } } } }`,
  );
  const { id, actor, timeline } = data.at.commitment;
  const corrected = { id, eventId: timeline.nodes[0].id, field: 'percent', value: 25, reason: 'a slip', onBehalfOf: actor.id };
  const { refusal, receipt } = await concord.send('correctRecord', corrected);
  expect(refusal).toBeNull();
  const answered = await concord.ask(
    `{ at(after: "${receipt.position}") { node(id: "${id}") { id ... on Commitment { percent } } commitment(id: "${commitment}") { id percent } } }`,
  );
  expect(answered.data.at).toEqual({ node: { id, percent: 25 }, commitment: { id: commitment, percent: 34 } });
});
