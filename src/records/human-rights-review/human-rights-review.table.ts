import { code, type Columns, day, number, reference } from '../../event-sourcing/projections/record-table.js';
import { type HumanRightsReviewState } from './human-rights-review.events.js';
import { openConcerns, reviewStatus } from './human-rights-review.js';

/** What reviews are filtered and ordered by. */
export const humanRightsReviewColumns: Columns<HumanRightsReviewState> = {
  reviewer: reference('actor', 'Who reviews it.', (state) => state.reviewer),
  owner: reference('actor', 'The State whose measure is reviewed, or who leads the programme.', (state) => state.owner),
  measure: reference('nationalMeasure', 'The measure.', (state) => state.measure),
  version: number('The version of the measure.', (state) => state.version),
  programme: reference('programme', 'The programme.', (state) => state.programme),
  status: code('Where it stands.', reviewStatus, 'HumanRightsReviewStatus'),
  conclusion: code('What came of it.', (state) => state.outcome?.conclusion, 'HumanRightsReviewConclusion'),
  openConcerns: number('How many concerns nothing is said about.', (state) => openConcerns(state).length),
  concluded: day('The day on which it was concluded.', (state) => state.outcome?.at.slice(0, 10)),
};
