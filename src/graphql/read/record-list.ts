import { type Pool } from 'pg';
import { columnName, filterColumns, indexed, MISSING, recordTable } from '../../event-sourcing/projections/record-table.js';
import { type Column, type Filter } from '../../event-sourcing/projections/record-table.js';
export { type Filter } from '../../event-sourcing/projections/record-table.js';
import { wordQuery } from '../../event-sourcing/projections/folded-words.js';
import { fromGlobalId } from '../global-id.js';
import { type RecordModule } from '../objects/record-module.js';
import { type PointInTime, type RecordRow } from '../request-context.js';
import { badUserInput } from '../errors.js';
import { connectionOf, type Connection, encodeCursor, type PageArguments, pageOf } from './page.js';
import { type Document, documentsOf, sharedBy, VERSION, type VersionRow } from './documents.js';
import { isInPlace, placesOf } from './place-filters.js';
import { rowOf } from './record-rows.js';
import { asOf, held, heldOrFirst, isPresent, run, seenAmong, Statement, visibleTo } from './sql.js';

export interface Range<T> {
  readonly from?: T | null;
  readonly to?: T | null;
  /** Those without a value. */
  readonly missing?: boolean;
  /** Those without a value too, beside those from `from` on. */
  readonly orMissing?: boolean;
}

export interface OrderBy {
  /** Name of an ordered column, or `began`. */
  readonly field: string;
  readonly direction?: 'ASC' | 'DESC' | null;
}

export interface ListArguments extends PageArguments {
  readonly filter?: Filter | null;
  readonly orderBy?: OrderBy | null;
}

/** A named record that comes along in the same statement: the column that names it, and its kind's table. */
export interface Join {
  readonly column: string;
  readonly module: RecordModule;
}

/** More conditions on a record's version `r`, as SQL. */
export type Also = (statement: Statement) => readonly string[];

/** One page of a kind's records that a viewer may see at a moment: one SQL statement, with the named records in it. */
export async function listRecords(
  pool: Pool,
  module: RecordModule,
  keys: readonly string[],
  moment: PointInTime,
  { filter, orderBy, ...page }: ListArguments,
  joins: readonly Join[],
  fixed: Filter = {},
  also: Also = () => [],
): Promise<Connection<RecordRow>> {
  const { kind } = module.definition;
  const table = recordTable(kind);
  const direction = orderBy?.direction ?? (orderBy ? 'ASC' : 'DESC');
  const field = orderBy?.field ?? 'began';
  const order = `${kind} ${field} ${direction}`;
  const asked = pageOf(page, order);
  const columns = module.columns;
  const type = field === 'began' ? 'timestamptz' : columns[field]!.type;
  const column = field === 'began' ? 'r.began' : `r.${columnName(field)}`;

  const statement = new Statement(keys);
  const filters = [fixed, filter ?? {}];
  const where = [...recordConditions(statement, module, keys, moment, filters), ...also(statement)];
  const paged = [...where];
  // What held had begun: so the newest first are found without passing by all that began later.
  if (field === 'began' && !isPresent(moment)) paged.push(`r.began <= ${asOf(statement, moment, table)}`);
  const forward = (direction === 'ASC') !== asked.backwards;
  if (asked.from) {
    const [value, id] = asked.from;
    paged.push(`(${column}, r.id) ${forward ? '>' : '<'} (${statement.value(value, type)}, ${statement.value(id, 'uuid')})`);
  }
  const way = forward ? 'asc' : 'desc';
  const joined = joins.map((join, i) => `, ${joinOf(statement, join, keys, moment)} as j${i}`).join('');
  const limit = statement.value(asked.size + 1, 'int');
  const text = `select ${VERSION('r')}, ${column}::text as ordered${joined} from rm.${table} r where ${paged.join(' and ')} order by ${column} ${way}, r.id ${way} limit ${limit}`;
  const rows = await run<ListRow>(pool, text, statement);
  const [documents, ...joinedDocuments] = await sharedBy(rows, () =>
    Promise.all([
      documentsOf(pool, keys, table, rows),
      ...joins.map(({ module }, i) => joinedDocumentsOf(pool, keys, recordTable(module.definition.kind), rows, `j${i}`)),
    ]),
  );
  return connectionOf(
    asked,
    rows,
    (row, place) => {
      const record = rowOf(kind, moment, { ...row, doc: documents[place]! }, keys, 'LIST') as RecordRow & { $joined?: Joined };
      if (joins.length > 0) {
        record.$joined = {};
        for (const [i, { column: name, module: other }] of joins.entries()) {
          const joined = joinedRow(other, moment, row[`j${i}`]!, joinedDocuments[i]![place] ?? null, keys);
          if (joined !== undefined) record.$joined[name] = joined;
        }
      }
      return record;
    },
    (row) => encodeCursor(order, [row.ordered, row.id]),
    async () => {
      const counting = new Statement(keys);
      const all = [...recordConditions(counting, module, keys, moment, filters), ...also(counting)];
      const [counted] = await run<{ count: string }>(
        pool,
        `select count(*) from rm.${table} r where ${all.join(' and ')}`,
        counting,
      );
      return Number(counted!.count);
    },
  );
}

type ListRow = VersionRow & { readonly ordered: string } & Readonly<Record<`j${number}`, VersionRow | null>>;
type Joined = Record<string, RecordRow | null>;

