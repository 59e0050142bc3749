import { type Caller } from '../event-sourcing/command-handler.js';

/** What an API key allows beside reading what its keys open. */
export const ROLES = ['ADMINISTRATOR', 'COORDINATOR', 'MEMBER', 'READER'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. Nobody in particular has the keys `['public']`, no actor and no roles. */
export interface Viewer extends Caller {
  readonly roles: readonly Role[];
  /** Reader keys: a row is visible where it shares one of them. */
  readonly keys: readonly string[];
}

/** A caller without a key: sees what is CLEAR, changes nothing. */
export const ANONYMOUS: Viewer = { user: 'anonymous', actor: null, roles: [], keys: ['public'] };
