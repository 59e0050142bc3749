import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { type Socket, connect } from 'node:net';
import WebSocket from 'ws';
import { AccessDenied } from '../../src/access/access-denied.js';
import { graphqlOptions } from '../../src/graphql/server/graphql-options.js';
import { Gate } from '../../src/graphql/server/gate.js';
import { openServer } from '../../src/graphql/server/server.js';
import { FRONT_DOOR, type FrontDoor } from '../../src/platform/front-door.js';
import { toySchema } from './toy-schema.js';

@Resolver()
class Begin {
  @Query(() => String)
  begin(): string {
    return 'replaced by the schema of the test';
  }
}

@Module({})
class ToyModule {}

/** What a GraphQL endpoint answers, with its HTTP status. */
export interface Answered {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: unknown;
      readonly extensions: Record<string, unknown>;
    }[];
    readonly extensions?: Record<string, unknown>;
  };
}

export type ToyServer = Awaited<ReturnType<typeof toyServer>>;

/** The server as it is set up for all, over the toy schema. Keys are names: anybody is let in but `nobody`, `outsider` and `broken`, `slow` when released; `operator` is an administrator. */
export async function toyServer(settings: Partial<FrontDoor> = {}) {
  const gate = new Gate({ ...FRONT_DOOR, ...settings });
  const incidents: { incident: string; cause: unknown }[] = [];
  let said: (line: string) => void = () => {};
  const line = (level: string) => (message: string) => said(`${level}: ${message}`);
  let problems: string[] = [];
  let arrive = () => {};
  let release = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const authenticate = async (authorization: string | undefined) => {
    const name = authorization?.replace('Bearer ', '') ?? 'anonymous';
    await Promise.resolve();
    if (name === 'nobody') throw new AccessDenied('UNAUTHENTICATED', 'no such key');
    if (name === 'outsider') throw new AccessDenied('FORBIDDEN', 'not you');
    if (name === 'slow') {
      arrive();
      await released;
    }
    if (name === 'broken') throw new Error('secret of the database');
    return { name, user: name, keys: ['public'], roles: name === 'operator' ? ['ADMINISTRATOR'] : [] } as never;
  };
  const report = (incident: string, cause: unknown) => void incidents.push({ incident, cause });
  const graphql = GraphQLModule.forRoot(
    graphqlOptions({
      types: [],
      transformSchema: () => toySchema(),
      authenticate,
      report,
      gate,
      freshness: () => ({ position: '7', age: 0 }),
    }),
  );
  const server = await openServer({
    module: { module: ToyModule, imports: [graphql], providers: [Begin] },
    host: '127.0.0.1',
    port: 0,
    authenticate,
    ended: () => Promise.resolve([]),
    report,
    gate,
    log: { debug: line('debug'), warn: line('warn'), error: line('error') },
    readiness: () => Promise.resolve({ reasons: problems }),
  });
  const port = Number(new URL(server.address).port);
  const post = async (body: string, headers: Record<string, string> = {}): Promise<Answered> => {
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  };
  return {
    ...server,
    gate,
    port,
    incidents,
    /** The next line of the log that is no incident. */
    nextLine: () => new Promise<string>((resolve) => (said = resolve)),
    /** When `slow` is being let in, which lasts until it is released. */
    arrived,
    release,
    setProblems: (given: string[]) => (problems = given),
    post,
    ask: (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
      post(JSON.stringify({ query, variables }), headers),
    socket: (path = '/graphql', protocols: string[] = ['graphql-transport-ws'], headers = {}) =>
      new Conversation(new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers })),
    tcp: (): Socket => connect(port, '127.0.0.1'),
  };
}

/** How a connection ended: the code and reason, or the HTTP status that refused it. */
export type Ended = readonly [code: number, reason: string];

/** One WebSocket, whose messages are awaited one after the other. */
export class Conversation {
  readonly ended: Promise<Ended>;
  readonly #got: unknown[] = [];
  #wake = () => {};

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#got.push(JSON.parse(data.toString('utf8')));
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve([code, reason.toString('utf8')]));
      socket.on('unexpected-response', (_request, response) => resolve([response.statusCode!, '']));
      socket.on('error', () => resolve([0, '']));
    });
    void this.ended.then(() => this.#wake());
  }

  async say(message: unknown): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await new Promise((resolve) => this.socket.once('open', resolve));
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  /** Says who is there, and waits for the answer. */
  async begin(payload?: unknown): Promise<this> {
    await this.say({ type: 'connection_init', payload });
    await this.hear();
    return this;
  }

  subscribe(query: string, variables: object = {}, id = '1'): Promise<this> {
    return this.say({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The next message; none if the connection ends before it. */
  async hear(): Promise<{ type: string; id?: string; payload?: never } | undefined> {
    while (this.#got.length === 0 && this.socket.readyState !== WebSocket.CLOSED)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#got.shift() as { type: string } | undefined;
  }
}
