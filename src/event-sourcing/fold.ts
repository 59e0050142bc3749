import { initialMeta, type CommonEvent, evolveCommon, isCommonEvent, emptyMeta } from './common-events.js';
import { originatorOf, partyOf, type Precision, type RecordedEvent } from './envelope.js';
import { readersOf } from './handling.js';
import { withPrecision } from './occurred.js';
import { opensTo, seenBy } from './sight.js';
import { type AnyRecordDefinition, shownPart, type Happened, type RecordMeta } from './record.js';

/** A record as its events tell it. */
export interface Folded<State = unknown> {
  readonly meta: RecordMeta;
  readonly state: State;
}

/** A voided record never should have been, a restored one always should: both count from the beginning, and what was said last holds. */
const FROM_THE_BEGINNING = ['RecordVoided', 'RecordRestored'];

/** An event as it counts after corrections. */
export interface Effective {
  readonly event: RecordedEvent;
  readonly data: unknown;
  readonly happened: Happened;
  /** When it takes effect: no event of a record counts before the record begins. */
  readonly at: string;
}

export function emptyFold(definition: AnyRecordDefinition): Folded {
  return { meta: emptyMeta, state: definition.initial as unknown };
}

/** One step of the fold, for an event that comes after all others in the world and corrects none. */
export function evolve(definition: AnyRecordDefinition, folded: Folded, event: RecordedEvent): Folded {
  return stepOf(definition, folded, { event, data: event.data, happened: happenedOf(event, event.metadata) });
}

/** When an event takes effect in a record that began at `beganAt`. */
export function effectiveAt(event: RecordedEvent, beganAt: string): string {
  return event.metadata.occurredAt > beganAt ? event.metadata.occurredAt : beganAt;
}

/** Whether an event changes what was said of the past, so that the record has to be folded again. */
export function rewritesHistory(event: RecordedEvent): boolean {
  return event.type === 'RecordCorrected' || FROM_THE_BEGINNING.includes(event.type);
}

/** The record as all the given events tell it now. */
export function fold(definition: AnyRecordDefinition, events: readonly RecordedEvent[]): Folded {
  return foldInOrder(definition, effective(events).entries);
}

/** The record as events tell it that are in the order in which they count. */
export function foldInOrder(definition: AnyRecordDefinition, entries: readonly Effective[]): Folded {
  return entries.reduce((folded, entry) => stepOf(definition, folded, entry), emptyFold(definition));
}

/**
 * The record as it was in the world at `asOf`, by what the log held up to `knownAt`, as a viewer with these reader keys may see it (without: all of it): the
 * definition that every read model is held to. Who may see what goes by the present label, whatever the moment.
 * @returns undefined where the record had not begun, was not known, or is not the viewer's to see.
 */
export function foldAt(
  definition: AnyRecordDefinition,
  events: readonly RecordedEvent[],
  at: { readonly asOf?: string; readonly knownAt?: bigint; readonly keys?: readonly string[] },
): Folded | undefined {
  const seen = at.keys ? seenBy(events, at.keys) : events;
  const { handling, originator } = shownPart(definition, fold(definition, seen)).meta;
  if (at.keys && !opensTo(readersOf(handling, originator), at.keys)) return undefined;
  const known = seen.filter((event) => at.knownAt === undefined || event.position <= at.knownAt);
  const happened = effective(known).entries.filter((event) => at.asOf === undefined || event.at <= at.asOf);
  if (happened.length === 0) return undefined;
  return foldInOrder(definition, happened);
}

/** An event's data as the later corrections among `events` leave it. */
export function corrected(
  event: RecordedEvent,
  events: readonly RecordedEvent[],
): { data: unknown; occurredAt: string; precision: Precision } {
  return mended(
    event,
    events.filter((e) => e.type === 'RecordCorrected' && (e.data as { eventId: string }).eventId === event.id),
  );
}

