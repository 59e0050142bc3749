import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { sha256Of } from '../src/event-sourcing/identity.js';
import { ApiKeys } from '../src/access/api-keys.js';
import { newKey } from '../src/access/key-format.js';
import { ADMIN_KEY } from './support/child-service.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';
import { Conversation } from './support/toy-server.js';

let concord: TestService;
let actors: Record<'agency' | 'partner', string>;
let manager: string;
let ofPartner: { id: string; text: string };

const CREATE =
  'mutation($input: CreateKeyInput!) { createKey(input: $input) { text key { id user organisationId roles scope expiresAt } } }';
const WHO = '{ viewer { user organisationId roles credential expiresAt scope coordinates } }';
const DAY = 86_400_000;

beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, { agency: 'INTL_ORG', partner: 'INTL_ORG' });
  manager = await concord.key({ user: 'manager', actor: actors.agency, scope: ['commands', 'keys'] });
  ofPartner = await made({ name: 'partner', organisation: actors.partner, roles: ['MEMBER'] });
});
afterAll(() => concord.close());

async function made(
  input: object,
  key = ADMIN_KEY,
): Promise<{ id: string; text: string; user: string; expiresAt: string | null }> {
  const { data, errors } = await concord.ask(CREATE, { input: { name: 'a key', ...input } }, key);
  if (errors) throw Object.assign(new Error(errors[0]!.message), errors[0]!.extensions);
  const { text, key: listed } = data.createKey;
  return { text, ...listed };
}

const codeOf = async (query: string, key: string | null, variables: object = {}) =>
  (await concord.ask(query, variables, key)).errors?.[0]?.extensions.code ?? 'none';
const admin = (query: string) => concord.ask(query, {}, ADMIN_KEY);
const revoke = (id: string) => `mutation { revokeKey(id: "${id}") { revokedAt } }`;
const rotate = (id: string, hours = 24) =>
  `mutation { rotateKey(id: "${id}", overlapHours: ${hours}) { text key { id expiresAt replaces } } }`;
const declare = (key: string, actor = actors.agency) =>
  concord.send('declareCommitment', { actor, statement: english('x'), handling: CLEAR }, 'id', key);
