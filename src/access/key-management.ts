import { v7 as uuidV7 } from 'uuid';
import { AccessDenied } from './access-denied.js';
import { type ApiKey, type ApiKeys, type MadeKey } from './api-keys.js';
import { GIVEN_ROLES, isOwnUser, ROLES, type Role, SCOPE, type Viewer } from './viewer.js';

/** Days that a key counts, unless said otherwise, and at the most; hours for which a key counts beside its successor. */
const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;
const DEFAULT_OVERLAP_HOURS = 24;
const MAX_OVERLAP_HOURS = 720;
const DAY_MS = 86_400_000;
/** Roles of the keys that an organisation makes for itself. */
const MEMBERS: readonly Role[] = ['MEMBER', 'READER'];

/** What is asked for of a new key. Ids are plain UUIDs. */
export interface KeyRequest {
  readonly name: string;
  /** A new one, if left out. */
  readonly user?: string | null;
  readonly actor?: string | null;
  readonly roles?: readonly string[] | null;
  readonly coordinates?: 'ALL' | readonly string[] | null;
  readonly scope?: readonly string[] | null;
  /** Days that it counts; `never` ends it never. */
  readonly days?: number | 'never' | null;
  /** Makes it a public token that runs these documents alone: their SHA-256 in hex. */
  readonly documents?: readonly string[] | null;
  readonly origins?: readonly string[] | null;
}

/** A field of a request that breaks a rule. */
export class InvalidKey extends Error {
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly rule: string,
  ) {
    super(`${field}: ${JSON.stringify(value)} breaks the rule: ${rule}`);
  }
}

