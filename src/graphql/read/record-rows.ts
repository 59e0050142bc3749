import { type Pool } from 'pg';
import { type ReadPath } from '../../access/read-audit.js';
import { noteRead } from '../../access/reads.js';
import { type RecordMeta } from '../../event-sourcing/record.js';
import { recordTable } from '../../event-sourcing/projections/record-table.js';
import { type RecordModule } from '../objects/record-module.js';
import { type PointInTime, type RecordReader, type RecordRow, type RequestContext } from '../request-context.js';
import { batch } from './batch.js';
import { type Document } from './documents.js';
import { held, heldOrFirst, isPresent, run, Statement, visibleTo } from './sql.js';

/** A record's row as SQL gives it. */
export interface SqlRow {
  readonly id: string;
  readonly revision: number;
  readonly valid_from: Date | string;
  readonly doc: Document;
}

/** The row that resolvers see. Every record that is shown to a viewer goes through here, and is noted. */
export function rowOf(
  kind: string,
  moment: PointInTime,
  { id, revision, valid_from, doc }: SqlRow,
  keys: readonly string[],
  path: ReadPath,
): RecordRow {
  noteRead(keys, path, kind, id, (doc as unknown as { readonly meta: RecordMeta }).meta.handling.tlp);
  return { ...doc, $id: id, $kind: kind, $moment: moment, $revision: revision, $validFrom: valid_from };
}

/** Columns of `SqlRow`. */
export const ROW = (alias: string) => `${alias}.id, ${alias}.revision, ${alias}.valid_from, ${alias}.doc`;

/** Loads records by id, those of one turn of the event loop in one statement. Hidden and missing ones are null alike; redirects are followed. */
export class BatchReader implements RecordReader {
  readonly #read = batch((ids) => this.#rows(ids));
  readonly #seen = new Map<string, Promise<RecordRow | null>>();

  constructor(
    readonly pool: Pool,
    readonly module: RecordModule,
    readonly moment: PointInTime,
    readonly keys: readonly string[],
    /** Records that begin in the world after the moment are there in their first version, for those that name them before. */
    readonly named: boolean,
  ) {}

  load(id: string): Promise<RecordRow | null> {
    let row = this.#seen.get(id);
    if (!row) {
      row = this.#read(id).then((found) => this.#follow(found ?? null, id));
      this.#seen.set(id, row);
    }
    return row;
  }

  /** The record that goes on in place of this one; this one, where that may not be seen. */
  async #follow(row: RecordRow | null, id: string): Promise<RecordRow | null> {
    const next = row && this.module.redirect?.(row);
    return (next && next !== id ? await this.load(next) : null) ?? row;
  }

  async #rows(ids: readonly string[]): Promise<ReadonlyMap<string, RecordRow>> {
    const statement = new Statement(this.keys);
    const { kind } = this.module.definition;
    const table = recordTable(kind);
    const where = `r.id = any(${statement.value(ids, 'uuid[]')}) and ${(this.named ? heldOrFirst : held)(statement, this.moment, table, 'r')}
      and ${visibleTo(statement, this.keys, 'r')}`;
    const text = isPresent(this.moment)
      ? `select ${ROW('r')} from rm.${table} r where ${where}`
      : `select distinct on (r.id) ${ROW('r')} from rm.${table} r where ${where} order by r.id, r.period, r.valid_from`;
    const rows = await run<SqlRow>(this.pool, text, statement);
    return new Map(rows.map((row) => [row.id, rowOf(kind, this.moment, row, this.keys, this.named ? 'NAMED' : 'RECORD')]));
  }
}

/**
 * The reader of a kind at a moment, one for each request.
 * @param named whether records are read because another one names them, rather than asked for themselves
 */
export function readerOf(
  pool: Pool,
  modules: ReadonlyMap<string, RecordModule>,
  context: RequestContext,
  kind: string,
  moment: PointInTime,
  named = true,
): RecordReader {
  const key = `${kind} ${moment.asOf ?? ''} ${moment.knownAt ?? ''} ${named}`;
  let reader = context.loaders.get(key);
  if (!reader) {
    const module = modules.get(kind);
    if (!module) throw new Error(`no kind of record is named ${kind}`);
    reader = new BatchReader(pool, module, moment, context.viewer.keys, named);
    context.loaders.set(key, reader);
  }
  return reader;
}
