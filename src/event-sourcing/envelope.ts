/** Traffic Light Protocol 2.0 labels, from the narrowest to the widest (FIRST, https://www.first.org/tlp/). */
export const TLP = ['RED', 'AMBER_STRICT', 'AMBER', 'GREEN', 'CLEAR'] as const;
export type Tlp = (typeof TLP)[number];

/**
 * Who may read: a label and the audience it is addressed to: persons for RED; organisations, communities and persons for AMBER_STRICT and AMBER; for GREEN
 * communities, if any. `audience` holds `org:<actor uuid>`, `community:<community uuid>` or `user:<user id>`; the originator always belongs to it and is not listed.
 */
export interface Handling {
  readonly tlp: Tlp;
  readonly audience: readonly string[];
}

export const PRECISIONS = ['instant', 'day', 'month', 'year'] as const;
/** How exactly the moment of an event in the world is known. */
export type Precision = (typeof PRECISIONS)[number];

/** The document, or the place in an imported file, that an event rests on. */
export interface SourceReference {
  readonly document: string;
  readonly line?: number;
  readonly identifier?: string;
  /** Of an import: the name of the dataset that says so; what an import compares is what the same dataset said before. */
  readonly dataset?: string;
}

/** Everything said of an event beside its own data. Stored as JSON, so no key may hold `undefined` that matters. */
export interface EventMetadata {
  /** When it happened in the world: start of the instant, day, month or year, ISO 8601 UTC. */
  readonly occurredAt: string;
  readonly precision: Precision;
  /** The organisation (actor uuid) that recorded it; null for the system itself. */
  readonly actor: string | null;
  /** Pseudonymous id of the user who recorded it. */
  readonly user: string;
  /** The organisation for which it was recorded, where that is another one. */
  readonly onBehalfOf?: string;
  readonly source?: SourceReference;
  readonly handling: Handling;
  readonly commandId: string;
  /** SHA-256 of the command's name and body: tells a repeated command from another one under the same id. */
  readonly commandHash: string;
  readonly correlationId: string;
  readonly causationId: string;
}

/** The organisation that an event speaks for: `onBehalfOf` where given, else the recording one. */
export function partyOf({ actor, onBehalfOf }: Pick<EventMetadata, 'actor' | 'onBehalfOf'>): string | null {
  return onBehalfOf ?? actor;
}

/** Whose record it is that begins with an event of this metadata. */
export function originatorOf(first: Pick<EventMetadata, 'actor' | 'onBehalfOf' | 'user'>): {
  readonly actor: string | null;
  readonly user: string;
} {
  return { actor: partyOf(first), user: first.user };
}

/** An event as it is handed to the store. `data` and `metadata` are JSON objects. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  /** UUID; unique in the log. uuid v5 of the user, the command's id and the event's place in it. */
  readonly id: string;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/**
 * A place in the log: larger is later. Opaque outside of the store (PostgreSQL: 1, 2, 3 without gaps; KurrentDB: byte offsets),
 * and always within a signed 64-bit integer. `0n` is before the first event.
 */
export type Position = bigint;
export const START: Position = 0n;

/** An event as it stands in the log. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  readonly stream: string;
  /** Number of the event in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** When the log took it, ISO 8601 UTC. */
  readonly recordedAt: string;
}
