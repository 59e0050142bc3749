import { addDays, dueDay } from '../event-sourcing/occurred.js';
import { type Filter } from '../event-sourcing/projections/record-table.js';
import { type CommitmentState } from '../records/commitment/commitment.fields.js';
import { type RecordRule } from './record-rule.js';

/** How a commitment stands to its due day, at a moment; never recorded. */
export type Standing = 'OVERDUE' | 'DUE' | 'UPCOMING' | 'WITHOUT_DATE' | 'ENDED';

/** Statuses in which something is still owed. */
const OPEN = ['DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED'] as const satisfies readonly CommitmentState['status'][];

/** Events that a standing rests on: what set the due day, and what ended the commitment. */
const DECIDING: Readonly<Record<Standing, readonly string[]>> = {
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
export function standingOf({ status, due }: Pick<CommitmentState, 'status' | 'due'>, on: string, within: number): Standing {
  if (!(OPEN as readonly string[]).includes(status)) return 'ENDED';
  if (due === null) return 'WITHOUT_DATE';
  const last = dueDay(due);
  if (last < on) return 'OVERDUE';
  return last <= addDays(on, within) ? 'DUE' : 'UPCOMING';
}

/** The filter that finds what `standingOf` calls by this name; without a name, all that is still owed. */
function filterOf(standing: Standing | null | undefined, on: string, within: number): Filter {
  switch (standing) {
    case 'OVERDUE':
      return { status: OPEN, due: { to: addDays(on, -1) } };
    case 'DUE':
      return { status: OPEN, due: { from: on, to: addDays(on, within) } };
    case 'UPCOMING':
      return { status: OPEN, due: { from: addDays(on, within + 1) } };
    case 'WITHOUT_DATE':
      return { status: OPEN, due: { missing: true } };
    case 'ENDED':
      return { status: ['FULFILLED', 'WITHDRAWN', 'SUPERSEDED'] };
    default:
      return { status: OPEN };
  }
}

export const commitmentStanding: RecordRule<CommitmentState, Standing, { readonly within: number }> = {
  name: 'commitment-standing/1',
  description: 'How a commitment stands to its due day: overdue after it, due within some days before it.',
  thresholds: ['COMMITMENT_DUE_DAYS'],
  of: (state, on, { within }) => standingOf(state, on, within),
  filter: (standing, on, { within }) => filterOf(standing, on, within),
  deciding: DECIDING,
};
