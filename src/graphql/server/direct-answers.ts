import { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';
import { type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { reject } from '../../platform/metrics.js';
import { type RequestScope, requestScopes } from '../request-scope.js';
import { badUserInput, documentNotFound, type ErrorHead } from '../errors.js';
import { type RequestContext } from '../request-context.js';
import { type Gate, REFUSED_POINTS } from './gate.js';
import { type Operation } from './operations.js';
import { hashNamed, type NamesDocument } from './saved-documents.js';

/** What is asked of every operation, and said with every answer, beside what Apollo Server does. */
export interface OperationPolicy {
  readonly gate: Gate;
  /** Called before anything is read; gives what makes `extensions` of the answer. */
  readonly begin: (context: object) => Extensions;
  /** An error as callers see it. */
  readonly format: (error: GraphQLError) => object;
}

type Extensions = () => Record<string, unknown>;

type MakeContext = (request: FastifyRequest, reply: FastifyReply) => Promise<object>;

/** Where a context holds what was found before Apollo Server was asked. */
const FOUND = Symbol('found');

interface Found {
  /** Runs the operation once, whoever asks for its result first. */
  readonly run: () => Promise<ExecutionResult>;
  readonly extensions: Extensions;
}

/** Texts of documents that requests name by their hash. */
const texts = new WeakMap<object, string>();

/** The text of the document that a request asks for, sent with it or named by its hash; undefined where there is none. */
export function documentOf(request: object, sent: unknown): string | undefined {
  const { query } = (sent ?? {}) as { readonly query?: unknown };
  return typeof query === 'string' ? query : texts.get(request);
}

const foundIn = (context: object): Found | undefined => (context as { [FOUND]?: Found })[FOUND];

/** The `extensions` of an answer for which everything was read before Apollo Server was asked, or undefined. */
export function begun(context: object): Extensions | undefined {
  return foundIn(context)?.extensions;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';
/** Headers `accept` for which the answer is JSON under its plain name. */
const PLAIN = new Set<string | undefined>([undefined, '*/*', 'application/json']);
const FIELDS = new Set(['query', 'variables', 'operationName', 'extensions']);

/** What a request asks for. */
interface Asked {
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  /** Whether it is a request that can be answered without Apollo Server. */
  readonly isPlain: boolean;
}

/**
 * Takes every request through the gate before Apollo Server sees it, in one order: who asks, the operation's text, its cost, the caller's points. What is
 * refused there is answered at once. What passes and has the usual form is run and answered at once too, which takes a third of the time; everything
 * else (another form of request, a caller who is not let in, an error while it runs) goes Apollo Server's way, with the context, the document and the
 * result that there are by then.
 */
export class DirectAnswers {
  readonly #contexts = new WeakMap<FastifyRequest, Promise<object>>();

  constructor(readonly policy: OperationPolicy) {}

  /** The result of an operation that was admitted before Apollo Server was asked, or undefined. */
  resultIn(context: object): Promise<ExecutionResult> | undefined {
    return foundIn(context)?.run();
  }

  /** The maker of contexts, called once for each request. */
  contexts(make: MakeContext): MakeContext {
    return (request, reply) => {
      let context = this.#contexts.get(request);
      if (!context) this.#contexts.set(request, (context = make(request, reply)));
      return context;
    };
  }

  /** Stands before a route that is registered from here on. */
  serve(fastify: FastifyInstance, path: string, contextOf: MakeContext): void {
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (route.url !== path) return;
      route.preHandler = (request, reply, done) => {
        const requestScope = requestScopes.getStore();
        const answer = async () => {
          const unknown = await this.#fillIn(request);
          if (unknown) return this.#refuse(reply, typeOf(request.headers.accept) ?? JSON_TYPE, [unknown], {});
          const asked = this.#find(request);
          return asked && requestScope ? this.#answer(asked, requestScope, reply, () => contextOf(request, reply)) : false;
        };
        answer().then((answered) => void (answered || done()), done);
      };
    });
  }

  /** Puts the text in the place of the hash by which a request names its document. @returns why that cannot be done */
  async #fillIn(request: FastifyRequest): Promise<GraphQLError | undefined> {
    const isGet = request.method === 'GET';
    const sent = (isGet ? request.query : request.body) as Record<string, unknown> | null | undefined;
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
    const named: NamesDocument = isGet ? readParameters(sent) : sent;
    const isById = named.documentId !== undefined && named.documentId !== null;
    if (sent.query !== undefined && !isById) return undefined;
    const hash = hashNamed(named);
    if (hash === undefined) return undefined;
    const refused = (field: string, value: unknown, rule: string) => badUserInput({ field, value, rule });
    if (isById && sent.query !== undefined)
      return refused('query', sent.query, 'is left out where documentId names the document');
    if (hash === null) return refused('documentId', named.documentId, 'is sha256: and 64 hexadecimal digits');
    const text = await this.policy.gate.saved.text(hash);
    // Apollo Server says so of those that its clients name.
    if (text === undefined) return isById ? documentNotFound() : undefined;
    if (isGet) {
      // What was saved is known, so that a page of another site that asks for it learns and changes nothing.
      request.headers['apollo-require-preflight'] ??= 'saved';
      // Apollo Server reads the address.
      if (isById) {
        delete sent.documentId;
        sent.extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
        request.raw.url = `${request.url.split('?')[0]}?${new URLSearchParams(sent as Record<string, string>).toString()}`;
      }
    } else {
      delete sent.documentId;
      if (isById) sent.query = text;
    }
    texts.set(request, text);
    return undefined;
  }

  #find(request: FastifyRequest): Asked | undefined {
    const { method, headers } = request;
    const isGet = method === 'GET';
    if (!isGet && (method !== 'POST' || !headers['content-type']?.startsWith('application/json'))) return undefined;
    const sent = (isGet ? request.query : request.body) as Record<string, unknown> | null | undefined;
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
    const { operationName, variables, extensions, query } = isGet ? readParameters(sent) : sent;
    const text = query ?? texts.get(request);
    if (typeof text !== 'string' || text === '' || (operationName != null && typeof operationName !== 'string')) return undefined;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
    if (isGet && !wasPreflighted(headers)) {
      // Apollo Server says so.
      reject('preflight');
      return undefined;
    }
    let isPlain = !isGet && PLAIN.has(headers.accept) && extensions == null;
    for (const field in sent) if (!FIELDS.has(field)) isPlain = false;
    return {
      text,
      operationName: operationName ?? undefined,
      variables: (variables ?? {}) as Record<string, unknown>,
      isPlain,
    };
  }

  /** @returns whether it is answered; otherwise Apollo Server has to do it */
  async #answer(
    { text, operationName, variables, isPlain }: Asked,
    requestScope: RequestScope,
    reply: FastifyReply,
    makeContext: () => Promise<object>,
  ): Promise<boolean> {
    const { gate, begin } = this.policy;
    const type = typeOf(reply.request.headers.accept);
    if (type === undefined) {
      reject('accept');
      return this.#refuse(reply, JSON_TYPE, [notAcceptable()], {});
    }
    let context: object;
    try {
      context = await makeContext();
    } catch {
      return false;
    }
    const extensions = begin(context);
    let operation: Operation;
    let points: number;
    try {
      await gate.refuseUnsaved((context as RequestContext).viewer, text);
      const read = await gate.read(requestScope, text);
      if (!('document' in read)) {
        reply.headers(await gate.charge(requestScope.name, REFUSED_POINTS));
        return this.#refuse(reply, type, read, extensions());
      }
      operation = read;
      const admitted = await gate.admit(requestScope, operation.document, operationName, variables);
      points = admitted.points;
      reply.headers(admitted.left);
    } catch (error) {
      if (error instanceof GraphQLError) return this.#refuse(reply, type, [error], extensions());
      throw error;
    }
    const asked = getOperationAST(operation.document, operationName);
    if (!asked || asked.operation === OperationTypeNode.SUBSCRIPTION) return false;
    let result: Promise<ExecutionResult> | undefined;
    const run = () =>
      (result ??= (async () => {
        const compiled = await gate.operations.runOf(operation, operationName, requestScope.name);
        return gate.run(requestScope, points, () => compiled(context, variables));
      })());
    Object.assign(context, { [FOUND]: { run, extensions } satisfies Found });
    if (!isPlain) return false;
    const found = await run().catch(() => undefined);
    if (!found || found.errors) return false;
    void reply.type(type).send(JSON.stringify({ data: found.data, extensions: extensions() }) + '\n');
    return true;
  }

  /** Answers with errors alone. */
  #refuse(reply: FastifyReply, type: string, errors: readonly GraphQLError[], extensions: object): true {
    const { status = 400, headers = new Map<string, string>() } = (errors[0]!.extensions.http ?? {}) as Partial<ErrorHead>;
    const body = { errors: errors.map((error) => this.policy.format(error)), extensions };
    void reply
      .code(status)
      .headers(Object.fromEntries(headers))
      .type(type)
      .send(`${JSON.stringify(body)}\n`);
    return true;
  }
}

