import { parseStream } from '../event-sourcing/catalogue.js';
import { type Process } from '../event-sourcing/processes/process.js';
import { nextReminder, runningClock } from '../records/assessment-visit/assessment-visit.clocks.js';
import {
  type AssessmentVisitState,
  visitClockNames,
  type VisitClockName,
} from '../records/assessment-visit/assessment-visit.fields.js';

/** What starts a clock. */
const STARTS: Readonly<Record<string, VisitClockName>> = {
  DraftReportSentToState: 'OBSERVATIONS',
  ReportReceivedByState: 'RESPONSE',
};

/**
 * A visit's clocks run from its draft, and from the receipt of its report: reminders are issued by the rule `visit-reminder/1` while what is awaited has not
 * come. Nobody is reminded of moments that had passed when the start of the clock was recorded: those are history.
 */
export const visitClocks: Process = {
  name: 'visit-clocks',
  reads: { assessmentVisit: [...Object.keys(STARTS), 'RecordCorrected', 'RecordRestored'] },

  async react({ stream, type, recordedAt }, { load }) {
    const { kind, id } = parseStream(stream);
    const { state } = await load(kind, id);
    const started = STARTS[type];
    return {
      wake: (started ? [started] : visitClockNames.codes).map((clock) => ({
        key: `${clock} ${id}`,
        at: nextReminder(state as AssessmentVisitState, clock, recordedAt),
      })),
    };
  },

  async wake(key, { load, now }) {
    const [clock, id] = key.split(' ') as [VisitClockName, string];
    const { state, meta } = await load('assessmentVisit', id);
    const next = nextReminder(state as AssessmentVisitState, clock, now);
    const running = runningClock(state as AssessmentVisitState, clock) !== null && !meta.voided;
    return {
      commands: running ? [{ kind: 'assessmentVisit', name: 'remindOfVisitClock', id, input: { clock } }] : [],
      wake: [{ key, at: running ? next : null }],
    };
  },
};
