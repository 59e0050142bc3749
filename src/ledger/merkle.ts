import { createHash } from 'node:crypto';
import { climb, nodeHash } from '../../verify/verify.js';

/** Root of the tree without leaves. */
export const EMPTY_ROOT = createHash('sha256').digest();

/** Bytes of a hash. */
export const HASH_BYTES = 32;
/** Hashes of a full tile (C2SP tlog-tiles): a subtree of height 8. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** Gives the hashes of a tile: at level 0 of leaves, above of full tiles of the level below. At least as many as the tree's size asks for. */
export type ReadTile = (level: number, index: number) => Promise<Buffer>;

/** A tile that changed. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** Root of a power of two of hashes that stand one after the other. */
function rootOf(hashes: Buffer): Buffer {
  let row = hashes;
  while (row.length > HASH_BYTES) {
    const next = Buffer.allocUnsafe(row.length / 2);
    for (let at = 0; at < next.length; at += HASH_BYTES)
      nodeHash(row.subarray(2 * at, 2 * at + HASH_BYTES), row.subarray(2 * at + HASH_BYTES, 2 * at + 2 * HASH_BYTES)).copy(
        next,
        at,
      );
    row = next;
  }
  return row;
}

/** The growing edge of a tree: its rightmost tile at each level, which is never full. */
export class TreeEdge {
  /** @param partial the hashes of the rightmost partial tiles by level, empty where there is none */
  constructor(
    public size: number,
    private readonly partial: Buffer[],
  ) {}

  /** Reads the edge of a tree of a size. */
  static async of(size: number, read: ReadTile): Promise<TreeEdge> {
    const partial: Buffer[] = [];
    for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / TILE_WIDTH)) {
      const width = rest % TILE_WIDTH;
      const tile = width > 0 ? await read(level, Math.floor(rest / TILE_WIDTH)) : Buffer.alloc(0);
      partial.push(Buffer.from(tile.subarray(0, width * HASH_BYTES)));
    }
    return new TreeEdge(size, partial);
  }

  /** Adds leaves by their hashes. @returns every tile that changed, as it is then */
  append(leafHashes: readonly Buffer[]): Tile[] {
    const changed: Tile[] = [];
    let added = leafHashes;
    for (let level = 0, before = this.size; added.length > 0; level++, before = Math.floor(before / TILE_WIDTH)) {
      let index = Math.floor(before / TILE_WIDTH);
      const full: Buffer[] = [];
      let all = Buffer.concat([this.partial[level] ?? Buffer.alloc(0), ...added]);
      for (; all.length >= TILE_WIDTH * HASH_BYTES; all = all.subarray(TILE_WIDTH * HASH_BYTES), index++) {
        const hashes = Buffer.from(all.subarray(0, TILE_WIDTH * HASH_BYTES));
        changed.push({ level, index, hashes });
        full.push(rootOf(hashes));
      }
      const rest = Buffer.from(all);
      this.partial[level] = rest;
      if (rest.length > 0) changed.push({ level, index, hashes: rest });
      added = full;
    }
    this.size += leafHashes.length;
    return changed;
  }
}

/** Hash of the complete subtree number `index` of height `height`. */
async function nodeAt(height: number, index: number, read: ReadTile): Promise<Buffer> {
  const within = height % TILE_HEIGHT;
  const first = index * 2 ** within;
  const tile = await read(Math.floor(height / TILE_HEIGHT), Math.floor(first / TILE_WIDTH));
  const from = (first % TILE_WIDTH) * HASH_BYTES;
  const hashes = tile.subarray(from, from + 2 ** within * HASH_BYTES);
  if (hashes.length < 2 ** within * HASH_BYTES)
    throw new Error(`tile ${Math.floor(height / TILE_HEIGHT)}/${Math.floor(first / TILE_WIDTH)} is too short`);
  return rootOf(hashes);
}

