import { type Pool } from 'pg';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { type Also, type Filter, recordConditions } from '../../graphql/read/record-list.js';
import { ROW, rowOf, type SqlRow } from '../../graphql/read/record-rows.js';
import { run } from '../../graphql/read/sql.js';
import { type PointInTime, type RecordRow } from '../../graphql/request-context.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { plainIds } from '../shared/arguments.js';
import { VisibleSql } from '../shared/visible-sql.js';

/** Which needs and offers; all conditions hold together, a list means any of its entries. */
export interface Which {
  /** Public ids. */
  readonly states?: readonly string[] | null;
  readonly providers?: readonly string[] | null;
  readonly countries?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly subjects?: readonly string[] | null;
  readonly themes?: readonly string[] | null;
  readonly priorities?: readonly string[] | null;
}

/** Records of one kind that a filter names: by their columns, and by more than these say. */
export interface Wanted {
  readonly filter: Filter;
  readonly also: Also;
}

/**
 * The needs that a filter names: where a need names no place, that of its State counts.
 * @throws BAD_USER_INPUT for codes and ids that are none
 */
export function needsWanted(keys: readonly string[], moment: PointInTime, which: Which): Wanted {
  const places = placesAskedFor(which);
  const providers = which.providers && plainIds('filter.providers', 'actor', which.providers);
  const { states: state, subjects: subject, themes, priorities: priority } = which;
  const also: Also = (statement) => {
    const visible = new VisibleSql(moment, keys, statement);
    const where: string[] = [];
    if (places) {
      const codes = statement.value(places, 'text[]');
      where.push(`(r.countries && ${codes} or r.regions && ${codes} or (r.countries = '{}' and r.regions = '{}'
        and exists (select from (select r.state as id) s ${visible.actor('o', 's.id')} where o.country = any(${codes}))))`);
    }
    if (providers)
      where.push(`exists (select from rm.assistance_match m where m.need = r.id and ${visible.sees('assistanceMatch', 'm')}
        and m.provider = any(${visible.seen('actor', statement.value(providers, 'uuid[]'))}))`);
    return where;
  };
  return { filter: { state, subject, themes, priority }, also };
}

/**
 * The offers that a filter names: what an offer says nothing of, it does not rule out.
 * @throws BAD_USER_INPUT for codes and ids that are none
 */
export function offersWanted(keys: readonly string[], moment: PointInTime, which: Which): Wanted {
  const places = placesAskedFor(which);
  const states = which.states && plainIds('filter.states', 'actor', which.states);
  const also: Also = (statement) => {
    const open = (column: string, wanted: string) => `(${column} = '{}' or ${column} && ${wanted})`;
    const where: string[] = [];
    if (places) {
      const codes = statement.value(places, 'text[]');
      where.push(`((r.countries = '{}' and r.regions = '{}') or r.countries && ${codes} or r.regions && ${codes})`);
    }
    if (which.subjects) where.push(open('r.subjects', statement.value(which.subjects, 'text[]')));
    if (which.themes) where.push(open('r.themes', statement.value(which.themes, 'text[]')));
    if (states)
      where.push(open('r.recipients', new VisibleSql(moment, keys, statement).seen('actor', statement.value(states, 'uuid[]'))));
    return where;
  };
  return { filter: { provider: which.providers }, also };
}

function placesAskedFor({ countries, regions }: Which): string[] | undefined {
  if (!countries && !regions) return undefined;
  return [...placesOf('filter.countries', countries ?? []), ...placesOf('filter.regions', regions ?? [])];
}

/** Matches of some needs or offers (`column`) that a viewer may see, by its id, in the order in which they were proposed. */
export async function matchesOf(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  column: 'need' | 'offer',
  of: readonly RecordRow[],
): Promise<Map<string, RecordRow[]>> {
  const found = new Map<string, RecordRow[]>();
  if (of.length === 0) return found;
  const ids = of.map(({ $id }) => $id);
  const visible = new VisibleSql(moment, keys);
  const rows = await run<SqlRow & { readonly whose: string }>(
    pool,
    `select ${ROW('r')}, r.${column} as whose from rm.assistance_match r where r.${column} = any(${visible.value(ids, 'uuid[]')})
      and ${visible.sees('assistanceMatch', 'r')} order by r.began, r.id`,
    visible.statement,
  );
  for (const { whose, ...row } of rows)
    found.set(whose, [...(found.get(whose) ?? []), rowOf('assistanceMatch', moment, row, keys, 'LIST')]);
  return found;
}

/** Every record of a kind that a viewer may see and a filter names, with the country of the actor whose it is (`owner` names the column). */
export async function everyOne(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  module: RecordModule,
  owner: 'state' | 'provider',
  { filter, also }: Wanted,
): Promise<(RecordRow & { readonly $country: string | null })[]> {
  const visible = new VisibleSql(moment, keys);
  const { kind } = module.definition;
  const where = [...recordConditions(visible.statement, module, keys, moment, [filter]), ...also(visible.statement)];
  const rows = await run<SqlRow & { readonly country: string | null }>(
    pool,
    `select ${ROW('r')}, o.country from rm.${recordTable(kind)} r ${visible.actor('o', `r.${owner}`)} where ${where.join(' and ')}`,
    visible.statement,
  );
  return rows.map(({ country: $country, ...row }) => Object.assign(rowOf(kind, moment, row, keys, 'LIST'), { $country }));
}
