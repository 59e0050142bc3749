import { Link } from '../address.js';
import { plain } from '../words.js';

/** A record with the field that names it, asked for by `NAMES`: `Actor_name`, `Recommendation_name`, … */
export type Named = { readonly __typename: string; readonly id: string } & Readonly<Record<string, unknown>>;

const LONGEST = 90;

/** A record's name, cut where it is a long text; its kind where it has none. */
export function nameOf(record: Named | null | undefined): string {
  if (!record) return '—';
  const name = record[`${record.__typename}_name`];
  if (typeof name !== 'string') return plain(record.__typename);
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}

export interface Titled {
  readonly id: string;
  readonly name: string;
}

/** Links to records by their names, with commas between. */
export function Links({ of }: { readonly of: readonly (Titled | null | undefined)[] }) {
  return of
    .filter((one): one is Titled => one != null)
    .map(({ id, name }, i) => (
      <>
        {i > 0 && ', '}
        <Link to={`/record/${id}`} key={id}>
          {name}
        </Link>
      </>
    ));
}