/** There is no such key that the caller may manage, or it is not in a state for it. */
export class NoSuchKey extends Error {
  constructor(
    readonly code: 'NOT_FOUND' | 'CONFLICT',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads what a request names as the organisations of a COORDINATOR.
 * @param idOf gives the UUID in the id of an organisation, or throws
 * @throws {InvalidKey} where ALL does not stand alone
 */
export function coordinatesOf(given: readonly string[], idOf: (id: string) => string): 'ALL' | readonly string[] {
  if (!given.includes('ALL')) return given.map(idOf);
  refuseUnless(given.length === 1, 'coordinates', given, 'names organisations, or ALL alone');
  return 'ALL';
}

/** What keys can be bound to. */
export interface Bounds {
  /** Kinds of record and names of mutations. */
  readonly commands: ReadonlySet<string>;
  readonly actorExists: (id: string) => Promise<boolean>;
}

/** Who manages the installation from its own machine. */
export const OPERATOR: Viewer = { user: 'operator', actor: null, roles: ['ADMINISTRATOR'], coordinates: [], keys: [] };

/**
 * Makes, lists, rotates and ends keys: all of them as the installation's administrator, those of its own organisation as a member whose key has `keys` in its
 * scope. What is another's is to the latter as if it were not there, and nothing it makes may do more than its own key.
 */
export class KeyManagement {
  constructor(
    readonly keys: ApiKeys,
    readonly bounds: Bounds,
  ) {}

  /** @throws {AccessDenied} @throws {InvalidKey} */
  async create(by: Viewer, request: KeyRequest): Promise<MadeKey> {
    const own = managed(by);
    const { name, documents = null, origins = null, scope: asked } = request;
    const actor = request.actor ?? own ?? null;
    refuseUnless(/^\S(.{0,98}\S)?$/u.test(name), 'name', name, 'has 1 to 100 characters, and no space at its ends');
    if (own !== undefined) refuseUnless(actor === own, 'organisation', actor, 'is your own organisation');
    if (actor !== null) refuseUnless(await this.bounds.actorExists(actor), 'organisation', actor, 'is an actor that there is');
    const roles = documents ? rolesOfPublic(request) : rolesOf(request, actor, own !== undefined);
    const coordinates = await this.#coordinates(request, roles);
    const scope = documents ? [] : this.#scope(by, own, asked ?? [SCOPE.commands]);
    if (documents) checkDocuments(documents, origins);
    else refuseUnless(origins === null, 'origins', origins, 'is for public tokens alone: name documents too');
    const user = await this.#user(request, actor, own);
    const kind = documents ? 'public' : 'api';
    return this.keys.make({
      kind,
      name,
      user,
      actor,
      roles,
      coordinates,
      scope,
      expiresAt: endOf(request.days, own),
      documents,
      origins,
    });
  }

  /**
   * @param actor of this organisation alone
   * @throws {AccessDenied}
   */
  list(by: Viewer, page: { actor?: string; ended: boolean; first: number; before?: string }): Promise<ApiKey[]> {
    const own = managed(by);
    if (own !== undefined && page.actor !== undefined && page.actor !== own) return Promise.resolve([]);
    return this.keys.list({ ...page, actor: own ?? page.actor });
  }

  /**
   * Makes the successor of a key, with the same rights and for as long.
   * @param hours for which the old one counts beside it
   * @throws {AccessDenied} @throws {InvalidKey} @throws {NoSuchKey}
   */
  async rotate(by: Viewer, id: string, hours = DEFAULT_OVERLAP_HOURS): Promise<MadeKey> {
    refuseUnless(
      Number.isInteger(hours) && hours >= 0 && hours <= MAX_OVERLAP_HOURS,
      'overlapHours',
      hours,
      `is 0 to ${MAX_OVERLAP_HOURS} hours`,
    );
    const { own, key } = await this.#managed(by, id);
    if (key.kind === 'admin')
      throw new NoSuchKey('CONFLICT', "the installation's administrator's key is set by CONCORD_ADMIN_KEY or the file admin-key");
    if (own !== undefined) {
      this.#scope(by, own, key.scope);
      // Whoever holds the successor is that user, in these roles.
      const isOwn = key.roles.every((role) => MEMBERS.includes(role)) && (await this.keys.isUserOf(key.user, own));
      if (!isOwn)
        throw new AccessDenied(
          'FORBIDDEN',
          "the installation's administrator alone rotates keys beyond your organisation's own roles and users",
        );
    }
    const lasts = key.expiresAt && key.expiresAt.getTime() - key.createdAt.getTime();
    const expiresAt = lasts === null && own === undefined ? null : new Date(Date.now() + (lasts ?? DEFAULT_DAYS * DAY_MS));
    const made = await this.keys.rotate(id, { hours, expiresAt });
    if (!made) throw new NoSuchKey('CONFLICT', 'this key has ended, or has a successor already');
    return made;
  }

  /** Ends a key; one that was revoked already stays so. @throws {AccessDenied} @throws {NoSuchKey} */
  async revoke(by: Viewer, id: string): Promise<ApiKey> {
    await this.#managed(by, id);
    await this.keys.revoke(id);
    return (await this.keys.get(id))!;
  }

  async #managed(by: Viewer, id: string): Promise<{ own: string | undefined; key: ApiKey }> {
    const own = managed(by);
    const key = await this.keys.get(id);
    if (!key || (own !== undefined && key.actor !== own)) throw new NoSuchKey('NOT_FOUND', 'there is no such key of yours');
    return { own, key };
  }

  async #coordinates({ coordinates }: KeyRequest, roles: readonly Role[]): Promise<'ALL' | readonly string[]> {
    if (!roles.includes('COORDINATOR')) {
      refuseUnless(
        coordinates == null || coordinates.length === 0,
        'coordinates',
        coordinates,
        'is for the role COORDINATOR alone',
      );
      return [];
    }
    const isNamed = coordinates != null && coordinates.length > 0;
    refuseUnless(isNamed, 'coordinates', coordinates, 'names the organisations for which a COORDINATOR records, or ALL');
    if (coordinates === 'ALL') return 'ALL';
    for (const id of coordinates!)
      refuseUnless(await this.bounds.actorExists(id), 'coordinates', id, 'names actors that there are');
    return coordinates!;
  }

