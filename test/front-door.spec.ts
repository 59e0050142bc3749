import { afterEach, describe, expect, it } from '@jest/globals';
import { type Socket } from 'node:net';
import { rejections } from '../src/platform/metrics.js';
import { type ToyServer, toyServer } from './support/toy-server.js';

const open: ToyServer[] = [];
const serve = async (settings: Parameters<typeof toyServer>[0] = {}) => {
  const server = await toyServer(settings);
  open.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const ASK = { query: '{ country { id } }' };
const DASHBOARD = 'https://dashboard.example';

async function post({ address }: ToyServer, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

/** What a browser learns before it sends a request of a page of this site. */
async function preflight({ address }: ToyServer, origin: string) {
  const { status, headers } = await fetch(`${address}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });
  return { status, origin: headers.get('access-control-allow-origin'), headers: headers.get('access-control-allow-headers')! };
}

describe('A page of another site', () => {
  it('may send a key where its site is listed, and otherwise none', async () => {
    const server = await serve({ origins: [DASHBOARD] });
    const listed = await preflight(server, DASHBOARD);
    expect(listed).toMatchObject({ status: 204, origin: DASHBOARD });
    expect(listed.headers).toContain('authorization');
    const other = await preflight(server, 'https://other.example');
    expect(other).toMatchObject({ status: 204, origin: '*' });
    expect(other.headers).not.toContain('authorization');
  });

  it('reads what is CLEAR, never with credentials, and nothing that was asked with a key', async () => {
    const server = await serve({ origins: [DASHBOARD] });
    const allowed = async (origin: string, headers = {}) => {
      const answered = await post(server, ASK, { origin, ...headers });
      expect(answered.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answered.headers.get('vary')).toContain('origin');
      return answered.headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://other.example')).toBe('*');
    expect(await allowed('https://other.example', { authorization: 'Bearer ana' })).toBeNull();
    expect(await allowed(DASHBOARD, { authorization: 'Bearer ana' })).toBe(DASHBOARD);
  });

  it('opens a WebSocket for what is CLEAR, and is refused with a key unless its site is listed', async () => {
    const server = await serve({ origins: [DASHBOARD] });
    const begin = (origin: string, authorization?: string) =>
      server
        .socket('/graphql', ['graphql-transport-ws'], { origin })
        .say({ type: 'connection_init', payload: { authorization } });
    const refused = await begin('https://other.example', 'Bearer ana');
    expect(await refused.ended).toEqual([4403, 'FORBIDDEN: pages of this site may not send keys']);
    for (const conversation of [await begin('https://other.example'), await begin(DASHBOARD, 'Bearer ana')]) {
      expect(await conversation.hear()).toEqual({ type: 'connection_ack' });
      conversation.socket.terminate();
    }
  });

  it('asks by a plain GET for what was saved, and for nothing else', async () => {
    const server = await serve();
    const { createHash } = await import('node:crypto');
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(ASK.query).digest('hex') };
    const saved = `?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery }))}`;
    const get = async (search: string) => {
      const response = await fetch(`${server.address}/graphql${search}`);
      return { status: response.status, text: await response.text() };
    };
    expect((await get(saved)).status).toBe(400);
    const unknown = await post(server, { extensions: { persistedQuery } });
    expect(unknown.body).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    expect((await post(server, { ...ASK, extensions: { persistedQuery } })).status).toBe(200);
    expect(await get(saved)).toMatchObject({ status: 200, text: expect.stringContaining('"country"') });
    expect((await get(`?query=${encodeURIComponent(ASK.query)}`)).status).toBe(400);
  });
});

describe('Every answer', () => {
  it.each(['/graphql', '/health/live', '/', '/explorer', '/explorer/explorer.js', '/nothing'])(
    'of %s has headers of security and the number of its request',
    async (path) => {
      const server = await serve();
      const { headers } = await fetch(server.address + path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('has the number that its caller gave the request, where it is a sane one', async () => {
    const server = await serve();
    const numbered = async (id: string) => {
      const { headers, body } = await post(server, { query: '{ mishap { early } }' }, { 'x-request-id': id });
      const [{ extensions }] = (body as { errors: [{ extensions: { requestId: string } }] }).errors;
      expect(extensions.requestId).toBe(headers.get('x-request-id'));
      return extensions.requestId;
    };
    expect(await numbered('dashboard:42.7-b')).toBe('dashboard:42.7-b');
    for (const id of ['short', 'with spaces in it', '"quoted"-"quoted"', 'x'.repeat(200)])
      expect(await numbered(id)).not.toBe(id);
  });
});

describe('What the service shows of itself', () => {
  it('is neither its schema, nor names in the place of wrong ones, nor its pages where they are off', async () => {
    const server = await serve({ introspection: false, suggestions: false, dashboard: false, explorer: false });
    const messages = async (query: string, variables = {}) => JSON.stringify((await server.ask(query, variables)).body.errors);
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "City") { name } }'])
      expect(await messages(query)).toContain('introspection');
    expect(await messages('{ countri { id } }')).not.toContain('Did you mean');
    expect(await messages('query($c: Size) { city(id: "riga") { echo(size: $c) } }', { c: 'SMAL' })).not.toContain('SMALL');
    expect((await server.ask('{ __typename }')).body.data).toEqual({ __typename: 'Query' });
    for (const page of ['/', '/states', '/explorer']) expect((await fetch(server.address + page)).status).toBe(404);
    const conversation = await server.socket().begin();
    await conversation.subscribe('subscription { tick }');
    expect(JSON.stringify(await conversation.hear())).not.toContain('Did you mean');
    conversation.socket.terminate();
  });

  it('suggests names where nothing else is said', async () => {
    const server = await serve();
    expect(JSON.stringify((await server.ask('{ countri { id } }')).body)).toContain('Did you mean');
  });
});

describe('A caller', () => {
  it('has so many points a minute, learns what it has left, and when it has points again', async () => {
    const server = await serve({ pointsPerMinute: 100 });
    const first = await post(server, ASK);
    expect(first.headers.get('ratelimit-policy')).toBe('"points";q=100;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"points";r=\d+;t=60$/);
    let last = first;
    for (let n = 0; n < 100 && last.status === 200; n++) last = await post(server, ASK);
    expect(last.status).toBe(429);
    expect(last.body).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.headers.get('ratelimit')).toMatch(/^"points";r=0;t=\d+$/);
    expect((await fetch(`${server.address}/health/live`)).status).toBe(200);
  });

  it('that has no points left takes no time of others: its documents are not read', async () => {
    const server = await serve({ pointsPerMinute: 5 });
    const readAndRefused = async () =>
      (await rejections.get()).values.find(({ labels }) => labels.rule === 'validation')?.value ?? 0;
    const before = await readAndRefused();
    expect((await post(server, { query: '{ nope }' })).status).toBe(400);
    expect(await readAndRefused()).toBe(before + 1);
    for (let n = 0; n < 5; n++) expect((await post(server, { query: `{ nope${n} }` })).status).toBe(429);
    expect(await readAndRefused()).toBe(before + 1);
  });

  it('pays for what is refused too, by whatever way it asks, and for nobody else', async () => {
    const server = await serve({ pointsPerMinute: 100 });
    let status = 400;
    for (let n = 0; n < 100 && status === 400; n++)
      status = (await post(server, { query: '{ nope }' }, { authorization: 'Bearer ana' })).status;
    expect(status).toBe(429);
    const conversation = await server.socket().begin({ authorization: 'Bearer ana' });
    await conversation.subscribe('subscription { ticks }');
    expect(await conversation.hear()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    conversation.socket.terminate();
    expect((await post(server, ASK, { authorization: 'Bearer ben' })).status).toBe(200);
  });
});

describe('What is remembered for speed', () => {
  it('takes no more memory than it may, whatever is asked', async () => {
    const { gate, ask } = await serve();
    const text = 'x'.repeat(200_000);
    for (let n = 0; n < 20; n++) expect((await ask(`# ${n} ${text}\n{ country { id } }`)).status).toBe(200);
    expect(gate.operations.size).toBeGreaterThan(20_000_000);
    expect(gate.operations.size).toBeLessThan(64 * 1_048_576);
  });
});

