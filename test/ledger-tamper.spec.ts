import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { logOnly, parsePolicy } from '../verify/policy.js';
import {
  type Bundle,
  checkBundle,
  type CommittedEvent,
  entryOf,
  historyText,
  leafHash,
  parseProof,
  rootOfInclusion,
} from '../verify/verify.js';
import { checkpointText, COSIGNATURE, SigningKey } from '../src/ledger/keys.js';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { inclusionProof, rootAt, TreeEdge } from '../src/ledger/merkle.js';
import { compareLog } from '../src/ledger/restart.js';
import { collect } from './conformance/support.js';
import { size } from './support/size.js';
import { SmallLedger } from './support/small-ledger.js';

const KEY = new SigningKey('log.example', SigningKey.generate());
const WITNESSES = [0, 1, 2].map((n) => new SigningKey(`witness.example/${n}`, SigningKey.generate()));
const POLICY = logOnly([KEY.verifierKey()]);
/** Events of the log: records of four events each, which take turns. */
const SIZE = 200;
const RECORDS = SIZE / 4;
/** In how many of them something is changed. */
const CHANGED = size('CONCORD_TEST_TAMPERED_RECORDS', { short: 3, long: RECORDS });

const events = Array.from({ length: SIZE }, (_, n): CommittedEvent => ({
  stream: `commitment-${n % RECORDS}`,
  revision: Math.floor(n / RECORDS),
  id: `event-${n}`,
  type: 'CommitmentDeclared',
  schemaVersion: 2,
  recordedAt: '2026-01-01T00:00:00.000Z',
  data: { statement: [{ language: 'en', text: `Undertaking ${n}` }], due: '2027-01-01', cites: [] },
  metadata: { actor: null, user: 'u', handling: { tlp: 'CLEAR', audience: [] } },
}));
const salts = events.map(() => randomBytes(32));
const leaves = events.map((event, n) => leafHash(entryOf(event, salts[n]!)));
const tiles = new Map<string, Buffer>();
for (const { level, index, hashes } of new TreeEdge(0, []).append(leaves)) tiles.set(`${level}/${index}`, hashes);
const read = (level: number, index: number) => Promise.resolve(tiles.get(`${level}/${index}`)!);

const signed = (text: string) => `${text}\n${KEY.sign(text)}`;
const checkpoint = async (size = SIZE) => signed(checkpointText(KEY.name, size, await rootAt(SIZE, read)));

async function proofOf(n: number, note: string): Promise<string> {
  const lines = (await inclusionProof(n, SIZE, read)).map((hash) => hash.toString('base64'));
  return ['c2sp.org/tlog-proof@v1', `extra ${salts[n]!.toString('base64')}`, `index ${n}`, ...lines, '', note].join('\n');
}

type Writable = { stream: string; first: string; events: { event: CommittedEvent; proof: string }[]; history: string };

/** The first checkpoint of the log, which says that its first 60 events are older than it. */
const FIRST = signed(checkpointText(KEY.name, 80, leaves[0]!, 60));

/** The history of a record. @param note the checkpoint of its proofs */
async function bundle(record = 7, note?: string): Promise<Writable> {
  const to = note ?? (await checkpoint());
  const own = [...events.keys()].filter((n) => n % RECORDS === record);
  const all = { stream: `commitment-${record}`, first: FIRST, events: [] as Writable['events'] };
  for (const n of own) all.events.push({ event: events[n]!, proof: await proofOf(n, to) });
  return { ...all, history: signed(historyText(all)) };
}

/** What may be said of a bundle that does not hold: what is wrong, and where. */
const SAYS = [
  /^event .* is not what the ledger log.example holds at index \d+: the event, the salt or the proof was changed$/,
  /^event .* of commitment-\w+ (is of|is proved by another checkpoint|stands before its predecessor)/,
  /^the event in place \d+ has not the fields of an event: \w+/,
  /^revision \d+ of commitment-\d+ is missing: .* stands in its place$/,
  /^of commitment-\w+ the log has signed ".*", and the bundle has ".*"$/,
  /^the log .* has not signed (this checkpoint|the first checkpoint|how many events commitment-\w+ has) with a known key$/,
  /^the policy names no log /,
  /^the signature of log.example is false$/,
  /^the proof has (more|fewer) hashes than its tree needs$/,
  /^index \d+ is not below the tree's size \d+$/,
  /^a salt has 32 bytes, this one \d+$/,
  /^this is no c2sp.org\/tlog-proof@v1$/,
  /^the note (has no signatures|holds a control character)$/,
  /is no (signature line|hash in base64|SHA-256 hash|extra line in base64|tree size: |index: )/,
  /^the bundle has another checkpoint of log.example in place of the first$/,
  /^a checkpoint has an origin, a size and a root$/,
  /^an extension line of the checkpoint is empty$/,
  /^the bundle holds no events$/,
];
let tried: number;
beforeEach(() => void (tried = 0));

