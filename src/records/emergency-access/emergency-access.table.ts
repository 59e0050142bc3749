import { type Columns, reference } from '../../event-sourcing/projections/record-table.js';
import { type EmergencyAccessState } from './emergency-access.events.js';

/** What emergency accesses are filtered and ordered by. */
export const emergencyAccessColumns: Columns<EmergencyAccessState> = {
  organisation: reference('actor', 'The organisation whose readable records were opened.', (state) => state.organisation),
  until: { type: 'timestamptz', description: 'Until when it lasts.', of: (state) => state.endedAt ?? state.until, order: true },
};
