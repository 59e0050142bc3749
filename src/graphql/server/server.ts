import { readFileSync } from 'node:fs';
import { type Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { type DynamicModule, type LoggerService } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { type GraphQLSchema } from 'graphql';
import { FRONT_DOOR, type FrontDoor } from '../../platform/front-door.js';
import { reject } from '../../platform/metrics.js';
import { type Log } from '../../platform/log.js';
import { type Audit, type Authenticate } from './context.js';
import { serveDashboard } from './dashboard.js';
import { serveExplorer } from './explorer.js';
import { type ReportIncident } from './format-error.js';
import { type Readiness, serveHealth } from './health.js';
import { type Gate } from './gate.js';
import { MAX_BODY } from './limits.js';
import { addRequestHooks, requestIdOf } from './request-hooks.js';
import { type Metrics, serveMetrics, timeRequests } from './metrics.js';
import { traceRequests } from './trace-requests.js';
import { type Ended } from './sessions.js';
import { serveWebSocket } from './websocket.js';

/** Milliseconds that requests have to end when the server closes. */
const CLOSE_TIMEOUT_MS = 8_000;

/** What the servers of every role have. */
export interface Listening {
  /** With scheme and port, without a path. */
  readonly address: string;
  /** Says that it is not ready any more, and asks clients to leave their connections; goes on to answer. */
  drain(): void;
  /** Takes no more requests, closes WebSockets so that their clients go elsewhere, and waits a while for what is being answered. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** A Nest module with a GraphQL schema. */
  readonly module: DynamicModule;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly authenticate: Authenticate;
  readonly audit?: Audit;
  /** Which credentials of open connections count no more. */
  readonly ended: Ended;
  readonly report: ReportIncident;
  readonly gate: Gate;
  /** Told what the framework has to say. */
  readonly log: Pick<Log, 'debug' | 'warn' | 'error'>;
  readonly readiness: Readiness;
  /** Serves `/metrics` to administrators. */
  readonly metrics?: Metrics;
  /** Serves what is not GraphQL, by the same schema's types. */
  readonly routes?: (fastify: FastifyInstance, schema: GraphQLSchema) => void;
}

/** Serves GraphQL over HTTP and WebSocket, the dashboard, the explorer and health. @throws where the address is taken */
export async function openServer({
  module,
  host,
  port,
  authenticate,
  audit,
  ended,
  report,
  gate,
  log,
  readiness,
  metrics,
  routes,
}: ServerOptions): Promise<Listening> {
  const { settings } = gate;
  const adapter = new FastifyAdapter({ bodyLimit: MAX_BODY, forceCloseConnections: 'idle', ...listeningOf(settings) });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: nestLog(log) });
  const fastify = app.getHttpAdapter().getInstance();
  addRequestHooks(fastify, settings);
  const drain = drainable(fastify, readiness, authenticate);
  if (settings.dashboard) serveDashboard(fastify);
  if (settings.explorer) serveExplorer(fastify);
  timeRequests(fastify);
  traceRequests(fastify);
  if (metrics) serveMetrics(fastify, metrics, authenticate);
  await app.init();
  const { schema } = app.get(GraphQLSchemaHost);
  routes?.(fastify, schema);
  const server: Server = app.getHttpServer();
  const closeWebSockets = serveWebSocket(server, { schema, path: '/graphql', authenticate, ended, audit, report, gate });
  server.maxConnections = settings.maxConnections;
  countRejections(fastify, server);
  await app.listen(port, host).catch(async (error: unknown) => {
    await closeWebSockets();
    await app.close();
    throw error;
  });
  return {
    address: await app.getUrl(),
    drain,
    async close() {
      drain();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS).unref();
      await closeWebSockets();
      await app.close();
      clearTimeout(timer);
    },
  };
}

/** Serves health, and metrics to administrators. @throws where the address is taken */
export async function openHealthServer({
  host,
  port,
  readiness,
  metrics,
  authenticate,
  settings = FRONT_DOOR,
}: Pick<ServerOptions, 'host' | 'port' | 'readiness' | 'metrics' | 'authenticate'> & {
  readonly settings?: FrontDoor;
}): Promise<Listening> {
  const server = Fastify({ forceCloseConnections: true, ...listeningOf(settings) } as FastifyServerOptions);
  addRequestHooks(server, settings);
  const drain = drainable(server, readiness, authenticate);
  if (metrics) serveMetrics(server, metrics, authenticate);
  return { address: await server.listen({ host, port }), drain, close: () => (drain(), server.close()) };
}

/** Counts what is rejected before a handler sees it: too many connections, bodies that are too large, requests that do not arrive in time. */
function countRejections(fastify: FastifyInstance, server: Server): void {
  server.on('drop', () => reject('connections'));
  server.on('clientError', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT') reject('slow');
  });
  fastify.addHook('onError', (_request, _reply, { code }, done) => {
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') reject('body');
    done();
  });
}

/** How a server listens: requests that do not arrive whole in time and connections that rest too long are closed. */
function listeningOf({ tls, requestTimeout, keepAliveTimeout, checkInterval }: FrontDoor) {
  return {
    genReqId: requestIdOf,
    requestTimeout,
    keepAliveTimeout,
    [tls ? 'https' : 'http']: {
      connectionsCheckingInterval: checkInterval,
      headersTimeout: Math.min(requestTimeout, 10_000),
      ...(tls ? { cert: readFileSync(tls.cert), key: readFileSync(tls.key) } : {}),
    },
  };
}

/** Serves health. @returns begins to drain: from then on it is not ready, and every answer is the last of its connection */
function drainable(fastify: FastifyInstance, readiness: Readiness, authenticate: Authenticate): () => void {
  let isDraining = false;
  // A connection kept alive would keep the server open until its client leaves it.
  fastify.addHook('onSend', async (_request, reply) => void (isDraining && reply.header('connection', 'close')));
  serveHealth(fastify, async () => (isDraining ? { reasons: ['it is stopping'] } : readiness()), authenticate);
  return () => void (isDraining = true);
}

/** What Nest logs, in our log. A caller who goes away in the midst of a request is no error. */
function nestLog(log: ServerOptions['log']): LoggerService {
  return {
    log: () => undefined,
    warn: (message) => log.warn(String(message)),
    error: (message) => {
      const { code } = message as { readonly code?: string };
      if (code === 'ECONNRESET') log.debug('a caller went away before the request was whole');
      else log.error(String(message), message instanceof Error ? { stack: message.stack } : {});
    },
  };
}
