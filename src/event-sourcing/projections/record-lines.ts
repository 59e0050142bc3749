import { parseStream } from '../catalogue.js';
import { type RecordedEvent } from '../envelope.js';
import { readersOf } from '../handling.js';
import { FIRST_YEAR } from '../occurred.js';
import { History } from '../history.js';
import { type AnyRecordDefinition, type RecordMeta, shownPart } from '../record.js';
import { type Sights, seenUnder, wholeSight } from '../sight.js';
import { copyLine } from '../../platform/copy-rows.js';
import { NEVER } from './projection.js';
import { type Column, columnValue, recordTable } from './record-table.js';
import { type Changes, memoOf, type NewVersion, noChanges, type OpenVersion, type Past, takeEvent } from './versions.js';

/** Columns that a kind of record has of its own. */
export type OwnColumns = readonly (readonly [string, Column])[];

/** Columns of every record's table, before its own. */
export const COMMON = [
  'id',
  'period',
  'valid_from',
  'valid_to',
  'known_from',
  'known_to',
  'next_known',
  'current',
  'revision',
  'last_effective',
] as const;
const REST = ['readers', 'labels', 'sight', 'began', 'voided', 'doc', 'memo'] as const;

/** SQL of rows with all that has happened to their record, whoever may know it. */
export const WHOLE = '(labels is null or sight = (1 << json_array_length(labels)) - 1)';

/** All columns of a record's table, in order. */
export function columnsOf(own: OwnColumns): string[] {
  return [...COMMON, ...own.map(([name]) => recordTable(name)), ...REST];
}

/** The newest version of a record with all of its events, and the groups of those that are not for all of its readers (JSON; null: there are none). */
export interface Known {
  open: OpenVersion | undefined;
  labels: string | null;
}

/** What a batch does to the rows of a record, or (`sight`) of one of their variants. */
export interface Entry extends Known {
  readonly changes: Changes;
  readonly sight: number;
  /** All rows are made again: these. */
  variants?: readonly Entry[];
}

/** The rows of a record of which all events are there: once for each combination of the events that are not for all of its readers, the whole last. */
export function* variantsOf(definition: AnyRecordDefinition, events: readonly RecordedEvent[], sights: Sights): Generator<Entry> {
  const { id } = parseStream(events[0]!.stream);
  const labels = sights.groups.length > 0 ? JSON.stringify(sights.groups) : null;
  for (let sight = 0; sight <= wholeSight(sights); sight++) {
    const seen = seenUnder(events, sights, sight);
    const changes = noChanges();
    let open: OpenVersion | undefined;
    let taken = 0;
    const past: Past = { read: () => new History(definition, seen.slice(0, taken)) };
    for (; taken < seen.length; taken++) open = takeEvent(definition, changes, open, seen[taken]!, id, past);
    yield { changes, open, labels, sight };
  }
}

/** The lines to copy for what was inserted. */
export function* linesOf(
  definition: AnyRecordDefinition,
  own: OwnColumns,
  entries: Iterable<Entry>,
  year: number,
): Generator<string> {
  for (const { changes, open, labels, sight } of entries) {
    const readers = open && readersNow(definition, open);
    for (const version of changes.inserts) {
      const { from, to } = periodsOf(version, version.endedAt ? yearOf(version.endedAt) : year);
      const isOpen = version.validTo === null && version.knownTo === null;
      const { meta, state } = shownPart(definition, version.folded) as { meta: RecordMeta; state: never };
      const span = copyLine([
        version.validFrom,
        version.validTo ?? 'infinity',
        version.knownFrom,
        version.knownTo ?? NEVER,
        version.nextKnown ?? NEVER,
      ]);
      const rest = copyLine([
        version.revision,
        version.lastEffective,
        ...own.map(([, column]) => columnValue(column, state, meta)),
        readers,
        labels,
        sight,
        meta.beganAt,
        meta.voided !== null,
        version.shown,
        memoOf(definition, version.latest),
      ]);
      for (let period = from; period <= to; period++)
        yield `${version.id}\t${period}\t${span}\t${isOpen && period === to}\t${rest}`;
    }
  }
}

/** Who may read the record: by its present label, whatever it was when a version held. */
export function readersNow(definition: AnyRecordDefinition, { folded }: OpenVersion): string[] {
  const { meta } = shownPart(definition, folded);
  return readersOf(meta.handling, meta.originator);
}

/**
 * The years in which a version can be asked for. One that was open when it went in was believed to hold until the event that ended it was known,
 * so up to the year of recording; one that went in closed only as long as it held. All years before the first that can be recorded are one.
 */
function periodsOf({ validFrom, validTo, knownFrom, nextKnown }: NewVersion, year: number): { from: number; to: number } {
  const from = Math.max(FIRST_YEAR, yearOf(validFrom));
  const wasClosed = validTo !== null && nextKnown === knownFrom;
  return { from, to: Math.max(from, wasClosed ? yearOf(validTo) : year) };
}

/** Year of an ISO 8601 time, 0 for none. */
export function yearOf(time: string): number {
  return Number(time.slice(0, 4));
}
