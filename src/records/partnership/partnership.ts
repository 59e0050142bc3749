import { plainDay, references } from '../../event-sourcing/projections/record-table.js';
import { defineRecord, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Rule } from '../../event-sourcing/rights.js';
import { blank, computed, count, flag, type InputsOf, recordKind, says } from '../../fields/index.js';
import { lastDay } from '../shared/days.js';
import { agreeing, answering, hasAgreed } from '../shared/handshake.js';
import { joining, leaving, presentMembers } from '../shared/membership.js';
import { notBefore, ordered, wrongStatus } from '../shared/refusals.js';
import { partnershipCommands, partnershipEvents, partnershipFields, type PartnershipState } from './partnership.fields.js';
import {
  isBelowTwoMembers,
  isInvited,
  uninvited,
  takenIn,
  isMember,
  sectorOf,
  mixed,
  settle,
  founder,
  founding,
  member,
  addressed,
  running,
  notEnded,
} from './partnership.rules.js';

type Events = readonly EventOf<typeof partnershipEvents>[];

/** What concerns the partnership as a whole: its founders say it, not each of its members. */
const GOVERNED: Rule = ['founder', 'originator', 'coordinator'];

export const partnership = defineRecord<PartnershipState, InputsOf<typeof partnershipCommands>>()({
  kind: 'partnership',
  events: partnershipEvents,
  rights: {
    relations: {
      founder,
      party: ({ founders, members }) => [...founders.map(({ actor }) => actor), ...presentMembers(members)],
      named: (_state, _id, { member }) => [member as string],
      invitee: ({ invited }) => invited.map(({ actor }) => actor),
    },
    commands: {
      proposePartnership: ['founder', 'coordinator'],
      endorsePartnership: ['founder', 'coordinator'],
      declinePartnershipEndorsement: ['founder', 'coordinator'],
      activatePartnership: GOVERNED,
      joinPartnership: GOVERNED,
      agreePartnershipMembership: ['invitee', 'coordinator'],
      leavePartnership: ['named', ...GOVERNED],
      addPartnershipModality: GOVERNED,
      removePartnershipModality: GOVERNED,
      amendPartnershipTerms: GOVERNED,
      requestInformation: ['party', 'coordinator'],
      answerInformationRequest: ['party', 'coordinator'],
      declineInformationRequest: ['party', 'coordinator'],
      suspendPartnership: GOVERNED,
      resumePartnership: GOVERNED,
      renewPartnership: GOVERNED,
      endPartnership: GOVERNED,
    },
    saidByOthers: [
      'PartnershipEndorsed',
      'PartnershipEndorsementDeclined',
      'MembershipAgreed',
      'InformationRequestMade',
      'InformationRequestAnswered',
      'InformationRequestDeclined',
    ],
  },
  initial: blank(partnershipFields, { kind: 'OTHER', level: 'INTERNATIONAL' }),

  evolve: {
    PartnershipProposed: (state, { founders, document, ...proposed }, { occurredAt }) => ({
      ...state,
      ...proposed,
      founders: founders.map(({ party, sector }) => ({ actor: party, sector, agreed: null })),
      documents: document ? [{ ...document, since: occurredAt }] : [],
    }),
    PartnershipEndorsed: (state, { party, sector }) => ({
      ...state,
      founders: answering(state.founders, party, true, { sector }),
    }),
    PartnershipEndorsementDeclined: (state, { party }) => ({
      ...state,
      founders: answering(state.founders, party, false),
    }),
    PartnershipActivated: (state, _data, { occurredAt }) => ({
      ...state,
      status: 'ACTIVE',
      members: agreeing(state.founders).reduce(
        (members, { actor, sector }) => joining(members, { actor, sector, joined: occurredAt }),
        state.members,
      ),
    }),
    MemberJoined: (state, { party, sector }, { occurredAt, party: by }) =>
      party === by || isMember(state, party)
        ? takenIn(state, { actor: party, sector, joined: occurredAt })
        : { ...state, invited: [...uninvited(state, party), { actor: party, sector, at: occurredAt }] },
    MembershipAgreed: (state, { party }, { occurredAt }) => {
      const found = state.invited.find(({ actor }) => actor === party);
      return found ? takenIn(state, { actor: party, sector: found.sector, joined: occurredAt }) : state;
    },
    MemberLeft: (state, { party }, { occurredAt }) => ({
      ...state,
      invited: uninvited(state, party),
      members: leaving(state.members, party, occurredAt),
    }),
    ModalityAdded: (state, { modality }) => ({
      ...state,
      modalities: [...state.modalities.filter((one) => one !== modality), modality],
    }),
    ModalityRemoved: (state, { modality }) => ({ ...state, modalities: state.modalities.filter((one) => one !== modality) }),
    PartnershipTermsAmended: (state, { document, summary }, { occurredAt }) => ({
      ...state,
      documents: [...state.documents, { ...document, since: occurredAt, summary }],
    }),
    InformationRequestMade: (state, { from, to, subject, answerBy }, { id, occurredAt }) => ({
      ...state,
      requests: [
        ...state.requests,
        { id, from, to, subject, answerBy: answerBy ?? null, made: occurredAt, status: 'OPEN', settled: null },
      ],
    }),
    InformationRequestAnswered: (state, { request }, { occurredAt }) => settle(state, request, 'ANSWERED', occurredAt),
    InformationRequestDeclined: (state, { request }, { occurredAt }) => settle(state, request, 'DECLINED', occurredAt),
    PartnershipSuspended: (state) => ({ ...state, status: 'SUSPENDED' }),
    PartnershipResumed: (state) => ({ ...state, status: 'ACTIVE' }),
    PartnershipRenewed: (state, { termEnd }) => ({ ...state, termEnd }),
    PartnershipEnded: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'ENDED',
      endedReason: reason,
      endedAt: occurredAt,
    }),
  },

  decide: {
    proposePartnership: ({ founders, termStart, termEnd, modalities = [], ...rest }, _state, context) => {
      const reversed = ordered('termEnd', termStart, termEnd);
      if (reversed) return reversed;
      if (new Set(founders).size < 2) {
        return refuse('TOO_FEW_PARTIES', 'a partnership has at least two founding parties', {
          field: 'founders',
          value: founders.length,
          rule: 'founders names at least two different actors',
        });
      }
      const parties = [...new Set(founders)].map((party) => ({ party, sector: sectorOf(party, context) }));
      return [{ type: 'PartnershipProposed', data: { ...rest, modalities, termStart, termEnd, founders: parties } }];
    },

    endorsePartnership: (_command, state, context) =>
      founding(state, context) ??
      (hasAgreed(state.founders, context.party!)
        ? []
        : [{ type: 'PartnershipEndorsed', data: { party: context.party!, sector: sectorOf(context.party!, context) } }]),

    declinePartnershipEndorsement: says(partnershipEvents, 'PartnershipEndorsementDeclined', (_command, state, context) =>
      founding(state, context),
    ),

    activatePartnership: says(partnershipEvents, 'PartnershipActivated', (_command, state) => {
      if (state.status !== 'PROPOSED')
        return wrongStatus('partnership', state.status, 'only a proposed partnership is activated');
      const endorsing = agreeing(state.founders);
      if (endorsing.length < 2) {
        return refuse('TOO_FEW_ENDORSEMENTS', 'a partnership takes effect when two parties or more have endorsed it', {
          field: 'id',
          value: `${endorsing.length} endorsements`,
          rule: 'at least two endorsements from different actors',
        });
      }
      return mixed(state.sector, endorsing);
    }),

    joinPartnership: ({ member }, state, context): Events | Refusal =>
      running(state) ??
      (isMember(state, member)
        ? refuse('ALREADY_MEMBER', 'the actor is a member', { field: 'member', value: `actor_${member}` })
        : isInvited(state, member) && context.party !== member
          ? []
          : [{ type: 'MemberJoined', data: { party: member, sector: sectorOf(member, context) } }]),

    agreePartnershipMembership: says(partnershipEvents, 'MembershipAgreed', (_command, state, context) => {
      const { party } = context;
      if (party !== null && isMember(state, party)) return [];
      const found = state.invited.find(({ actor }) => actor === party);
      if (!found)
        return refuse('NOT_INVITED', 'who was taken in agrees, each for itself', {
          field: 'onBehalfOf',
          value: party === null ? 'nobody' : `actor_${party}`,
          rule: 'the party that speaks was taken in, and is no member yet',
        });
      return running(state) ?? notBefore('it was taken in', found.at, context);
    }),

    leavePartnership: ({ member, reason }, state): Events | Refusal =>
      running(state) ??
      (isMember(state, member) || isInvited(state, member)
        ? [{ type: 'MemberLeft', data: { party: member, reason } }]
        : refuse('NOT_A_MEMBER', 'the actor is no member', { field: 'member', value: `actor_${member}` })),

    addPartnershipModality: says(
      partnershipEvents,
      'ModalityAdded',
      ({ modality }, state) => notEnded(state) ?? (state.modalities.includes(modality) ? [] : undefined),
    ),

    removePartnershipModality: says(
      partnershipEvents,
      'ModalityRemoved',
      ({ modality }, state) =>
        notEnded(state) ??
        (state.modalities.includes(modality)
          ? undefined
          : refuse('NO_SUCH_MODALITY', 'the partners do not cooperate in this way', { field: 'modality', value: modality })),
    ),

    amendPartnershipTerms: says(partnershipEvents, 'PartnershipTermsAmended', (_command, state) => notEnded(state)),

    requestInformation: says(partnershipEvents, 'InformationRequestMade', ({ to }, state, context) => {
      const wrong = running(state) ?? member(state, context.party, 'onBehalfOf') ?? member(state, to, 'to');
      if (wrong || to !== context.party) return wrong;
      return refuse('ASKS_ITSELF', 'a request goes to another partner', { field: 'to', value: `actor_${to}` });
    }),

    answerInformationRequest: says(partnershipEvents, 'InformationRequestAnswered', addressed),

    declineInformationRequest: says(partnershipEvents, 'InformationRequestDeclined', addressed),

    suspendPartnership: says(partnershipEvents, 'PartnershipSuspended', (_command, { status }) =>
      status === 'ACTIVE' ? undefined : wrongStatus('partnership', status, 'only an active partnership is suspended'),
    ),

    resumePartnership: says(partnershipEvents, 'PartnershipResumed', (_command, { status }) =>
      status === 'SUSPENDED' ? undefined : wrongStatus('partnership', status, 'only a suspended partnership is resumed'),
    ),

    renewPartnership: says(partnershipEvents, 'PartnershipRenewed', ({ termEnd }, state) => {
      if (termEnd && state.termEnd && termEnd <= state.termEnd) {
        return refuse('NOT_LONGER', 'a renewal makes the term longer', {
          field: 'termEnd',
          value: termEnd,
          rule: `termEnd is after ${state.termEnd}`,
        });
      }
      return running(state);
    }),

    endPartnership: says(partnershipEvents, 'PartnershipEnded', (_command, state) => notEnded(state)),
  },
});

