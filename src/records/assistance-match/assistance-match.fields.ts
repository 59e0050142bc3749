import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  creates,
  event,
  flag,
  group,
  instant,
  listOf,
  nested,
  nullable,
  optional,
  reference,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { byIfAny, quantity } from '../shared/fields.js';

const matchSides = codes('MatchSide', 'One of the two sides of a match.', ['RECIPIENT', 'PROVIDER']);
export type MatchSideName = CodeOf<typeof matchSides>;
const matchStatuses = codes('MatchStatus', 'Where a match stands.', ['PROPOSED', 'ACCEPTED', 'CONFIRMED', 'DECLINED', 'BROKEN']);

const by = speaker('Who says so.');
const reason = text('Why.');
const recipient = reference('actor', 'The State that has the need.');
const provider = reference('actor', 'Who makes the offer.');
const overSupplyAcknowledged = flag('Whether the State takes more than it needs.');
const project = reference('assistanceProject', 'The project.');
const side = code(matchSides, 'For which side.');
const matched = { need: reference('assistanceNeed', 'The need.'), offer: reference('assistanceOffer', 'The offer.') };
const terms = {
  quantity: optional(nested(quantity, 'How much of them it is for; counted as they are, where they are quantified.')),
  note: optional(text('What else there is to say.')),
  project: optional(reference('assistanceProject', 'A project of the provider that is to deliver it; a new one, if left out.')),
};
const matchParty = group('MatchParty', 'A side of a match, and what it answered.', {
  side: code(matchSides, 'Which side.'),
  actor: reference('actor', 'Whose side it is: the State that has the need, or who makes the offer.'),
  agreed: nullable(flag('True: it accepted; false: it declined; null: it has not said yet.')),
  by: nullable(reference('actor', 'Who answered for it: itself or its delegate.')),
  at: nullable(instant('When it answered.')),
});

export const assistanceMatchFields = {
  ...matched,
  recipient,
  provider,
  quantity: nullable(terms.quantity),
  note: terms.note,
  proposedBy: reference('actor', 'Who proposed it.'),
  parties: listOf(nested(matchParty, 'Its two sides.')),
  overSupplyAcknowledged,
  status: code(matchStatuses, 'Where it stands.'),
  projects: listOf(reference('assistanceProject', 'Projects that deliver what it promises.')),
  confirmedAt: nullable(instant('When it was confirmed.')),
  endedAt: nullable(instant('When it was declined or broken.')),
  endedReason: nullable(text('Why it was declined or broken.')),
};
export type AssistanceMatchState = ValueOf<typeof assistanceMatchFields>;

export const assistanceMatchEvents = {
  MatchProposed: event(
    'An offer is proposed for a need: the recipient is the State that has the need, the provider who makes the offer.',
    '{by} proposed {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})]',
    { by, ...matched, recipient, provider, ...terms },
  ),
  MatchAcceptedByRecipient: event(
    'The State that has the need accepts; `overSupplyAcknowledged` where it takes more than it needs.',
    '{by} accepted {it} as recipient',
    { by, overSupplyAcknowledged },
  ),
  MatchDeclinedByRecipient: event(
    'The State that has the need declines; the match is over.',
    '{by} declined {it} as recipient[: {reason}]',
    { by, reason: optional(reason) },
  ),
  MatchAcceptedByProvider: event('Who makes the offer accepts.', '{by} accepted {it} as provider', { by }),
  MatchDeclinedByProvider: event(
    'Who makes the offer declines; the match is over.',
    '{by} declined {it} as provider[: {reason}]',
    { by, reason: optional(reason) },
  ),
  MatchConfirmed: event('Both sides accepted, and need and offer hold their parts for it.', '{it} was confirmed', {}),
  MatchProjectAssigned: event(
    'A project delivers what the match promises. `by` is null where that follows from other records.',
    '{project} was assigned to deliver {it}',
    { by: byIfAny, project },
  ),
  MatchBroken: event(
    'The match is over, confirmed or not. `by` is null where that follows from other records.',
    '{it} was ended[ by {by}]: {reason}',
    { by: byIfAny, reason },
  ),
};
export type AssistanceMatchEvent = EventOf<typeof assistanceMatchEvents>;

export const assistanceMatchCommands = {
  proposeMatch: creates(
    'Proposes an offer for a need that its State has agreed. A side that proposes accepts by that. It is shown to nobody who may not see both need and offer.',
    { ...matched, ...terms },
  ),
  declineMatch: command('Declines the match for one of its sides, as that side or its delegate. The match is over.', {
    side,
    reason: optional(reason),
  }),
  confirmMatch: command(
    'Confirms a match that both sides accepted, once its parts of the need and of the offer are reserved.',
    {},
  ),
  assignMatchProject: command(
    'Says that a project of the provider delivers what the confirmed match promises, as one of its sides or who proposed it.',
    { project },
  ),
  breakMatch: command(
    'Ends the match, confirmed or not, as one of its sides or who proposed it; or for no organisation, where that follows from other records.',
    { reason },
  ),
  acceptMatch: command('Accepts the match for one of its sides, as that side or its delegate: an actor affiliated to it.', {
    side,
    acknowledgeOverSupply: optional(flag('The State takes more than it needs; for the recipient alone.')),
  }),
};
