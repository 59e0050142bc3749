import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Rule } from '../../event-sourcing/rights.js';
import { agreeing, answering, hasAgreed } from '../shared/handshake.js';
import { joining, leaving, presentMembers } from '../shared/membership.js';
import { notBefore, ordered, wrongStatus } from '../shared/refusals.js';
import type * as command from './partnership.commands.js';
import { partnershipEvents, type PartnershipState, type PartySector } from './partnership.events.js';

interface Commands {
  proposePartnership: command.ProposePartnership;
  endorsePartnership: command.EndorsePartnership;
  declinePartnershipEndorsement: command.DeclinePartnershipEndorsement;
  activatePartnership: command.ActivatePartnership;
  joinPartnership: command.JoinPartnership;
  agreePartnershipMembership: command.AgreePartnershipMembership;
  leavePartnership: command.LeavePartnership;
  addPartnershipModality: command.AddPartnershipModality;
  removePartnershipModality: command.RemovePartnershipModality;
  amendPartnershipTerms: command.AmendPartnershipTerms;
  requestInformation: command.RequestInformation;
  answerInformationRequest: command.AnswerInformationRequest;
  declineInformationRequest: command.DeclineInformationRequest;
  suspendPartnership: command.SuspendPartnership;
  resumePartnership: command.ResumePartnership;
  renewPartnership: command.RenewPartnership;
  endPartnership: command.EndPartnership;
}

type Events = readonly EventOf<typeof partnershipEvents>[];

/** What concerns the partnership as a whole: its founders say it, not each of its members. */
const GOVERNED: Rule = ['founder', 'originator', 'coordinator'];

export const partnership = defineRecord<PartnershipState, Commands>()({
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
  initial: {
    name: [],
    kind: 'OTHER',
    level: 'INTERNATIONAL',
    sector: 'PUBLIC',
    modalities: [],
    status: 'PROPOSED',
    founders: [],
    invited: [],
    members: [],
    documents: [],
    requests: [],
    endedReason: null,
    endedAt: null,
  },

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

    declinePartnershipEndorsement: ({ reason }, state, context) =>
      founding(state, context) ?? [{ type: 'PartnershipEndorsementDeclined', data: { party: context.party!, reason } }],

    activatePartnership: (_command, state) => {
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
      return mixed(state.sector, endorsing) ?? [{ type: 'PartnershipActivated', data: {} }];
    },

    joinPartnership: ({ member }, state, context): Events | Refusal =>
      running(state) ??
      (isMember(state, member)
        ? refuse('ALREADY_MEMBER', 'the actor is a member', { field: 'member', value: `actor_${member}` })
        : isInvited(state, member) && context.party !== member
          ? []
          : [{ type: 'MemberJoined', data: { party: member, sector: sectorOf(member, context) } }]),

    agreePartnershipMembership: (_command, state, context): Events | Refusal => {
      const { party } = context;
      if (party !== null && isMember(state, party)) return [];
      const found = state.invited.find(({ actor }) => actor === party);
      if (!found)
        return refuse('NOT_INVITED', 'who was taken in agrees, each for itself', {
          field: 'onBehalfOf',
          value: party === null ? 'nobody' : `actor_${party}`,
          rule: 'the party that speaks was taken in, and is no member yet',
        });
      return (
        running(state) ??
        notBefore('it was taken in', found.at, context) ?? [{ type: 'MembershipAgreed', data: { party: party! } }]
      );
    },

    leavePartnership: ({ member, reason }, state): Events | Refusal =>
      running(state) ??
      (isMember(state, member) || isInvited(state, member)
        ? [{ type: 'MemberLeft', data: { party: member, reason } }]
        : refuse('NOT_A_MEMBER', 'the actor is no member', { field: 'member', value: `actor_${member}` })),

    addPartnershipModality: ({ modality }, state) =>
      notEnded(state) ?? (state.modalities.includes(modality) ? [] : [{ type: 'ModalityAdded', data: { modality } }]),

    removePartnershipModality: ({ modality }, state): Events | Refusal =>
      notEnded(state) ??
      (state.modalities.includes(modality)
        ? [{ type: 'ModalityRemoved', data: { modality } }]
        : refuse('NO_SUCH_MODALITY', 'the partners do not cooperate in this way', { field: 'modality', value: modality })),

    amendPartnershipTerms: ({ document, summary }, state) =>
      notEnded(state) ?? [{ type: 'PartnershipTermsAmended', data: { document, summary } }],

    requestInformation: ({ to, subject, answerBy }, state, context): Events | Refusal => {
      const wrong = running(state) ?? member(state, context.party, 'onBehalfOf') ?? member(state, to, 'to');
      if (wrong) return wrong;
      if (to === context.party)
        return refuse('ASKS_ITSELF', 'a request goes to another partner', { field: 'to', value: `actor_${to}` });
      return [{ type: 'InformationRequestMade', data: { from: context.party!, to, subject, answerBy } }];
    },

    answerInformationRequest: ({ request }, state, context) =>
      addressed(state, request, context) ?? [{ type: 'InformationRequestAnswered', data: { request, by: context.party! } }],

    declineInformationRequest: ({ request, reason }, state, context) =>
      addressed(state, request, context) ?? [
        { type: 'InformationRequestDeclined', data: { request, by: context.party!, reason } },
      ],

    suspendPartnership: ({ reason }, state): Events | Refusal =>
      state.status === 'ACTIVE'
        ? [{ type: 'PartnershipSuspended', data: { reason } }]
        : wrongStatus('partnership', state.status, 'only an active partnership is suspended'),

    resumePartnership: (_command, state): Events | Refusal =>
      state.status === 'SUSPENDED'
        ? [{ type: 'PartnershipResumed', data: {} }]
        : wrongStatus('partnership', state.status, 'only a suspended partnership is resumed'),

    renewPartnership: ({ termEnd }, state): Events | Refusal => {
      if (termEnd && state.termEnd && termEnd <= state.termEnd) {
        return refuse('NOT_LONGER', 'a renewal makes the term longer', {
          field: 'termEnd',
          value: termEnd,
          rule: `termEnd is after ${state.termEnd}`,
        });
      }
      return running(state) ?? [{ type: 'PartnershipRenewed', data: { termEnd } }];
    },

    endPartnership: ({ reason }, state) => notEnded(state) ?? [{ type: 'PartnershipEnded', data: { reason } }],
  },
});

