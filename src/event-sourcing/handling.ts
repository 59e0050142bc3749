import { type Handling, TLP, type Tlp } from './envelope.js';
import { type RecordMeta } from './record.js';

/** 0 for RED, the narrowest, to 4 for CLEAR. */
export function widthOf(tlp: Tlp): number {
  return TLP.indexOf(tlp);
}

/**
 * Whether nobody reads under `inner` who may not under `outer`, the originator apart. A user counts as named where the user is, not where the
 * organisation is.
 */
export function within(inner: Handling, outer: Handling): boolean {
  if (widthOf(inner.tlp) > widthOf(outer.tlp)) return false;
  return outer.tlp === 'CLEAR' || outer.tlp === 'GREEN' || inner.audience.every((member) => outer.audience.includes(member));
}

/** Whether `next` lets anybody read who could not under `now`: a wider label, or a name that was not in the audience. */
export function widens(now: Handling, next: Handling): boolean {
  return !within(next, now);
}

/**
 * The reader keys of a label: `public`, `members`, `org:<id>`, `org+:<id>` (an organisation and those affiliated to it), `user:<id>`.
 * Visible means that the viewer holds one of them. By TLP 2.0: CLEAR for all, GREEN for the community, AMBER for the organisations named and
 * those affiliated to them, AMBER_STRICT for the organisations alone, RED for the persons alone. The originator always reads what it said.
 * What not everybody reads has a key of its own, `record:<id>`, for whom it is opened in an emergency.
 * @param id UUID of the record
 */
export function readersOf(handling: Handling, originator: RecordMeta['originator'], id: string): string[] {
  const { tlp, audience } = handling;
  if (tlp === 'CLEAR') return ['public'];
  if (tlp === 'GREEN') return ['members'];
  const own = originator.user ? [`user:${originator.user}`] : [];
  const members = originator.actor ? [...audience, `org:${originator.actor}`] : audience;
  const named =
    tlp === 'RED'
      ? audience.filter((member) => member.startsWith('user:'))
      : members.map((member) => (tlp === 'AMBER' ? member.replace(/^org:/, 'org+:') : member));
  const readers = [...own, ...named];
  // What is for nobody at all is no record to open.
  return readers.length === 0 ? [] : unique([emergencyKey(id), ...readers]);
}

/** The reader key that opens one record, whatever its label. */
export function emergencyKey(id: string): string {
  return `record:${id}`;
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}
