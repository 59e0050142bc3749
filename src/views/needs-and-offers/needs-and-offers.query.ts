import { type Pool } from 'pg';
import { type Also } from '../../graphql/read/record-list.js';
import { ROW, rowOf, type SqlRow } from '../../graphql/read/record-rows.js';
import { held, heldOrFirst, run, Statement } from '../../graphql/read/sql.js';
import { type Moment, type RecordRow } from '../../graphql/request-context.js';
import { placesOf } from '../shared/about.js';

/** Which needs and offers; all conditions hold together, a list means any of its entries. */
export interface Which {
  /** Plain UUIDs. */
  readonly states?: readonly string[] | null;
  readonly providers?: readonly string[] | null;
  readonly countries?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly subjects?: readonly string[] | null;
  readonly themes?: readonly string[] | null;
  readonly priorities?: readonly string[] | null;
}

/** SQL of the country of an actor (`id`) that the viewer may see. */
const countryOf = (statement: Statement, keys: readonly string[], moment: Moment, id: string) =>
  `(select a.country from rm.actor a where a.id = ${id} and ${heldOrFirst(statement, moment, 'actor', 'a')}
    and a.readers && ${statement.value(keys, 'text[]')} order by a.valid_from limit 1)`;

/** SQL conditions on versions `r` of needs: those that lie in the places asked for by their own word, or else by the State's. */
export function needsAbout(keys: readonly string[], moment: Moment, which: Which): Also {
  const places = placesAskedFor(which);
  return (statement) => {
    const where: string[] = [];
    if (places) {
      const codes = statement.value(places, 'text[]');
      where.push(`(r.countries && ${codes} or r.regions && ${codes} or (r.countries = '{}' and r.regions = '{}'
        and ${countryOf(statement, keys, moment, 'r.state')} = any(${codes})))`);
    }
    if (which.providers)
      where.push(`exists (select from rm.assistance_match m where m.need = r.id and ${held(statement, moment, 'assistance_match', 'm')}
        and not m.voided and m.readers && ${statement.value(keys, 'text[]')} and m.provider = any(${statement.value(which.providers, 'uuid[]')}))`);
    return where;
  };
}

/** SQL conditions on versions `r` of offers: what an offer says nothing of, it does not rule out. */
export function offersAbout(which: Which): Also {
  const places = placesAskedFor(which);
  return (statement) => {
    const open = (column: string, values: readonly string[], type: string) =>
      `(${column} = '{}' or ${column} && ${statement.value(values, type)})`;
    const where: string[] = [];
    if (places) {
      const codes = statement.value(places, 'text[]');
      where.push(`((r.countries = '{}' and r.regions = '{}') or r.countries && ${codes} or r.regions && ${codes})`);
    }
    if (which.subjects) where.push(open('r.subjects', which.subjects, 'text[]'));
    if (which.themes) where.push(open('r.themes', which.themes, 'text[]'));
    if (which.states) where.push(open('r.recipients', which.states, 'uuid[]'));
    return where;
  };
}

/** @throws BAD_USER_INPUT for a code that is none */
function placesAskedFor({ countries, regions }: Which): string[] | undefined {
  if (!countries && !regions) return undefined;
  return [...placesOf('filter.countries', countries ?? []), ...placesOf('filter.regions', regions ?? [])];
}

/** Matches of some needs or offers (`column`) that a viewer may see, by its id, in the order in which they were proposed. */
export async function matchesOf(
  pool: Pool,
  keys: readonly string[],
  moment: Moment,
  column: 'need' | 'offer',
  ids: readonly string[],
): Promise<Map<string, RecordRow[]>> {
  const found = new Map<string, RecordRow[]>();
  if (ids.length === 0) return found;
  const statement = new Statement();
  const rows = await run<SqlRow & { readonly of: string }>(
    pool,
    `select ${ROW('r')}, r.${column} as of from rm.assistance_match r where r.${column} = any(${statement.value(ids, 'uuid[]')})
      and ${held(statement, moment, 'assistance_match', 'r')} and not r.voided and r.readers && ${statement.value(keys, 'text[]')} order by r.began, r.id`,
    statement.values,
  );
  for (const { of, ...row } of rows) found.set(of, [...(found.get(of) ?? []), rowOf('assistanceMatch', moment, row)]);
  return found;
}

/** Every need, or offer, that a viewer may see and a filter names, with the country of the State that has the need. */
export async function everyOne(
  pool: Pool,
  keys: readonly string[],
  moment: Moment,
  kind: 'assistanceNeed' | 'assistanceOffer',
  which: Which,
): Promise<(RecordRow & { readonly $country: string | null })[]> {
  const statement = new Statement();
  const isNeed = kind === 'assistanceNeed';
  const table = isNeed ? 'assistance_need' : 'assistance_offer';
  const among = (column: string, values: readonly string[] | null | undefined, type: string) =>
    values ? [`r.${column} = any(${statement.value(values, `${type}[]`)})`] : [];
  const where = [
    held(statement, moment, table, 'r'),
    'not r.voided',
    `r.readers && ${statement.value(keys, 'text[]')}`,
    ...(isNeed
      ? [
          ...needsAbout(keys, moment, which)(statement),
          ...among('state', which.states, 'uuid'),
          ...among('subject', which.subjects, 'text'),
          ...among('priority', which.priorities, 'text'),
          ...(which.themes ? [`r.themes && ${statement.value(which.themes, 'text[]')}`] : []),
        ]
      : [...offersAbout(which)(statement), ...among('provider', which.providers, 'uuid')]),
  ];
  const country = isNeed ? countryOf(statement, keys, moment, 'r.state') : 'null';
  const rows = await run<SqlRow & { readonly country: string | null }>(
    pool,
    `select ${ROW('r')}, ${country} as country from rm.${table} r where ${where.join(' and ')}`,
    statement.values,
  );
  return rows.map(({ country: $country, ...row }) => Object.assign(rowOf(kind, moment, row), { $country }));
}
