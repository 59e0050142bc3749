import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { encodeCursor } from '../src/graphql/read/page.js';
import { type Operation, OperationWriter } from './support/operations.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';
import { size } from './support/size.js';

/** Documents made up. */
const DOCUMENTS = size('CONCORD_TEST_DOCUMENTS', { short: 150, long: 5_000 });

let concord: TestService;
let schema: GraphQLSchema;
let actor: string;
beforeAll(async () => {
  concord = await testService();
  schema = buildSchema(await readFile(new URL('../schema/schema.graphql', import.meta.url), 'utf8'));
  actor = (await concord.send('registerActor', { actorKind: 'STATE', name: english('France'), handling: CLEAR })).record.id;
  await concord.send('declareCommitment', { actor, statement: english('x'), handling: CLEAR });
  await concord.settled();
});
afterAll(() => concord.close());

interface Said {
  readonly status: number;
  readonly text: string;
}

async function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Said> {
  const response = await fetch(`${concord.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body as string,
  });
  return { status: response.status, text: await response.text() };
}
const ask = (query: string, variables: object = {}) => post(JSON.stringify({ query, variables }));
const get = async (path: string): Promise<Said> => {
  const response = await fetch(concord.address + path);
  return { status: response.status, text: await response.text() };
};

/** Refused as the caller's own fault: by status, or by an error with a code. */
function expectRefused({ status, text }: Said): void {
  expect([status, text.slice(0, 500)]).toEqual([expect.any(Number), expect.not.stringContaining('"INTERNAL"')]);
  expect(status).toBeLessThan(500);
  if (status < 400) expect(text).toContain('"code":"BAD_USER_INPUT"');
}

const repeat = (count: number, one: (at: number) => string) => Array.from({ length: count }, (_, at) => one(at)).join(' ');
const LONE = '\\ud800';
const cursor = (order: string, value: string, id: string) => encodeCursor(order, [value, id]);
const DUE = 'commitment due ASC';
const SOME_ID = '00000000-0000-4000-8000-000000000000';

describe('A hostile document is refused', () => {
  it.each([
    ['a thousand aliases', `{ ${repeat(1_000, (at) => `a${at}: service { name }`)} }`],
    ['a field five hundred times', `{ ${repeat(500, () => 'service { name }')} }`],
    ['a value five hundred times', `{ ${repeat(500, () => '__typename')} }`],
    [
      'the same field in many fragments',
      `{ ${repeat(60, (at) => `...F${at}`)} } ${repeat(60, (at) => `fragment F${at} on Query { service { name } }`)}`,
    ],
    ['fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['a fragment within itself', '{ ...A } fragment A on Query { service { name } ...A }'],
    ['a circle that nothing asks for', '{ service { name } } fragment A on Query { ...A }'],
    ['a flood of directives', `{ service ${repeat(500, () => '@include(if: true)')} { name } }`],
    ['a flood of unknown directives', `query ${repeat(500, (at) => `@d${at}`)} { service { name } }`],
    ['a flood of operations', repeat(200, (at) => `query Q${at} { service { name } }`)],
    ['a flood of fragments', `{ service { name } } ${repeat(900, (at) => `fragment F${at} on Query { service { name } }`)}`],
    ['variables that are not there', `{ ${repeat(100, (at) => `a${at}: node(id: $v${at}) { id }`)} }`],
    ['a flood of variables', `query(${repeat(1_500, (at) => `$v${at}: Int`)}) { service { name } }`],
    ['a million brackets', `{ ${'{'.repeat(200_000)} }`],
    ['lists within lists', `{ commitments(filter: { actor: ${'['.repeat(2_000)} }) { totalCount } }`],
    ['a text of 300,000 characters', `{ search(text: "${'a'.repeat(300_000)}") { totalCount } }`],
    ['a comment of 2 MB', `# ${'x'.repeat(2_000_000)}\n{ service { name } }`],
    ['the schema within the schema', `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`],
    ['the schema many times', `{ ${repeat(150, (at) => `a${at}: __schema { types { fields { args { name } } } }`)} }`],
    ['NUL as an escape', '{ search(text: "a\\u0000b") { totalCount } }'],
    ['NUL as a long escape', '{ search(text: "a\\u{0}b") { totalCount } }'],
    ['NUL as it is', '{ search(text: "a\0b") { totalCount } }'],
    ['half a character', '{ search(text: "a\\ud800b") { totalCount } }'],
    ['many views at once', `{ ${repeat(100, (at) => `a${at}: donorPortfolio(by: [YEAR]) { currency }`)} }`],
  ])('with %s', async (_what, query) => {
    expectRefused(await ask(query));
  });
});

