import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { widens } from '../../event-sourcing/handling.js';
import { aState, byState, party, speaker, speaksFor } from '../shared/party.js';
import { comparable, someQuantity } from '../shared/quantity.js';
import { afterEnd, notBefore, wrongStatus } from '../shared/refusals.js';
import {
  balanced,
  excess,
  isReservedFor,
  matchSeen,
  releasable,
  releasing,
  reservable,
  reserving,
  standsFirm,
  unreserved,
  unspoken,
} from '../shared/reservations.js';
import { noScope, scopeOf } from '../shared/scope.js';
import { bornOf, heldBack, releasedLabel } from '../shared/visit-release.js';
import type * as command from './assistance-need.commands.js';
import { assistanceNeedEvents, type AssistanceNeedState, type NeedStatus } from './assistance-need.events.js';

interface Commands {
  identifyNeed: command.IdentifyNeed;
  agreeNeed: command.AgreeNeed;
  disputeNeed: command.DisputeNeed;
  prioritiseNeed: command.PrioritiseNeed;
  releaseNeedToAudience: command.ReleaseNeedToAudience;
  quantifyNeed: command.QuantifyNeed;
  reserveNeed: command.ReserveNeed;
  releaseNeedReservation: command.ReleaseNeedReservation;
  recordNeedPartlyMet: command.RecordNeedPartlyMet;
  recordNeedMet: command.RecordNeedMet;
  reopenNeed: command.ReopenNeed;
  withdrawNeed: command.WithdrawNeed;
}

type Events = readonly EventOf<typeof assistanceNeedEvents>[];
type State = AssistanceNeedState;

