import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { physical } from '../../event-sourcing/projections/projection.js';
import { conflict } from '../errors.js';
import { run } from './sql.js';

export type Document = Readonly<Record<string, unknown>>;

/** A version of a record as a list gives it: everything but its document, which it has only where others see another one. */
export interface VersionRow {
  readonly id: string;
  readonly revision: number;
  /** As PostgreSQL writes it. */
  readonly valid_from: string;
  readonly known_from: string;
  readonly period: number;
  readonly generation: number;
  readonly doc: Document | null;
}

/** Columns of `VersionRow`. */
export const VERSION = (alias: string) =>
  `${alias}.id, ${alias}.revision, ${alias}.valid_from::text, ${alias}.known_from::text, ${alias}.period, ${alias}.generation,
  case when ${alias}.labels is not null then ${alias}.doc end as doc`;

/** Most characters of JSON whose documents are kept, for each database. */
const KEPT = 32 * 1_048_576;

const caches = new WeakMap<Pool, LRUCache<string, Document>>();

/**
 * Documents of versions that a viewer may see, in their order, frozen. A version's document never changes within a generation, so it is read and
 * parsed once; which versions hold, and for whom, is asked of the database every time.
 * @param viewer reader keys of the viewer
 */
export async function documentsOf(
  pool: Pool,
  viewer: readonly string[],
  table: string,
  versions: readonly VersionRow[],
): Promise<Document[]> {
  let cache = caches.get(pool);
  if (!cache) caches.set(pool, (cache = new LRUCache({ maxSize: KEPT })));
  const keys = versions.map((version) => keyOf(table, version));
  const documents = versions.map(({ doc }, i) => doc ?? cache.get(keys[i]!));
  const missing = versions.map((_, i) => i).filter((i) => !documents[i]);
  if (missing.length > 0) {
    const column = <T>(of: (version: VersionRow) => T) => missing.map((i) => of(versions[i]!));
    // The generation that the versions were found in is kept beside a newer one.
    const rows = await run<{ n: number; doc: string }>(
      pool,
      `select k.n, v.doc from unnest($1::int[], $2::uuid[], $3::smallint[], $4::timestamptz[], $5::bigint[]) k (n, id, period, valid_from, known_from)
       cross join lateral (select t.doc::text from ${physical(table, versions[0]!.generation)} t
         where t.id = k.id and t.period = k.period and t.valid_from = k.valid_from and t.known_from = k.known_from and t.labels is null limit 1) v`,
      {
        keys: viewer,
        values: [missing, column((v) => v.id), column((v) => v.period), column((v) => v.valid_from), column((v) => v.known_from)],
      },
    );
    for (const { n, doc } of rows) {
      const document = frozen(JSON.parse(doc) as Document);
      cache.set(keys[n]!, document, { size: doc.length + 1 });
      documents[n] = document;
    }
  }
  return documents.map((document, i) => {
    // Meanwhile an event came that is not for all readers of the record.
    if (!document) throw conflict(`${table} ${versions[i]!.id} changed while it was read: ask again`);
    return document;
  });
}

/** Where rows hold what was made of them: cheaper for the garbage collector than a WeakMap. */
const MADE = Symbol('made');

/** What is made of rows that several callers share (see `run`): made once, for all of them. */
export function sharedBy<Made>(rows: readonly object[] & { [MADE]?: unknown }, make: () => Promise<Made>): Promise<Made> {
  return (rows[MADE] ??= make()) as Promise<Made>;
}

function keyOf(table: string, version: VersionRow): string {
  return `${table} ${version.generation} ${version.id} ${version.known_from} ${version.valid_from}`;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
