import { createHash } from 'node:crypto';
import { type Pool, type PoolClient } from 'pg';
import {
  type Checkpoint,
  parseCheckpoint,
  parseHash,
  parseNote,
  type Policy,
  signersOf,
  type VerifierKey,
} from '../../verify/verify.js';
import { inTransaction } from '../platform/transaction.js';
import { type SigningKey } from './keys.js';
import { checkConsistency, EMPTY_ROOT } from './merkle.js';

/** Most hashes of a consistency proof (C2SP tlog-witness). */
const MOST_HASHES = 63;

/** What a witness answers over HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';
const refused = (status: WitnessAnswer['status'], message: string): WitnessAnswer => ({
  status,
  type: TEXT,
  body: `${message}\n`,
});

interface Submission extends Checkpoint {
  readonly old: number;
  readonly proof: readonly Buffer[];
  readonly note: string;
}

/** Cosigns checkpoints of other ledgers that follow on all that it has cosigned of them (C2SP tlog-witness). */
export class Witness {
  /**
   * @param key signs with its name as the witness's
   * @param logs the keys of the logs that it knows; a log may have several
   */
  constructor(
    readonly pool: Pool,
    readonly key: SigningKey,
    readonly logs: Policy['logs'],
    readonly now: () => Date = () => new Date(),
  ) {}

  /** `POST add-checkpoint`, by its body. */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    let submitted: Submission;
    try {
      submitted = parseSubmission(body);
    } catch (error) {
      return refused(400, (error as Error).message);
    }
    const { origin, size, root, old, note } = submitted;
    const keys = this.logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return refused(404, `this witness does not know the log ${origin}`);
    if (!hasSigned(note, keys)) return refused(403, `the log ${origin} has not signed this checkpoint with a known key`);
    if (old > size) return refused(400, `the old size ${old} is above the checkpoint's ${size}`);
    return inTransaction(this.pool, async (client) => {
      const known = await this.#lock(client, origin);
      if (old !== known.size) return { status: 409, type: 'text/x.tlog.size', body: `${known.size}\n` };
      if (size === 0 && !root.equals(EMPTY_ROOT)) return refused(422, 'the root of an empty tree is the hash of nothing');
      try {
        checkConsistency(old, known.root, size, root, submitted.proof);
      } catch (error) {
        return refused(422, (error as Error).message);
      }
      const { text, signatures } = parseNote(note);
      const cosignature = this.key.cosign(text, Math.floor(this.now().getTime() / 1_000));
      const own = signatures.filter(({ name, id }) => keys.some((key) => key.name === name && key.id.equals(id)));
      const kept = `${text}\n${own.map(({ line }) => `${line}\n`).join('')}${cosignature}`;
      await client.query('update ledger.witnessed set size = $2, root = $3, note = $4, cosigned_at = now() where origin = $1', [
        origin,
        size,
        root,
        kept,
      ]);
      return { status: 200, type: TEXT, body: cosignature };
    });
  }

  /** The newest checkpoint that it has cosigned of the log whose origin has this SHA-256 (hexadecimal); undefined for none. */
  async checkpoint(originHash: string): Promise<string | undefined> {
    const origin = this.logs.find(({ name }) => createHash('sha256').update(name).digest('hex') === originHash)?.name;
    const { rows } = await this.pool.query<{ note: string }>(
      `select note from ledger.witnessed where origin = $1 and note <> ''`,
      [origin],
    );
    return rows[0]?.note;
  }

  /** The state of a log, locked until the transaction ends, so that of two checkpoints at once the second sees the first. */
  async #lock(client: PoolClient, origin: string): Promise<{ readonly size: number; readonly root: Buffer }> {
    await client.query(
      `insert into ledger.witnessed (origin, size, root, note) values ($1, 0, $2, '') on conflict (origin) do nothing`,
      [origin, EMPTY_ROOT],
    );
    const { rows } = await client.query<{ size: string; root: Buffer }>(
      'select size, root from ledger.witnessed where origin = $1 for update',
      [origin],
    );
    return { size: Number(rows[0]!.size), root: rows[0]!.root };
  }
}

function hasSigned(note: string, keys: readonly VerifierKey[]): boolean {
  try {
    return signersOf(note, keys).length > 0;
  } catch {
    return false;
  }
}

/** @throws with the rule that the body breaks */
function parseSubmission(body: string): Submission {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(end, 0)).split('\n');
  const [, old] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  if (end < 0 || old === undefined || !Number.isSafeInteger(Number(old)))
    throw new Error('the body begins with "old <size>", has the hashes of the proof, an empty line, and the checkpoint');
  if (lines.length > MOST_HASHES) throw new Error(`a proof has at most ${MOST_HASHES} hashes`);
  const note = body.slice(end + 2);
  return { ...parseCheckpoint(note), old: Number(old), proof: lines.map(parseHash), note };
}
