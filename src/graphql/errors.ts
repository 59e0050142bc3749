import { GraphQLError } from 'graphql';

/** Codes in `errors[].extensions.code`; refusals by the rules of the domain are data instead. */
export type ErrorCode =
  'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'RATE_LIMITED' | 'UNAVAILABLE' | 'INTERNAL';

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

/** What was asked for does not fit the present state; another try may. */
export function conflict(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'CONFLICT' satisfies ErrorCode } });
}
