import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  computed,
  creates,
  day,
  described,
  event,
  eventId,
  filledListOf,
  flag,
  group,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  number,
  optional,
  reference,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { datedDocument, documentReference } from '../shared/fields.js';

const partnershipModalityCodes = codes('PartnershipModality', 'A way in which partners cooperate.', [
  'INFORMATION_SHARING',
  'GOOD_PRACTICE_EXCHANGE',
  'JOINT_TRAINING',
  'COMMUNICATION_NETWORK',
  'EMERGENCY_WARNING_NETWORK',
  'JOINT_RISK_ASSESSMENT',
  'JOINT_LAW_ENFORCEMENT',
  'INTEROPERABILITY',
  'RESEARCH',
  'TECHNICAL_ASSISTANCE',
]);
const partnershipKindCodes = codes('PartnershipKind', 'What kind of bond it is.', [
  'AGREEMENT',
  'MEMORANDUM',
  'COMPACT',
  'NETWORK',
  'JOINT_PROGRAMME',
  'OTHER',
]);
const partnershipLevelCodes = codes('PartnershipLevel', 'Where it is set up.', ['NATIONAL', 'REGIONAL', 'INTERNATIONAL']);
const partnershipSectorCodes = codes('PartnershipSector', 'Whose partnership it is.', ['PUBLIC', 'PUBLIC_PRIVATE', 'PRIVATE']);
const partnershipStatusCodes = codes(
  'PartnershipStatus',
  'Where a partnership stands. Whether its term has lapsed is a question of the moment: see `lapsed`.',
  ['PROPOSED', 'ACTIVE', 'SUSPENDED', 'ENDED'],
);
export const partySectorCodes = codes('PartySector', 'Which side of a public-private partnership an actor is on.', [
  'PUBLIC',
  'PRIVATE',
]);
export type PartySector = CodeOf<typeof partySectorCodes>;
const informationRequestStatusCodes = codes('InformationRequestStatus', 'Where a request stands.', [
  'OPEN',
  'ANSWERED',
  'DECLINED',
]);

const reason = text('Why.');
const party = reference('actor', 'The actor.');
const partySector = code(partySectorCodes, 'Which side it is on.');
const modality = code(partnershipModalityCodes, 'Which way.');
const sector = code(partnershipSectorCodes, 'Whose partnership it is.');
const to = reference('actor', 'The member that is asked.');
const subject = text('A category of subject, without content.', { max: 200 });
const answerBy = day('By when an answer is asked for.');
const request = eventId('request');
const termEnd = day('The new end of the term; open, if left out.');
const terms = {
  name: localized('Its name.'),
  purpose: optional(localized('What it is for.')),
  kind: code(partnershipKindCodes, 'What kind of bond it is.'),
  level: code(partnershipLevelCodes, 'Where it is set up.'),
  sector,
  modalities: listOf(code(partnershipModalityCodes, 'In which ways the partners cooperate.')),
};
const term = {
  termStart: optional(day('The day on which its term is to begin.')),
  termEnd: optional(day('The day on which its term is to end.')),
  document: optional(nested(documentReference, 'The document that sets its terms.')),
};
const amended = {
  document: nested(documentReference, 'The document.'),
  summary: optional(localized('What changes.')),
};
const declined = {
  request,
  reason: optional(reason),
};
const partnershipFounder = group(
  'PartnershipFounder',
  'A founding party.',
  {
    actor: described(party, 'The party.'),
    sector: partySector,
    agreed: internal(nullable(flag('Whether it endorsed the partnership; null: it has not said yet.'))),
  },
  {
    computed: {
      endorsed: computed(
        nullable(flag('True: it endorsed the partnership; false: it declined; null: it has not said yet.')),
        ({ agreed }) => agreed,
      ),
    },
  },
);
const partnershipMember = group('PartnershipMember', 'A membership, present or past.', {
  actor: reference('actor', 'The member.'),
  sector: code(partySectorCodes, 'Which side it is on.'),
  joined: instant('Since when.'),
  left: nullable(instant('Until when; null for a present member.')),
});
const informationRequest = group(
  'InformationRequest',
  'That one member asked another for information; neither question nor answer is on record.',
  {
    id: eventId('event', 'Id of the event that made it.'),
    from: reference('actor', 'Who asked.'),
    to: reference('actor', 'Who was asked.'),
    subject: text('Category of subject.'),
    answerBy: nullable(day('By when an answer was asked for.')),
    made: instant('When it was made.'),
    status: code(informationRequestStatusCodes, 'Where it stands.'),
    settled: nullable(instant('When it was answered or declined.')),
  },
  {
    computed: {
      days: computed(nullable(number('Days from request to answer or refusal; null while it is open.')), ({ made, settled }) =>
        settled === null ? null : (Date.parse(settled) - Date.parse(made)) / 86_400_000,
      ),
    },
  },
);