export const assistanceNeed = defineRecord<State, Commands>()({
  kind: 'assistanceNeed',
  events: assistanceNeedEvents,
  needs: ({ visit }, by) => [...speaker(by), ...(visit === undefined ? [] : [['assessmentVisit', visit] as const])],
  label: (state, to, context) => confided(state, to, 'to', context),
  unsay: (state, correction, context) =>
    correction === undefined
      ? (unspoken(state, 'need') ?? (state.position === null ? undefined : ofTheState(state, context)))
      : (standsFirm(correction, FIRM, 'what is needed of whom is said anew, not corrected: matches and releases rest on it') ??
        (STATE_WORDS.includes(correction.event.type) ? ofTheState(state, context) : undefined)),
  initial: {
    ...noScope,
    ...unreserved,
    state: '',
    origin: 'SELF',
    identifiedBy: '',
    identifiedAt: '',
    title: [],
    subject: 'OTHER',
    position: null,
    priority: null,
    released: null,
    deliveries: [],
    metAt: null,
    reopenedReason: null,
    withdrawnAt: null,
    withdrawnReason: null,
  },

  evolve: {
    NeedIdentified: (state, identified, { occurredAt }) => ({ ...state, ...identified, identifiedAt: occurredAt }),
    NeedAgreedByState: (state, { by }, { occurredAt }) => ({ ...state, position: { agreed: true, by, at: occurredAt } }),
    NeedDisputedByState: (state, { by, reason }, { occurredAt }) => ({
      ...state,
      position: { agreed: false, by, at: occurredAt, reason },
    }),
    NeedPrioritised: (state, { priority }) => ({ ...state, priority }),
    NeedReleasedToAudience: (state, released, { occurredAt }) => ({ ...state, released: { ...released, at: occurredAt } }),
    NeedQuantified: (state, { quantity }, { occurredAt }) => ({ ...state, quantity, balancedAt: occurredAt }),
    NeedReserved: (state, { match, quantity, overSupply }, { occurredAt }) => ({
      ...state,
      reservations: reserving(state.reservations, { match, quantity, at: occurredAt, overSupply }),
      balancedAt: occurredAt,
    }),
    NeedReservationReleased: (state, { match }, { occurredAt }) => ({
      ...state,
      reservations: releasing(state.reservations, match),
      balancedAt: occurredAt,
    }),
    NeedPartlyMet: (state, delivery, { occurredAt }) => ({
      ...state,
      deliveries: [...state.deliveries, { ...delivery, at: occurredAt }],
    }),
    NeedMet: (state, delivery, { occurredAt }) => ({
      ...state,
      deliveries: [...state.deliveries, { ...delivery, at: occurredAt }],
      metAt: occurredAt,
    }),
    NeedReopened: (state, { reason, match, project }) => ({
      ...state,
      deliveries: state.deliveries.filter(
        (one) => (match === undefined || one.match !== match) && (project === undefined || one.project !== project),
      ),
      metAt: null,
      reopenedReason: reason,
      withdrawnAt: null,
      withdrawnReason: null,
    }),
    NeedWithdrawn: (state, { reason }, { occurredAt }) => ({ ...state, withdrawnAt: occurredAt, withdrawnReason: reason }),
  },

  decide: {
    identifyNeed: (given, _state, context): Events | Refusal => {
      const { state, origin, title, description, subject, visit, recommendation, neededBy } = given;
      const wrong =
        party(context) ??
        aState('state', state, context) ??
        (origin === 'SELF' ? byState(state, context, 'a State identifies its own needs; others by a visit') : undefined) ??
        ofSameState(state, visit, recommendation, context);
      if (wrong) return wrong;
      const by = context.party!;
      const data = {
        ...{ state, origin, identifiedBy: by, title, description, subject, visit, recommendation, neededBy },
        ...scopeOf(given),
      };
      return (
        (context.handling && confided({ ...data, released: null }, context.handling, 'handling', context)) ?? [
          { type: 'NeedIdentified', data },
          ...(origin === 'SELF' ? [{ type: 'NeedAgreedByState', data: { by } } as const] : []),
        ]
      );
    },

    agreeNeed: (_command, state, context): Events | Refusal =>
      stating(state, context) ?? (state.position?.agreed ? [] : [{ type: 'NeedAgreedByState', data: { by: context.party! } }]),

    disputeNeed: ({ reason }, state, context) =>
      stating(state, context) ??
      unspoken(state, 'need') ?? [{ type: 'NeedDisputedByState', data: { by: context.party!, reason } }],

    prioritiseNeed: ({ priority }, state, context): Events | Refusal =>
      open(state, context) ??
      byOwner(state, context) ??
      agreed(state, context) ??
      (priority === state.priority ? [] : [{ type: 'NeedPrioritised', data: { by: context.party!, priority } }]),

    releaseNeedToAudience: ({ audience }, state, context) => {
      const to = { tlp: audience.tlp, audience: [...audience.audience] };
      const wrong =
        open(state, context) ??
        byState(state.state, context, 'only the State or its delegate says who may know of its needs') ??
        agreed(state, context) ??
        bornOf(state.visit, 'NEEDS', state.state, to, 'audience', context) ??
        notBefore('its last release', state.released?.at, context);
      if (wrong) return wrong;
      return [{ type: 'NeedReleasedToAudience', data: { by: context.party!, audience: to } }, ...relabelled(state, to, context)];
    },

    quantifyNeed: ({ quantity, acknowledgeOverSupply = false }, state, context): Events | Refusal => {
      const wrong = standing(state) ?? byOwner(state, context) ?? someQuantity('quantity', quantity) ?? balanced(state, context);
      if (wrong) return wrong;
      const over = excess({ ...state, quantity });
      const isOver = Object.keys(over).length > 0;
      if (isOver && !acknowledgeOverSupply) return overSupplied(over, 'quantity');
      return (
        (isOver ? byState(state.state, context, 'only the State or its delegate takes more than it needs') : undefined) ?? [
          { type: 'NeedQuantified', data: { by: context.party!, quantity, overSupplyAcknowledged: isOver } },
        ]
      );
    },

    reserveNeed: ({ match }, state, context): Events | Refusal => {
      if (isReservedFor(state, match)) return [];
      const found = matchSeen(match, context);
      const quantity = found?.quantity ?? null;
      const wrong =
        standing(state) ??
        reservable(match, 'need', context) ??
        agreed(state, context) ??
        comparable('match', quantity, state.quantity, 'the need') ??
        balanced(state, context);
      if (wrong) return wrong;
      const over = excess(state, quantity);
      const overSupply = Object.keys(over).length > 0;
      if (overSupply && !found?.overSupplyAcknowledged) return overSupplied(over, 'match');
      return [{ type: 'NeedReserved', data: { match, quantity, overSupply } }];
    },

    releaseNeedReservation: ({ match, reason }, state, context) =>
      releasable(state, match, context) ?? [{ type: 'NeedReservationReleased', data: { match, reason } }],

    recordNeedPartlyMet: (given, state, context): Events | Refusal =>
      delivering(given, state, context) ?? [{ type: 'NeedPartlyMet', data: deliveryOf(given, context) }],

    recordNeedMet: (given, state, context): Events | Refusal =>
      delivering(given, state, context) ?? [{ type: 'NeedMet', data: deliveryOf(given, context) }],

    reopenNeed: ({ reason, match, project }, state, context): Events | Refusal => {
      const status = needStatus(state);
      if (status !== 'MET' && status !== 'PARTLY_MET' && status !== 'WITHDRAWN')
        return wrongStatus('need', status, 'what is reopened was met, wholly or in part, or withdrawn');
      const since = [state.withdrawnAt, state.metAt, ...state.deliveries.map(({ at }) => at)].reduce(later, null);
      return (
        (status === 'WITHDRAWN' ? byOwner(state, context) : byOwnerOrNobody(state, context)) ??
        notBefore('what is reopened', since, context) ?? [
          { type: 'NeedReopened', data: { by: context.party, reason, match, project } },
        ]
      );
    },

    withdrawNeed: ({ reason }, state, context) =>
      open(state, context) ??
      byOwner(state, context) ??
      unspoken(state, 'need') ??
      notBefore('the last change of what is reserved', state.balancedAt, context) ?? [
        { type: 'NeedWithdrawn', data: { by: context.party!, reason } },
      ],
  },
});

