import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  subscribe,
} from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type ServerOptions } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { AccessDenied } from '../../access/access-denied.js';
import { refuseOtherDocuments } from '../../access/public-tokens.js';
import { reject, type Rule } from '../../platform/metrics.js';
import { type RequestScope, requestScopes } from '../request-scope.js';
import { documentNotFound, timedOut } from '../errors.js';
import { type RequestContext } from '../request-context.js';
import { settled } from './settled.js';
import { type Audit, type Authenticate, contextOf } from './context.js';
import { formatError, type ReportIncident, withoutSuggestions } from './format-error.js';
import { type Gate, REFUSED_POINTS } from './gate.js';
import { MAX_FRAME, MAX_SOCKETS, MAX_SUBSCRIPTIONS } from './limits.js';
import { scopesOf, mayHaveKeys, requestIdOf } from './request-hooks.js';
import { hashNamed } from './saved-documents.js';
import { type Ended, Sessions } from './sessions.js';

export interface WebSocketOptions {
  readonly schema: GraphQLSchema;
  readonly path: string;
  readonly authenticate: Authenticate;
  readonly audit?: Audit;
  readonly ended: Ended;
  readonly report: ReportIncident;
  readonly gate: Gate;
}

/** Going away: clients of graphql-ws connect again after it, as they do not after their protocol's own codes (44xx). */
const GOING_AWAY = 1001;
/** Clients of graphql-ws connect again after it. */
const TRY_AGAIN_LATER = 1013;
/** Milliseconds that a client has to answer that its connection is closed. */
const CLOSE_TIMEOUT_MS = 3_000;

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
    maxPayload: MAX_FRAME,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  const scopeOf = scopesOf(options.gate.settings);
  const bySocket = new WeakMap<WebSocket, RequestScope>();
  const protocol = useServer<Record<string, unknown>, Kept & Record<PropertyKey, unknown>>(
    protocolOptions(options, bySocket),
    sockets,
  );
  const byAddress = new Map<string, number>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener, a peer that resets its connection in the middle of an upgrade would end the process.
    socket.on('error', () => socket.destroy());
    const requestScope = scopeOf(request, requestIdOf(request));
    const { name } = requestScope;
    const open = byAddress.get(name) ?? 0;
    if (request.url?.split('?', 1)[0] !== options.path) refuseUpgrade(socket, 'path', '404 Not Found');
    else if (open >= MAX_SOCKETS) refuseUpgrade(socket, 'sockets', '429 Too Many Requests');
    else {
      sockets.handleUpgrade(request, socket, head, (client) => {
        byAddress.set(name, (byAddress.get(name) ?? 0) + 1);
        client.once('close', () => {
          const left = byAddress.get(name)! - 1;
          if (left > 0) byAddress.set(name, left);
          else byAddress.delete(name);
          requestScope.cancel(timedOut('the caller has gone'));
        });
        bySocket.set(client, requestScope);
        sockets.emit('connection', client, request);
        // A frame that is too large or no frame is the peer's fault, and ends its connection alone: nothing to write on the console.
        client.removeAllListeners('error').on('error', () => reject('frame'));
      });
    }
  });
  return async () => {
    for (const client of sockets.clients) client.close(GOING_AWAY, 'the service is stopping: connect again');
    const timer = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), CLOSE_TIMEOUT_MS);
    await protocol.dispose();
    clearTimeout(timer);
  };
}

/** Subscribes for a caller, for whom each event is read too. */
async function subscribeFor(args: ExecutionArgs) {
  const { requestScope } = args.contextValue as { readonly requestScope: RequestScope };
  const events = await requestScopes.run(requestScope, () => subscribe(args));
  if (Symbol.asyncIterator in events) {
    const next = events.next.bind(events);
    events.next = () => requestScopes.run(requestScope, next);
  }
  return events;
}

/** Refuses messages that only a server sends, as what is no message: graphql-ws would take them for a fault of its own, and say so on the console. */
function refuseAnswers(key: string, value: unknown): unknown {
  const { type } = (key === '' && value ? value : {}) as { readonly type?: unknown };
  if (type === 'next' || type === 'error' || type === 'connection_ack') throw new Error(`a client sends no ${type}`);
  return value;
}

