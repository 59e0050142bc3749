import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type Answered, type ToyServer, toyServer } from './support/toy-server.js';

let server: ToyServer;
beforeAll(async () => {
  server = await toyServer();
});
afterAll(() => server.close());

const firstError = ({ body }: Answered) => body.errors![0]!;

describe('A request over HTTP', () => {
  it('is answered, with freshness beside the data', async () => {
    const { status, body } = await server.ask('query($first: Int! = 1) { city(id: "riga") { twins(first: $first) { name } } }');
    expect(status).toBe(200);
    expect(body).toEqual({ data: { city: { twins: [{ name: 'Riga' }] } }, extensions: { concord: { position: '7', age: 0 } } });
  });

  it.each([
    ['a syntax error', '{ city(', {}, 'Syntax Error: Expected Name, found <EOF>.'],
    ['an unknown field', '{ nope }', {}, 'Cannot query field "nope" on type "Query".'],
    ['an operation that is not there', 'fragment F on Query { __typename }', {}, 'Fragment "F" is never used.'],
    [
      'a variable of another type',
      'query($id: ID!) { city(id: $id) { id } }',
      { id: {} },
      'Variable "$id" got invalid value {}; ID cannot represent value: {}',
    ],
    [
      'a variable left out',
      'query($id: ID!) { city(id: $id) { id } }',
      {},
      'Variable "$id" of required type "ID!" was not provided.',
    ],
    ['a day that does not exist', '{ city(id: "riga") { echo(day: "soon") } }', {}, '"soon" is no Day'],
    [
      'a day in a variable',
      'query($d: Day) { city(id: "riga") { echo(day: $d) } }',
      { d: 'soon' },
      'Variable "$d" got invalid value "soon"; "soon" is no Day',
    ],
    [
      'two choices where one is to be made',
      'query($c: Choice) { city(id: "riga") { echo(choice: $c) } }',
      { c: { id: 'a', text: 'b' } },
      'Variable "$c" got invalid value',
    ],
  ])('with %s is BAD_USER_INPUT and no fault of the service', async (_what, query, variables, message) => {
    const before = server.incidents.length;
    const answered = await server.ask(query, variables);
    expect(answered.status).toBe(400);
    expect(firstError(answered).extensions.code).toBe('BAD_USER_INPUT');
    expect(firstError(answered).message).toContain(message);
    expect(server.incidents).toHaveLength(before);
  });

  it('whose caller goes away before it is whole is no error', async () => {
    const line = server.nextLine();
    const caller = server.tcp();
    caller.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{', () =>
      setImmediate(() => caller.destroy()),
    );
    expect(await line).toBe('debug: a caller went away before the request was whole');
  });

  it('that gives null by a variable where an argument may not be null is BAD_USER_INPUT at that field', async () => {
    const answered = await server.ask('query($n: Int) { city(id: "riga") { name echo(must: $n) } }', { n: null });
    expect(answered.body.data).toEqual({ city: { name: 'Riga', echo: null } });
    expect(firstError(answered)).toMatchObject({ path: ['city', 'echo'], extensions: { code: 'BAD_USER_INPUT' } });
  });

  it.each([
    ['early', 'early'],
    ['late', 'late'],
    ['wrongInt', 'Int cannot represent'],
  ])('tells nothing of a fault of ours (%s) but an incident number, which is reported with the cause', async (field, secret) => {
    const answered = await server.ask(`{ mishap { ${field} } }`);
    const error = firstError(answered);
    expect(answered.status).toBe(200);
    expect(error).toMatchObject({ path: ['mishap', field], extensions: { code: 'INTERNAL' } });
    expect(JSON.stringify(answered.body.errors)).not.toContain(secret === 'early' || secret === 'late' ? `"${secret}"}` : secret);
    expect(Object.keys(error.extensions).sort()).toEqual(['code', 'incident', 'requestId']);
    const { cause } = server.incidents.find(({ incident }) => incident === error.extensions.incident)!;
    expect((cause as Error).message).toContain(secret);
    expect((cause as Error).stack).toBeDefined();
    expect(error.message).toContain(String(error.extensions.incident));
  });

  it('keeps the code and the details that a resolver gives', async () => {
    const answered = await server.ask('{ mishap { coded } }');
    expect(firstError(answered)).toMatchObject({ message: 'not that one', extensions: { code: 'NOT_FOUND', which: 1 } });
  });

  it.each([
    ['nobody', 401, 'UNAUTHENTICATED', 'no such key'],
    ['outsider', 403, 'FORBIDDEN', 'not you'],
  ])('of %s is answered %d %s', async (key, status, code, message) => {
    const answered = await server.ask('{ country { id } }', {}, { authorization: `Bearer ${key}` });
    expect([answered.status, firstError(answered)]).toEqual([status, { message, extensions: { code } }]);
  });

  it('is refused without details where authentication itself fails', async () => {
    const answered = await server.ask('{ country { id } }', {}, { authorization: 'Bearer broken' });
    expect([answered.status, firstError(answered).extensions.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(answered.body)).not.toContain('secret');
  });

  it('that a browser could send for another site is refused', async () => {
    const answered = await server.post('{"query":"{__typename}"}', { 'content-type': 'text/plain' });
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect(answered.status).toBeLessThan(500);
    const byLink = await fetch(`${server.address}/graphql?query=%7B__typename%7D`);
    expect(byLink.status).toBe(400);
  });

  it.each([
    ['no JSON', '{', 400],
    ['no query', '{}', 400],
    ['more than 2 MiB', JSON.stringify({ query: `# ${'x'.repeat(2 * 1024 * 1024)}\n{ __typename }` }), 413],
  ])('with %s is refused', async (_what, body, status) => {
    expect((await server.post(body)).status).toBe(status);
  });
});

/** Fragments that each ask twice for the next: small to write, without end to answer. */
const bomb = (levels: number) =>
  `{ country { ...F0 } } ${Array.from({ length: levels }, (_, at) =>
    at === levels - 1
      ? `fragment F${at} on Country { id }`
      : `fragment F${at} on Country { capital { country { ...F${at + 1} } } cities { country { ...F${at + 1} } } }`,
  ).join(' ')}`;
const nest = (levels: number): string => (levels === 0 ? 'id' : `country { capital { ${nest(levels - 1)} } }`);

/** What is refused, over HTTP and WebSocket alike; `ROOT` stands for what each can ask for. */
const TOO_MUCH: readonly (readonly [what: string, query: string, message: string])[] = [
  ['too many tokens', `{ ${'__typename '.repeat(5_001)} }`, 'Document contains more that 5000 tokens'],
  ['fields too deep in each other', `{ city(id: "riga") { ${nest(10)} } }`, 'more than 20 deep'],
  [
    'too many aliases',
    `{ ${Array.from({ length: 201 }, (_, at) => `a${at}: country { id }`).join(' ')} }`,
    'more than 200 aliases',
  ],
  ['fragments that multiply', bomb(9), 'the most is'],
  [
    'pages within pages',
    '{ city(id: "riga") { twins(first: 500) { twins(first: 500) { twins { id } } } } }',
    'objects; the most is 200000',
  ],
];

describe('Limits', () => {
  it.each(TOO_MUCH)('refuse %s', async (_what, query, message) => {
    const began = performance.now();
    const answered = await server.ask(query);
    expect(answered.status).toBe(400);
    expect(firstError(answered).extensions.code).toBe('BAD_USER_INPUT');
    expect(firstError(answered).message).toContain(message);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('count a page by the variable that gives its size', async () => {
    const query = 'query($n: Int = 500) { city(id: "riga") { twins(first: $n) { twins(first: $n) { id } } } }';
    expect((await server.ask(query)).status).toBe(400);
    expect((await server.ask(query, { n: 400 })).status).toBe(200);
    expect((await server.ask(query, { n: 500 })).status).toBe(400);
  });

  it('let the explorer ask for the schema', async () => {
    const { body } = await server.ask(getIntrospectionQuery());
    expect(body.errors).toBeUndefined();
    expect(body.data).toHaveProperty('__schema');
  });
});

describe('Beside GraphQL the server', () => {
  it('says that it lives, and whether it is ready; why not, to administrators alone', async () => {
    const get = async (path: string, name?: string) => {
      const response = await fetch(server.address + path, name ? { headers: { authorization: `Bearer ${name}` } } : {});
      return [response.status, await response.json()];
    };
    expect(await get('/health/live')).toEqual([200, { status: 'live' }]);
    expect(await get('/health/ready')).toEqual([200, { status: 'ready' }]);
    server.setProblems(['database: gone']);
    for (const name of [undefined, 'ana', 'nobody', 'broken'])
      expect(await get('/health/ready', name)).toEqual([503, { status: 'not ready' }]);
    expect(await get('/health/ready', 'operator')).toEqual([503, { status: 'not ready', reasons: ['database: gone'] }]);
    server.setProblems([]);
  });

  it('serves the explorer with everything it needs, under a policy that lets nothing in from elsewhere', async () => {
    const page = await fetch(`${server.address}/explorer`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(html).toContain('<title>Concord</title>');
    expect(html).not.toMatch(/https?:/);
    const parts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(parts.length).toBeGreaterThan(4);
    for (const path of [...parts, '/explorer/queries.json']) {
      const response = await fetch(server.address + path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
      expect((await response.text()).length).toBeGreaterThan(200);
    }
  });

  it('answers what it is still doing before it stops', async () => {
    const other = await toyServer();
    const asked = other.ask('{ country { id } }', {}, { authorization: 'Bearer slow' });
    await other.arrived;
    const closed = other.close();
    other.release();
    const [{ status }] = await Promise.all([asked, closed]);
    expect(status).toBe(200);
    await expect(other.ask('{ __typename }')).rejects.toThrow();
  });
});
