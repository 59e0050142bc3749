import { GraphQLError } from 'graphql';

/** Codes in `errors[].extensions.code`; refusals by the rules of the domain are data instead. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'TIMED_OUT'
  | 'UNAVAILABLE'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'INTERNAL';

/** Seconds after which it is worth to try again when something is missing for the moment. */
export const RETRY_AFTER_SECONDS = 2;

/** One broken rule of an input. */
export interface BrokenRule {
  readonly field: string;
  readonly value: unknown;
  readonly rule: string;
}

/** An input that breaks rules: the message and the extensions name field, value and rule of the first, `violations` lists all. */
export function badUserInput(...violations: readonly BrokenRule[]): GraphQLError {
  const shown = violations.map(({ field, value, rule }) => ({
    field,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    rule,
  }));
  const [first] = shown;
  return new GraphQLError(`${first!.field}: ${first!.value} breaks the rule: ${first!.rule}`, {
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, ...first, violations: shown },
  });
}

/** There is no such thing, or the caller may not see it. */
export function notFound(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_FOUND' satisfies ErrorCode } });
}

/** The caller is known and may not do this. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'FORBIDDEN' satisfies ErrorCode, http: { status: 403, headers: new Map() } },
  });
}

/** No document has this hash: send its text. */
export function documentNotFound(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' satisfies ErrorCode } });
}

/** What was asked for does not fit the present state; another try may. */
export function conflict(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'CONFLICT' satisfies ErrorCode } });
}

/** The service cannot answer now, whatever is asked; another try may get an answer. */
export function unavailable(message: string): GraphQLError {
  return new GraphQLError(`${message}: try again in ${RETRY_AFTER_SECONDS} seconds`, {
    extensions: { code: 'UNAVAILABLE' satisfies ErrorCode, http: httpOf(503, RETRY_AFTER_SECONDS) },
  });
}

/** The answer took longer than it may. */
export function timedOut(message = 'this takes longer than it may: ask for less'): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'TIMED_OUT' satisfies ErrorCode } });
}

/** The caller has used up its points for now. @param seconds until it has points again */
export function rateLimited(seconds: number): GraphQLError {
  return new GraphQLError(`you have asked for more than your points of cost allow: try again in ${seconds} seconds`, {
    extensions: { code: 'RATE_LIMITED' satisfies ErrorCode, http: httpOf(429, seconds) },
  });
}

/** Status and headers that an error has over HTTP. */
export interface ErrorHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

function httpOf(status: number, retryAfter: number): ErrorHead {
  return { status, headers: new Map([['retry-after', String(retryAfter)]]) };
}
