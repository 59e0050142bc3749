import { type Handling } from '../../src/event-sourcing/envelope.js';

/** Who may see what, whole: an auditor reads this page and `docs/decisions/handling.md`, and nothing else. Names are those of the log (`org:…`, `user:…`). */

/** Somebody with a key; null is anybody without one. */
export type Reader = { readonly user: string; readonly organisation: string | null } | null;

/** Who said it: the user, and the organisation in whose name. */
export interface Originator {
  readonly user: string;
  readonly organisation: string | null;
}

/** To which organisations each organisation is affiliated: to each of them directly, and both agree. */
export type Affiliations = Readonly<Record<string, readonly string[]>>;

/** Whether a reader may see what is under a label, by TLP 2.0. */
export function mayRead(reader: Reader, { tlp, audience }: Handling, originator: Originator, parents: Affiliations): boolean {
  if (tlp === 'CLEAR') return true;
  if (reader === null) return false;
  if (tlp === 'GREEN' || reader.user === originator.user) return true;
  if (tlp === 'RED') return audience.includes(`user:${reader.user}`);
  if (reader.organisation === null) return false;
  const organisations = tlp === 'AMBER' ? withParents(reader.organisation, parents) : [reader.organisation];
  return organisations.some((one) => one === originator.organisation || audience.includes(`org:${one}`));
}

/** An organisation, those that it is affiliated to, those that they are affiliated to, and so on. */
function withParents(organisation: string, parents: Affiliations): string[] {
  const all = [organisation];
  for (const one of all) all.push(...(parents[one] ?? []).filter((parent) => !all.includes(parent)));
  return all;
}

/** Whether a reader may see a line of a record's history: by the record's present label and by the line's own, so that the stricter wins. */
export function mayReadLine(reader: Reader, record: Labelled, line: Labelled, parents: Affiliations): boolean {
  return [record, line].every(({ handling, originator }) => mayRead(reader, handling, originator, parents));
}

export interface Labelled {
  readonly handling: Handling;
  readonly originator: Originator;
}
