import { code, codes, type Columns, day, flag, plainDay, references } from '../../event-sourcing/projections/record-table.js';
import { lastDay } from '../shared/days.js';
import { type PartnershipState } from './partnership.events.js';
import { presentMembers } from '../shared/membership.js';
import { isBelowTwoMembers } from './partnership.js';

/** What partnerships are filtered and ordered by. */
export const partnershipColumns: Columns<PartnershipState> = {
  kind: code('What kind of bond it is.', (state) => state.kind, 'PartnershipKind'),
  level: code('Where it is set up.', (state) => state.level, 'PartnershipLevel'),
  sector: code('Whose partnership it is.', (state) => state.sector, 'PartnershipSector'),
  status: code('Where it stands.', (state) => state.status, 'PartnershipStatus'),
  modalities: codes('Ways in which the partners cooperate.', (state) => state.modalities, 'PartnershipModality'),
  founders: references('actor', 'Its founding parties.', (state) => state.founders.map(({ actor }) => actor)),
  invited: references('actor', 'Actors that are taken in and have not agreed.', (state) =>
    state.invited.map(({ actor }) => actor),
  ),
  members: references('actor', 'Its members.', (state) => presentMembers(state.members)),
  belowTwoMembers: flag('Whether it is in effect with fewer than two members.', isBelowTwoMembers),
  lastExchange: plainDay('The day on which a request for information was answered last.', lastExchange),
  termEnd: day('The day on which its term ends.', (state) => state.termEnd),
};

function lastExchange({ requests }: Pick<PartnershipState, 'requests'>): string | undefined {
  return lastDay(requests.map(({ status, settled }) => (status === 'ANSWERED' ? settled : null)));
}
