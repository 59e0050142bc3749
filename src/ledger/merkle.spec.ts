import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafHash, nodeHash, rootOfInclusion } from '../../verify/verify.js';
import {
  consistencyProof,
  inclusionProof,
  parseTilePath,
  rootAt,
  type Tile,
  TreeEdge,
  tilePath,
  checkConsistency,
  EMPTY_ROOT,
} from './merkle.js';

/** Leaves of the reference tree of RFC 6962's first implementation, with the roots of its first eight trees. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** The definition of RFC 6962 2.1, as it is written. */
function root(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

function treeOf(leaves: readonly Buffer[], batches: readonly number[] = [leaves.length]) {
  const tiles = new Map<string, Buffer>();
  const edge = new TreeEdge(0, []);
  let from = 0;
  for (const batch of [...batches, leaves.length]) {
    for (const { level, index, hashes } of edge.append(leaves.slice(from, from + batch)) satisfies Tile[])
      tiles.set(`${level}/${index}`, hashes);
    from += batch;
  }
  const read = (level: number, index: number) => Promise.resolve(tiles.get(`${level}/${index}`)!);
  return { tiles, read, edge };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));

describe('the Merkle tree of the ledger', () => {
  it('has the roots of the reference tree', async () => {
    const { read } = treeOf(LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex'))));
    for (const [i, expected] of ROOTS.entries()) expect((await rootAt(i + 1, read)).toString('hex')).toBe(expected);
    expect((await rootAt(0, read)).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('proves every leaf, and that it only grew, at sizes around its tiles', async () => {
    const leaves = numbered(66_000);
    const { read } = treeOf(leaves);
    for (const size of [1, 2, 3, 255, 256, 257, 511, 65_535, 65_536, 66_000]) {
      const whole = root(leaves.slice(0, size));
      expect((await rootAt(size, read)).equals(whole)).toBe(true);
      for (const index of [0, 1, size >> 1, size - 2, size - 1].filter((one) => one >= 0 && one < size))
        expect(rootOfInclusion(index, size, leaves[index]!, await inclusionProof(index, size, read)).equals(whole)).toBe(true);
      for (const old of [0, 1, 2, 256, size >> 1, size - 1, size].filter((one) => one <= size))
        checkConsistency(old, root(leaves.slice(0, old)), size, whole, await consistencyProof(old, size, read));
    }
  });

  it('is the same in whatever batches it grew, and goes on from its edge', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 6 }),
        fc.integer({ min: 0, max: 1_500 }),
        async (batches, count) => {
          const leaves = numbered(count);
          const grown = treeOf(leaves, batches);
          expect([...grown.tiles].sort()).toEqual([...treeOf(leaves).tiles].sort());
          const again = await TreeEdge.of(count, grown.read);
          const more = numbered(300);
          expect(again.append(more)).toEqual(grown.edge.append(more));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('shows a changed, missing or moved leaf, and a log that was cut or rewritten', async () => {
    const leaves = numbered(1_000);
    const { read } = treeOf(leaves);
    const forked = treeOf(leaves.map((leaf, i) => (i === 400 ? leafHash(Buffer.from('other')) : leaf)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }), async (index, other) => {
        fc.pre(index !== other);
        const proof = await inclusionProof(index, 1_000, read);
        const whole = await rootAt(1_000, read);
        expect(rootOfInclusion(index, 1_000, leaves[other]!, proof).equals(whole)).toBe(false);
        expect(() => rootOfInclusion(index, 1_000, leaves[index]!, proof.slice(1))).toThrow(/fewer/);
        expect(() => rootOfInclusion(index, 1_000, leaves[index]!, [...proof, whole])).toThrow(/more/);
      }),
      { numRuns: 50 },
    );
    const old = await rootAt(700, read);
    const [size, newer] = [1_000, await rootAt(1_000, forked.read)];
    const proof = await consistencyProof(700, size, forked.read);
    expect(() => checkConsistency(700, old, size, newer, proof)).toThrow(/changed or forked/);
    expect(() => checkConsistency(size, newer, 700, old, [])).toThrow(/shrunk/);
  });

  it('names tiles in the one form that the specification has', () => {
    expect(tilePath(0, 1_234_067)).toBe('0/x001/x234/067');
    expect(tilePath('entries', 5, 17)).toBe('entries/005.p/17');
    for (const path of ['0/000', '1/x001/000', 'entries/x012/345.p/255']) expect(tilePath(...parts(path))).toBe(path);
    for (const path of ['00/000', '0/x000/001', '0/1', '0/000.p/256', '0/000.p/0', '0/000.p/01', '64/000', '0/000/', 'data/000'])
      expect(parseTilePath(path)).toBeUndefined();
  });
});

function parts(path: string): [number | 'entries', number, number] {
  const { level, index, width } = parseTilePath(path)!;
  return [level, index, width];
}
