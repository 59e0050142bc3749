import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { parseOccurred } from '../event-sourcing/occurred.js';
import { digitsOf, isDigits, isPosition, parseKnown, POSITION, YEAR } from './known.js';

function textScalar(
  name: string,
  description: string,
  check: (text: string) => boolean,
  rule: string | ((text: string) => string),
  read = (text: string) => text,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && check(value)) return read(value);
    const broken = typeof rule === 'string' ? rule : rule(String(value));
    throw new GraphQLError(`${JSON.stringify(value)} is no valid ${name}: ${broken}`, {
      extensions: { code: 'BAD_USER_INPUT', value: String(value), rule: broken },
    });
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined),
  });
}

const isDay = (text: string) => parseOccurred(text)?.precision === 'day';
const isInstant = (text: string) => parseOccurred(text)?.precision === 'instant';

function ruleOfKnown(text: string): string {
  if (/^\d{4}$/.test(text))
    return `it can be a position of the log or a year; write ${POSITION}${text} for the position, ${YEAR}${text} for the year`;
  if (isDigits(text)) return `write ${POSITION}${text} for a position of the log`;
  return `give ${POSITION} and the digits of a position, ${YEAR} and the year, a month, a day that exists, or an instant with its offset`;
}

/** A moment as exactly as it is known. */
export const PartialDate = textScalar(
  'PartialDate',
  'A moment in the world as exactly as it is known: `2021`, `2021-01`, `2021-01-27` or `2021-01-27T09:00:00Z`. Commands take the years 1900 to 2200.',
  (text) => parseOccurred(text) !== undefined,
  'give a year, a month, a day that exists, or an instant with its offset',
);
/** A calendar day. */
export const Day = textScalar(
  'Day',
  'A calendar day: `2021-01-27`. Commands take the years 1900 to 2200.',
  isDay,
  'give a day that exists, such as 2021-01-27',
);
/** An instant. */
export const Instant = textScalar(
  'Instant',
  'An instant, ISO 8601: `2021-01-27T09:00:00Z`.',
  isInstant,
  'give an instant with its offset',
);
/** A place in the log. */
export const Position = textScalar(
  'Position',
  'A place in the log, as receipts, freshness and cursors give it: digits. Inputs take `position:1560` as well. Later is larger; nothing else may be read into it.',
  isPosition,
  'give a position as a receipt gave it',
  digitsOf,
);
/** When something was known: a position or a moment. */
export const Known = textScalar(
  'Known',
  'When something was known: a position of the log (`position:1560`), or a moment: `year:2021`, `2021-01`, `2021-01-27` or `2021-01-27T09:00:00Z`. Bare digits are refused, because they can be a position or a year.',
  (text) => parseKnown(text) !== undefined,
  ruleOfKnown,
);
/** A decimal number, exactly. */
export const Decimal = textScalar(
  'Decimal',
  'An exact decimal number as text: `"1250.50"`.',
  (text) => /^-?\d+(\.\d+)?$/.test(text),
  'give a decimal number such as "1250.50"',
);
/** Any JSON value. */
export const JsonValue = new GraphQLScalarType({
  name: 'Json',
  description: 'Any JSON value: what an event says, in its published shape (see the event catalogue).',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
