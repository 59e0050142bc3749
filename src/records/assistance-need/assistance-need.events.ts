import { z } from 'zod';
import { ASSISTANCE_SUBJECTS, type AssistanceSubject } from '../../codes/assistance.js';
import { handlingSchema } from '../../event-sourcing/common-events.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';
import { quantity } from '../shared/quantity.js';
import { type Reserved } from '../shared/reservations.js';
import { scope } from '../shared/scope.js';

/** Lapsed is computed for a moment from the day by which it is needed, never recorded. */
export const NEED_STATUSES = [
  'IDENTIFIED',
  'DISPUTED',
  'AGREED',
  'PRIORITISED',
  'RELEASED',
  'PARTLY_MET',
  'MET',
  'WITHDRAWN',
] as const;
export type NeedStatus = (typeof NEED_STATUSES)[number];
export const NEED_ORIGINS = ['VISIT', 'SELF'] as const;
export const NEED_PRIORITIES = ['HIGH', 'MEDIUM', 'LOW'] as const;

const subjects = Object.keys(ASSISTANCE_SUBJECTS) as [AssistanceSubject, ...AssistanceSubject[]];

/** What was done towards the need: in which match and project or activity, and how much. `by` is null where it follows from other records. */
const delivery = {
  by: recordId.nullable(),
  match: recordId.optional(),
  project: recordId.optional(),
  activity: recordId.optional(),
  delivered: quantity.optional(),
  report: localizedText.optional(),
};

export const assistanceNeedEvents = {
  NeedIdentified: event(
    'A State is found to need assistance: by a visit, or by its own word.',
    z.strictObject({
      state: recordId,
      origin: z.enum(NEED_ORIGINS),
      identifiedBy: recordId,
      title: localizedText,
      description: localizedText.optional(),
      subject: z.enum(subjects),
      visit: recordId.optional(),
      recommendation: recordId.optional(),
      neededBy: day.optional(),
      ...scope,
    }),
  ),
  NeedAgreedByState: event('The State agrees that it needs this.', z.strictObject({ by: recordId })),
  NeedDisputedByState: event(
    'The State does not agree that it needs this.',
    z.strictObject({ by: recordId, reason: z.string() }),
  ),
  NeedPrioritised: event('The need has this priority.', z.strictObject({ by: recordId, priority: z.enum(NEED_PRIORITIES) })),
  NeedReleasedToAudience: event(
    'The State lets these readers know of the need. It opens to them by its label, which the originator widens.',
    z.strictObject({ by: recordId, audience: handlingSchema }),
  ),
  NeedQuantified: event(
    'So much is needed, in place of what was said before; `overSupplyAcknowledged` where more is reserved than that.',
    z.strictObject({ by: recordId, quantity, overSupplyAcknowledged: z.boolean() }),
  ),
  NeedReserved: event(
    'A part of the need is held for a match that both sides accepted; `overSupply` where it is more than is needed, and the State took it so.',
    z.strictObject({ match: recordId, quantity: quantity.nullable(), overSupply: z.boolean() }),
  ),
  NeedReservationReleased: event(
    'What was held for a match is free again, for the match is over.',
    z.strictObject({ match: recordId, reason: z.string().optional() }),
  ),
  NeedPartlyMet: event('A part of what is needed was delivered.', z.strictObject(delivery)),
  NeedMet: event('What is needed was delivered.', z.strictObject(delivery)),
  NeedReopened: event(
    'The need stands after all. What was told of as delivered in the match or project named is so no longer.',
    z.strictObject({
      by: recordId.nullable(),
      reason: z.string(),
      match: recordId.optional(),
      project: recordId.optional(),
    }),
  ),
  NeedWithdrawn: event('It is not needed any more, or never was.', z.strictObject({ by: recordId, reason: z.string() })),
} as const;

export type AssistanceNeedEvent = EventOf<typeof assistanceNeedEvents>;
type Data<Type extends keyof typeof assistanceNeedEvents> = z.output<(typeof assistanceNeedEvents)[Type]['schema']>;

export type NeedDelivery = Data<'NeedPartlyMet'> & { readonly at: string };

export interface AssistanceNeedState extends Data<'NeedIdentified'>, Reserved {
  readonly identifiedAt: string;
  /** What the State says of it, as it said last. */
  readonly position: { readonly agreed: boolean; readonly by: string; readonly at: string; readonly reason?: string } | null;
  readonly priority: (typeof NEED_PRIORITIES)[number] | null;
  readonly released: (Data<'NeedReleasedToAudience'> & { readonly at: string }) | null;
  /** What was done towards it, oldest first. */
  readonly deliveries: readonly NeedDelivery[];
  readonly metAt: string | null;
  readonly reopenedReason: string | null;
  readonly withdrawnAt: string | null;
  readonly withdrawnReason: string | null;
}
