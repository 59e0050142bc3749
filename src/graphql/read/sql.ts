import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { openedBy } from '../../event-sourcing/handling.js';
import { FIRST_YEAR } from '../../event-sourcing/occurred.js';
import { NEVER } from '../../event-sourcing/projections/projection.js';
import { requestScopes } from '../request-scope.js';
import { badUserInput, conflict } from '../errors.js';
import { type PointInTime } from '../request-context.js';
import { lend } from './lending.js';

/** What goes with the text of a statement. */
export interface Asked {
  /** Reader keys of the viewer for whom it is asked: without them, connections of the reader role see no row. */
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** A statement under construction: text with `$n` for values, in order. */
export class Statement implements Asked {
  readonly values: unknown[] = [];
  readonly #known = new Map<string, Map<unknown, string>>();

  /** @param keys reader keys of the viewer for whom it is asked */
  constructor(readonly keys: readonly string[]) {}

  /** A placeholder for a value; the same value of the same type has the same one. `type` makes PostgreSQL sure of its type. */
  value(value: unknown, type: string): string {
    const known = this.#known.get(type) ?? new Map<unknown, string>();
    this.#known.set(type, known);
    let placeholder = known.get(value);
    if (placeholder === undefined) {
      this.values.push(value);
      placeholder = `$${this.values.length}::${type}`;
      known.set(value, placeholder);
    }
    return placeholder;
  }
}

/** SQLSTATE of what is not there. */
const UNDEFINED_COLUMN = '42703';
const UNDEFINED_TABLE = '42P01';
/** SQLSTATE of what the reader role was not granted: tables of another version of this program. */
const NOT_GRANTED = '42501';

/** SQLSTATEs of values that are none of their type: a time, a number, a UUID, a text. */
const UNREADABLE = ['22003', '22007', '22008', '22021', '22P02', '22P05'];

/** Names of statements by their text, for the texts that were asked for last. */
const names = new LRUCache<string, string>({ maxSize: 8 * 1_048_576, sizeCalculation: (_name, text) => text.length + 100 });

/** A read that is under way, and the one that begins when it has ended, for all who asked meanwhile. */
interface Read {
  readonly rows: Promise<readonly object[]>;
  next?: Read;
  /** How many wait for it; when nobody does any more, it is cancelled. */
  waiting: number;
  readonly cancel: () => void;
}

/** A plan for one reading; without it the plan may be one for all values. */
export type Plan = 'CUSTOM';

const reads = new WeakMap<Pool, Map<string, Read>>();

/**
 * Runs a statement prepared under a name made from its text, so that PostgreSQL parses each text once a connection. Who asks for what is being read
 * already waits for the next reading of it, with all others of the same keys who do: it begins after each of them asked, so that nobody is answered from before. The
 * rows are theirs in common: leave them as they are. A read for which nobody waits any more is cancelled.
 * @param plan `CUSTOM` for a statement whose best plan depends on its values: it is planned each time, which takes milliseconds
 * @throws CONFLICT where it asks for columns or tables of read models that are being rebuilt; the caller's own reason when it leaves
 */
export function run<Row extends object>(
  pool: Pool,
  text: string,
  { keys, values }: Asked,
  plan?: Plan,
): Promise<readonly Readonly<Row>[]> {
  const readable = requestScopes.getStore()?.readable;
  return readable
    ? readable.then(() => runNow<Row>(pool, text, { keys, values }, plan))
    : runNow<Row>(pool, text, { keys, values }, plan);
}

function runNow<Row extends object>(
  pool: Pool,
  text: string,
  { keys, values }: Asked,
  plan?: Plan,
): Promise<readonly Readonly<Row>[]> {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  let underWay = reads.get(pool);
  if (!underWay) reads.set(pool, (underWay = new Map<string, Read>()));
  const key = `${name} ${JSON.stringify([keys, values])}`;
  const start = (): Read => {
    const { result, cancel } = lend<Row>(pool, { ...(plan === 'CUSTOM' ? {} : { name }), text, values: [...values] }, keys, plan);
    const read: Read = {
      rows: result
        .then(
          ({ rows }) => rows,
          (error: unknown) => explained(pool, error),
        )
        .finally(() => void (read.next ?? underWay.delete(key))),
      waiting: 0,
      cancel,
    };
    underWay.set(key, read);
    return read;
  };
  const current = underWay.get(key);
  if (!current) return waitFor(start());
  return waitFor((current.next ??= afterwards(current, start, () => underWay.delete(key))));
}

/** The read that begins when another one has ended, if anybody waits for it then. */
function afterwards(current: Read, start: () => Read, forget: () => void): Read {
  let begun: Read | undefined;
  const begin = () => {
    if (next.waiting > 0) return (begun = start()).rows;
    forget();
    throw new Error('nobody waits for this any more');
  };
  const next: Read = { rows: current.rows.then(begin, begin), waiting: 0, cancel: () => begun?.cancel() };
  return next;
}

/** The rows, for a caller who may leave before they are there. */
function waitFor<Row extends object>(read: Read): Promise<readonly Row[]> {
  const rows = read.rows as Promise<readonly Row[]>;
  const requestScope = requestScopes.getStore();
  read.waiting++;
  if (!requestScope) return rows;
  return new Promise((resolve, reject) => {
    const stay = requestScope.onCancel((reason) => {
      reject(reason);
      if (--read.waiting === 0) read.cancel();
    });
    rows.then(resolve, reject).finally(stay);
  });
}

/**
 * What an error of the database tells callers. A version of this program that reads more than the one before has the new tables and columns when its read models were rebuilt, and not while they are.
 * @throws BAD_USER_INPUT for values that the database cannot read, CONFLICT for what is being rebuilt, else the error as it is
 */
async function explained(pool: Pool, error: unknown): Promise<never> {
  const { code = '' } = error as { readonly code?: string };
  // The question's own values were checked; what is left is a cursor that was not made here.
  if (UNREADABLE.includes(code))
    throw badUserInput({ field: 'after', value: 'a cursor or value', rule: 'is as this API gave it' });
  if (![UNDEFINED_COLUMN, UNDEFINED_TABLE, NOT_GRANTED].includes(code)) throw error;
  const { rows } = await pool.query<{ projection: string }>(
    `select distinct made.projection from rm.checkpoints made join rm.checkpoints shown using (projection)
     where shown.active and made.generation > shown.generation order by 1`,
  );
  if (rows.length === 0) throw error;
  const names = rows.map(({ projection }) => projection).join(', ');
  throw conflict(`read models are being rebuilt, and this asks for what only the new ones have; ask again later (${names})`);
}

/**
 * SQL that is true where a viewer holds one of the reader keys in a column.
 * @param record SQL of the record's id: what is opened in an emergency is open too
 */
export function opensTo(statement: Statement, keys: readonly string[], column: string, record?: string): string {
  const opens = `${column} && ${statement.value(keys, 'text[]')}`;
  const opened = record === undefined ? undefined : isOpened(statement, keys, record);
  return opened === undefined ? opens : `(${opens} or ${opened})`;
}

/** SQL that is true for records that are opened to the viewer in an emergency; undefined where none are. */
function isOpened(statement: Statement, keys: readonly string[], record: string): string | undefined {
  const opened = openedBy(keys);
  return opened.length === 0 ? undefined : `${record} = any(${statement.value(opened, 'uuid[]')})`;
}

/** SQL that is true for a record's version that a viewer may see, with what the viewer may know of it: the one place that says so. */
export function visibleTo(statement: Statement, keys: readonly string[], alias: string): string {
  const own = `rm.sight(${alias}.labels, ${statement.value(keys, 'text[]')})`;
  const opened = isOpened(statement, keys, `${alias}.id`);
  // What is opened in an emergency is opened whole.
  const sight =
    opened === undefined ? own : `case when ${opened} then (1 << json_array_length(${alias}.labels)) - 1 else ${own} end`;
  return `${opensTo(statement, keys, `${alias}.readers`, `${alias}.id`)} and (${alias}.labels is null or ${alias}.sight = ${sight})`;
}

/** SQL that is true for a fact drawn from an event that a viewer may see: by the event's own label (without one, it follows the record's) and by the record's. */
export function factVisibleTo(statement: Statement, keys: readonly string[], alias: string, record?: string): string {
  const own = opensTo(statement, keys, `${alias}.readers`, record);
  return `(${alias}.readers is null or ${own}) and ${opensTo(statement, keys, `${alias}.record_readers`, record)}`;
}

/** The largest position that a question can ask for: what is known now. */
const NOW_KNOWN = String(BigInt(NEVER) - 1n);

/** SQL of the position up to which a moment knows. */
function knownAt(statement: Statement, moment: PointInTime): string {
  return statement.value(String(moment.knownAt ?? NOW_KNOWN), 'bigint');
}

/** SQL of the instant asked for, held to what the projection has seen, for rows are cut at the year of its newest event. */
export function asOf(statement: Statement, moment: PointInTime, table: string): string {
  return `(select least(${statement.value(moment.asOf, 'timestamptz')}, recorded_at) from rm.checkpoints where projection = '${table}' and active)`;
}

/** Whether a moment is the present: no `at`, or one that asks for nothing. */
export function isPresent(moment: PointInTime): boolean {
  return moment.asOf === undefined && moment.knownAt === undefined;
}

/** Condition on a record's table: the versions that held at a moment, by what was known at it. */
export function held(statement: Statement, moment: PointInTime, table: string, alias: string): string {
  if (isPresent(moment)) return `${alias}.current`;
  const t = asOf(statement, moment, table);
  return `${alias}.period = ${yearOf(t)} and ${alias}.valid_from <= ${t} and ${known(statement, moment, alias, t)}`;
}

/**
 * Condition for a record that another one names: the version that held, or, where it begins later in the world than the statement that names it,
 * its first; `order by period, valid_from limit 1` picks it, in the order of the primary key.
 */
export function heldOrFirst(statement: Statement, moment: PointInTime, table: string, alias: string): string {
  if (isPresent(moment)) return `${alias}.current`;
  const t = asOf(statement, moment, table);
  return `${alias}.period >= ${yearOf(t)} and ${known(statement, moment, alias, t)}`;
}

/** SQL of a list: those ids of a list (SQL, `uuid[]`) that name a record of a kind (its table) which a viewer may see; so nobody finds anything by the id of another. */
export function seenAmong(
  statement: Statement,
  keys: readonly string[],
  moment: PointInTime,
  table: string,
  ids: string,
): string {
  return `array(select distinct _n.id from rm.${table} _n where _n.id = any(${ids}) and ${heldOrFirst(statement, moment, table, '_n')} and ${visibleTo(statement, keys, '_n')})`;
}

/** SQL of the year of an instant, the period in which rows are asked for: of all years before the first it is that one. */
function yearOf(t: string): string {
  return `(select greatest(extract(year from ${t}), ${FIRST_YEAR})::smallint)`;
}

/** Condition of versions that had not ended by `t`, by what was known at the moment. By all that is known, an end is one that is known. */
function known(statement: Statement, moment: PointInTime, alias: string, t: string): string {
  const k = knownAt(statement, moment);
  if (moment.knownAt === undefined) return `${alias}.known_to > ${k} and ${alias}.valid_to > ${t}`;
  return `${alias}.known_from <= ${k} and ${alias}.known_to > ${k} and (${alias}.valid_to > ${t} or ${alias}.next_known > ${k})`;
}
