import { setTimeout as pause } from 'node:timers/promises';
import { type Pool } from 'pg';
import { type Checkpoint, parseCheckpoint, parseNote } from '../../verify/verify.js';
import { type Log } from '../platform/log.js';
import { type Cosigning } from './cosigning.js';
import { checkpointText, type SigningKey } from './keys.js';
import { addRestarts, goesOnFrom, restartsIn } from './restarts.js';
import { readIfThere, replaceFile } from './signed-file.js';
import { type LedgerTree } from './tree.js';
import { checkConsistency } from './merkle.js';

/** Milliseconds between two looks whether there is something to sign: a checkpoint is at most a second old after an event. */
const POLL_INTERVAL_MS = 250;

/** Milliseconds until witnesses are asked again that did not answer; a checkpoint is published without them meanwhile. */
const WITNESS_RETRY_MS = 10_000;

/** Of all processes on a database one signs: the name of that lead. */
export const SIGNER = 'ledger-signer';

export interface SignerOptions {
  readonly pool: Pool;
  readonly tree: LedgerTree;
  /** Names the log to the world; every key has it as its name. */
  readonly origin: string;
  /** The keys that sign; more than one while one replaces the other. */
  readonly keys: readonly SigningKey[];
  /** Where the newest checkpoint, and statements of restarts, are kept outside of the database. */
  readonly files: { readonly checkpoint: string; readonly restarts: string };
  /** Why the tree does not grow any more: its projection stopped. */
  readonly stopped?: () => string | undefined;
  /** Whether the tree holds all of the log: a tree that is being made again is shorter for a while. */
  readonly isCaughtUp: () => Promise<boolean>;
  /** Asks witnesses to cosign before a checkpoint is published. */
  readonly cosigning?: Pick<Cosigning, 'cosign' | 'isComplete'>;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
}

const WAY_OUT = 'put the right log back, or go on under a new origin (concord ledger restart, docs/ledger.md)';

/** The log is not what was signed: to sign it would be to lie about it. */
export class ForkRefused extends Error {}

/** The tree does not hold all of the log yet: whether it is shorter than what was signed, or how much of it is from before the ledger, is not known. */
class NotCaughtUp extends Error {}

/**
 * Signs the ledger's tree as it grows. Of all processes one signs at a time. Nothing is signed that does not follow on everything that was signed under
 * this origin, as the database and the file beside it know it.
 */
export class LedgerSigner {
  /** As it was told; null before anything was. */
  #refusal: string | undefined | null = null;
  /** The trouble that was logged last; undefined since it signed. */
  #trouble: string | undefined;
  #size = -1;
  /** Whether the newest checkpoint has its quorum, and when witnesses were asked last. */
  #isComplete = true;
  #askedAt = 0;

  constructor(readonly options: SignerOptions) {}

  /** Why it does not sign; undefined while it does. */
  get refusal(): string | undefined {
    return this.#refusal ?? undefined;
  }

  /** Signs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.sign(signal);
        this.#trouble = undefined;
        await this.#tell(undefined);
      } catch (error) {
        if (error instanceof ForkRefused) await this.#tell(error.message).catch(() => undefined);
        else if (!(error instanceof NotCaughtUp) && !signal.aborted) this.#warn((error as Error).message);
      }
      await pause(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Once, not with each try. */
  #warn(trouble: string): void {
    if (trouble !== this.#trouble) this.options.log.warn(`the ledger was not signed: ${trouble}; trying again`);
    this.#trouble = trouble;
  }

