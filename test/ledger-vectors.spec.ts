import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  canonicalJson,
  leafHash,
  parseCheckpoint,
  parseHash,
  parseNote,
  parseVerifierKey,
  rootOfInclusion,
  signersOf,
} from '../verify/verify.js';
import { parseTilePath, TreeEdge, tilePath, checkConsistency, EMPTY_ROOT } from '../src/ledger/merkle.js';

/** What the specifications, and the projects that keep vectors for them, say themselves. */
const vectors = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`support/vectors/${name}.json`, import.meta.url), 'utf8')) as T;

const bytes = (base64: string) => Buffer.from(base64, 'base64');

interface Proof {
  readonly root: string;
  readonly root1: string;
  readonly root2: string;
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly size1: number;
  readonly size2: number;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}
const merkle = vectors<{ inclusion: readonly Proof[]; consistency: readonly Proof[] }>('merkle');
const holds = (check: () => void) => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

describe('RFC 6962, by the vectors of transparency-dev', () => {
  it.each(merkle.inclusion.map((one, n) => [n, one.desc, one] as const))('inclusion %i: %s', (_n, _desc, one) => {
    const found = holds(() => {
      const proof = (one.proof ?? []).map(parseHash);
      if (!rootOfInclusion(one.leafIdx, one.treeSize, parseHash(one.leafHash), proof).equals(parseHash(one.root)))
        throw new Error('another root');
    });
    expect(found).toBe(!one.wantErr);
  });

  it.each(merkle.consistency.map((one, n) => [n, one.desc, one] as const))('consistency %i: %s', (_n, _desc, one) => {
    const proof = one.proof ?? [];
    const found = holds(() => checkConsistency(one.size1, bytes(one.root1), one.size2, bytes(one.root2), proof.map(bytes)));
    // C2SP tlog-witness: the empty tree is consistent with any tree, by an empty proof.
    const fromEmpty = one.size1 === 0 && proof.length === 0 && one.root1 === EMPTY_ROOT.toString('base64');
    expect(found).toBe(fromEmpty ? one.size2 > 0 || one.root1 === one.root2 : !one.wantErr);
  });
});

describe('RFC 8785', () => {
  const { files } = vectors<{ files: readonly { name: string; input: string; output: string }[] }>('canonical-json');
  it.each(files.map((one) => [one.name, one] as const))('%s', (_name, { input, output }) => {
    expect(canonicalJson(JSON.parse(input))).toBe(output);
  });

  // Appendix B: numbers by their IEEE 754 bits.
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('number %s', (bits, text) => expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text));

  it.each(['7fffffffffffffff', '7ff0000000000000'])('refuses %s, which is no number', (bits) =>
    expect(() => canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toThrow('is no number of JSON'),
  );
});

describe('C2SP', () => {
  it('signed-note: verifies the example, and no changed one', () => {
    const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const note =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    expect(signersOf(note, [key])).toEqual([key]);
    expect(() => signersOf(note.replace('example message', 'exemple message'), [key])).toThrow('is false');
  });

  it('signed-note: verifies the example of golang.org/x/mod, whose text holds empty lines elsewhere', () => {
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const note =
      'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'.replace(
        '’',
        "'",
      );
    expect(signersOf(note, [key])).toEqual([key]);
    const italian =
      'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
    expect(parseNote(italian).text).toMatch(/sole:\n\ned è subito sera\.\n$/);
  });

  const checkpoint = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  it('tlog-checkpoint, tlog-cosignature: reads the example with its signatures, of whatever sort they are', () => {
    const signatures = [
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=',
      '— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=',
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==',
    ];
    const note = `${checkpoint}\n${signatures.join('\n')}\n`;
    expect(parseCheckpoint(note)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    const [, , cosignature] = parseNote(note).signatures;
    expect(cosignature!.id.toString('hex')).toBe('8d66cf3f');
    expect(cosignature!.signature.readBigUInt64BE(0)).toBe(1_679_315_147n);
    expect(cosignature!.signature).toHaveLength(72);
  });

  it.each([
    ['a size with a leading zero', checkpoint.replace('\n2', '\n02')],
    ['no root', 'example.com/behind-the-sofa\n20852163\n'],
    ['no origin', checkpoint.replace(/^.*\n/, '\n')],
    ['an empty extension line', `${checkpoint}\nmore\n`],
    ['a root that is not in base64', checkpoint.replace('Csu', '!su').replace('CsU', '!sU')],
    ['a carriage return', checkpoint.replace('\n', '\r\n')],
  ])('tlog-checkpoint: refuses %s', (_what, text) =>
    expect(() => parseCheckpoint(`${text}\n— example.com/behind-the-sofa Az3grlgtzPI=\n`)).toThrow(),
  );

  it('signed-note: reads at least 16 signatures', () => {
    const lines = Array.from({ length: 16 }, (_, n) => `— example.com/${n} Az3grlgtzPI=\n`);
    expect(parseNote(`${checkpoint}\n${lines.join('')}`).signatures).toHaveLength(16);
  });

  it('tlog-tiles: has the tiles and paths of the examples', () => {
    expect(tilePath(0, 1_234_067)).toBe('0/x001/x234/067');
    expect(parseTilePath('0/x001/x234/067')).toEqual({ level: 0, index: 1_234_067, width: 256 });
    const tilesOf = (size: number) => {
      const tiles = new Map<string, number>();
      const edge = new TreeEdge(0, []);
      const leaf = leafHash(Buffer.alloc(0));
      for (const { level, index, hashes } of edge.append(Array.from({ length: size }, () => leaf)))
        tiles.set(`${level}/${index}`, hashes.length / 32);
      return tiles;
    };
    const found = tilesOf(70_000);
    const full = (level: number) => [...found].filter(([name, width]) => name.startsWith(`${level}/`) && width === 256).length;
    expect([full(0), found.get('0/273'), full(1), found.get('1/1'), found.get('2/0'), found.size]).toEqual([
      273, 112, 1, 17, 1, 277,
    ]);
    expect([...tilesOf(256)]).toEqual([
      ['0/0', 256],
      ['1/0', 1],
    ]);
  });
});
