import { type Sentences } from '../../event-sourcing/sentence.js';
import { type recommendationEvents } from './recommendation.events.js';

/** How a history of this kind is told. */
export const recommendationSentences: Sentences<typeof recommendationEvents> = {
  it: 'the recommendation [{code} ]to {state} “{text}”',
  words: { FULL: 'implemented in full', PARTIAL: 'implemented in part', NOT: 'not implemented' },
  events: {
    RecommendationIssued: '{it} was made by {issuer}',
    RecommendationResponseRecorded: '{by} responded to {it}: {response}[ (“{text}”)]',
    LeadAgencyDesignated: '{agency} was designated to lead the implementation of {it}',
    SupportingAgencyAdded: '{agency} was designated to support the implementation of {it}',
    ActionPlanned: 'an action towards {it} was planned for {due}: “{description}”',
    ActionStarted: 'the action [“{action}” ]towards {it} was started',
    ActionCompleted: 'the action [“{action}” ]towards {it} was completed[: “{report}”]',
    ActionDropped: 'the action [“{action}” ]towards {it} was dropped: {reason}',
    ProgressReported: '{by} reported progress on {it}: “{text}”',
    ImplementationReportedComplete: '{by} reported {it} implemented[: “{text}”]',
    ImplementationVerified: '{by} found {it} {result}[: “{text}”]',
    RecommendationReopened: '{it} was reopened: {reason}',
    RecommendationSuperseded: '{it} was superseded by {by}',
    RecommendationClosed: '{it} was closed[: {reason}]',
  },
};