function refuseUpgrade(socket: Duplex, rule: Rule, status: string): void {
  reject(rule);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

function protocolOptions(
  { schema, authenticate, ended, audit, report, gate }: WebSocketOptions,
  scopeOf: WeakMap<WebSocket, RequestScope>,
): ServerOptions<Record<string, unknown>, Kept> {
  const format = (errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] =>
    errors.map((error) => {
      const shown = formatError(error.toJSON(), error, report);
      return gate.settings.suggestions ? shown : withoutSuggestions(shown);
    });
  const sessions = new Sessions(ended, forbid);
  return {
    schema,
    jsonMessageReviver: refuseAnswers,
    connectionInitWaitTimeout: 10_000,
    async onConnect({ connectionParams, extra }) {
      const { request } = extra;
      const named = Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
      const authorization = typeof named === 'string' ? named : request.headers.authorization;
      const { origin, host } = request.headers;
      try {
        const requestScope = scopeOf.get(extra.socket)!;
        const asking = { headers: { ...request.headers, authorization }, ip: requestScope.address };
        const context = await requestScopes.run(requestScope, () => contextOf(authenticate, asking, audit));
        const { credential } = context.viewer;
        // As over HTTP, where the browser asks first: pages of other sites read what is CLEAR, or what a public token made for them shows.
        const isForeign = authorization !== undefined && origin !== undefined && !mayHaveKeys(gate.settings, origin, host);
        if (isForeign && !credential?.origins) {
          reject('origin');
          throw new AccessDenied('FORBIDDEN', 'pages of this site may not send keys');
        }
        extra.requestContext = { ...context, viewerNow: () => context.viewerNow().catch((error) => letGo(extra.socket, error)) };
        if (credential) sessions.add(extra.socket, credential);
      } catch (error) {
        if (!(error instanceof AccessDenied))
          extra.socket.close(CloseCode.InternalServerError, formatError({ message: '' }, error, report).message);
        else if (error.status >= 429) extra.socket.close(TRY_AGAIN_LATER, error.message.slice(0, 120));
        else extra.socket.close(closeCodeOf(error), `${error.code}: ${error.message}`.slice(0, 120));
        return false;
      }
      return true;
    },
    async onSubscribe({ extra, subscriptions }, _id, { query: sent, operationName, variables, extensions }) {
      const refused = (rule: Rule, message: string) => {
        reject(rule);
        return [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })];
      };
      if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
        return refused('subscriptions', `a connection has at most ${MAX_SUBSCRIPTIONS} subscriptions`);
      const requestScope = scopeOf.get(extra.socket)!;
      try {
        const hash = sent === '' ? hashNamed({ ...extensions, extensions }) : undefined;
        const query = hash ? await gate.saved.text(hash) : sent;
        if (query === undefined) return [documentNotFound()];
        await gate.refuseUnsaved(extra.requestContext!.viewer, query);
        const read = await gate.read(requestScope, query);
        if (!('document' in read)) {
          await gate.charge(requestScope.name, REFUSED_POINTS);
          return read;
        }
        const { document } = read;
        const operation = getOperationAST(document, operationName);
        if (!operation) return refused('operation', 'name one of the operations of the document');
        if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
          return refused('operation', `a ${operation.operation} goes over HTTP; this connection is for subscriptions`);
        await gate.admit(requestScope, document, operationName ?? undefined, variables ?? {});
        const context = extra.requestContext!;
        refuseOtherDocuments(context.viewer, query);
        return {
          schema,
          document,
          operationName,
          variableValues: variables,
          contextValue: { ...context, loaders: new Map(), requestScope },
        };
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        if (error instanceof AccessDenied) return [new GraphQLError(error.message, { extensions: { code: error.code } })];
        throw error;
      }
    },
    subscribe: subscribeFor,
    onError: (_context, _id, _payload, errors) => format(errors),
    async onNext({ extra }, _id, _payload, _args, given) {
      const result = await settled(given, extra.requestContext!.reads);
      return result.errors ? { ...result, errors: format(result.errors) } : result;
    },
  };
}

/** 44 and the last two digits of the status over HTTP. */
function closeCodeOf({ status }: AccessDenied): number {
  return status === 401 ? CloseCode.Unauthorized : CloseCode.Forbidden;
}

/** Closes a connection whose credential has ended, by a code after which clients of graphql-ws come again, with a fresh one if they have it; they do not after 4401. */
function forbid(socket: WebSocket): void {
  socket.close(CloseCode.Forbidden, 'UNAUTHENTICATED: the credential has ended');
}

function letGo(socket: WebSocket, error: unknown): never {
  if (error instanceof AccessDenied && error.status < 429) forbid(socket);
  throw error;
}