function mended(event: RecordedEvent, fixes: readonly RecordedEvent[]) {
  let data = event.data;
  let { occurredAt, precision }: { occurredAt: string; precision: Precision } = event.metadata;
  for (const fix of fixes) {
    const { field, value } = fix.data as { field: string; value: unknown };
    if (field === 'occurredAt') ({ occurredAt, precision } = value as { occurredAt: string; precision: Precision });
    else data = withValue(data, field.split('.'), value);
  }
  return { data, occurredAt, precision };
}

/** `data` with another value at a path; parts of the path that do not exist are made. A null value takes an optional field away. */
export function withValue(data: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(data)) return data.map((item: unknown, i) => (String(i) === key ? withValue(item, rest, value) : item));
  const object = { ...(data as Record<string, unknown> | undefined) };
  if (rest.length === 0 && value === null) delete object[key];
  else object[key] = withValue(object[key], rest, value);
  return object;
}

/** The events of a record in the order in which they count, and when its label was last said. */
export function effective(events: readonly RecordedEvent[]): { readonly entries: Effective[]; readonly labelledAt: string } {
  const [first] = events;
  let labelledAt = '';
  if (!first) return { entries: [], labelledAt };
  const corrections = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    if (event.type !== 'RecordCorrected') continue;
    const { eventId } = event.data as { eventId: string };
    const known = corrections.get(eventId);
    if (known) known.push(event);
    else corrections.set(eventId, [event]);
  }
  const asItCounts = (event: RecordedEvent) => {
    const fixes = corrections.get(event.id);
    return fixes ? mended(event, fixes) : { ...event.metadata, data: event.data };
  };
  const beganAt = asItCounts(first).occurredAt;
  const entries: Effective[] = [];
  for (const event of events) {
    if (event.type === 'RecordCorrected') continue;
    const next = effectiveIn(event, asItCounts(event), beganAt, labelledAt);
    ({ labelledAt } = next);
    entries.push(next.entry);
  }
  entries.sort((a, b) =>
    a.event === first ? -1 : b.event === first ? 1 : compare(a.at, b.at) || a.event.revision - b.event.revision,
  );
  return { entries, labelledAt };
}

/**
 * When an event counts in a record that began at `beganAt`.
 * @param counts when it happened, and its data, after corrections
 * @param labelledAt when the label was last said
 */
export function effectiveIn(
  event: RecordedEvent,
  { occurredAt, precision, data = event.data }: { occurredAt: string; precision: Precision; data?: unknown },
  beganAt: string,
  labelledAt: string,
): { readonly entry: Effective; readonly labelledAt: string } {
  let at = FROM_THE_BEGINNING.includes(event.type) || occurredAt < beganAt ? beganAt : occurredAt;
  // The label said last is the label, even where two servers' clocks differ.
  if (event.type === 'HandlingChanged') labelledAt = at = at > labelledAt ? at : labelledAt;
  return { entry: { event, data, happened: happenedOf(event, { occurredAt, precision }), at }, labelledAt };
}

/** One step of the fold. */
export function stepOf(
  definition: AnyRecordDefinition,
  { meta, state }: Folded,
  { event, data, happened }: Omit<Effective, 'at'>,
): Folded {
  if (isCommonEvent(event.type)) {
    const evolved = evolveCommon(meta, { type: event.type, data } as CommonEvent, happened);
    return { meta: evolved === meta ? meta : noted(evolved, happened), state };
  }
  const evolveOne = definition.evolve[event.type] as (state: unknown, data: unknown, happened: Happened) => unknown;
  return {
    meta: noted(meta.exists ? meta : initialMeta(event.metadata.handling, originatorOf(event.metadata), happened), happened),
    state: evolveOne(state, data, happened),
  };
}

function noted(meta: RecordMeta, happened: Happened): RecordMeta {
  const precisions = withPrecision(meta.precisions, happened);
  return precisions === meta.precisions ? meta : { ...meta, precisions };
}

function happenedOf(event: RecordedEvent, { occurredAt, precision }: { occurredAt: string; precision: Precision }): Happened {
  const { actor, user, source } = event.metadata;
  return { id: event.id, occurredAt, precision, party: partyOf(event.metadata), speaker: actor, user, source };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
