import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { localizedText, recordId } from '../../event-sourcing/values.js';
import { type DocumentReference, documentReference } from '../shared/documents.js';

export const REVIEW_STATUSES = ['REQUESTED', 'UNDER_WAY', 'CONCLUDED'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];
export const REVIEW_CONCLUSIONS = ['COMPLIANT', 'COMPLIANT_WITH_CONCERNS', 'NOT_COMPLIANT'] as const;
export type ReviewConclusion = (typeof REVIEW_CONCLUSIONS)[number];

const document = documentReference.optional();
const concluded = z.strictObject({ conclusion: z.enum(REVIEW_CONCLUSIONS), basis: localizedText, document });

export const humanRightsReviewEvents = {
  ReviewRequested: event(
    'A version of a measure of a State, or a programme, is to be reviewed for its compliance with human rights. `owner` is the State, or who leads the programme.',
    z.strictObject({
      reviewer: recordId,
      owner: recordId,
      measure: recordId.optional(),
      version: z.int().min(1).optional(),
      programme: recordId.optional(),
      scope: localizedText.optional(),
    }),
  ),
  ReviewStarted: event('The reviewer has started.', z.strictObject({})),
  ConcernRaised: event(
    'The reviewer has a concern. The id of this event names the concern.',
    z.strictObject({ concern: localizedText }),
  ),
  ConcernAddressed: event(
    'The owner of what is reviewed says what was done about a concern.',
    z.strictObject({ concern: z.uuid(), response: localizedText, document }),
  ),
  ReviewConcluded: event('The reviewer says what came of the review, and what the conclusion rests on.', concluded),
  ReviewReopened: event(
    'The reviewer looks into it again; the conclusion does not stand any more.',
    z.strictObject({ reason: z.string() }),
  ),
} as const;

export type HumanRightsReviewEvent = EventOf<typeof humanRightsReviewEvents>;
type Requested = z.output<typeof humanRightsReviewEvents.ReviewRequested.schema>;

export interface ReviewConcern {
  /** Id of the event that raised it. */
  readonly id: string;
  readonly concern: z.output<typeof localizedText>;
  readonly raised: string;
  /** When the owner said what was done about it; null while nothing was said. */
  readonly addressed: string | null;
  readonly response?: z.output<typeof localizedText>;
  readonly document?: DocumentReference;
}

export interface HumanRightsReviewState extends Requested {
  readonly startedAt: string | null;
  readonly concerns: readonly ReviewConcern[];
  /** What came of it; null while it is not concluded, or looked into again. */
  readonly outcome: (z.output<typeof concluded> & { readonly at: string }) | null;
  readonly reopenedAt: string | null;
  readonly reopenedReason: string | null;
}
