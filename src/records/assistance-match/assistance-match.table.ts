import { code, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { type AssistanceMatchState } from './assistance-match.events.js';

/** What matches are filtered and ordered by. */
export const assistanceMatchColumns: Columns<AssistanceMatchState> = {
  need: reference('assistanceNeed', 'The need.', (state) => state.need),
  offer: reference('assistanceOffer', 'The offer.', (state) => state.offer),
  recipient: reference('actor', 'The State that has the need.', (state) => state.recipient),
  provider: reference('actor', 'Who makes the offer.', (state) => state.provider),
  proposedBy: reference('actor', 'Who proposed it.', (state) => state.proposedBy),
  projects: references('assistanceProject', 'Projects that deliver it.', (state) => state.projects),
  status: code('Where it stands.', (state) => state.status, 'MatchStatus'),
  confirmed: day('The day on which it was confirmed.', (state) => state.confirmedAt?.slice(0, 10)),
};
