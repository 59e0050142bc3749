import { type GraphQLFieldConfigArgumentMap, GraphQLID, GraphQLString } from 'graphql';
import { type Pool } from 'pg';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type Connection, type PageArguments } from '../../graphql/read/page.js';
import { type Filter, recordConditions } from '../../graphql/read/record-list.js';
import { ROW, rowOf, type SqlRow } from '../../graphql/read/record-rows.js';
import { heldOrFirst, run, visibleTo } from '../../graphql/read/sql.js';
import { type PointInTime, type RecordRow } from '../../graphql/request-context.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { many } from '../../graphql/schema/shared-types.js';
import { plainIds, regionsArgument } from './arguments.js';
import { VisibleSql } from './visible-sql.js';

/** Which States a view shows. */
export interface StatesArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly countries?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
}

export const statesArguments = {
  states: { type: many(GraphQLID), description: 'Only these States.' },
  countries: { type: many(GraphQLString), description: 'Only the States with these codes, ISO 3166-1 alpha-2.' },
  regions: { ...regionsArgument, description: 'Only the States of these countries or regions: `KE`, `035`, `X-SEE`.' },
} satisfies GraphQLFieldConfigArgumentMap;

/**
 * A page of the States that a viewer may see, in order of name. One that came on record with a later beginning was a State before that too, so it is there at
 * any moment from which it is known; one that was merged into another is not.
 * @param also more conditions on the State `s`
 */
export function listStates(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  { states, countries, regions, ...page }: StatesArguments,
  also: (visible: VisibleSql) => readonly string[] = () => [],
): Promise<Connection<RecordRow>> {
  const ids = states && plainIds('states', 'actor', states);
  const places = regions && placesOf('regions', regions);
  return orderedPage<SqlRow, RecordRow>(
    pool,
    keys,
    page,
    { name: 'states name ASC', value: ['s.name', 'text'], tie: ['s.id', 'uuid'] },
    (statement) => {
      const visible = new VisibleSql(moment, keys, statement);
      const where = ["s.actor_kind = 'STATE'", "s.status <> 'MERGED'", 'not s.voided', ...also(visible)];
      if (ids) where.push(`s.id = any(${statement.value(ids, 'uuid[]')})`);
      for (const codes of [countries, places]) if (codes) where.push(`s.country = any(${statement.value(codes, 'text[]')})`);
      return {
        columns: ROW('s'),
        from: `(select distinct on (r.id) r.* from rm.actor r where ${heldOrFirst(statement, moment, 'actor', 'r')}
          and ${visibleTo(statement, keys, 'r')} order by r.id, r.period, r.valid_from) s`,
        where,
      };
    },
    (row) => rowOf('actor', moment, row, keys, 'LIST'),
  );
}

/** The records of a kind that some States own (column `state`), as a viewer may see them, by the State's id: those of a State merged into one are its own. */
export async function recordsOfStates(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  module: RecordModule,
  states: readonly string[],
  filter: Filter = {},
): Promise<Map<string, RecordRow[]>> {
  const visible = new VisibleSql(moment, keys);
  const { statement } = visible;
  const { kind } = module.definition;
  const where = recordConditions(statement, module, keys, moment, [filter]);
  const rows = await run<SqlRow & { readonly owner: string }>(
    pool,
    `select ${ROW('r')}, o.id as owner from rm.${recordTable(kind)} r ${visible.actor('o', 'r.state')}
      where ${where.join(' and ')} and o.id = any(${statement.value(states, 'uuid[]')}) order by r.began, r.id`,
    statement,
  );
  const found = new Map<string, RecordRow[]>();
  for (const { owner, ...row } of rows) found.set(owner, [...(found.get(owner) ?? []), rowOf(kind, moment, row, keys, 'LIST')]);
  return found;
}
