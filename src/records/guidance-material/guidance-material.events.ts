import { z } from 'zod';
import { TARGET_SCOPES } from '../../codes/target-scopes.js';
import { type Occurred } from '../../event-sourcing/occurred.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';
import { type HashedDocument, hashedDocument } from '../shared/documents.js';
import { type Edition } from '../shared/editions.js';

export const GUIDANCE_KINDS = ['COMPENDIUM', 'GUIDELINE', 'TOOL', 'HANDBOOK', 'GOOD_PRACTICE', 'OTHER'] as const;
export const GUIDANCE_STATUSES = ['INITIATED', 'PUBLISHED', 'WITHDRAWN'] as const;
export const EDITION_STATUSES = ['ANNOUNCED', 'PUBLISHED', 'SUPERSEDED'] as const;

const number = z.int().min(1);

export const guidanceMaterialEvents = {
  GuidanceInitiated: event(
    'Guidance is being made.',
    z.strictObject({
      guidanceKind: z.enum(GUIDANCE_KINDS),
      title: localizedText,
      description: localizedText.optional(),
      publishers: z.array(recordId).min(1),
      themes: z.array(z.string()),
      targetScope: z.enum(TARGET_SCOPES).optional(),
    }),
  ),
  EditionAnnounced: event(
    'An edition is announced, for a day where one is named; announced again, for another day.',
    z.strictObject({ edition: number, expected: day.optional() }),
    2,
  ),
  EditionPublished: event(
    'An edition is published: on the day on which this event occurred.',
    z.strictObject({ edition: number, document: hashedDocument }),
  ),
  AddendumAnnounced: event(
    'An addendum to an edition is announced; the id of this event names it. Announced again under that name (`addendum`), for another day.',
    z.strictObject({ addendum: z.uuid().optional(), edition: number, title: localizedText, expected: day.optional() }),
  ),
  AddendumPublished: event(
    'An addendum to an edition is published, on the day on which this event occurred; `addendum` names the one that was announced.',
    z.strictObject({ addendum: z.uuid().optional(), edition: number, title: localizedText, document: hashedDocument }),
  ),
  GuidancePromoted: event(
    'The guidance, or an edition of it, was promoted at an activity.',
    z.strictObject({ activity: recordId, edition: number.optional() }),
  ),
  GuidanceAdoptedByActor: event(
    'An actor has adopted an edition for its own use.',
    z.strictObject({ actor: recordId, edition: number }),
  ),
  EditionSuperseded: event('A later edition has taken the place of this one.', z.strictObject({ edition: number, by: number })),
  GuidanceWithdrawn: event('The guidance is not to be used any more.', z.strictObject({ reason: z.string() })),
} as const;

export type GuidanceMaterialEvent = EventOf<typeof guidanceMaterialEvents>;
type Initiated = z.output<typeof guidanceMaterialEvents.GuidanceInitiated.schema>;

/** What was announced for a day, and published. */
export interface Publication {
  /** The day for which it was announced first: what slippage is counted from. */
  readonly firstExpected: string | null;
  /** The day for which it was announced last. */
  readonly expected: string | null;
  readonly published: Occurred | null;
  readonly document: HashedDocument | null;
}

export interface GuidanceEdition extends Edition, Publication {
  readonly supersededBy: number | null;
}

export interface Addendum extends Publication {
  /** Id of the event that announced it, or else of the one that published it. */
  readonly id: string;
  /** The edition that it amends. */
  readonly edition: number;
  readonly title: LocalizedText;
}

export interface GuidanceMaterialState extends Initiated {
  readonly editions: readonly GuidanceEdition[];
  readonly addenda: readonly Addendum[];
  readonly promotions: readonly { readonly activity: string; readonly edition: number | null; readonly at: string }[];
  readonly adoptions: readonly { readonly actor: string; readonly edition: number; readonly at: string }[];
  readonly withdrawnAt: string | null;
  readonly withdrawnReason: string | null;
}
