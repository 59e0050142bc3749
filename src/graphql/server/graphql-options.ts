import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import { type ApolloDriverConfig } from '@nestjs/apollo';
import { type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { type Authenticate, contextOf, type Headers } from './context.js';
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
  readonly freshness: () => unknown;
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
    context: ({ headers }: { headers: Headers }) => contextOf(authenticate, headers),
    formatError: (formatted: GraphQLFormattedError, error: unknown) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginCacheControlDisabled(), freshnessPlugin(freshness)],
  };
}

function freshnessPlugin(freshness: () => unknown): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response: { body } }) {
          if (body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, concord: freshness() };
          return Promise.resolve();
        },
      }),
  };
}
