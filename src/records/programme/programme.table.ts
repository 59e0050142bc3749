import { code, type Columns, day, number, reference, references, text } from '../../event-sourcing/projections/record-table.js';
import { presentMembers } from '../shared/membership.js';
import { scopeColumns } from '../shared/scope.js';
import { type ProgrammeState } from './programme.events.js';
import { programmeStatus } from './programme.js';

/** What programmes are filtered and ordered by. */
export const programmeColumns: Columns<ProgrammeState> = {
  name: text('Its name in the language in which it was said.', (state) => state.name[0]?.text),
  status: code('Where it stands.', programmeStatus, 'ProgrammeStatus'),
  lead: reference('actor', 'Who leads it.', (state) => state.lead),
  partners: references('actor', 'Its partners.', (state) => presentMembers(state.partners)),
  partnerCount: number('How many partners it has.', (state) => presentMembers(state.partners).length),
  plannedLaunch: day('The day on which it is, or was, to be launched.', (state) => state.plannedLaunch),
  launched: day('The day on which it was launched.', (state) => state.launchedAt?.slice(0, 10)),
  plannedEnd: day('The day on which it is, or was, to end.', (state) => state.plannedEnd),
  closed: day('The day on which it was closed.', (state) => state.closedAt?.slice(0, 10)),
  projects: references('assistanceProject', 'Projects of assistance that are part of it.', (state) => state.projects),
  activities: references('capacityActivity', 'Activities that are part of it.', (state) => state.activities),
  ...scopeColumns,
};