describe('A hostile request is refused', () => {
  it.each<readonly [string, string | Buffer, Record<string, string>?]>([
    ['a batch', JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ service { name } }' })))],
    ['10 MB of variables', JSON.stringify({ query: '{ service { name } }', variables: { a: 'x'.repeat(10_000_000) } })],
    ['a prototype among the variables', '{"query":"{ service { name } }","variables":{"__proto__":{"a":1}}}'],
    ['a prototype', '{"query":"{ service { name } }","__proto__":{"a":1}}'],
    ['a constructor', '{"query":"{ service { name } }","constructor":{"prototype":{"a":1}}}'],
    ['invalid UTF-8', Buffer.from('7b227175657279223a22ff fe227d'.replace(' ', ''), 'hex')],
    [
      'variables without end',
      `{"query":"query($v: [ID!]!) { nodes(ids: $v) { id } }","variables":{"v":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    ],
    ['variables that are a text', '{"query":"{ service { name } }","variables":"x"}'],
    ['a query that is a list', '{"query":["{ service { name } }"]}'],
    ['a query that is a document', '{"query":{"kind":"Document"}}'],
    ['half a JSON', '{"query":"{ service { name } }"'],
    ['nothing', ''],
    ['a form', 'query=%7Bservice%7Bname%7D%7D', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a content type of nonsense', '{"query":"{ service { name } }"}', { 'content-type': ';;;' }],
    ['a compressed body', '{"query":"{ service { name } }"}', { 'content-encoding': 'gzip', 'content-type': 'text/plain' }],
    // The default keeps the function at two parameters: to a third that a row leaves out, Jest gives its own callback and waits for it.
  ])('with %s', async (_what, body, headers = {}) => {
    const { status, text } = await post(body, headers);
    expect([status, text]).toEqual([expect.any(Number), expect.not.stringContaining('"INTERNAL"')]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

describe('A hostile value is refused', () => {
  const list =
    'query($after: String) { commitments(first: 1, after: $after, orderBy: { field: DUE }) { totalCount nodes { id } } }';

  it.each<readonly [string, string, string]>([
    ['half a character in a search', 'query($v: String!) { search(text: $v) { totalCount } }', `"a${LONE}"`],
    ['NUL in a search', 'query($v: String!) { search(text: $v) { totalCount } }', '"a\\u0000b"'],
    ['NUL in a filter', 'query($v: [ID!]) { commitments(filter: { actor: $v }) { totalCount } }', '["a\\u0000b"]'],
    ['NUL in an id', 'query($v: ID!) { node(id: $v) { id } }', '"commitment_\\u0000"'],
    ['NUL in a cursor', list.replaceAll('$after', '$v'), '"\\u0000"'],
    [
      'an instant before the first year',
      'query($v: PartialDate) { at(asOf: $v) { commitments { totalCount } } }',
      '"0001-01-01T00:00:00+14:00"',
    ],
    [
      'an instant after the last year',
      'query($v: PartialDate) { at(asOf: $v) { commitments { totalCount } } }',
      '"9999-12-31T23:59:59-14:00"',
    ],
    ['year 0', 'query($v: PartialDate) { at(asOf: $v) { commitments { totalCount } } }', '"0000"'],
    ['a page of 2^31', 'query($v: Int) { commitments(first: $v) { totalCount } }', '2147483648'],
    ['a page of less than -2^31', 'query($v: Int) { commitments(last: $v) { totalCount } }', '-2147483648'],
    ['a page of 10^400', 'query($v: Int) { commitments(first: $v) { totalCount } }', `1${'0'.repeat(400)}`],
    [
      'a position beyond all',
      'query($v: Known) { at(knownAt: $v) { commitments { totalCount } } }',
      '"position:99999999999999999999"',
    ],
    [
      'a cursor of another order',
      list.replaceAll('$after', '$v'),
      JSON.stringify(cursor('commitment began DESC', '2021-01-01', SOME_ID)),
    ],
    ['a cursor with a day that is none', list.replaceAll('$after', '$v'), JSON.stringify(cursor(DUE, '2021-02-31', SOME_ID))],
    [
      'a cursor with a text for a day',
      list.replaceAll('$after', '$v'),
      JSON.stringify(cursor(DUE, "'; drop table x; --", SOME_ID)),
    ],
    ['a cursor with NUL for a day', list.replaceAll('$after', '$v'), JSON.stringify(cursor(DUE, '\0', SOME_ID))],
    ['a cursor with half a character', list.replaceAll('$after', '$v'), JSON.stringify(cursor(DUE, '\ud800', SOME_ID))],
    ['a cursor with an id that is none', list.replaceAll('$after', '$v'), JSON.stringify(cursor(DUE, '2021-01-01', 'x'))],
    ['a cursor of a list', list.replaceAll('$after', '$v'), JSON.stringify(Buffer.from('[[],{},null]').toString('base64url'))],
    [
      'a cursor of a search that is none',
      'query($v: String) { search(text: "x", after: $v) { totalCount nodes { record { id } } } }',
      JSON.stringify(cursor('search', 'Infinityx y', SOME_ID)),
    ],
    [
      'a cursor of events that is none',
      'query($v: String) { events(after: $v) { totalCount nodes { id } } }',
      JSON.stringify(cursor('event', 'x', 'y')),
    ],
  ])('%s', async (_what, query, value) => {
    expectRefused(await post(`{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`));
  });

  it.each([
    ['/calendar.ics?from=%00'],
    ['/calendar.ics?themes=CO-05%00'],
    ['/calendar.ics?host=%00'],
    ['/calendar.ics?asOf=0001-01-01T00:00:00%2B14:00'],
    ['/calendar.ics?from=2021-01-01&from=2021-01-02'],
    ['/calendar.ics?__proto__=x'],
    ['/calendar.ics?constructor=x&toString=y'],
    ['/calendar.ics?knownAt=%ff'],
    ['/partnership-graph.json?regions=%00'],
    ['/partnership-graph.json?modalities='],
    ['/partnership-graph.json?past=maybe'],
    ['/partnership-graph.json?filter=x'],
    ['/graphql?query=%00'],
    ['/graphql?query={service{name}}&variables={'],
    ['/%00'],
    ['/%ff'],
    ['/graphql/../graphql'],
  ])('in %s', async (path) => {
    const { status, text } = await get(path);
    expect([status, text]).toEqual([expect.any(Number), expect.not.stringContaining('"INTERNAL"')]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

/** Values as hostile as they can be written. */
const values = () => {
  const moments = [
    '0001-01-01T00:00:00+14:00',
    '9999-12-31',
    '9999',
    '0001',
    '2021-02-29',
    '2021',
    '2021-01-27T09:00:00Z',
    '-1',
    '',
  ];
  const texts = ['', 'text', '%', '\u{1F600}', '\u202e', "' or 1=1 --", '__proto__', 'a\0b', '\ud800', '"(\\', 'x'.repeat(5_000)];
  const first = ['0', '1', '7', '9223372036854775807', '9223372036854775808', '-1'];
  return {
    ID: [actor, 'commitment_00000000-0000-4000-8000-000000000000', 'actor_', 'x', '\0', ''],
    String: [...texts, cursor(DUE, '2021-01-01', SOME_ID), cursor(DUE, 'x', 'y'), 'US', 'KE', '035', 'X-SEE', 'CO-05'],
    Int: [0, 1, 2, 500, 501, -1, 2_147_483_647, -2_147_483_648],
    Float: [0, 1e308, -1e308, 5e-324],
    Decimal: ['0', '1250.50', '9'.repeat(300), '-0.1'],
    PartialDate: moments,
    Instant: moments,
    Day: moments,
    Known: [...moments, ...first, ...first.map((digits) => `position:${digits}`), 'year:2021', 'year:9999', 'year:0'],
    Position: first,
  };
};

it(
  `${DOCUMENTS} documents made up by the grammar of the schema are never a fault of the service`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const operation: Operation = new OperationWriter(schema, draw, values()).operation('query');
        const { status, text } = await post(JSON.stringify(operation));
        if (text.includes('"INTERNAL"') || status >= 500) throw new Error(`${JSON.stringify(operation)}\n${text}`);
      }),
      { numRuns: DOCUMENTS },
    );
  },
  60_000 + DOCUMENTS * 500,
);

it('bodies with bytes put in, taken out and changed anywhere, invalid UTF-8 among them, are never a fault of the service', async () => {
  const body = Buffer.from(
    JSON.stringify({
      query:
        'query($after: String) { commitments(first: 1, after: $after) { nodes { id statement } } search(text: "Éa") { totalCount } }',
      variables: { after: cursor(DUE, '2021-01-01', SOME_ID) },
    }),
  );
  const change = fc.record({
    at: fc.integer({ min: 0, max: body.length }),
    removed: fc.integer({ min: 0, max: 3 }),
    added: fc.uint8Array({ maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      let bytes = body;
      for (const { at, removed, added } of changes)
        bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
      const { status, text } = await post(bytes);
      if (text.includes('"INTERNAL"') || status >= 500) throw new Error(`${bytes.toString('latin1')}\n${text}`);
    }),
    { numRuns: DOCUMENTS },
  );
});
