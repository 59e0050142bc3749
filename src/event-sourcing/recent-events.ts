import { type Position, type RecordedEvent } from './envelope.js';

/** The newest events of a log in memory, bounded by number and by bytes: all of them after `floor`. */
export class RecentEvents {
  #events: RecordedEvent[] = [];
  #sizes: number[] = [];
  #bytes = 0;

  /** @param floor everything after this position is given to `add`, in order */
  constructor(
    private floor: Position,
    private readonly most: { readonly events: number; readonly bytes: number },
  ) {}

  /** The newest event's position, or the floor. */
  get top(): Position {
    return this.#events.at(-1)?.position ?? this.floor;
  }

  /** Whether everything after a position is in memory. */
  covers(after: Position): boolean {
    return after >= this.floor;
  }

  /** At most `limit` events after a position that is covered. */
  after(after: Position, limit: number): RecordedEvent[] {
    let first = 0;
    for (let end = this.#events.length; first < end;) {
      const middle = (first + end) >>> 1;
      if (this.#events[middle]!.position > after) end = middle;
      else first = middle + 1;
    }
    return this.#events.slice(first, first + limit);
  }

  add(event: RecordedEvent, bytes: number): void {
    this.#events.push(event);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    if (this.#events.length > this.most.events || this.#bytes > this.most.bytes) this.#trim();
  }

  /** Lets the oldest go until a quarter is free, so that not every event moves all others. */
  #trim(): void {
    let drop = Math.max(0, this.#events.length - Math.floor(0.75 * this.most.events));
    let bytes = this.#sizes.slice(drop).reduce((sum, size) => sum + size, 0);
    while (bytes > 0.75 * this.most.bytes) bytes -= this.#sizes[drop++]!;
    this.floor = this.#events[drop - 1]!.position;
    this.#events.splice(0, drop);
    this.#sizes.splice(0, drop);
    this.#bytes = bytes;
  }
}