/** That a bundle does not hold, and that it is said why. */
function isFound(wrong: Bundle, policy = POLICY): void {
  tried++;
  let why: Error | undefined;
  try {
    checkBundle(wrong, policy);
  } catch (error) {
    why = error as Error;
  }
  if (!SAYS.some((one) => one.test(why?.message ?? '')))
    throw new Error(`${String(why)}, it is said of ${JSON.stringify(wrong)}`);
}

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

const flipped = (buffer: Buffer, bit: number) => {
  const other = Buffer.from(buffer);
  other[bit >> 3]! ^= 1 << (bit & 7);
  return other;
};
/** A bundle with another event, or another proof, in a place. */
const other = (whole: Writable, n: number, change: Partial<Writable['events'][number]>): Writable => ({
  ...whole,
  events: whole.events.with(n, { ...whole.events[n]!, ...change }),
});
describe(`the histories of all records of a log of ${SIZE} events, of which one thing was changed`, () => {
  let all: Writable[];
  beforeAll(async () => {
    const note = await checkpoint();
    all = [];
    for (let record = 0; record < CHANGED; record++) all.push(await bundle(record, note));
  });

  it('hold as they are', () => {
    for (const [record, whole] of all.entries()) {
      const inherited = record < 10 ? 2 : 1;
      expect(checkBundle(whole, POLICY)).toMatchObject({ events: 4, size: SIZE, erased: 0, inherited });
    }
  });

  it('are found wherever any field of any event is changed, added or taken away', () => {
    for (const whole of all)
      for (const [n, { event }] of whole.events.entries())
        for (const wrong of changed(event)) isFound(other(whole, n, { event: wrong as CommittedEvent }));
    expect(tried).toBe(CHANGED * 4 * [...changed(events[0])].length);
  });

  it('are found wherever events are left out, swapped, doubled, put in place of others or put in the past', () => {
    for (const whole of all) {
      for (const [n, { event, proof }] of whole.events.entries()) {
        isFound({ ...whole, events: whole.events.filter((_, at) => at !== n) });
        isFound({ ...whole, events: whole.events.toSpliced(n, 0, whole.events[n]!) });
        isFound({ ...whole, events: whole.events.toSpliced(n, 0, { event: { ...event, id: 'event-x' }, proof }) });
        const following = whole.events[n + 1];
        if (!following) continue;
        isFound({ ...whole, events: whole.events.toSpliced(n, 2, following, whole.events[n]!) });
        isFound(other(whole, n, { proof: following.proof }));
        const later = (at: number) => ({ ...whole.events[at]!, event: { ...whole.events[at]!.event, revision: at + 1 } });
        const forged = { event: { ...event, id: 'event-x', revision: n + 1 }, proof };
        isFound({
          ...whole,
          events: [...whole.events.slice(0, n + 1), forged, ...[...whole.events.keys()].slice(n + 1).map(later)],
        });
      }
      isFound({ ...whole, events: [] });
      isFound({ ...whole, stream: 'commitment-x' });
      isFound({ ...whole, history: all[(all.indexOf(whole) + 1) % CHANGED]!.history });
      isFound({ ...whole, history: undefined as never });
      for (const first of [undefined as never, whole.history, parseProof(whole.events[0]!.proof).checkpoint])
        isFound({ ...whole, first });
      // A salt that was not destroyed is not left out unseen, and its event is not changed then.
      const bare = whole.events[1]!.proof.replace(/\nextra .*/, '');
      isFound(other(whole, 1, { proof: bare }));
      isFound(other(whole, 1, { proof: bare, event: { ...whole.events[1]!.event, data: {} } }));
    }
    expect(tried).toBe(CHANGED * 30);
  });

  it('are found wherever a bit of a leaf, of a salt or of a tile is changed', async () => {
    const root = await rootAt(SIZE, read);
    for (const [n, leaf] of leaves.entries()) {
      if (n % RECORDS >= CHANGED) continue;
      const whole = all[n % RECORDS]!;
      const at = Math.floor(n / RECORDS);
      const { hashes } = parseProof(whole.events[at]!.proof);
      for (let bit = 0; bit < 256; bit++) {
        expect(rootOfInclusion(n, SIZE, flipped(leaf, bit), hashes).equals(root)).toBe(false);
        expect(leafHash(entryOf(events[n]!, flipped(salts[n]!, bit))).equals(leaf)).toBe(false);
      }
      const bit = n % 256;
      const wrong = flipped(salts[n]!, bit).toString('base64');
      isFound(other(whole, at, { proof: whole.events[at]!.proof.replace(salts[n]!.toString('base64'), wrong) }));
      const tile = flipped(tiles.get('0/0')!, n * 256 + bit);
      expect((await rootAt(SIZE, () => Promise.resolve(tile))).equals(root)).toBe(false);
    }
    expect(tried).toBe(CHANGED * 4);
  });

  it('are found wherever a bit of the signature or a character of the proof, the checkpoints or the statement of their number is changed', () => {
    const [whole] = all as [Writable];
    const { proof } = whole.events[2]!;
    const base64 = proof.slice(proof.lastIndexOf(' ') + 1, -1);
    for (let bit = 0; bit < 68 * 8; bit++)
      for (const n of whole.events.keys()) {
        const wrong = flipped(Buffer.from(base64, 'base64'), bit).toString('base64');
        isFound(other(whole, n, { proof: whole.events[n]!.proof.replace(base64, wrong) }));
      }
    for (let at = 0; at <= proof.length; at++) {
      isFound(other(whole, 2, { proof: `${proof.slice(0, at)}\u0000${proof.slice(at)}` }));
      if (at < proof.length) isFound(other(whole, 2, { proof: proof.slice(0, at) }));
      for (const character of ['A', '0', '\n'])
        if (at < proof.length && proof[at] !== character)
          isFound(other(whole, 2, { proof: proof.slice(0, at) + character + proof.slice(at + 1) }));
    }
    for (const note of ['history', 'first'] as const)
      for (let at = 0; at < whole[note].length; at++)
        for (const character of ['A', '0'])
          if (whole[note][at] !== character)
            isFound({ ...whole, [note]: whole[note].slice(0, at) + character + whole[note].slice(at + 1) });
    expect(tried).toBeGreaterThan(4_000);
  });

  it('are found under a key, an origin, a size or a quorum that the policy does not trust', async () => {
    const [whole] = all as [Writable];
    const stranger = new SigningKey('log.example', SigningKey.generate());
    isFound(whole, logOnly([stranger.verifierKey()]));
    isFound(whole, logOnly([new SigningKey('log.other', SigningKey.generate()).verifierKey()]));
    isFound(await bundle(0, await checkpoint(512)));
    const one = await bundle(0, `${await checkpoint()}${stranger.sign('')}`);
    isFound({ ...one, events: one.events.with(1, whole.events[1]!) });

    const lines = WITNESSES.map((key, n) => `witness w${n} ${key.verifierKey(COSIGNATURE)}`);
    const policy = parsePolicy([`log ${KEY.verifierKey()}`, ...lines, 'group two 2 w0 w1 w2', 'quorum two'].join('\n'));
    const note = await checkpoint();
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const withWitnesses = (...cosigned: readonly string[]) => bundle(0, `${note}${cosigned.join('')}`);
    const [first, second] = WITNESSES.map((key) => key.cosign(text, 1_800_000_000));
    expect(checkBundle(await withWitnesses(first!, second!), policy).size).toBe(SIZE);
    for (const some of [[first!], [first!, first!]]) {
      const few = await withWitnesses(...some);
      expect(() => checkBundle(few, policy)).toThrow(/^the witnesses that have cosigned \(w0\) are no quorum by the policy$/);
    }
    const wrong = await withWitnesses(first!, WITNESSES[1]!.cosign(`${text}more\n`, 1_800_000_000));
    expect(() => checkBundle(wrong, policy)).toThrow('the signature of witness.example/1 is false');
  });
});

