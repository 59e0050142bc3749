import { addDays } from '../../event-sourcing/occurred.js';
import { type CommitmentState } from '../../records/commitment/commitment.js';

/** How a commitment stands to its due day, at a moment; never recorded. */
export const STANDINGS = ['OVERDUE', 'DUE', 'UPCOMING', 'WITHOUT_DATE', 'ENDED'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Name and version of the rule below: an answer says by which rule it was made. */
export const RULE = 'commitment-standing/1';
/** Days before the due day from which a commitment is due. */
export const DUE_WITHIN = 30;

/** Statuses in which something is still owed. */
export const OPEN = ['DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED'] as const satisfies readonly CommitmentState['status'][];

/** Events that a standing rests on: what set the due day, and what ended the commitment. */
export const DECIDING: Readonly<Record<Standing, readonly string[]>> = {
  OVERDUE: ['CommitmentDeclared', 'CommitmentDueDateRevised'],
  DUE: ['CommitmentDeclared', 'CommitmentDueDateRevised'],
  UPCOMING: ['CommitmentDeclared', 'CommitmentDueDateRevised'],
  WITHOUT_DATE: ['CommitmentDeclared'],
  ENDED: ['CommitmentFulfilled', 'CommitmentWithdrawn', 'CommitmentSuperseded'],
};

/**
 * commitment-standing/1. A commitment that is fulfilled, withdrawn or superseded has ended. One without a due day is without date. Otherwise it is
 * overdue from the day after its due day, due in the `within` days up to it, and upcoming before that.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf({ status, due }: Pick<CommitmentState, 'status' | 'due'>, on: string, within = DUE_WITHIN): Standing {
  if (!(OPEN as readonly string[]).includes(status)) return 'ENDED';
  if (due === null) return 'WITHOUT_DATE';
  if (due < on) return 'OVERDUE';
  return due <= addDays(on, within) ? 'DUE' : 'UPCOMING';
}
