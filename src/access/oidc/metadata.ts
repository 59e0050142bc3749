import { z } from 'zod';
import { address } from './settings.js';

const metadata = z.looseObject({ issuer: z.string(), jwks_uri: address });

/**
 * Where an issuer's keys are, by its metadata (RFC 8414, then OpenID Connect Discovery).
 * @param timeoutMs milliseconds that each of the two has to answer
 * @throws what keeps it from being known
 */
export async function jwksAddress(issuer: string, timeoutMs: number): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const oauth = `${origin}/.well-known/oauth-authorization-server${path}`;
  const openid = `${origin}${path}/.well-known/openid-configuration`;
  return ask(oauth, issuer, timeoutMs).catch(() => ask(openid, issuer, timeoutMs));
}

async function ask(where: string, issuer: string, timeoutMs: number): Promise<string> {
  const response = await fetch(where, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`${where} answers with ${response.status}`);
  const { issuer: named, jwks_uri } = metadata.parse(await response.json());
  if (named !== issuer) throw new Error(`${where} is the metadata of another issuer: ${named}`);
  return jwks_uri;
}