  #scope({ credential }: Viewer, own: string | undefined, scope: readonly string[]): readonly string[] {
    const { commands, keys } = SCOPE;
    for (const entry of scope) {
      const isKnown = entry === commands || entry === keys || this.bounds.commands.has(entry);
      refuseUnless(isKnown, 'scope', entry, `has ${commands}, ${keys}, kinds of record and names of mutations in it`);
      const has = (one: string) => credential?.scope.includes(one) === true;
      const isOwn = own === undefined || has(entry) || (entry !== keys && has(commands));
      refuseUnless(isOwn, 'scope', entry, 'is within the scope of your own key');
    }
    return [...new Set(scope)];
  }

  async #user({ user }: KeyRequest, actor: string | null, own: string | undefined): Promise<string> {
    if (user == null) return uuidV7();
    refuseUnless(/^[\w.@-]{1,100}$/.test(user), 'user', user, 'has 1 to 100 letters, digits and _ . @ -');
    refuseUnless(!isOwnUser(user), 'user', user, 'is none of the users by which the service itself records');
    // What is for a user alone (RED) would be read by whoever makes a key in its name.
    const isOwn = own === undefined || (actor !== null && (await this.keys.isUserOf(user, actor)));
    refuseUnless(isOwn, 'user', user, 'is a user that has keys of your organisation and of no other; leave it out for a new one');
    return user;
  }
}

/** The organisation whose keys a caller manages; undefined for all. @throws {AccessDenied} */
function managed({ roles, actor, credential }: Viewer): string | undefined {
  if (roles.includes('ADMINISTRATOR')) return undefined;
  if (roles.length === 0) throw new AccessDenied('UNAUTHENTICATED', 'keys are managed with a key: Authorization: Bearer <key>');
  const isManager = roles.includes('MEMBER') && actor !== null && credential?.scope.includes(SCOPE.keys);
  if (!isManager)
    throw new AccessDenied('FORBIDDEN', `to manage keys is not among the rights of this key (scope ${SCOPE.keys} of a MEMBER)`);
  return actor;
}

function rolesOf({ roles }: KeyRequest, actor: string | null, isOrganisations: boolean): Role[] {
  const given: readonly Role[] = isOrganisations ? MEMBERS : GIVEN_ROLES;
  refuseUnless(roles != null && roles.length > 0, 'roles', roles, `names at least one of ${given.join(', ')}`);
  for (const role of roles!) refuseUnless(given.includes(role as Role), 'roles', role, `is one of ${given.join(', ')}`);
  if (roles!.includes('MEMBER')) refuseUnless(actor !== null, 'organisation', actor, 'is named for a MEMBER, who records for it');
  return ROLES.filter((role) => roles!.includes(role));
}

function rolesOfPublic({ roles, scope }: KeyRequest): Role[] {
  refuseUnless(!roles?.length, 'roles', roles, 'is empty for a public token, which sees what everybody sees');
  refuseUnless(!scope?.length, 'scope', scope, 'is empty for a public token, which records nothing');
  return [];
}

function checkDocuments(documents: readonly string[], origins: readonly string[] | null): void {
  refuseUnless(documents.length > 0 && documents.length <= 1_000, 'documents', documents.length, 'names 1 to 1,000 documents');
  for (const hash of documents)
    refuseUnless(/^[0-9a-f]{64}$/.test(hash), 'documents', hash, 'is a SHA-256 in hex: sha256:<64 digits>');
  refuseUnless(
    origins === null || (origins.length > 0 && origins.length <= 100),
    'origins',
    origins?.length,
    'names 1 to 100 origins',
  );
  for (const origin of origins ?? [])
    refuseUnless(
      URL.canParse(origin) && new URL(origin).origin === origin,
      'origins',
      origin,
      'is an origin: https://dashboard.example.org',
    );
}

function endOf(days: KeyRequest['days'], own: string | undefined): Date | null {
  if (days === 'never') {
    refuseUnless(
      own === undefined,
      'days',
      days,
      "is a number: the installation's administrator alone makes keys that never end",
    );
    return null;
  }
  const counted = days ?? DEFAULT_DAYS;
  refuseUnless(Number.isInteger(counted) && counted >= 1 && counted <= MAX_DAYS, 'days', counted, `is 1 to ${MAX_DAYS} days`);
  return new Date(Date.now() + counted * DAY_MS);
}

function refuseUnless(holds: boolean, field: string, value: unknown, rule: string): void {
  if (!holds) throw new InvalidKey(field, value ?? null, rule);
}
