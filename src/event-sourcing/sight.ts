import { type Handling, originatorOf, type RecordedEvent } from './envelope.js';
import { readersOf, sameLabel } from './handling.js';
import { type RecordMeta } from './record.js';

/** Reader keys that open something: who holds one of them is let in. */
export type Readers = readonly string[];

/** The label of a record, as events are compared with it. */
export type Labelled = Pick<RecordMeta, 'handling' | 'originator'>;

/** Most sets of readers narrower than the record that a command may bring about: each doubles the rows of the record. */
export const MOST_SETS = 3;

/** Events that are for all readers of their record: what labels or voids it. */
const FOR_ALL: readonly string[] = ['HandlingChanged', 'RecordVoided', 'RecordRestored'];

/** Whether everybody who holds a key of `inner` holds one of `outer` too. */
export function covers(outer: Readers, inner: Readers): boolean {
  return inner.every((key) => outer.some((other) => implies(key, other)));
}

/** Everybody holds `public`, whoever has a key `members`, and who is an organisation or in a community is affiliated to it. */
function implies(key: string, other: string): boolean {
  if (key === other || other === 'public') return true;
  if (other === 'members') return key !== 'public';
  return /^(org|community):/.test(key) && other === key.replace(':', '+:');
}

export function opensTo(readers: Readers, keys: readonly string[]): boolean {
  return readers.some((reader) => keys.includes(reader));
}

/** What of an event says who may know of it. */
export type Said = Pick<RecordedEvent, 'type' | 'revision'> & {
  readonly metadata: Pick<RecordedEvent['metadata'], 'handling' | 'actor' | 'onBehalfOf' | 'user'>;
};

/** Who may know of an event, beside having to be a reader of its record. */
export interface EventReaders {
  readonly readers: Readers;
  /** It follows the record's label, whatever that becomes: `readers` is for its line in the history alone. */
  readonly follows: boolean;
}

/**
 * The readers of one event by its own label and that of its record when it was recorded. What the originator says under the record's label follows that
 * label; what others say under it keeps it; another label is that of its source.
 * @param target readers of the event that it corrects: a correction is for the same ones
 */
export function eventReaders({ metadata, revision, type }: Said, record: Labelled, target?: EventReaders): EventReaders {
  const source = originatorOf(metadata);
  const isRecords = sameLabel(metadata.handling, record.handling);
  const readers = readersOf(metadata.handling, isRecords ? record.originator : source);
  if (revision === 0 || FOR_ALL.includes(type)) return { readers, follows: true };
  const own = { readers, follows: isRecords && isSame(source, record.originator) };
  if (type !== 'RecordCorrected') return own;
  if (!target || target.follows) return isRecords ? { ...own, follows: true } : own;
  if (isRecords || covers(readers, target.readers)) return target;
  return {
    readers: covers(target.readers, readers) ? readers : readers.filter((key) => covers(target.readers, [key])),
    follows: false,
  };
}

function isSame(one: RecordMeta['originator'], other: RecordMeta['originator']): boolean {
  return one.actor === null || other.actor === null ? one.user === other.user : one.actor === other.actor;
}

/** The label of a record after an event. */
export function labelAfter(label: Labelled | undefined, { type, data, metadata }: RecordedEvent): Labelled {
  if (!label) return { handling: metadata.handling, originator: originatorOf(metadata) };
  return type === 'HandlingChanged' ? { ...label, handling: (data as { handling: Handling }).handling } : label;
}

/**
 * Which events of a record are for fewer readers than its present label opens it to. They fall into groups, each with the sets of readers of which one
 * must hold a key of every one; beyond `MOST_SETS` sets (a label that was widened can bring about more) the last group has all the others.
 */
export interface Sights {
  readonly groups: readonly (readonly Readers[])[];
  /** Of each event, in order: its group, or null for what all readers of the record may know. */
  readonly of: readonly (number | null)[];
}

/**
 * The readers of all events of a record, by their ids.
 * @param events the record's stream from its first event, in order of revision
 */
export function readersOfEvents(events: readonly RecordedEvent[]): Map<string, EventReaders> {
  let label: Labelled | undefined;
  const all = new Map<string, EventReaders>();
  for (const event of events) {
    all.set(event.id, readersOfNext(event, label, all));
    label = labelAfter(label, event);
  }
  return all;
}

/** The readers of an event, by the label that its record had before it and the readers of the events before it. */
export function readersOfNext(
  event: RecordedEvent,
  label: Labelled | undefined,
  earlier: ReadonlyMap<string, EventReaders>,
): EventReaders {
  const target = event.type === 'RecordCorrected' ? earlier.get((event.data as { eventId: string }).eventId) : undefined;
  return eventReaders(event, label ?? labelAfter(undefined, event), target);
}

/** @param events the record's stream from its first event, in order of revision */
export function sightsOf(events: readonly RecordedEvent[]): Sights {
  const label = events.reduce<Labelled | undefined>(labelAfter, undefined);
  if (!label) return { groups: [], of: [] };
  const present = readersOf(label.handling, label.originator);
  const sets = new Map<string, { readonly readers: Readers; readonly at: number }>();
  const of = [...readersOfEvents(events).values()].map(({ readers, follows }) => {
    if (follows || covers(readers, present)) return null;
    const name = readers.join(' ');
    const known = sets.get(name) ?? { readers, at: Math.min(sets.size, MOST_SETS - 1) };
    sets.set(name, known);
    return known.at;
  });
  const groups: Readers[][] = [];
  for (const { readers, at } of sets.values()) (groups[at] ??= []).push(readers);
  return { groups, of };
}

/** Which groups a viewer may know: one bit for each. The same as `rm.sight` in SQL. */
export function sightOf({ groups }: Sights, keys: readonly string[]): number {
  return groups.reduce((sight, sets, i) => (sets.every((readers) => opensTo(readers, keys)) ? sight | (1 << i) : sight), 0);
}

/** The sight of who may know all. */
export function wholeSight({ groups }: Sights): number {
  return (1 << groups.length) - 1;
}

/** The events that a sight includes. */
export function seenUnder<Event>(events: readonly Event[], { of }: Sights, sight: number): Event[] {
  return events.filter((_, i) => of[i] === null || (sight >> of[i]!) & 1);
}

/** The events that a reader of the record may know. */
export function seenBy(events: readonly RecordedEvent[], keys: readonly string[]): RecordedEvent[] {
  const sights = sightsOf(events);
  return seenUnder(events, sights, sightOf(sights, keys));
}

/** Whether an event may make, or may be, what is for fewer readers than the record: otherwise all that counted for all goes on to. */
export function mayNarrow(event: RecordedEvent, label: Labelled): boolean {
  const present = readersOf(label.handling, label.originator);
  if (event.type === 'HandlingChanged') return !covers(present, readersOf(labelAfter(label, event).handling, label.originator));
  const { readers, follows } = eventReaders(event, label);
  return !follows && !covers(readers, present);
}
