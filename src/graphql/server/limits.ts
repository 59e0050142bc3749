import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** Bytes of a request; the port of the log takes 1 MiB an append, so no command needs more. */
export const MAX_BODY = 2 * 1024 * 1024;
/** Lexical tokens of an operation: about a hundred times the longest of the explorer's. */
export const MAX_TOKENS = 10_000;
/** Fields within fields. */
export const MAX_DEPTH = 20;
/** Aliases of an operation: each may be a query of its own. */
export const MAX_ALIASES = 500;
/** Fields and fragments of an operation, with fragments written out where they are used; introspection asks for some 200. */
export const MAX_SELECTIONS = 5_000;
/** Objects that an operation may ask for: pages within pages multiply. A full page, each with its last 50 events, is about 75,000. */
export const MAX_OBJECTS = 200_000;
/** Subscriptions of one connection. */
export const MAX_SUBSCRIPTIONS = 50;

/** Reports what a rule rejects as any other error of validation: by itself it throws, which would be taken for a fault of the service. */
function reporting(message: string) {
  return {
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null) => context?.reportError(new GraphQLError(message))],
  };
}

/** Rules beside those of the GraphQL specification, over HTTP and WebSocket alike. */
export const limitRules = [
  maxDepthRule({
    n: MAX_DEPTH,
    ignoreIntrospection: true,
    flattenFragments: true,
    ...reporting(`fields stand more than ${MAX_DEPTH} deep in each other`),
  }),
  maxAliasesRule({ n: MAX_ALIASES, ...reporting(`there are more than ${MAX_ALIASES} aliases`) }),
] as unknown as ValidationRule[];