/** Opens a connection and sends the beginning of a request. @returns it, and what ends it */
function begin(server: ToyServer, text: string): { readonly socket: Socket; readonly ended: Promise<unknown> } {
  const socket = server.tcp().on('error', () => undefined);
  socket.resume();
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(text);
  return { socket, ended };
}

describe('Connections', () => {
  const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n';

  it('whose request does not arrive whole in time are closed, though they go on sending', async () => {
    const server = await serve({ requestTimeout: 300, checkInterval: 50 });
    const drips = Array.from({ length: 100 }, () => begin(server, HEAD));
    const dripping = setInterval(() => drips.forEach(({ socket }) => socket.writable && socket.write(' ')), 20);
    await Promise.all(drips.map(({ ended }) => ended));
    clearInterval(dripping);
    expect((await server.ask(ASK.query)).status).toBe(200);
  });

  it('whose headers do not arrive in time are closed', async () => {
    const server = await serve({ requestTimeout: 300, checkInterval: 50 });
    const { ended } = begin(server, 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-a: ');
    await ended;
  });

  it('that rest too long are closed', async () => {
    const server = await serve({ keepAliveTimeout: 100, checkInterval: 50 });
    const { ended } = begin(server, 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await ended;
  });

  it('are no more than there may be', async () => {
    const server = await serve({ maxConnections: 5 });
    const held = Array.from({ length: 5 }, () => begin(server, HEAD));
    const { ended } = begin(server, HEAD);
    await ended;
    held[0]!.socket.destroy();
    await held[0]!.ended;
    for (const { socket } of held) socket.destroy();
  });
});