/** Where a need stands: by what has happened, in whatever order it was reported. Whether it has lapsed is a question of the moment. */
export function needStatus(state: Omit<State, 'quantity'>): NeedStatus {
  if (state.withdrawnAt !== null) return 'WITHDRAWN';
  if (state.metAt !== null) return 'MET';
  if (state.deliveries.length > 0) return 'PARTLY_MET';
  if (state.position === null) return 'IDENTIFIED';
  if (!state.position.agreed) return 'DISPUTED';
  if (state.released !== null) return 'RELEASED';
  return state.priority === null ? 'AGREED' : 'PRIORITISED';
}

/** Whether the day by which it was needed is over on a day, and it was not met. */
export function isLapsed(state: State, on: string): boolean {
  return state.neededBy !== undefined && state.neededBy < on && state.metAt === null && state.withdrawnAt === null;
}

const STATE_WORDS: readonly string[] = ['NeedAgreedByState', 'NeedDisputedByState', 'NeedReleasedToAudience'];

/** Fields on which matches and releases rest; all of an event that names none. */
const FIRM: Readonly<Record<string, readonly string[]>> = {
  NeedIdentified: ['state', 'origin', 'identifiedBy', 'visit'],
  NeedQuantified: [],
  NeedReserved: [],
  NeedReservationReleased: [],
};

function later(a: string | null, b: string | null): string | null {
  return (b ?? '') > (a ?? '') ? b : a;
}

/** Needs found by a visit are for the State and who found them, until the State releases them, and the visit's consent lets them out. */
function confided(
  { state, origin, identifiedBy, visit, released }: Pick<State, 'state' | 'origin' | 'identifiedBy' | 'visit' | 'released'>,
  to: Handling,
  field: string,
  context: DecideContext,
): Refusal | undefined {
  const between = { state, assessor: identifiedBy, release: released };
  return (
    bornOf(visit, 'NEEDS', state, to, field, context) ??
    (origin === 'VISIT' ? heldBack(between, to, released !== null, field) : undefined)
  );
}

/** The label of what is released, where the party may set it: what is wider than before is the originator's to show. */
function relabelled({ state, identifiedBy }: State, audience: Handling, { meta, party, user }: DecideContext) {
  const to = releasedLabel({ state, assessor: identifiedBy, release: { audience } });
  const isOriginator = (party !== null && party === meta.originator.actor) || user === meta.originator.user;
  const changes = widens(meta.handling, to) ? isOriginator : widens(to, meta.handling);
  const handling = { tlp: to.tlp, audience: [...to.audience] };
  return changes ? [{ type: 'HandlingChanged', data: { handling, reason: 'the State released the need' } } as const] : [];
}

