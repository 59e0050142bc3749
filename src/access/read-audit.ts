import { type Pool } from 'pg';
import { type Tlp } from '../event-sourcing/envelope.js';

/** On which way a record was shown. */
export const READ_PATHS = {
  LIST: 'In a list, or a view that shows records.',
  RECORD: 'Asked for by its id.',
  NAMED: 'Named by another record, an event or a view.',
  SEARCH: 'Found by a search.',
  HISTORY: 'Events of it, in its history, the log or a digest.',
  SUBSCRIPTION: 'Events of it, followed live.',
  ANSWER: 'In the answer to a command.',
  EXPORT: 'In a file.',
} as const;
export type ReadPath = keyof typeof READ_PATHS;

/** That a record was shown to somebody. */
export interface RecordRead {
  readonly user: string;
  /** UUID of the organisation for which the user asks. */
  readonly actor: string | null;
  readonly kind: string;
  readonly record: string;
  readonly tlp: Tlp;
  readonly paths: readonly ReadPath[];
  readonly requestId: string;
}

/** Reads that may wait to be written. */
const MAX_QUEUED = 20_000;
/** Milliseconds in which they have to be. */
const WRITE_TIMEOUT_MS = 5_000;
/** Milliseconds between two looks at what is too old to be kept. */
const PRUNE_INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Reads cannot be written down at present. */
export class AuditUnavailable extends Error {}

/** The log of reads: what waits is written together, by one statement at a time. */
export class ReadAudit {
  #waiting: { readonly reads: readonly RecordRead[]; readonly done: (error?: Error) => void }[] = [];
  #size = 0;
  #writing = false;
  readonly #pruning: NodeJS.Timeout;

  /** @param days for how long reads are kept */
  constructor(
    readonly pool: Pool,
    readonly days: number,
    readonly onFault: (error: Error) => void,
  ) {
    const prune = () => void this.prune().catch(onFault);
    this.#pruning = setInterval(prune, PRUNE_INTERVAL_MS).unref();
    prune();
  }

  /** Writes reads down. @throws {AuditUnavailable} where that does not succeed in time, or too many wait */
  write(reads: readonly RecordRead[]): Promise<void> {
    if (this.#size + reads.length > MAX_QUEUED)
      return Promise.reject(new AuditUnavailable(`${this.#size} reads wait to be written down`));
    this.#size += reads.length;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new AuditUnavailable(`reads were not written down within ${WRITE_TIMEOUT_MS} ms`)),
        WRITE_TIMEOUT_MS,
      );
      const done = (error?: Error) => {
        clearTimeout(late);
        this.#size -= reads.length;
        if (error) reject(new AuditUnavailable(error.message, { cause: error }));
        else resolve();
      };
      this.#waiting.push({ reads, done });
      if (!this.#writing) void this.#drain();
    });
  }

  /** Lets go of what is older than it is kept. */
  async prune(now = Date.now()): Promise<void> {
    await this.pool.query('delete from access.read_audit where at < $1', [new Date(now - this.days * DAY_MS)]);
  }

  stop(): void {
    clearInterval(this.#pruning);
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const failed = await this.#insert(batch.flatMap(({ reads }) => reads)).then(
        () => undefined,
        (error: Error) => error,
      );
      if (failed) this.onFault(failed);
      for (const { done } of batch) done(failed);
    }
    this.#writing = false;
  }

  async #insert(reads: readonly RecordRead[]): Promise<void> {
    const column = <T>(of: (read: RecordRead) => T) => reads.map(of);
    await this.pool.query({
      name: 'read-audit',
      text: `insert into access.read_audit (at, user_id, actor, kind, record, tlp, paths, request_id)
        select now(), u, a, k, r, t, string_to_array(p, ' '), q
        from unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[]) _ (u, a, k, r, t, p, q)`,
      values: [
        column(({ user }) => user),
        column(({ actor }) => actor),
        column(({ kind }) => kind),
        column(({ record }) => record),
        column(({ tlp }) => tlp),
        column(({ paths }) => paths.join(' ')),
        column(({ requestId }) => requestId),
      ],
    });
  }
}
