import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { AccessDenied } from '../access-denied.js';
import { type Viewer } from '../viewer.js';
import { claimed } from './claims.js';
import { InvalidToken } from './invalid-token.js';
import { jwksAddress } from './metadata.js';
import { type IssuerSettings, type OidcSettings } from './settings.js';

/** Characters of the longest token that is looked at. */
const MAX_TOKEN_LENGTH = 8_192;
/** Milliseconds for which an issuer's keys are kept, and for which it is not asked again when it did not answer. */
const KEYS_KEPT_MS = 600_000;
const RETRY_DELAY_MS = 2_000;
/** Claims that an access token has to have (RFC 9068, section 2.2). */
const REQUIRED = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];

/** The issuers whose access tokens are taken (RFC 9068). */
export class TrustedIssuers {
  /** Where this service says which they are (RFC 9728). */
  readonly metadataAddress: string;
  readonly #issuers: ReadonlyMap<string, TrustedIssuer>;

  constructor(readonly settings: OidcSettings) {
    const { origin, pathname } = new URL(settings.resource);
    this.metadataAddress = `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`;
    this.#issuers = new Map(settings.issuers.map((one) => [one.issuer, new TrustedIssuer(one, settings)]));
  }

  /**
   * Who sends this access token.
   * @throws {InvalidToken} with the reason
   * @throws {AccessDenied} UNAVAILABLE where its issuer cannot be asked for its keys
   */
  async verify(token: string): Promise<Omit<Viewer, 'keys'>> {
    if (token.length > MAX_TOKEN_LENGTH) throw new InvalidToken(`an access token has at most ${MAX_TOKEN_LENGTH} characters`);
    const { issuer, hasKeyId } = peek(token);
    const trusted = this.#issuers.get(issuer ?? '');
    if (!trusted) throw new InvalidToken('the access token is not of an issuer that is trusted here');
    if (!hasKeyId) throw new InvalidToken('the access token names no key (kid)');
    return trusted.verify(token);
  }
}

/** What a token says before anything of it is believed. */
function peek(token: string): { issuer?: string; hasKeyId: boolean } {
  try {
    return { issuer: decodeJwt(token).iss, hasKeyId: Boolean(decodeProtectedHeader(token).kid) };
  } catch {
    throw new InvalidToken('the access token is malformed');
  }
}

class TrustedIssuer {
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #foundAt = 0;

  constructor(
    readonly issuer: IssuerSettings,
    readonly settings: OidcSettings,
  ) {}

  async verify(token: string): Promise<Omit<Viewer, 'keys'>> {
    const { issuer, audience, algorithms } = this.issuer;
    const { clockTolerance, resource } = this.settings;
    let payload: JWTPayload;
    try {
      const options = {
        issuer,
        audience: audience ?? resource,
        algorithms,
        clockTolerance,
        typ: 'at+jwt',
        requiredClaims: REQUIRED,
      };
      ({ payload } = await jwtVerify(token, this.#keyOf, options));
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new InvalidToken(`the access token does not count: ${error.message}`);
      throw error;
    }
    return claimed(payload, this.issuer, clockTolerance);
  }

  /** The key that a token was signed with. Whatever keeps it from being found but the token itself is the issuer's, and passes. */
  readonly #keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await (
        await this.#current()
      )(header, token);
    } catch (error) {
      const isTokens = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported].some(
        (kind) => error instanceof kind,
      );
      if (isTokens) throw error;
      throw new AccessDenied('UNAVAILABLE', `the issuer ${this.issuer.issuer} cannot be asked for its keys now; try again`, {
        'retry-after': '5',
      });
    }
  };

  #current(): Promise<JWTVerifyGetKey> {
    if (this.#keys && Date.now() - this.#foundAt < KEYS_KEPT_MS) return this.#keys;
    this.#foundAt = Date.now();
    const found = this.#find();
    // Whoever comes meanwhile waits for the same answer; after a failure the issuer has a moment's rest.
    found.catch(() => (this.#foundAt = Date.now() - KEYS_KEPT_MS + RETRY_DELAY_MS));
    return (this.#keys = found);
  }

  async #find(): Promise<JWTVerifyGetKey> {
    const timeoutDuration = this.settings.timeout * 1_000;
    const address = this.issuer.jwksUri ?? (await jwksAddress(this.issuer.issuer, timeoutDuration));
    return createRemoteJWKSet(new URL(address), {
      timeoutDuration,
      cooldownDuration: this.settings.cooldown * 1_000,
      cacheMaxAge: KEYS_KEPT_MS,
    });
  }
}
