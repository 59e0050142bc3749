import { type Handling } from '../../src/event-sourcing/envelope.js';

/** Who may see what, whole: an auditor reads this page and `docs/decisions/0005-handling.md`, and nothing else. Names are those of the log (`org:…`, `user:…`). */

/** Somebody with a key; null is anybody without one. */
export type Reader = { readonly user: string; readonly organisation: string | null; readonly coordinatesAll: boolean } | null;

/** Who said it: the user, and the organisation in whose name. */
export interface Originator {
  readonly user: string;
  readonly organisation: string | null;
}

/** Who belongs to whom. */
export interface Ties {
  /** To which organisations each organisation is affiliated: to each of them directly, and both agree. */
  readonly parents: Readonly<Record<string, readonly string[]>>;
  /** The organisations in each community. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** Whether a reader may see what is under a label, by TLP 2.0. */
export function mayRead(reader: Reader, { tlp, audience }: Handling, originator: Originator, ties: Ties): boolean {
  if (tlp === 'CLEAR') return true;
  if (reader === null) return false;
  if (reader.user === originator.user || audience.includes(`user:${reader.user}`)) return true;
  // What a user said for no organisation is for coordinators of all too, so that somebody can change its label.
  const isAddressed = tlp !== 'GREEN' || audience.some((member) => member.startsWith('community:'));
  if (isAddressed && originator.organisation === null && reader.coordinatesAll) return true;
  if (tlp === 'RED') return false;
  if (tlp === 'GREEN' && !audience.some((member) => member.startsWith('community:'))) return true;
  if (reader.organisation === null) return false;
  const named = audience.flatMap((member) => ties.members[member.replace('community:', '')] ?? [member.replace('org:', '')]);
  const organisations = tlp === 'AMBER_STRICT' ? [reader.organisation] : withParents(reader.organisation, ties);
  return organisations.some((one) => one === originator.organisation || named.includes(one));
}

/** An organisation, those that it is affiliated to, those that they are affiliated to, and so on. */
function withParents(organisation: string, { parents }: Ties): string[] {
  const all = [organisation];
  for (const one of all) all.push(...(parents[one] ?? []).filter((parent) => !all.includes(parent)));
  return all;
}

/** Whether a reader may see a line of a record's history: by the record's present label and by the line's own, so that the stricter wins. */
export function mayReadLine(reader: Reader, record: Labelled, line: Labelled, ties: Ties): boolean {
  return [record, line].every(({ handling, originator }) => mayRead(reader, handling, originator, ties));
}

/**
 * Whether a reader may see in the record what a line brought about there: what the record's originator said under the record's label has that label for good,
 * whatever it becomes (`follows`); all else keeps its own beside it.
 */
export function mayReadEffect(
  reader: Reader,
  record: Labelled,
  line: Labelled & { readonly follows: boolean },
  ties: Ties,
): boolean {
  return line.follows ? mayRead(reader, record.handling, record.originator, ties) : mayReadLine(reader, record, line, ties);
}

export interface Labelled {
  readonly handling: Handling;
  readonly originator: Originator;
}
