import { type GuidanceMaterialState, type Publication, slippage } from '../records/guidance-material/guidance-material.fields.js';
import { guidanceStatus } from '../records/guidance-material/guidance-material.js';
import { awaited } from '../records/guidance-material/guidance-material.js';
import { type Filter } from '../event-sourcing/projections/record-table.js';
import { addDays } from '../event-sourcing/occurred.js';
import { type RecordRule } from './record-rule.js';

/** How guidance stands to what was announced of it, at a moment; never recorded. */
export type GuidanceStanding = 'OVERDUE' | 'AWAITED' | 'PUBLISHED' | 'INITIATED' | 'WITHDRAWN';

/** Events that a standing rests on. */
const DECIDING: Readonly<Record<GuidanceStanding, readonly string[]>> = {
  OVERDUE: ['EditionAnnounced', 'AddendumAnnounced'],
  AWAITED: ['EditionAnnounced', 'AddendumAnnounced'],
  PUBLISHED: ['EditionPublished', 'AddendumPublished'],
  INITIATED: ['GuidanceInitiated'],
  WITHDRAWN: ['GuidanceWithdrawn'],
};

/**
 * guidance-standing/1. Guidance that is withdrawn is nothing else. Otherwise it is overdue where an edition or addendum is not published after the day for
 * which it was announced last, awaited where one is announced for a day to come, published where an edition is out and nothing is announced, and else
 * initiated.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf(state: GuidanceMaterialState, on: string): GuidanceStanding {
  const status = guidanceStatus(state);
  if (status === 'WITHDRAWN') return status;
  const days = awaited(state).map(({ expected }) => expected!);
  if (days.some((day) => day < on)) return 'OVERDUE';
  return days.length > 0 ? 'AWAITED' : status;
}

/** The filter on columns of the guidance's table that finds what `standingOf` calls by this name; without a name, all. */
function filterOf(standing: GuidanceStanding | null | undefined, on: string): Filter {
  const standingYet = { status: ['INITIATED', 'PUBLISHED'] };
  switch (standing) {
    case 'OVERDUE':
      return { ...standingYet, expected: { to: addDays(on, -1) } };
    case 'AWAITED':
      return { ...standingYet, expected: { from: on } };
    case 'PUBLISHED':
    case 'INITIATED':
      return { status: [standing], expected: { missing: true } };
    case 'WITHDRAWN':
      return { status: [standing] };
    default:
      return {};
  }
}

export const guidanceStanding: RecordRule<GuidanceMaterialState, GuidanceStanding> = {
  name: 'guidance-standing/1',
  description: 'How guidance stands to what was announced of it.',
  thresholds: [],
  of: standingOf,
  filter: filterOf,
  deciding: DECIDING,
};

/**
 * Days from the day first announced to the publication, or to the day asked for where it is not published and that day has passed; null where nothing slipped
 * yet or is known.
 */
export function slippageOn(publication: Publication, on: string): number | null {
  const { firstExpected, published } = publication;
  if (published !== null) return slippage(publication);
  if (firstExpected === null || firstExpected >= on) return null;
  return slippage({ firstExpected, published: { occurredAt: on, precision: 'day' } });
}