describe(`a log of ${SIZE} events that was changed where it is kept`, () => {
  it('is found against its leaves, wherever an event is removed, swapped, doubled, changed or put in the past', async () => {
    const ledger = await SmallLedger.of(SIZE);
    const log = await collect(ledger.store.readAll());
    const compared = async (changed: readonly RecordedEvent[]) => {
      // eslint-disable-next-line @typescript-eslint/require-await
      const readAll = async function* () {
        yield* changed;
      };
      return (await compareLog({ readAll }, ledger.pool)).difference;
    };
    expect(await compared(log)).toBeUndefined();
    const forged = { ...log[0]!, id: randomUUID() };
    for (const [n, event] of log.entries()) {
      if (n % RECORDS >= CHANGED) continue;
      const at = (index: number) =>
        new RegExp(`^the log is not what the ledger has committed to: at index ${index} stands event `);
      const isLast = n === SIZE - 1;
      expect(await compared(log.toSpliced(n, 1))).toMatch(
        isLast ? /it ends after 199 events, and the ledger holds 200 leaves$/ : at(n),
      );
      if (!isLast) expect(await compared(log.toSpliced(n, 2, log[n + 1]!, event))).toMatch(at(n));
      if (!isLast) expect(await compared(log.toSpliced(n, 0, event))).toMatch(at(n + 1));
      expect(await compared(log.toSpliced(n, 0, forged))).toMatch(at(n));
      expect(await compared(log.with(n, { ...event, data: { n: -1 } }))).toMatch(at(n));
    }
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
