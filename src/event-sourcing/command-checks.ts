import { type Caller, type CommandAccess, type CommandRequest } from './command-handler.js';
import { type Handling } from './envelope.js';
import { type AppendTooLarge } from './event-store.js';
import { readersOf } from './handling.js';
import { covers, eventReaders, MOST_SETS } from './sight.js';
import { inWords } from './nouns.js';
import { canonical, digestOf } from './identity.js';
import { isRecordable, type Occurred, parseOccurred, WITHIN_YEARS } from './occurred.js';
import { type AnyRecordDefinition, type Refusal, refuse } from './record.js';
import { type LoadedRecord } from './record-loader.js';

/** A plan is not an event: nothing may have happened later than the clocks of two machines differ. Milliseconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** When a command says that it happened: `now`, where it does not say. */
export function occurrenceOf({ occurredAt }: Pick<CommandRequest, 'occurredAt'>, now: Date): Occurred | Refusal {
  const occurred = parseOccurred(occurredAt ?? now.toISOString());
  if (!occurred)
    return refuse('INVALID_DATE', 'give a year, a month, a day or an instant', { field: 'occurredAt', value: occurredAt });
  if (occurredAt !== undefined && !isRecordable(occurredAt))
    return refuse('DATE_OUT_OF_RANGE', `occurredAt ${WITHIN_YEARS}`, {
      field: 'occurredAt',
      value: occurredAt,
      rule: `occurredAt ${WITHIN_YEARS}`,
    });
  if (Date.parse(occurred.occurredAt) <= now.getTime() + CLOCK_SKEW_MS) return occurred;
  return refuse('OCCURRED_IN_THE_FUTURE', 'what has happened cannot lie in the future; plans have planned dates', {
    field: 'occurredAt',
    value: occurredAt,
    rule: 'occurredAt is at most five minutes after the time of recording',
  });
}

/** What must hold of the record itself before its own rules are asked. */
export function checkRecord<C extends Caller>(
  definition: AnyRecordDefinition,
  request: CommandRequest<C>,
  record: LoadedRecord,
  access: CommandAccess<C>,
): Refusal | undefined {
  const { meta, revision } = record;
  if (request.creates) {
    if (meta.exists)
      return refuse('ALREADY_EXISTS', `this ${inWords(definition.kind)} is there already`, { field: 'id', value: record.id });
    if (!request.handling)
      return refuse('HANDLING_MISSING', 'a record needs a handling label from its birth', { field: 'handling' });
  } else {
    if (!meta.exists || !access.canSee(request.caller, record)) {
      return refuse('UNKNOWN_RECORD', `no such ${inWords(definition.kind)}`, {
        field: 'id',
        value: `${definition.kind}_${record.id}`,
      });
    }
    if (meta.voided && request.name !== 'restoreRecord')
      return refuse('RECORD_VOIDED', `this ${inWords(definition.kind)} was voided: ${meta.voided.reason}`, {
        field: 'id',
        rule: 'a voided record takes no command but restoreRecord',
      });
    const closed = definition.closed?.(record.state, request.name);
    if (closed) return closed;
  }
  if (request.expectedRevision !== undefined && request.expectedRevision !== revision) {
    return refuse('REVISION_CONFLICT', `the record is at revision ${revision}`, {
      field: 'expectedRevision',
      value: request.expectedRevision,
      rule: 'expectedRevision is the newest revision that you have seen',
    });
  }
  return meta.exists ? checkLabel(request, record, access.keysOf !== undefined) : undefined;
}

/** Commands whose events change what is said, or who may read it, for all readers of a record: they have its label. */
const FOR_ALL = ['changeHandling', 'correctRecord', 'voidRecord', 'restoreRecord'];

/**
 * A label of an event's own that is narrower than its record's keeps the event out of what other readers see.
 * @param isBounded whether there may be so many of them only; what processes say is for whom it is for, and the last set has all beyond
 */
function checkLabel(
  { handling, name, caller, onBehalfOf }: CommandRequest,
  { meta, sets, revision }: LoadedRecord,
  isBounded: boolean,
): Refusal | undefined {
  if (!handling) return undefined;
  const { user, actor } = caller;
  const { readers, follows } = eventReaders(
    { type: name, revision: revision + 1, metadata: { handling, user, actor, onBehalfOf } },
    meta,
  );
  const present = readersOf(meta.handling, meta.originator);
  if (follows || covers(readers, present)) return undefined;
  if (FOR_ALL.includes(name)) {
    return refuse('EVENT_LABEL_TOO_NARROW', `${name} is for all readers of the record`, {
      field: 'handling',
      value: handling,
      rule: 'what corrects, voids, restores or labels a record, or an event of it, has no narrower label of its own',
    });
  }
  const narrow = sets.filter((one) => !covers(one, present) && one.join() !== readers.join());
  if (narrow.length < MOST_SETS || !isBounded) return undefined;
  return refuse('TOO_MANY_LABELS', `this record has ${narrow.length} sets of readers narrower than its own already`, {
    field: 'handling',
    value: handling,
    rule: `at most ${MOST_SETS} different sets of readers know more of a record than the others`,
  });
}

/** Refuses what only what the caller may not see stands against, and says no more of it. */
export function notPossible(): Refusal {
  return refuse('NOT_POSSIBLE', 'this is not possible now', { rule: 'what else is on record does not allow it' });
}

/**
 * Refuses a label for persons alone, given for another organisation, that names none of its users: who gives it may not widen it, so that nobody could.
 * @param field that states the audience
 */
export function withoutReader(
  handling: Handling | undefined,
  field: string,
  { party, user }: { readonly party: string | null; readonly user: string },
): Refusal | undefined {
  const isNamed = handling?.audience.some((member) => member.startsWith('user:') && member !== `user:${user}`);
  if (handling?.tlp !== 'RED' || party === null || isNamed) return undefined;
  return refuse('LABEL_WITHOUT_READER', 'nobody who may change the label of this record could read it', {
    field,
    value: handling.audience,
    rule: 'a RED record of another organisation names one of its users',
  });
}

/** Refuses another command under an id that was used. */
export function reusedKey(commandId: string): Refusal {
  return refuse('IDEMPOTENCY_KEY_REUSED', 'this command id was used for another command', {
    field: 'commandId',
    value: commandId,
    rule: 'a command id stands for one command and its body',
  });
}

/** Refuses a command whose events are more than an append takes. */
export function tooLarge(error: AppendTooLarge): Refusal {
  return refuse('TOO_LARGE', error.message, { field: 'input', value: error.bytes, rule: 'an append holds at most 1 MiB' });
}

/** SHA-256 over the command's name, record and body, with keys in order; the command id itself is not part of it. */
export function bodyHash({
  kind,
  name,
  id,
  input,
  occurredAt,
  handling,
  source,
  onBehalfOf,
  expectedRevision,
}: CommandRequest): string {
  return digestOf(canonical({ kind, name, id, input, occurredAt, handling, source, onBehalfOf, expectedRevision }));
}

/** Refuses a command on a record that many others change. */
export function busy(id: string): Refusal {
  return refuse('BUSY', 'too many others change this record at present; try again later', { field: 'id', value: id });
}
