import { addDays } from '../event-sourcing/occurred.js';
import { type ProgrammeState } from '../records/programme/programme.fields.js';
import { programmeStatus } from '../records/programme/programme.js';
import { type RecordRule } from './record-rule.js';

/** How a programme stands to its own dates on a day; never recorded. */
export type ProgrammeStanding = 'ANNOUNCED' | 'LAUNCH_OVERDUE' | 'RUNNING' | 'END_OVERDUE' | 'CLOSED';

const ANNOUNCED = ['ProgrammeAnnounced'];
const RUNNING = ['ProgrammeLaunched', 'ProgrammePhaseStarted', 'ProgrammePhaseEnded'];

/**
 * programme-standing/1. A programme is closed where that was said. One that was launched runs, and its end is overdue from the day after that for which it
 * was planned. One that was not is announced, and its launch is overdue from the day after that for which it was planned.
 * @param on the day for which it is asked, `2021-01-27`
 */
export function standingOf(state: ProgrammeState, on: string): ProgrammeStanding {
  const passed = (day: string | undefined) => day !== undefined && day < on;
  switch (programmeStatus(state)) {
    case 'CLOSED':
      return 'CLOSED';
    case 'LAUNCHED':
      return passed(state.plannedEnd) ? 'END_OVERDUE' : 'RUNNING';
    case 'ANNOUNCED':
      return passed(state.plannedLaunch) ? 'LAUNCH_OVERDUE' : 'ANNOUNCED';
  }
}

export const programmeStanding: RecordRule<ProgrammeState, ProgrammeStanding> = {
  name: 'programme-standing/1',
  description: 'How a programme stands to the days planned for its launch and its end.',
  thresholds: [],
  of: standingOf,
  filter: (standing, on) => {
    const [passed, toCome] = [{ to: addDays(on, -1) }, { from: on, orMissing: true }];
    switch (standing) {
      case 'ANNOUNCED':
        return { status: ['ANNOUNCED'], plannedLaunch: toCome };
      case 'LAUNCH_OVERDUE':
        return { status: ['ANNOUNCED'], plannedLaunch: passed };
      case 'RUNNING':
        return { status: ['LAUNCHED'], plannedEnd: toCome };
      case 'END_OVERDUE':
        return { status: ['LAUNCHED'], plannedEnd: passed };
      case 'CLOSED':
        return { status: ['CLOSED'] };
      default:
        return {};
    }
  },
  deciding: {
    ANNOUNCED,
    LAUNCH_OVERDUE: ANNOUNCED,
    RUNNING,
    END_OVERDUE: [...ANNOUNCED, ...RUNNING],
    CLOSED: ['ProgrammeClosed'],
  },
};
