import { randomBytes } from 'node:crypto';
import { type Pool, type PoolClient } from 'pg';
import { entryOf, leafHash } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { type EventStore } from '../event-sourcing/event-store.js';
import { sealedIn } from '../event-sourcing/personal/sealed.js';
import { digestOf, physical, type Projection, type ProjectionWriter } from '../event-sourcing/projections/projection.js';
import { HASH_BYTES, TILE_WIDTH, TreeEdge } from './merkle.js';

const COLUMNS = ['level', 'index', 'hashes'] as const;

/** A leaf as the database keeps it; without a salt where it was destroyed with the personal data of the event. */
export interface Leaf {
  readonly event_id: string;
  readonly salt: Buffer | null;
  readonly entry: Buffer;
}

/** The log is not what the ledger has committed to: nothing more is added, and nothing is signed. */
export class LedgerFork extends Error {}

export const LEDGER = 'ledger';

/**
 * The tiles of the ledger's tree. An event without a leaf gets one with a random salt. An event with a leaf is compared with what its leaf commits to: a log
 * that was changed stops the ledger at the first event that differs. Where personal data are erased, the salts of the events that hold them are destroyed.
 */
export function ledgerProjection(store: Pick<EventStore, 'readStream'>): Projection {
  return {
    name: LEDGER,
    fingerprint: 'ledger/1',
    tables: ['ledger_tile'],
    handles: () => true,
    whole: true,
    create: (generation) => [
      `create table ${physical('ledger_tile', generation)} (
        level smallint not null, index bigint not null, hashes bytea not null, primary key (level, index))`,
    ],
    index: () => [],
    digest: (generation) => digestOf(physical('ledger_tile', generation), COLUMNS),
    writer: (generation) => new LedgerWriter(physical('ledger_tile', generation), store),
  };
}

class LedgerWriter implements ProjectionWriter {
  #edge: TreeEdge | undefined;
  /** When the ledger began, in milliseconds. */
  #began: number | undefined;

  constructor(
    readonly table: string,
    readonly store: Pick<EventStore, 'readStream'>,
  ) {}

  reset(): void {
    this.#edge = undefined;
  }

  async apply(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const edge = (this.#edge ??= await this.#readEdge(client));
    this.#began ??= await beganAt(client);
    const entries = await entriesOf(client, edge.size, events, this.#began);
    const tiles = edge.append(entries.map(leafHash));
    await client.query({
      name: `ledger tiles ${this.table}`,
      text: `insert into ${this.table} (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
        on conflict (level, index) do update set hashes = excluded.hashes`,
      values: [tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => hashes)],
    });
    for (const event of events) if (event.type === 'PersonalDataErased') await this.#destroySalts(client, event);
  }

  /** Destroys the salts of the earlier events of a record that hold personal data under the key that was destroyed. */
  async #destroySalts(client: PoolClient, { stream, revision, data }: RecordedEvent): Promise<void> {
    const { keyId } = data as { readonly keyId: string };
    const ids: string[] = [];
    for await (const event of this.store.readStream(stream)) {
      if (event.revision >= revision) break;
      if (sealedIn(event.data).some((sealed) => sealed.keyId === keyId)) ids.push(event.id);
    }
    await destroySalts(client, ids);
  }

  async #readEdge(client: PoolClient): Promise<TreeEdge> {
    const tile = async (level: number, index: number) => {
      const { rows } = await client.query<{ hashes: Buffer }>(
        `select hashes from ${this.table} where level = $1 and index = $2`,
        [level, index],
      );
      return rows[0]!.hashes;
    };
    return TreeEdge.of(await sizeIn(client, this.table), tile);
  }
}

/**
 * The entries of events that stand in the ledger from an index on; those that have none yet are added.
 * @param began when the ledger began, in milliseconds
 * @throws {LedgerFork}
 */
async function entriesOf(client: PoolClient, from: number, events: readonly RecordedEvent[], began: number): Promise<Buffer[]> {
  let leaves = await leavesFrom(client, from, events.length);
  const known = leaves.length;
  for (const [i, leaf] of leaves.entries()) compare(events[i]!, leaf, from + i);
  if (known < events.length) {
    const added = newLeaves(events.slice(known));
    if (await addLeaves(client, from + known, added)) {
      const inherited = events.findLastIndex(({ recordedAt }) => Date.parse(recordedAt) < began);
      if (inherited >= known) await client.query('update ledger.signing set inherited = $1', [from + inherited + 1]);
      return [...leaves, ...added].map(({ entry }) => entry);
    }
    // Another generation was faster: its leaves count.
    leaves = await leavesFrom(client, from, events.length);
    for (let i = known; i < events.length; i++) compare(events[i]!, leaves[i], from + i);
  }
  return leaves.map(({ entry }) => entry);
}

async function beganAt(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ began: string }>(
    'select extract(epoch from began_at) * 1000 as began from ledger.signing',
  );
  return Number(rows[0]!.began);
}

/** How many leaves the tiles of a table hold. */
export async function sizeIn(client: Pick<PoolClient, 'query'>, table: string): Promise<number> {
  const { rows } = await client.query<{ index: string; bytes: number }>(
    `select index, octet_length(hashes) as bytes from ${table} where level = 0 order by index desc limit 1`,
  );
  return rows[0] ? Number(rows[0].index) * TILE_WIDTH + rows[0].bytes / HASH_BYTES : 0;
}

/** Leaves from an index on, in order. */
export async function leavesFrom(client: Pool | PoolClient, from: number, count: number): Promise<Leaf[]> {
  const { rows } = await client.query<Leaf>({
    name: 'ledger leaves',
    text: 'select event_id, salt, entry from ledger.leaves where index >= $1 and index < $1 + $2::int order by index',
    values: [from, count],
  });
  return rows;
}

function newLeaves(events: readonly RecordedEvent[]): Leaf[] {
  // At once: a call for each event costs more than its hash.
  const salts = randomBytes(32 * events.length);
  return events.map((event, n) => {
    const salt = salts.subarray(32 * n, 32 * n + 32);
    return { event_id: event.id, salt, entry: entryOf(event, salt) };
  });
}

/** Adds leaves from an index on. @returns whether all were added; those that stand there already stay */
export async function addLeaves(client: PoolClient, from: number, leaves: readonly Leaf[]): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'ledger add leaves',
    text: `insert into ledger.leaves (index, event_id, salt, entry)
      select $1 + n - 1, event_id, salt, entry from unnest($2::uuid[], $3::bytea[], $4::bytea[]) with ordinality u (event_id, salt, entry, n)
      on conflict (index) do nothing`,
    values: [from, leaves.map(({ event_id }) => event_id), leaves.map(({ salt }) => salt), leaves.map(({ entry }) => entry)],
  });
  return rowCount === leaves.length;
}

/** Destroys the salts of events for good. */
export async function destroySalts(client: PoolClient, eventIds: readonly string[]): Promise<void> {
  await client.query('update ledger.leaves set salt = null where event_id = any($1) and salt is not null', [eventIds]);
}

/** @throws {LedgerFork} where an event is not what its leaf commits to */
export function compare(event: RecordedEvent, leaf: Leaf | undefined, index: number): void {
  if (leaf?.event_id === event.id && (leaf.salt === null || leaf.entry.equals(entryOf(event, leaf.salt)))) return;
  const found = leaf?.event_id === event.id ? 'this event with another content' : `the event ${leaf?.event_id}`;
  throw new LedgerFork(
    `the log is not what the ledger has committed to: at index ${index} stands event ${event.id}, and the ledger holds ${found}`,
  );
}
