import { randomUUID } from 'node:crypto';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ApolloDriverConfig } from '@nestjs/apollo';
import { type GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { type Viewer } from '../../access/viewer.js';
import { type ErrorCode } from '../errors.js';
import { acceptedLanguages } from '../language.js';
import { type RequestContext } from '../request-context.js';
import { JitApolloDriver } from './jit-driver.js';

export interface GraphqlServerOptions {
  readonly types: readonly unknown[];
  readonly transformSchema: (schema: GraphQLSchema) => GraphQLSchema;
  readonly authenticate: (authorization: string | undefined) => Promise<Viewer>;
  readonly freshness: () => unknown;
  readonly closing: AbortSignal;
  readonly report?: (incident: string, error: unknown) => void;
}

export function graphqlOptions(options: GraphqlServerOptions): ApolloDriverConfig {
  const contextOf = async (headers: Readonly<Record<string, string | string[] | undefined>>): Promise<RequestContext> => ({
    viewer: await options.authenticate(one(headers.authorization)),
    languages: acceptedLanguages(one(headers['accept-language'])),
    loaders: new Map(),
  });
  return {
    driver: JitApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    playground: false,
    transformSchema: options.transformSchema,
    buildSchemaOptions: { orphanedTypes: [...options.types] as never[] },
    includeStacktraceInErrorResponses: false,
    introspection: true,
    context: ({ headers }: { headers: Readonly<Record<string, string | string[] | undefined>> }) => contextOf(headers),
    formatError: (formatted: GraphQLFormattedError, error: unknown) => formatError(formatted, error, options.report),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      {
        requestDidStart: () =>
          Promise.resolve({
            willSendResponse: ({
              response,
            }: {
              response: { body: { kind: string; singleResult?: { extensions?: object } } };
            }) => {
              const { body } = response;
              if (body.kind === 'single' && body.singleResult) {
                body.singleResult.extensions = { ...body.singleResult.extensions, concord: options.freshness() };
              }
              return Promise.resolve();
            },
          }),
      } as never,
    ],
  } as ApolloDriverConfig;
}

const OURS: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
] satisfies ErrorCode[];

function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  report: GraphqlServerOptions['report'],
): GraphQLFormattedError {
  const cause = (error as GraphQLError).originalError ?? error;
  const code = String((cause as { code?: unknown }).code ?? formatted.extensions?.code ?? '');
  if (OURS.includes(code)) return { ...formatted, extensions: { ...formatted.extensions, code } };
  if (/^(GRAPHQL_|BAD_REQUEST|PERSISTED_|OPERATION_)/.test(code)) return { ...formatted, extensions: { code: 'BAD_USER_INPUT' } };
  const incident = randomUUID();
  report?.(incident, cause);
  return { ...formatted, message: `something went wrong here; incident ${incident}`, extensions: { code: 'INTERNAL', incident } };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
