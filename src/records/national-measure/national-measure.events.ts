import { z } from 'zod';
import { TARGET_SCOPES } from '../../codes/target-scopes.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';
import { type DocumentReference, documentReference } from '../shared/documents.js';
import { type Edition } from '../shared/editions.js';

export const MEASURE_KINDS = [
  'DEFINITION',
  'STRATEGY',
  'LEGISLATION',
  'RISK_ASSESSMENT',
  'CONTINGENCY_PLAN',
  'PREPAREDNESS_PROTOCOL',
  'CRISIS_SYSTEM',
] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];
/** Where a measure stands by its State's own word. That nothing was said is never a "no". */
export const MEASURE_STATUSES = [
  'NOT_REPORTED',
  'ABSENT',
  'UNDER_DEVELOPMENT',
  'DRAFTED',
  'ADOPTED',
  'IN_FORCE',
  'DEPLOYED',
  'REPEALED',
  'REPLACED',
] as const;
export type MeasureStatus = (typeof MEASURE_STATUSES)[number];

const status = z.enum(MEASURE_STATUSES).exclude(['NOT_REPORTED']);
const document = documentReference.optional();
const version = z.int().min(1);
const reported = z.strictObject({ by: recordId, status, note: localizedText.optional(), document });
const disputed = z.strictObject({ by: recordId, status, reason: z.string() });

export const nationalMeasureEvents = {
  MeasureRegistered: event(
    'A measure of a State is on record; where it stands is for the State to say.',
    z.strictObject({
      state: recordId,
      measureKind: z.enum(MEASURE_KINDS),
      name: localizedText,
      scope: z.enum(TARGET_SCOPES).optional(),
      participants: z.array(recordId),
      themes: z.array(z.string()),
    }),
  ),
  MeasureReportedAbsent: event('The State says that it has no such measure.', z.strictObject({ note: localizedText.optional() })),
  MeasureDevelopmentStarted: event('The State says that the measure is being developed.', z.strictObject({})),
  MeasureDrafted: event('The State says that there is a draft.', z.strictObject({ document })),
  MeasureAdopted: event(
    'The State says that the measure is adopted or enacted: version 1.',
    z.strictObject({ version, name: localizedText.optional(), document }),
  ),
  MeasureEnteredIntoForce: event('The State says that the measure is in force.', z.strictObject({})),
  MeasureDeployed: event(
    'The State says that the measure is deployed: more than adopted or in force.',
    z.strictObject({ note: localizedText.optional() }),
  ),
  MeasureReviewStarted: event('The State says that the measure is under review; it stands meanwhile.', z.strictObject({})),
  MeasureReviewCompleted: event(
    'The State says what came of the review, and when the next one is due.',
    z.strictObject({ outcome: localizedText, nextReview: day.optional() }),
  ),
  MeasureAmended: event(
    'The State says that the measure has a further version.',
    z.strictObject({ version, summary: localizedText.optional(), document }),
  ),
  MeasureRepealed: event('The State says that the measure does not hold any more.', z.strictObject({ reason: z.string() })),
  MeasureReplaced: event(
    'The State says that another of its measures has taken the place of this one.',
    z.strictObject({ by: recordId }),
  ),
  MeasureReviewDateSet: event(
    'The State says when the next review is due, and every how many months one is.',
    z.strictObject({ nextReview: day, cycleMonths: z.int().min(1).optional() }),
  ),
  MeasureStatusReported: event(
    'A party that does not speak for the State reports where the measure stands; what the State says is another thing.',
    reported,
  ),
  MeasureStatusDisputed: event('A party that does not speak for the State disputes what the State says.', disputed),
} as const;

export type NationalMeasureEvent = EventOf<typeof nationalMeasureEvents>;
type Registered = z.output<typeof nationalMeasureEvents.MeasureRegistered.schema>;

export interface MeasureVersion extends Edition {
  /** Since when it is the version, ISO 8601 UTC. */
  readonly since: string;
  readonly document?: DocumentReference;
  readonly summary?: LocalizedText;
}

export interface NationalMeasureState extends Registered {
  /** What the State said last before it adopted the measure, and when. */
  readonly preparation: 'NOT_REPORTED' | 'ABSENT' | 'UNDER_DEVELOPMENT' | 'DRAFTED';
  readonly preparationSince: string | null;
  readonly draft: DocumentReference | null;
  readonly adoptedAt: string | null;
  readonly inForceAt: string | null;
  readonly deployedAt: string | null;
  readonly endedAt: string | null;
  readonly endedReason: string | null;
  readonly supersededBy: string | null;
  readonly versions: readonly MeasureVersion[];
  /** Since when it is under review; null while it is not. */
  readonly reviewSince: string | null;
  readonly reviews: readonly { readonly at: string; readonly outcome: LocalizedText }[];
  readonly nextReview: string | null;
  readonly cycleMonths: number | null;
  readonly reports: readonly (z.output<typeof reported> & { readonly at: string })[];
  readonly disputes: readonly (z.output<typeof disputed> & { readonly at: string })[];
}
