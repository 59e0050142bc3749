import { type Position, type RecordedEvent, START } from '../envelope.js';
import { backOff } from '../retry.js';
import { type Connection } from './connection.js';
import { isTransient, TransientFault } from './faults.js';
import { Inbox } from './inbox.js';
import { reachedBy, type ReceivedEvent, type ReadRequest, type Response, toReceived } from './messages.js';
import { type Direction, ofAll, ofStream, subscribing } from './requests.js';

export interface Feed {
  readonly events: readonly ReceivedEvent[];
  /** Everything up to here was looked through: the newest of `events`, or later where events of others follow. */
  readonly through: Position;
}

/** Responses kept waiting for a reader, and events of others looked at in one request. */
const AHEAD = 2_000;
const BACK = 64;
/** A server that is silent, and then does not say for so long what it has, is taken for gone (ms): the connection may be half open. */
const LIVENESS_TIMEOUT_MS = 1_500;

/** Reads our events, those of streams with the prefix, and no others. */
export class Reader {
  /** The oldest of our events, once it was found: what others wrote before it is not looked through again. */
  #oldest = START;
  /** The newest of our events, and how far the log was looked through for it. */
  #newest = START;
  #through: Position | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly prefix: string,
  ) {}

  /** What a request gives, in batches. */
  async *read(request: ReadRequest, signal?: AbortSignal, quiet?: number): AsyncGenerator<ReceivedEvent[]> {
    const inbox = await Inbox.open(this.connection, request, { most: AHEAD, signal });
    try {
      for (let responses; (responses = await inbox.take(AHEAD, quiet));) yield this.#ours(responses);
    } finally {
      inbox.close();
    }
  }

  stream(
    stream: string,
    direction: Direction,
    from: number | undefined,
    count: number,
    signal?: AbortSignal,
  ): AsyncGenerator<ReceivedEvent[]> {
    return this.read(ofStream(this.prefix + stream, direction, from, count), signal);
  }

  /** Id of the first event of a stream outside of our prefix. */
  async idOf(stream: string): Promise<string | undefined> {
    const response = await this.#first(ofStream(stream, 'forwards', 0, 1));
    return response?.getEvent()?.getEvent()?.getId()?.getString();
  }

  /** The server looks through events of others in silence, so there is no limit to that but the connection's. */
  async *all(
    direction: Direction,
    from: Position | undefined,
    count: number,
    signal?: AbortSignal,
  ): AsyncGenerator<ReceivedEvent[]> {
    const whole = direction === 'forwards' && (from ?? START) <= this.#oldest;
    const request = ofAll(direction, whole ? this.#oldest : from, count, this.prefix);
    for await (const events of this.read(request, signal, 2 ** 31 - 1)) {
      if (whole && this.#oldest === START) this.#oldest = events[0]?.event.position ?? START;
      yield events;
    }
  }

  /**
   * What comes after a position, then on live, until the signal aborts; goes on where it was after every passing fault.
   * @param pause milliseconds of silence after which the log is looked at, and the subscription made again if it has missed something
   */
  async *follow(
    after: Position,
    { most, pause, signal, onFault }: { most: number; pause: number; signal: AbortSignal; onFault: (error: Error) => void },
  ): AsyncGenerator<Feed, void, undefined> {
    let through = after;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const inbox = await Inbox.open(this.connection, subscribing(through, this.prefix), { most, signal });
        try {
          for (let missed = START; ;) {
            const responses = await inbox.take(most, pause);
            if (!responses) throw new TransientFault('the server ended the subscription');
            if (responses.length === 0) {
              // Looked at twice, so that what was only under way is not taken for lost.
              if (missed > through) throw new TransientFault('the server does not send what is in its log');
              missed = (await this.place(LIVENESS_TIMEOUT_MS)).newest;
              continue;
            }
            failures = 0;
            const events = this.#ours(responses).filter(({ event }) => event.position > through);
            const reached = responses.map(reachedBy).reduce((most, at) => (at > most ? at : most), through);
            if (reached === through) continue;
            through = reached;
            this.#note(events.at(-1)?.event.position, through);
            yield { events, through };
          }
        } finally {
          inbox.close();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!isTransient(error)) throw error;
        onFault(error as Error);
        await backOff(failures, signal);
      }
    }
  }

  /**
   * Our newest event, and how far the log was looked through for it: nothing of ours lies between them. What was looked through before is not looked
   * through again.
   * @param timeoutMs milliseconds for each answer
   */
  async place(timeoutMs?: number): Promise<{ readonly newest: Position; readonly through: Position }> {
    await this.#look(timeoutMs);
    return { newest: this.#newest, through: this.#through ?? START };
  }

  async #look(timeoutMs?: number): Promise<void> {
    if (this.#through === undefined) {
      const last = await this.#first(ofAll('backwards', undefined, 1));
      for await (const [newest] of this.all('backwards', undefined, 1))
        this.#note(newest?.event.position, newest?.event.position);
      return this.#note(undefined, last && reachedBy(last));
    }
    const known = this.#through;
    let end: Position | undefined;
    for (let from: Position | undefined; ;) {
      const inbox = await Inbox.open(this.connection, ofAll('backwards', from, from === undefined ? 1 : BACK), {
        most: BACK,
        timeoutMs,
      });
      try {
        let seen = 0;
        for (let responses; (responses = await inbox.take(BACK));) {
          for (const response of responses.filter((one) => one.hasEvent())) {
            seen++;
            from = reachedBy(response);
            end ??= from;
            const ours = toReceived(response, this.prefix);
            if (from <= known || ours) return this.#note(ours?.event.position, end);
          }
        }
        if (seen === 0) return;
      } finally {
        inbox.close();
      }
    }
  }

  #note(newest: Position | undefined, through: Position | undefined): void {
    if (newest !== undefined && newest > this.#newest) this.#newest = newest;
    if (through !== undefined && (this.#through === undefined || through > this.#through)) this.#through = through;
  }

  async #first(request: ReadRequest): Promise<Response | undefined> {
    const inbox = await Inbox.open(this.connection, request, { most: 1 });
    try {
      return (await inbox.take(1))?.[0];
    } finally {
      inbox.close();
    }
  }

  #ours(responses: readonly Response[]): ReceivedEvent[] {
    return responses.map((response) => toReceived(response, this.prefix)).filter((event): event is ReceivedEvent => !!event);
  }
}

/** Plain events of received ones. */
export function plain(received: readonly ReceivedEvent[]): RecordedEvent[] {
  return received.map(({ event }) => event);
}
