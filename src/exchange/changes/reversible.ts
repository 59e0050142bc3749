import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { corrected, fold, type Folded } from '../../event-sourcing/fold.js';
import { canonical } from '../../event-sourcing/identity.js';
import { type AnyRecordDefinition } from '../../event-sourcing/record.js';
import { asTold } from '../publication/describe-activity.js';

/** Commands whose effect another command of the same name takes back. */
export const REVERSIBLE = ['changeHandling', 'correctRecord', 'describeProject'] as const;

/** One field of a record that an event changed. `undefined` is nothing. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Parts of an event of a description that follow from the others. */
const DERIVED = ['cleared', 'departures', 'missing'];

/** What an event of a reversible command changed. @param events the record's events, that one among them */
export function changesOf(
  definition: AnyRecordDefinition,
  event: RecordedEvent,
  events: readonly RecordedEvent[],
): readonly Change[] {
  const earlier = events.filter(({ revision }) => revision < event.revision);
  const before = fold(definition, earlier);
  return fieldsOf(event).map((field) => ({
    field,
    before: valueOf(field, before, earlier),
    after: valueOf(field, fold(definition, [...earlier, event]), [...earlier, event]),
  }));
}

/** Names of the fields that an event changes: a correction's with the event that it corrects. */
function fieldsOf({ type, data }: RecordedEvent): readonly string[] {
  if (type === 'HandlingChanged') return ['handling'];
  if (type === 'RecordCorrected') {
    const { eventId, field } = data as { eventId: string; field: string };
    return [`${eventId}.${field}`];
  }
  const { cleared = [], ...described } = data as { cleared?: readonly string[] };
  return [...Object.keys(described).filter((key) => !DERIVED.includes(key)), ...cleared].sort();
}

function valueOf(field: string, { meta, state }: Folded, events: readonly RecordedEvent[]): unknown {
  if (field === 'handling') return meta.handling;
  const [eventId, ...path] = field.split('.');
  const target = events.find(({ id }) => id === eventId);
  if (!target) return (state as Record<string, unknown>)[field];
  const { data, occurredAt } = corrected(target, events);
  if (path[0] === 'occurredAt') return occurredAt;
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
}

/** The command that takes an event back, and the fields that somebody has changed since, which it leaves as they are. */
export interface Reversal {
  readonly command: (typeof REVERSIBLE)[number];
  /** Undefined where there is nothing to take back. */
  readonly input?: object;
  readonly changedSince: readonly string[];
}

/**
 * How an event of a reversible command is taken back; undefined for any other event.
 * @param events the record's events
 * @param commandId that of the command which takes it back, once
 */
export function reversalOf(
  definition: AnyRecordDefinition,
  event: RecordedEvent,
  events: readonly RecordedEvent[],
  commandId: string,
  reason: string,
): Reversal | undefined {
  const { type } = event;
  if (!['HandlingChanged', 'RecordCorrected', 'ProjectDescribed'].includes(type)) return undefined;
  const present = fold(definition, events);
  const takenBack = events.filter(({ metadata }) => metadata.commandId === commandId).flatMap(fieldsOf);
  const changes = changesOf(definition, event, events).filter(({ field }) => !takenBack.includes(field));
  const isOurs = ({ field, after }: Change) => text(valueOf(field, present, events)) === text(after);
  const ours =
    takenBack.length > 0 ? [] : changes.filter((change) => isOurs(change) && text(change.before) !== text(change.after));
  const changedSince = changes.filter((change) => !isOurs(change)).map(({ field }) => field);
  const [only] = ours;
  if (type === 'HandlingChanged') return { command: 'changeHandling', input: only && { to: only.before, reason }, changedSince };
  if (type === 'RecordCorrected') {
    const { eventId, field } = event.data as { eventId: string; field: string };
    return { command: 'correctRecord', input: only && { eventId, field, value: only.before ?? null, reason }, changedSince };
  }
  const given = ours.filter(({ before }) => before !== undefined);
  const cleared = ours.filter(({ before }) => before === undefined).map(({ field }) => field);
  const input = {
    ...Object.fromEntries(given.map(({ field, before }) => [field, asTold(field as never, before)])),
    ...(cleared.length > 0 ? { cleared } : {}),
    // Shares that were published as they are may come back.
    asPublished: true,
  };
  return { command: 'describeProject', input: only && input, changedSince };
}

function text(value: unknown): string {
  return value === undefined ? '' : canonical(value);
}
