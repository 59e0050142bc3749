import { type Precision, type RecordedEvent } from './envelope.js';
import { type Effective, effective, effectiveIn, emptyFold, type Folded, stepOf, withValue } from './fold.js';
import { digestOf } from './identity.js';
import { type AnyRecordDefinition } from './record.js';
import { sameShown, shownOf, withoutHidden } from './shown.js';

/** A version of what a record's rows show. */
export interface ShownVersion {
  readonly validFrom: string;
  /** Where the next one begins; null for the last. */
  readonly validTo: string | null;
  /** Tells what it shows. */
  readonly digest: string;
}

/** What an event changed of the versions: those that stood from the last one before the change on, and those that stand now. */
export interface Rewritten {
  readonly before: readonly ShownVersion[];
  readonly after: readonly ShownVersion[];
  /** What the versions show that were made, by where they begin. */
  readonly made: ReadonlyMap<string, { readonly folded: Folded; readonly shown: string }>;
}

type Version = Omit<ShownVersion, 'validTo'>;
type Entry = { -readonly [Key in keyof Effective]: Effective[Key] } & { /** What is shown before it. */ before?: Folded };

/** So many events lie between two states that are kept. */
const KEPT_EVERY = 32;

/**
 * A record's events in the order in which they happened, for what comes late: what an event costs depends on what it changes, and not on how many there are.
 * It follows what rows show, so that hidden parts of the state have their initial values here.
 */
export class History {
  /** The record's stream, upcast. */
  readonly events: RecordedEvent[];
  #entries: Entry[];
  readonly #byId = new Map<string, Entry>();
  #labelledAt = '';
  /** Versions of the first `#covered` entries. */
  readonly #versions: Version[] = [];
  #covered = 0;

  /** @param events the record's stream from its first event, in order of revision, already upcast */
  constructor(
    readonly definition: AnyRecordDefinition,
    events: readonly RecordedEvent[],
  ) {
    this.events = [...events];
    this.#entries = this.#ordered();
  }

  get revision(): number {
    return this.events.at(-1)?.revision ?? -1;
  }

  /** When the last event takes effect. */
  get lastEffective(): string {
    return this.#entries.at(-1)?.at ?? '';
  }

  /** What is shown of the record now. */
  get shown(): Folded {
    return this.#before(this.#entries.length);
  }

  /** Takes the next event of the stream, one that happened after all others and corrects none. */
  append(event: RecordedEvent): void {
    this.events.push(event);
    const entry = this.#entryOf(event);
    this.#insert(entry, this.#placeOf(entry));
  }

  /** Takes the next event of the stream, whenever it happened. @returns what it changed of the versions that there were; undefined where it shows nothing */
  add(event: RecordedEvent): Rewritten | undefined {
    this.events.push(event);
    const [first] = this.#entries;
    if (first && event.type === 'RecordCorrected') return this.#correct(event, first);
    const entry = this.#entryOf(event);
    const place = this.#placeOf(entry);
    if (this.#shows(place, entry)) return this.#rewrite(entry.at, () => this.#insert(entry, place));
    this.#insert(entry, place);
    return undefined;
  }

  #entryOf(event: RecordedEvent): Entry {
    const beganAt = this.#entries[0]?.at ?? event.metadata.occurredAt;
    const { entry, labelledAt } = effectiveIn(event, event.metadata, beganAt, this.#labelledAt);
    this.#labelledAt = labelledAt;
    return entry;
  }

  /** What the version shows that begins at a moment. */
  shownAt(validFrom: string): { readonly folded: Folded; readonly shown: string } {
    const folded = this.#before(lowerBound(this.#entries, (entry) => entry.at > validFrom));
    return { folded, shown: shownOf(this.definition, folded) };
  }

  #correct(correction: RecordedEvent, first: Entry): Rewritten | undefined {
    const { eventId, field, value } = correction.data as { eventId: string; field: string; value: unknown };
    const entry = this.#byId.get(eventId);
    if (!entry) return undefined;
    if (field === 'occurredAt') return this.#move(entry, first, value as { occurredAt: string; precision: Precision });
    const data = withValue(entry.data, field.split('.'), value);
    const before = this.#before(this.#entries.indexOf(entry));
    const correct = () => void (entry.data = data);
    if (!this.#same(this.#step(before, entry), this.#step(before, { ...entry, data }))) return this.#rewrite(entry.at, correct);
    correct();
    return undefined;
  }

  #move(entry: Entry, first: Entry, to: { readonly occurredAt: string; readonly precision: Precision }): Rewritten | undefined {
    // When the record began decides when all others count.
    if (entry === first) return this.#rewrite('', () => void (this.#entries = this.#ordered()));
    const moved = effectiveIn(entry.event, { ...to, data: entry.data }, first.at, '').entry;
    const from = this.#entries.indexOf(entry);
    const showed = this.#shows(from, entry);
    const move = () => {
      this.#take(from);
      Object.assign(entry, moved);
      this.#insert(entry, this.#placeOf(entry));
    };
    const place = this.#placeOf(moved);
    if (showed || this.#shows(place, moved)) return this.#rewrite(moved.at < entry.at ? moved.at : entry.at, move);
    move();
    return undefined;
  }

  /** Whether something else is shown, or can be later, with an entry at a place than without it. */
  #shows(place: number, entry: Effective): boolean {
    const before = this.#before(place);
    return !this.#same(before, this.#step(before, entry));
  }

