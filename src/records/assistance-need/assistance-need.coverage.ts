import { excessOver, remainderOf, type Totals, totalOf } from '../shared/quantity.js';
import { type AssistanceNeedState, type NeedCoverage } from './assistance-need.fields.js';

/** Name and version of the rule below: an answer says by which rule it was made. */
export const COVERAGE_RULE = 'need-coverage/1';

type Need = Pick<AssistanceNeedState, 'position' | 'quantity' | 'reservations' | 'metAt' | 'withdrawnAt'>;

/**
 * need-coverage/1. A need is withdrawn, met, or not agreed by its State; otherwise it is uncovered where nothing is reserved of it, partly covered where less
 * is reserved than is needed in anything it is counted in, over-covered where more is, and covered else: so too where it is matched but not quantified.
 */
export function coverageOf(need: Need): NeedCoverage {
  if (need.withdrawnAt !== null) return 'WITHDRAWN';
  if (need.metAt !== null) return 'MET';
  if (!need.position?.agreed) return 'NOT_AGREED';
  if (need.reservations.length === 0) return 'UNCOVERED';
  if (Object.values(uncovered(need)).some((left) => left > 0)) return 'PARTLY_COVERED';
  return Object.keys(oversupply(need)).length > 0 ? 'OVER_COVERED' : 'COVERED';
}

/** What is reserved of it for matches. */
export function promised({ reservations }: Pick<Need, 'reservations'>): Totals {
  return totalOf(reservations.map(({ quantity }) => quantity));
}

/** What nobody covers, of what it is counted in. */
export function uncovered({ quantity, reservations }: Pick<Need, 'quantity' | 'reservations'>): Totals {
  return quantity === null
    ? {}
    : remainderOf(
        quantity,
        reservations.map((one) => one.quantity),
      );
}

/** What is reserved above what is needed. */
export function oversupply({ quantity, reservations }: Pick<Need, 'quantity' | 'reservations'>): Totals {
  return quantity === null
    ? {}
    : excessOver(
        quantity,
        reservations.map((one) => one.quantity),
      );
}

/** Whether several matches serve it, or more is reserved than is needed. */
export function isDuplicated(need: Pick<Need, 'quantity' | 'reservations'>): boolean {
  return need.reservations.length > 1 || Object.keys(oversupply(need)).length > 0;
}

/** When a part of it was first reserved for a match that stands; null where none is. */
export function matchedAt({ reservations }: Pick<Need, 'reservations'>): string | null {
  return reservations.map(({ at }) => at).sort()[0] ?? null;
}

/** When something was first delivered towards it; null where nothing was. */
export function deliveredAt({ deliveries }: Pick<AssistanceNeedState, 'deliveries'>): string | null {
  return deliveries.map(({ at }) => at).sort()[0] ?? null;
}