const connect = async (key: string, address = concord.address) => {
  const socket = new WebSocket(address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
  const conversation = await new Conversation(socket).begin({ authorization: `Bearer ${key}` });
  await conversation.subscribe('subscription { events { position } }');
  return conversation;
};

describe('A key', () => {
  it('counts for ninety days unless said otherwise, and for ever by the administrator alone', async () => {
    const { text, expiresAt } = await made({ organisation: actors.agency, roles: ['MEMBER'] });
    expect(Math.round((Date.parse(expiresAt!) - Date.now()) / DAY)).toBe(90);
    expect((await concord.ask(WHO, {}, text)).data.viewer).toMatchObject({
      organisationId: actors.agency,
      roles: ['MEMBER'],
      credential: 'API_KEY',
      expiresAt,
      scope: ['commands'],
    });
    expect((await made({ roles: ['READER'], neverExpires: true })).expiresAt).toBeNull();
    await expect(made({ roles: ['READER'], neverExpires: true }, manager)).rejects.toMatchObject({ field: 'input.days' });
  });

  it.each([
    ['days', { days: 0, roles: ['READER'] }],
    ['days', { days: 367, roles: ['READER'] }],
    ['name', { name: '', roles: ['READER'] }],
    ['roles', {}],
    ['organisation', { roles: ['MEMBER'] }],
    ['organisation', { roles: ['READER'], organisation: 'actor_00000000-0000-4000-8000-000000000000' }],
    ['coordinates', { roles: ['COORDINATOR'] }],
    ['coordinates', { roles: ['READER'], coordinates: ['ALL'] }],
    ['coordinates', { roles: ['COORDINATOR'], coordinates: ['ALL', 'actor_00000000-0000-4000-8000-000000000000'] }],
    ['coordinates', { roles: ['COORDINATOR'], coordinates: ['EVERY'] }],
    ['scope', { roles: ['READER'], scope: ['everything'] }],
    ['user', { roles: ['READER'], user: 'user_\u0000' }],
    ['user', { roles: ['READER'], user: 'somebody' }],
    ...['process:visit-clocks', 'importer', 'Importer', 'demonstration', 'exercise'].flatMap((name): [string, object][] => [
      ['user', { roles: ['READER'], user: `user_${name}` }],
      ['user', { documents: [sha256Of('')], user: `user_${name}` }],
    ]),
    ['origins', { roles: ['READER'], origins: ['https://x.example'] }],
    ['documents', { documents: ['sha256:x'] }],
    ['documents', { documents: [] }],
    ['origins', { documents: [sha256Of('')], origins: ['https://x.example/path'] }],
    ['roles', { documents: [sha256Of('')], roles: ['READER'] }],
  ])('is not made where its %s breaks a rule', async (field, input) => {
    await expect(made(input)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` });
  });

  it('has never the role of the processes', async () => {
    expect(await codeOf('mutation { createKey(input: { name: "x", roles: [PROCESS] }) { text } }', ADMIN_KEY)).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('is kept as a hash, and shown by no list', async () => {
    const { rows } = await concord.service.unfiltered.query<{ row: string }>('select k::text as row from access.api_keys k');
    expect(JSON.stringify(rows)).not.toContain(ofPartner.text.slice(0, 20));
    const { data } = await admin('{ apiKeys(first: 500) { id name user roles lastUsedAt } }');
    expect(data.apiKeys.length).toBe(rows.length);
    expect(JSON.stringify(data)).not.toContain('concord_api');
  });

  it('that is mistyped is refused without a look into the database', async () => {
    const { keys } = concord;
    const find = keys.find.bind(keys);
    let looked = 0;
    keys.find = (text) => (looked++, find(text));
    const refusal = async (key: string) => (await concord.ask(WHO, {}, key)).errors![0]!.message;
    expect(await refusal(ofPartner.text.slice(0, -1) + (ofPartner.text.endsWith('x') ? 'y' : 'x'))).toContain('checksum');
    expect(looked).toBe(0);
    expect(await refusal(newKey('api'))).toBe('this key is unknown');
    expect(looked).toBe(1);
    keys.find = find;
  });

  it('of the form that keys had before counts until it is revoked', async () => {
    const { unfiltered: pool } = concord.service;
    const text = 'concord_6mZKq0b3cSx5g9eT7hUjWvYpLrNa1D2F4G8HkMnQtXs';
    await pool.query(
      `insert into access.api_keys (id, hash, user_id, roles, name) values (gen_random_uuid(), sha256(convert_to($1, 'UTF8')), 'old', '{READER}', 'old one')`,
      [text],
    );
    expect((await concord.ask(WHO, {}, text)).data.viewer).toMatchObject({
      user: 'user_old',
      roles: ['READER'],
      expiresAt: null,
    });
    await concord.keys.revoke('old one');
    expect((await concord.ask(WHO, {}, text)).errors![0]!.message).toBe('this key was revoked');
  });

  it('notes when it was used, once a minute', async () => {
    const key = await made({ roles: ['READER'] });
    const used = async () => (await concord.keys.get(key.id))!.lastUsedAt;
    expect(await used()).toBeNull();
    await concord.ask(WHO, {}, key.text);
    let first: Date | null = null;
    while (!first) first = await used();
    expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(60_000);
    await concord.keys.used({ ...(await concord.keys.get(key.id))!, lastUsedAt: null });
    expect(await used()).toEqual(first);
  });

  it('sends what is within its scope, by kinds of record and by names of mutations', async () => {
    const scoped = (scope: string[]) => concord.key({ actor: actors.agency, scope });
    await expect(declare(await scoped([]))).rejects.toThrow('not within the scope');
    await expect(declare(await scoped(['actor', 'withdrawCommitment']))).rejects.toThrow('not within the scope');
    for (const entry of ['commitment', 'declareCommitment', 'commands'])
      expect((await declare(await scoped([entry]))).refusal).toBeNull();
  });
});

describe('A caller learns what it may send', () => {
  const commands = async (key: string | null) => {
    const { data } = await concord.ask('{ viewer { commands { kind commands } } }', {}, key);
    return new Map<string, string[]>(
      data.viewer.commands.map((of: { kind: string; commands: string[] }) => [of.kind, of.commands]),
    );
  };

  it('by its roles: nothing without a key or as a reader, thresholds as the administrator, all others as a member or coordinator', async () => {
    expect(await commands(null)).toEqual(new Map());
    expect(await commands(await concord.key({ roles: ['READER'], actor: actors.agency }))).toEqual(new Map());
    expect([...(await commands(ADMIN_KEY)).keys()]).toEqual(['ruleThreshold']);
    const member = await commands(manager);
    expect(member.get('commitment')).toEqual(expect.arrayContaining(['declareCommitment', 'correctRecord']));
    expect((await commands(concord.coordinator)).get('commitment')).toEqual(member.get('commitment'));
  });

  it('by the scope of its key', async () => {
    const scoped = await commands(await concord.key({ actor: actors.agency, scope: ['withdrawCommitment', 'actor'] }));
    expect([...scoped.keys()].sort()).toEqual(['actor', 'commitment']);
    expect(scoped.get('commitment')).toEqual(['withdrawCommitment']);
  });
});

describe('A key is rotated', () => {
  it('to one with the same rights; both count meanwhile, and the old one ends', async () => {
    const old = await made({ organisation: actors.agency, roles: ['MEMBER'], scope: ['commitment'], days: 10 });
    const { text, key } = (await admin(rotate(old.id, 2))).data.rotateKey;
    expect(key.replaces).toBe(old.id);
    expect(Math.round((Date.parse(key.expiresAt) - Date.now()) / DAY)).toBe(10);
    const now = await Promise.all([old.text, text].map(async (one) => (await concord.ask(WHO, {}, one)).data.viewer));
    expect(Date.parse(now[0].expiresAt) - Date.now()).toBeLessThanOrEqual(2 * 3_600_000);
    const { expiresAt: _old, ...before } = now[0];
    const { expiresAt: _new, ...after } = now[1];
    expect(after).toEqual(before);
  });

  it('without overlap, so that the old one and its connections end at once', async () => {
    const old = await made({ roles: ['READER'] });
    const conversation = await connect(old.text);
    await admin(rotate(old.id, 0));
    expect(await conversation.ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
    const { errors } = await concord.ask(WHO, {}, old.text);
    expect(errors![0]!.message).toContain('expired');
  });

  it('once, from however many sides at once', async () => {
    const old = await made({ roles: ['READER'] });
    const answers = await Promise.all(Array.from({ length: 5 }, () => codeOf(rotate(old.id), ADMIN_KEY)));
    expect(answers.sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'none']);
    expect(await codeOf(rotate(old.id, 721), ADMIN_KEY)).toBe('BAD_USER_INPUT');
  });

  it('not when it was revoked, and not the key of the installation itself', async () => {
    const old = await made({ roles: ['READER'] });
    await admin(revoke(old.id));
    expect(await codeOf(rotate(old.id), ADMIN_KEY)).toBe('CONFLICT');
    const { rows } = await concord.service.unfiltered.query<{ id: string }>(
      `select id from access.api_keys where kind = 'admin'`,
    );
    expect(await codeOf(rotate(rows[0]!.id), ADMIN_KEY)).toBe('CONFLICT');
  });
});

describe("An organisation's own administrator", () => {
  it('makes, lists, rotates and ends its keys', async () => {
    const key = await made({ roles: ['MEMBER', 'READER'] }, manager);
    expect((await concord.ask(WHO, {}, key.text)).data.viewer).toMatchObject({ organisationId: actors.agency });
    const { data } = await concord.ask('{ apiKeys(first: 500) { id organisationId } }', {}, manager);
    expect(new Set(data.apiKeys.map(({ organisationId }: { organisationId: string }) => organisationId))).toEqual(
      new Set([actors.agency]),
    );
    expect(data.apiKeys.map(({ id }: { id: string }) => id)).toContain(key.id);
    const next = (await concord.ask(rotate(key.id), {}, manager)).data.rotateKey;
    expect((await concord.ask(revoke(next.key.id), {}, manager)).data.revokeKey.revokedAt).not.toBeNull();
    expect(await codeOf(WHO, next.text)).toBe('UNAUTHENTICATED');
  });

  it("knows nothing of another organisation's keys, by whatever way it asks", async () => {
    expect(await codeOf(revoke(ofPartner.id), manager)).toBe('NOT_FOUND');
    expect(await codeOf(rotate(ofPartner.id), manager)).toBe('NOT_FOUND');
    expect(await codeOf(revoke('00000000-0000-7000-8000-000000000000'), manager)).toBe('NOT_FOUND');
    const { data } = await concord.ask(`{ apiKeys(organisation: "${actors.partner}", ended: true) { id } }`, {}, manager);
    expect(data.apiKeys).toEqual([]);
    await expect(made({ organisation: actors.partner, roles: ['READER'] }, manager)).rejects.toMatchObject({
      field: 'input.organisation',
    });
    expect(await codeOf(WHO, ofPartner.text)).toBe('none');
  });

  it('gives no role, scope or user that are not its own to give', async () => {
    for (const role of ['ADMINISTRATOR', 'COORDINATOR'])
      await expect(made({ roles: [role], coordinates: ['ALL'] }, manager)).rejects.toMatchObject({ field: 'input.roles' });
    const narrow = await concord.key({ actor: actors.agency, scope: ['commitment', 'keys'] });
    await expect(made({ roles: ['MEMBER'] }, narrow)).rejects.toMatchObject({ field: 'input.scope', value: 'commands' });
    expect((await made({ roles: ['MEMBER'], scope: ['commitment'] }, narrow)).text).toBeDefined();
    const { user } = (await concord.ask(WHO, {}, ofPartner.text)).data.viewer;
    for (const one of [user, 'user_administrator', 'user_nobody-yet'])
      await expect(made({ roles: ['READER'], user: one }, manager)).rejects.toMatchObject({ field: 'input.user' });
    expect((await made({ roles: ['READER'], user: 'user_manager' }, manager)).user).toBe('user_manager');
  });

  it('gets no coordinator by rotating the key of one', async () => {
    const coordinator = await made({ organisation: actors.agency, roles: ['COORDINATOR'], coordinates: ['ALL'] });
    expect((await concord.ask(WHO, {}, coordinator.text)).data.viewer.coordinates).toEqual(['ALL']);
    expect(await codeOf(rotate(coordinator.id), manager)).toBe('FORBIDDEN');
    const wide = await made({ organisation: actors.agency, roles: ['MEMBER'] });
    const narrow = await concord.key({ actor: actors.agency, scope: ['keys'] });
    expect(await codeOf(rotate(wide.id), narrow)).toBe('BAD_USER_INPUT');
  });

  it('is nobody without the scope for it', async () => {
    const member = await concord.key({ actor: actors.agency });
    const reader = await concord.key({ actor: actors.agency, roles: ['READER'], scope: ['keys'] });
    for (const [key, code] of [
      [member, 'FORBIDDEN'],
      [reader, 'FORBIDDEN'],
      [null, 'UNAUTHENTICATED'],
    ] as const)
      for (const query of [
        '{ apiKeys { id } }',
        revoke(ofPartner.id),
        rotate(ofPartner.id),
        'mutation { createKey(input: { name: "x", roles: [READER] }) { text } }',
      ])
        expect(await codeOf(query, key)).toBe(code);
  });
});

describe('A key that ends while a connection is open closes it', () => {
  it('by its own time', async () => {
    const key = await concord.key({ expiresAt: new Date(Date.now() + 1_000), roles: ['READER'] });
    expect(await (await connect(key)).ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
  });

  it('when it is revoked, and no other', async () => {
    const [ended, other] = [await made({ roles: ['READER'] }), await made({ roles: ['READER'] })];
    const [closing, staying] = [await connect(ended.text), await connect(other.text)];
    await admin(revoke(ended.id));
    expect(await closing.ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
    expect(staying.socket.readyState).toBe(WebSocket.OPEN);
    staying.socket.terminate();
  });

  it('when another process revoked it', async () => {
    const key = await made({ roles: ['READER'] });
    const conversation = await connect(key.text);
    await new ApiKeys(concord.service.unfiltered).revoke(key.id);
    expect(await conversation.ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
  });

  it('as it closes one that is opened with it', async () => {
    const socket = new WebSocket(concord.address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
    const init = { type: 'connection_init', payload: { authorization: 'Bearer unknown' } };
    expect(await (await new Conversation(socket).say(init)).ended).toEqual([4401, 'UNAUTHENTICATED: this key is unknown']);
  });
});

describe('A public token', () => {
  const DOCUMENT = '{ commitments { totalCount } }';
  const post = async (key: string, query: string, headers: Record<string, string> = {}, path = '/graphql') => {
    const response = await fetch(concord.address + path, {
      method: path === '/graphql' ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: path === '/graphql' ? JSON.stringify({ query }) : undefined,
    });
    return response.status;
  };

  it('runs its documents, to the letter, and nothing else by any way', async () => {
    const { text } = await made({ documents: [`sha256:${sha256Of(DOCUMENT)}`] });
    expect(text).toMatch(/^concord_public_/);
    // The second time it is answered without Apollo Server.
    for (let time = 0; time < 2; time++) expect(await post(text, DOCUMENT)).toBe(200);
    expect(await post(ADMIN_KEY, DOCUMENT + ' ')).toBe(200);
    expect(await post(text, DOCUMENT + ' ')).toBe(403);
    expect(await post(text, WHO)).toBe(403);
    expect(await post(text, '', {}, `/graphql?query=${encodeURIComponent(WHO)}`)).toBe(403);
    for (const path of ['/calendar.ics', '/partnership-graph.json']) expect(await post(text, '', {}, path)).toBe(403);
    const conversation = await connect(text);
    expect(await conversation.hear()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] });
    conversation.socket.terminate();
  });

  it('sees what everybody sees, whosever it is', async () => {
    const document = '{ viewer { roles organisationId credential } commitments { totalCount } }';
    await declare(manager);
    const declared = { actor: actors.agency, statement: english('within'), handling: { tlp: 'GREEN', audience: [] } };
    const { receipt } = await concord.send('declareCommitment', declared, 'id', manager);
    await concord.ask(`{ at(after: "${receipt.position}") { service { name } } }`);
    const { text } = await made({ documents: [sha256Of(document)] }, manager);
    const asAnybody = (await concord.ask(document, {}, null)).data;
    expect((await concord.ask(document, {}, text)).data).toEqual({
      ...asAnybody,
      viewer: { roles: [], organisationId: null, credential: 'PUBLIC_TOKEN' },
    });
    expect((await concord.ask(document, {}, manager)).data.commitments.totalCount).toBe(asAnybody.commitments.totalCount + 1);
  });

  it('records nothing, whatever document it is bound to', async () => {
    const document = `mutation { declareCommitment(input: { actor: "${actors.agency}", statement: [{ language: "en", text: "x" }], handling: { tlp: CLEAR } }) { receipt { position } } }`;
    const { text } = await made({ documents: [sha256Of(document)] });
    expect(await codeOf(document, text)).toBe('UNAUTHENTICATED');
  });

  it('is taken from the pages of its origins alone', async () => {
    const { text } = await made({ documents: [sha256Of(DOCUMENT)], origins: ['https://dashboard.example.org'] });
    expect(await post(text, DOCUMENT, { origin: 'https://dashboard.example.org' })).toBe(200);
    expect(await post(text, DOCUMENT, { origin: 'https://elsewhere.example.org' })).toBe(403);
    expect(await post(text, DOCUMENT)).toBe(403);
  });
});

it('After a hundred refused keys an address is asked to come later; whoever is known is let in', async () => {
  const other = await testService();
  const status = async (key: string) => {
    const response = await fetch(`${other.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{"query":"{ viewer { user } }"}',
    });
    return [response.status, response.headers.has('retry-after')];
  };
  await status(ADMIN_KEY);
  for (let attempt = 0; attempt < 100; attempt++) expect(await status(`wrong-${attempt}`)).toEqual([401, false]);
  expect(await status('wrong-again')).toEqual([429, true]);
  await other.close();
});
