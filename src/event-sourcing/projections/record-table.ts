import { type RecordMeta } from '../record.js';
import { wordVector } from './folded-words.js';
import { NEVER } from './projection.js';

/**
 * SQL types that a column of a record's table can have. Lists are filtered by overlap, words (`tsvector`, drawn from texts) by how they begin, the others by
 * equality or range.
 */
export type ColumnType = 'uuid' | 'uuid[]' | 'text' | 'text[]' | 'tsvector' | 'date' | 'timestamptz' | 'bigint' | 'boolean';
export type ColumnValue = string | number | boolean | readonly string[] | null;

/** One column of a record's table, drawn from the state: what lists are filtered and ordered by. What is only shown needs none. */
export interface Column<State = never> {
  readonly type: ColumnType;
  readonly description: string;
  readonly of: (state: State, meta: RecordMeta) => ColumnValue | undefined;
  /** Lists can be ordered by it; rows without a value come last. Single values only. */
  readonly order?: boolean;
  /** Kind of record that a uuid names. */
  readonly references?: string;
  /** Name of the GraphQL enum of a text. */
  readonly enumeration?: string;
  /** Name of the filter, where it is not the column's own. */
  readonly filter?: string;
}

export type Columns<State> = Readonly<Record<string, Column<State>>>;

type Of<State> = Column<State>['of'];

/** Records that this one names. */
export function references<State>(kind: string, description: string, of: Of<State>): Column<State> {
  return { type: 'uuid[]', description, of, references: kind };
}

/** A code; `enumeration` names its GraphQL enum, where it has one. */
export function code<State>(description: string, of: Of<State>, enumeration?: string): Column<State> {
  return { type: 'text', description, of, enumeration };
}

/** Codes; a filter finds rows that have any of those given. */
export function codes<State>(description: string, of: Of<State>, enumeration?: string): Column<State> {
  return { type: 'text[]', description, of, enumeration };
}

/** A calendar day; lists can be ordered by it. */
export function day<State>(description: string, of: Of<State>): Column<State> {
  return { type: 'date', description, of, order: true };
}

/** A calendar day that lists are filtered by, and not ordered. */
export function plainDay<State>(description: string, of: Of<State>): Column<State> {
  return { type: 'date', description, of };
}

/** A whole number; lists can be ordered by it. */
export function number<State>(description: string, of: Of<State>): Column<State> {
  return { type: 'bigint', description, of, order: true };
}

/** The words of texts: lists are filtered, under the name `filter`, by how words of any of them begin, whatever the case and the accents. */
export function words<State>(filter: string, description: string, of: (state: State) => readonly string[]): Column<State> {
  return { type: 'tsvector', description, of, filter };
}

export function flag<State>(description: string, of: Of<State>): Column<State> {
  return { type: 'boolean', description, of };
}

/** Plain name of a record's table. */
export function recordTable(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Name of a column in SQL. */
export function columnName(name: string): string {
  return `"${recordTable(name)}"`;
}

/** Value of an ordered column in rows without one, so that they come last. */
export const MISSING: Partial<Record<ColumnType, string>> = {
  date: 'infinity',
  timestamptz: 'infinity',
  bigint: NEVER,
  text: '\u{10ffff}',
};

/** Most UTF-16 units of a text in a column: what an entry of an index holds (2,704 bytes) with the rest of its key. */
const LONGEST_INDEXED = 500;

/** A text as columns hold and filters ask for it: its beginning, where it is longer than an index takes. */
export function indexed(text: string): string {
  return text.length <= LONGEST_INDEXED ? text : text.slice(0, LONGEST_INDEXED).toWellFormed();
}

/** What a column holds of a record. */
export function columnValue({ of, type, order }: Column, state: never, meta: RecordMeta): ColumnValue {
  if (type === 'tsvector') return wordVector((of(state, meta) ?? []) as readonly string[]);
  const value = of(state, meta) ?? (order ? MISSING[type]! : null);
  if (typeof value === 'string') return indexed(value);
  return Array.isArray(value) ? value.map(indexed) : value;
}

/** The columns by which lists are filtered, by the names of the filters. */
export function filterColumns<State>(
  columns: Columns<State>,
): readonly (readonly [filter: string, name: string, Column<State>])[] {
  return Object.entries(columns).map(([name, column]) => [column.filter ?? name, name, column]);
}

/** What records can be filtered by: columns by the names of their filters, `ids`, `began`, `voided`. */
export type Filter = Readonly<Record<string, unknown>>;
