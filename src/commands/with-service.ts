import { checkLog } from '../event-sourcing/log-of-read-models.js';
import { type OpenedEventStore, openEventStore } from '../event-sourcing/open-event-store.js';
import { readConfiguration } from '../platform/configuration.js';
import { type Database, openDatabase } from '../platform/database.js';
import { createLog, type Log } from '../platform/log.js';
import { migrate } from '../platform/migrations.js';
import { openSubjectKeys } from '../open-subject-keys.js';
import { createService, prepareGenerations, type Service } from '../service.js';

/**
 * Runs a command's work beside a running service, on its database, or with a database of its own for the time. Ctrl-C aborts `signal`; what is under
 * way is finished. Read models are left to the service, or to the next one to start.
 */
export async function withService(
  work: (service: Service, signal: AbortSignal, log: Log, database: Database) => Promise<void>,
): Promise<void> {
  const configuration = readConfiguration();
  const log = createLog(configuration.logLevel);
  const database = await openDatabase({ configuration, log, join: true });
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('interrupted; the same command goes on from here'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let opened: OpenedEventStore | undefined;
  try {
    await migrate(database.pool);
    opened = await openEventStore({ pool: database.pool, ...configuration });
    await checkLog(database.pool, opened);
    const subjectKeys = await openSubjectKeys(database, configuration, log);
    const service = createService({ pool: database.pool, store: opened.store, log, subjectKeys });
    await prepareGenerations(database.pool, [...service.projections.values()]);
    await work(service, abort.signal, log, database);
  } finally {
    await opened?.store.close();
    await database.close();
  }
}