export const partnershipFields = {
  ...terms,
  termStart: term.termStart,
  termEnd: term.termEnd,
  founders: listOf(nested(partnershipFounder, 'Its founding parties.')),
  status: code(partnershipStatusCodes, 'Where it stands.'),
  members: listOf(nested(partnershipMember, 'Its members, present and past, in order of joining.')),
  documents: listOf(nested(datedDocument, 'Documents that set its terms, oldest first.')),
  requests: listOf(nested(informationRequest, 'Requests for information between its members.')),
  endedReason: nullable(text('Why it ended.')),
  endedAt: nullable(instant('When it ended.')),
};
export type PartnershipState = ValueOf<typeof partnershipFields>;

export const partnershipEvents = {
  PartnershipProposed: event(
    'A partnership is proposed to its founding parties.',
    '{it} ({kind}) was proposed to {founders.party}',
    {
      ...terms,
      founders: filledListOf(
        nested(group('Party', 'A founding party.', { party, sector: partySector }), 'Its founding parties.'),
      ),
      ...term,
    },
  ),
  PartnershipEndorsed: event('A founding party agrees.', '{party} endorsed {it}', { party, sector: partySector }),
  PartnershipEndorsementDeclined: event('A founding party does not agree.', '{party} declined to endorse {it}[: {reason}]', {
    party,
    reason: optional(reason),
  }),
  PartnershipActivated: event(
    'The partnership is in effect; the parties that endorsed it are its members.',
    '{it} took effect',
    {},
  ),
  MemberJoined: event('An actor is a member.', '{party} joined {it}', { party, sector: partySector }),
  MemberLeft: event('An actor is a member no longer.', '{party} left {it}[: {reason}]', { party, reason: optional(reason) }),
  ModalityAdded: event('The partners cooperate in this way too.', '{modality} was added to {it}', { modality }),
  ModalityRemoved: event('The partners cooperate in this way no longer.', '{modality} was removed from {it}', { modality }),
  PartnershipTermsAmended: event(
    'The terms are those of a new document.',
    'the terms of {it} were amended[: “{summary}”]',
    amended,
  ),
  InformationRequestMade: event(
    'One partner asks another for information; what is asked is not recorded. The id of this event names the request.',
    '{from} asked {to} for information within {it}: {subject}[; an answer is asked for by {answerBy}]',
    { from: reference('actor', 'The member that asks.'), to, subject, answerBy: optional(answerBy) },
  ),
  InformationRequestAnswered: event(
    'The request was answered; what was said is not recorded.',
    '{by} answered the request for information [“{request}” ]within {it}',
    { request, by: speaker('Who says so.') },
  ),
  InformationRequestDeclined: event(
    'The request was declined.',
    '{by} declined the request for information [“{request}” ]within {it}[: {reason}]',
    { request, by: speaker('Who says so.'), reason: declined.reason },
  ),
  PartnershipSuspended: event('The partnership rests.', '{it} was suspended: {reason}', { reason }),
  PartnershipResumed: event('The partnership goes on.', '{it} was resumed', {}),
  PartnershipRenewed: event('The term is longer; without an end, it is open.', '{it} was renewed[ until {termEnd}]', {
    termEnd: optional(termEnd),
  }),
  PartnershipEnded: event('The partnership is over.', '{it} ended: {reason}', { reason }),
};
export type PartnershipEvent = EventOf<typeof partnershipEvents>;

export const partnershipCommands = {
  proposePartnership: creates('Proposes a partnership to its founding parties.', {
    ...terms,
    founders: filledListOf(reference('actor', 'The founding parties, two at least.'), 2),
    ...term,
  }),
  endorsePartnership: command('Endorses the partnership, as one of its founding parties.', {}),
  declinePartnershipEndorsement: command('Declines to endorse the partnership, as one of its founding parties.', {
    reason: optional(reason),
  }),
  activatePartnership: command('Puts the partnership into effect; the parties that endorsed it are its members.', {}),
  joinPartnership: command('Records that an actor is a member.', { member: reference('actor', 'The new member.') }),
  leavePartnership: command(
    'Records that an actor is a member no longer. A partnership left with fewer than two members is shown so; ending it is for the partners.',
    { member: reference('actor', 'The member that leaves.'), reason: optional(reason) },
  ),
  addPartnershipModality: command('Records a further way in which the partners cooperate.', { modality }),
  removePartnershipModality: command('Records that the partners cooperate in this way no longer.', { modality }),
  amendPartnershipTerms: command('Puts the terms of a new document in force.', amended),
  requestInformation: command('Records that a member asked another for information: that it asked, not what.', {
    to,
    subject,
    answerBy: optional(answerBy),
  }),
  answerInformationRequest: command('Records that a request was answered, by the member that was asked: that it was, not how.', {
    request,
  }),
  declineInformationRequest: command('Records that a request was declined, by the member that was asked.', declined),
  suspendPartnership: command('Suspends the partnership.', { reason }),
  resumePartnership: command('Resumes a suspended partnership.', {}),
  renewPartnership: command('Makes the term longer.', { termEnd: optional(termEnd) }),
  endPartnership: command('Ends the partnership.', { reason }),
};
