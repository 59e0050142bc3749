import { type Pool } from 'pg';
import { v7 } from 'uuid';
import { type Viewer } from '../../access/viewer.js';
import { type CommandHandler } from '../../event-sourcing/command-handler.js';
import { type Tlp } from '../../event-sourcing/envelope.js';
import { Signal } from '../../event-sourcing/subscription.js';
import { requestScopes } from '../../graphql/request-scope.js';
import { inTransaction } from '../../platform/transaction.js';
import { importFts } from '../fts/import.js';
import { importIati } from '../iati/import.js';
import { printSummary, type ImportSummary } from '../publication/summary.js';
import { withUploads } from './uploads.js';

/** Formats that a job can take, and what takes them. */
export const IMPORTERS = { IATI: importIati, FTS: importFts } as const;
export type JobFormat = keyof typeof IMPORTERS;

export interface JobOptions {
  readonly dataset?: string;
  readonly encoding?: string;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly tlp?: Tlp;
}

/** What a job is at. INTERRUPTED: the process that ran it is gone; it can be resumed. */
export const JOB_STATUSES = ['WAITING', 'RUNNING', 'DONE', 'CANCELLED', 'INTERRUPTED', 'FAILED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What an import did, or would do. */
export interface JobResult extends Readonly<ImportSummary['items']> {
  readonly events: number;
  /** The summary for people. */
  readonly summary: string;
}

export interface ImportJob {
  readonly id: string;
  readonly format: JobFormat;
  readonly options: JobOptions;
  readonly files: readonly string[];
  readonly status: JobStatus;
  /** Commands that are done, of about so many. */
  readonly done: number;
  readonly total: number;
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** Milliseconds between two signs of life of a job under way. */
const BEAT = 500;
/** Seconds without a sign of life after which the process that ran a job counts as gone. */
const GONE = 20;
/** Days for which jobs and their problems are kept. */
const KEPT_DAYS = 90;

/** Whether the process that runs a job has gone. */
const ORPHANED = `(status in ('WAITING', 'RUNNING') and seen_at < now() - interval '${GONE} s')`;
/** SQL of the columns of a job. */
export const JOB = `id, format, options, files, case when ${ORPHANED} then 'INTERRUPTED' else status end as status, done, total, result, error,
  created_at as "createdAt", ended_at as "endedAt"`;

/**
 * Runs imports that callers start, one after the other in each process, by the code of the terminal's. A job is kept in the database: it can be followed from
 * every process, and resumed where the one that ran it has gone. It belongs to the user who started it.
 */
export class ImportJobs {
  readonly changed = new Signal();
  readonly #runner = v7();
  readonly #aborts = new Map<string, AbortController>();
  #queue: Promise<void> = Promise.resolve();

  constructor(
    readonly pool: Pool,
    readonly handler: CommandHandler<Viewer>,
    readonly closing: AbortSignal,
  ) {}

  /** Puts a new job into the queue. @param files ids of uploads of this user */
  async start(viewer: Viewer, format: JobFormat, files: readonly string[], options: JobOptions): Promise<ImportJob> {
    await this.pool.query(`delete from imports.job where created_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
    const { rows } = await this.pool.query<ImportJob>(
      `insert into imports.job (id, user_id, format, options, files, status, runner) values ($1, $2, $3, $4, $5, 'WAITING', $6) returning ${JOB}`,
      [v7(), viewer.user, format, JSON.stringify(options), files, this.#runner],
    );
    this.#enqueue(rows[0]!, viewer);
    return rows[0]!;
  }

  /** Goes on with a job that was interrupted or failed: what it has recorded is not recorded again. @returns undefined where it is in no such state */
  async resume(viewer: Viewer, id: string): Promise<ImportJob | undefined> {
    const { rows } = await this.pool.query<ImportJob>(
      `update imports.job set status = 'WAITING', runner = $3, seen_at = now(), cancelled = false, error = null, ended_at = null
       where id = $1 and user_id = $2 and (status in ('INTERRUPTED', 'FAILED') or ${ORPHANED}) returning ${JOB}`,
      [id, viewer.user, this.#runner],
    );
    if (rows[0]) this.#enqueue(rows[0], viewer);
    return rows[0];
  }

  /** Stops a job between two commands; what it has recorded stays. */
  async cancel(viewer: Viewer, id: string): Promise<void> {
    await this.pool.query(
      `update imports.job set cancelled = true, status = case when ${ORPHANED} then 'CANCELLED' else status end
       where id = $1 and user_id = $2 and status in ('WAITING', 'RUNNING', 'INTERRUPTED')`,
      [id, viewer.user],
    );
    await this.#beat(id);
  }

  async find(viewer: Viewer, id: string): Promise<ImportJob | undefined> {
    const { rows } = await this.pool.query<ImportJob>(`select ${JOB} from imports.job where id = $1 and user_id = $2`, [
      id,
      viewer.user,
    ]);
    return rows[0];
  }

  /** Waits until the jobs under way have stopped. */
  async stop(): Promise<void> {
    for (const abort of this.#aborts.values()) abort.abort();
    await this.#queue;
  }

  /** The job is the service's own work from here on: it goes on when the caller has gone. */
  #enqueue(job: ImportJob, { user, actor, roles, coordinates, keys, credential }: Viewer): void {
    const caller: Viewer = { user, actor, roles, coordinates, keys: [...keys], credential };
    const abort = new AbortController();
    this.#aborts.set(job.id, abort);
    requestScopes.exit(() => {
      const progress = { done: 0, total: 0 };
      const beat = setInterval(() => void this.#beat(job.id, progress), BEAT);
      this.#queue = this.#queue.then(async () => {
        try {
          await this.#run(job, caller, abort.signal, progress);
        } finally {
          clearInterval(beat);
          this.#aborts.delete(job.id);
          this.changed.notify();
        }
      });
    });
  }

  /** A sign of life, with how far the job is; heeds that it was cancelled. The database may be gone for a while. */
  async #beat(id: string, { done, total }: { readonly done?: number; readonly total?: number } = {}): Promise<void> {
    const text = `update imports.job set seen_at = now(), done = coalesce($3, done), total = coalesce($4, total)
      where id = $1 and runner = $2 and status in ('WAITING', 'RUNNING') returning cancelled`;
    const beat = await this.pool.query<{ cancelled: boolean }>(text, [id, this.#runner, done, total]).catch(() => undefined);
    if (beat?.rows[0]?.cancelled) this.#aborts.get(id)?.abort();
    this.changed.notify();
  }

  async #run(
    { id, format, files, options }: ImportJob,
    caller: Viewer,
    cancelled: AbortSignal,
    progress: { done: number; total: number },
  ): Promise<void> {
    const signal = AbortSignal.any([cancelled, this.closing]);
    try {
      if (signal.aborted) return await this.#end(id, this.closing.aborted ? 'INTERRUPTED' : 'CANCELLED');
      await this.pool.query(`update imports.job set status = 'RUNNING' where id = $1`, [id]);
      this.changed.notify();
      const summary = await withUploads(this.pool, files, (paths) =>
        IMPORTERS[format](paths, {
          ...options,
          handler: this.handler,
          caller,
          signal,
          progress: (done, total) => void Object.assign(progress, { done, total }),
        }),
      );
      const status = !summary.interrupted ? 'DONE' : this.closing.aborted ? 'INTERRUPTED' : 'CANCELLED';
      await this.#end(id, status, { summary, progress });
    } catch (error) {
      await this.#end(id, 'FAILED', { error: (error as Error).message }).catch(() => undefined);
    }
  }

  async #end(
    id: string,
    status: JobStatus,
    { summary, progress, error }: { summary?: ImportSummary; progress?: { done: number; total: number }; error?: string } = {},
  ): Promise<void> {
    const result: JobResult | null = summary
      ? { ...summary.items, events: summary.events.recorded, summary: printSummary(summary) }
      : null;
    await inTransaction(this.pool, async (client) => {
      const ended = await client.query(
        `update imports.job set status = $2, result = $3, error = $4, ended_at = now(), done = coalesce($5, done), total = coalesce($6, total)
         where id = $1 and runner = $7`,
        [id, status, result && JSON.stringify(result), error, progress?.done, progress?.total, this.#runner],
      );
      // Another process has taken it over.
      if (ended.rowCount === 0) return;
      await client.query('delete from imports.problem where job = $1', [id]);
      const problems = summary?.problems ?? [];
      for (let from = 0; from < problems.length; from += 1_000) {
        const part = problems.slice(from, from + 1_000).map((problem, i) => ({ ...problem, nth: from + i }));
        await client.query(
          `insert into imports.problem (job, nth, file, line, identifier, element, value, rule, effect)
           select $1, nth, file, line, identifier, element, value, rule, effect from json_populate_recordset(null::imports.problem, $2)`,
          [id, JSON.stringify(part).replaceAll('\\u0000', '')],
        );
      }
    });
  }
}
