import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';
import { documentReference, instrumentCitation } from '../shared/documents.js';

export const RECOMMENDATION_STATUSES = [
  'ISSUED',
  'RESPONDED',
  'PLANNED',
  'IN_IMPLEMENTATION',
  'REPORTED_COMPLETE',
  'VERIFIED',
  'CLOSED',
  'SUPERSEDED',
] as const;
export type RecommendationStatus = (typeof RECOMMENDATION_STATUSES)[number];
export const RECOMMENDATION_RESPONSES = ['SUPPORTED', 'SUPPORTED_IN_PART', 'NOTED'] as const;
export const VERIFICATION_RESULTS = ['FULL', 'PARTIAL', 'NOT'] as const;
/** Whether an action is overdue is a question of the moment, never recorded. */
export const ACTION_STATUSES = ['PLANNED', 'STARTED', 'COMPLETED', 'DROPPED'] as const;

const agency = z.strictObject({ agency: recordId });
const action = { action: z.uuid() };
const evidence = z.array(documentReference);

export const recommendationEvents = {
  RecommendationIssued: event(
    'A recommendation is made to a State.',
    z.strictObject({
      issuer: recordId,
      state: recordId,
      code: z.string().optional(),
      text: localizedText,
      themes: z.array(z.string()),
      instruments: z.array(instrumentCitation),
      visit: recordId.optional(),
    }),
  ),
  RecommendationResponseRecorded: event(
    'The State says how it takes the recommendation; a later response takes the place of an earlier one.',
    z.strictObject({
      response: z.enum(RECOMMENDATION_RESPONSES),
      by: recordId,
      text: localizedText.optional(),
      document: documentReference.optional(),
    }),
  ),
  LeadAgencyDesignated: event('An agency leads the implementation.', agency),
  SupportingAgencyAdded: event('An agency supports the implementation.', agency),
  ActionPlanned: event(
    'An action towards the recommendation is planned. The id of this event names the action.',
    z.strictObject({ description: localizedText, due: day, agency: recordId.optional() }),
  ),
  ActionStarted: event('The action is under way.', z.strictObject(action)),
  ActionCompleted: event('The action is done.', z.strictObject({ ...action, report: localizedText.optional() })),
  ActionDropped: event('The action will not be done.', z.strictObject({ ...action, reason: z.string() })),
  ProgressReported: event(
    'Something was done towards the recommendation in a period.',
    z.strictObject({ by: recordId, from: day.optional(), to: day.optional(), text: localizedText, evidence }),
  ),
  ImplementationReportedComplete: event(
    'A party reports the recommendation implemented; `forState` says whether it spoke for the State.',
    z.strictObject({ by: recordId, forState: z.boolean(), text: localizedText.optional(), evidence }),
  ),
  ImplementationVerified: event(
    'Another party has looked whether the recommendation is implemented; a later verification takes the place of an earlier one.',
    z.strictObject({
      by: recordId,
      result: z.enum(VERIFICATION_RESULTS),
      text: localizedText.optional(),
      document: documentReference.optional(),
    }),
  ),
  RecommendationReopened: event('The recommendation is to be implemented after all.', z.strictObject({ reason: z.string() })),
  RecommendationSuperseded: event('Another recommendation has taken its place.', z.strictObject({ by: recordId })),
  RecommendationClosed: event('Nothing more is expected of it.', z.strictObject({ reason: z.string().optional() })),
} as const;

export type RecommendationEvent = EventOf<typeof recommendationEvents>;
type Data<Type extends keyof typeof recommendationEvents> = z.output<(typeof recommendationEvents)[Type]['schema']>;

export interface RecommendationState extends Data<'RecommendationIssued'> {
  /** How the State takes it, as it said last. */
  readonly response: (Data<'RecommendationResponseRecorded'> & { readonly at: string }) | null;
  readonly leadAgency: string | null;
  readonly supportingAgencies: readonly string[];
  readonly actions: readonly {
    readonly id: string;
    readonly description: LocalizedText;
    readonly due: string;
    readonly agency: string | null;
    readonly status: (typeof ACTION_STATUSES)[number];
    /** When it was planned. */
    readonly planned: string;
    readonly report?: LocalizedText;
    readonly reason?: string;
  }[];
  readonly progress: readonly (Data<'ProgressReported'> & { readonly at: string })[];
  /** The report that it is implemented; whoever made it never verifies it. */
  readonly completion:
    (Data<'ImplementationReportedComplete'> & { readonly at: string; readonly recordedBy: string | null }) | null;
  readonly verification: (Data<'ImplementationVerified'> & { readonly at: string }) | null;
  readonly reopenedReason: string | null;
  /** When it was closed or superseded. */
  readonly endedAt: string | null;
  readonly closedReason: string | null;
  readonly supersededBy: string | null;
}
