import { type CommandAccess, type CommandRequest } from '../event-sourcing/command-handler.js';
import { type RecordMeta } from '../event-sourcing/record.js';
import { type LoadedRecord } from '../event-sourcing/record-loader.js';
import { readersOf } from '../event-sourcing/handling.js';
import { AccessDenied } from './access-denied.js';
import { type Viewer } from './viewer.js';

/** Whether a viewer may read a record by its present label: the one predicate, as SQL has it in `readers && keys`. */
export function canRead(
  viewer: Viewer,
  { id, meta: { handling, originator } }: { readonly id: string; readonly meta: Pick<RecordMeta, 'handling' | 'originator'> },
): boolean {
  return readersOf(handling, originator, id).some((reader) => viewer.keys.includes(reader));
}

/** Kinds of record by which everybody's answers are made: only who records for all may record them. */
const FOR_ALL: readonly string[] = ['ruleThreshold'];

/**
 * Who may send which command. The one place for it: for now a table of four roles.
 * ADMINISTRATOR and COORDINATOR record for any organisation, and what is for all; MEMBER for its own alone; READER and callers without a key record nothing.
 */
export const permissions: CommandAccess<Viewer> = {
  authorise({ caller, kind, name, onBehalfOf }: CommandRequest<Viewer>, { id, meta }: LoadedRecord): void {
    if (caller.roles.length === 0) throw new AccessDenied('UNAUTHENTICATED', `${name} needs a key: Authorization: Bearer <key>`);
    const recordsForAll = caller.roles.some((role) => role === 'ADMINISTRATOR' || role === 'COORDINATOR');
    if (recordsForAll) return;
    if (!caller.roles.includes('MEMBER'))
      throw new AccessDenied('FORBIDDEN', `${name} is not among the rights of this key (${caller.roles.join(', ')})`);
    if (FOR_ALL.includes(kind))
      throw new AccessDenied('FORBIDDEN', `${name} of a ${kind} is for administrators and coordinators`);
    if (caller.actor === null)
      throw new AccessDenied('FORBIDDEN', 'this key speaks for no organisation: a MEMBER records for its own');
    if (onBehalfOf !== undefined && onBehalfOf !== caller.actor) {
      throw new AccessDenied('FORBIDDEN', `this key speaks for its own organisation alone, not for actor_${onBehalfOf}`);
    }
    if (name === 'erasePersonalData' && caller.actor !== meta.originator.actor && caller.actor !== id)
      throw new AccessDenied(
        'FORBIDDEN',
        `${name} is for the organisation that it is about, the record's originator, and coordinators`,
      );
  },
  canSee: canRead,
};
