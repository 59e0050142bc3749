import { type Services } from './services.js';

/** How fresh an answer is: `extensions.concord` of every response. */
export interface Freshness {
  /** Every event up to this position is in what was read. */
  readonly position: string;
  /** Milliseconds since the log has held an event that some read model has not taken; 0 when they have all of it. */
  readonly age: number;
}

/** Asked for at every request, so it reads no database: what this process knows at this moment. */
export function freshnessOf({ progress }: Pick<Services, 'progress'>): Freshness {
  return { position: String(progress.position()), age: progress.behindFor() };
}