export const partnershipKind = recordKind<PartnershipState>({
  definition: partnership,
  description: 'A lasting bond between actors: an agreement, a memorandum, a compact, a network.',
  plural: 'partnerships',
  it: 'the partnership “{name}”',
  fields: partnershipFields,
  commands: partnershipCommands,
  computed: {
    memberCount: computed(count('How many members it has.'), ({ members }) => presentMembers(members).length),
    belowTwoMembers: computed(flag('Whether it is in effect with fewer than two members.'), isBelowTwoMembers),
    lapsed: computed(
      flag('Whether its term was over on the day of the moment asked for, without a renewal.'),
      ({ status, termEnd }, at) => status !== 'ENDED' && termEnd !== undefined && termEnd < at.slice(0, 10),
    ),
  },
  filters: ['kind', 'level', 'sector', 'status', 'modalities', 'belowTwoMembers', 'termEnd'],
  columns: {
    founders: references('actor', 'Its founding parties.', ({ founders }) => founders.map(({ actor }) => actor)),
    invited: references('actor', 'Actors that are taken in and have not agreed.', ({ invited }) =>
      invited.map(({ actor }) => actor),
    ),
    members: references('actor', 'Its members.', ({ members }) => presentMembers(members)),
    lastExchange: plainDay('The day on which a request for information was answered last.', ({ requests }) =>
      lastDay(requests.map(({ status, settled }) => (status === 'ANSWERED' ? settled : null))),
    ),
  },
});
