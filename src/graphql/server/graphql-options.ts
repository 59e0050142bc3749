import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { refuseOtherDocuments } from '../../access/public-tokens.js';
import { type ErrorCode, RETRY_AFTER_SECONDS } from '../errors.js';
import { type RequestContext } from '../request-context.js';
import { type Freshness } from '../schema/freshness.js';
import { type Asking, type Audit, type Authenticate, contextOf } from './context.js';
import { formatError, type ReportIncident, withoutSuggestions } from './format-error.js';
import { type Gate } from './gate.js';
import { JitApolloDriver, type JitDriverConfig } from './jit-driver.js';
import { begun, documentOf, type OperationPolicy } from './direct-answers.js';

export interface GraphqlServerOptions {
  /** Classes that become types without a resolver of Nest's own naming them. */
  readonly types: readonly unknown[];
  /** Completes the schema that the classes make. */
  readonly transformSchema: (schema: GraphQLSchema) => GraphQLSchema;
  readonly authenticate: Authenticate;
  /** What `extensions.concord` of every response says. */
  readonly freshness: () => Freshness;
  readonly report: ReportIncident;
  readonly gate: Gate;
  readonly audit?: Audit;
}

/** Apollo Server on Nest as Concord runs it: compiled execution, limits, our codes, nothing from a CDN. */
export function graphqlOptions({
  types,
  transformSchema,
  authenticate,
  freshness,
  report,
  gate,
  audit,
}: GraphqlServerOptions): JitDriverConfig {
  const format = (formatted: GraphQLFormattedError, error: unknown) => {
    const shown = formatError(formatted, error, report);
    return gate.settings.suggestions ? shown : withoutSuggestions(shown);
  };
  const { saved } = gate;
  const policy: OperationPolicy = {
    gate,
    format: (error) => format(error.toJSON(), error),
    // What is read may have been read when the request came, so the answer includes no more than what was there then.
    begin: (context) => {
      const { position } = freshness();
      return () => ({ concord: { ...freshness(), position: (context as Partial<RequestContext>).includes ?? position } });
    },
  };
  return {
    policy,
    driver: JitApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    introspection: true,
    transformSchema,
    buildSchemaOptions: { orphanedTypes: [...types] as never[] },
    includeStacktraceInErrorResponses: false,
    persistedQueries: { cache: saved.cache },
    // The service stops itself, in its own order.
    stopOnTerminationSignals: false,
    context: (request: Request) => contextOfRequest(authenticate, request, audit).catch(refuse),
    formatError: format,
    plugins: [ApolloServerPluginCacheControlDisabled(), policyPlugin(policy)],
  };
}

interface Request extends Asking {
  readonly method: string;
  readonly body?: unknown;
  readonly query?: unknown;
}

async function contextOfRequest(authenticate: Authenticate, request: Request, audit?: Audit): Promise<RequestContext> {
  const context = await contextOf(authenticate, request, audit);
  refuseOtherDocuments(context.viewer, documentOf(request, request.method === 'GET' ? request.query : request.body));
  return context;
}

/** A caller who is not let in, with the status and headers that HTTP has for it. */
function refuse(error: unknown): never {
  if (!(error instanceof AccessDenied)) throw error;
  const { code, message, status, headers } = error;
  throw new GraphQLError(message, { extensions: { code, http: { status, headers: new HeaderMap(Object.entries(headers)) } } });
}

/** The operation policy, where Apollo Server executes and answers. */
function policyPlugin({ begin }: OperationPolicy): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart({ contextValue }) {
      const extensions = begun(contextValue) ?? begin(contextValue);
      return Promise.resolve({
        willSendResponse({ response: { body, http } }) {
          if (body.kind !== 'single') return Promise.resolve();
          body.singleResult.extensions = { ...body.singleResult.extensions, ...extensions() };
          if (body.singleResult.errors?.some(({ extensions: told }) => told?.code === ('UNAVAILABLE' satisfies ErrorCode))) {
            http.status = 503;
            http.headers.set('retry-after', String(RETRY_AFTER_SECONDS));
          }
          return Promise.resolve();
        },
      });
    },
  };
}
