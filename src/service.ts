import { type Pool } from 'pg';
import { permissions } from './access/permissions.js';
import { type Viewer } from './access/viewer.js';
import { Catalogue } from './event-sourcing/catalogue.js';
import { type Caller, type CommandAccess, CommandHandler } from './event-sourcing/command-handler.js';
import { type EventStore } from './event-sourcing/event-store.js';
import { type Process, processUser } from './event-sourcing/processes/process.js';
import { ProcessRunner } from './event-sourcing/processes/runner.js';
import { activeCheckpoint, addGeneration, inTransaction } from './event-sourcing/projections/checkpoints.js';
import { IdleMoves } from './event-sourcing/projections/idle-moves.js';
import { Progress } from './event-sourcing/projections/progress.js';
import { type Projection } from './event-sourcing/projections/projection.js';
import { rebuild } from './event-sourcing/projections/rebuild.js';
import { recordProjection } from './event-sourcing/projections/record-projection.js';
import { ProjectionRunner } from './event-sourcing/projections/runner.js';
import { RecordLoader } from './event-sourcing/record-loader.js';
import { type Services } from './graphql/schema/services.js';
import { type Log } from './platform/log.js';
import { processes as allProcesses } from './processes/index.js';
import { recordModules } from './records/index.js';
import { viewProjections } from './views/index.js';

/** The catalogue of all kinds of record. */
export function createCatalogue(): Catalogue {
  return new Catalogue(recordModules.map(({ definition }) => definition));
}

/** Every projection of this service, by name. */
export function createProjections(store: EventStore, catalogue: Catalogue): ReadonlyMap<string, Projection> {
  const records = recordModules.map(({ definition, columns }) => recordProjection(definition, columns, store, catalogue));
  return new Map([...records, ...viewProjections(catalogue)].map((projection) => [projection.name, projection]));
}

export interface Service extends Services {
  readonly catalogue: Catalogue;
  readonly projections: ReadonlyMap<string, Projection>;
  readonly processes: Processes;
  /** Begins to keep the read models up to date, and the processes at work. */
  start(): Promise<void>;
  /** Ends subscriptions, finishes batches under way. Pool and store stay open. */
  stop(): Promise<void>;
}

/** The processes at work. */
export interface Processes {
  /** How far they are; their names are those of `processUser`. */
  readonly progress: Progress;
  /** Looks at the clock again: it was put on. */
  ring(): void;
}

export interface ServiceOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly log: Log;
  readonly now?: () => Date;
  /** Those of Concord, unless others are given. */
  readonly processes?: readonly Process[];
}

/** Puts the parts together: commands in, events to the store, read models out. */
export function createService({ pool, store, log, now, processes = allProcesses }: ServiceOptions): Service {
  const catalogue = createCatalogue();
  const projections = createProjections(store, catalogue);
  const closing = new AbortController();
  const progress = new Progress([...projections.keys()]);
  const idle = new IdleMoves(pool);
  const loader = new RecordLoader(store, catalogue);
  const handler = new CommandHandler<Viewer>(store, catalogue, permissions, { now, loader });
  const runners = [...projections.values()].map(
    (projection) => new ProjectionRunner(projection, { pool, store, progress, idle, log }),
  );
  const processProgress = new Progress(processes.map(processUser));
  const own = { handler: new CommandHandler(store, catalogue, processAccess, { now, loader }), loader, catalogue };
  const processRunners = processes.map(
    (process) => new ProcessRunner(process, { ...own, pool, store, progress: processProgress, idle, log }),
  );
  return {
    pool,
    store,
    handler,
    progress,
    catalogue,
    projections,
    processes: { progress: processProgress, ring: () => processRunners.forEach((runner) => runner.ring()) },
    modules: new Map(recordModules.map((module) => [module.definition.kind, module])),
    closing: closing.signal,
    async start() {
      const outdated = await prepareGenerations(pool, [...projections.values()]);
      for (const runner of processRunners) await runner.prepare();
      for (const runner of [...runners, ...processRunners]) runner.start();
      for (const projection of outdated) {
        log.info(`projection ${projection.name} has other rules than its rows: making them anew beside the old`);
        rebuild(projection, { pool, store, signal: closing.signal }).then(
          ({ events }) => log.info(`projection ${projection.name} was made anew from ${events} events`),
          (error: Error) => closing.signal.aborted || log.warn(`projection ${projection.name}: ${error.message}`),
        );
      }
    },
    async stop() {
      closing.abort();
      await Promise.all([...runners, ...processRunners].map((runner) => runner.stop()));
      await idle.flush();
    },
  };
}

/** Processes of the service see every record and may send every command; the rules of the records hold for them as for all. */
const processAccess: CommandAccess<Caller> = { authorise: () => undefined, canSee: () => true };

/** Makes the first generation of projections that have none; gives those whose rows were made by other rules. */
export async function prepareGenerations(pool: Pool, projections: readonly Projection[]): Promise<Projection[]> {
  const outdated: Projection[] = [];
  for (const projection of projections) {
    await inTransaction(pool, async (client) => {
      await client.query("select pg_advisory_xact_lock(hashtext('generations'))");
      const active = await activeCheckpoint(client, projection.name);
      if (!active) await addGeneration(client, projection);
      else if (active.fingerprint !== projection.fingerprint) outdated.push(projection);
    });
  }
  return outdated;
}
