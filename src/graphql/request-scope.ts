import { AsyncLocalStorage } from 'node:async_hooks';

/** Who waits for an answer, for as long as it waits. What is read for nobody any more is cancelled. */
export class RequestScope {
  #reason?: Error;
  readonly #cancelListeners = new Set<(reason: Error) => void>();
  #readable?: () => Promise<void>;

  #user?: string;

  /**
   * @param address that it calls from
   * @param requestId as the answer and the log have it
   */
  constructor(
    readonly address: string,
    readonly requestId: string,
  ) {}

  /** Tells callers apart, so that each gets its turn and its points: users by name, others by address (IPv6: by network). */
  get name(): string {
    return this.#user === undefined
      ? `address ${this.address.replace(/^((?:[0-9a-f]*:){4}).*:.*$/i, '$1')}`
      : `user ${this.#user}`;
  }

  /** It is known who it is. */
  identify(user: string | undefined): void {
    this.#user = user;
  }

  /** Why nobody waits any more; undefined while somebody does. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Lets what is read from now on wait until the read models have what was recorded. @param wait begun by the first that reads */
  readAfter(wait: () => Promise<void>): void {
    let waiting: Promise<void> | undefined;
    this.#readable = () =>
      (waiting ??= wait().then(() => {
        this.#readable = undefined;
      }));
  }

  /** Until what is read holds what this caller recorded; undefined where it does. */
  get readable(): Promise<void> | undefined {
    return this.#readable?.();
  }

  /** Nobody waits any more: the client has gone, or its time is up. */
  cancel(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    for (const listener of this.#cancelListeners) listener(reason);
    this.#cancelListeners.clear();
  }

  /** Calls `told` when nobody waits any more, at once if that is so. @returns takes it back */
  onCancel(listener: (reason: Error) => void): () => void {
    if (this.#reason) listener(this.#reason);
    else this.#cancelListeners.add(listener);
    return () => void this.#cancelListeners.delete(listener);
  }
}

/** The caller for whom the present code runs; none for what the service does by itself. */
export const requestScopes = new AsyncLocalStorage<RequestScope>();
