import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  computed,
  creates,
  day,
  event,
  flag,
  group,
  handling,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { assistanceSubjects, byIfAny, quantity, reservation, scope, tlp } from '../shared/fields.js';

const needOrigins = codes('NeedOrigin', 'How a need came to light.', ['VISIT', 'SELF']);
const needPriorities = codes('NeedPriority', 'How pressing a need is.', ['HIGH', 'MEDIUM', 'LOW']);
export const needStatuses = codes(
  'NeedStatus',
  'Where a need stands. Whether the day by which it was needed is over is a question of the moment: see `lapsed`.',
  ['IDENTIFIED', 'DISPUTED', 'AGREED', 'PRIORITISED', 'RELEASED', 'PARTLY_MET', 'MET', 'WITHDRAWN'],
);
export type NeedStatus = CodeOf<typeof needStatuses>;
export const needCoverages = codes(
  'NeedCoverage',
  'How far a need is covered by matches that both sides accepted, by the rule `need-coverage/1`. Gaps are UNCOVERED and PARTLY_COVERED.',
  ['NOT_AGREED', 'UNCOVERED', 'PARTLY_COVERED', 'COVERED', 'OVER_COVERED', 'MET', 'WITHDRAWN'],
);
/** Never recorded. */
export type NeedCoverage = CodeOf<typeof needCoverages>;

const by = speaker('Who says so.');
const reason = text('Why.');
const identifiedBy = reference('actor', 'Who identified it.');
const priority = code(needPriorities, 'How pressing it is.');
const match = reference('assistanceMatch', 'The match.');
const found = {
  state: reference('actor', 'The State that has the need.'),
  origin: code(needOrigins, 'How it came to light: by a visit, or by the word of the State itself.'),
};
const needed = {
  title: localized('What is needed, in a line.'),
  description: optional(localized('What is needed, and why.')),
  subject: code(assistanceSubjects, 'What it is about.'),
  visit: optional(reference('assessmentVisit', 'The visit that it comes of.')),
  recommendation: optional(reference('recommendation', 'The recommendation that it is to help with.')),
  neededBy: optional(day('The day by which it is needed.')),
  ...scope,
};
const released = {
  match,
  reason: optional(reason),
};
const delivery = {
  match: optional(reference('assistanceMatch', 'The match in which it was delivered.')),
  project: optional(reference('assistanceProject', 'The project that delivered it.')),
  activity: optional(reference('capacityActivity', 'The activity by which it was delivered.')),
  delivered: optional(nested(quantity, 'How much was delivered.')),
  report: optional(localized('What was done.')),
};
const reopened = {
  reason,
  match: optional(reference('assistanceMatch', 'The match whose deliveries do not count any more.')),
  project: optional(reference('assistanceProject', 'The project whose deliveries do not count any more.')),
};
const audience = handling('To whom.');
const needPosition = group('NeedPosition', 'What a State says of a need that it is found to have.', {
  agreed: flag('Whether it agrees that it has the need.'),
  by: reference('actor', 'Who said so: the State or its delegate.'),
  at: instant('When.'),
  reason: optional(text('Why not, where it disputes it.')),
});
const needRelease = group(
  'NeedRelease',
  'That a State let readers know of a need.',
  {
    by: reference('actor', 'Who said so: the State or its delegate.'),
    at: instant('When.'),
    audience: internal(audience),
  },
  { computed: { tlp: computed(code(tlp, 'The label under which they may.'), ({ audience }) => audience.tlp) } },
);
const needDelivery = group('NeedDelivery', 'Something delivered towards a need.', {
  at: instant('When.'),
  by: nullable(reference('actor', 'Who said so; null where it follows from other records.')),
  ...delivery,
});
export type NeedDelivery = ValueOf<typeof needDelivery.fields>;

export const assistanceNeedFields = {
  ...found,
  ...needed,
  quantity: nullable(nested(quantity, 'How much is needed; null where that was not said.')),
  reservations: listOf(nested(reservation, 'Parts of it that are held for matches.')),
  balancedAt: internal(nullable(instant('When quantity or reservations changed last.'))),
  identifiedBy,
  identifiedAt: instant('When it was identified.'),
  position: nullable(nested(needPosition, 'What the State says of it, as it said last; null where it has not said.')),
  priority: nullable(code(needPriorities, 'How pressing it is; null where that was not said.')),
  released: nullable(nested(needRelease, 'That the State let readers know of it.')),
  deliveries: listOf(nested(needDelivery, 'What was delivered towards it, oldest first.')),
  metAt: nullable(instant('When it was met.')),
  reopenedReason: nullable(text('Why it was reopened last.')),
  withdrawnAt: internal(nullable(instant('When it was withdrawn.'))),
  withdrawnReason: nullable(text('Why it was withdrawn.')),
};
export type AssistanceNeedState = ValueOf<typeof assistanceNeedFields>;

