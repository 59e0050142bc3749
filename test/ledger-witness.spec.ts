import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { parsePolicy } from '../verify/policy.js';
import { checkCheckpoint, leafHash, parseCheckpoint, parseNote } from '../verify/verify.js';
import { checkpointText, COSIGNATURE, SigningKey } from '../src/ledger/keys.js';
import { consistencyProof, rootAt, TreeEdge, EMPTY_ROOT } from '../src/ledger/merkle.js';
import { Witness } from '../src/ledger/witness.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

/** A log of numbered leaves that a test can grow and fork. */
class ToyLog {
  readonly #tiles = new Map<string, Buffer>();
  readonly #edge = new TreeEdge(0, []);

  constructor(
    readonly key: SigningKey,
    /** From this leaf on it holds something else than its twins. */
    readonly forkedAt = Infinity,
  ) {
    for (let n = 0; n < 600; n++) {
      const leaf = leafHash(Buffer.from(n < forkedAt ? `leaf ${n}` : `other ${n}`));
      for (const { level, index, hashes } of this.#edge.append([leaf])) this.#tiles.set(`${level}/${index}`, hashes);
    }
  }

  readonly #read = (level: number, index: number) => Promise.resolve(this.#tiles.get(`${level}/${index}`)!);

  async note(size: number): Promise<string> {
    const text = checkpointText(this.key.name, size, await rootAt(size, this.#read));
    return `${text}\n${this.key.sign(text)}`;
  }

  async submission(old: number, size: number): Promise<string> {
    const proof = old <= size ? await consistencyProof(old, size, this.#read) : [];
    return `old ${old}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${await this.note(size)}`;
  }
}

describe('a witness', () => {
  const logKey = new SigningKey('log.example/one', SigningKey.generate());
  const witnessKey = new SigningKey('witness.example/w', SigningKey.generate());
  const stranger = new SigningKey('log.example/one', SigningKey.generate());
  let database: TestDatabase;
  let witness: Witness;
  const { logs } = parsePolicy(`log ${logKey.verifierKey()}\nquorum none`);

  beforeAll(async () => {
    database = await testDatabase({ migrate: true });
  });
  afterAll(() => database.close());
  const fresh = async () => {
    await database.pool.query('delete from ledger.witnessed');
    return (witness = new Witness(database.pool, witnessKey, logs));
  };

  it('cosigns what follows on what it has cosigned, and keeps it', async () => {
    await fresh();
    const log = new ToyLog(logKey);
    const policy = parsePolicy(`log ${logKey.verifierKey()}\nwitness w ${witnessKey.verifierKey(COSIGNATURE)}\nquorum w`);
    let old = 0;
    for (const size of [1, 2, 255, 256, 257, 600, 600]) {
      const answer = await witness.addCheckpoint(await log.submission(old, size));
      expect(answer.status).toBe(200);
      const { text } = parseNote(await log.note(size));
      expect(checkCheckpoint(`${text}\n${logKey.sign(text)}${answer.body}`, policy).size).toBe(size);
      old = size;
    }
    const hash = createHash('sha256').update(logKey.name).digest('hex');
    expect(checkCheckpoint((await witness.checkpoint(hash))!, policy).size).toBe(600);
    expect(await witness.checkpoint('0'.repeat(64))).toBeUndefined();
  });

  it('answers each mistake with the code of the specification', async () => {
    await fresh();
    const log = new ToyLog(logKey);
    const code = async (body: string) => (await witness.addCheckpoint(body)).status;
    const good = await log.submission(0, 300);
    for (const malformed of [
      '',
      'old 01\n\nx',
      'old -1\n\n',
      'old 5',
      good.replace('old 0', 'old 0 '),
      good.replace('log.example', 'log\u0001'),
    ])
      expect(await code(malformed)).toBe(400);
    expect(await code(`old 0\n${`${EMPTY_ROOT.toString('base64')}\n`.repeat(64)}\n${await log.note(300)}`)).toBe(400);
    const unknown = new ToyLog(new SigningKey('log.example/two', SigningKey.generate()));
    expect(await code(await unknown.submission(0, 10))).toBe(404);
    expect(await code(await new ToyLog(stranger).submission(0, 10))).toBe(403);
    const note = await log.note(10);
    expect(await code(`old 0\n\n${note.replace('\n10\n', '\n11\n')}`)).toBe(403);
    expect(await code(good)).toBe(200);
    expect(await witness.addCheckpoint(good)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '300\n' });
    expect(await code(`old 301\n\n${await log.note(300)}`)).toBe(400);
    const next = await log.submission(300, 400);
    expect(await code(next.replace(/\n[A-Za-z0-9+/=]+\n/, '\n'))).toBe(422);
    expect(await code(`old 300\n\n${await new ToyLog(logKey, 200).note(300)}`)).toBe(422);
    expect(await code(await new ToyLog(logKey, 200).submission(300, 400))).toBe(422);
    expect(await code(next)).toBe(200);
  });

  it('never cosigns two roots of one size, whoever asks from however many sides at once', async () => {
    await fresh();
    const twins = [new ToyLog(logKey), new ToyLog(logKey, 3), new ToyLog(logKey, 40)];
    const second = new Witness(database.pool, witnessKey, logs);
    const roots = new Map<number, Set<string>>();
    for (let round = 0; round < 12; round++) {
      const known = await currentSize(database);
      const asks = Array.from({ length: 12 }, async (_, n) => {
        const size = known + 1 + ((round * 7 + n) % 5);
        const body = await twins[n % 3]!.submission(known, size);
        const answer = await (n % 2 ? witness : second).addCheckpoint(body);
        if (answer.status !== 200) return;
        const { root } = parseCheckpoint(body.slice(body.indexOf('\n\n') + 2));
        roots.set(size, (roots.get(size) ?? new Set()).add(root.toString('base64')));
      });
      await Promise.all(asks);
    }
    expect(roots.size).toBeGreaterThanOrEqual(12);
    for (const of of roots.values()) expect(of.size).toBe(1);
  });
});

async function currentSize({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query<{ size: string }>('select size from ledger.witnessed');
  return Number(rows[0]?.size ?? 0);
}
