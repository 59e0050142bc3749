import { createHash } from 'node:crypto';
import { type Pool } from 'pg';
import { NEVER } from '../../event-sourcing/projections/projection.js';
import { type Moment } from '../request-context.js';

/** A statement under construction: text with `$n` for values, in order. */
export class Statement {
  readonly values: unknown[] = [];
  readonly #known = new Map<string, Map<unknown, string>>();

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

const names = new Map<string, string>();

/** A read that is under way, and the one that begins when it has ended, for all who asked meanwhile. */
interface Read {
  readonly rows: Promise<readonly object[]>;
  next?: Promise<readonly object[]>;
}

const reads = new WeakMap<Pool, Map<string, Read>>();

/**
 * Runs a statement prepared under a name made from its text, so that PostgreSQL parses each text once a connection. Who asks for what is being read
 * already waits for the next reading of it, with all others who do: it begins after each of them asked, so that nobody is answered from before. The
 * rows are theirs in common: leave them as they are.
 */
export function run<Row extends object>(pool: Pool, text: string, values: unknown[]): Promise<readonly Readonly<Row>[]> {
  let name = names.get(text);
  if (!name) {
    if (names.size > 5_000) names.clear();
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  let underWay = reads.get(pool);
  if (!underWay) reads.set(pool, (underWay = new Map<string, Read>()));
  const key = `${name} ${JSON.stringify(values)}`;
  const start = () => {
    const read: Read = {
      rows: pool
        .query<Row>({ name, text, values })
        .then(({ rows }) => rows)
        .finally(() => void (read.next ?? underWay.delete(key))),
    };
    underWay.set(key, read);
    return read.rows;
  };
  const current = underWay.get(key);
  if (!current) return start() as Promise<readonly Row[]>;
  current.next ??= current.rows.then(start, start);
  return current.next as Promise<readonly Row[]>;
}

/** The largest position that a question can ask for: what is known now. */
const NOW_KNOWN = String(BigInt(NEVER) - 1n);

/** SQL of the position up to which a moment knows. */
function knownAt(statement: Statement, moment: Moment): string {
  return statement.value(String(moment.knownAt ?? NOW_KNOWN), 'bigint');
}

/** SQL of the instant asked for, held to what the projection has seen, for rows are cut at the year of its newest event. */
export function asOf(statement: Statement, moment: Moment, table: string): string {
  return `(select least(${statement.value(moment.asOf, 'timestamptz')}, recorded_at) from rm.checkpoints where projection = '${table}' and active)`;
}

/** Whether a moment is the present: no `at`, or one that asks for nothing. */
export function isPresent(moment: Moment): boolean {
  return moment.asOf === undefined && moment.knownAt === undefined;
}

/** Condition on a record's table: the versions that held at a moment, by what was known at it. */
export function held(statement: Statement, moment: Moment, table: string, alias: string): string {
  if (isPresent(moment)) return `${alias}.current`;
  const t = asOf(statement, moment, table);
  return `${alias}.period = (select extract(year from ${t})::smallint) and ${alias}.valid_from <= ${t} and ${known(statement, moment, alias, t)}`;
}

/**
 * Condition for a record that another one names: the version that held, or, where it begins later in the world than the statement that names it,
 * its first; `order by valid_from limit 1` picks it.
 */
export function heldOrFirst(statement: Statement, moment: Moment, table: string, alias: string): string {
  if (isPresent(moment)) return `${alias}.current`;
  return known(statement, moment, alias, asOf(statement, moment, table));
}

/** Condition of versions that had not ended by `t`, by what was known at the moment. By all that is known, an end is one that is known. */
function known(statement: Statement, moment: Moment, alias: string, t: string): string {
  const k = knownAt(statement, moment);
  if (moment.knownAt === undefined) return `${alias}.known_to > ${k} and ${alias}.valid_to > ${t}`;
  return `${alias}.known_from <= ${k} and ${alias}.known_to > ${k} and (${alias}.valid_to > ${t} or ${alias}.next_known > ${k})`;
}