export const assistanceNeedEvents = {
  NeedIdentified: event(
    'A State is found to need assistance: by a visit, or by its own word.',
    '{it} ({subject}) was identified by {identifiedBy}[, to be met by {neededBy}]',
    { ...found, identifiedBy, ...needed },
  ),
  NeedAgreedByState: event('The State agrees that it needs this.', '{by} agreed to {it}', { by }),
  NeedDisputedByState: event('The State does not agree that it needs this.', '{by} disputed {it}: {reason}', { by, reason }),
  NeedPrioritised: event('The need has this priority.', '{by} gave {it} {priority} priority', { by, priority }),
  NeedReleasedToAudience: event(
    'The State lets these readers know of the need. It opens to them by its label, which the originator widens.',
    '{by} released {it} to an audience ({audience.tlp})',
    { by, audience },
  ),
  NeedQuantified: event(
    'So much is needed, in place of what was said before; `overSupplyAcknowledged` where more is reserved than that.',
    '{by} quantified {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})]',
    {
      by,
      quantity: nested(quantity, 'How much.'),
      overSupplyAcknowledged: flag('Whether the State takes what is reserved, even if it is more than that.'),
    },
  ),
  NeedReserved: event(
    'A part of the need is held for a match that both sides accepted; `overSupply` where it is more than is needed, and the State took it so.',
    'a part of {it}[ ({quantity.count.number} {quantity.count.unit})][ ({quantity.money})] was reserved for a match',
    { match, quantity: nullable(nested(quantity, 'How much.')), overSupply: flag('Whether it is more than is needed.') },
  ),
  NeedReservationReleased: event(
    'What was held for a match is free again, for the match is over.',
    'a reservation of {it} for a match was released[: {reason}]',
    released,
  ),
  NeedPartlyMet: event(
    'A part of what is needed was delivered.',
    '{it} was partly met[ ({delivered.count.number} {delivered.count.unit})][ ({delivered.money})][ by {project}][: “{report}”]',
    { by: byIfAny, ...delivery },
  ),
  NeedMet: event(
    'What is needed was delivered.',
    '{it} was met[ ({delivered.count.number} {delivered.count.unit})][ ({delivered.money})][ by {project}][: “{report}”]',
    { by: byIfAny, ...delivery },
  ),
  NeedReopened: event(
    'The need stands after all. What was reported as delivered in the match or project named no longer counts.',
    '{it} was reopened[ by {by}]: {reason}',
    { by: byIfAny, ...reopened },
  ),
  NeedWithdrawn: event('It is not needed any more, or never was.', '{by} withdrew {it}: {reason}', { by, reason }),
};
export type AssistanceNeedEvent = EventOf<typeof assistanceNeedEvents>;

export const assistanceNeedCommands = {
  identifyNeed: creates(
    'Records that a State needs assistance, as the organisation that speaks. One found by a visit is for the State and who found it, until the State releases it; one that a State identifies itself is agreed by that.',
    { ...found, ...needed },
  ),
  agreeNeed: command('Agrees that it is needed, as the State or its delegate: an actor affiliated to it.', {}),
  disputeNeed: command('Says that it is not needed so, as the State or its delegate.', { reason }),
  prioritiseNeed: command(
    'Gives the need its priority, as the State, its delegate or who identified it, after the State agreed.',
    { priority },
  ),
  releaseNeedToAudience: command(
    'Lets readers know of the need, as the State or its delegate. Where the State recorded it, its label changes with that; else its originator widens the label after that.',
    { audience },
  ),
  quantifyNeed: command(
    'Says how much is needed, in place of what was said before, as the State, its delegate or who identified it.',
    {
      quantity: nested(quantity, 'How much.'),
      acknowledgeOverSupply: optional(flag('The State takes what is reserved already, even if it is more than that.')),
    },
  ),
  reserveNeed: command(
    'Holds a part of the need for a match that both sides accepted: so much as the match is for. Confirming a match needs it.',
    { match },
  ),
  releaseNeedReservation: command('Frees what was held for a match that was declined or broken.', released),
  recordNeedPartlyMet: command(
    'Records that a part of what is needed was delivered, as the State, its delegate or who identified the need; or for no organisation, where it follows from other records.',
    delivery,
  ),
  recordNeedMet: command(
    'Records that what is needed was delivered, as the State, its delegate or who identified the need; or for no organisation, where it follows from other records.',
    delivery,
  ),
  reopenNeed: command(
    'Says that a need which was met, wholly or in part, or withdrawn stands after all, as the State, its delegate or who identified it; or for no organisation, where it follows from other records.',
    reopened,
  ),
  withdrawNeed: command('Takes the need back, as the State, its delegate or who identified it. Its matches have to be over.', {
    reason,
  }),
};
