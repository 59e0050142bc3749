import { LRUCache } from 'lru-cache';
import { AccessDenied } from './access-denied.js';
import { type ApiKey, type ApiKeys } from './api-keys.js';
import { Attempts } from './attempts.js';
import { hashOf, isMistyped } from './key-format.js';
import { InvalidToken } from './oidc/invalid-token.js';
import { type TrustedIssuers } from './oidc/trusted-issuers.js';
import { type ReaderKeys } from './reader-keys.js';
import { ANONYMOUS, type Credential, type Viewer } from './viewer.js';

/** Who calls, before what it may read. */
type Known = Omit<Viewer, 'keys'>;
/** How long a caller is remembered, milliseconds: so long a revoked key may still count over HTTP. What it may read is asked each time. */
const REMEMBERED_MS = 2_000;
/** A JSON Web Token begins with `{"` in base64url. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Makes callers of Authorization headers: keys, access tokens of trusted issuers, nobody in particular. */
export class Authenticator {
  readonly #viewers = new LRUCache<string, Known>({ max: 10_000, ttl: REMEMBERED_MS });
  readonly #attempts = new Attempts();

  constructor(
    readonly keys: ApiKeys,
    readonly readerKeys: ReaderKeys,
    readonly issuers?: TrustedIssuers,
  ) {
    keys.onEnd = () => this.#viewers.clear();
  }

  /**
   * Who sends this Authorization header.
   * @param address whence, so that its refused attempts are counted
   * @throws {AccessDenied} UNAUTHENTICATED for what is no bearer credential that counts; RATE_LIMITED after too many of them; UNAVAILABLE where the issuer of
   *   a token cannot be asked for its keys
   */
  async authenticate(authorization: string | undefined, address?: string): Promise<Viewer> {
    if (authorization === undefined || authorization === '') return ANONYMOUS;
    const text = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (!text)
      throw this.#denied(
        'the Authorization header has the form: Bearer <key>',
        /^bearer\b/i.test(authorization) ? 'invalid_token' : null,
      );
    const name = hashOf(text).toString('base64');
    const remembered = this.#viewers.get(name);
    if (remembered && !hasExpired(remembered.credential!)) return this.#reading(remembered);
    if (address !== undefined) this.#attempts.check(address);
    try {
      const viewer = this.issuers && TOKEN.test(text) ? await this.#ofToken(this.issuers, text) : await this.#ofKey(text);
      this.#viewers.set(name, viewer);
      return await this.#reading(viewer);
    } catch (error) {
      if (address !== undefined && error instanceof AccessDenied && error.code === 'UNAUTHENTICATED')
        this.#attempts.refused(address);
      throw error;
    }
  }

  /** Those of these credentials that do not count any more, asked of the database at once. */
  async ended(credentials: readonly Credential[]): Promise<readonly Credential[]> {
    const open = credentials.filter((one) => !hasExpired(one));
    const ids = open.flatMap(({ id }) => id ?? []);
    const revoked = ids.length > 0 ? await this.keys.ended(ids) : new Set<string>();
    return credentials.filter((one) => hasExpired(one) || (one.id !== undefined && revoked.has(one.id)));
  }

  async #reading(known: Known): Promise<Viewer> {
    const isPublic = known.credential?.kind === 'PUBLIC_TOKEN';
    return { ...known, keys: isPublic ? ANONYMOUS.keys : await this.readerKeys.of(known) };
  }

  #ofToken(issuers: TrustedIssuers, text: string): Promise<Known> {
    return issuers.verify(text).catch((error: unknown) => {
      throw error instanceof InvalidToken ? this.#denied(error.message, error.error) : error;
    });
  }

  async #ofKey(text: string): Promise<Known> {
    if (isMistyped(text)) throw this.#denied('this key is mistyped: its checksum is wrong');
    const key = await this.keys.find(text);
    if (!key) throw this.#denied('this key is unknown');
    if (key.revokedAt) throw this.#denied('this key was revoked');
    if (key.expiresAt && key.expiresAt.getTime() <= Date.now())
      throw this.#denied(`this key expired at ${key.expiresAt.toISOString()}`);
    // Whether it can be noted is nobody's concern who waits for an answer.
    void this.keys.used(key).catch(() => undefined);
    return this.#viewerOf(key);
  }

  #viewerOf(key: ApiKey): Known {
    const { id, user, actor, roles, scope, expiresAt: expires, documents, origins } = key;
    const coordinates = key.coordinates.includes('ALL') ? 'ALL' : key.coordinates;
    if (documents) {
      const credential: Credential = { kind: 'PUBLIC_TOKEN', id, expires, scope: [], documents: new Set(documents), origins };
      return { ...ANONYMOUS, user, credential };
    }
    const credential: Credential = { kind: 'API_KEY', id, expires, scope };
    return { user, actor, roles, coordinates, credential };
  }

  /** @param error code of RFC 6750; null where there was no bearer credential at all */
  #denied(message: string, error: InvalidToken['error'] | null = 'invalid_token'): AccessDenied {
    const parts = [
      ...(this.issuers ? [`resource_metadata="${this.issuers.metadataAddress}"`] : []),
      ...(error ? [`error="${error}"`, `error_description="${message.replace(/[^ !#-[\]-~]/g, "'")}"`] : []),
    ];
    return new AccessDenied(error === 'insufficient_scope' ? 'FORBIDDEN' : 'UNAUTHENTICATED', message, {
      'www-authenticate': ['Bearer', parts.join(', ')].join(' ').trim(),
    });
  }
}

function hasExpired({ expires }: Credential): boolean {
  return expires !== null && expires.getTime() <= Date.now();
}
