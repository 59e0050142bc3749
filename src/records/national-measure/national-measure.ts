import { lastDay } from '../shared/days.js';
import {
  day as dayColumn,
  plainDay,
  flag as flagColumn,
  number,
  references,
} from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, day, flag, type InputsOf, nullable, recordKind, says } from '../../fields/index.js';
import { addMonths } from '../../event-sourcing/occurred.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { nextNumber, withEdition } from '../shared/editions.js';
import { aState, byState, party, speaksFor } from '../shared/party.js';
import { afterEnd, notBefore, takesOver, wrongStatus } from '../shared/refusals.js';
import {
  type MeasureStatus,
  type MeasureVersion,
  nationalMeasureEvents,
  type NationalMeasureState,
  nationalMeasureCommands,
  nationalMeasureFields,
  measureStatuses,
} from './national-measure.fields.js';

type Events = readonly EventOf<typeof nationalMeasureEvents>[];
type State = NationalMeasureState;

/** Events that others than the State bring about. */
const BY_OTHERS: readonly string[] = ['MeasureStatusReported', 'MeasureStatusDisputed'];

export const nationalMeasure = defineRecord<State, InputsOf<typeof nationalMeasureCommands>>()({
  kind: 'nationalMeasure',
  events: nationalMeasureEvents,
  rights: {
    relations: { owner: ({ state }) => [state] },
    commands: {
      registerMeasure: OWN,
      reportMeasureAbsent: OWN,
      startMeasureDevelopment: OWN,
      recordMeasureDraft: OWN,
      adoptMeasure: OWN,
      bringMeasureIntoForce: OWN,
      deployMeasure: OWN,
      startMeasureReview: OWN,
      completeMeasureReview: OWN,
      amendMeasure: OWN,
      repealMeasure: OWN,
      replaceMeasure: OWN,
      setMeasureReviewDate: OWN,
      reportMeasureStatus: ['other'],
      disputeMeasureStatus: ['other'],
    },
    saidByOthers: BY_OTHERS,
  },
  guardRetraction: (state, correction, context) => {
    const { event, field } = correction ?? {};
    if (event && BY_OTHERS.includes(event.type)) return field === 'by' ? whoReported() : undefined;
    const hasSpoken = measureStatus(state) !== 'NOT_REPORTED';
    if (hasSpoken && event?.type === 'MeasureRegistered' && field === 'state') {
      const rule = 'what a State said is not made another’s; void the measure, and register another';
      return refuse('STATE_HAS_SPOKEN', rule, { field: 'field', value: field, rule });
    }
    return hasSpoken ? bySpeaker(state, context) : undefined;
  },
  initial: blank(nationalMeasureFields, { preparation: 'NOT_REPORTED' }),

  evolve: {
    MeasureRegistered: (state, registered) => ({ ...state, ...registered }),
    MeasureReportedAbsent: (state, _data, { occurredAt }) => prepared(state, 'ABSENT', occurredAt),
    MeasureDevelopmentStarted: (state, _data, { occurredAt }) => prepared(state, 'UNDER_DEVELOPMENT', occurredAt),
    MeasureDrafted: (state, { document }, { occurredAt }) => ({
      ...prepared(state, 'DRAFTED', occurredAt),
      draft: document ?? state.draft,
    }),
    MeasureAdopted: (state, { version, name, document }, { occurredAt }) => ({
      ...state,
      name: name ?? state.name,
      adoptedAt: occurredAt,
      versions: withVersion(state, { number: version, since: occurredAt, document }),
    }),
    MeasureEnteredIntoForce: (state, _data, { occurredAt }) => ({ ...state, inForceAt: occurredAt }),
    MeasureDeployed: (state, _data, { occurredAt }) => ({ ...state, deployedAt: occurredAt }),
    MeasureReviewStarted: (state, _data, { occurredAt }) => ({ ...state, reviewSince: occurredAt }),
    MeasureReviewCompleted: (state, { outcome, nextReview }, { occurredAt }) => ({
      ...state,
      reviewSince: null,
      reviews: [...state.reviews, { at: occurredAt, outcome }],
      nextReview: nextReview ?? null,
    }),
    MeasureAmended: (state, { version, summary, document }, { occurredAt }) => ({
      ...state,
      versions: withVersion(state, { number: version, since: occurredAt, document, summary }),
    }),
    MeasureRepealed: (state, { reason }, { occurredAt }) => ({ ...state, endedAt: occurredAt, endedReason: reason }),
    MeasureReplaced: (state, { by }, { occurredAt }) => ({ ...state, endedAt: occurredAt, supersededBy: by }),
    MeasureReviewDateSet: (state, { nextReview, cycleMonths }) => ({
      ...state,
      nextReview,
      cycleMonths: cycleMonths ?? state.cycleMonths,
    }),
    MeasureStatusReported: (state, report, { occurredAt }) => ({
      ...state,
      reports: [...state.reports, { ...report, at: occurredAt }],
    }),
    MeasureStatusDisputed: (state, dispute, { occurredAt }) => ({
      ...state,
      disputes: [...state.disputes, { ...dispute, at: occurredAt }],
    }),
  },

  decide: {
    registerMeasure: ({ participants = [], themes = [], ...rest }, _state, context) =>
      aState('state', rest.state, context) ?? [
        {
          type: 'MeasureRegistered',
          data: { ...rest, participants: [...new Set(participants)], themes: [...new Set(themes)] },
        },
      ],
    reportMeasureAbsent: says(nationalMeasureEvents, 'MeasureReportedAbsent', (_command, state, context) =>
      preparing(state, context),
    ),
    startMeasureDevelopment: (_command, state, context): Events | Refusal => {
      const wrong = preparing(state, context);
      if (wrong) return wrong;
      const isLate = context.occurredAt < (state.preparationSince ?? '');
      if (state.preparation === 'UNDER_DEVELOPMENT' && !isLate) return [];
      return state.preparation === 'DRAFTED' && !isLate
        ? wrongStatus('measure', state.preparation, 'a draft comes after the start of development')
        : [{ type: 'MeasureDevelopmentStarted', data: {} }];
    },
    recordMeasureDraft: says(nationalMeasureEvents, 'MeasureDrafted', (_command, state, context) => preparing(state, context)),
    adoptMeasure: ({ name, document }, state, context): Events | Refusal =>
      bySpeaker(state, context) ??
      (state.adoptedAt !== null
        ? wrongStatus('measure', measureStatus(state), 'a measure is adopted once, and amended after that')
        : [{ type: 'MeasureAdopted', data: { version: nextNumber(state.versions), name, document } }]),
    bringMeasureIntoForce: (_command, state, context): Events | Refusal =>
      standing(state, context) ??
      (state.inForceAt === null
        ? [{ type: 'MeasureEnteredIntoForce', data: {} }]
        : wrongStatus('measure', measureStatus(state), 'a measure enters into force once')),
    deployMeasure: ({ note }, state, context): Events | Refusal =>
      standing(state, context) ??
      (state.deployedAt === null
        ? [{ type: 'MeasureDeployed', data: { note } }]
        : wrongStatus('measure', measureStatus(state), 'a measure is deployed once')),
    startMeasureReview: (_command, state, context): Events | Refusal =>
      standing(state, context) ??
      (state.reviewSince === null
        ? [{ type: 'MeasureReviewStarted', data: {} }]
        : wrongStatus('measure', 'UNDER_REVIEW', 'one review ends before the next begins')),
    completeMeasureReview: ({ outcome, nextReview }, state, context): Events | Refusal => {
      const { reviewSince, cycleMonths } = state;
      const next = nextReview ?? (cycleMonths === null ? undefined : addMonths(context.occurredAt.slice(0, 10), cycleMonths));
      return (
        standing(state, context) ??
        notBefore('its review', reviewSince, context) ??
        (reviewSince === null
          ? wrongStatus('measure', measureStatus(state), 'only a review that has started is completed')
          : [{ type: 'MeasureReviewCompleted', data: { outcome, nextReview: next } }])
      );
    },
    amendMeasure: ({ summary, document }, state, context) =>
      standing(state, context) ??
      notBefore('the version before it', state.versions.at(-1)?.since, context) ?? [
        { type: 'MeasureAmended', data: { version: nextNumber(state.versions), summary, document } },
      ],
    repealMeasure: says(nationalMeasureEvents, 'MeasureRepealed', (_command, state, context) => ending(state, context)),
    replaceMeasure: says(
      nationalMeasureEvents,
      'MeasureReplaced',
      ({ by }, state, context) =>
        ending(state, context) ?? takesOver('nationalMeasure', by, context) ?? sameState(state, by, context),
    ),
    setMeasureReviewDate: ({ nextReview, cycleMonths }, state, context): Events | Refusal =>
      standing(state, context) ??
      (nextReview === state.nextReview && (cycleMonths ?? state.cycleMonths) === state.cycleMonths
        ? []
        : [{ type: 'MeasureReviewDateSet', data: { nextReview, cycleMonths } }]),
    reportMeasureStatus: ({ status, note, document }, state, context) =>
      byOthers(state, context) ??
      (status === 'NOT_REPORTED'
        ? refuse('NOTHING_REPORTED', 'a report says where the measure stands', {
            field: 'status',
            value: status,
            rule: 'status is any but NOT_REPORTED',
          })
        : [{ type: 'MeasureStatusReported', data: { by: context.party!, status, note, document } }]),
    disputeMeasureStatus: ({ reason }, state, context) => {
      const status = measureStatus(state);
      return (
        byOthers(state, context) ??
        (status === 'NOT_REPORTED'
          ? refuse('NOTHING_TO_DISPUTE', 'the State has not said where the measure stands', { field: 'id' })
          : [{ type: 'MeasureStatusDisputed', data: { by: context.party!, status, reason } }])
      );
    },
  },
});

