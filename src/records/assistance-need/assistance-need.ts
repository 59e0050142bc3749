import { coverageOf, deliveredAt, isDuplicated, matchedAt } from './assistance-need.coverage.js';
import { day, flag as flagColumn, references } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, flag, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { aState, byState, party } from '../shared/party.js';
import { comparable, someQuantity } from '../shared/quantity.js';
import { notBefore, wrongStatus } from '../shared/refusals.js';
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
  unspoken,
} from '../shared/reservations.js';
import { scopeOf } from '../shared/scope.js';
import { bornOf } from '../shared/visit-release.js';
import {
  assistanceNeedEvents,
  type AssistanceNeedState,
  assistanceNeedCommands,
  assistanceNeedFields,
  needCoverages,
  needStatuses,
} from './assistance-need.fields.js';
import {
  agreed,
  byOwner,
  byOwnerOrNobody,
  confided,
  needStatus,
  ofSameState,
  ofTheState,
  open,
  overSupplied,
  relabelled,
  releaseLabel,
  sinceRelease,
  standing,
  stating,
  isLapsed,
} from './assistance-need.rules.js';

type Events = readonly EventOf<typeof assistanceNeedEvents>[];
type State = AssistanceNeedState;

export const assistanceNeed = defineRecord<State, InputsOf<typeof assistanceNeedCommands>>()({
  kind: 'assistanceNeed',
  events: assistanceNeedEvents,
  rights: {
    relations: { owner: ({ state }) => [state], assessor: ({ identifiedBy }) => [identifiedBy] },
    commands: {
      identifyNeed: ['owner', 'assessor', 'coordinator'],
      agreeNeed: OWN,
      disputeNeed: OWN,
      prioritiseNeed: ['owner', 'assessor', 'coordinator'],
      releaseNeedToAudience: OWN,
      quantifyNeed: ['owner', 'assessor', 'coordinator'],
      reserveNeed: ['process', 'coordinator'],
      releaseNeedReservation: ['process', 'coordinator'],
      recordNeedPartlyMet: ['owner', 'assessor', 'process', 'coordinator'],
      recordNeedMet: ['owner', 'assessor', 'process', 'coordinator'],
      reopenNeed: ['owner', 'assessor', 'process', 'coordinator'],
      withdrawNeed: ['owner', 'assessor', 'coordinator'],
    },
  },
  needs: ({ visit }) => (visit === undefined ? [] : [['assessmentVisit', visit]]),
  label: (state, to, context) => confided(state, to, 'to', context),
  guardRetraction: (state, correction, context) =>
    correction === undefined
      ? (unspoken(state, 'need') ?? (state.position === null ? undefined : ofTheState(state, context)))
      : (standsFirm(correction, FIRM, 'what is needed of whom is said again, not corrected: matches and releases rest on it') ??
        (STATE_WORDS.includes(correction.event.type) ? ofTheState(state, context) : undefined)),
  initial: blank(assistanceNeedFields),

  evolve: {
    NeedIdentified: (state, identified, { occurredAt }) => ({ ...state, ...identified, identifiedAt: occurredAt }),
    NeedAgreedByState: (state, { by }, { occurredAt }) => ({ ...state, position: { agreed: true, by, at: occurredAt } }),
    NeedDisputedByState: (state, { by, reason }, { occurredAt }) => ({
      ...state,
      position: { agreed: false, by, at: occurredAt, reason },
    }),
    NeedPrioritised: (state, { priority }) => ({ ...state, priority }),
    // Who is let to know of the need by its release does not see an agreement that was said to fewer: the release says it too.
    NeedReleasedToAudience: (state, released, { occurredAt }) => ({
      ...state,
      released: { ...released, at: occurredAt },
      position: state.position ?? { agreed: true, by: released.by, at: occurredAt },
    }),
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
      stating(state, context) ??
      (state.position?.agreed
        ? []
        : [{ type: 'NeedAgreedByState', data: { by: context.party! }, ...sinceRelease(state, context) }]),
    disputeNeed: ({ reason }, state, context) =>
      stating(state, context) ??
      unspoken(state, 'need') ?? [
        { type: 'NeedDisputedByState', data: { by: context.party!, reason }, ...sinceRelease(state, context) },
      ],
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
      const data = { by: context.party!, audience: to };
      return [
        { type: 'NeedReleasedToAudience', data, handling: releaseLabel(state, to, context) },
        ...relabelled(state, to, context),
      ];
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
    releaseNeedReservation: says(assistanceNeedEvents, 'NeedReservationReleased', ({ match }, state, context) =>
      releasable(state, match, context),
    ),
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
        { type: 'NeedWithdrawn', data: { by: context.party!, reason }, ...sinceRelease(state, context) },
      ],
  },
});

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

type Delivery = InputsOf<typeof assistanceNeedCommands>['recordNeedPartlyMet'];

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

export const assistanceNeedKind = recordKind<AssistanceNeedState>({
  definition: assistanceNeed,
  description: 'Assistance that a State needs.',
  plural: 'assistanceNeeds',
  it: '{state}’s need “{title}”',
  fields: assistanceNeedFields,
  commands: assistanceNeedCommands,
  computed: {
    status: computed(code(needStatuses, 'Where it stands.'), needStatus),
    coverage: computed(code(needCoverages, 'How far it is covered by matches that both sides accepted.'), coverageOf),
    lapsed: computed(
      flag('Whether that day was over on the day of the moment asked for, and the need neither met nor withdrawn.'),
      (state, at) => isLapsed(state, at.slice(0, 10)),
    ),
  },
  filters: [
    'state',
    'status',
    'origin',
    'identifiedBy',
    'priority',
    'subject',
    'visit',
    'recommendation',
    'coverage',
    'neededBy',
    'themes',
    'countries',
    'regions',
  ],
  columns: {
    matches: references('assistanceMatch', 'Matches for which a part of it is reserved.', (state) =>
      state.reservations.map(({ match }) => match),
    ),
    projects: references('assistanceProject', 'Projects that delivered towards it.', (state) => [
      ...new Set(state.deliveries.flatMap(({ project }) => project ?? [])),
    ]),
    quantified: flagColumn('Whether it is said how much is needed.', (state) => state.quantity !== null),
    duplicated: flagColumn('Whether several matches serve it, or more is reserved than is needed.', isDuplicated),
    matched: day('The day on which a part of it was first reserved for a match that stands.', (state) =>
      matchedAt(state)?.slice(0, 10),
    ),
    delivered: day('The day on which something was first delivered towards it.', (state) => deliveredAt(state)?.slice(0, 10)),
  },
});
