import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { type RequestContext } from '../request-context.js';
import { type Freshness } from '../schema/freshness.js';
import { type Audit, type Authenticate, contextOf, type Headers } from './context.js';
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
  readonly audit?: Audit;
}

/** Apollo Server on Nest as Concord runs it: compiled execution, limits, our codes, nothing from a CDN. */
export function graphqlOptions({
  types,
  transformSchema,
  authenticate,
  freshness,
  report,
  audit,
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
    context: ({ headers }: { headers: Headers }) => contextOf(authenticate, headers, audit).catch(refuse),
    formatError: (formatted: GraphQLFormattedError, error: unknown) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginCacheControlDisabled(), customsPlugin(customs)],
  };
}

/** A caller who is not let in, with the status that HTTP has for it. */
function refuse(error: unknown): never {
  if (!(error instanceof AccessDenied)) throw error;
  const { code, message } = error;
  throw new GraphQLError(message, { extensions: { code, http: { status: code === 'UNAUTHENTICATED' ? 401 : 403 } } });
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
