import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { generateKeyPair, type CryptoKey } from 'jose';
import { Issuer, oidcSettings, RESOURCE, type Told } from './support/issuer.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';
import { Conversation } from './support/toy-server.js';

const WHO = '{ viewer { user organisationId roles credential expiresAt scope coordinates } }';

let issuer: Issuer;
let other: Issuer;
let concord: TestService;
let actors: Record<'agency' | 'partner', string>;
let strange: CryptoKey;

beforeAll(async () => {
  [issuer, other] = await Promise.all([new Issuer().start(), new Issuer().start()]);
  strange = (await generateKeyPair('ES256')).privateKey;
  const organisation = { claim: ['org', 'id'] };
  const trusted = { issuer: issuer.address, organisation, coordinates: { claim: 'for' } };
  concord = await testService({
    oidc: oidcSettings(trusted, { issuer: other.address, audience: 'concord', user: ['person', 'id'] }),
  });
  actors = await registerActors(concord, { agency: 'INTL_ORG', partner: 'INTL_ORG' });
});
afterAll(async () => {
  await concord.close();
  await Promise.all([issuer.close(), other.close()]);
});

async function answer(token: string, query = WHO) {
  const response = await fetch(`${concord.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as never as Body,
  };
}
interface Body {
  readonly data?: { readonly viewer: Record<string, unknown> };
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

describe('An access token of a trusted issuer', () => {
  it('says who its holder is, for whom it speaks, and until when', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const claims = { org: { id: actors.agency }, groups: ['members', 'other'], exp };
    const { viewer } = (await answer(await issuer.token({ claims }))).body.data!;
    expect(viewer).toMatchObject({
      organisationId: actors.agency,
      roles: ['MEMBER'],
      credential: 'ACCESS_TOKEN',
      expiresAt: new Date(exp * 1_000).toISOString(),
      scope: ['commands'],
    });
    expect(JSON.stringify(viewer)).not.toContain('anna');
  });

  it('is of the same user each time, and of another one than that of the same name of another issuer', async () => {
    const user = async (token: string) => (await answer(token)).body.data!.viewer.user;
    const first = await user(await issuer.token());
    expect(await user(await issuer.token())).toBe(first);
    expect(await user(await issuer.token({ claims: { sub: 'ben' } }))).not.toBe(first);
    const elsewhere = await other.token({ claims: { aud: ['concord', 'x'], person: { id: 'anna' } } });
    expect(await user(elsewhere)).not.toBe(first);
  });

  it('lets a member record for its organisation, and a coordinator be one of the organisations named', async () => {
    const member = await issuer.token({ claims: { org: { id: actors.agency }, groups: 'members' } });
    const declared = { actor: actors.agency, statement: english('by token'), handling: CLEAR };
    expect((await concord.send('declareCommitment', declared, 'statement', member)).record.statement).toBe('by token');
    const coordinator = await issuer.token({ claims: { groups: ['coordinators'], for: [actors.partner, 'nobody'] } });
    expect((await answer(coordinator)).body.data!.viewer).toMatchObject({ coordinates: [actors.partner] });
  });

  const now = () => Math.floor(Date.now() / 1_000);
  const refused: readonly (readonly [what: string, told: () => Told | Promise<Told>])[] = [
    ['for another audience', () => ({ claims: { aud: 'https://elsewhere.example.org' } })],
    ['without an audience', () => ({ claims: { aud: undefined } })],
    ['of an issuer that is not trusted', () => ({ claims: { iss: 'https://login.example.org' } })],
    ['that names one trusted issuer and is signed by another', () => ({ claims: { iss: other.address, aud: 'concord' } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['without a type', () => ({ header: { typ: undefined } })],
    ['that has expired', () => ({ claims: { exp: now() - 1 } })],
    ['without an end', () => ({ claims: { exp: undefined } })],
    ['that does not count yet', () => ({ claims: { nbf: now() + 60 } })],
    ['without a subject', () => ({ claims: { sub: undefined } })],
    ['without an id', () => ({ claims: { jti: undefined } })],
    ['without a client', () => ({ claims: { client_id: undefined } })],
    ['signed with an unknown key', () => ({ key: strange })],
    ['that names an unknown key', () => ({ header: { kid: 'unknown' }, key: strange })],
    ['that names no key', () => ({ header: { kid: undefined } })],
    [
      'signed with the public key as a shared secret',
      () => ({ header: { alg: 'HS256' }, key: Buffer.from(JSON.stringify(issuer.jwk)) }),
    ],
    ['with a shared secret', () => ({ header: { alg: 'HS512' }, key: new Uint8Array(64) })],
    ['that gives a user no name', () => ({ claims: { sub: '' } })],
  ];

  it.each(refused)('is refused %s, as RFC 6750 says', async (_what, told) => {
    const { status, challenge, body } = await answer(await issuer.token(await told()));
    expect(body.data ?? null).toBeNull();
    expect(body.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect(status).toBe(401);
    expect(challenge).toMatch(
      /^Bearer resource_metadata="https:\/\/concord\.example\.org\/\.well-known\/oauth-protected-resource", error="invalid_token", error_description="[ !#-[\]-~]+"$/,
    );
  });

  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each<readonly [what: string, alter: (token: string) => string]>([
    [
      'without a signature (none)',
      (token) => `${base64({ alg: 'none', typ: 'at+jwt', kid: issuer.jwk.kid })}.${token.split('.')[1]}.`,
    ],
    ['whose signature was left out', (token) => `${token.split('.').slice(0, 2).join('.')}.`],
    [
      'whose claims were changed',
      (token) => {
        const [head, body, signature] = token.split('.') as [string, string, string];
        const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
        return [head, base64({ ...claims, groups: ['coordinators'] }), signature].join('.');
      },
    ],
    ['of 10,000 characters', (token) => token + 'A'.repeat(10_000)],
    ['that is no JSON', () => 'eyJhbGciOiJ.eyJ.x'],
  ])('is refused %s', async (_what, alter) => {
    const { status, challenge } = await answer(alter(await issuer.token()));
    expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
  });

  it.each([
    ['no group that gives a role', { groups: ['others'] }],
    ['no group at all', { groups: undefined }],
    ['a group by the name of an object', { groups: ['constructor', '__proto__'] }],
  ])('with %s is let in to nothing: insufficient scope', async (_what, claims) => {
    const { status, challenge, body } = await answer(await issuer.token({ claims }));
    expect([status, body.errors![0]!.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(challenge).toContain('error="insufficient_scope"');
  });

  it('signed with a new key of its issuer counts at once, and one signed with the old key no more', async () => {
    const before = await issuer.token();
    await issuer.rotate('RS256');
    expect((await answer(await issuer.token())).status).toBe(200);
    expect((await answer(before)).status).toBe(401);
  });

  it('may have a scope that manages the keys of its organisation', async () => {
    const manager = await issuer.token({ claims: { org: { id: actors.agency }, groups: ['members', 'managers'] } });
    const made = await concord.ask(
      'mutation { createKey(input: { name: "x", roles: [READER] }) { key { organisationId } } }',
      {},
      manager,
    );
    expect(made.data.createKey.key.organisationId).toBe(actors.agency);
    const member = await issuer.token({ claims: { org: { id: actors.agency }, groups: ['members'] } });
    const refusedTo = await concord.ask('mutation { createKey(input: { name: "x", roles: [READER] }) { text } }', {}, member);
    expect(refusedTo.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  it('closes the connection that it opened when it expires', async () => {
    const token = await issuer.token({ claims: { exp: now() + 2 } });
    const socket = new WebSocket(concord.address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
    const conversation = await new Conversation(socket).begin({ authorization: `Bearer ${token}` });
    await conversation.subscribe('subscription { events { position } }');
    expect(await conversation.ended).toEqual([4403, 'UNAUTHENTICATED: the credential has ended']);
  });
});

describe('A service that trusts issuers', () => {
  it('says which they are (RFC 9728)', async () => {
    const response = await fetch(`${concord.address}/.well-known/oauth-protected-resource`);
    expect(await response.json()).toEqual({
      resource: RESOURCE,
      resource_name: 'Concord',
      authorization_servers: [issuer.address, other.address],
      bearer_methods_supported: ['header'],
    });
  });

  it('asks for a credential without an error where there was none that it knows', async () => {
    const response = await fetch(`${concord.address}/calendar.ics`, { headers: { authorization: 'Basic YTpi' } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer resource_metadata="${RESOURCE}/.well-known/oauth-protected-resource"`,
    ]);
  });
});

