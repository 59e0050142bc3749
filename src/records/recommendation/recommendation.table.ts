import { code, codes, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { type RecommendationState } from './recommendation.events.js';
import { nextDue, recommendationStatus } from './recommendation.js';

/** What recommendations are filtered and ordered by. */
export const recommendationColumns: Columns<RecommendationState> = {
  issuer: reference('actor', 'Who made it.', (state) => state.issuer),
  state: reference('actor', 'The State to which it was made.', (state) => state.state),
  status: code('Where it stands.', recommendationStatus, 'RecommendationStatus'),
  response: code('How the State takes it.', (state) => state.response?.response, 'RecommendationResponse'),
  verification: code('How far it was found implemented.', (state) => state.verification?.result, 'VerificationResult'),
  themes: codes('Challenges, conclusions and threats that it is about.', (state) => state.themes),
  instruments: references('instrument', 'Instruments that it rests on.', (state) => [
    ...new Set(state.instruments.map(({ instrument }) => instrument)),
  ]),
  visit: reference('assessmentVisit', 'The visit that it comes of.', (state) => state.visit),
  leadAgency: reference('actor', 'The agency that leads the implementation.', (state) => state.leadAgency),
  agencies: references('actor', 'Agencies in charge, leading or supporting.', ({ leadAgency, supportingAgencies }) => [
    ...(leadAgency === null ? [] : [leadAgency]),
    ...supportingAgencies,
  ]),
  nextDue: day('The day by which the next open action is due.', nextDue),
};
