import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type Conversation, type Ended, type ToyServer, toyServer } from './support/toy-server.js';

let server: ToyServer;
beforeAll(async () => {
  server = await toyServer();
});
afterAll(() => server.close());

interface Told {
  readonly type: string;
  readonly id?: string;
  readonly payload?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: Record<string, unknown>;
  }[];
}

const TICK = 'subscription { ticks(count: 2) }';
const init = { type: 'connection_init' };

/** All that comes until an operation is at its end. */
async function untilEnd(conversation: Conversation): Promise<Told[]> {
  const told: Told[] = [];
  for (let message = await conversation.hear(); message; message = await conversation.hear()) {
    told.push(message);
    if (message.type === 'complete' || message.type === 'error') break;
  }
  return told;
}

async function refusalOf(query: string, variables: object = {}) {
  const conversation = await server.socket().begin();
  await conversation.subscribe(query, variables);
  const told = await untilEnd(conversation);
  conversation.socket.terminate();
  return told;
}

describe('A subscription over WebSocket', () => {
  it('gives each event and then ends, more than once on a connection', async () => {
    const conversation = await server.socket().begin();
    for (const id of ['1', '2']) {
      await conversation.subscribe(TICK, {}, id);
      expect(await untilEnd(conversation)).toEqual([
        { id, type: 'next', payload: { data: { ticks: 0 } } },
        { id, type: 'next', payload: { data: { ticks: 1 } } },
        { id, type: 'complete' },
      ]);
    }
    conversation.socket.terminate();
  });

  it.each([
    ['by the connection parameters', { Authorization: 'Bearer ana' }, {}],
    ['by parameters in small letters', { authorization: 'Bearer ana' }, {}],
    ['by the header', undefined, { authorization: 'Bearer ana' }],
    ['by the parameters where the header says otherwise', { authorization: 'Bearer ana' }, { authorization: 'Bearer ben' }],
  ])('knows who asks %s', async (_how, payload, headers) => {
    const conversation = await server.socket('/graphql', ['graphql-transport-ws'], headers).begin(payload);
    await conversation.subscribe('subscription { who }');
    expect((await untilEnd(conversation))[0]).toMatchObject({ payload: { data: { who: 'ana' } } });
    conversation.socket.terminate();
  });

  it('is refused to keys that are not known as over HTTP, and closes the connection', async () => {
    const conversation = await server.socket().say({ ...init, payload: { authorization: 'Bearer nobody' } });
    expect(await conversation.ended).toEqual([4401, 'UNAUTHENTICATED: no such key']);
  });

  it('tells nothing where authentication itself fails', async () => {
    const conversation = await server.socket().say({ ...init, payload: { authorization: 'Bearer broken' } });
    const [code, reason] = await conversation.ended;
    expect(code).toBe(4500);
    expect(reason).toContain(server.incidents.at(-1)!.incident);
    expect(reason).not.toContain('secret');
    expect((server.incidents.at(-1)!.cause as Error).message).toBe('secret of the database');
  });

  it('ends for the source when the client does', async () => {
    const conversation = await server.socket().begin();
    await conversation.subscribe('subscription { endless }');
    await conversation.hear();
    await conversation.say({ type: 'complete', id: '1' });
    await conversation.subscribe(TICK, {}, '2');
    expect((await untilEnd(conversation)).map(({ id }) => id)).toEqual(['2', '2', '2']);
    conversation.socket.terminate();
  });
});

