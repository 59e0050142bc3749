import { randomUUID } from 'node:crypto';
import { type NewEvent, type Position, type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { type EventStore } from '../../src/event-sourcing/event-store.js';

/** What an adapter under test brings: stores on one log, as processes on one database. */
export interface Harness {
  /** Another store on the same log. */
  open(): EventStore | Promise<EventStore>;
  /** Called when the suite is over; stores are closed by then. */
  close?(): Promise<void>;
}

export interface Capabilities {
  /** Positions of the log are 1, 2, 3 without gaps (default false). */
  readonly contiguousPositions?: boolean;
  /** It reads by streams as fast as in order (default false). */
  readonly byStream?: boolean;
  /** An id is known in whatever stream and place it stands, not only where the append would have put it (default true). */
  readonly idsUniqueInLog?: boolean;
}

/** What the parts of the suite are given; `store` is valid within a test. */
export interface Suite {
  readonly store: () => EventStore;
  readonly open: () => Promise<EventStore>;
  readonly capabilities: Capabilities;
}

/** A stream of its own for each test, on logs that others may have used before. */
export function aStream(kind = 'commitment'): string {
  return `${kind}-${randomUUID()}`;
}

export function anEvent(data: object = {}, changes: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'CommitmentDeclared',
    schemaVersion: 1,
    data,
    metadata: {
      occurredAt: '2021-01-27T00:00:00.000Z',
      precision: 'day',
      actor: null,
      user: 'user-1',
      handling: { tlp: 'CLEAR', audience: [] },
      commandId: '5f3c1a2e-0000-4000-8000-000000000001',
      commandHash: 'hash',
      correlationId: '5f3c1a2e-0000-4000-8000-000000000001',
      causationId: '5f3c1a2e-0000-4000-8000-000000000001',
    },
    ...changes,
  };
}

export function someEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, n) => anEvent({ n }));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function idsOf(items: AsyncIterable<RecordedEvent>): Promise<string[]> {
  return (await collect(items)).map(({ id }) => id);
}

/** The first `count` events of a subscription, which is ended then. */
export async function take(store: EventStore, after: Position, count: number, batchSize?: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.subscribeAll({ after, batchSize })) {
    events.push(...batch);
    if (events.length >= count) break;
  }
  return events;
}

/** An event whose data and metadata take exactly so many bytes as JSON. */
export function eventOfBytes(bytes: number): NewEvent {
  const empty = anEvent({ text: '' });
  return anEvent({ text: 'x'.repeat(bytes - JSON.stringify(empty.data).length - JSON.stringify(empty.metadata).length) });
}