/** Largest power of two below n, for n > 1. */
function split(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** Root of the tree of the leaves from `from` up to, and without, `to` (RFC 6962 2.1). */
async function rangeRoot(from: number, to: number, read: ReadTile): Promise<Buffer> {
  const n = to - from;
  if (n === 0) return EMPTY_ROOT;
  const height = Math.log2(n);
  if (Number.isInteger(height) && from % n === 0) return nodeAt(height, from / n, read);
  const k = split(n);
  const [left, right] = await Promise.all([rangeRoot(from, from + k, read), rangeRoot(from + k, to, read)]);
  return nodeHash(left, right);
}

/** Root of the tree of a size. */
export function rootAt(size: number, read: ReadTile): Promise<Buffer> {
  return rangeRoot(0, size, read);
}

/** Hashes that prove the leaf at `index` in the tree of `size`, from its sibling up (RFC 6962 2.1.1). @throws RangeError */
export async function inclusionProof(index: number, size: number, read: ReadTile): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`index ${index} is not below the tree's size ${size}`);
  const proof: Promise<Buffer>[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      proof.unshift(rangeRoot(middle, to, read));
      to = middle;
    } else {
      proof.unshift(rangeRoot(from, middle, read));
      from = middle;
    }
  }
  return Promise.all(proof);
}

/** Hashes that prove that the tree of `size` begins with that of `oldSize` (RFC 6962 2.1.2). @throws RangeError */
export async function consistencyProof(oldSize: number, size: number, read: ReadTile): Promise<Buffer[]> {
  if (!(oldSize >= 0 && oldSize <= size)) throw new RangeError(`old size ${oldSize} is not within the tree's size ${size}`);
  if (oldSize === 0 || oldSize === size) return [];
  const proof: Promise<Buffer>[] = [];
  let [from, to, isWhole] = [0, size, true];
  while (oldSize !== to) {
    const middle = from + split(to - from);
    if (oldSize <= middle) {
      proof.unshift(rangeRoot(middle, to, read));
      to = middle;
    } else {
      proof.unshift(rangeRoot(from, middle, read));
      [from, isWhole] = [middle, false];
    }
  }
  if (!isWhole) proof.unshift(rangeRoot(from, to, read));
  return Promise.all(proof);
}

/** Path of a tile below `/tile/` (C2SP tlog-tiles): `0/x001/x234/067`, `1/000.p/17`; `entries` in place of a level for entries. */
export function tilePath(level: number | 'entries', index: number, width = TILE_WIDTH): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const parts = digits.match(/.{3}/g)!.map((part, i, all) => (i < all.length - 1 ? `x${part}` : part));
  return `${level}/${parts.join('/')}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** What a path below `/tile/` asks for; undefined where it is none, or not in its one form. */
export function parseTilePath(path: string): { level: number | 'entries'; index: number; width: number } | undefined {
  const [, level, digits, width] = /^(\d{1,2}|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (level === undefined || digits === undefined) return undefined;
  const found = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replace(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  } as const;
  if (!Number.isSafeInteger(found.index) || (width !== undefined && !(found.width >= 1 && found.width < TILE_WIDTH)))
    return undefined;
  if (typeof found.level === 'number' && found.level > 63) return undefined;
  return tilePath(found.level, found.index, found.width) === path ? found : undefined;
}

/** Checks that a tree of `size` with `root` begins with the tree of `oldSize` with `oldRoot` (RFC 9162 2.1.4.2). @throws saying what is wrong */
export function checkConsistency(oldSize: number, oldRoot: Buffer, size: number, root: Buffer, proof: readonly Buffer[]): void {
  if (oldSize > size) throw new Error(`the log has shrunk from ${oldSize} to ${size} entries`);
  let [old, made]: (Buffer | undefined)[] = [oldSize > 0 ? root : EMPTY_ROOT, oldSize > 0 || size > 0 ? root : EMPTY_ROOT];
  if (oldSize === size || oldSize === 0) {
    if (proof.length > 0) throw new Error(`a consistency proof from ${oldSize} to ${size} is empty, this one is not`);
  } else {
    let [node, last] = [oldSize - 1, size - 1];
    while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    const hashes = node === 0 ? [oldRoot, ...proof] : [...proof];
    old = made = hashes.shift();
    if (!old) throw new Error('the proof has fewer hashes than its tree needs');
    climb(node, last, hashes, (other, isLeft) => {
      if (isLeft) old = nodeHash(other, old!);
      made = isLeft ? nodeHash(other, made!) : nodeHash(made!, other);
    });
  }
  if (!old?.equals(oldRoot) || !made?.equals(root))
    throw new Error(`the tree of ${size} does not begin with the tree of ${oldSize}: the log was changed or forked`);
}