  /** Says in the log, and in the database for all processes, why it does not sign. */
  async #tell(refusal: string | undefined): Promise<void> {
    if (refusal === this.#refusal) return;
    if (refusal === undefined && this.#refusal !== null) this.options.log.info('the ledger is signed again');
    if (refusal !== undefined) this.options.log.error(`the ledger is not signed: ${refusal}`);
    this.#refusal = refusal;
    await this.options.pool.query('update ledger.signing set refusal = $1', [refusal]);
  }

  /**
   * Signs the tree if it has grown.
   * @param signal aborts when another process may sign: nothing is kept or published then
   * @returns the newest checkpoint as a signed note; undefined where the tree has not grown
   * @throws {ForkRefused} where it does not follow on what was signed
   * @throws {NotCaughtUp} where that is not known yet
   */
  async sign(signal?: AbortSignal): Promise<string | undefined> {
    const { tree, origin, pool } = this.options;
    const file = this.options.files.checkpoint;
    const stopped = this.options.stopped?.();
    if (stopped !== undefined) throw new ForkRefused(`${stopped}; ${WAY_OUT}`);
    const size = await tree.size();
    if (size === this.#size && !this.#isToBeCosigned()) return undefined;
    const kept = readIfThere(file);
    this.#checkOrigin(kept);
    await this.#identify();
    const stored = await newestCheckpoint(pool, origin);
    const former = [kept, stored]
      .filter((note) => note !== undefined)
      .map((note) => ({ ...parseCheckpoint(note), note }))
      .filter((one) => one.origin === origin)
      .sort((a, b) => b.size - a.size);
    if (former.some((one) => one.size > size) && !(await this.options.isCaughtUp())) throw new NotCaughtUp();
    for (const one of former) await this.#follows(one, size);
    const [newest] = former;
    const root = await tree.root(size);
    const isSigned = newest?.size === size && newest.root.equals(root);
    if (isSigned && (this.options.cosigning?.isComplete(newest.note) ?? true)) {
      if (kept !== newest.note) replaceFile(file, newest.note, 0o644);
      if (stored !== newest.note) await this.#store(size, root, newest.note);
      this.#size = size;
      return newest.note;
    }
    // The first checkpoint stays known, though the process ended before it was stored.
    if (newest && stored === undefined) await this.#store(newest.size, newest.root, newest.note);
    const text = isSigned
      ? parseNote(newest.note).text
      : checkpointText(origin, size, root, newest ? undefined : await this.#inherited(size));
    const signed = `${text}\n${this.options.keys.map((key) => key.sign(text)).join('')}`;
    // What is signed must outlive a crash of the database: its leaves are on disk before the signature leaves this process.
    await pool.query('update ledger.signing set size = $1', [size]);
    signal?.throwIfAborted();
    // Witnesses are shown only what this process will know of after a crash.
    if (this.options.cosigning && !isSigned) replaceFile(file, signed, 0o644);
    const note = `${signed}${(await this.options.cosigning?.cosign(signed, newest)) ?? ''}`;
    signal?.throwIfAborted();
    this.#askedAt = Date.now();
    this.#isComplete = this.options.cosigning?.isComplete(note) ?? true;
    replaceFile(file, note, 0o644);
    await this.#store(size, root, note);
    this.#size = size;
    return note;
  }

  /** Says in the database who signs. @throws {ForkRefused} where the ledger is signed under another origin */
  async #identify(): Promise<void> {
    const { pool, origin, keys } = this.options;
    // A database that was put back may not hold them.
    await addRestarts(pool, restartsIn(this.options.files.restarts));
    const { rows } = await pool.query<{ origin: string }>(
      `insert into ledger.identity as known (origin, verifier_keys) values ($1, $2) on conflict (id) do update
       set verifier_keys = case when known.origin = excluded.origin then excluded.verifier_keys else known.verifier_keys end returning origin`,
      [origin, keys.map((key) => key.verifierKey())],
    );
    if (rows[0]!.origin !== origin)
      throw new ForkRefused(
        `the ledger is signed as ${rows[0]!.origin}, and this process is ${origin}; set CONCORD_LEDGER_ORIGIN and CONCORD_LEDGER_KEY alike in all processes, or go on under a new origin (concord ledger restart, docs/ledger.md)`,
      );
  }

  /** @throws {ForkRefused} where another origin was signed last, and the newest statement does not say that the ledger goes on from there under this one */
  #checkOrigin(kept: string | undefined): void {
    const { origin, files } = this.options;
    const newest = restartsIn(files.restarts).at(-1);
    if (newest && newest.origin !== origin)
      throw new ForkRefused(`the ledger goes on as ${newest.origin} by its statement, and this process is ${origin}; ${WAY_OUT}`);
    const last = kept === undefined ? undefined : parseCheckpoint(kept);
    if (last && last.origin !== origin && !(newest && goesOnFrom(newest, last)))
      throw new ForkRefused(
        `${last.size} entries were signed as ${last.origin}, and no statement goes on from them as ${origin}; ${WAY_OUT}`,
      );
  }

  /**
   * How many of the first leaves are of events that were recorded before the ledger was there.
   * @throws {NotCaughtUp} while such events may still lack their leaves
   */
  async #inherited(size: number): Promise<number> {
    // Before the number is read: once the tree holds all of the log, the number does not grow.
    const isCaughtUp = await this.options.isCaughtUp();
    const { rows } = await this.options.pool.query<{ inherited: string }>('select inherited from ledger.signing');
    const inherited = Number(rows[0]!.inherited);
    if (size < inherited || (size === inherited && !isCaughtUp)) throw new NotCaughtUp();
    return inherited;
  }

  async #store(size: number, root: Buffer, note: string): Promise<void> {
    await this.options.pool.query(
      `insert into ledger.checkpoints (origin, size, root, note) values ($1, $2, $3, $4) 
       on conflict (origin, size) do update set note = excluded.note`,
      [this.options.origin, size, root, note],
    );
  }

  #isToBeCosigned(): boolean {
    return !this.#isComplete && Date.now() - this.#askedAt > WITNESS_RETRY_MS;
  }

  /** @throws {ForkRefused} where the tree of `size` does not begin with what was signed */
  async #follows(former: Checkpoint, size: number): Promise<void> {
    const { tree } = this.options;
    const refused = (why: string) =>
      new ForkRefused(
        `${why}; the log was put back, replaced or changed after ${former.size} entries were signed as ${former.origin}: ${WAY_OUT}`,
      );
    if (former.size > size) throw refused(`the ledger holds ${size} entries`);
    const root = await tree.root(former.size);
    if (!root.equals(former.root)) throw refused(`the first ${former.size} entries have another root`);
    // The proof that others will be given is tried here first.
    checkConsistency(former.size, former.root, size, await tree.root(size), await tree.consistency(former.size, size));
  }
}

/** The newest checkpoint signed under an origin, as the database knows it. */
export async function newestCheckpoint(pool: Pool, origin: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ note: string }>({
    name: 'ledger checkpoint',
    text: 'select note from ledger.checkpoints where origin = $1 order by size desc limit 1',
    values: [origin],
  });
  return rows[0]?.note;
}
