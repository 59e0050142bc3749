import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { type ApiKeys } from './access/api-keys.js';
import { Authenticator } from './access/authenticator.js';
import { ReaderKeys } from './access/reader-keys.js';
import { readOidcSettings } from './access/oidc/settings.js';
import { TrustedIssuers } from './access/oidc/trusted-issuers.js';
import { AppModule } from './app.module.js';
import { checkLog } from './event-sourcing/log-of-read-models.js';
import { openEventStore } from './event-sourcing/open-event-store.js';
import { prepareReaderRole } from './event-sourcing/projections/reader-role.js';
import { type Progress } from './event-sourcing/projections/progress.js';
import { parkedRecords } from './event-sourcing/projections/parking.js';
import { requestScopes } from './graphql/request-scope.js';
import { type Authenticate } from './graphql/server/context.js';
import { Gate } from './graphql/server/gate.js';
import { type State } from './graphql/server/health.js';
import { type Standing } from './ledger/ledger.js';
import { openMetricsServer } from './graphql/server/metrics.js';
import { openHealthServer, openServer } from './graphql/server/server.js';
import { type Configuration, type ProcessRole, readConfiguration } from './platform/configuration.js';
import { makeFolder } from './platform/data-folder.js';
import { serveCalendar } from './http/calendar.js';
import { serveFeeds } from './http/feeds.js';
import { serveIati } from './http/iati.js';
import { serveImportFiles } from './http/import-files.js';
import { serveLedger, serveProofs, serveWitness } from './http/ledger.js';
import { serveProtectedResource } from './http/protected-resource.js';
import { servePartnershipGraph } from './http/partnership-graph.js';
import { READER_ROLE } from './platform/reader-role.js';
import { openDatabase } from './platform/database.js';
import { FRONT_DOOR } from './platform/front-door.js';
import { createLog, type Log } from './platform/log.js';
import { startTracing } from './platform/tracing.js';
import { migrate } from './platform/migrations.js';
import { signingOf, witnessOf } from './open-ledger.js';
import { openSubjectKeys } from './open-subject-keys.js';
import { documentFinder } from './records/saved-question/find-question.js';
import { serviceMetrics } from './service-metrics.js';
import { createService, type Service, type ServiceOptions } from './service.js';

export interface Running {
  readonly address: string;
  /** Of the server of metrics, where there is one. */
  readonly metricsAddress?: string;
  /** The administrator's key; undefined for a projector, which answers nobody, and where it is kept elsewhere or was revoked. */
  readonly adminKey?: string;
  /** The file in the data folder that keeps the administrator's key, where it was made by this start or an earlier one. */
  readonly adminKeyFile?: string;
  /** Whether this start made the administrator's key. */
  readonly isAdminKeyNew: boolean;
  readonly dataFolder: string;
  readonly service: Service;
  readonly keys: ApiKeys;
  stop(): Promise<void>;
}

type Options = Pick<ServiceOptions, 'now' | 'processes' | 'processAccess'>;
/** How to close what was opened, in the order in which it was. */
type Opened = (() => Promise<unknown>)[];

/**
 * Starts everything that the role has: database, migrations, read models, server.
 * @throws what keeps it from starting; what was opened until then is closed
 */
export async function startService(configuration: Configuration, log: Log, options: Options = {}): Promise<Running> {
  const opened: Opened = [];
  try {
    return await start(configuration, log, options, opened);
  } catch (error) {
    await closeAll(opened).catch((cause: Error) => log.warn(`what the failed start had opened does not close: ${cause.message}`));
    throw error;
  }
}

/** Closes the newest first. */
async function closeAll(opened: Opened): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

