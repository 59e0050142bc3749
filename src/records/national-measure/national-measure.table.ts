import {
  code,
  codes,
  type Columns,
  day,
  flag,
  number,
  plainDay,
  reference,
  references,
  text,
} from '../../event-sourcing/projections/record-table.js';
import { lastDay } from '../shared/days.js';
import { type NationalMeasureState } from './national-measure.events.js';
import { isDisputed, measureStatus } from './national-measure.js';

/** What measures are filtered and ordered by. */
export const nationalMeasureColumns: Columns<NationalMeasureState> = {
  name: text('Its name in the language in which it was said.', (state) => state.name[0]?.text),
  state: reference('actor', 'The State whose measure it is.', (state) => state.state),
  measureKind: code('What kind of measure it is.', (state) => state.measureKind, 'MeasureKind'),
  status: code('Where it stands, by the State’s own word.', measureStatus, 'MeasureStatus'),
  scope: code('What it is to protect.', (state) => state.scope, 'TargetScope'),
  participants: references('actor', 'Who takes part in it.', (state) => state.participants),
  themes: codes('Challenges, conclusions and threats that it answers.', (state) => state.themes),
  version: number('Number of its version.', (state) => state.versions.at(-1)?.number),
  adopted: day('The day on which it was adopted.', (state) => dayOf(state.adoptedAt)),
  inForce: day('The day on which it entered into force.', (state) => dayOf(state.inForceAt)),
  deployed: day('The day on which it was deployed.', (state) => dayOf(state.deployedAt)),
  lastStep: plainDay(
    'The day on which the State last took it further: adoption, force, deployment, amendment or review.',
    (state) =>
      lastDay([
        state.adoptedAt,
        state.inForceAt,
        state.deployedAt,
        ...state.versions.map(({ since }) => since),
        ...state.reviews.map(({ at }) => at),
      ]),
  ),
  underReview: flag('Whether it is under review.', (state) => state.reviewSince !== null),
  nextReview: day('The day by which its next review is due, while it holds.', nextReview),
  disputed: flag('Whether another party disputes what the State says.', isDisputed),
  reportedBy: references('actor', 'Others that reported where it stands.', (state) => [
    ...new Set(state.reports.map(({ by }) => by)),
  ]),
};

/** The day by which the next review is due; null where none is set or the measure does not hold any more. */
export function nextReview({ nextReview: due, endedAt }: Pick<NationalMeasureState, 'nextReview' | 'endedAt'>): string | null {
  return endedAt === null ? due : null;
}

/** Whether the next review is overdue on a day. */
export function isReviewOverdue(state: Pick<NationalMeasureState, 'nextReview' | 'endedAt'>, on: string): boolean {
  const due = nextReview(state);
  return due !== null && due < on;
}

function dayOf(at: string | null): string | undefined {
  return at?.slice(0, 10);
}
