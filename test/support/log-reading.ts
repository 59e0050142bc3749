import { type Position, type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { type EventStore } from '../../src/event-sourcing/event-store.js';

/** The events of the whole log after a position. */
export async function eventsAfter(store: EventStore, after: Position): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll({ after })) events.push(event);
  return events;
}

/** Their positions: what a follower must have seen, on a log with gaps as on one without. */
export async function positionsAfter(store: EventStore, after: Position): Promise<Position[]> {
  return (await eventsAfter(store, after)).map(({ position }) => position);
}