async function start(configuration: Configuration, log: Log, options: Options, opened: Opened): Promise<Running> {
  const { role, host, port, drainDelay, frontDoor = FRONT_DOOR } = configuration;
  const { statementTimeout } = frontDoor;
  opened.push(await startTracing(log));
  const issuers = configuration.oidc === undefined ? undefined : new TrustedIssuers(readOidcSettings(configuration.oidc));
  const database = await openDatabase({ configuration, log, statementTimeout, join: role === 'all' ? false : 'service' });
  opened.push(() => database.close());
  const { pool } = database;
  await migrate(pool);
  const isSecured = await prepareReaderRole(pool, configuration.rowSecurity ?? 'off', log);
  const readers = database.readers(isSecured ? READER_ROLE : undefined);
  const onFault = (error: Error) => log.warn(`event store: ${error.message}; trying again`);
  const eventStore = await openEventStore({ pool, ...configuration, onFault });
  const { store } = eventStore;
  opened.push(() => store.close());
  await checkLog(pool, eventStore);
  const subjectKeys = await openSubjectKeys(database, configuration, log);
  const { readAuditDays, breakGlass } = configuration;
  const signing = signingOf(database, configuration);
  const witness = witnessOf(database, configuration, log);
  const service = createService({
    ...{ pool, ...readers, store, log, subjectKeys, readAuditDays, breakGlass, signing },
    ...options,
  });
  opened.push(() => service.stop());
  const { keys } = service;
  for (const { id, name, user } of await keys.endReserved())
    log.warn(`the key ${name} was revoked: its user ${user} is one by which the service itself records`, { keyId: id });
  const authenticator = new Authenticator(keys, new ReaderKeys(pool, service.progress), issuers);
  await service.start(role !== 'api');
  const readiness = () => stateOf(service, role);
  const authenticate: Authenticate = async (authorization, address) =>
    service.emergencies.extend(await authenticator.authenticate(authorization, address));
  const report = (incident: string, cause: unknown) =>
    log.error(`incident ${incident}: ${(cause as Error | undefined)?.message}`, {
      requestId: requestScopes.getStore()?.requestId,
      stack: (cause as Error | undefined)?.stack,
    });
  const metrics = serviceMetrics(service);
  const watcher = configuration.metrics && (await openMetricsServer(configuration.metrics, metrics));
  if (watcher) opened.push(() => watcher.close());
  const gate = new Gate(frontDoor, documentFinder(service.unfiltered));
  const access = { services: service, authenticate, report, gate };
  const server =
    role === 'projector'
      ? await openHealthServer({ host, port, readiness, metrics, authenticate, settings: frontDoor })
      : await openServer({
          module: AppModule.for(service, authenticate, report, gate),
          host,
          port,
          authenticate,
          audit: service.audit,
          ended: (credentials) => authenticator.ended(credentials),
          report,
          gate,
          log,
          readiness,
          metrics,
          routes: (fastify, schema) => {
            for (const serve of [serveCalendar, servePartnershipGraph, serveFeeds]) serve(fastify, schema, access);
            serveIati(fastify, access);
            serveImportFiles(fastify, pool, access);
            serveLedger(fastify, service.ledger);
            serveProofs(fastify, access);
            if (witness) serveWitness(fastify, witness);
            if (issuers) serveProtectedResource(fastify, issuers);
          },
        });
  opened.push(() => server.close());
  return {
    address: server.address,
    metricsAddress: watcher?.address,
    ...(role === 'projector' ? { isAdminKeyNew: false } : await administratorKey(keys, configuration, database.dataFolder, log)),
    dataFolder: database.dataFolder,
    service,
    keys,
    async stop() {
      server.drain();
      await pause(drainDelay);
      await closeAll(opened);
    },
  };
}

/** Milliseconds that the log and the database have to answer before the service counts as not ready. */
const READY_TIMEOUT_MS = 2_000;

/**
 * Whether the service can serve: not without database or log. A projection or process that stands still is for those who run it; an API goes on to answer with all
 * others, and tells of it.
 */
