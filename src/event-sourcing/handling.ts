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
  if (!isAddressed(outer)) return true;
  return isAddressed(inner) && inner.audience.every((member) => outer.audience.includes(member));
}

/** Whether a label is for whom it names alone: CLEAR never is, GREEN where it names a community, and is then for its members. */
function isAddressed({ tlp, audience }: Handling): boolean {
  return tlp !== 'CLEAR' && (tlp !== 'GREEN' || audience.some((member) => member.startsWith('community:')));
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
 * The reader keys of a label: `public`, `members`, `org:<id>`, `org+:<id>` (an organisation and those affiliated to it), `community:<id>`,
 * `community+:<id>` (its members and those affiliated to them), `user:<id>`, `coordinators`. Visible means that the viewer holds one of them.
 * By TLP 2.0: CLEAR for all; GREEN for the community, or for the communities named where it names any; AMBER for the organisations and communities named and
 * those affiliated to them; AMBER_STRICT for these alone; RED for the persons alone. The originator always reads what it said; what a user said for no
 * organisation, coordinators of all read, so that somebody can.
 */
export function readersOf(handling: Handling, { actor, user }: RecordMeta['originator']): string[] {
  const { tlp, audience } = handling;
  if (tlp === 'CLEAR') return ['public'];
  if (!isAddressed(handling)) return ['members'];
  // What a process says tells of records that coordinators may not see, so it is theirs only where its audience says so.
  const isUnclaimed = actor === null && !user.startsWith('process:');
  const own = user ? [`user:${user}`, ...(isUnclaimed ? ['coordinators'] : [])] : [];
  if (tlp === 'RED') return unique([...own, ...audience.filter((member) => member.startsWith('user:'))]);
  const members = actor === null ? audience : [...audience, `org:${actor}`];
  const widened = tlp === 'AMBER_STRICT' ? members : members.map((member) => member.replace(/^(org|community):/, '$1+:'));
  return unique([...own, ...widened]);
}

/**
 * A label under which nobody reads who may not under each of these. Its audience names originators too, so that it does not matter who states it; where
 * they have nobody in common, nobody is in it.
 */
export function strictest(labels: readonly Pick<RecordMeta, 'handling' | 'originator'>[]): Handling {
  const narrowest = TLP[Math.min(...labels.map(({ handling }) => widthOf(handling.tlp)))]!;
  const addressed = labels.filter(({ handling }) => isAddressed(handling));
  if (addressed.length === 0) return { tlp: narrowest, audience: [] };
  // GREEN without a community in common would be for everybody with a key.
  const tlp = narrowest === 'GREEN' ? 'AMBER' : narrowest;
  const named = addressed
    .map(({ handling, originator: { actor, user } }) => [
      ...handling.audience,
      ...(actor ? [`org:${actor}`] : []),
      `user:${user}`,
    ])
    .map((members) => (tlp === 'RED' ? members.filter((member) => member.startsWith('user:')) : members));
  return { tlp, audience: unique(named.reduce((common, members) => common.filter((member) => members.includes(member)))) };
}

/** The reader key that opens one record, whatever its label, for whom it is opened in an emergency. */
export function emergencyKey(id: string): string {
  return `${EMERGENCY}${id}`;
}

/** UUIDs of the records that reader keys open in an emergency. */
export function openedBy(keys: readonly string[]): string[] {
  return keys.filter((key) => key.startsWith(EMERGENCY)).map((key) => key.slice(EMERGENCY.length));
}

const EMERGENCY = 'record:';

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}
