import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type RestorableLog } from '../event-sourcing/event-store.js';
import { adoptLog } from '../event-sourcing/log-of-read-models.js';
import { copyLog, digestLog } from '../event-sourcing/log-copy.js';
import { openEventStore } from '../event-sourcing/open-event-store.js';
import { sealing } from '../event-sourcing/personal/sealing.js';
import { type SubjectKeys } from '../event-sourcing/personal/subject-keys.js';
import { openSubjectKeys } from '../open-subject-keys.js';
import { readConfiguration, withoutPassword } from '../platform/configuration.js';
import { openDatabase } from '../platform/database.js';
import { createLog } from '../platform/log.js';
import { migrate } from '../platform/migrations.js';
import { type ProgressLine, startProgress } from '../platform/progress.js';
import { createProjections, createCatalogue } from '../service.js';

interface OpenLog extends AsyncDisposable {
  readonly store: RestorableLog;
}

interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly fromPrefix?: string;
  readonly toPrefix?: string;
  /** Encrypts what is personal and stands in clear. */
  readonly seal?: boolean;
}

/** `concord log copy --from … --to …`. @throws {LogsDiffer}, and for an address that cannot be used */
export async function copyLogs(options: CopyOptions): Promise<void> {
  await interruptible(async (signal) => {
    await using keys = options.seal ? await openKeys() : undefined;
    await using source = await openLog(options.from, options.fromPrefix, false);
    await using target = await openLog(options.to, options.toPrefix, true);
    const goal = Number(await source.store.head());
    const steps = { compare: 'compare what is there', copy: 'copy', verify: 'verify' } as const;
    let line: ProgressLine | undefined;
    let now: string | undefined;
    const { events, copied, changed, digest } = await copyLog({
      from: source.store,
      to: target.store,
      as: keys && sealing(source.store, keys.subjectKeys, createCatalogue()),
      signal,
      onProgress: (step, at, done) => {
        if (step !== now) {
          line?.finish();
          line = step === 'verify' ? startProgress(steps[step]) : startProgress(steps[step], goal, 'of the log');
          now = step;
        }
        line!.update(step === 'verify' ? done : Number(at));
      },
    }).finally(() => line?.finish());
    const same = keys ? `the copy holds ${events} events, ${changed} of them sealed` : `both logs hold the same ${events} events`;
    process.stdout.write(`${copied} events copied; ${same}: ${digest}\n`);
  });
}

/** The keys of personal data, in the database of the configuration. */
async function openKeys(): Promise<AsyncDisposable & { readonly subjectKeys: SubjectKeys }> {
  const configuration = readConfiguration();
  const log = createLog(configuration.logLevel);
  const database = await openDatabase({ configuration, join: true, connections: 3, log });
  try {
    await migrate(database.pool);
    const subjectKeys = await openSubjectKeys(database, configuration, log);
    return { subjectKeys, [Symbol.asyncDispose]: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** `concord log digest ADDRESS`. */
export async function printDigest(address: string, { prefix }: { prefix?: string }): Promise<void> {
  await interruptible(async (signal) => {
    await using log = await openLog(address, prefix, false);
    const line = startProgress('read', Number(await log.store.head()), 'of the log');
    const onProgress = (at: bigint) => line.update(Number(at));
    const { events, digest } = await digestLog(log.store, { signal, onProgress }).finally(() => line.finish());
    process.stdout.write(`${events} events: ${digest}\n`);
  });
}

/** `concord log adopt`. */
export async function adoptPresentLog(): Promise<void> {
  const configuration = readConfiguration();
  const database = await openDatabase({ configuration, log: createLog(configuration.logLevel), join: true });
  try {
    await migrate(database.pool);
    const { store, identity } = await openEventStore({ pool: database.pool, ...configuration });
    try {
      await adoptLog(database.pool, identity, [...createProjections(store, createCatalogue()).values()]);
      process.stdout.write(`read models will be made from the log ${identity} at the next start of the service\n`);
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}

/**
 * The log at an address.
 * @param making whether a database that has none yet gets an empty one
 * @throws {Error} naming the address, where there is no log, or it cannot be reached
 */
async function openLog(address: string, prefix: string | undefined, making: boolean): Promise<OpenLog> {
  const { eventStorePrefix, logLevel } = readConfiguration({
    EVENTSTORE_PREFIX: prefix ?? process.env.EVENTSTORE_PREFIX,
    CONCORD_LOG_LEVEL: process.env.CONCORD_LOG_LEVEL,
  });
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(address)) {
    const { KurrentEventStore } = await import('../event-sourcing/kurrentdb/kurrent-event-store.js');
    const store = new KurrentEventStore({ url: address, prefix: eventStorePrefix });
    return { store, [Symbol.asyncDispose]: () => store.close() };
  }
  const isDatabase = /^postgres(ql)?:\/\//.test(address);
  if (!isDatabase && /^[\w+]+:\/\//.test(address))
    throw new Error(`${withoutPassword(address)} is no log: an address is postgres://…, esdb://…, or a data folder`);
  if (!isDatabase && !making && !existsSync(join(resolve(address), 'postgres')))
    throw new Error(`${resolve(address)} is no data folder of Concord`);
  const configuration = isDatabase ? readConfiguration({ DATABASE_URL: address }) : { dataFolder: resolve(address) };
  const database = await openDatabase({ configuration, join: true, connections: 3, log: createLog(logLevel) });
  const { pool } = database;
  try {
    if (making) await migrate(pool);
    else if (!(await pool.query<{ there: boolean }>(`select to_regclass('es.events') is not null as there`)).rows[0]!.there)
      throw new Error(`the database at ${withoutPassword(address)} holds no log of Concord`);
    const { store } = await openEventStore({ pool });
    return { store, [Symbol.asyncDispose]: () => store.close().then(() => database.close()) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Ctrl-C ends the work between two steps. */
async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('interrupted; the same command goes on from here'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await work(abort.signal);
}
