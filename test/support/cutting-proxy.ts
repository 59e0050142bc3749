import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server that can lose an answer: the request has arrived, and the connection breaks before the answer does. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #text: string | undefined;
  /** How often an answer was lost. */
  cuts = 0;

  /** @param url of the server */
  constructor(private readonly url: string) {
    const { hostname, port } = new URL(url);
    this.#server = createServer((near) => {
      const far = connect(Number(port || 5432), hostname);
      let cut = false;
      const end = () => {
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', end).on('close', end);
      }
      near.on('data', (data) => {
        if (this.#text !== undefined && data.includes(this.#text)) {
          this.#text = undefined;
          cut = true;
        }
        far.write(data);
      });
      far.on('data', (data) => {
        if (!cut) return near.write(data);
        this.cuts++;
        end();
      });
    });
  }

  /** @returns the URL by which the server is reached through here */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const url = new URL(this.url);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as { port: number }).port);
    return url.href;
  }

  /** Loses the answer to the next request that has this text in it. */
  loseAnswerTo(text: string): void {
    this.#text = text;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
