import { type NewEvent, type RecordedEvent } from '../../event-sourcing/envelope.js';
import { type AppendResult, type EventStore, NO_STREAM, type ReadStreamOptions } from '../../event-sourcing/event-store.js';
import { prepareAppend } from '../../event-sourcing/prepare-append.js';

/**
 * A log on which one can try what commands would record: it reads from another, keeps what is appended in memory, and writes nothing. For command handlers,
 * which read single streams.
 */
export class OverlayStore implements EventStore {
  readonly #streams = new Map<string, RecordedEvent[]>();
  #position: bigint | undefined;

  constructor(private readonly base: EventStore) {}

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(stream, expectedRevision, events);
    const newest = this.#streams.get(stream)?.at(-1)?.revision ?? (await this.#newestBelow(stream));
    const head = await this.head();
    if (newest !== expectedRevision) return { status: 'conflict', revision: newest };
    const own = this.#streams.get(stream) ?? [];
    let revision = newest;
    let position = this.#position ?? head;
    const recordedAt = new Date().toISOString();
    for (const event of prepared.events) {
      const data: unknown = JSON.parse(event.data);
      const metadata = JSON.parse(event.metadata) as RecordedEvent['metadata'];
      own.push({ ...event, data, metadata, stream, revision: ++revision, position: ++position, recordedAt });
    }
    this.#position = position;
    this.#streams.set(stream, own);
    return { status: 'ok', revision, position };
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    const { limit = Infinity } = options;
    let given = 0;
    for await (const event of this.#read(stream, options)) {
      if (given++ >= limit) return;
      yield event;
    }
  }

  async *#read(stream: string, { from, direction, signal }: ReadStreamOptions): AsyncGenerator<RecordedEvent> {
    const own = this.#streams.get(stream) ?? [];
    const below = { direction, signal, ...(from !== undefined ? { from } : {}) };
    if (direction === 'backwards') {
      yield* own.filter(({ revision }) => revision <= (from ?? Infinity)).reverse();
      yield* this.base.readStream(stream, below);
    } else {
      yield* this.base.readStream(stream, below);
      yield* own.filter(({ revision }) => revision >= (from ?? 0));
    }
  }

  /** Lets go of what was appended to a stream that nobody will ask for again. */
  forget(stream: string): void {
    this.#streams.delete(stream);
  }

  async head() {
    return this.#position ?? (await this.base.head());
  }

  readAll(): never {
    throw new Error('an overlay is not read as a whole');
  }

  subscribeAll(): never {
    throw new Error('nobody subscribes to an overlay');
  }

  async close(): Promise<void> {
    // The log below belongs to somebody else.
  }

  async #newestBelow(stream: string): Promise<number> {
    for await (const { revision } of this.base.readStream(stream, { direction: 'backwards', limit: 1 })) return revision;
    return NO_STREAM;
  }
}