function joinOf(statement: Statement, { column, module }: Join, keys: readonly string[], moment: PointInTime): string {
  const table = recordTable(module.definition.kind);
  const first = isPresent(moment) ? '' : ' order by a.period, a.valid_from limit 1';
  return `(select to_json(v) from (select ${VERSION('a')} from rm.${table} a where a.id = r.${columnName(column)}
    and ${heldOrFirst(statement, moment, table, 'a')} and ${visibleTo(statement, keys, 'a')}${first}) v)`;
}

/** The documents of records that come along, by the place of their row; null for those that are not there or hidden. */
async function joinedDocumentsOf(
  pool: Pool,
  viewer: readonly string[],
  table: string,
  rows: readonly ListRow[],
  column: `j${number}`,
): Promise<(Document | null)[]> {
  const there = rows.map((row) => row[column]!).filter((version) => version !== null);
  const documents = (await documentsOf(pool, viewer, table, there)).values();
  return rows.map((row) => (row[column] ? documents.next().value! : null));
}

/** The record that comes along, null where it is not there or hidden. A merged one is left to its loader, which follows the redirect. */
function joinedRow(
  module: RecordModule,
  moment: PointInTime,
  version: VersionRow | null,
  doc: Document | null,
  keys: readonly string[],
): RecordRow | null | undefined {
  if (!version || !doc) return null;
  const row = rowOf(module.definition.kind, moment, { ...version, doc }, keys, 'NAMED');
  return module.redirect?.(row) ? undefined : row;
}

/** SQL on a kind's versions `r`: they held at the moment, the viewer may see them, and they are what the filters ask for. */
export function recordConditions(
  statement: Statement,
  module: RecordModule,
  keys: readonly string[],
  moment: PointInTime,
  filters: readonly Filter[],
): string[] {
  const columns = filtersOf(module);
  const where = [held(statement, moment, recordTable(module.definition.kind), 'r'), visibleTo(statement, keys, 'r')];
  if (!filters.some(({ voided }) => voided === true)) where.push('not r.voided');
  for (const [name, wanted] of filters.flatMap((filter) => Object.entries(filter))) {
    if (wanted === null || wanted === undefined || name === 'voided') continue;
    if (name === 'ids')
      where.push(`r.id = any(${statement.value(idsOf(module.definition.kind, 'filter.ids', wanted), 'uuid[]')})`);
    else if (name === 'regions')
      where.push(isInPlace(statement, module, keys, moment, placesOf('filter.regions', wanted as string[])));
    else if (name === 'began') where.push(...range(statement, 'r.began', 'timestamptz', wanted));
    else where.push(...condition(statement, keys, moment, name, ...columns.get(name)!, wanted));
  }
  return where;
}

const filters = new WeakMap<RecordModule['columns'], ReadonlyMap<string, readonly [name: string, Column]>>();

/** A kind's columns with their names, by the names of their filters. */
function filtersOf({ columns }: RecordModule): ReadonlyMap<string, readonly [name: string, Column]> {
  const known = filters.get(columns) ?? new Map(filterColumns(columns).map(([filter, name, column]) => [filter, [name, column]]));
  filters.set(columns, known);
  return known;
}

function condition(
  statement: Statement,
  keys: readonly string[],
  moment: PointInTime,
  name: string,
  own: string,
  { type, references }: Column,
  wanted: unknown,
): string[] {
  const column = `r.${columnName(own)}`;
  const list = (of: 'uuid[]' | 'text[]'): string => {
    if (!references) return statement.value((wanted as string[]).map(indexed), of);
    const ids = statement.value(idsOf(references, `filter.${name}`, wanted), of);
    return seenAmong(statement, keys, moment, recordTable(references), ids);
  };
  switch (type) {
    case 'uuid':
    case 'text':
      return [`${column} = any(${list(`${type}[]`)})`];
    case 'uuid[]':
    case 'text[]':
      return [`${column} && ${list(type)}`];
    case 'tsvector':
      return [`${column} @@ ${statement.value(anyOf(`filter.${name}`, wanted as string[]), 'tsquery')}`];
    case 'boolean':
      return [`${column} = ${statement.value(wanted, 'boolean')}`];
    case 'date':
    case 'timestamptz':
    case 'bigint':
      return range(statement, column, type, wanted as Range<string | number>);
  }
}

function range(
  statement: Statement,
  column: string,
  type: 'date' | 'timestamptz' | 'bigint',
  { from, to, missing, orMissing }: Range<string | number>,
): string[] {
  if (missing) return [`${column} = '${MISSING[type]!}'`];
  const bounds: string[] = [];
  if (from != null) bounds.push(`${column} >= ${statement.value(from, type)}`);
  // The whole of the last day counts.
  if (to != null)
    bounds.push(
      type === 'timestamptz' ? `${column} < ${statement.value(to, 'date')} + 1` : `${column} <= ${statement.value(to, type)}`,
    );
  if (bounds.length > 0 && !orMissing) bounds.push(`${column} < '${MISSING[type]!}'`);
  return bounds;
}

function idsOf(kind: string, field: string, wanted: unknown): string[] {
  return (wanted as string[]).map((text) => {
    const id = fromGlobalId(kind, text);
    if (!id) throw badUserInput({ field, value: text, rule: `is the id of a record of this kind: ${kind}_<uuid>` });
    return id;
  });
}

/** A `tsquery` for any of the texts by their words. @throws BAD_USER_INPUT for one without a word */
function anyOf(field: string, texts: readonly string[]): string {
  const queries = texts.map((text) => {
    const query = wordQuery(text);
    if (query === '') throw badUserInput({ field, value: text, rule: 'has a word' });
    return `(${query})`;
  });
  return queries.join(' | ');
}
