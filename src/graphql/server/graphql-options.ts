import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { refuseOtherDocuments } from '../../access/public-tokens.js';
import { type RequestContext } from '../request-context.js';
import { type Freshness } from '../schema/freshness.js';
import { type Asking, type Authenticate, contextOf } from './context.js';
import { refuseTooMuch } from './cost.js';
import { formatError, type ReportIncident } from './format-error.js';
import { JitApolloDriver, type JitDriverConfig } from './jit-driver.js';
import { begun, type Customs } from './known-operations.js';
import { limitRules, MAX_TOKENS } from './limits.js';

export interface GraphqlServerOptions {
  /** Classes that become types without a resolver of Nest's own naming them. */
  readonly types: readonly unknown[];
  /** Completes the schema that the classes make. */
  readonly transformSchema: (schema: GraphQLSchema) => GraphQLSchema;
  readonly authenticate: Authenticate;
  /** What `extensions.concord` of every response says. */
  readonly freshness: () => Freshness;
  readonly report: ReportIncident;
}

/** Apollo Server on Nest as Concord runs it: compiled execution, limits, our codes, nothing from a CDN. */
export function graphqlOptions({
  types,
  transformSchema,
  authenticate,
  freshness,
  report,
}: GraphqlServerOptions): JitDriverConfig {
  let assembled: GraphQLSchema;
  const customs: Customs = {
    check: (document, operationName, variables) => refuseTooMuch(assembled, document, operationName, variables),
    // What is read may have been read when the request came, so the answer includes no more than what was there then.
    begin: (context) => {
      const { position } = freshness();
      return () => ({ concord: { ...freshness(), position: (context as Partial<RequestContext>).includes ?? position } });
    },
  };
  return {
    customs,
    driver: JitApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    introspection: true,
    transformSchema: (schema) => (assembled = transformSchema(schema)),
    buildSchemaOptions: { orphanedTypes: [...types] as never[] },
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    validationRules: limitRules,
    // The service stops itself, in its own order.
    stopOnTerminationSignals: false,
    context: (request: Request) => contextOfRequest(authenticate, request).catch(refuse),
    formatError: (formatted: GraphQLFormattedError, error: unknown) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginCacheControlDisabled(), customsPlugin(customs)],
  };
}

interface Request extends Asking {
  readonly method: string;
  readonly body?: unknown;
  readonly query?: unknown;
}

async function contextOfRequest(authenticate: Authenticate, request: Request): Promise<RequestContext> {
  const context = await contextOf(authenticate, request);
  const asked = (request.method === 'GET' ? request.query : request.body) as { readonly query?: unknown } | null | undefined;
  refuseOtherDocuments(context.viewer, typeof asked?.query === 'string' ? asked.query : undefined);
  return context;
}

/** A caller who is not let in, with the status and headers that HTTP has for it. */
function refuse(error: unknown): never {
  if (!(error instanceof AccessDenied)) throw error;
  const { code, message, status, headers } = error;
  throw new GraphQLError(message, { extensions: { code, http: { status, headers: new HeaderMap(Object.entries(headers)) } } });
}

/** The customs, where Apollo Server executes and answers. */
function customsPlugin({ check, begin }: Customs): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart({ contextValue }) {
      const extensions = begun(contextValue) ?? begin(contextValue);
      return Promise.resolve({
        didResolveOperation({ document, operationName, request: { variables = {} } }) {
          check(document, operationName ?? undefined, variables);
          return Promise.resolve();
        },
        willSendResponse({ response: { body } }) {
          if (body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, ...extensions() };
          return Promise.resolve();
        },
      });
    },
  };
}