  /** Whether all that follows shows the same after two states: an extract may come to show what it does not show yet. */
  #same(one: Folded, other: Folded): boolean {
    const { definition } = this;
    return definition.extract ? JSON.stringify(one) === JSON.stringify(other) : sameShown(definition, one, other);
  }

  #insert(entry: Entry, place: number): void {
    entry.before = undefined;
    this.#entries.splice(place, 0, entry);
    this.#byId.set(entry.event.id, entry);
    if (place < this.#covered) this.#covered++;
  }

  #take(place: number): void {
    this.#entries.splice(place, 1);
    if (place < this.#covered) this.#covered--;
  }

  /** Changes entries that count from a moment on, and makes the versions from there again. */
  #rewrite(from: string, change: () => void): Rewritten {
    this.#extend();
    const kept = lowerBound(this.#versions, (version) => version.validFrom >= from);
    const first = Math.max(0, kept - 1);
    const before = ended(this.#versions.slice(first));
    change();
    this.#versions.length = kept;
    this.#covered = lowerBound(this.#entries, (entry) => entry.at >= from);
    for (let i = this.#covered; i < this.#entries.length; i++) this.#entries[i]!.before = undefined;
    const made = this.#extend();
    return { before, after: ended(this.#versions.slice(first)), made };
  }

  /** Makes the versions of the entries that have none yet. Entries of the same moment make one, and so do neighbours that show the same. */
  #extend(): ReadonlyMap<string, { readonly folded: Folded; readonly shown: string }> {
    const made = new Map<string, { folded: Folded; shown: string }>();
    const entries = this.#entries;
    let folded = this.#before(this.#covered);
    let newest: Folded | undefined;
    for (let i = this.#covered; i < entries.length; i++) {
      const { at } = entries[i]!;
      folded = this.#step(folded, entries[i]!);
      if (entries[i + 1]?.at === at) continue;
      if (this.#versions.at(-1)?.validFrom === at) {
        this.#versions.pop();
        newest = undefined;
      }
      if (newest && sameShown(this.definition, newest, folded)) continue;
      const shown = shownOf(this.definition, folded);
      const digest = digestOf(shown);
      if (this.#versions.at(-1)?.digest !== digest) {
        this.#versions.push({ validFrom: at, digest });
        made.set(at, { folded, shown });
      }
      newest = folded;
    }
    this.#covered = entries.length;
    return made;
  }

  /** What is shown before an entry. */
  #before(place: number): Folded {
    const entries = this.#entries;
    let from = Math.min(place, entries.length - 1);
    while (from > 0 && !entries[from]!.before) from--;
    let folded = entries[from]?.before ?? emptyFold(this.definition);
    for (let i = Math.max(from, 0); i < place; i++) {
      if (i % KEPT_EVERY === 0) entries[i]!.before = folded;
      folded = this.#step(folded, entries[i]!);
    }
    return folded;
  }

  #step(before: Folded, entry: Effective): Folded {
    return withoutHidden(this.definition, stepOf(this.definition, before, entry));
  }

  /** Where an entry goes: after all that happened before it, and of those of the same moment after those recorded before it. */
  #placeOf({ at, event: { revision } }: Effective): number {
    const [first] = this.#entries;
    if (!first) return 0;
    const later = (entry: Entry) => entry !== first && (entry.at > at || (entry.at === at && entry.event.revision > revision));
    return lowerBound(this.#entries, later);
  }

  #ordered(): Entry[] {
    const { entries, labelledAt } = effective(this.events);
    this.#labelledAt = labelledAt;
    this.#byId.clear();
    for (const entry of entries) this.#byId.set(entry.event.id, entry);
    return entries;
  }
}

function ended(versions: readonly Version[]): ShownVersion[] {
  return versions.map((version, i) => ({ ...version, validTo: versions[i + 1]?.validFrom ?? null }));
}

/** The first place from which on something holds. */
function lowerBound<T>(sorted: readonly T[], holds: (one: T) => boolean): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