async function stateOf(service: Service, role: ProcessRole): Promise<State> {
  const { pool, store, progress, processes, ledger } = service;
  const answers = async (name: string, question: Promise<unknown>) => {
    const late = pause(READY_TIMEOUT_MS, `no answer within ${READY_TIMEOUT_MS / 1_000} s`, { ref: false });
    const problem = await Promise.race([
      question.then(
        () => undefined,
        (error: Error) => error.message,
      ),
      late,
    ]);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  };
  const parts = await Promise.all([answers('database', pool.query('select 1')), answers('event store', store.head())]);
  const stopped = (noun: string, those: Progress) =>
    [...those.failures()].map(([name, { error, eventId }]) => `${noun} ${name} stopped at event ${eventId}: ${error}`);
  const standing = [...stopped('projection', progress), ...stopped('process', processes.progress)];
  // A ledger that is not signed is for those who run it, too: everything else goes on.
  const { origin, size, signed, refusal } = await ledger.standing().catch((): Partial<Standing> => ({}));
  const notSigned = [...stopped('projection', ledger.progress), ...(refusal === undefined ? [] : [refusal])];
  const ofLedger = { origin, size, signed, ...(notSigned.length > 0 ? { notSigned } : {}) };
  const parked = (await parkedRecords(pool).catch(() => [])).map(
    ({ projection, stream, eventId, error }) => `projection ${projection} holds back ${stream} at event ${eventId}: ${error}`,
  );
  const notes = { role, ledger: ofLedger, ...(parked.length > 0 ? { parked } : {}) };
  if (role === 'api') return { reasons: parts.flat(), notes: { ...notes, standing } };
  return { reasons: [...parts.flat(), ...standing], notes: { ...notes, leads: service.leads() } };
}

/**
 * The administrator's key: as set by CONCORD_ADMIN_KEY, or made at the first start and kept in the data folder, mode 600. Another one than before ends that one.
 * An API beside others leaves to them what it has not been told.
 */
async function administratorKey(
  keys: ApiKeys,
  { adminKey, role }: Configuration,
  dataFolder: string,
  log: Log,
): Promise<Pick<Running, 'adminKey' | 'adminKeyFile' | 'isAdminKeyNew'>> {
  const file = join(dataFolder, 'admin-key');
  const kept = adminKey ?? (await readFile(file, 'utf8').catch(() => undefined))?.trim();
  if (!kept && role === 'api' && (await keys.hasAdministrator())) return { isAdminKeyNew: false };
  const key = await keys.setAdministrator(kept);
  if (key === undefined) {
    const place = adminKey === undefined ? `in ${file}: delete it for a new one` : 'in CONCORD_ADMIN_KEY: set another';
    log.warn(`the administrator's key was revoked, and stays so; it is ${place}`);
  } else if (!kept) {
    makeFolder(dataFolder, 0o700);
    await writeFile(file, `${key}\n`, { mode: 0o600 });
  }
  return { adminKey: key, adminKeyFile: adminKey === undefined ? file : undefined, isAdminKeyNew: !kept };
}

/** Milliseconds after the delay of a drain that everything has to end. */
const STOP_TIMEOUT_MS = 25_000;

/** Runs the service until a signal stops it. */
export async function runService(): Promise<void> {
  await serve({}, ({ adminKey, adminKeyFile, isAdminKeyNew }) => {
    if (isAdminKeyNew) process.stdout.write(`Administrator's key (kept in ${adminKeyFile}): ${adminKey}\n`);
  });
}

/**
 * Runs the service until SIGINT or SIGTERM; what keeps it from starting is said in one line, with exit code 1.
 * @param overrides settings beside those of the environment
 * @param started called when it answers
 */
export async function serve(
  overrides: Partial<Configuration>,
  started: (running: Running) => Promise<void> | void,
): Promise<void> {
  let log = createLog();
  try {
    const configuration = { ...readConfiguration(), ...overrides };
    log = createLog(configuration.logLevel);
    const running = await startService(configuration, log);
    let stopping: Promise<void> | undefined;
    const stop = (signal: string) => {
      log.info(`${signal}: stopping`);
      const late = () => (log.error('stopping takes too long: ending'), process.exit(1));
      if (!stopping) setTimeout(late, configuration.drainDelay + STOP_TIMEOUT_MS).unref();
      stopping ??= running.stop().then(
        () => process.exit(0),
        (error: Error) => {
          log.error(`stopping: ${error.message}`);
          process.exit(1);
        },
      );
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    const projects = configuration.role === 'projector';
    process.stdout.write(
      projects
        ? `Concord keeps read models; its health answers at ${running.address}/health/ready\n`
        : `Concord answers at ${running.address}/graphql\n`,
    );
    await started(running);
  } catch (error) {
    log.error((error as Error).message);
    process.exit(1);
  }
}
