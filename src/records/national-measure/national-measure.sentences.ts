import { type Sentences } from '../../event-sourcing/sentence.js';
import { type nationalMeasureEvents } from './national-measure.events.js';

/** How a history of this kind is told. */
export const nationalMeasureSentences: Sentences<typeof nationalMeasureEvents> = {
  it: '{state}’s {measureKind} “{name}”',
  events: {
    MeasureRegistered: '{it} was put on record',
    MeasureReportedAbsent: 'the State reported that {it} is absent[: “{note}”]',
    MeasureDevelopmentStarted: 'the State reported that {it} is under development',
    MeasureDrafted: 'the State reported that {it} was drafted',
    MeasureAdopted: 'the State reported that {it} was adopted',
    MeasureEnteredIntoForce: 'the State reported that {it} entered into force',
    MeasureDeployed: 'the State reported that {it} was deployed[: “{note}”]',
    MeasureReviewStarted: 'the State reported that a review of {it} was started',
    MeasureReviewCompleted:
      'the State reported that a review of {it} was completed: “{outcome}”[; the next one is due on {nextReview}]',
    MeasureAmended: 'the State reported that {it} was amended to version {version}[: “{summary}”]',
    MeasureRepealed: 'the State reported that {it} was repealed: {reason}',
    MeasureReplaced: 'the State reported that {it} was replaced by {by}',
    MeasureReviewDateSet: 'the State set the next review of {it} for {nextReview}[, and one every {cycleMonths} months]',
    MeasureStatusReported: '{by} reported {it} as {status}[: “{note}”]',
    MeasureStatusDisputed: '{by} disputed that {it} is {status}: {reason}',
  },
};
