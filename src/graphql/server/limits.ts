import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { type GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** Bytes of a request; the port of the log takes 1 MiB an append, so no command needs more. */
export const MAX_BODY = 2 * 1024 * 1024;
/** Lexical tokens of an operation: about a hundred times the longest of the explorer's. */
export const MAX_TOKENS = 30_000;
/** Fields within fields. */
export const MAX_DEPTH = 20;
/** Aliases of an operation: each may be a query of its own. */
export const MAX_ALIASES = 500;
/** Subscriptions of one connection. */
export const MAX_SUBSCRIPTIONS = 50;

/** The library throws what a rule finds unless it is told to report it, as rules of the specification do. */
const report = {
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)],
};

/** Rules beside those of the GraphQL specification, over HTTP and WebSocket alike. */
export const limitRules = [
  maxDepthRule({ n: MAX_DEPTH, ignoreIntrospection: true, flattenFragments: true, ...report }),
  maxAliasesRule({ n: MAX_ALIASES, ...report }),
] as unknown as ValidationRule[];
