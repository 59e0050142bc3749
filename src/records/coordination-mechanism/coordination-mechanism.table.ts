import {
  code,
  codes,
  type Columns,
  day,
  flag,
  number,
  reference,
  references,
  text,
} from '../../event-sourcing/projections/record-table.js';
import { lastDay } from '../shared/days.js';
import { presentMembers } from '../shared/membership.js';
import { type CoordinationMechanismState } from './coordination-mechanism.events.js';

/** What mechanisms are filtered and ordered by. */
export const coordinationMechanismColumns: Columns<CoordinationMechanismState> = {
  name: text('Its name in the language in which it was said.', (state) => state.name[0]?.text),
  state: reference('actor', 'The State whose agencies coordinate in it.', (state) => state.state),
  status: code('Whether it is still there.', (state) => state.status, 'MechanismStatus'),
  lead: reference('actor', 'The agency that leads it.', (state) => state.lead),
  members: references('actor', 'The agencies that are members.', (state) => presentMembers(state.members)),
  memberCount: number('How many agencies are members.', (state) => presentMembers(state.members).length),
  themes: codes('Challenges, conclusions and threats that it answers.', (state) => state.themes),
  commanded: flag('Whether its chain of command is set out.', (state) => state.chainOfCommand.length > 0),
  lastMet: day('The day on which it last met.', lastMet),
};

/** The day on which it last met; undefined where no meeting is on record. */
export function lastMet({ meetings }: Pick<CoordinationMechanismState, 'meetings'>): string | undefined {
  return lastDay(meetings.map(({ at }) => at));
}
