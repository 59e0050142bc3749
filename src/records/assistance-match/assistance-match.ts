import { day } from '../../event-sourcing/projections/record-table.js';
import { blank, type InputsOf, recordKind } from '../../fields/index.js';
import { within } from '../../event-sourcing/handling.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { agreeing, answering } from '../shared/handshake.js';
import { byAnother, party, speaksFor } from '../shared/party.js';
import { comparable, someQuantity } from '../shared/quantity.js';
import { afterEnd, notBefore, wrongStatus } from '../shared/refusals.js';
import { type Reserved } from '../shared/reservations.js';
import { deliverable } from './assistance-match.rules.js';
import {
  assistanceMatchEvents,
  type AssistanceMatchState,
  type MatchSideName,
  assistanceMatchCommands,
  assistanceMatchFields,
} from './assistance-match.fields.js';

type Events = readonly EventOf<typeof assistanceMatchEvents>[];
type State = AssistanceMatchState;

export const assistanceMatch = defineRecord<State, InputsOf<typeof assistanceMatchCommands>>()({
  kind: 'assistanceMatch',
  events: assistanceMatchEvents,
  rights: {
    relations: {
      owner: ({ recipient, provider }) => [recipient, provider],
      party: ({ recipient, provider, proposedBy }) => [recipient, provider, proposedBy],
    },
    commands: {
      proposeMatch: ['party', 'coordinator'],
      acceptMatch: OWN,
      declineMatch: OWN,
      confirmMatch: ['owner', 'process', 'coordinator'],
      assignMatchProject: ['party', 'process', 'coordinator'],
      breakMatch: ['party', 'process', 'coordinator'],
    },
  },
  needs: ({ need, offer }) =>
    need === ''
      ? []
      : [
          ['assistanceNeed', need],
          ['assistanceOffer', offer],
        ],
  label: ({ need, offer }, to, context) => betweenBoth(need, offer, to, 'to', context),
  guardRetraction: (state, correction) => {
    if (correction !== undefined) {
      if (['note', 'reason'].includes(correction.field)) return undefined;
      const rule = 'both sides rest on what was said: break the match, and propose another';
      return refuse('NOT_CORRECTABLE', 'others rely on it', { field: 'field', value: correction.field, rule });
    }
    return agreeing(state.parties).length > 0
      ? wrongStatus('match', state.status, 'a match that a side has accepted is broken, not voided')
      : undefined;
  },
  initial: blank(assistanceMatchFields),

  evolve: {
    MatchProposed: (state, { by, quantity = null, project, ...proposed }) => ({
      ...state,
      ...proposed,
      quantity,
      projects: project === undefined ? [] : [project],
      proposedBy: by,
      parties: [
        { side: 'RECIPIENT', actor: proposed.recipient, agreed: null, by: null, at: null },
        { side: 'PROVIDER', actor: proposed.provider, agreed: null, by: null, at: null },
      ],
    }),
    MatchAcceptedByRecipient: (state, { by, overSupplyAcknowledged }, { occurredAt }) => ({
      ...answered(state, 'RECIPIENT', true, by, occurredAt),
      overSupplyAcknowledged: state.overSupplyAcknowledged || overSupplyAcknowledged,
    }),
    MatchDeclinedByRecipient: (state, { by, reason }, { occurredAt }) =>
      ended(answered(state, 'RECIPIENT', false, by, occurredAt), 'DECLINED', reason, occurredAt),
    MatchAcceptedByProvider: (state, { by }, { occurredAt }) => answered(state, 'PROVIDER', true, by, occurredAt),
    MatchDeclinedByProvider: (state, { by, reason }, { occurredAt }) =>
      ended(answered(state, 'PROVIDER', false, by, occurredAt), 'DECLINED', reason, occurredAt),
    MatchConfirmed: (state, _data, { occurredAt }) => ({ ...state, status: 'CONFIRMED', confirmedAt: occurredAt }),
    MatchProjectAssigned: (state, { project }) => ({
      ...state,
      projects: [...state.projects.filter((one) => one !== project), project],
    }),
    MatchBroken: (state, { reason }, { occurredAt }) => ended(state, 'BROKEN', reason, occurredAt),
  },

  decide: {
    proposeMatch: ({ need, offer, quantity, note, project }, _state, context): Events | Refusal => {
      const wanted = context.reference(need)?.state as NeedSeen;
      const given = context.reference(offer)?.state as OfferSeen;
      const { state: recipient } = wanted;
      const { provider } = given;
      const wrong =
        party(context) ??
        matchable(wanted, given) ??
        deliverable(project, provider, context) ??
        someQuantity('quantity', quantity) ??
        comparable('quantity', quantity, wanted.quantity, 'the need') ??
        comparable('quantity', quantity, given.quantity, 'the offer') ??
        (context.handling && betweenBoth(need, offer, context.handling, 'handling', context));
      if (wrong) return wrong;
      const by = context.party!;
      const data = { by, need, offer, recipient, provider, quantity, note, project };
      const side = speaksFor(recipient, context) ? 'RECIPIENT' : speaksFor(provider, context) ? 'PROVIDER' : undefined;
      return [{ type: 'MatchProposed', data }, ...(side ? [accepted(side, by, false)] : [])];
    },
    acceptMatch: ({ side, acknowledgeOverSupply = false }, state, context): Events | Refusal => {
      const own = partyOf(state, side);
      const acknowledges = side === 'RECIPIENT' && acknowledgeOverSupply;
      const says = own.agreed !== true || (acknowledges && !state.overSupplyAcknowledged);
      return (
        answerable(state, side, context) ??
        oneVoice(state, side, context) ??
        (says ? [accepted(side, context.party!, acknowledges)] : [])
      );
    },
    declineMatch: ({ side, reason }, state, context): Events | Refusal => {
      const data = { by: context.party!, reason };
      return (
        answerable(state, side, context) ?? [
          side === 'RECIPIENT' ? { type: 'MatchDeclinedByRecipient', data } : { type: 'MatchDeclinedByProvider', data },
        ]
      );
    },
    confirmMatch: (_command, state, context): Events | Refusal => {
      if (state.status === 'CONFIRMED') return [];
      const last = state.parties.reduce<string | null>((at, one) => ((one.at ?? '') > (at ?? '') ? one.at : at), null);
      return (
        (state.status === 'ACCEPTED'
          ? undefined
          : wrongStatus('match', state.status, 'a match is confirmed when both sides have accepted it')) ??
        notBefore('both sides accepted', last, context) ??
        reserved(state.need, 'need', context) ??
        reserved(state.offer, 'offer', context) ?? [{ type: 'MatchConfirmed', data: {} }]
      );
    },
    assignMatchProject: ({ project }, state, context): Events | Refusal =>
      (state.status === 'CONFIRMED'
        ? undefined
        : wrongStatus('match', state.status, 'a project delivers what a confirmed match promises')) ??
      byParty(state, context) ??
      notBefore('the match was confirmed', state.confirmedAt, context) ??
      deliverable(project, state.provider, context) ??
      (state.projects.includes(project) ? [] : [{ type: 'MatchProjectAssigned', data: { by: context.party, project } }]),
    breakMatch: ({ reason }, state, context): Events | Refusal => {
      const since = [state.confirmedAt, ...state.parties.map(({ at }) => at)];
      const last = since.reduce((a, b) => ((b ?? '') > (a ?? '') ? b : a), null);
      return (
        afterEnd('match', state.status, state.endedAt) ??
        byParty(state, context) ??
        notBefore('what was said of it last', last, context) ?? [{ type: 'MatchBroken', data: { by: context.party, reason } }]
      );
    },
  },
});

