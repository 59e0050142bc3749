import { type Reads } from '../access/reads.js';
import { type Viewer } from '../access/viewer.js';
import { type Precisions } from '../event-sourcing/occurred.js';

/** The moment of a question: all of Query hangs under it. Empty for the present. */
export interface PointInTime {
  /** What was true at this instant (ISO 8601 UTC): the end of the day, month or year asked for. */
  readonly asOf?: string;
  /** By what the log held up to this position. */
  readonly knownAt?: bigint;
}

/** The day of a moment: of `asOf`, else today (UTC). */
export function dayOf({ asOf }: PointInTime): string {
  return (asOf ?? new Date().toISOString()).slice(0, 10);
}

/** One per request; resolvers take everything they need of the caller from here. */
export interface RequestContext {
  /** Who asks; found out again after a wait, and in a subscription for each event. */
  viewer: Viewer;
  /** Who it is by now: keys are revoked and affiliations end while a subscription goes on. */
  readonly viewerNow: () => Promise<Viewer>;
  /** What it is shown of records whose reads are written down. */
  readonly reads: Reads;
  /** What its commands belong together with: the trace of the caller, where the request says one. */
  readonly correlationId?: string;
  /** Languages to fall back on, best first, from Accept-Language. */
  readonly languages: readonly string[];
  /** Loaders of this request by kind of record and moment. */
  readonly loaders: Map<string, RecordReader>;
  /** Position that the whole answer waited for; without one it includes what was there when the request came. */
  includes?: string;
}

/** Reads records of one kind at one moment for one viewer, batched. */
export interface RecordReader {
  load(id: string): Promise<RecordRow | null>;
}

/** What a part of a record needs of the record: the moment, and how exactly its moments were said. */
export interface Whole {
  readonly $moment?: PointInTime;
  readonly meta?: { readonly precisions?: Precisions };
  readonly $precisions?: Precisions;
}

/** A part of a record as fields below it read it. */
export function partOf<Part extends object>(whole: object, part: Part): Part & Pick<Whole, '$moment' | '$precisions'> {
  return { ...part, $moment: (whole as Whole).$moment, $precisions: precisionsOf(whole) };
}

/** How exactly moments of a record, or of one of its parts, were said. */
export function precisionsOf(whole: object): Precisions | undefined {
  const { meta, $precisions } = whole as Whole;
  return meta?.precisions ?? $precisions;
}

/** A record as lists and nested fields show it: the row's document with what stands beside it. */
export type RecordRow = Record<string, unknown> & {
  /** Plain UUID. */
  readonly $id: string;
  readonly $kind: string;
  readonly $moment: PointInTime;
};
