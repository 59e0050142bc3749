import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { oidcSettings, RESOURCE } from './support/issuer.js';
import { testService, type TestService } from './support/service.js';

const ELSEWHERE = 'https://elsewhere.example.org';
const CLIENT = { id: 'dashboard', secret: 'a secret of the client' };

/** A certified implementation on loopback: its access tokens for one client, by its own credentials, for one resource or another. */
async function provider(server: Server): Promise<string> {
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  // @ts-expect-error it comes without types
  const { Provider } = (await import('oidc-provider')) as {
    Provider: new (issuer: string, options: object) => { callback(): never };
  };
  const made = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'first' }] },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    extraTokenClaims: () => ({ groups: ['readers'] }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx: unknown, audience: string) => ({
          audience,
          scope: 'read',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 60,
        }),
      },
    },
  });
  server.on('request', made.callback());
  return issuer;
}

describe('An access token of an OpenID provider', () => {
  const server = createServer();
  let issuer: string;
  let concord: TestService;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    issuer = await provider(server);
    concord = await testService({ oidc: oidcSettings({ issuer }) });
  });
  afterAll(async () => {
    await concord.close();
    server.closeAllConnections();
    server.close();
  });

  async function token(resource: string): Promise<string> {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'read' }),
    });
    const body = (await response.json()) as { access_token: string };
    expect(body).toHaveProperty('access_token');
    return body.access_token;
  }

  it('is found to be its own by its metadata and its keys, and lets its holder in', async () => {
    const given = await token(RESOURCE);
    expect(decodeProtectedHeader(given)).toMatchObject({ typ: 'at+jwt', kid: 'first' });
    const { data } = await concord.ask('{ viewer { roles credential } }', {}, given);
    expect(data.viewer).toEqual({ roles: ['READER'], credential: 'ACCESS_TOKEN' });
  });

  it('that is for another service is refused', async () => {
    const { errors } = await concord.ask('{ viewer { roles } }', {}, await token(ELSEWHERE));
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});
