import { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';
import { type DocumentNode, type ExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Runs an operation, compiled or interpreted. */
export type Run = (context: unknown, variables: Record<string, unknown>) => Promise<ExecutionResult> | ExecutionResult;

interface Known {
  readonly document: DocumentNode;
  readonly run: Run;
}

/** What is asked of every operation, and said with every answer, beside what Apollo Server does. */
export interface Customs {
  /** @throws for an operation that asks for too much */
  readonly check: (document: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>) => void;
  /** Called before anything is read; gives what makes `extensions` of the answer. */
  readonly begin: (context: object) => Extensions;
}

type Extensions = () => Record<string, unknown>;

type MakeContext = (request: FastifyRequest, reply: FastifyReply) => Promise<object>;

const REMEMBERED = 1_000;
/** Where a context holds what was found before Apollo Server was asked. */
const FOUND = Symbol('found');

interface Found {
  readonly result: Promise<ExecutionResult>;
  readonly extensions: Extensions;
}

const foundIn = (context: object): Found | undefined => (context as { [FOUND]?: Found })[FOUND];

/** The `extensions` of an answer for which everything was read before Apollo Server was asked, or undefined. */
export function begun(context: object): Extensions | undefined {
  return foundIn(context)?.extensions;
}

/** Headers `accept` for which the answer is JSON under its plain name. */
const PLAIN = new Set<string | undefined>([undefined, '*/*', 'application/json']);
const FIELDS = new Set(['query', 'variables', 'operationName']);

/**
 * Operations that Apollo Server has parsed, validated and executed before, by their text: sent again they are run and answered at once, which takes a
 * third of the time. Everything that is not a plain success (another form of request, a caller who is not let in, an error) goes Apollo Server's way, with
 * the context and the result that there are by then, so that what it says is said in one place.
 */
export class KnownOperations {
  readonly #known = new LRUCache<string, Known>({ max: REMEMBERED });
  readonly #contexts = new WeakMap<FastifyRequest, Promise<object>>();

  constructor(readonly customs: Customs) {}

  /** Remembers an operation that is about to be executed. */
  remember(query: string, operationName: string | null | undefined, known: Known): void {
    this.#known.set(keyOf(query, operationName), known);
  }

  /** The result that was found before Apollo Server was asked, or undefined. */
  resultIn(context: object): Promise<ExecutionResult> | undefined {
    return foundIn(context)?.result;
  }

  /** The maker of contexts, called once for each request. */
  contexts(make: MakeContext): MakeContext {
    return (request, reply) => {
      let context = this.#contexts.get(request);
      if (!context) this.#contexts.set(request, (context = make(request, reply)));
      return context;
    };
  }

  /** Answers known operations on a route that is registered from here on. */
  serve(fastify: FastifyInstance, path: string, contextOf: MakeContext): void {
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (route.url !== path) return;
      route.preHandler = (request, reply, done) => {
        const asked = this.#find(request);
        if (!asked) return done();
        this.#run(asked, () => contextOf(request, reply)).then((text) => {
          if (text === undefined) done();
          else void reply.type('application/json; charset=utf-8').send(text);
        }, done);
      };
    });
  }

  #find({ method, headers, body }: FastifyRequest): Asked | undefined {
    if (method !== 'POST' || !PLAIN.has(headers.accept) || !headers['content-type']?.startsWith('application/json'))
      return undefined;
    if (typeof body !== 'object' || body === null) return undefined;
    const { query, operationName, variables } = body as Record<string, unknown>;
    if (typeof query !== 'string' || (operationName != null && typeof operationName !== 'string')) return undefined;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
    for (const field in body) if (!FIELDS.has(field)) return undefined;
    const known = this.#known.get(keyOf(query, operationName));
    return (
      known && { ...known, operationName: operationName ?? undefined, variables: (variables ?? {}) as Record<string, unknown> }
    );
  }

  /** The answer's text; undefined where it is for Apollo Server to answer. */
  async #run(
    { document, run, operationName, variables }: Asked,
    makeContext: () => Promise<object>,
  ): Promise<string | undefined> {
    let context: object;
    try {
      context = await makeContext();
      this.customs.check(document, operationName, variables);
    } catch {
      return undefined;
    }
    const extensions = this.customs.begin(context);
    const result = (async () => run(context, variables))();
    const found = await result.catch(() => undefined);
    if (found && !found.errors) return JSON.stringify({ data: found.data, extensions: extensions() }) + '\n';
    Object.assign(context, { [FOUND]: { result, extensions } satisfies Found });
    return undefined;
  }
}

interface Asked extends Known {
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

function keyOf(query: string, operationName: string | null | undefined): string {
  return operationName == null ? query : `${operationName}\0${query}`;
}
