import { type Services } from './services.js';

/** How fresh an answer is: `extensions.concord` of every response. */
export interface Freshness {
  /** Every event up to this position is in what was read. */
  readonly position: string;
  /** Milliseconds for which the read models have been behind the log; 0 when they have all of it. */
  readonly age: number;
}

/** Asked for at every response, so it reads no database: what the runners tell of this moment. */
export function freshnessOf({ progress }: Pick<Services, 'progress'>): Freshness {
  return { position: String(progress.position()), age: progress.behindFor() };
}
