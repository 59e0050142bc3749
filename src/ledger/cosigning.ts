import { type Checkpoint, parseCheckpoint, parseNote, type Policy, signersOf } from '../../verify/verify.js';
import { type LedgerTree } from './tree.js';

/** Milliseconds that a witness has to answer. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Longest answer that is read, bytes: a few signature lines. */
const LONGEST = 16_384;

/** Milliseconds for which a witness that did not answer is not asked: others do not wait for it with each checkpoint. */
const SILENT_FOR = 30_000;

type Witness = Policy['witnesses'] extends ReadonlyMap<string, infer W> ? W : never;

/** Asks the witnesses of a policy to cosign checkpoints (C2SP tlog-witness, as its client). */
export class Cosigning {
  readonly #silentUntil = new Map<string, number>();
  /** Why witnesses did not cosign when they were asked last. */
  readonly #troubles = new Map<string, string>();

  constructor(
    readonly policy: Policy,
    readonly tree: LedgerTree,
    readonly log: { warn(message: string): void },
  ) {}

  /** Whether the witnesses that have cosigned a signed note are a quorum of the policy. */
  isComplete(note: string): boolean {
    const { witnesses, isQuorum } = this.policy;
    return isQuorum([...witnesses].filter(([, witness]) => isBy(note, witness)).map(([name]) => name));
  }

  /**
   * The signature lines of all witnesses that cosign a checkpoint.
   * @param former the checkpoint before it, which witnesses should know
   */
  async cosign(note: string, former: Checkpoint | undefined): Promise<string> {
    const asked = [...this.policy.witnesses].filter(
      ([name, { url }]) => url !== undefined && Date.now() > (this.#silentUntil.get(name) ?? 0),
    );
    const lines = asked.map(async ([name, witness]) => {
      try {
        const line = await this.#ask(witness, note, former?.size ?? 0);
        this.#troubles.delete(name);
        return line;
      } catch (error) {
        const { message, name: sort } = error as Error;
        // `fetch` says so of all that keeps it from an answer.
        if (error instanceof TypeError || sort === 'TimeoutError') this.#silentUntil.set(name, Date.now() + SILENT_FOR);
        if (this.#troubles.get(name) !== message) this.log.warn(`the witness ${name} does not cosign: ${message}`);
        this.#troubles.set(name, message);
        return '';
      }
    });
    return (await Promise.all(lines)).join('');
  }

  async #ask(witness: Witness, note: string, old: number): Promise<string> {
    let answer = await this.#submit(witness, note, old);
    // It knows another checkpoint, and says of what size.
    if (answer.status === 409) answer = await this.#submit(witness, note, readSize(answer.body));
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}: ${answer.body.trim().slice(0, 200)}`);
    const { text } = parseNote(note);
    for (const line of answer.body.split('\n').filter((one) => one !== ''))
      if (isBy(`${text}\n${line}\n`, witness)) return `${line}\n`;
    throw new Error('its answer has no signature by its key');
  }

  async #submit({ url }: Witness, note: string, old: number): Promise<{ readonly status: number; readonly body: string }> {
    const { size } = parseCheckpoint(note);
    if (old > size) throw new Error(`it has cosigned ${old} entries, and the checkpoint has ${size}: the log has shrunk`);
    const proof = (await this.tree.consistency(old, size)).map((hash) => `${hash.toString('base64')}\n`);
    const response = await fetch(`${url!.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      body: `old ${old}\n${proof.join('')}\n${note}`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: response.status, body: await readShort(response) };
  }
}

function isBy(note: string, { key }: Witness): boolean {
  try {
    return signersOf(note, [key]).length > 0;
  } catch {
    return false;
  }
}

function readSize(body: string): number {
  if (!/^(0|[1-9]\d{0,15})\n$/.test(body)) throw new Error('it answered 409 without the size that it knows');
  return Number(body);
}

/** A short text. @throws where it is longer than any honest answer */
async function readShort(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > LONGEST) throw new Error(`its answer has more than ${LONGEST} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
