import { type Pool } from 'pg';
import { permissions } from './access/permissions.js';
import { type Viewer } from './access/viewer.js';
import { Catalogue } from './event-sourcing/catalogue.js';
import { CommandHandler } from './event-sourcing/command-handler.js';
import { type EventStore } from './event-sourcing/event-store.js';
import { activeCheckpoint, addGeneration, inTransaction } from './event-sourcing/projections/checkpoints.js';
import { IdleMoves } from './event-sourcing/projections/idle-moves.js';
import { Progress } from './event-sourcing/projections/progress.js';
import { type Projection } from './event-sourcing/projections/projection.js';
import { rebuild } from './event-sourcing/projections/rebuild.js';
import { recordProjection } from './event-sourcing/projections/record-projection.js';
import { ProjectionRunner } from './event-sourcing/projections/runner.js';
import { type Services } from './graphql/schema/services.js';
import { type Log } from './platform/log.js';
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
  /** Begins to keep the read models up to date. */
  start(): Promise<void>;
  /** Ends subscriptions, finishes batches under way. Pool and store stay open. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Puts the parts together: commands in, events to the store, read models out. */
export function createService({ pool, store, log, now }: ServiceOptions): Service {
  const catalogue = createCatalogue();
  const projections = createProjections(store, catalogue);
  const closing = new AbortController();
  const progress = new Progress([...projections.keys()]);
  const idle = new IdleMoves(pool);
  const handler = new CommandHandler<Viewer>(store, catalogue, permissions, { now });
  const runners = [...projections.values()].map(
    (projection) => new ProjectionRunner(projection, { pool, store, progress, idle, log }),
  );
  return {
    pool,
    store,
    handler,
    progress,
    catalogue,
    projections,
    modules: new Map(recordModules.map((module) => [module.definition.kind, module])),
    closing: closing.signal,
    async start() {
      const outdated = await prepareGenerations(pool, [...projections.values()]);
      for (const runner of runners) runner.start();
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
      await Promise.all(runners.map((runner) => runner.stop()));
      await idle.flush();
    },
  };
}

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
