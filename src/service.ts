import { setTimeout as pause } from 'node:timers/promises';
import { type Pool } from 'pg';
import { ApiKeys } from './access/api-keys.js';
import { KeyManagement } from './access/key-management.js';
import { permissions, processAccess as ofProcesses } from './access/permissions.js';
import { EmergencyAccesses, withBreakGlass } from './access/emergency-accesses.js';
import { ReadAudit } from './access/read-audit.js';
import { type Role, type Viewer } from './access/viewer.js';
import { Catalogue } from './event-sourcing/catalogue.js';
import { type Caller, type CommandAccess, CommandHandler } from './event-sourcing/command-handler.js';
import { type Position } from './event-sourcing/envelope.js';
import { type EventStore } from './event-sourcing/event-store.js';
import { ImportJobs } from './exchange/jobs/import-jobs.js';
import { erasureProjection } from './event-sourcing/personal/erasure.projection.js';
import { MemorySubjectKeys, type SubjectKeys } from './event-sourcing/personal/subject-keys.js';
import { type Process, processUser } from './event-sourcing/processes/process.js';
import { ProcessRunner } from './event-sourcing/processes/runner.js';
import { activeCheckpoint, addGeneration, secureProjection } from './event-sourcing/projections/checkpoints.js';
import { inTransaction } from './platform/transaction.js';
import { CheckpointSkips } from './event-sourcing/projections/checkpoint-skips.js';
import { Progress } from './event-sourcing/projections/progress.js';
import { type Projection } from './event-sourcing/projections/projection.js';
import { rebuildOutdated } from './event-sourcing/projections/rebuild-outdated.js';
import { recordProjection } from './event-sourcing/projections/record-projection.js';
import { ProjectionRunner } from './event-sourcing/projections/runner.js';
import { Semaphore } from './event-sourcing/projections/semaphore.js';
import { ClusterMonitor } from './event-sourcing/projections/cluster-monitor.js';
import { RecordLoader } from './event-sourcing/record-loader.js';
import { PostgresUnchangedCommands } from './event-sourcing/unchanged-commands.js';
import { commonCommands } from './graphql/commands/common.js';
import { type Services } from './graphql/schema/services.js';
import { type Log } from './platform/log.js';
import { processes as allProcesses } from './processes/index.js';
import { Cosigning } from './ledger/cosigning.js';
import { type LedgerIdentity, ledgerFiles } from './ledger/identity.js';
import { LEDGER, ledgerProjection } from './ledger/ledger.projection.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerSigner, SIGNER } from './ledger/signer.js';
import { type Policy } from '../verify/verify.js';
import { recordModules } from './records/index.js';
import { viewProjections } from './views/index.js';

/** Large batches that a process applies at a time: one computes while another one waits for the database. */
const LARGE_BATCHES = 2;
/** Milliseconds until something that failed is tried again. */
const RETRY_DELAY_MS = 5_000;

/** The catalogue of all kinds of record. */
export function createCatalogue(): Catalogue {
  return new Catalogue(recordModules.map(({ definition }) => definition));
}

/** Every projection of this service, by name. */
export function createProjections(
  store: EventStore,
  catalogue: Catalogue,
  subjectKeys: SubjectKeys = new MemorySubjectKeys(),
): ReadonlyMap<string, Projection> {
  const records = recordModules.map(({ definition, columns }) => recordProjection(definition, columns, store, catalogue));
  return new Map(
    [...records, ...viewProjections(catalogue), erasureProjection(subjectKeys), ledgerProjection(store)].map((projection) => [
      projection.name,
      projection,
    ]),
  );
}

export interface Service extends Services {
  readonly catalogue: Catalogue;
  readonly projections: ReadonlyMap<string, Projection>;
  readonly keys: ApiKeys;
  readonly processes: Processes;
  readonly emergencies: EmergencyAccesses;
  readonly imports: ImportJobs;
  /** Names of the projections and processes that this process runs; others do so with the rest, or stand by. */
  leads(): string[];
  /** Begins to follow the log: to keep the read models up to date and the processes at work, if `projects`, and to know how far they are. */
  start(projects?: boolean): Promise<void>;
  /** Ends subscriptions, finishes batches under way. Pool and store stay open. */
  stop(): Promise<void>;
}

/** The processes at work. */
export interface Processes {
  /** How far they are; their names are those of `processUser`. */
  readonly progress: Progress;
  /** Looks at the clock again: it was put on. */
  wake(): void;
}

/** How this installation signs its ledger. */
export interface Signing {
  readonly identity: LedgerIdentity;
  /** Where the newest checkpoint is kept outside of the database. */
  readonly dataFolder: string;
  /** Witnesses that are asked to cosign. */
  readonly policy?: Policy;
}

export interface ServiceOptions {
  readonly pool: Pool;
  /** Connections for what callers read; those of the service, if left out. */
  readonly reads?: Pool;
  /** Connections for callers that see every row, where `reads` do not; else the same. */
  readonly unfiltered?: Pool;
  readonly store: EventStore;
  readonly log: Log;
  /** Keys of personal data. */
  readonly subjectKeys: SubjectKeys;
  /** Days for which reads of RED and AMBER_STRICT records are kept (365). */
  readonly readAuditDays?: number;
  /** Roles that may break the glass (COORDINATOR). */
  readonly breakGlass?: readonly Role[];
  readonly now?: () => Date;
  /** Those of Concord, unless others are given. */
  readonly processes?: readonly Process[];
  /** What the processes are to the rights of records: processes of the service, unless others are given. */
  readonly processAccess?: CommandAccess<Caller>;
  /** The ledger is served, and not signed here, if left out. */
  readonly signing?: Signing;
}

