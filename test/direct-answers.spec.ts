import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Operation, OperationWriter } from './support/operations.js';
import { toySchema } from './support/toy-schema.js';
import { RequestScope } from '../src/graphql/request-scope.js';
import { type ToyServer, toyServer } from './support/toy-server.js';
import { size } from './support/size.js';

let server: ToyServer;
beforeAll(async () => {
  server = await toyServer();
});
afterAll(() => server.close());

/** Each takes JSON; for the second, Apollo Server chooses the type of the answer, so it answers what is known too. */
const WAYS = { known: '*/*', apollo: 'application/json;q=0.9' };

async function answered(body: object, accept: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-request-id': 'one-of-two', ...headers },
    body: JSON.stringify(body),
  });
  const told = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  // Each incident has a number of its own.
  const text = (await response.text()).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'incident');
  return { status: response.status, told: { ...told, 'content-length': text.length }, text };
}

/** What is said by both ways to those who ask for what was asked for before. */
async function both(body: object, headers?: Record<string, string>) {
  await answered(body, WAYS.known, headers);
  return [await answered(body, WAYS.known, headers), await answered(body, WAYS.apollo, headers)] as const;
}

describe('An operation that was asked for before', () => {
  it('is answered as Apollo Server answers it, whatever is asked', async () => {
    const schema = toySchema();
    let good = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const operation: Operation = new OperationWriter(schema, draw).operation('query');
        const [known, apollo] = await both(operation);
        if (!known.text.startsWith('{"errors"')) good++;
        expect({ ...operation, ...known }).toEqual({ ...operation, ...apollo });
      }),
      { numRuns: size('CONCORD_TEST_OPERATIONS', { short: 300, long: 1_000 }) },
    );
    expect(good).toBeGreaterThan(10);
  });

  it.each([
    ['without variables', { query: '{ city(id: "riga") { name } }', variables: null }],
    ['by its name among others', { query: 'query A { city(id: "riga") { name } } query B { __typename }', operationName: 'B' }],
    [
      'by a name that is not there',
      { query: 'query A { city(id: "riga") { name } } query B { __typename }', operationName: 'C' },
    ],
    ['among others without a name', { query: 'query A { city(id: "riga") { name } } query B { __typename }' }],
    ['with variables that are none', { query: '{ city(id: "riga") { name } }', variables: '{}' }],
    ['with a variable of another type', { query: 'query($id: ID!) { city(id: $id) { id } }', variables: { id: {} } }],
    [
      'with extensions',
      { query: '{ city(id: "riga") { name } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    ],
    [
      'for more than it may',
      {
        query: 'query($n: Int) { city(id: "riga") { twins(first: $n) { twins(first: $n) { twins(first: $n) { id } } } } }',
        variables: { n: 500 },
      },
    ],
  ])('%s is answered as Apollo Server answers it', async (_how, body) => {
    const [known, apollo] = await both(body);
    expect(known).toEqual(apollo);
  });

  it.each(['nobody', 'outsider', 'broken'])('is refused to %s as before', async (name) => {
    await answered({ query: '{ city(id: "riga") { id } }' }, WAYS.known);
    const [known, apollo] = await both({ query: '{ city(id: "riga") { id } }' }, { authorization: `Bearer ${name}` });
    expect(known).toEqual(apollo);
    expect(known.text).toContain('errors');
  });

  it.each([
    ['as usual', {}],
    ['with extensions, which Apollo Server answers', { extensions: {} }],
  ])('waits for a place where it is expensive, %s', async (_how, form) => {
    const pages = '{ city(id: "riga") { twins(first: 150) { twins(first: 150) { id } } } }';
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const caller = new RequestScope('127.0.0.1', 'of the same caller');
    caller.identify('anonymous');
    const held = [1, 2].map(async () => server.gate.run(caller, Infinity, () => released));
    let isAnswered = false;
    const expensive = answered({ query: pages, ...form }, WAYS.known).finally(() => (isAnswered = true));
    for (let n = 0; n < 30; n++) expect((await server.ask(`{ city(id: "riga") { id } } # ${n}`)).status).toBe(200);
    expect(isAnswered).toBe(false);
    release();
    expect((await expensive).status).toBe(200);
    await Promise.all(held);
  });

  it('is executed once each time, whether it goes well or not', async () => {
    const query = 'mutation ($n: Int!) { add(n: $n, late: true) }';
    const add = async (n: number) => (await server.ask(query, { n })).body;
    for (const [n, data] of [
      [1, 1],
      [2, 12],
      [0, null],
      [0, null],
      [3, 12003],
    ] as const)
      expect((await add(n)).data).toEqual({ add: data });
  });
});
