import { type ClientReadableStream } from '@grpc/grpc-js';
import { type Connection } from './connection.js';
import { TransientFault } from './faults.js';
import { type ReadRequest, type Response } from './messages.js';

export interface InboxOptions {
  /** So many responses wait at most; the server is held up then. Never more than a few large ones. */
  readonly most: number;
  /** Milliseconds after which a server that gives nothing is taken for gone (default 5,000). */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Bytes of responses that wait at most; one more than fits is always taken. */
const BYTES = 8 * 1_048_576;

/** The answers to a read or a subscription, taken in batches: what comes while the reader is busy waits together. */
export class Inbox {
  readonly #waiting: Response[] = [];
  #bytes = 0;
  #over: Error | 'ended' | undefined;
  #arrived: (() => void) | undefined;
  readonly #stop = () => this.#end(this.signal!.reason as Error);

  private constructor(
    private readonly connection: Connection,
    private readonly call: ClientReadableStream<Response>,
    private readonly most: number,
    private readonly timeoutMs: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    call.on('data', (response: Response) => this.#take(response));
    call.on('error', (error) => this.#end(error));
    call.on('end', () => this.#end('ended'));
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /** @throws {TransientFault} where no server can be found, and the signal's reason */
  static async open(connection: Connection, request: ReadRequest, options: InboxOptions): Promise<Inbox> {
    const { most, timeoutMs = 5_000, signal } = options;
    const call = await connection.call((streams, metadata, settings) => streams.read(request, metadata, settings));
    const inbox = new Inbox(connection, call, most, timeoutMs, signal);
    if (signal?.aborted) {
      inbox.close();
      signal.throwIfAborted();
    }
    return inbox;
  }

  /**
   * What has come, at most so many, once there is something; undefined when the server has given all.
   * @param quiet gives nothing after so many milliseconds without a response; by default such a server is taken for gone
   * @throws why the call failed; the signal's reason
   */
  async take(limit: number, quiet?: number): Promise<Response[] | undefined> {
    if (this.#waiting.length === 0 && this.#over === undefined) {
      const came = await this.#wait(quiet ?? this.timeoutMs);
      if (!came && quiet !== undefined) return [];
      if (!came) {
        await this.connection.abandon(this.call);
        throw new TransientFault(`the server did not answer for ${this.timeoutMs} ms`);
      }
      // What came with it comes along.
      await new Promise(setImmediate);
    }
    this.signal?.throwIfAborted();
    const batch = this.#waiting.splice(0, limit);
    if (batch.length === 0) {
      if (this.#over === 'ended') return undefined;
      throw this.#over!;
    }
    this.#bytes = this.#waiting.length === 0 ? 0 : this.#bytes - batch.reduce((sum, response) => sum + size(response), 0);
    if (this.call.isPaused() && !this.#full()) this.call.resume();
    return batch;
  }

  close(): void {
    this.signal?.removeEventListener('abort', this.#stop);
    this.#waiting.length = 0;
    this.call.removeAllListeners('data');
    this.call.resume();
    void this.connection.end(this.call);
  }

  #take(response: Response): void {
    this.#waiting.push(response);
    this.#bytes += size(response);
    if (this.#full()) this.call.pause();
    this.#arrived?.();
  }

  #full(): boolean {
    return this.#waiting.length >= this.most || this.#bytes >= BYTES;
  }

  #end(how: Error | 'ended'): void {
    this.#over ??= how;
    this.#arrived?.();
  }

  #wait(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean) => {
        clearTimeout(timer);
        this.#arrived = undefined;
        resolve(came);
      };
      const timer = setTimeout(() => settle(false), milliseconds);
      this.#arrived = () => settle(true);
    });
  }
}

function size(response: Response): number {
  const recorded = response.getEvent()?.getEvent();
  return recorded ? recorded.getData_asU8().length + recorded.getCustomMetadata_asU8().length : 0;
}