/** Puts the parts together: commands in, events to the store, read models out. */
export function createService({
  pool,
  reads = pool,
  unfiltered = reads,
  store,
  log,
  subjectKeys,
  readAuditDays = 365,
  breakGlass = ['COORDINATOR'],
  now,
  processes = allProcesses,
  processAccess = ofProcesses,
  signing,
}: ServiceOptions): Service {
  const catalogue = createCatalogue();
  const projections = createProjections(store, catalogue, subjectKeys);
  const closing = new AbortController();
  const progress = new Progress([...projections.keys()].filter((name) => name !== LEDGER));
  // Of its own: readers do not wait for the ledger, and a ledger that stands still stops nothing else.
  const ledger = new Ledger(pool, new Progress([LEDGER]));
  const skips = new CheckpointSkips(pool);
  const emergencies = new EmergencyAccesses(now ?? (() => new Date()));
  const audit = new ReadAudit(pool, readAuditDays, (error) => log.error(`reads cannot be written down: ${error.message}`));
  const loader = new RecordLoader(store, catalogue);
  const unchanged = new PostgresUnchangedCommands(pool);
  const handler = new CommandHandler<Viewer>(store, catalogue, withBreakGlass(permissions, breakGlass), {
    ...{ now, loader, keys: subjectKeys, unchanged },
  });
  const processProgress = new Progress(processes.map(processUser));
  const monitor = new ClusterMonitor({ pool, store, progress: [progress, processProgress, ledger.progress], log });
  const following = { pool, store, skips, monitor, largeBatches: new Semaphore(LARGE_BATCHES), log };
  const runners = [...projections.values()].map(
    (projection) =>
      new ProjectionRunner(projection, { ...following, progress: projection.name === LEDGER ? ledger.progress : progress }),
  );
  const signer = signing && createSigner(signing, { pool, ledger, store, log });
  const own = {
    handler: new CommandHandler(store, catalogue, processAccess, { now, loader, keys: subjectKeys, unchanged }),
    loader,
    catalogue,
  };
  const processRunners = processes.map(
    (process) => new ProcessRunner(process, { ...own, ...following, progress: processProgress }),
  );
  const modules = new Map(recordModules.map((module) => [module.definition.kind, module]));
  const keys = new ApiKeys(pool);
  const keyManagement = new KeyManagement(keys, {
    commands: new Set(
      [...modules].flatMap(([kind, { commands }]) => [kind, ...[...commands, ...commonCommands].map(({ name }) => name)]),
    ),
    actorExists: async (id) => (await handler.load('actor', id)).meta.exists,
  });
  const imports = new ImportJobs(pool, handler, closing.signal);
  let followed: Promise<void> | undefined;
  let signed: Promise<void> | undefined;
  return {
    pool: reads,
    unfiltered,
    store,
    handler,
    progress,
    audit,
    emergencies,
    imports,
    catalogue,
    projections,
    processes: { progress: processProgress, wake: () => processRunners.forEach((runner) => runner.wake()) },
    modules,
    keys,
    keyManagement,
    ledger,
    closing: closing.signal,
    leads: () => monitor.leadership.held(),
    async start(projects = true) {
      const outdated = await prepareGenerations(pool, [...projections.values()]);
      await monitor.start();
      const after = (await emergencies.load(pool)) ?? (await store.head());
      followed = followLog(handler, emergencies, after, log, closing.signal);
      if (!projects) return;
      for (const runner of processRunners) await runner.prepare();
      for (const runner of [...runners, ...processRunners]) runner.start();
      if (signer) signed = signWhileLeading(signer, monitor, closing.signal);
      void rebuildOutdated(outdated, { pool, store, log, signal: closing.signal });
    },
    async stop() {
      closing.abort();
      audit.stop();
      await Promise.all([imports.stop(), followed, signed, ...[...runners, ...processRunners].map((runner) => runner.stop())]);
      await skips.stop();
      await monitor.stop();
    },
  };
}

function createSigner(
  { identity, dataFolder, policy }: Signing,
  { pool, ledger, store, log }: Pick<ServiceOptions, 'pool' | 'store' | 'log'> & { readonly ledger: Ledger },
): LedgerSigner {
  const { tree } = ledger;
  return new LedgerSigner({
    ...identity,
    pool,
    tree,
    files: ledgerFiles(dataFolder),
    isCaughtUp: async () => ledger.progress.of(LEDGER) >= (await store.head()),
    stopped: () => ledger.progress.failures().get(LEDGER)?.error,
    cosigning: policy && new Cosigning(policy, tree, log),
    log,
  });
}

async function signWhileLeading(signer: LedgerSigner, { leadership }: ClusterMonitor, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lost = await leadership.take(SIGNER, signal).catch(() => undefined);
    if (lost) await signer.run(AbortSignal.any([signal, lost]));
  }
}

/** Makes the first generation of projections that have none, and sees to the policies of the others; gives those whose rows were made by other rules. */
export async function prepareGenerations(pool: Pool, projections: readonly Projection[]): Promise<Projection[]> {
  const outdated: Projection[] = [];
  for (const projection of projections) {
    await inTransaction(pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtext('generations'))");
      const active = await activeCheckpoint(client, projection.name);
      if (!active) return addGeneration(client, projection);
      await secureProjection(client, projection);
      if (active.fingerprint !== projection.fingerprint) outdated.push(projection);
    });
  }
  return outdated;
}

async function followLog(
  handler: CommandHandler<Viewer>,
  emergencies: EmergencyAccesses,
  after: Position,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await handler.follow(after, signal, (event) => emergencies.apply(event));
    } catch (error) {
      log.warn(`following the log: ${(error as Error).message}; trying again`);
      await pause(RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
