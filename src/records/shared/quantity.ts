import { minorOf } from '../../codes/currencies.js';
import { type Refusal, refuse } from '../../event-sourcing/record.js';
import { type ValueOf } from '../../fields/index.js';
import { type quantity } from './fields.js';

/** How much assistance is needed, offered or delivered: a count, an amount of money, or both. */
export type Quantity = ValueOf<typeof quantity.fields>;

/** Numbers by what they are counted in: a unit, or a currency (minor units). What differs in that is never added. */
export type Totals = Readonly<Record<string, number>>;

/** The sum of some quantities; what is not quantified adds nothing. */
export function totalOf(quantities: readonly (Quantity | null | undefined)[]): Totals {
  const sums: Record<string, number> = {};
  const add = (measure: string, number: number) => (sums[measure] = (sums[measure] ?? 0) + number);
  for (const one of quantities) {
    if (one?.count) add(one.count.unit, one.count.number);
    if (one?.money) add(one.money.currency, minorOf(one.money));
  }
  return sums;
}

/** What is left of a quantity after some others: nothing below zero, and only what the quantity itself is counted in. */
export function remainderOf(whole: Quantity, taken: readonly (Quantity | null | undefined)[]): Totals {
  const sums = totalOf(taken);
  return Object.fromEntries(
    Object.entries(totalOf([whole])).map(([measure, number]) => [measure, Math.max(0, number - (sums[measure] ?? 0))]),
  );
}

/** What some quantities together have more of than the limit, by measure; what the limit is not counted in has none. */
export function excessOver(limit: Quantity, taken: readonly (Quantity | null | undefined)[]): Totals {
  const sums = totalOf(taken);
  return Object.fromEntries(
    Object.entries(totalOf([limit]))
      .map(([measure, number]) => [measure, (sums[measure] ?? 0) - number] as const)
      .filter(([, number]) => number > 0),
  );
}

/** Refuses an empty quantity; `field` names it in the command. */
export function someQuantity(field: string, given: Quantity | undefined): Refusal | undefined {
  if (given === undefined || given.count || given.money) return undefined;
  return refuse('QUANTITY_EMPTY', 'say how many, or how much money', { field, rule: `${field} has a count, money, or both` });
}

/** Refuses a quantity that is not counted in anything that `whole` (named by `what`) is counted in, so that it could not be held against it. */
export function comparable(
  field: string,
  part: Quantity | null | undefined,
  whole: Quantity | null,
  what: string,
): Refusal | undefined {
  if (whole === null) return undefined;
  const measures = Object.keys(totalOf([whole]));
  const own = totalOf([part]);
  if (measures.some((measure) => own[measure] !== undefined)) return undefined;
  return refuse('NOT_COMPARABLE', `${what} is counted in ${measures.join(' and ')}`, {
    field,
    value: part ?? undefined,
    rule: `${field} is counted in ${measures.join(' or ')}, as ${what} is`,
  });
}