/** Where a measure stands by its State's own word: the furthest that it said. */
export function measureStatus(state: State): MeasureStatus {
  if (state.endedAt !== null) return state.supersededBy === null ? 'REPEALED' : 'REPLACED';
  if (state.deployedAt !== null) return 'DEPLOYED';
  if (state.inForceAt !== null) return 'IN_FORCE';
  return state.adoptedAt === null ? state.preparation : 'ADOPTED';
}

/** Whether another party disputes what the State says at present. */
export function isDisputed(state: State): boolean {
  return state.disputes.some(({ status }) => status === measureStatus(state));
}

function whoReported(): Refusal {
  return refuse('NOT_CORRECTABLE', 'who reported it stands as it was made', { field: 'field', value: 'by' });
}

function prepared(state: State, preparation: State['preparation'], preparationSince: string): State {
  return { ...state, preparation, preparationSince };
}

function withVersion({ versions }: State, version: MeasureVersion): State['versions'] {
  return withEdition(versions, version, version);
}

function bySpeaker(state: State, context: DecideContext): Refusal | undefined {
  return byState(state.state, context, 'only the State or its delegate says where its measures stand');
}

/** Refuses what is said of the time before adoption by others than the State, or of a later time. */
function preparing(state: State, context: DecideContext): Refusal | undefined {
  const { adoptedAt } = state;
  return (
    bySpeaker(state, context) ??
    (adoptedAt !== null && context.occurredAt >= adoptedAt
      ? wrongStatus('measure', measureStatus(state), 'it is said of the time before the measure is adopted')
      : undefined)
  );
}

