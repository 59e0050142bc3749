import { type Pool } from 'pg';
import { type CommandHandler } from '../../event-sourcing/command-handler.js';
import { type EventStore } from '../../event-sourcing/event-store.js';
import { type Progress } from '../../event-sourcing/projections/progress.js';
import { type ReadAudit } from '../../access/read-audit.js';
import { type KeyManagement } from '../../access/key-management.js';
import { type Viewer } from '../../access/viewer.js';
import { type RecordModule } from '../objects/record-module.js';

/** What resolvers need of the running service. */
export interface Services {
  /** Connections for what callers read. */
  readonly pool: Pool;
  /** Connections that see every row: for what is asked of the log and not shown. */
  readonly unfiltered: Pool;
  readonly store: EventStore;
  readonly handler: CommandHandler<Viewer>;
  readonly progress: Progress;
  readonly audit: ReadAudit;
  readonly keyManagement: KeyManagement;
  readonly modules: ReadonlyMap<string, RecordModule>;
  /** Aborted when the service shuts down: subscriptions end. */
  readonly closing: AbortSignal;
}
