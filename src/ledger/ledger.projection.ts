import { randomBytes } from 'node:crypto';
import { type PoolClient } from 'pg';
import { entryOf, leafHash } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { digestOf, physical, type Projection, type ProjectionWriter } from '../event-sourcing/projections/projection.js';
import { HASH_BYTES, TILE_WIDTH, TreeEdge } from './merkle.js';

const COLUMNS = ['level', 'index', 'hashes'] as const;

/** A leaf as the database keeps it; without a salt where it was destroyed with the personal data of the event. */
interface Leaf {
  readonly index: string;
  readonly event_id: string;
  readonly salt: Buffer | null;
  readonly entry: Buffer;
}

/** The log is not what the ledger has committed to: nothing more is added, and nothing is signed. */
export class LedgerFork extends Error {}

/**
 * The tiles of the ledger's tree. An event that has no leaf yet gets one with a salt of its own; one that has is compared with what its leaf commits to, so
 * that a log that was changed stops the ledger at the first event that is not what it was.
 */
export const ledgerProjection: Projection = {
  name: 'ledger',
  fingerprint: 'ledger/1',
  tables: ['ledger_tile'],
  handles: () => true,
  create: (generation) => [
    `create table ${physical('ledger_tile', generation)} (
      level smallint not null, index bigint not null, hashes bytea not null, primary key (level, index))`,
  ],
  index: () => [],
  digest: (generation) => digestOf(physical('ledger_tile', generation), COLUMNS),
  writer: (generation) => new LedgerWriter(physical('ledger_tile', generation)),
};

class LedgerWriter implements ProjectionWriter {
  #edge: TreeEdge | undefined;

  constructor(readonly table: string) {}

  reset(): void {
    this.#edge = undefined;
  }

  async apply(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const edge = (this.#edge ??= await this.#readEdge(client));
    const from = edge.size;
    let leaves = await leavesFrom(client, from, events.length);
    if (leaves.length < events.length) {
      await addLeaves(client, events.slice(leaves.length), from + leaves.length);
      // Another generation may have been faster: what stands is what counts.
      leaves = await leavesFrom(client, from, events.length);
    }
    for (const [i, event] of events.entries()) compare(event, leaves[i], from + i);
    const tiles = edge.append(leaves.map(({ entry }) => leafHash(entry)));
    await client.query({
      name: `ledger tiles ${this.table}`,
      text: `insert into ${this.table} (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
        on conflict (level, index) do update set hashes = excluded.hashes`,
      values: [tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => hashes)],
    });
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

/** How many leaves the tiles of a table hold. */
export async function sizeIn(client: Pick<PoolClient, 'query'>, table: string): Promise<number> {
  const { rows } = await client.query<{ index: string; bytes: number }>(
    `select index, octet_length(hashes) as bytes from ${table} where level = 0 order by index desc limit 1`,
  );
  return rows[0] ? Number(rows[0].index) * TILE_WIDTH + rows[0].bytes / HASH_BYTES : 0;
}

async function leavesFrom(client: PoolClient, from: number, count: number): Promise<Leaf[]> {
  const { rows } = await client.query<Leaf>({
    name: 'ledger leaves',
    text: 'select index, event_id, salt, entry from ledger.leaves where index >= $1 and index < $1 + $2::int order by index',
    values: [from, count],
  });
  return rows;
}

async function addLeaves(client: PoolClient, events: readonly RecordedEvent[], from: number): Promise<void> {
  const salts = events.map(() => randomBytes(32));
  await client.query({
    name: 'ledger add leaves',
    text: `insert into ledger.leaves (index, event_id, salt, entry)
      select $1 + n - 1, event_id, salt, entry from unnest($2::uuid[], $3::bytea[], $4::bytea[]) with ordinality u (event_id, salt, entry, n)
      on conflict (index) do nothing`,
    values: [from, events.map(({ id }) => id), salts, events.map((event, i) => entryOf(event, salts[i]!))],
  });
}

function compare(event: RecordedEvent, leaf: Leaf | undefined, index: number): void {
  if (leaf?.event_id === event.id && (leaf.salt === null || leaf.entry.equals(entryOf(event, leaf.salt)))) return;
  const found = leaf?.event_id === event.id ? 'this event with another content' : `the event ${leaf?.event_id}`;
  throw new LedgerFork(
    `the log is not what the ledger has committed to: at index ${index} stands event ${event.id}, and the ledger holds ${found}`,
  );
}
