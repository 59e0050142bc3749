import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { StoreUnavailable } from '../../event-sourcing/event-store.js';
import { reject } from '../../platform/metrics.js';
import { requestScopes } from '../request-scope.js';
import { type ErrorCode, timedOut, unavailable } from '../errors.js';

/** Tells whoever runs the service of an error that callers are not shown. */
export type ReportIncident = (incident: string, cause: unknown) => void;

const OURS: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'TIMED_OUT',
  'UNAVAILABLE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
] satisfies ErrorCode[];
/** Codes of Apollo Server for what is the caller's to mend. */
const CALLERS = /^(GRAPHQL_(PARSE|VALIDATION)_FAILED|BAD_REQUEST|OPERATION_RESOLUTION_FAILURE)$/;

/** Messages of graphql-js for values that do not fit, which have no code where it finds them while executing. */
const MISFIT = /^(Argument|Variable) "/;

/** What a database says that has no connection left, is starting or stopping, or cannot be reached. */
const OUT_OF_REACH = /^(08|53|57P0[1-5])|^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN)/;
/** The same, said by its client, which has no code for it. */
const NO_CONNECTION =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Cannot use a pool after)/;
/** SQLSTATE of a statement that was ended, by its time limit or because its caller left. */
const CANCELED = '57014';
/** Names that graphql-js suggests in the place of a wrong one. */
const SUGGESTION = / Did you mean .*\?$/s;

/** What is wrong with the database or the event store for the moment, as an error for callers. */
function passing(cause: unknown): GraphQLError | undefined {
  if (cause instanceof StoreUnavailable)
    return unavailable('the event store cannot be reached, and a command may have been taken; send it under the same commandId');
  const { code, message = '' } = (cause ?? {}) as { readonly code?: unknown; readonly message?: string };
  if (code === CANCELED) {
    reject('statement');
    return timedOut();
  }
  if ((typeof code === 'string' && OUT_OF_REACH.test(code)) || NO_CONNECTION.test(message))
    return unavailable('the database has no connection for this');
  return undefined;
}

/** An error without the names that it suggests. */
export function withoutSuggestions(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: error.message.replace(SUGGESTION, '') };
}

/**
 * An error as callers see it: one of our codes. Everything that is not the caller's to mend becomes INTERNAL, with an incident number that is
 * logged with the cause, and nothing of the cause itself.
 * @param error as it was thrown, where that is known
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, report: ReportIncident): GraphQLFormattedError {
  const cause = innermost(error);
  const forNow = passing(cause);
  if (forNow) {
    const incident = randomUUID();
    report(incident, cause);
    return { ...formatted, message: forNow.message, extensions: { code: forNow.extensions.code, incident, ...requestId() } };
  }
  const extensions: Record<string, unknown> = { ...formatted.extensions };
  delete extensions.stacktrace;
  delete extensions.http;
  const codes = [extensions.code, (cause as { code?: unknown } | undefined)?.code];
  const code = codes.find((one): one is string => typeof one === 'string' && OURS.includes(one));
  const message = formatted.message.replace(/^Context creation failed: /, '');
  if (code) return { ...formatted, message, extensions: { ...extensions, code } };
  const isCallers = codes.some((one) => typeof one === 'string' && CALLERS.test(one)) || isMisfit(formatted, cause);
  if (isCallers) return { ...formatted, message, extensions: { code: 'BAD_USER_INPUT' } };
  const incident = randomUUID();
  report(incident, cause);
  const { locations, path } = formatted;
  return {
    message: `something went wrong here; ask the operator about incident ${incident}`,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { code: 'INTERNAL', incident, ...requestId() },
  };
}

function isMisfit({ message }: GraphQLFormattedError, cause: unknown): boolean {
  return MISFIT.test(message) && cause instanceof GraphQLError;
}

/** The number of the request, by which those who run the service find it. */
function requestId(): { readonly requestId?: string } {
  const requestScope = requestScopes.getStore();
  return requestScope ? { requestId: requestScope.requestId } : {};
}

function innermost(error: unknown): unknown {
  let cause = error;
  while ((cause as GraphQLError | undefined)?.originalError) cause = (cause as GraphQLError).originalError;
  return cause;
}
