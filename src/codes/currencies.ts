import currencies from 'currency-codes';

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

/** ISO 4217: digits after the decimal point of a currency in use, or undefined for a code that is none. */
export function minorDigits(currency: string): number | undefined {
  return CURRENCIES.get(currency)?.digits;
}

/**
 * A decimal amount in the currency's minor units (cents), exactly.
 * @returns the integer, or the rule that the amount breaks
 */
export function toMinorUnits(amount: string, currency: string): number | { readonly rule: string } {
  const digits = minorDigits(currency);
  if (digits === undefined) return { rule: 'currency is an ISO 4217 code in use, such as USD' };
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(amount);
  if (!match) return { rule: 'an amount is a decimal number such as "1250.50", without grouping or exponent' };
  const [, sign, whole, fraction = ''] = match;
  if (fraction.length > digits) return { rule: `${currency} has at most ${digits} decimals` };
  const minor = Number(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : { rule: 'an amount has at most 15 digits' };
}

/** Minor units as a decimal number with all of the currency's decimals: `1250.50`. Takes bigint and its text for sums. */
export function fromMinorUnits(minor: number | bigint | string, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  const value = BigInt(minor);
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return value < 0n ? `-${decimal}` : decimal;
}
