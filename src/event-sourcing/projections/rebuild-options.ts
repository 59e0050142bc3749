import { type Pool } from 'pg';
import { type EventStore } from '../event-store.js';

export interface RebuildOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  /** Called after each batch: how far it is, of how much (events, then positions of the log), and events taken. */
  readonly onProgress?: (reached: number, goal: number, events: number) => void;
  /** Interrupts between two batches; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
  readonly batchSize?: number;
}