/** Refuses a visit or a recommendation of another State, and a recommendation without the visit that it comes of, whose release the need shares. */
function ofSameState(
  state: string,
  visit: string | undefined,
  recommendation: string | undefined,
  { reference }: DecideContext,
): Refusal | undefined {
  const from = recommendation && (reference(recommendation)?.state as { state: string; visit?: string } | undefined);
  if (!from) return undefined;
  const about = { field: 'recommendation', value: `recommendation_${recommendation}` };
  if (from.state !== state) {
    return refuse('ANOTHER_STATE', 'the recommendation was made to another State', {
      ...about,
      rule: 'recommendation names one that was made to the State that has the need',
    });
  }
  if (from.visit === undefined || from.visit === visit) return undefined;
  return refuse('VISIT_MISSING', 'the recommendation comes of a visit', {
    ...about,
    rule: 'a need that names a recommendation names its visit too',
  });
}

function ofTheState({ state }: State, context: DecideContext): Refusal | undefined {
  return byState(state, context, 'what a State says of its needs is unsaid by the State or its delegate alone');
}

/** Refuses what is said by others than the State, of a need that has ended, or of a time before its last word. */
function stating(state: State, context: DecideContext): Refusal | undefined {
  return (
    open(state, context) ??
    byState(state.state, context, 'only the State or its delegate agrees or disputes that it has a need') ??
    notBefore('the last word of the State', state.position?.at, context)
  );
}

function agreed({ position }: State, context: DecideContext): Refusal | undefined {
  if (position?.agreed) return notBefore('the State agreed', position.at, context);
  const status = position === null ? 'IDENTIFIED' : 'DISPUTED';
  return wrongStatus('need', status, 'its State has agreed that it has the need');
}

/** Refuses a change of how much is needed or reserved of a need that is met or withdrawn, late reports too: they would not balance. */
function standing(state: State): Refusal | undefined {
  return afterEnd('need', needStatus(state), state.withdrawnAt ?? state.metAt);
}

/** Refuses a change of a need that is met or withdrawn; late reports of the time before are welcome. */
function open(state: State, { occurredAt }: DecideContext): Refusal | undefined {
  return afterEnd('need', needStatus(state), state.withdrawnAt ?? state.metAt, occurredAt);
}

function byOwner(state: State, context: DecideContext): Refusal | undefined {
  if (context.party === state.identifiedBy || speaksFor(state.state, context)) return undefined;
  const rule = 'that is for the State, its delegate or who identified the need';
  return party(context) ?? refuse('NOT_THE_OWNER', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** As `byOwner`; or no organisation, where it follows from other records. */
function byOwnerOrNobody(state: State, context: DecideContext): Refusal | undefined {
  return context.party === null ? undefined : byOwner(state, context);
}

type Delivery = command.RecordNeedPartlyMet;

function delivering({ match, delivered }: Delivery, state: State, context: DecideContext): Refusal | undefined {
  return (
    open(state, context) ??
    byOwnerOrNobody(state, context) ??
    agreed(state, context) ??
    someQuantity('delivered', delivered) ??
    (match === undefined || isReservedFor(state, match)
      ? undefined
      : refuse('NOT_RESERVED', 'no part of the need is reserved for this match', {
          field: 'match',
          value: `assistanceMatch_${match}`,
          rule: 'match names one for which a part of the need is reserved',
        }))
  );
}

function deliveryOf({ match, project, activity, delivered, report }: Delivery, { party }: DecideContext) {
  return { by: party, match, project, activity, delivered, report };
}

function overSupplied(over: Readonly<Record<string, number>>, field: string): Refusal {
  return refuse('OVER_SUPPLY', 'more would be reserved than is needed', {
    field,
    value: over,
    rule: 'what is reserved for matches is at most what is needed, unless the State acknowledges that it takes more',
  });
}
