import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import { type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { type RequestContext } from '../request-context.js';
import { type Freshness } from '../schema/freshness.js';
import { type Authenticate, contextOf, type Headers } from './context.js';
import { refuseTooMuch } from './cost.js';
import { formatError, type ReportIncident } from './format-error.js';
import { JitApolloDriver } from './jit-driver.js';
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
}: GraphqlServerOptions): ApolloDriverConfig {
  return {
    driver: JitApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    introspection: true,
    transformSchema,
    buildSchemaOptions: { orphanedTypes: [...types] as never[] },
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    validationRules: limitRules,
    // The service stops itself, in its own order.
    stopOnTerminationSignals: false,
    context: ({ headers }: { headers: Headers }) => contextOf(authenticate, headers).catch(refuse),
    formatError: (formatted: GraphQLFormattedError, error: unknown) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginCacheControlDisabled(), costPlugin, freshnessPlugin(freshness)],
  };
}

/** A caller who is not let in, with the status that HTTP has for it. */
function refuse(error: unknown): never {
  if (!(error instanceof AccessDenied)) throw error;
  const { code, message } = error;
  throw new GraphQLError(message, { extensions: { code, http: { status: code === 'UNAUTHENTICATED' ? 401 : 403 } } });
}

const costPlugin: ApolloServerPlugin<BaseContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ schema, document, operationName, request: { variables = {} } }) {
        refuseTooMuch(schema, document, operationName, variables);
        return Promise.resolve();
      },
    }),
};

/** What is read may have been read when the request came, so the answer includes no more than what was there then. */
function freshnessPlugin(freshness: () => Freshness): ApolloServerPlugin<Partial<RequestContext>> {
  return {
    requestDidStart({ contextValue }) {
      const { position } = freshness();
      return Promise.resolve({
        willSendResponse({ response: { body } }) {
          const concord: Freshness = { ...freshness(), position: contextValue.includes ?? position };
          if (body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, concord };
          return Promise.resolve();
        },
      });
    },
  };
}
