import { type WebSocket } from 'ws';
import { type Credential } from '../../access/viewer.js';

/** Those of these credentials that do not count any more: they expired or were revoked, by whatever process. */
export type Ended = (credentials: readonly Credential[]) => Promise<readonly Credential[]>;

/** Milliseconds between two looks. */
const CHECK_INTERVAL_MS = 1_000;

/** Connections with the credentials by which they were opened. While there are any, it looks every second whether they count still, once for all of them. */
export class Sessions {
  readonly #open = new Map<WebSocket, Credential>();
  #timer: NodeJS.Timeout | undefined;

  /** @param close called for each connection whose credential has ended */
  constructor(
    readonly ended: Ended,
    readonly close: (socket: WebSocket) => void,
  ) {}

  add(socket: WebSocket, credential: Credential): void {
    this.#open.set(socket, credential);
    socket.once('close', () => this.#open.delete(socket));
    this.#timer ??= setTimeout(() => void this.#look(), CHECK_INTERVAL_MS).unref();
  }

  async #look(): Promise<void> {
    // A database that does not answer says nothing of anybody: the next look does.
    const ended = new Set(await this.ended([...new Set(this.#open.values())]).catch(() => []));
    for (const [socket, credential] of this.#open) if (ended.has(credential)) this.close(socket);
    this.#timer = this.#open.size > 0 ? setTimeout(() => void this.#look(), CHECK_INTERVAL_MS).unref() : undefined;
  }
}
