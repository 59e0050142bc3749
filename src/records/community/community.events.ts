import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { localizedText, recordId } from '../../event-sourcing/values.js';
import { type Membership } from '../shared/membership.js';

export const COMMUNITY_STATUSES = ['FORMED', 'DISSOLVED'] as const;
export type CommunityStatus = (typeof COMMUNITY_STATUSES)[number];

export const communityEvents = {
  CommunityFormed: event(
    'A list of organisations is kept, as an audience to share with; its steward says who is on it.',
    z.strictObject({ name: localizedText, purpose: localizedText.optional(), steward: recordId }),
  ),
  CommunityMemberAdded: event('An actor is on the list.', z.strictObject({ member: recordId })),
  CommunityMemberRemoved: event(
    'An actor is on the list no longer.',
    z.strictObject({ member: recordId, reason: z.string().optional() }),
  ),
  CommunityDissolved: event('The list is kept no longer; nobody is on it.', z.strictObject({ reason: z.string() })),
} as const;

export type CommunityEvent = EventOf<typeof communityEvents>;
type Formed = z.output<typeof communityEvents.CommunityFormed.schema>;

export interface CommunityState extends Formed {
  readonly status: CommunityStatus;
  readonly members: readonly Membership[];
  readonly dissolvedAt: string | null;
  readonly dissolvedReason: string | null;
}
