import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { logOnly, parsePolicy } from '../verify/policy.js';
import {
  type Bundle,
  checkBundle,
  type CommittedEvent,
  entryOf,
  leafHash,
  parseProof,
  rootOfInclusion,
} from '../verify/verify.js';
import { checkpointText, COSIGNATURE, SigningKey } from '../src/ledger/keys.js';
import { inclusionProof, rootAt, TreeEdge } from '../src/ledger/merkle.js';

const KEY = new SigningKey('log.example', SigningKey.generate());
const WITNESSES = [0, 1, 2].map((n) => new SigningKey(`witness.example/${n}`, SigningKey.generate()));
const POLICY = logOnly([KEY.verifierKey()]);
const SIZE = 300;

const events = Array.from({ length: SIZE }, (_, n): CommittedEvent => ({
  stream: n % 50 === 7 ? 'commitment-a' : `commitment-${n}`,
  revision: n % 50 === 7 ? Math.floor(n / 50) : 0,
  id: `event-${n}`,
  type: 'CommitmentDeclared',
  schemaVersion: 2,
  recordedAt: '2026-01-01T00:00:00.000Z',
  data: { statement: [{ language: 'en', text: `Undertaking ${n}` }], due: '2027-01-01', cites: [] },
  metadata: { actor: null, user: 'u', handling: { tlp: 'CLEAR', audience: [] } },
}));
const salts = events.map(() => randomBytes(32));
const tiles = new Map<string, Buffer>();
const leaves = events.map((event, n) => leafHash(entryOf(event, salts[n]!)));
for (const { level, index, hashes } of new TreeEdge(0, []).append(leaves)) tiles.set(`${level}/${index}`, hashes);
const read = (level: number, index: number) => Promise.resolve(tiles.get(`${level}/${index}`)!);

async function signed(root?: Buffer, size = SIZE): Promise<string> {
  const text = checkpointText(KEY.name, size, root ?? (await rootAt(SIZE, read)));
  return `${text}\n${KEY.sign(text)}`;
}

async function proofOf(n: number, note: string): Promise<string> {
  const hashes = await inclusionProof(n, SIZE, read);
  const lines = hashes.map((hash) => hash.toString('base64'));
  return ['c2sp.org/tlog-proof@v1', `extra ${salts[n]!.toString('base64')}`, `index ${n}`, ...lines, '', note].join('\n');
}

async function bundle(): Promise<{ stream: string; events: { event: CommittedEvent; proof: string }[] }> {
  const note = await signed();
  const own = [7, 57, 107, 157, 207, 257];
  return {
    stream: 'commitment-a',
    events: await Promise.all(own.map(async (n) => ({ event: events[n]!, proof: await proofOf(n, note) }))),
  };
}

const copy = <T>(value: T): T => structuredClone(value);

/** Every way to change one value somewhere within a value. */
function* changed(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...(value as unknown[]), 'more'];
    for (const [i, inner] of value.entries()) {
      yield value.filter((_, at) => at !== i);
      for (const other of changed(inner)) yield value.map((one: unknown, at) => (at === i ? other : one));
    }
  } else if (value !== null && typeof value === 'object') {
    yield { ...value, more: 1 };
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _left, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const other of changed(inner)) yield { ...value, [key]: other };
    }
  } else if (typeof value === 'string') yield* [`${value} `, value.slice(1), null];
  else if (typeof value === 'number') yield* [value + 1, String(value)];
  else yield 'something';
}

