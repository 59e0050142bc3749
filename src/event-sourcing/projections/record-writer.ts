import { LRUCache } from 'lru-cache';
import { type PoolClient, type QueryResultRow } from 'pg';
import { type Catalogue, parseStream } from '../catalogue.js';
import { type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import { effectiveAt, rewritesHistory } from '../fold.js';
import { History } from '../history.js';
import { KeptHistories } from '../kept-histories.js';
import { type AnyRecordDefinition } from '../record.js';
import { type Labelled, labelAfter, mayNarrow, sightsOf } from '../sight.js';
import { copyRows } from '../../platform/copy-rows.js';
import { NEVER, type ProjectionWriter, type Span } from './projection.js';
import {
  columnsOf,
  type Entry,
  type Known,
  linesOf,
  type OwnColumns,
  readersNow,
  variantsOf,
  WHOLE,
  yearOf,
} from './record-lines.js';
import { foldedOf, memoOf, noChanges, takeEvent } from './versions.js';

/** Later than any time. */
const FOREVER = '~';
/** Streams read at a time. */
const READERS = 6;

/** Writes the versions of one kind of record. */
export class RecordWriter implements ProjectionWriter {
  /** Newest versions that are in the table. */
  readonly #open = new LRUCache<string, Known>({ max: 20_000 });
  /** The events of records to which something came late, by stream, up to the newest that was taken. */
  readonly #histories = new KeptHistories();
  /** The records that the batch under way has touched. */
  #batch = new Map<string, Entry>();

  constructor(
    readonly definition: AnyRecordDefinition,
    readonly columns: OwnColumns,
    readonly table: string,
    readonly store: EventStore,
    readonly catalogue: Catalogue,
  ) {}

  reset(): void {
    this.#open.clear();
    this.#histories.clear();
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

  async backfill(
    client: PoolClient,
    records: readonly (readonly RecordedEvent[])[],
    recordedAt: string,
    emptied: boolean,
  ): Promise<void> {
    await this.#copy(client, this.#whole(records), yearOf(recordedAt), emptied);
  }

  /** Records of which all events are there, folded when they are asked for. */
  *#whole(records: readonly (readonly RecordedEvent[])[]): Generator<Entry> {
    for (const recorded of records) {
      const events = recorded.map((event) => this.catalogue.upcast(event));
      yield* variantsOf(this.definition, events, sightsOf(events));
    }
  }

  async #take(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    this.#batch = new Map();
    const missing = new Set<string>();
    for (const { stream } of events) {
      const { id } = parseStream(stream);
      if (this.#batch.has(id)) continue;
      const known = this.#open.get(id);
      this.#batch.set(id, { changes: noChanges(), sight: 0, ...(known ?? { open: undefined, labels: null }) });
      if (!known) missing.add(id);
    }
    // A first event says that the record is new, so most of a rebuild's look-ups are saved.
    for (const { stream, revision } of events) if (revision === 0) missing.delete(parseStream(stream).id);
    if (missing.size > 0) await this.#load(client, [...missing]);
    const histories = await this.#past(events);
    for (const recorded of events) {
      const event = this.catalogue.upcast(recorded);
      const { id } = parseStream(event.stream);
      const entry = this.#batch.get(id)!;
      // Already in the table: another runner was faster.
      if (entry.variants || (entry.open && event.revision <= entry.open.revision)) continue;
      const history = histories.get(event.stream) ?? this.#histories.at(event.stream, event.revision - 1);
      if (history) histories.set(event.stream, history);
      entry.open = takeEvent(this.definition, entry.changes, entry.open, event, id, { history, read: () => history! });
    }
    for (const [stream, history] of histories) this.#histories.keep(stream, history);
  }

  /**
   * The events so far of the records that have to be folded again, by stream. Of those in which something is, or was, not for all readers all rows are made
   * again.
   */
  async #past(events: readonly RecordedEvent[]): Promise<Map<string, History>> {
    const times = new Map<string, { began: string; last: string; label: Labelled | undefined; narrow: boolean }>();
    const late = new Set<string>();
    const fresh = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      const { stream, revision, metadata } = event;
      const { id } = parseStream(stream);
      const { open, labels } = this.#batch.get(id)!;
      if (open && revision <= open.revision) continue;
      const all = fresh.get(stream);
      if (all) all.push(event);
      else fresh.set(stream, [event]);
      const { began, last, label, narrow } = times.get(id) ?? {
        began: open?.folded.meta.beganAt ?? metadata.occurredAt,
        last: open?.lastEffective ?? '',
        label: open?.folded.meta,
        narrow: labels !== null,
      };
      const at = effectiveAt(event, began);
      const narrows = narrow || (label !== undefined && mayNarrow(event, label));
      if (narrows || rewritesHistory(event) || at < last) late.add(stream);
      times.set(id, {
        began,
        last: rewritesHistory(event) ? FOREVER : at > last ? at : last,
        label: labelAfter(label, event),
        narrow: narrows,
      });
    }
    const found = new Map<string, History>();
    const streams = late.values();
    const read = async () => {
      for (const stream of streams) {
        const { revision } = fresh.get(stream)![0]!;
        found.set(stream, this.#histories.at(stream, revision - 1) ?? (await this.#read(stream, revision)));
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    for (const [stream, history] of found) {
      const { id } = parseStream(stream);
      if (!times.get(id)!.narrow) continue;
      const entry = this.#batch.get(id)!;
      const all = [...history.events, ...fresh.get(stream)!.map((event) => this.catalogue.upcast(event))];
      const sights = sightsOf(all);
      if (sights.groups.length === 0 && entry.labels === null) continue;
      entry.variants = [...variantsOf(this.definition, all, sights)];
      found.delete(stream);
      this.#histories.forget(stream);
    }
    return found;
  }

  /** A record's first events. */
  async #read(stream: string, limit: number): Promise<History> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream, { limit })) events.push(this.catalogue.upcast(event));
    return new History(this.definition, events);
  }

  async #load(client: PoolClient, ids: string[]): Promise<void> {
    const rows = await this.#run<OpenRow>(
      client,
      'load',
      `select id, valid_from, revision, last_effective, doc::text as doc, memo, labels::text as labels from ${this.table}
       where id = any($1) and current and ${WHOLE}`,
      [ids],
    );
    for (const { id, valid_from, revision, last_effective, doc, memo, labels } of rows) {
      const entry = this.#batch.get(id)!;
      entry.labels = labels;
      entry.open = {
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
      await this.#run(
        client,
        'close',
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
      await this.#run(
        client,
        'supersede',
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
      await this.#run(
        client,
        'touch',
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
    const made = batch.filter(([, { variants }]) => variants).map(([id]) => id);
    if (made.length > 0) await client.query(`delete from ${this.table} where id = any($1)`, [made]);
    for (const [id, { changes, open }] of batch) {
      if (!changes.relabelled) continue;
      const readers = readersNow(this.definition, open!);
      await client.query(`update ${this.table} set readers = $2 where id = $1`, [id, readers]);
    }
    const entries = batch.flatMap(([, entry]) => entry.variants ?? [entry]);
    if (entries.some(({ changes }) => changes.inserts.length > 0)) await this.#copy(client, entries, year);
    for (const [id, entry] of batch) {
      const { open, labels } = entry.variants?.at(-1) ?? entry;
      if (open) this.#open.set(id, { open: { ...open, pending: undefined }, labels });
    }
  }

  /** Runs a statement that each connection plans once for this table. */
  async #run<Row extends QueryResultRow>(
    client: PoolClient,
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return (await client.query<Row>({ name: `${name} ${this.table}`, text, values: [...values] })).rows;
  }

  async #copy(client: PoolClient, entries: Iterable<Entry>, year: number, frozen = false): Promise<void> {
    await copyRows(client, this.table, columnsOf(this.columns), linesOf(this.definition, this.columns, entries, year), frozen);
  }

  /**
   * The rows of some records, one index look-up a record and then by their place in the table: whatever the planner thinks of a table that grows too
   * fast for its statistics, it cannot read the table from end to end.
   */
  #rowsOf(records: string, condition: string): string {
    return `(select u.*, place from ${records}
      cross join lateral (select r.ctid as place from ${this.table} r where r.id = u.id and ${condition} offset 0) r) u where t.ctid = u.place`;
  }

  /** Open versions hold in the next year too: they get a row for it. */
  async #turnYear(client: PoolClient, to: number): Promise<void> {
    const copied = columnsOf(this.columns).map((name) => `"${name}"`);
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
  readonly labels: string | null;
}
