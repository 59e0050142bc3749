import { type RecordedEvent } from '../envelope.js';
import {
  effectiveAt,
  evolve,
  type Folded,
  type FoldedVersion,
  foldVersions,
  lastEffective,
  emptyFold,
  rewritesHistory,
} from '../fold.js';
import { type AnyRecordDefinition, shownPart } from '../record.js';

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
  /** The state after events that changed nothing shown. */
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

/** The document of a row: the state (of an extract: the part) without its hidden keys, and what is true of every kind. */
export function shownOf(definition: AnyRecordDefinition, whole: Folded): string {
  const { meta, state } = shownPart(definition, whole);
  const hidden = definition.hidden;
  if (!hidden?.length) return JSON.stringify({ ...(state as object), meta });
  return JSON.stringify({
    ...Object.fromEntries(Object.entries(state as object).filter(([key]) => !hidden.includes(key))),
    meta,
  });
}

/** The hidden part of a state as JSON, for an extract the whole record; or null for kinds without. */
export function memoOf(definition: AnyRecordDefinition, whole: Folded): string | null {
  if (definition.extract) return JSON.stringify(whole);
  const { state } = whole;
  const hidden = definition.hidden;
  if (!hidden?.length) return null;
  return JSON.stringify(Object.fromEntries(hidden.map((key) => [key, (state as Record<string, unknown>)[key]])));
}

/** A record's state as a row holds it. */
export function foldedOf(
  definition: AnyRecordDefinition,
  document: Record<string, unknown>,
  memo: Record<string, unknown> | null,
): Folded {
  if (definition.extract) return memo as unknown as Folded;
  const { meta, ...state } = document;
  return { meta: meta as Folded['meta'], state: { ...state, ...memo } };
}

/**
 * Takes one event into a record's rows. An event in order closes the open version and begins the next; one that is late or corrects has the record
 * folded anew, and what it changes of the past is superseded from its position on.
 * @param earlier gives the record's events up to, and without, this one
 */
export function takeEvent(
  definition: AnyRecordDefinition,
  changes: Changes,
  open: OpenVersion | undefined,
  event: RecordedEvent,
  id: string,
  earlier: () => readonly RecordedEvent[],
): OpenVersion {
  // What an extract may show, and to whom, is for any event to say.
  if (event.type === 'HandlingChanged' || definition.extract) changes.relabelled = true;
  if (!open) return begin(definition, changes, id, evolve(definition, emptyFold(definition), event), event);
  const at = effectiveAt(event, open.folded.meta.beganAt);
  if (rewritesHistory(event) || at < open.lastEffective) return refold(definition, changes, open, event, id, earlier());
  const folded = evolve(definition, open.folded, event);
  const shown = shownOf(definition, folded);
  if (shown === open.shown) return touch(changes, { ...open, folded, revision: event.revision, lastEffective: at });
  end(changes, open, at, event);
  return insert(changes, {
    id,
    folded,
    shown,
    validFrom: at,
    knownFrom: event.position,
    revision: event.revision,
    lastEffective: at,
  });
}

function begin(definition: AnyRecordDefinition, changes: Changes, id: string, folded: Folded, event: RecordedEvent): OpenVersion {
  const at = event.metadata.occurredAt;
  const shown = shownOf(definition, folded);
  return insert(changes, {
    id,
    folded,
    shown,
    validFrom: at,
    knownFrom: event.position,
    revision: event.revision,
    lastEffective: at,
  });
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

interface Believed extends FoldedVersion {
  readonly shown: string;
  readonly validTo: string | null;
}

function refold(
  definition: AnyRecordDefinition,
  changes: Changes,
  open: OpenVersion,
  event: RecordedEvent,
  id: string,
  earlier: readonly RecordedEvent[],
): OpenVersion {
  const before = believed(definition, earlier);
  const after = believed(definition, [...earlier, event]);
  const { position, revision } = event;
  const latest = lastEffective([...earlier, event]);
  let newest = open;
  for (const old of before) {
    const kept = after.find((version) => version.validFrom === old.validFrom && version.shown === old.shown);
    if (kept?.validTo === old.validTo) continue;
    // A version that was open and now ends is closed in place, like any other.
    if (kept && old.validTo === null) end(changes, open, kept.validTo!, event);
    else supersede(changes, old, event);
  }
  for (const version of after) {
    const stood = before.find((old) => old.validFrom === version.validFrom && old.shown === version.shown);
    const isKept = stood && (stood.validTo === version.validTo || stood.validTo === null);
    const { meta, state, shown, validFrom, validTo } = version;
    const folded = { meta, state };
    if (isKept) {
      if (validTo === null) newest = touch(changes, { ...open, folded, revision, lastEffective: latest });
      continue;
    }
    const inserted = insert(changes, { id, folded, shown, validFrom, knownFrom: position, revision, lastEffective: latest });
    if (validTo === null) newest = inserted;
    else Object.assign(inserted.pending!, { validTo, nextKnown: position });
  }
  return newest;
}

function supersede(changes: Changes, old: Believed, { position: knownTo, recordedAt }: RecordedEvent): void {
  const pending = changes.inserts.filter((row) => row.validFrom === old.validFrom && row.knownTo === null);
  for (const row of pending) Object.assign(row, { knownTo, endedAt: row.endedAt ?? recordedAt });
  changes.superseded.push({ validFrom: old.validFrom, knownTo });
  if (old.validTo === null) changes.touch = undefined;
}

function believed(definition: AnyRecordDefinition, events: readonly RecordedEvent[]): Believed[] {
  const versions = foldVersions(definition, events, (a, b) => shownOf(definition, a) === shownOf(definition, b));
  return versions.map((version, i) => ({
    ...version,
    shown: shownOf(definition, version),
    validTo: versions[i + 1]?.validFrom ?? null,
  }));
}