/** What a match needs to know of a need, and of an offer. */
interface NeedSeen extends Reserved {
  readonly state: string;
  readonly position: { readonly agreed: boolean } | null;
  readonly metAt: string | null;
  readonly withdrawnAt: string | null;
}
interface OfferSeen extends Reserved {
  readonly provider: string;
  readonly recipients: readonly string[];
  readonly withdrawnAt: string | null;
  readonly expiredAt: string | null;
}

/** Whether a need and an offer can be brought together; how much of them there is left is decided when it is reserved. */
function matchable(need: NeedSeen, offer: OfferSeen): Refusal | undefined {
  if (!need.position?.agreed || need.metAt !== null || need.withdrawnAt !== null) {
    return refuse('NEED_NOT_OPEN', 'the need is not one that can be matched', {
      field: 'need',
      rule: 'need names one that its State has agreed, and that is neither met nor withdrawn',
    });
  }
  if (offer.withdrawnAt !== null || offer.expiredAt !== null) {
    return refuse('OFFER_NOT_OPEN', 'the offer does not hold any more', {
      field: 'offer',
      rule: 'offer names one that is neither withdrawn nor expired',
    });
  }
  const isFor = offer.recipients.length === 0 || offer.recipients.includes(need.state);
  if (isFor && need.state !== offer.provider) return undefined;
  return refuse('NOT_FOR_THIS_STATE', 'the offer is not for the State that has the need', {
    field: 'offer',
    value: `actor_${need.state}`,
    rule: 'offer names one by another actor, that is for all States or for this one',
  });
}

