import { code, codes, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { scopeColumns } from '../shared/scope.js';
import { type AssistanceOfferState } from './assistance-offer.events.js';
import { offerStatus } from './assistance-offer.js';

/** What offers are filtered and ordered by. */
export const assistanceOfferColumns: Columns<AssistanceOfferState> = {
  provider: reference('actor', 'Who makes it.', (state) => state.provider),
  status: code('Where it stands.', offerStatus, 'OfferStatus'),
  subjects: codes('What it is about.', (state) => state.subjects, 'AssistanceSubject'),
  recipients: references('actor', 'The States for which it is; none where it is for any.', (state) => state.recipients),
  matches: references('assistanceMatch', 'Matches for which a part of it is reserved.', (state) =>
    state.reservations.map(({ match }) => match),
  ),
  validUntil: day('The last day on which it can be taken up.', (state) => state.validUntil),
  ...scopeColumns,
};
