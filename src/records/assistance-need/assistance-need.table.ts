import { code, type Columns, day, flag, reference, references } from '../../event-sourcing/projections/record-table.js';
import { scopeColumns } from '../shared/scope.js';
import { coverageOf, deliveredAt, isDuplicated, matchedAt } from './assistance-need.coverage.js';
import { type AssistanceNeedState } from './assistance-need.events.js';
import { needStatus } from './assistance-need.rules.js';

/** What needs are filtered and ordered by. */
export const assistanceNeedColumns: Columns<AssistanceNeedState> = {
  state: reference('actor', 'The State that has it.', (state) => state.state),
  status: code('Where it stands.', needStatus, 'NeedStatus'),
  origin: code('How it came to light.', (state) => state.origin, 'NeedOrigin'),
  identifiedBy: reference('actor', 'Who identified it.', (state) => state.identifiedBy),
  priority: code('How pressing it is.', (state) => state.priority, 'NeedPriority'),
  subject: code('What it is about.', (state) => state.subject, 'AssistanceSubject'),
  visit: reference('assessmentVisit', 'The visit that it comes of.', (state) => state.visit),
  recommendation: reference('recommendation', 'The recommendation that it is to help with.', (state) => state.recommendation),
  matches: references('assistanceMatch', 'Matches for which a part of it is reserved.', (state) =>
    state.reservations.map(({ match }) => match),
  ),
  projects: references('assistanceProject', 'Projects that delivered towards it.', (state) => [
    ...new Set(state.deliveries.flatMap(({ project }) => project ?? [])),
  ]),
  quantified: flag('Whether it is said how much is needed.', (state) => state.quantity !== null),
  coverage: code('How far it is covered by matches that both sides accepted.', coverageOf, 'NeedCoverage'),
  duplicated: flag('Whether several matches serve it, or more is reserved than is needed.', isDuplicated),
  matched: day('The day on which a part of it was first reserved for a match that stands.', (state) =>
    matchedAt(state)?.slice(0, 10),
  ),
  delivered: day('The day on which something was first delivered towards it.', (state) => deliveredAt(state)?.slice(0, 10)),
  neededBy: day('The day by which it is needed.', (state) => state.neededBy),
  ...scopeColumns,
};
