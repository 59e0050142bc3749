import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import {
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type ServerOptions } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { AccessDenied } from '../../access/access-denied.js';
import { refuseOtherDocuments } from '../../access/public-tokens.js';
import { type RequestContext } from '../request-context.js';
import { type Authenticate, contextOf } from './context.js';
import { refuseTooMuch } from './cost.js';
import { formatError, type ReportIncident } from './format-error.js';
import { limitRules, MAX_BODY, MAX_SUBSCRIPTIONS, MAX_TOKENS } from './limits.js';
import { type Ended, Sessions } from './sessions.js';

export interface WebSocketOptions {
  readonly schema: GraphQLSchema;
  readonly path: string;
  readonly authenticate: Authenticate;
  readonly ended: Ended;
  readonly report: ReportIncident;
}

/** Going away: clients of graphql-ws connect again after it, as they do not after their protocol's own codes (44xx). */
const GOING_AWAY = 1001;
/** Clients of graphql-ws connect again after it. */
const TRY_AGAIN_LATER = 1013;
/** Milliseconds that a client has to answer that its connection is closed. */
const PATIENCE = 3_000;

/** What is kept with a connection. */
interface Kept {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  requestContext?: RequestContext;
}

/**
 * Serves subscriptions by the graphql-transport-ws protocol on one path of an HTTP server, with the same limits, rules, rights and error codes as HTTP.
 * Upgrades to other paths are refused; a connection that breaks off ends itself and nothing else.
 * @returns closes all connections, so that clients go on elsewhere
 */
export function serveWebSocket(server: Server, options: WebSocketOptions): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  const protocol = useServer<Record<string, unknown>, Kept & Record<PropertyKey, unknown>>(protocolOptions(options), sockets);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener, a peer that resets its connection in the middle of an upgrade would end the process.
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?', 1)[0] !== options.path) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  return async () => {
    for (const client of sockets.clients) client.close(GOING_AWAY, 'the service is stopping: connect again');
    const patience = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), PATIENCE);
    await protocol.dispose();
    clearTimeout(patience);
  };
}

function protocolOptions({
  schema,
  authenticate,
  ended,
  report,
}: WebSocketOptions): ServerOptions<Record<string, unknown>, Kept> {
  const format = (errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] =>
    errors.map((error) => formatError(error.toJSON(), error, report));
  const sessions = new Sessions(ended, forbid);
  return {
    schema,
    connectionInitWaitTimeout: 10_000,
    async onConnect({ connectionParams, extra }) {
      const { request } = extra;
      const named = Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
      const authorization = typeof named === 'string' ? named : request.headers.authorization;
      try {
        const headers = { ...request.headers, authorization };
        const context = await contextOf(authenticate, { headers, ip: request.socket.remoteAddress });
        extra.requestContext = { ...context, viewerNow: () => context.viewerNow().catch((error) => letGo(extra.socket, error)) };
        if (context.viewer.credential) sessions.add(extra.socket, context.viewer.credential);
      } catch (error) {
        if (!(error instanceof AccessDenied))
          extra.socket.close(CloseCode.InternalServerError, formatError({ message: '' }, error, report).message);
        else if (error.status >= 429) extra.socket.close(TRY_AGAIN_LATER, error.message.slice(0, 120));
        return false;
      }
      return true;
    },
    onSubscribe({ extra, subscriptions }, _id, { query, operationName, variables }) {
      const refused = (message: string) => [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })];
      if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
        return refused(`a connection has at most ${MAX_SUBSCRIPTIONS} subscriptions`);
      try {
        const document = parse(query, { maxTokens: MAX_TOKENS });
        const errors = validate(schema, document, [...specifiedRules, ...limitRules]);
        if (errors.length > 0)
          return errors.map(
            (error) => new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'BAD_USER_INPUT' } }),
          );
        const operation = getOperationAST(document, operationName);
        if (!operation) return refused('name one of the operations of the document');
        if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
          return refused(`a ${operation.operation} goes over HTTP; this connection is for subscriptions`);
        refuseTooMuch(schema, document, operationName, variables ?? {});
        const context = extra.requestContext!;
        refuseOtherDocuments(context.viewer, query);
        return { schema, document, operationName, variableValues: variables, contextValue: { ...context, loaders: new Map() } };
      } catch (error) {
        if (error instanceof GraphQLError) return refused(error.message);
        if (error instanceof AccessDenied) return [new GraphQLError(error.message, { extensions: { code: error.code } })];
        throw error;
      }
    },
    onError: (_context, _id, _payload, errors) => format(errors),
    onNext: (_context, _id, _payload, _args, result) =>
      result.errors ? { ...result, errors: format(result.errors) } : undefined,
  };
}

/** Closes a connection whose credential counts no more, as one is closed that was opened with such a one: clients of graphql-ws may come with another. */
function forbid(socket: WebSocket): void {
  socket.close(CloseCode.Forbidden, 'Forbidden');
}

function letGo(socket: WebSocket, error: unknown): never {
  if (error instanceof AccessDenied && error.status < 429) forbid(socket);
  throw error;
}