/** Whether a partnership in effect has fewer than two members: it is shown so, and whether it ends is for the partners to say. */
export function isBelowTwoMembers(state: PartnershipState): boolean {
  return (state.status === 'ACTIVE' || state.status === 'SUSPENDED') && presentMembers(state.members).length < 2;
}

function isInvited({ invited }: PartnershipState, actor: string): boolean {
  return invited.some((one) => one.actor === actor);
}

function uninvited({ invited }: PartnershipState, actor: string): PartnershipState['invited'] {
  return invited.filter((one) => one.actor !== actor);
}

/** The partnership with one more member. */
function takenIn(state: PartnershipState, member: Omit<PartnershipState['members'][number], 'left'>): PartnershipState {
  return { ...state, invited: uninvited(state, member.actor), members: joining(state.members, member) };
}

function isMember(state: PartnershipState, actor: string): boolean {
  return presentMembers(state.members).includes(actor);
}

/** Companies, academia and civil society are no public bodies; everything else is. */
function sectorOf(actor: string, { reference }: DecideContext): PartySector {
  const { actorKind } = (reference(actor)?.state ?? {}) as { actorKind?: string };
  return ['PRIVATE', 'CIVIL_SOCIETY', 'COMMUNITY', 'ACADEMIA'].includes(actorKind ?? '') ? 'PRIVATE' : 'PUBLIC';
}

function mixed(sector: PartnershipState['sector'], parties: readonly { readonly sector: PartySector }[]): Refusal | undefined {
  const missing = (['PUBLIC', 'PRIVATE'] as const).find((side) => !parties.some((one) => one.sector === side));
  if (sector !== 'PUBLIC_PRIVATE' || !missing) return undefined;
  return refuse('ONE_SIDED', `no ${missing.toLowerCase()} party has endorsed it`, {
    field: 'id',
    value: missing,
    rule: 'a public-private partnership has at least one public and one private party',
  });
}

function settle(state: PartnershipState, request: string, status: 'ANSWERED' | 'DECLINED', at: string): PartnershipState {
  return {
    ...state,
    requests: state.requests.map((one) => (one.id === request && one.status === 'OPEN' ? { ...one, status, settled: at } : one)),
  };
}

/** Who founds the partnership: while it is proposed all who were asked, later those who agreed and have not left. */
function founder({ status, founders, members }: PartnershipState): string[] {
  const present = presentMembers(members);
  const isStill = (actor: string) => status === 'PROPOSED' || present.includes(actor);
  return founders.map(({ actor }) => actor).filter(isStill);
}

function founding(state: PartnershipState, { party }: DecideContext): Refusal | undefined {
  if (state.status !== 'PROPOSED')
    return wrongStatus('partnership', state.status, 'endorsements are given while a partnership is proposed');
  if (state.founders.some(({ actor }) => actor === party)) return undefined;
  return refuse('NOT_A_FOUNDER', 'only a founding party endorses or declines, each for itself', {
    field: 'onBehalfOf',
    value: party === null ? 'nobody' : `actor_${party}`,
    rule: 'the party that speaks is one of the founders',
  });
}

function member(state: PartnershipState, actor: string | null, field: string): Refusal | undefined {
  if (actor !== null && isMember(state, actor)) return undefined;
  return refuse('NOT_A_MEMBER', 'requests go from member to member', {
    field,
    value: actor === null ? 'nobody' : `actor_${actor}`,
  });
}

function addressed(state: PartnershipState, request: string, { party }: DecideContext): Refusal | undefined {
  const found = state.requests.find(({ id }) => id === request);
  if (!found)
    return refuse('UNKNOWN_REQUEST', 'there is no such request in this partnership', { field: 'request', value: request });
  if (found.status !== 'OPEN')
    return refuse('REQUEST_SETTLED', `the request is ${found.status}`, {
      field: 'request',
      value: request,
      rule: 'a request is settled once',
    });
  if (found.to === party) return undefined;
  return refuse('NOT_ADDRESSED', 'a request is answered by the party that was asked', {
    field: 'onBehalfOf',
    value: party === null ? 'nobody' : `actor_${party}`,
  });
}

function running(state: PartnershipState): Refusal | undefined {
  return state.status === 'ACTIVE' || state.status === 'SUSPENDED'
    ? undefined
    : wrongStatus('partnership', state.status, 'the partnership is in effect');
}

function notEnded(state: PartnershipState): Refusal | undefined {
  return state.status === 'ENDED'
    ? wrongStatus('partnership', state.status, 'what has ended takes no further change')
    : undefined;
}
