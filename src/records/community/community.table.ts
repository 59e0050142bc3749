import { code, type Columns, number, reference, references, text } from '../../event-sourcing/projections/record-table.js';
import { presentMembers } from '../shared/membership.js';
import { type CommunityState } from './community.events.js';

/** What communities are filtered and ordered by. */
export const communityColumns: Columns<CommunityState> = {
  name: text('Its name in the language in which it was said.', (state) => state.name[0]?.text),
  status: code('Whether it is kept.', (state) => state.status, 'CommunityStatus'),
  steward: reference('actor', 'Who keeps the list.', (state) => state.steward),
  members: references('actor', 'Who is on it.', (state) => presentMembers(state.members)),
  memberCount: number('How many are on it.', (state) => presentMembers(state.members).length),
};
