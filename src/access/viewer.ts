import { type Caller } from '../event-sourcing/command-handler.js';

/** What a caller may do besides reading. An administrator runs the installation and has no word in others' records. */
export const ROLES = ['ADMINISTRATOR', 'COORDINATOR', 'MEMBER', 'READER', 'PROCESS'] as const;
export type Role = (typeof ROLES)[number];
/** Roles that a key or a token can give: PROCESS is the service's own. */
export const GIVEN_ROLES = ROLES.filter((role): role is Exclude<Role, 'PROCESS'> => role !== 'PROCESS');

/** By what a caller is known. */
export interface Credential {
  readonly kind: 'API_KEY' | 'PUBLIC_TOKEN' | 'ACCESS_TOKEN';
  /** UUID of a key. */
  readonly id?: string;
  /** When it ends by itself; null for never. */
  readonly expires: Date | null;
  /** What it may send (`SCOPE`). */
  readonly scope: readonly string[];
  /** Of a public token: SHA-256 of the documents that it runs, in hex, and origins of the pages that may send it (null: any). */
  readonly documents?: ReadonlySet<string>;
  readonly origins?: readonly string[] | null;
}

/** Entries of a scope beside kinds of record and names of mutations: all commands; the keys of one's own organisation. */
export const SCOPE = { commands: 'commands', keys: 'keys' } as const;

/** Users of parts of the service that record by themselves, beside its processes (`process:<name>`). No key is made for them: whoever had it would be taken for one. */
export const OWN_USERS = { importer: 'importer', demonstration: 'demonstration', exercise: 'exercise' } as const;

/** What the names of the service's own users are like, as JavaScript and as PostgreSQL read it, in any case of letters. */
export const OWN_USER = `^(process:.*|${Object.values(OWN_USERS).join('|')})$`;
const ownUser = new RegExp(OWN_USER, 'is');

/** Whether a user is one by which the service itself records. */
export function isOwnUser(user: string): boolean {
  return ownUser.test(user);
}

/** Who asks. Nobody in particular has the keys `['public']`, no actor and no roles. */
export interface Viewer extends Caller {
  readonly roles: readonly Role[];
  /** Organisations (actor UUIDs) for which a COORDINATOR records; `ALL` for every one. Empty without that role. */
  readonly coordinates: 'ALL' | readonly string[];
  /** Reader keys: a row is visible where it shares one of them. */
  readonly keys: readonly string[];
  /** None for callers without a key, and for the service's own. */
  readonly credential?: Credential;
}

/** A caller without a key: sees what is CLEAR, changes nothing. */
export const ANONYMOUS: Viewer = { user: 'anonymous', actor: null, roles: [], coordinates: [], keys: ['public'] };

/** Whether the scope of a caller's key has a command in it, whatever its roles and the rights of the kind say. */
export function isInScope({ credential }: Viewer, kind: string, name: string): boolean {
  return !credential || [SCOPE.commands, kind, name].some((entry) => credential.scope.includes(entry));
}