describe('An issuer that cannot be asked', () => {
  const silent = async (interfere: Issuer['interfere']) => {
    const down = await new Issuer().start();
    down.interfere = interfere;
    const settings = { ...oidcSettings({ issuer: down.address }), timeout: 0.2 };
    const service = await testService({ oidc: settings });
    const ask = async () => {
      const response = await fetch(`${service.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await down.token()}` },
        body: '{"query":"{ viewer { user } }"}',
      });
      return {
        status: response.status,
        after: response.headers.get('retry-after'),
        body: (await response.json()) as never as Body,
      };
    };
    return { down, service, ask };
  };
  const failures: readonly (readonly [what: string, interfere: NonNullable<Issuer['interfere']>])[] = [
    ['does not answer', () => true],
    ['breaks off', (_path, response) => (response.destroy(), true)],
    ['fails', (_path, response) => (response.writeHead(500).end(), true)],
    ['says nonsense', (_path, response) => (response.writeHead(200).end('<html>'), true)],
    [
      'is another one',
      (_path, response) => (response.writeHead(200).end('{"issuer":"https://x.example","jwks_uri":"https://x.example"}'), true),
    ],
    ['sends elsewhere', (_path, response) => (response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), true)],
    ['has keys that do not come', (path) => path === '/jwks'],
  ];

  it.each(failures)('because it %s lets nobody in, and says: try again', async (_what, interfere) => {
    const { down, service, ask } = await silent(interfere);
    const { status, after, body } = await ask();
    expect([status, after, body.errors![0]!.extensions.code]).toEqual([503, '5', 'UNAVAILABLE']);
    const socket = new WebSocket(service.address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
    const conversation = await new Conversation(socket).say({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await down.token()}` },
    });
    expect((await conversation.ended)[0]).toBe(1013);
    await service.close();
    await down.close();
  });
});
