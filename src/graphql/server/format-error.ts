import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode } from '../errors.js';

/** Tells whoever runs the service of an error that callers are not shown. */
export type ReportIncident = (incident: string, cause: unknown) => void;

const OURS: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'UNAVAILABLE',
] satisfies ErrorCode[];
/** Codes of Apollo Server for what is the caller's to mend. */
const CALLERS = /^(GRAPHQL_(PARSE|VALIDATION)_FAILED|BAD_REQUEST|PERSISTED_QUERY_.*|OPERATION_RESOLUTION_FAILURE)$/;

/** Messages of graphql-js for values that do not fit, which have no code where it finds them while executing. */
const MISFIT = /^(Argument|Variable) "/;

/**
 * An error as callers see it: one of our codes. Everything that is not the caller's to mend becomes INTERNAL, with an incident number that is
 * logged with the cause, and nothing of the cause itself.
 * @param error as it was thrown, where that is known
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, report: ReportIncident): GraphQLFormattedError {
  const cause = innermost(error);
  const extensions = { ...formatted.extensions };
  delete extensions.stacktrace;
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
    extensions: { code: 'INTERNAL', incident },
  };
}

function isMisfit({ message }: GraphQLFormattedError, cause: unknown): boolean {
  return MISFIT.test(message) && cause instanceof GraphQLError;
}

function innermost(error: unknown): unknown {
  let cause = error;
  while ((cause as GraphQLError | undefined)?.originalError) cause = (cause as GraphQLError).originalError;
  return cause;
}
