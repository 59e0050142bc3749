import { type JWTPayload } from 'jose';
import { uuidOf } from '../../event-sourcing/identity.js';
import { type Role, SCOPE, type Viewer } from '../viewer.js';
import { InvalidToken } from './invalid-token.js';
import { type IssuerSettings } from './settings.js';

/** Namespace of the ids that are made of users of issuers (uuid v5). */
const NAMESPACE = '0b5d1a4e-6a0f-5c3b-8f6e-2f0d9c7b4e11';
const ACTOR = /^actor_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Most values of a claim that are looked at. */
const MAX_VALUES = 1_000;

/**
 * Who a token says it is, by the mapping of its issuer.
 * @param clockTolerance seconds for which it counts beyond its end
 * @throws {InvalidToken} without a user or a role
 */
export function claimed(payload: JWTPayload, settings: IssuerSettings, clockTolerance: number): Omit<Viewer, 'keys'> {
  const { issuer, user: userClaim, organisation, roles: mapping } = settings;
  const [name] = valuesOf(payload, userClaim);
  if (!name) throw new InvalidToken(`the claim ${userClaim.join('.')} names no user`);
  const given = valuesOf(payload, mapping.claim).flatMap((value) =>
    Object.hasOwn(mapping.values, value) ? mapping.values[value]! : [],
  );
  const roles = [...new Set(given)].filter((one): one is Exclude<Role, 'PROCESS'> => one !== 'KEYS');
  if (roles.length === 0 && mapping.otherwise) roles.push(mapping.otherwise);
  if (roles.length === 0) throw new InvalidToken(`the claim ${mapping.claim.join('.')} gives no role here`, 'insufficient_scope');
  const organisations = organisation ? actorsOf(payload, organisation) : [];
  if (organisations.length > 1)
    throw new InvalidToken(`the claim ${organisation!.claim.join('.')} names more than one organisation`);
  return {
    user: uuidOf(`${issuer}\n${name}`, NAMESPACE),
    actor: organisations[0] ?? null,
    roles,
    coordinates: roles.includes('COORDINATOR') ? coordinated(payload, settings) : [],
    credential: {
      kind: 'ACCESS_TOKEN',
      expires: new Date((payload.exp! + clockTolerance) * 1_000),
      scope: [SCOPE.commands, ...(given.includes('KEYS') ? [SCOPE.keys] : [])],
    },
  };
}

function coordinated(payload: JWTPayload, { coordinates }: IssuerSettings): 'ALL' | string[] {
  if (coordinates === undefined) return [];
  return coordinates === 'ALL' ? 'ALL' : actorsOf(payload, coordinates);
}

function actorsOf(payload: JWTPayload, { claim, actors }: NonNullable<IssuerSettings['organisation']>): string[] {
  const ids = valuesOf(payload, claim).flatMap((value) => {
    if (!actors) return ACTOR.exec(value)?.[1] ?? [];
    return Object.hasOwn(actors, value) ? actors[value]! : [];
  });
  return [...new Set(ids)];
}

/** The texts of a claim: one, or a list. */
function valuesOf(payload: JWTPayload, path: readonly string[]): string[] {
  let at: unknown = payload;
  for (const name of path)
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined;
  return [at]
    .flat()
    .slice(0, MAX_VALUES)
    .filter((value): value is string => typeof value === 'string');
}
