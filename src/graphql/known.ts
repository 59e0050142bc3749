import { type Occurred, parseOccurred } from '../event-sourcing/occurred.js';

/** What a position begins with, where it could be taken for a year. */
export const POSITION = 'position:';
export const YEAR = 'year:';
/** The digits of a position in either form. */
export const digitsOf = (text: string) => (text.startsWith(POSITION) ? text.slice(POSITION.length) : text);
export const isDigits = (text: string) => /^\d+$/.test(text);
/** Whether a text is a position of the log, in either form. */
export const isPosition = (text: string) =>
  /^\d{1,19}$/.test(digitsOf(text)) && BigInt(digitsOf(text)) <= 9_223_372_036_854_775_807n;

/** A position in the form that cannot be taken for a year: `position:1560`. */
export function sayPosition(position: bigint | string): string {
  return `${POSITION}${position}`;
}

/** What a value of the scalar `Known` says: a position of the log, or a moment. @returns undefined for bare digits and anything else */
export function parseKnown(text: string): { readonly position: bigint } | { readonly date: Occurred } | undefined {
  if (isDigits(text)) return undefined;
  if (text.startsWith(POSITION)) return isPosition(text) ? { position: BigInt(digitsOf(text)) } : undefined;
  const isYear = text.startsWith(YEAR);
  const date = parseOccurred(isYear ? text.slice(YEAR.length) : text);
  return date && isYear === (date.precision === 'year') ? { date } : undefined;
}
