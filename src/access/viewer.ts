import { type Caller } from '../event-sourcing/command-handler.js';

/** What a caller may do besides reading. An administrator runs the installation and has no word in others' records. */
export const ROLES = ['ADMINISTRATOR', 'COORDINATOR', 'MEMBER', 'READER', 'PROCESS'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. Nobody in particular has the keys `['public']`, no actor and no roles. */
export interface Viewer extends Caller {
  readonly roles: readonly Role[];
  /** Organisations (actor UUIDs) for which a COORDINATOR records; `ALL` for every one. Empty without that role. */
  readonly coordinates: 'ALL' | readonly string[];
  /** Reader keys: a row is visible where it shares one of them. */
  readonly keys: readonly string[];
}

/** A caller without a key: sees what is CLEAR, changes nothing. */
export const ANONYMOUS: Viewer = { user: 'anonymous', actor: null, roles: [], coordinates: [], keys: ['public'] };
