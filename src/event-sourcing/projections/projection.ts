import { type PoolClient } from 'pg';
import { type RecordedEvent } from '../envelope.js';
import { type Readable } from './row-security.js';

/** The largest position: "not superseded", "not ended by any known event". */
export const NEVER = '9223372036854775807';

/** How far a projection was before a batch, and how far it is after it: when the log took the last event (ISO 8601 UTC), '' for none. */
export interface Span {
  readonly recordedBefore: string;
  readonly recordedAfter: string;
}

/** Writes the rows of one generation. Used by one runner at a time. */
export interface ProjectionWriter {
  /**
   * Applies events in order of position within the runner's transaction.
   */
  apply(client: PoolClient, events: readonly RecordedEvent[], span: Span): Promise<void>;
  /**
   * Writes the rows of records of which there are none yet, each given with all its events.
   * @param recordedAt when the log took the last event that any of these rows may know (ISO 8601 UTC)
   * @param emptied whether the tables were emptied in this transaction
   */
  backfill?(
    client: PoolClient,
    records: readonly (readonly RecordedEvent[])[],
    recordedAt: string,
    emptied: boolean,
  ): Promise<void>;
  /** Forgets what it remembers of its rows: the transaction was rolled back, or another runner was at work. */
  reset(): void;
}

/** A read model made from the log: tables, and what writes them. */
export interface Projection {
  readonly name: string;
  /** Changes with the shape or the rules of its rows; a generation with another fingerprint is rebuilt. */
  readonly fingerprint: string;
  /** Plain names of its tables: the views that readers use, in schema `rm`. */
  readonly tables: readonly string[];
  handles(event: RecordedEvent): boolean;
  /** Whether an event that cannot be applied stops it; otherwise its record is held back, and the others go on. */
  readonly whole?: boolean;
  /** How the names of its streams begin, where the events of each stream alone make its rows, so that they can be made record by record (`backfill`). */
  readonly streams?: string;
  /** Whether the passing of a year is work in itself (validity cut at year boundaries). */
  readonly yearly?: boolean;
  /** DDL of a generation's tables with what writing needs; table names by `physical`. */
  create(generation: number): readonly string[];
  /** DDL of what only reading needs, made when the rows are there. */
  index(generation: number): readonly string[];
  /** Those of its tables that callers read, and which rows of them; the others are the service's own. */
  readonly readable?: readonly Readable[];
  /** DDL of what else is read when a generation is shown: `create or replace`. */
  show?(generation: number): readonly string[];
  /** SQL of one text that is the same for two generations with the same rows. */
  digest(generation: number): string;
  writer(generation: number): ProjectionWriter;
}

/** Name of a table of one generation, with its schema. */
export function physical(table: string, generation: number): string {
  return `rm.${table}_g${generation}`;
}

/** A digest of some columns of a table, whatever the order of its rows. */
export function digestOf(table: string, columns: readonly string[]): string {
  const row = columns.map((column) => `coalesce(${column}::text, '~')`).join(` || '|' || `);
  return `select count(*) || ':' || coalesce(sum(hashtextextended(${row}, 0)), 0) as digest from ${table}`;
}