/** Refuses what is said by others than the State, or of a time at which the measure is not adopted or does not hold any more. */
function standing(state: State, context: DecideContext): Refusal | undefined {
  return (
    bySpeaker(state, context) ??
    (state.adoptedAt === null
      ? wrongStatus('measure', measureStatus(state), 'it is said of a measure that is adopted')
      : undefined) ??
    notBefore('the adoption of the measure', state.adoptedAt, context) ??
    afterEnd('measure', measureStatus(state), state.endedAt, context.occurredAt)
  );
}

/** As `standing`, for what ends the measure, which happens once. */
function ending(state: State, context: DecideContext): Refusal | undefined {
  return standing(state, context) ?? afterEnd('measure', measureStatus(state), state.endedAt);
}

function sameState({ state }: State, by: string, { reference }: DecideContext): Refusal | undefined {
  if ((reference(by)?.state as State | undefined)?.state === state) return undefined;
  return refuse('ANOTHER_STATE', 'the measure is of another State', {
    field: 'by',
    value: `nationalMeasure_${by}`,
    rule: 'by names a measure of the same State',
  });
}

function byOthers({ state }: State, context: DecideContext): Refusal | undefined {
  if (!speaksFor(state, context)) return party(context);
  const rule = 'others report and dispute; the State says where its measure stands';
  return refuse('OWN_MEASURE', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** The day by which the next review is due; null where none is set or the measure does not hold any more. */
export function nextReview({ nextReview: due, endedAt }: Pick<NationalMeasureState, 'nextReview' | 'endedAt'>): string | null {
  return endedAt === null ? due : null;
}

/** Whether the next review is overdue on a day. */
export function isReviewOverdue(state: Pick<NationalMeasureState, 'nextReview' | 'endedAt'>, on: string): boolean {
  const due = nextReview(state);
  return due !== null && due < on;
}

function dayOf(at: string | null): string | undefined {
  return at?.slice(0, 10);
}

export const nationalMeasureKind = recordKind<NationalMeasureState>({
  definition: nationalMeasure,
  description: 'A measure of a State: a definition, strategy, law, risk assessment, plan, protocol or system.',
  plural: 'nationalMeasures',
  it: '{state}’s {measureKind} “{name}”',
  fields: nationalMeasureFields,
  commands: nationalMeasureCommands,
  computed: {
    coversSoftTargets: computed(
      nullable(flag('Whether it takes “soft” targets into account; null where its scope is not on record.')),
      ({ scope }) => (scope === undefined ? null : scope !== 'CRITICAL_INFRASTRUCTURE'),
    ),
    status: computed(code(measureStatuses, 'Where it stands, by the State’s own word.'), measureStatus),
    nextReview: computed(nullable(day('The day by which its next review is due, while it holds.')), nextReview),
    reviewOverdue: computed(flag('Whether its next review is overdue on the day of the moment asked for.'), (state, at) =>
      isReviewOverdue(state, at.slice(0, 10)),
    ),
    disputed: computed(flag('Whether another party disputes what the State says at present.'), isDisputed),
  },
  filters: ['name', 'state', 'measureKind', 'status', 'scope', 'participants', 'themes', 'nextReview', 'disputed'],
  columns: {
    version: number('Number of its version.', (state) => state.versions.at(-1)?.number),
    adopted: dayColumn('The day on which it was adopted.', (state) => dayOf(state.adoptedAt)),
    inForce: dayColumn('The day on which it entered into force.', (state) => dayOf(state.inForceAt)),
    deployed: dayColumn('The day on which it was deployed.', (state) => dayOf(state.deployedAt)),
    lastStep: plainDay(
      'The day on which the State last took it further: adoption, force, deployment, amendment or review.',
      (state) =>
        lastDay([
          state.adoptedAt,
          state.inForceAt,
          state.deployedAt,
          ...state.versions.map(({ since }) => since),
          ...state.reviews.map(({ at }) => at),
        ]),
    ),
    underReview: flagColumn('Whether it is under review.', (state) => state.reviewSince !== null),
    reportedBy: references('actor', 'Others that reported where it stands.', (state) => [
      ...new Set(state.reports.map(({ by }) => by)),
    ]),
  },
});
