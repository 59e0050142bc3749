import { z } from 'zod';
import { brokenRule } from '../../platform/broken-rule.js';
import { ConfigurationError } from '../../platform/configuration.js';
import { GIVEN_ROLES } from '../viewer.js';

/** Signatures by a private key alone: with a shared secret, whoever can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** An address that can be trusted to be of whom it names. */
export const address = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && !url.hash && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)));
}, 'is an address that begins with https:// (http:// on loopback alone), without #');
const seconds = (most: number) =>
  z.number(`is a number of seconds from 0 to ${most}`).min(0, `is at least 0 seconds`).max(most, `is at most ${most} seconds`);
const role = z.enum(GIVEN_ROLES, `is one of ${GIVEN_ROLES.join(', ')}`);
const actorId = z
  .string()
  .regex(/^actor_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is the id of an actor: actor_<uuid>')
  .transform((id) => id.slice('actor_'.length));
/** The name of a claim, or the path to one within others: `["realm_access", "roles"]`. */
const claim = z
  .union(
    [z.string().min(1), z.array(z.string().min(1)).min(1, 'names the path to a claim')],
    'is the name of a claim, or the path to one as a list of names',
  )
  .transform((path) => [path].flat());
/** Organisations named by a claim: its values as keys, or, without `actors`, ids of actors as its values. */
const organisations = z.strictObject({ claim, actors: z.record(z.string(), actorId).optional() });

const issuer = z.strictObject({
  /** As its tokens and its metadata say it, to the letter. */
  issuer: address,
  /** Whom its tokens are for; `resource`, if left out. */
  audience: z.string().min(1).optional(),
  algorithms: z
    .array(z.enum(ALGORITHMS, `is one of ${ALGORITHMS.join(', ')}`))
    .min(1, 'names at least one algorithm')
    .default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  /** Where its keys are; found by its metadata, if left out. */
  jwksUri: address.optional(),
  /** Who it is: made pseudonymous, together with the issuer. */
  user: claim.prefault('sub'),
  organisation: organisations.optional(),
  roles: z.strictObject({
    claim,
    /** What its values give; KEYS is the right to manage the keys of one's organisation. */
    values: z.record(z.string(), z.union([role, z.literal('KEYS')], `is one of ${GIVEN_ROLES.join(', ')}, KEYS`)),
    /** The role of those to whom the claim gives none; without it they are not let in. */
    otherwise: z.enum(['READER', 'MEMBER'], 'is READER or MEMBER').optional(),
  }),
  /** Organisations for which a COORDINATOR records; none, if left out. */
  coordinates: z.union([z.literal('ALL'), organisations], 'is ALL, or { claim, actors }').optional(),
});
export type IssuerSettings = z.output<typeof issuer>;

const settings = z.strictObject({
  /** The public address of this service (RFC 9728's resource identifier). */
  resource: address,
  issuers: z
    .array(issuer)
    .min(1, 'names at least one issuer')
    .max(20, 'names at most 20 issuers')
    .refine((all) => new Set(all.map((one) => one.issuer)).size === all.length, 'names each issuer once'),
  /** How far clocks may differ. */
  clockTolerance: seconds(60).default(5),
  /** How long the keys of an issuer are not asked for again because of a key id that is not among them. */
  cooldown: seconds(600).default(30),
  /** How long an issuer has to answer. */
  timeout: seconds(30).default(5),
});
export type OidcSettings = z.output<typeof settings>;

/**
 * Reads CONCORD_OIDC.
 * @throws {ConfigurationError} naming each field, its value and the rule
 */
export function readOidcSettings(text: string): OidcSettings {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`CONCORD_OIDC: is JSON: ${(error as Error).message}`);
  }
  const parsed = settings.safeParse(given, { error: brokenRule });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given);
    return `CONCORD_OIDC.${path.join('.')}: ${JSON.stringify(value)?.slice(0, 200) ?? 'nothing'} ${message}`;
  });
  throw new ConfigurationError(lines.join('; '));
}
