import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MAX_BODY, MAX_FRAME, MAX_SUBSCRIPTIONS, MAX_TEXT } from '../src/graphql/server/limits.js';
import { rejections } from '../src/platform/metrics.js';
import { type Conversation, type ToyServer, toyServer } from './support/toy-server.js';

let server: ToyServer;
let poor: ToyServer;
let few: ToyServer;
beforeAll(async () => {
  server = await toyServer();
  poor = await toyServer({ pointsPerMinute: 5 });
  few = await toyServer({ maxConnections: 1, requestTimeout: 200, checkInterval: 20 });
});
afterAll(() => Promise.all([server, poor, few].map((one) => one.close())));

async function counts(): Promise<Record<string, number>> {
  const { values } = await rejections.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.rule!, value]));
}

/** Waits until a rule has been counted, and gives what any rule was counted meanwhile. */
async function counted(rule: string, before: Record<string, number>): Promise<Record<string, number>> {
  for (;;) {
    const now = await counts();
    const grown = Object.entries(now).flatMap(([name, value]) => {
      const more = value - (before[name] ?? 0);
      return more > 0 ? [[name, more] as const] : [];
    });
    if (grown.some(([name]) => name === rule)) return Object.fromEntries(grown);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const repeat = (count: number, one: (at: number) => string) => Array.from({ length: count }, (_, at) => one(at)).join(' ');
const ask = (query: string, variables?: object) => () => server.ask(query, variables);
const get =
  (path: string, headers: Record<string, string> = {}) =>
  () =>
    fetch(server.address + path, { headers });
const GET = `/graphql?query=${encodeURIComponent('{ country { id } }')}`;

async function overSocket(talk: (conversation: Conversation) => Promise<unknown>, headers = {}, path = '/graphql') {
  const conversation = server.socket(path, undefined, headers);
  await talk(conversation);
  conversation.socket.terminate();
}

const WAYS: readonly (readonly [rule: string, way: () => Promise<unknown>])[] = [
  ['text', ask(`# ${'x'.repeat(MAX_TEXT)}\n{ country { id } }`)],
  ['unwritable', ask('{ city(id: "a\0") { id } }')],
  ['unwritable', ask('query ($id: ID!) { city(id: $id) { id } }', { id: '\ud800' })],
  ['nesting', ask(`{ ${'{'.repeat(100)}`)],
  ['tokens', ask(`{ ${'a '.repeat(5_001)} }`)],
  ['syntax', ask('{ country {')],
  ['validation', ask('{ one two three }')],
  ['definitions', ask(repeat(101, (at) => `query Q${at} { country { id } }`))],
  ['recursion', ask('{ ...A } fragment A on Query { ...A }')],
  ['depth', ask(`{ ${'a { '.repeat(30)} b ${'} '.repeat(31)}`)],
  ['aliases', ask(`{ ${repeat(201, (at) => `a${at}: __typename`)} }`)],
  ['selections', ask(`{ ${repeat(2_001, (at) => `a${at}`)} }`)],
  ['repeats', ask(`{ ${repeat(51, () => '__typename')} }`)],
  ['directives', ask(`query ${repeat(51, () => '@a')} { __typename }`)],
  ['cost', ask(`{ ${repeat(190, (at) => `a${at}: __schema { types { fields { type { fields { name } } } } }`)} }`)],
  ['accept', get(GET, { accept: 'text/html', 'apollo-require-preflight': 'yes' })],
  ['preflight', get(GET)],
  ['body', () => server.post(' '.repeat(MAX_BODY + 1)).catch(() => undefined)],
  ['path', () => overSocket(({ ended }) => ended, {}, '/elsewhere')],
  [
    'origin',
    () =>
      overSocket(async (one) => (await one.say({ type: 'connection_init', payload: { authorization: 'Bearer ana' } })).ended, {
        origin: 'https://other.example',
      }),
  ],
  ['operation', () => overSocket(async (one) => (await (await one.begin()).subscribe('{ country { id } }')).hear())],
  ['frame', () => overSocket(async (one) => (await (await one.begin()).say('x'.repeat(MAX_FRAME + 1))).ended)],
  [
    'subscriptions',
    () =>
      overSocket(async (one) => {
        await one.begin();
        for (let n = 0; n <= MAX_SUBSCRIPTIONS; n++) await one.subscribe('subscription { endless }', {}, String(n));
        for (let told = await one.hear(); told && told.type !== 'error';) told = await one.hear();
      }),
  ],
  ['rate', () => poor.ask(`{ ${repeat(100, (at) => `a${at}: __typename`)} }`).then(() => poor.ask('{ __typename }'))],
];

it.each(WAYS)('A rejection by the rule %s is counted once', async (rule, way) => {
  const before = await counts();
  await way();
  expect(await counted(rule, before)).toEqual({ [rule]: 1 });
});

it('A request that does not arrive in time, and a connection too many, are counted', async () => {
  const before = await counts();
  const slow = few.tcp().on('error', () => undefined);
  slow.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n');
  await new Promise((resolve) => slow.once('connect', resolve));
  const second = few.tcp().on('error', () => undefined);
  await new Promise((resolve) => second.once('close', resolve));
  expect(await counted('connections', before)).toMatchObject({ connections: 1 });
  expect(await counted('slow', before)).toMatchObject({ slow: 1 });
  slow.destroy();
});
