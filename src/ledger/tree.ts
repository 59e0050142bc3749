import { type Pool } from 'pg';
import { inclusionProof, type ReadTile, rootAt, consistencyProof, TILE_WIDTH } from './merkle.js';
import { sizeIn } from './ledger.projection.js';

const BUNDLE = `select entry from ledger.leaves where index >= $1 and index < $2 order by index`;

/** Reads the ledger's tree from the tiles that readers see. */
export class LedgerTree {
  constructor(readonly pool: Pool) {}

  /** How many leaves its tiles hold. */
  size(): Promise<number> {
    return sizeIn(this.pool, 'rm.ledger_tile');
  }

  /** @throws {RangeError} where the tile is not there */
  readonly tile: ReadTile = async (level, index) => {
    const { rows } = await this.pool.query<{ hashes: Buffer }>({
      name: 'ledger tile',
      text: 'select hashes from rm.ledger_tile where level = $1 and index = $2',
      values: [level, index],
    });
    if (!rows[0]) throw new RangeError(`the ledger has no tile ${level}/${index}`);
    return rows[0].hashes;
  };

  root(size: number): Promise<Buffer> {
    return rootAt(size, this.tile);
  }

  /** Proofs of some leaves in the tree of `size`; a tile that several need is read once. */
  async inclusion(indexes: readonly number[], size: number): Promise<Buffer[][]> {
    const tiles = new Map<string, Promise<Buffer>>();
    const read: ReadTile = (level, index) => {
      const name = `${level}/${index}`;
      if (!tiles.has(name)) tiles.set(name, this.tile(level, index));
      return tiles.get(name)!;
    };
    const proofs: Buffer[][] = [];
    for (const index of indexes) proofs.push(await inclusionProof(index, size, read));
    return proofs;
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
