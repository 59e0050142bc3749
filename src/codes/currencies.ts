import currencies from 'currency-codes';
import { WITHDRAWN_CURRENCIES } from './withdrawn-currencies.js';

interface Currency {
  readonly number: string;
  readonly digits: number;
  readonly currency: string;
}

/** Currencies of ISO 4217 by code: those of the library (June 2024), and what came into use since. */
export const CURRENCIES: ReadonlyMap<string, Currency> = new Map<string, Currency>([
  ...currencies.data.map((one) => [one.code, one] as const),
  ['XCG', { number: '532', digits: 2, currency: 'Caribbean Guilder' }],
]);

/**
 * Units of account and metals, to which ISO 4217 gives no decimals: amounts are taken with up to four. What was recorded of them before was in whole units, and
 * has no `decimals`.
 */
const UNITS: ReadonlySet<string> = new Set(['XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XPD', 'XPT', 'XSU', 'XUA']);
const UNIT_DIGITS = 4;

/** ISO 4217: digits after the decimal point of a currency, in use or withdrawn, or undefined for a code that is none. */
export function minorDigits(currency: string): number | undefined {
  if (UNITS.has(currency)) return UNIT_DIGITS;
  return CURRENCIES.get(currency)?.digits ?? WITHDRAWN_CURRENCIES.get(currency)?.digits;
}

/** Whether a currency was in use on a day, or the rule that is broken. */
export function isInUse(currency: string, day: string): true | { readonly rule: string } {
  const withdrawn = WITHDRAWN_CURRENCIES.get(currency);
  if (!withdrawn || day <= withdrawn.until) return true;
  return { rule: `${currency} was withdrawn; amounts of days up to ${withdrawn.until} may be in it` };
}

/** An amount in minor units as events hold it. */
export function moneyOf(minor: number, currency: string): { minor: number; currency: string; decimals?: number } {
  return UNITS.has(currency) ? { minor, currency, decimals: UNIT_DIGITS } : { minor, currency };
}

/** The minor units of an amount that an event holds, as they are added up and shown. */
export function minorOf({
  minor,
  currency,
  decimals,
}: {
  readonly minor: number;
  readonly currency: string;
  readonly decimals?: number;
}): number {
  return decimals === undefined && UNITS.has(currency) ? minor * 10 ** UNIT_DIGITS : minor;
}

/**
 * A decimal amount in the currency's minor units (cents), exactly.
 * @returns the integer, or the rule that the amount breaks
 */
export function toMinorUnits(amount: string, currency: string): number | { readonly rule: string } {
  const digits = minorDigits(currency);
  if (digits === undefined) return { rule: 'currency is an ISO 4217 code, such as USD' };
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) return { rule: 'an amount is a decimal number such as "1250.50", without grouping or exponent' };
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return { rule: `${currency} has at most ${digits} decimals` };
  const minor = Number(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : { rule: 'an amount has at most 15 digits, decimals included' };
}

/** Minor units as a decimal number with all of the currency's decimals: `1250.50`. Takes bigint and its text for sums. */
export function fromMinorUnits(minor: number | bigint | string, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  const value = BigInt(minor);
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  const shown = UNITS.has(currency) ? decimal.replace(/0{1,2}$/, '') : decimal;
  return value < 0n ? `-${shown}` : shown;
}
