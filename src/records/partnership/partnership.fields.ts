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
import { datedDocument, documentReference, membership } from '../shared/fields.js';

const kinds = codes('PartnershipKind', 'What kind of bond it is.', [
  'AGREEMENT',
  'MEMORANDUM',
  'COMPACT',
  'NETWORK',
  'JOINT_PROGRAMME',
  'OTHER',
]);
const levels = codes('PartnershipLevel', 'Where it is set up.', ['NATIONAL', 'REGIONAL', 'INTERNATIONAL']);
const sectors = codes('PartnershipSector', 'Whose partnership it is.', ['PUBLIC', 'PUBLIC_PRIVATE', 'PRIVATE']);
const modalities = codes('PartnershipModality', 'A way in which partners cooperate.', [
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
/** Lapsed is computed for a moment from the end of the term, never recorded. */
const statuses = codes(
  'PartnershipStatus',
  'Where a partnership stands. Whether its term has lapsed is a question of the moment: see `lapsed`.',
  ['PROPOSED', 'ACTIVE', 'SUSPENDED', 'ENDED'],
);
const partySectors = codes('PartySector', 'Which side of a public-private partnership an actor is on.', ['PUBLIC', 'PRIVATE']);
export type PartySector = CodeOf<typeof partySectors>;
const requestStatuses = codes('InformationRequestStatus', 'Where a request stands.', ['OPEN', 'ANSWERED', 'DECLINED']);

const party = speaker('The party.');
const sector = code(partySectors, 'Which side it is on.');
/** What the party was when it was taken in: rules rest on what was known then. */
const partyTakenIn = { party: reference('actor', 'The party.'), sector };
const reason = text('Why.');
const answer = { request: eventId('request'), by: speaker('Who answers.') };
const declined = { ...answer, reason: optional(reason) };
const modality = { modality: code(modalities, 'Which way.') };
const term = { termEnd: optional(day('The new end of the term; open, if left out.')) };
const amendment = {
  document: nested(documentReference, 'The document.'),
  summary: optional(localized('What changes.')),
};
const question = {
  from: speaker('Who asked.'),
  to: reference('actor', 'The member that is asked.'),
  subject: text('A category of subject, without content.', { max: 200 }),
  answerBy: optional(day('By when an answer is asked for.')),
};
const proposal = {
  name: localized('Its name.'),
  purpose: optional(localized('What it is for.')),
  kind: code(kinds, 'What kind of bond it is.'),
  level: code(levels, 'Where it is set up.'),
  sector: code(sectors, 'Whose partnership it is.'),
  modalities: listOf(code(modalities, 'Ways in which the partners cooperate.')),
};
const termStart = optional(day('The day on which its term begins.'));
const termEnd = optional(day('The day on which its term ends; none for an open term.'));
const document = optional(nested(documentReference, 'The document that sets its terms.'));

const founder = group(
  'PartnershipFounder',
  'A founding party.',
  {
    actor: reference('actor', 'The party.'),
    sector,
    agreed: internal(nullable(flag('True: it endorsed; false: it declined; null: it has not said yet.'))),
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
const invitee = group('PartnershipInvitee', 'An actor that is taken in and has not agreed.', {
  actor: reference('actor', 'The actor.'),
  sector,
  at: instant('When it was taken in.'),
});
const member = group('PartnershipMember', 'A membership, present or past.', { ...membership.fields, sector });
const informationRequest = group(
  'InformationRequest',
  'That one member asked another for information; neither question nor answer is on record.',
  {
    id: eventId('request', 'Id of the event that made it.'),
    from: reference('actor', 'Who asked.'),
    to: reference('actor', 'Who was asked.'),
    subject: text('Category of subject.'),
    answerBy: nullable(day('By when an answer was asked for.')),
    made: instant('When it was made.'),
    status: code(requestStatuses, 'Where it stands.'),
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
  ...proposal,
  status: code(statuses, 'Where it stands.'),
  founders: listOf(nested(founder, 'Its founding parties.')),
  invited: listOf(nested(invitee, 'Actors that are taken in and have not agreed: no members yet.')),
  members: listOf(nested(member, 'Its members, present and past, in order of joining.')),
  termStart,
  termEnd,
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
      ...proposal,
      founders: filledListOf(nested(group('PartnershipParty', 'A party, and its side.', partyTakenIn), 'The founding parties.')),
      termStart,
      termEnd,
      document,
    },
  ),
  PartnershipEndorsed: event('A founding party agrees.', '{party} endorsed {it}', partyTakenIn),
  PartnershipEndorsementDeclined: event('A founding party does not agree.', '{party} declined to endorse {it}[: {reason}]', {
    party,
    reason: optional(reason),
  }),
  PartnershipActivated: event(
    'The partnership is in effect; the parties that endorsed it are its members.',
    '{it} took effect',
    {},
  ),
  MemberJoined: event(
    'An actor is taken in as a member. It is one once it has agreed: at once, where this was said in its name.',
    '{party} was taken into {it}',
    partyTakenIn,
  ),
  MembershipAgreed: event(
    'An actor that is taken in agrees: from here on it is a member.',
    '{party} agreed to be a member of {it}',
    { party },
  ),
  MemberLeft: event('An actor is a member no longer.', '{party} left {it}[: {reason}]', {
    party: reference('actor', 'The member that left.'),
    reason: optional(reason),
  }),
  ModalityAdded: event('The partners cooperate in this way too.', '{modality} was added to {it}', modality),
  ModalityRemoved: event('The partners cooperate in this way no longer.', '{modality} was removed from {it}', modality),
  PartnershipTermsAmended: event(
    'The terms are those of a new document.',
    'the terms of {it} were amended[: “{summary}”]',
    amendment,
  ),
  InformationRequestMade: event(
    'One partner asks another for information; what is asked is not recorded. The id of this event names the request.',
    '{from} asked {to} for information within {it}: {subject}[; an answer is asked for by {answerBy}]',
    question,
  ),
  InformationRequestAnswered: event(
    'The request was answered; what was said is not recorded.',
    '{by} answered the request for information [“{request}” ]within {it}',
    answer,
  ),
  InformationRequestDeclined: event(
    'The request was declined.',
    '{by} declined the request for information [“{request}” ]within {it}[: {reason}]',
    declined,
  ),
  PartnershipSuspended: event('The partnership rests.', '{it} was suspended: {reason}', { reason }),
  PartnershipResumed: event('The partnership goes on.', '{it} was resumed', {}),
  PartnershipRenewed: event('The term is longer; without an end, it is open.', '{it} was renewed[ until {termEnd}]', term),
  PartnershipEnded: event('The partnership is over.', '{it} ended: {reason}', { reason }),
};
export type PartnershipEvent = EventOf<typeof partnershipEvents>;

export const partnershipCommands = {
  proposePartnership: creates('Proposes a partnership to its founding parties.', {
    ...proposal,
    founders: filledListOf(reference('actor', 'The founding parties, two at least.'), 2),
    termStart,
    termEnd,
    document,
  }),
  endorsePartnership: command('Endorses the partnership, as one of its founding parties.', {}),
  declinePartnershipEndorsement: command('Declines to endorse the partnership, as one of its founding parties.', {
    reason: optional(reason),
  }),
  activatePartnership: command('Puts the partnership into effect; the parties that endorsed it are its members.', {}),
  joinPartnership: command(
    'Takes an actor in as a member. It is none until it agrees; where this is said on its behalf, it has agreed.',
    { member: reference('actor', 'The new member.') },
  ),
  agreePartnershipMembership: command('Agrees, as an actor that is taken in, to be a member.', {}),
  leavePartnership: command(
    'Records that an actor is a member no longer, or that one that is taken in will not be one. A partnership left with fewer than two members is shown so; ending it is for the partners.',
    { member: reference('actor', 'The member that leaves.'), reason: optional(reason) },
  ),
  addPartnershipModality: command('Records a further way in which the partners cooperate.', modality),
  removePartnershipModality: command('Records that the partners cooperate in this way no longer.', modality),
  amendPartnershipTerms: command('Puts the terms of a new document in force.', amendment),
  requestInformation: command('Records that a member asked another for information: that it asked, not what.', question),
  answerInformationRequest: command(
    'Records that a request was answered, by the member that was asked: that it was, not how.',
    answer,
  ),
  declineInformationRequest: command('Records that a request was declined, by the member that was asked.', declined),
  suspendPartnership: command('Suspends the partnership.', { reason }),
  resumePartnership: command('Resumes a suspended partnership.', {}),
  renewPartnership: command('Makes the term longer.', term),
  endPartnership: command('Ends the partnership.', { reason }),
};
