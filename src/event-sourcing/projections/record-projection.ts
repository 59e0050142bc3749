import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type PoolClient } from 'pg';
import { type Catalogue, parseStream, shapesOf } from '../catalogue.js';
import { type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import { readersOf } from '../handling.js';
import { type AnyRecordDefinition, type RecordMeta, shownPart } from '../record.js';
import { copyRows, type CopyValue } from './copy.js';
import { digestOf, NEVER, physical, type Projection, type ProjectionWriter, type Span } from './projection.js';
import { type Column, type Columns, type ColumnType } from './record-table.js';
import { type Changes, foldedOf, memoOf, type NewVersion, noChanges, type OpenVersion, takeEvent } from './versions.js';

/** Raised by hand when the way in which rows are made changes without any definition changing. */
const ROWS_VERSION = 1;

/** Columns of every record's table, before its own. */
const COMMON = [
  'id',
  'period',
  'valid_from',
  'valid_to',
  'known_from',
  'known_to',
  'next_known',
  'current',
  'revision',
  'last_effective',
] as const;
const REST = ['readers', 'began', 'voided', 'doc', 'memo'] as const;

/** Value of an ordered column in rows without one, so that they come last. */
export const MISSING: Partial<Record<ColumnType, string>> = {
  date: 'infinity',
  timestamptz: 'infinity',
  bigint: NEVER,
  text: '\u{10ffff}',
};

/** Plain name of a record's table. */
export function recordTable(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Name of a column in SQL. */
export function columnName(name: string): string {
  return `"${recordTable(name)}"`;
}

/** A record's table of versions: rows that say what held when, and when that was known. */
export function recordProjection(
  definition: AnyRecordDefinition,
  columns: Columns<never>,
  store: EventStore,
  catalogue: Catalogue,
): Projection {
  const { kind, extract } = definition;
  const table = recordTable(kind);
  const source = extract?.from ?? kind;
  const own = Object.entries<Column>(columns);
  const shape = JSON.stringify([
    ROWS_VERSION,
    own.map(([name, { type, order, of }]) => [name, type, order, String(of)]),
    Object.entries(shapesOf(definition)).map(([type, { version }]) => [type, version]),
    Object.entries(definition.evolve as Record<string, unknown>).map(([type, evolve]) => [type, String(evolve)]),
    definition.hidden,
    ...(extract ? [String(extract.shows)] : []),
  ]);
  return {
    name: table,
    fingerprint: createHash('sha256').update(shape).digest('hex').slice(0, 16),
    tables: [table],
    yearly: true,
    handles: ({ stream }) => stream.startsWith(`${source}-`) && parseStream(stream).kind === source,
    create: (generation) => [
      `create table ${physical(table, generation)} (
        id uuid not null, period smallint not null,
        valid_from timestamptz not null, valid_to timestamptz not null,
        known_from bigint not null, known_to bigint not null, next_known bigint not null,
        current boolean not null, revision int not null, last_effective timestamptz not null,
        ${own.map(([name, column]) => `${columnName(name)} ${column.type}${column.order ? ' not null' : ''},`).join(' ')}
        readers text[] not null, began timestamptz not null, voided boolean not null, doc json not null, memo json,
        primary key (id, period, valid_from, known_from))`,
    ],
    index: (generation) => {
      const name = physical(table, generation);
      const ordered = ['began', ...own.filter(([, column]) => column.order).map(([one]) => columnName(one))];
      return [
        ...ordered.flatMap((column) => [
          `create index on ${name} (${column}, id) where current`,
          `create index on ${name} (period, ${column}, id)`,
        ]),
        ...own.filter(([, c]) => c.type === 'uuid').map(([one]) => `create index on ${name} (${columnName(one)}) where current`),
        ...own
          .filter(([, c]) => c.type.endsWith('[]'))
          .map(([one]) => `create index on ${name} using gin (${columnName(one)}) where current`),
      ];
    },
    // Revision and memo are kept in the current row alone, so they differ by the batches in which rows were made.
    digest: (generation) =>
      digestOf(physical(table, generation), [
        ...COMMON.filter((column) => column !== 'revision' && column !== 'last_effective'),
        ...['readers', 'began', 'voided', 'doc'],
        ...own.map(([name]) => columnName(name)),
      ]),
    writer: (generation) => new RecordWriter(definition, own, physical(table, generation), store, catalogue),
  };
}

class RecordWriter implements ProjectionWriter {
  readonly #open = new LRUCache<string, OpenVersion>({ max: 20_000 });
  /** The records that the batch under way has touched. */
  #batch = new Map<string, { changes: Changes; open: OpenVersion | undefined; known: boolean }>();

  constructor(
    readonly definition: AnyRecordDefinition,
    readonly columns: readonly [string, Column][],
    readonly table: string,
    readonly store: EventStore,
    readonly catalogue: Catalogue,
  ) {}

  reset(): void {
    this.#open.clear();
  }

  async apply(client: PoolClient, events: readonly RecordedEvent[], { recordedBefore, recordedAfter }: Span): Promise<void> {
    await client.query('set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off');
    let year = yearOf(recordedBefore);
    for (let from = 0; from < events.length;) {
      const next = yearOf(events[from]!.recordedAt);
      if (year !== 0 && next > year) await this.#turnYear(client, next);
      year = Math.max(year, next);
      let to = from;
      while (to < events.length && yearOf(events[to]!.recordedAt) <= year) to++;
      await this.#take(client, events.slice(from, to));
      await this.#write(client, year);
      from = to;
    }
    const last = yearOf(recordedAfter);
    if (year !== 0 && last > year) await this.#turnYear(client, last);
  }

  async #take(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    this.#batch = new Map();
    const missing = new Set<string>();
    for (const { stream } of events) {
      const { id } = parseStream(stream);
      if (this.#batch.has(id)) continue;
      const open = this.#open.get(id);
      this.#batch.set(id, { changes: noChanges(), open, known: open !== undefined });
      if (!open) missing.add(id);
    }
    // A first event says that the record is new, so most of a rebuild's look-ups are saved.
    for (const { stream, revision } of events) if (revision === 0) missing.delete(parseStream(stream).id);
    if (missing.size > 0) await this.#load(client, [...missing]);
    for (const recorded of events) {
      const event = this.catalogue.lift(recorded);
      const { id } = parseStream(event.stream);
      const entry = this.#batch.get(id)!;
      // Already in the table: another runner was faster.
      if (entry.open && event.revision <= entry.open.revision) continue;
      entry.open = await takeEvent(this.definition, entry.changes, entry.open, event, id, () => this.#earlier(event));
    }
  }

  async #earlier({ stream, revision }: RecordedEvent): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream, { limit: revision })) events.push(this.catalogue.lift(event));
    return events;
  }

  async #load(client: PoolClient, ids: string[]): Promise<void> {
    const { rows } = await client.query<OpenRow>(
      `select id, valid_from, revision, last_effective, doc::text as doc, memo from ${this.table} where id = any($1) and current`,
      [ids],
    );
    for (const { id, valid_from, revision, last_effective, doc, memo } of rows) {
      this.#batch.get(id)!.open = {
        folded: foldedOf(this.definition, JSON.parse(doc) as Record<string, unknown>, memo),
        shown: doc,
        validFrom: valid_from.toISOString(),
        revision,
        lastEffective: last_effective.toISOString(),
      };
    }
  }

  async #write(client: PoolClient, year: number): Promise<void> {
    const batch = [...this.#batch];
    const closes = batch.flatMap(([id, { changes }]) => (changes.close ? [{ id, ...changes.close }] : []));
    if (closes.length > 0) {
      await client.query(
        `update ${this.table} t set valid_to = u.valid_to, next_known = u.next_known, current = false
         from ${this.#rowsOf(
           'unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) u(id, valid_to, next_known)',
           `r.valid_to = 'infinity' and r.known_to = ${NEVER}`,
         )}`,
        [closes.map((c) => c.id), closes.map((c) => c.validTo), closes.map((c) => String(c.nextKnown))],
      );
    }
    const superseded = batch.flatMap(([id, { changes }]) => changes.superseded.map((one) => ({ id, ...one })));
    if (superseded.length > 0) {
      await client.query(
        `update ${this.table} t set known_to = u.known_to, current = false
         from ${this.#rowsOf(
           'unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) u(id, valid_from, known_to)',
           `r.valid_from = u.valid_from and r.known_to = ${NEVER}`,
         )}`,
        [superseded.map((s) => s.id), superseded.map((s) => s.validFrom), superseded.map((s) => String(s.knownTo))],
      );
    }
    const touched = batch.flatMap(([id, { changes }]) => (changes.touch ? [{ id, ...changes.touch }] : []));
    if (touched.length > 0) {
      await client.query(
        `update ${this.table} t set revision = u.revision, last_effective = u.last_effective, memo = u.memo
         from ${this.#rowsOf('unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::json[]) u(id, revision, last_effective, memo)', 'r.current')}`,
        [
          touched.map((t) => t.id),
          touched.map((t) => t.revision),
          touched.map((t) => t.lastEffective),
          touched.map((t) => memoOf(this.definition, t.folded)),
        ],
      );
    }
    for (const [id, { changes, open }] of batch) {
      if (!changes.relabelled) continue;
      const readers = this.#readersNow(open!);
      await client.query(`update ${this.table} set readers = $2 where id = $1`, [id, readers]);
    }
    const columns = [...COMMON, ...this.columns.map(([name]) => recordTable(name)), ...REST];
    if (batch.some(([, { changes }]) => changes.inserts.length > 0))
      await copyRows(client, this.table, columns, this.#rows(batch, year));
    for (const [id, { open }] of batch) if (open) this.#open.set(id, { ...open, pending: undefined });
  }

  /**
   * The rows of some records, one index look-up a record and then by their place in the table: whatever the planner thinks of a table that grows too
   * fast for its statistics, it cannot read the table from end to end.
   */
  #rowsOf(records: string, condition: string): string {
    return `(select u.*, place from ${records}
      cross join lateral (select r.ctid as place from ${this.table} r where r.id = u.id and ${condition} offset 0) r) u where t.ctid = u.place`;
  }

  *#rows(batch: [string, { changes: Changes; open: OpenVersion | undefined }][], year: number): Generator<CopyValue[]> {
    for (const [, { changes, open }] of batch) {
      const readers = open && this.#readersNow(open);
      for (const version of changes.inserts) {
        const { from, to } = periodsOf(version, year);
        const isOpen = version.validTo === null && version.knownTo === null;
        const { meta, state } = shownPart(this.definition, version.folded) as { meta: RecordMeta; state: never };
        const values = this.columns.map(([, { of, type, order }]) => of(state, meta) ?? (order ? MISSING[type] : null));
        const memo = memoOf(this.definition, version.latest);
        for (let period = from; period <= to; period++) {
          yield [
            version.id,
            period,
            version.validFrom,
            version.validTo ?? 'infinity',
            version.knownFrom,
            version.knownTo ?? NEVER,
            version.nextKnown ?? NEVER,
            isOpen && period === to,
            version.revision,
            version.lastEffective,
            ...values,
            readers,
            meta.beganAt,
            meta.voided !== null,
            version.shown,
            memo,
          ];
        }
      }
    }
  }

  /** Who may read the record: by its present label, whatever it was when a version held. */
  #readersNow({ folded }: OpenVersion): string[] {
    const { meta } = shownPart(this.definition, folded);
    return readersOf(meta.handling, meta.originator);
  }

  /** Open versions hold in the next year too: they get a row for it. */
  async #turnYear(client: PoolClient, to: number): Promise<void> {
    const copied = [...COMMON, ...this.columns.map(([name]) => recordTable(name)), ...REST].map((name) => `"${name}"`);
    const values = copied.map((name) => (name === '"period"' ? 'y' : name === '"current"' ? `y = ${to}` : name));
    await client.query(
      `with ended as (update ${this.table} set current = false where current and period < ${to} returning *)
       insert into ${this.table} (${copied.join(',')}) select ${values.join(',')} from ended, generate_series(ended.period + 1, ${to}) y`,
    );
  }
}

interface OpenRow {
  readonly id: string;
  readonly valid_from: Date;
  readonly revision: number;
  readonly last_effective: Date;
  readonly doc: string;
  readonly memo: Record<string, unknown> | null;
}

/**
 * The years in which a version can be asked for. One that was open when it went in was believed to hold until the event that ended it was known,
 * so up to the year of recording; one that went in closed only as long as it held.
 */
function periodsOf({ validFrom, validTo, knownFrom, nextKnown }: NewVersion, year: number): { from: number; to: number } {
  const from = yearOf(validFrom);
  const wasClosed = validTo !== null && nextKnown === knownFrom;
  return { from, to: Math.max(from, wasClosed ? yearOf(validTo) : year) };
}

/** Year of an ISO 8601 time, 0 for none. */
function yearOf(time: string): number {
  return Number(time.slice(0, 4));
}
