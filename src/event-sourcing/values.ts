import { z } from 'zod';
import { parseOccurred } from './occurred.js';

/** Characters of the longest text, and entries of the longest list, that inputs may hold. */
export const LONGEST_TEXT = 20_000;
export const MOST_ENTRIES = 2_000;

/** Text that people read, in one language or more; the first is the one it was said in. */
export const localizedText = z.array(z.strictObject({ language: z.string(), text: z.string() })).min(1);
export type LocalizedText = z.output<typeof localizedText>;

/** An amount in minor units (cents) of an ISO 4217 currency. `decimals` stands with units that have none in ISO 4217 (XDR); without it they are whole. */
export const money = z.strictObject({ minor: z.int(), currency: z.string().length(3), decimals: z.int().optional() });
export type Money = z.output<typeof money>;

/** A calendar day, `2021-01-27`. */
export const day = z.iso.date();

/** A day, a month or a year: `2027-03`. */
export const deadline = z.stringFormat('deadline', (text) => !['instant', undefined].includes(parseOccurred(text)?.precision), {
  error: 'is a day, a month or a year',
});

/** The UUID of another record. */
export const recordId = z.uuid();

/** Sums by currency, in minor units; currencies are never added to each other. */
export type SumByCurrency = Readonly<Record<string, number>>;

/** The sums with one amount more (or less, for a negative one). */
export function addMoney(sums: SumByCurrency, { minor, currency }: Pick<Money, 'minor' | 'currency'>): SumByCurrency {
  return { ...sums, [currency]: (sums[currency] ?? 0) + minor };
}
