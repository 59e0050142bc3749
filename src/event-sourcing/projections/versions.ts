import { type RecordedEvent } from '../envelope.js';
import { effectiveAt, emptyFold, evolve, type Folded, rewritesHistory } from '../fold.js';
import { type History, type ShownVersion } from '../history.js';
import { type AnyRecordDefinition } from '../record.js';
import { shownOf, withoutHidden } from '../shown.js';

/** A row to insert: one version of a record's state, believed from one position of the log to another. */
export interface NewVersion {
  readonly id: string;
  readonly folded: Folded;
  /** The row's document as JSON. */
  readonly shown: string;
  readonly validFrom: string;
  validTo: string | null;
  readonly knownFrom: bigint;
  knownTo: bigint | null;
  /** Position of the event that ended it, for versions that were open when they went in. */
  nextKnown: bigint | null;
  revision: number;
  lastEffective: string;
  /** When the log took the event that ended it, or the belief in it (ISO 8601 UTC). */
  endedAt?: string;
  /** The state after events that changed nothing shown: an extract is drawn from it. */
  latest: Folded;
}

/** The newest version of a record, in the table or about to be. */
export interface OpenVersion {
  readonly folded: Folded;
  readonly shown: string;
  readonly validFrom: string;
  readonly revision: number;
  readonly lastEffective: string;
  /** The row to insert, where it is not in the table yet. */
  readonly pending?: NewVersion;
}

/** What a batch does to one record's rows. */
export interface Changes {
  readonly inserts: NewVersion[];
  /** The open version of the table ends. */
  close?: { readonly validTo: string; readonly nextKnown: bigint };
  /** Versions of the table that are not believed any more. */
  readonly superseded: { readonly validFrom: string; readonly knownTo: bigint }[];
  /** The open version of the table saw events that changed nothing shown. */
  touch?: OpenVersion;
  /** The present label changed. */
  relabelled?: boolean;
}

export const noChanges = (): Changes => ({ inserts: [], superseded: [] });

/** For an extract the whole record as JSON, of which the row shows a part; null for all other kinds. */
export function memoOf(definition: AnyRecordDefinition, whole: Folded): string | null {
  return definition.extract ? JSON.stringify(whole) : null;
}

/** A record's state as a row holds it. */
export function foldedOf(
  definition: AnyRecordDefinition,
  document: Record<string, unknown>,
  memo: Record<string, unknown> | null,
): Folded {
  if (definition.extract) return memo as unknown as Folded;
  const { meta, ...state } = document;
  const hidden = (definition.hidden ?? []).map((key) => [key, (definition.initial as Record<string, unknown>)[key]]);
  return { meta: meta as Folded['meta'], state: { ...state, ...Object.fromEntries(hidden) } };
}

/** A record's events before the one that is taken: read when one of them comes late, and kept in step from then on. */
export interface Past {
  history?: History;
  readonly read: () => History;
}

/**
 * Takes one event into a record's rows. An event in order closes the open version and begins the next; for one that is late or corrects, the versions from
 * where it takes effect are made again, and what it changes of the past is superseded from its position on.
 */
export function takeEvent(
  definition: AnyRecordDefinition,
  changes: Changes,
  open: OpenVersion | undefined,
  event: RecordedEvent,
  id: string,
  past: Past,
): OpenVersion {
  // What an extract may show, and to whom, is for any event to say.
  if (event.type === 'HandlingChanged' || definition.extract) changes.relabelled = true;
  const folded = open?.folded ?? emptyFold(definition);
  const at = open ? effectiveAt(event, open.folded.meta.beganAt) : event.metadata.occurredAt;
  if (open && (rewritesHistory(event) || at < open.lastEffective))
    return rewrite(changes, open, event, id, (past.history ??= past.read()));
  past.history?.append(event);
  const { revision, position: knownFrom } = event;
  const next = withoutHidden(definition, evolve(definition, folded, event));
  const shown = shownOf(definition, next);
  if (shown === open?.shown) return touch(changes, { ...open, folded: next, revision, lastEffective: at });
  if (open) end(changes, open, at, event);
  return insert(changes, { id, folded: next, shown, validFrom: at, knownFrom, revision, lastEffective: at });
}

function insert(
  changes: Changes,
  version: Pick<NewVersion, 'id' | 'folded' | 'shown' | 'validFrom' | 'knownFrom' | 'revision' | 'lastEffective'>,
): OpenVersion {
  const pending: NewVersion = { ...version, latest: version.folded, validTo: null, knownTo: null, nextKnown: null };
  changes.inserts.push(pending);
  return { ...version, pending };
}

function touch(changes: Changes, open: OpenVersion): OpenVersion {
  if (open.pending)
    Object.assign(open.pending, { latest: open.folded, revision: open.revision, lastEffective: open.lastEffective });
  else changes.touch = open;
  return open;
}

function end(changes: Changes, open: OpenVersion, validTo: string, { position, recordedAt }: RecordedEvent): void {
  if (open.pending) Object.assign(open.pending, { validTo, nextKnown: position, endedAt: recordedAt });
  else changes.close = { validTo, nextKnown: position };
  changes.touch = undefined;
}

function rewrite(changes: Changes, open: OpenVersion, event: RecordedEvent, id: string, history: History): OpenVersion {
  const rewritten = history.add(event);
  const { position, revision } = event;
  const { lastEffective, shown: folded } = history;
  if (!rewritten) return touch(changes, { ...open, folded, revision, lastEffective });
  const { before, after, made } = rewritten;
  const [stood, stands] = [byBeginning(before), byBeginning(after)];
  let newest = open;
  for (const old of before) {
    const version = stands.get(old.validFrom);
    const kept = version?.digest === old.digest ? version : undefined;
    if (kept?.validTo === old.validTo) continue;
    // A version that was open and now ends is closed in place, like any other.
    if (kept && old.validTo === null) end(changes, open, kept.validTo!, event);
    else supersede(changes, old, event);
  }
  for (const { validFrom, validTo, digest } of after) {
    const old = stood.get(validFrom);
    if (old?.digest === digest && (old.validTo === validTo || old.validTo === null)) {
      if (validTo === null) newest = touch(changes, { ...open, folded, revision, lastEffective });
      continue;
    }
    const { shown, folded: then } = made.get(validFrom) ?? history.shownAt(validFrom);
    const isLast = validTo === null;
    const version = { id, shown, folded: isLast ? folded : then, validFrom, knownFrom: position, revision, lastEffective };
    const inserted = insert(changes, version);
    if (isLast) newest = inserted;
    else Object.assign(inserted.pending!, { validTo, nextKnown: position });
  }
  return newest;
}

function byBeginning(versions: readonly ShownVersion[]): ReadonlyMap<string, ShownVersion> {
  return new Map(versions.map((version) => [version.validFrom, version]));
}

function supersede(changes: Changes, old: ShownVersion, { position: knownTo, recordedAt }: RecordedEvent): void {
  const pending = changes.inserts.filter((row) => row.validFrom === old.validFrom && row.knownTo === null);
  for (const row of pending) Object.assign(row, { knownTo, endedAt: row.endedAt ?? recordedAt });
  changes.superseded.push({ validFrom: old.validFrom, knownTo });
  if (old.validTo === null) changes.touch = undefined;
}