describe('a bundle that was tampered with', () => {
  it('holds as it is', async () => {
    expect(checkBundle(await bundle(), POLICY)).toMatchObject({ events: 6, size: SIZE, erased: 0 });
  });

  it('is found wherever any field of any event is changed, added or taken away', async () => {
    const whole = await bundle();
    let tried = 0;
    for (const [i, { event }] of whole.events.entries()) {
      for (const other of changed(event)) {
        const wrong = copy(whole);
        wrong.events[i]!.event = other as CommittedEvent;
        expect(() => checkBundle(wrong, POLICY)).toThrow();
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(200);
  });

  it('is found wherever events are left out, swapped, doubled or put in place of others', async () => {
    const whole = await bundle();
    const wrong: Bundle[] = [];
    for (let i = 0; i < whole.events.length - 1; i++) {
      wrong.push({ ...whole, events: whole.events.filter((_, at) => at !== i) });
      wrong.push({ ...whole, events: whole.events.toSpliced(i, 2, whole.events[i + 1]!, whole.events[i]!) });
      wrong.push({ ...whole, events: whole.events.toSpliced(i, 0, whole.events[i]!) });
      wrong.push({
        ...whole,
        events: whole.events.with(i, { event: whole.events[i]!.event, proof: whole.events[i + 1]!.proof }),
      });
    }
    wrong.push({ ...whole, events: [] }, { ...whole, stream: 'commitment-b' });
    for (const one of wrong) expect(() => checkBundle(one, POLICY)).toThrow();
  });

  it('is found wherever a bit of salt, index, proof, checkpoint or signature is changed', async () => {
    const whole = await bundle();
    const { proof } = whole.events[2]!;
    for (let at = 0; at < proof.length; at++) {
      for (const other of ['A', '0']) {
        if (proof[at] === other) continue;
        const wrong = copy(whole);
        wrong.events[2]!.proof = proof.slice(0, at) + other + proof.slice(at + 1);
        expect(() => checkBundle(wrong, POLICY)).toThrow();
      }
    }
    for (let end = 0; end < proof.length; end++) {
      const wrong = copy(whole);
      wrong.events[2]!.proof = proof.slice(0, end);
      expect(() => checkBundle(wrong, POLICY)).toThrow();
    }
  });

  it('is found wherever a bit of a tile or leaf is changed', async () => {
    const root = await rootAt(SIZE, read);
    const { hashes, extra, index } = parseProof(await proofOf(107, await signed()));
    const leaf = leafHash(entryOf(events[107]!, extra!));
    const flipped = (buffer: Buffer, bit: number) => {
      const other = Buffer.from(buffer);
      other[bit >> 3]! ^= 1 << (bit & 7);
      return other;
    };
    for (let bit = 0; bit < 256; bit++) {
      expect(rootOfInclusion(index, SIZE, flipped(leaf, bit), hashes).equals(root)).toBe(false);
      for (const [i, hash] of hashes.entries())
        expect(rootOfInclusion(index, SIZE, leaf, hashes.with(i, flipped(hash, bit))).equals(root)).toBe(false);
    }
  });

  it('is found under a key, an origin, a size or a quorum that the policy does not trust', async () => {
    const whole = await bundle();
    const stranger = new SigningKey('log.example', SigningKey.generate());
    expect(() => checkBundle(whole, logOnly([stranger.verifierKey()]))).toThrow(/not signed/);
    expect(() => checkBundle(whole, logOnly([new SigningKey('log.other', SigningKey.generate()).verifierKey()]))).toThrow(
      /no log/,
    );
    const resized = copy(whole);
    const wider = await signed(undefined, 512);
    for (const one of resized.events) one.proof = one.proof.slice(0, one.proof.indexOf('\n\n') + 2) + wider;
    expect(() => checkBundle(resized, POLICY)).toThrow();

    const lines = WITNESSES.map((key, n) => `witness w${n} ${key.verifierKey(COSIGNATURE)}`);
    const policy = parsePolicy([`log ${KEY.verifierKey()}`, ...lines, 'group two 2 w0 w1 w2', 'quorum two'].join('\n'));
    const note = await signed();
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const withWitnesses = (...cosigned: readonly string[]) => ({
      ...whole,
      events: whole.events.map(({ event, proof }) => ({ event, proof: `${proof}${cosigned.join('')}` })),
    });
    const [one, two] = WITNESSES.map((key) => key.cosign(text, 1_800_000_000));
    expect(checkBundle(withWitnesses(one!, two!), policy).size).toBe(SIZE);
    expect(() => checkBundle(withWitnesses(one!), policy)).toThrow(/no quorum/);
    expect(() => checkBundle(withWitnesses(one!, one!), policy)).toThrow(/no quorum/);
    const false_ = WITNESSES[1]!.cosign(`${text}more\n`, 1_800_000_000);
    expect(() => checkBundle(withWitnesses(one!, false_), policy)).toThrow(/false/);
  });
});

describe('a policy of trust', () => {
  const [a, b, c] = WITNESSES.map((key) => key.verifierKey(COSIGNATURE));

  it('asks for groups of witnesses as it is written', () => {
    const { isQuorum } = parsePolicy(
      [
        `witness X1 ${a}`,
        `witness X2 ${b}`,
        `witness Y1 ${c}`,
        '# comment',
        '',
        'group X any X1 X2',
        'group XY all X Y1',
        'quorum XY',
      ].join('\n'),
    );
    expect(isQuorum(['X1', 'Y1'])).toBe(true);
    expect(isQuorum(['X1', 'X2'])).toBe(false);
    expect(isQuorum([])).toBe(false);
  });

  it.each([
    ['', /no quorum/],
    ['quorum nobody', /line 1 .*not defined/],
    [`witness w ${a}\nwitness w ${b}\nquorum w`, /line 2 .*taken/],
    [`witness w ${a}\nwitness v ${a}\nquorum w`, /line 2 .*twice/],
    [`witness w ${KEY.verifierKey()}\nquorum w`, /another type/],
    [`witness w ${a}\ngroup g 2 w\nquorum g`, /1 to 1/],
    [`witness w ${a}\ngroup g any w\ngroup h any w\nquorum g`, /cannot be a member/],
    ['trust me\nquorum none', /begins with/],
    ['quorum none\nquorum none', /one quorum/],
  ])('refuses %j', (text, why) => expect(() => parsePolicy(text)).toThrow(why));
});
