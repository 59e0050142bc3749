import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK, SignJWT } from 'jose';

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** What a token of the issuer says beside what all of them do; `undefined` leaves a claim or a header out. */
export interface Told {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with this instead of its key. */
  readonly key?: CryptoKey | Uint8Array;
}

/** An issuer of access tokens on loopback that does what a proper one does not: sign with any key, say anything, fall silent. */
export class Issuer {
  /** Paths that it was asked for. */
  readonly asked: string[] = [];
  /** Answers in the place of the issuer, or not at all. */
  interfere: ((path: string, response: ServerResponse) => boolean) | undefined;
  #pair!: Pair;
  readonly #server = createServer((request, response) => {
    this.asked.push(request.url!);
    if (this.interfere?.(request.url!, response)) return;
    const answer = { '/.well-known/openid-configuration': this.metadata(), '/jwks': { keys: [this.#pair.jwk] } }[request.url!];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });

  /** The address of the running server, which is the issuer's name. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get jwk(): JWK {
    return this.#pair.jwk;
  }

  metadata(): Readonly<Record<string, unknown>> {
    return { issuer: this.address, jwks_uri: `${this.address}/jwks` };
  }

  async start(): Promise<this> {
    await this.rotate();
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Has a new key, and forgets the old one. */
  async rotate(alg = 'ES256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    this.#pair = {
      privateKey,
      jwk: { ...(await exportJWK(publicKey)), alg, use: 'sig', kid: `key ${this.asked.length} ${Math.random()}` },
    };
  }

  /** An access token as RFC 9068 has it, for a reader, unless told otherwise. */
  async token({ claims = {}, header = {}, key = this.#pair.privateKey }: Told = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const said = {
      ...{ iss: this.address, aud: RESOURCE, sub: 'anna', client_id: 'client', jti: String(Math.random()) },
      ...{ iat: now, exp: now + 300, groups: ['readers'], ...claims },
    };
    const { alg, kid } = this.#pair.jwk;
    const protectedHeader = { typ: 'at+jwt', alg: alg!, kid, ...header };
    return new SignJWT(defined(said)).setProtectedHeader(defined(protectedHeader)).sign(key);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What the tokens are for. */
export const RESOURCE = 'https://concord.example.org';

/** Settings of a service that trusts issuers, by groups that give roles. */
export function oidcSettings(...issuers: readonly { readonly issuer: string; readonly [setting: string]: unknown }[]) {
  const roles = {
    claim: 'groups',
    values: { readers: 'READER', members: 'MEMBER', coordinators: 'COORDINATOR', managers: 'KEYS' },
  };
  return { resource: RESOURCE, clockTolerance: 0, cooldown: 0, timeout: 2, issuers: issuers.map((one) => ({ roles, ...one })) };
}

function defined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
