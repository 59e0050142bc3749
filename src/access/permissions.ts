import { type Caller, type CommandAccess, type CommandRequest } from '../event-sourcing/command-handler.js';
import { readersOf } from '../event-sourcing/handling.js';
import { type AnyRecordDefinition, type RecordMeta } from '../event-sourcing/record.js';
import { type Relation, ruleOf } from '../event-sourcing/rights.js';
import { AccessDenied } from './access-denied.js';
import { hasMandate, voicesOf } from './speaking.js';
import { isInScope, type Viewer } from './viewer.js';

/** Whether a viewer may read a record by its present label: the one predicate, as SQL has it in `readers && keys`. */
export function canRead(viewer: Viewer, { handling, originator }: Pick<RecordMeta, 'handling' | 'originator'>): boolean {
  return readersOf(handling, originator).some((reader) => viewer.keys.includes(reader));
}

/** Organisations whose records say for whom a command speaks. */
function speakers({ caller, onBehalfOf }: CommandRequest): (readonly ['actor', string])[] {
  return [caller.actor, onBehalfOf].filter((actor) => actor != null).map((actor) => ['actor', actor] as const);
}

const speaking = { voices: voicesOf, needs: speakers, hasMandate };

/** What callers are to the engine. Who may send which command is said by the rights of each kind of record; see docs/permissions.md. */
export const permissions: CommandAccess<Viewer> = {
  admit({ caller, kind, name }): void {
    const { roles } = caller;
    if (roles.length === 0) throw new AccessDenied('UNAUTHENTICATED', `${name} needs a key: Authorization: Bearer <key>`);
    if (!isInScope(caller, kind, name))
      throw new AccessDenied('FORBIDDEN', `${name} is not within the scope of this key (${caller.credential?.scope.join(', ')})`);
    if (roles.every((role) => role === 'READER'))
      throw new AccessDenied('FORBIDDEN', `${name} is not among the rights of this key (${roles.join(', ')})`);
    if (roles.every((role) => role === 'MEMBER' || role === 'READER') && caller.actor === null)
      throw new AccessDenied('FORBIDDEN', 'this key speaks for no organisation: a MEMBER records for its own');
  },
  canSee: (caller, { meta }) => canRead(caller, meta),
  keysOf: ({ keys }) => keys,
  standing: ({ roles, coordinates }) => ({
    isCoordinator: roles.includes('COORDINATOR'),
    coordinates: (actors) =>
      roles.includes('COORDINATOR') && (coordinates === 'ALL' || actors.some((actor) => coordinates.includes(actor))),
    isProcess: roles.includes('PROCESS'),
    isAdministrator: roles.includes('ADMINISTRATOR'),
  }),
  ...speaking,
};

/** Whether there may be a record to which a caller may send a command: what its key and its roles keep it from, it may send to none. */
export function maySend(caller: Viewer, definition: AnyRecordDefinition, name: string): boolean {
  const { isAdministrator, isProcess, isCoordinator } = permissions.standing(caller);
  const speaks = isCoordinator || (caller.roles.includes('MEMBER') && caller.actor !== null);
  const stands = { administrator: isAdministrator, process: isProcess } as Readonly<Partial<Record<Relation, boolean>>>;
  return isInScope(caller, definition.kind, name) && ruleOf(definition, name).some((relation) => stands[relation] ?? speaks);
}

/** What the service's own processes are: they see every record, and send the commands that are theirs. */
export const processAccess: CommandAccess<Caller> = {
  admit: () => undefined,
  canSee: () => true,
  standing: () => ({ isCoordinator: false, coordinates: () => false, isProcess: true, isAdministrator: false }),
  ...speaking,
};
