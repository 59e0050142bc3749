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

/** Whether two labels open to the same readers. */
export function sameLabel(one: Handling, other: Handling): boolean {
  return within(one, other) && within(other, one);
}

/**
 * The reader keys of a label: `public`, `members`, `org:<id>`, `org+:<id>` (an organisation and those affiliated to it), `user:<id>`.
 * Visible means that the viewer holds one of them. By TLP 2.0: CLEAR for all, GREEN for the community, AMBER for the organisations named and
 * those affiliated to them, AMBER_STRICT for the organisations alone, RED for the persons alone. The originator always reads what it said.
 */
export function readersOf(handling: Handling, originator: RecordMeta['originator']): string[] {
  const { tlp, audience } = handling;
  if (tlp === 'CLEAR') return ['public'];
  if (tlp === 'GREEN') return ['members'];
  const own = originator.user ? [`user:${originator.user}`] : [];
  if (tlp === 'RED') return unique([...own, ...audience.filter((member) => member.startsWith('user:'))]);
  const members = originator.actor ? [...audience, `org:${originator.actor}`] : audience;
  return unique([...own, ...members.map((member) => (tlp === 'AMBER' ? member.replace(/^org:/, 'org+:') : member))]);
}

/**
 * A label under which nobody reads who may not under each of these. Its audience names originators too, so that it does not matter who states it; where
 * they have nobody in common, nobody is in it.
 */
export function strictest(labels: readonly Pick<RecordMeta, 'handling' | 'originator'>[]): Handling {
  const tlp = TLP[Math.min(...labels.map(({ handling }) => widthOf(handling.tlp)))]!;
  if (tlp === 'CLEAR' || tlp === 'GREEN') return { tlp, audience: [] };
  const named = labels
    .filter(({ handling }) => widthOf(handling.tlp) < widthOf('GREEN'))
    .map(({ handling, originator: { actor, user } }) => [
      ...handling.audience,
      ...(actor ? [`org:${actor}`] : []),
      `user:${user}`,
    ])
    .map((members) => (tlp === 'RED' ? members.filter((member) => member.startsWith('user:')) : members));
  return { tlp, audience: unique(named.reduce((common, members) => common.filter((member) => members.includes(member)))) };
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}