/** Refuses a label that shows the match to who may not see both its need and its offer. */
function betweenBoth(need: string, offer: string, to: Handling, field: string, context: DecideContext): Refusal | undefined {
  for (const id of [need, offer]) {
    const meta = context.reference(id)?.meta;
    if (!meta) continue;
    const { tlp, audience } = meta.handling;
    const readers = meta.originator.actor === null ? audience : [...audience, `org:${meta.originator.actor}`];
    if (within(to, { tlp, audience: readers })) continue;
    return refuse('WIDER_THAN_ITS_PARTS', 'it would be shown to who may not see both need and offer', {
      field,
      value: to,
      rule: 'a match is shown to nobody who may not see both its need and its offer',
    });
  }
  return undefined;
}

function accepted(side: MatchSideName, by: string, overSupplyAcknowledged: boolean): Events[number] {
  return side === 'RECIPIENT'
    ? { type: 'MatchAcceptedByRecipient', data: { by, overSupplyAcknowledged } }
    : { type: 'MatchAcceptedByProvider', data: { by } };
}

function partyOf({ parties }: State, side: MatchSideName): State['parties'][number] {
  return parties.find((one) => one.side === side)!;
}

function answered(state: State, side: MatchSideName, agreed: boolean, by: string, at: string): State {
  const actor = side === 'RECIPIENT' ? state.recipient : state.provider;
  const parties = answering(state.parties, actor, agreed, { by, at });
  const both = agreeing(parties).length === parties.length;
  return { ...state, parties, status: state.status === 'PROPOSED' && both ? 'ACCEPTED' : state.status };
}

function ended(state: State, status: 'DECLINED' | 'BROKEN', reason: string | undefined, at: string): State {
  return state.endedAt !== null ? state : { ...state, status, endedAt: at, endedReason: reason ?? null };
}

/** Refuses an answer to a match that is settled, or by others than the side for which it is given. */
function answerable(state: State, side: MatchSideName, context: DecideContext): Refusal | undefined {
  if (state.status !== 'PROPOSED' && state.status !== 'ACCEPTED')
    return wrongStatus('match', state.status, 'a side answers while the match is neither confirmed nor over');
  const own = partyOf(state, side);
  if (speaksFor(own.actor, context)) return notBefore('its last answer', own.at, context);
  const rule = 'each side of a match answers for itself, or by its delegate';
  return party(context) ?? refuse('NOT_THE_SIDE', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** Refuses to let a delegate of both sides accept for both: it takes two to agree. */
function oneVoice(state: State, side: MatchSideName, context: DecideContext): Refusal | undefined {
  const other = partyOf(state, side === 'RECIPIENT' ? 'PROVIDER' : 'RECIPIENT');
  if (other.agreed !== true) return undefined;
  return byAnother([other.by], context, 'SAME_VOICE', 'who accepted for one side does not accept for the other');
}

/** Refuses to confirm what is not held by the need and by the offer: their streams alone say how much of them is left. */
function reserved(id: string, field: 'need' | 'offer', context: DecideContext): Refusal | undefined {
  const { reservations = [] } = (context.reference(id)?.state ?? {}) as Partial<Reserved>;
  const own = reservations.find(({ match }) => match === context.id);
  if (own) return notBefore(`it was reserved of the ${field}`, own.at, context);
  return refuse('NOT_RESERVED', `its part of the ${field} is not reserved`, {
    field: 'id',
    value: field,
    rule: `a match is confirmed when its part of the ${field} is reserved for it`,
  });
}

function byParty(state: State, context: DecideContext): Refusal | undefined {
  const { party } = context;
  if (party === null || party === state.proposedBy) return undefined;
  if (speaksFor(state.recipient, context) || speaksFor(state.provider, context)) return undefined;
  const rule = 'a match is broken by one of its sides, or who proposed it';
  return refuse('NOT_A_PARTY', rule, { field: 'onBehalfOf', value: `actor_${party}`, rule });
}

export const assistanceMatchKind = recordKind<AssistanceMatchState>({
  definition: assistanceMatch,
  description: 'That an offer of assistance is to answer a need: agreed by both sides, or on the way to that.',
  plural: 'assistanceMatches',
  it: 'the match of {need} with {offer}',
  fields: assistanceMatchFields,
  commands: assistanceMatchCommands,
  filters: ['need', 'offer', 'recipient', 'provider', 'proposedBy', 'projects', 'status'],
  columns: {
    confirmed: day('The day on which it was confirmed.', (state) => state.confirmedAt?.slice(0, 10)),
  },
});
