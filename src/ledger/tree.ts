import { LRUCache } from 'lru-cache';
import { type Pool } from 'pg';
import { HASH_BYTES, inclusionProof, type ReadTile, rootAt, consistencyProof, TILE_WIDTH } from './merkle.js';
import { sizeIn } from './ledger.projection.js';

/** Full tiles remembered: 8 KiB each. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;
const BUNDLE = `select entry from ledger.leaves where index >= $1 and index < $2 order by index`;

/** Reads the ledger's tree from the tiles that readers see. */
export class LedgerTree {
  readonly #full = new LRUCache<string, Buffer>({ maxSize: REMEMBERED_BYTES, sizeCalculation: (tile) => tile.length });

  constructor(readonly pool: Pool) {}

  /** How many leaves its tiles hold. */
  size(): Promise<number> {
    return sizeIn(this.pool, 'rm.ledger_tile');
  }

  /** @throws where the tile is not there */
  readonly tile: ReadTile = async (level, index) => {
    const name = `${level}/${index}`;
    const known = this.#full.get(name);
    if (known) return known;
    const { rows } = await this.pool.query<{ hashes: Buffer }>({
      name: 'ledger tile',
      text: 'select hashes from rm.ledger_tile where level = $1 and index = $2',
      values: [level, index],
    });
    const [row] = rows;
    if (!row) throw new RangeError(`the ledger has no tile ${name}`);
    if (row.hashes.length === TILE_WIDTH * HASH_BYTES) this.#full.set(name, row.hashes);
    return row.hashes;
  };

  root(size: number): Promise<Buffer> {
    return rootAt(size, this.tile);
  }

  inclusion(index: number, size: number): Promise<Buffer[]> {
    return inclusionProof(index, size, this.tile);
  }

  consistency(oldSize: number, size: number): Promise<Buffer[]> {
    return consistencyProof(oldSize, size, this.tile);
  }

  /** An entry bundle (C2SP tlog-tiles): entries with their 16-bit lengths. @returns undefined where it is not there in full */
  async entries(index: number, width: number): Promise<Buffer | undefined> {
    const from = index * TILE_WIDTH;
    const { rows } = await this.pool.query<{ entry: Buffer }>(BUNDLE, [from, from + width]);
    if (rows.length < width) return undefined;
    return Buffer.concat(rows.flatMap(({ entry }) => [Buffer.of(entry.length >> 8, entry.length & 255), entry]));
  }
}