/** Parameters of a GET, with what is JSON in them read; undefined where it is none, which Apollo Server then says. */
function readParameters(sent: Record<string, unknown>): Record<string, unknown> {
  const read = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  };
  return { ...sent, variables: read(sent.variables), extensions: read(sent.extensions) };
}

/** Whether a browser would have asked the service before it sent this for a page of another site, as Apollo Server has it. */
function wasPreflighted(headers: FastifyRequest['headers']): boolean {
  const { 'content-type': type } = headers;
  return Boolean(
    headers['apollo-require-preflight'] || headers['x-apollo-operation-name'] || type?.startsWith('application/json'),
  );
}

/** The type of the answer; undefined where none of ours is taken. */
function typeOf(accept: string | undefined): string | undefined {
  if (PLAIN.has(accept)) return JSON_TYPE;
  const types = accept!.split(',').map((one) => one.split(';', 1)[0]!.trim().toLowerCase());
  const first = types.find((one) => /^(\*\/\*|application\/(\*|json|graphql-response\+json))$/.test(one));
  if (first === undefined) return undefined;
  return first === 'application/graphql-response+json' ? RESPONSE_TYPE : JSON_TYPE;
}

function notAcceptable(): GraphQLError {
  return new GraphQLError('accept: the answer is application/json or application/graphql-response+json', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 406, headers: new Map() } satisfies ErrorHead },
  });
}