describe('Errors over WebSocket have the codes that they have over HTTP', () => {
  it.each([
    ['a syntax error', 'subscription {', {}, 'Syntax Error'],
    ['an unknown field', 'subscription { nope }', {}, 'Cannot query field "nope"'],
    [
      'a variable of another type',
      'subscription($n: Int!) { ticks(count: $n) }',
      { n: 'many' },
      'Variable "$n" got invalid value',
    ],
    ['a variable left out', 'subscription($n: Int!) { ticks(count: $n) }', {}, 'Variable "$n" of required type'],
    ['an argument of another type', 'subscription { ticks(count: "many") }', {}, 'Int cannot represent'],
    ['two fields at once', 'subscription { ticks endless }', {}, 'must select only one top level field'],
    ['a query', '{ country { id } }', {}, 'a query goes over HTTP'],
    ['a mutation', 'mutation { add(n: 1) }', {}, 'a mutation goes over HTTP'],
    ['too many tokens', `subscription { ticks ${'__typename '.repeat(5_001)} }`, {}, 'Document contains more that 5000 tokens'],
    [
      'too many aliases',
      `subscription { ticks } query Q { ${Array.from({ length: 201 }, (_, at) => `a${at}: country { id }`).join(' ')} }`,
      {},
      '',
    ],
  ])('%s is BAD_USER_INPUT', async (_what, query, variables, message) => {
    const before = server.incidents.length;
    const [told] = await refusalOf(query, variables);
    const errors = told!.type === 'next' ? (told!.payload as unknown as { errors: Told['payload'] }).errors! : told!.payload!;
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(errors[0]!.message).toContain(message);
    expect(server.incidents).toHaveLength(before);
  });

  it.each([
    ['before its first event', 'failsAtOnce', 'the secret of the beginning'],
    ['after some', 'fails', 'the secret of the source'],
  ])('a source that fails %s is INTERNAL, with an incident number and nothing of the cause', async (_when, field, secret) => {
    const told = await refusalOf(`subscription { ${field} }`);
    expect(JSON.stringify(told)).toContain('"code":"INTERNAL"');
    expect(JSON.stringify(told)).not.toContain('secret');
    const { incident, cause } = server.incidents.at(-1)!;
    expect(JSON.stringify(told)).toContain(incident);
    expect((cause as Error).message).toBe(secret);
  });

  it('a connection has at most 50 subscriptions', async () => {
    const conversation = await server.socket().begin();
    for (let id = 0; id <= 50; id++) await conversation.subscribe('subscription { endless }', {}, String(id));
    for (;;) {
      const told = (await conversation.hear()) as Told;
      if (told.type === 'next') continue;
      expect(told).toMatchObject({ id: '50', type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
      break;
    }
    conversation.socket.terminate();
  });
});

describe('The protocol of WebSockets', () => {
  const subscribe = (payload: unknown) => ({ type: 'subscribe', id: '1', payload });
  const closes: readonly (readonly [what: string, messages: readonly unknown[], ended: Ended])[] = [
    ['what is no JSON', ['{'], [4400, 'Invalid message received']],
    ['an unknown kind of message', [{ type: 'x' }], [4400, 'Invalid message received']],
    ['an answer, which only servers give', [init, { type: 'next', id: '1', payload: {} }], [4400, 'Invalid message received']],
    ['a subscription before the beginning', [subscribe({ query: TICK })], [4401, 'Unauthorized']],
    ['a second beginning', [init, init], [4429, 'Too many initialisation requests']],
    ['a subscription without a query', [init, subscribe({})], [4400, 'Invalid message received']],
    [
      'two subscriptions of one id',
      [init, subscribe({ query: 'subscription { endless }' }), subscribe({ query: TICK })],
      [4409, 'Subscriber for 1 already exists'],
    ],
    ['a message of more than 512 KiB', [{ ...init, payload: { a: 'x'.repeat(512 * 1024) } }], [1009, '']],
  ];

  it.each(closes)('closes a connection for %s', async (_what, messages, ended) => {
    const conversation = server.socket();
    for (const message of messages) {
      await conversation.say(message);
      if (message === init) await conversation.hear();
    }
    expect(await conversation.ended).toEqual(ended);
  });

  it('is refused to those who offer another', async () => {
    // The client itself turns away from a server that speaks none of its protocols.
    expect(await server.socket('/graphql', ['graphql-ws']).ended).toEqual([0, '']);
    expect(await server.socket('/graphql', []).ended).toEqual([4406, 'Subprotocol not acceptable']);
  });

  it.each([
    ['an operation of another name', { query: TICK, operationName: 'x' }],
    ['a document without an operation', { query: 'fragment F on Query { __typename }' }],
  ])('refuses %s and goes on', async (_what, payload) => {
    const conversation = await server.socket().begin();
    await conversation.say(subscribe(payload));
    expect(await conversation.hear()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    await conversation.subscribe(TICK);
    expect(await untilEnd(conversation)).toHaveLength(3);
    conversation.socket.terminate();
  });

  it.each([
    ['200 kB', { a: 'x'.repeat(200_000) }],
    ['a prototype', JSON.parse('{"__proto__":{"authorization":"Bearer nobody"}}') as object],
    ['nothing', null],
  ])('takes a beginning with %s', async (_what, payload) => {
    const conversation = await server.socket().say({ ...init, payload });
    expect(await conversation.hear()).toEqual({ type: 'connection_ack' });
    conversation.socket.terminate();
  });

  it('answers pings', async () => {
    const conversation = await (await server.socket().begin()).say({ type: 'ping' });
    expect(await conversation.hear()).toEqual({ type: 'pong' });
    conversation.socket.terminate();
  });
});

describe('The service outlives', () => {
  const upgrade = (path: string, protocol: string) =>
    [
      `GET ${path} HTTP/1.1`,
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Sec-WebSocket-Protocol: ${protocol}`,
      '\r\n',
    ].join('\r\n');

  it.each([
    ['/graphql', 'graphql-transport-ws'],
    ['/graphql', 'other'],
    ['/other', 'graphql-transport-ws'],
    ['/other', 'graphql-ws'],
  ])('peers that reset the connection in an upgrade to %s by %s', async (path, protocol) => {
    for (const answerFirst of [true, false, true]) {
      const peer = server.tcp().on('error', () => undefined);
      await once(peer, 'connect');
      peer.write(upgrade(path, protocol));
      if (answerFirst) await once(peer, 'data');
      peer.resetAndDestroy();
      await once(peer, 'close');
    }
    expect((await server.ask('{ country { id } }')).status).toBe(200);
  });

  it('upgrades to another path, which it refuses', async () => {
    expect(await server.socket('/other').ended).toEqual([404, '']);
  });

  it('peers that break off in the middle of a subscription', async () => {
    const conversation = await server.socket().begin();
    await conversation.subscribe('subscription { endless }');
    await conversation.hear();
    conversation.socket.terminate();
    await conversation.ended;
    expect((await server.ask('{ country { id } }')).status).toBe(200);
  });
});

it('A service that stops closes its WebSockets so that clients connect again, those at rest and those in a subscription', async () => {
  const other = await toyServer();
  const [idle, busy] = [await other.socket().begin(), await other.socket().begin()];
  await busy.subscribe('subscription { endless }');
  await busy.hear();
  await other.close();
  for (const { ended } of [idle, busy]) expect(await ended).toEqual([1001, 'the service is stopping: connect again']);
});
