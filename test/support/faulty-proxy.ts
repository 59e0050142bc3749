import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A connection through the proxy: near is the client's end, far the server's. */
interface Way {
  readonly near: Socket;
  readonly far: Socket;
  /** The request whose answer is to be lost has passed. */
  losing: boolean;
}

/** A way to a server that has the faults of a network: lost answers, broken connections, half-open ones, standstill. */
export class FaultyProxy {
  readonly #server: Server;
  readonly #ways = new Set<Way>();
  #text: string | undefined;
  #frozen = false;
  #port = 0;
  /** How often an answer was lost. */
  cuts = 0;

  /** @param url of the server */
  constructor(private readonly url: string) {
    this.#server = createServer((near) => {
      const way: Way = { near, far: connectTo(url), losing: false };
      this.#ways.add(way);
      const end = () => this.#end(way);
      for (const socket of [near, way.far]) socket.on('error', end).on('close', end);
      near.on('data', (data) => {
        if (this.#text !== undefined && data.includes(this.#text)) {
          this.#text = undefined;
          way.losing = true;
        }
        way.far.write(data);
      });
      way.far.on('data', (data) => {
        if (!way.losing) return near.write(data);
        this.cuts++;
        end();
      });
      if (this.#frozen) hold(way);
    });
  }

  /** @returns the URL by which the server is reached through here */
  async start(): Promise<string> {
    await this.open();
    const url = new URL(this.url);
    url.host = this.address;
    return url.href;
  }

  /** `host:port` of this end. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Loses the answer to the next request that has this text in it, with its connection. */
  loseAnswerTo(text: string): void {
    this.#text = text;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const way of this.#ways) this.#end(way);
  }

  /** Present connections pass nothing more, and nobody is told: they are half open. New ones are as good as any. */
  silence(): void {
    for (const way of this.#ways) hold(way);
  }

  /** Nothing passes, and nothing is lost, until `thaw`. Connections can still be made, as to a process that is stopped. */
  freeze(): void {
    this.#frozen = true;
    this.silence();
  }

  thaw(): void {
    this.#frozen = false;
    for (const { near, far } of this.#ways) for (const socket of [near, far]) socket.resume();
  }

  /** Breaks every connection, and refuses new ones until `open`. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  async open(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.close();
  }

  #end(way: Way): void {
    this.#ways.delete(way);
    way.near.destroy();
    way.far.destroy();
  }
}

/** The embedded PostgreSQL listens on a socket in a folder, which its URL has for a host. */
function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(Number(port || 5432), host);
}

function hold({ near, far }: Way): void {
  near.pause();
  far.pause();
}
