import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { recordId } from '../../event-sourcing/values.js';
import { type Side } from '../shared/handshake.js';
import { quantity } from '../shared/quantity.js';
import { type MatchSeen } from '../shared/reservations.js';

export const MATCH_STATUSES = ['PROPOSED', 'ACCEPTED', 'CONFIRMED', 'DECLINED', 'BROKEN'] as const;
export type MatchStatus = (typeof MATCH_STATUSES)[number];
export const MATCH_SIDES = ['RECIPIENT', 'PROVIDER'] as const;
export type MatchSideName = (typeof MATCH_SIDES)[number];

const by = { by: recordId };
const declined = z.strictObject({ ...by, reason: z.string().optional() });

export const assistanceMatchEvents = {
  MatchProposed: event(
    'An offer is proposed for a need: the recipient is the State that has the need, the provider who makes the offer.',
    z.strictObject({
      ...by,
      need: recordId,
      offer: recordId,
      recipient: recordId,
      provider: recordId,
      quantity: quantity.optional(),
      note: z.string().optional(),
      project: recordId.optional(),
    }),
  ),
  MatchAcceptedByRecipient: event(
    'The State that has the need accepts; `overSupplyAcknowledged` where it takes more than it needs.',
    z.strictObject({ ...by, overSupplyAcknowledged: z.boolean() }),
  ),
  MatchDeclinedByRecipient: event('The State that has the need declines; the match is over.', declined),
  MatchAcceptedByProvider: event('Who makes the offer accepts.', z.strictObject(by)),
  MatchDeclinedByProvider: event('Who makes the offer declines; the match is over.', declined),
  MatchConfirmed: event('Both sides accepted, and need and offer hold their parts for it.', z.strictObject({})),
  MatchProjectAssigned: event(
    'A project delivers what the match promises. `by` is null where that follows from other records.',
    z.strictObject({ by: recordId.nullable(), project: recordId }),
  ),
  MatchBroken: event(
    'The match is over, confirmed or not. `by` is null where that follows from other records.',
    z.strictObject({ by: recordId.nullable(), reason: z.string() }),
  ),
} as const;

export type AssistanceMatchEvent = EventOf<typeof assistanceMatchEvents>;
type Proposed = z.output<typeof assistanceMatchEvents.MatchProposed.schema>;

export interface MatchParty extends Side {
  readonly side: MatchSideName;
  /** Who answered for it: itself or its delegate; null before. */
  readonly by: string | null;
  /** When it answered. */
  readonly at: string | null;
}

export interface AssistanceMatchState extends Pick<Proposed, 'recipient' | 'provider' | 'note'>, MatchSeen {
  readonly proposedBy: string;
  /** The recipient and the provider, with what they answered. */
  readonly parties: readonly MatchParty[];
  /** Projects that deliver what it promises. */
  readonly projects: readonly string[];
  readonly confirmedAt: string | null;
  /** When it was declined or broken. */
  readonly endedAt: string | null;
  readonly endedReason: string | null;
}
