import { code as codeColumn, day, number } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, type InputsOf, recordKind, says } from '../../fields/index.js';
import { type DecideContext, defineRecord, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { numbered } from '../shared/editions.js';
import { byActor, byState } from '../shared/party.js';
import { notBefore, wrongStatus } from '../shared/refusals.js';
import {
  humanRightsReviewEvents,
  type HumanRightsReviewState,
  type ReviewConclusion,
  type ReviewConcern,
  type ReviewStatus,
  humanRightsReviewCommands,
  humanRightsReviewFields,
  humanRightsReviewStatuses,
} from './human-rights-review.fields.js';

type Events = readonly EventOf<typeof humanRightsReviewEvents>[];
type State = HumanRightsReviewState;

export const humanRightsReview = defineRecord<State, InputsOf<typeof humanRightsReviewCommands>>()({
  kind: 'humanRightsReview',
  events: humanRightsReviewEvents,
  rights: {
    relations: {
      owner: ({ reviewer }) => [reviewer],
      counterpart: ({ owner }) => [owner],
    },
    commands: {
      requestHumanRightsReview: ['counterpart', 'owner', 'coordinator'],
      startHumanRightsReview: OWN,
      raiseHumanRightsConcern: OWN,
      addressHumanRightsConcern: ['counterpart', 'coordinator'],
      concludeHumanRightsReview: OWN,
      reopenHumanRightsReview: OWN,
    },
    saidByOthers: ['ConcernAddressed'],
  },
  guardRetraction: (state, correction, context) => {
    if (!correction) return state.outcome === null ? undefined : byReviewer(state, context);
    const { event, field } = correction;
    if (event.type === 'ReviewRequested' && field !== 'occurredAt' && !field.startsWith('scope'))
      return refuse('NOT_CORRECTABLE', 'void the review, and request another', {
        field: 'field',
        value: field,
        rule: 'what is reviewed, and by whom, stands as it was requested',
      });
    if (event.type === 'ReviewConcluded' && field === 'conclusion')
      return refuse('NOT_CORRECTABLE', 'reopen the review, and conclude it again', {
        field: 'field',
        value: field,
        rule: 'a conclusion is borne out by the concerns on record when it is made',
      });
    const { onBehalfOf, actor } = event.metadata;
    return byActor(onBehalfOf ?? actor ?? '', context, 'NOT_THE_SPEAKER', 'what a party said is corrected by that party');
  },
  initial: blank(humanRightsReviewFields),

  evolve: {
    ReviewRequested: (state, requested) => ({ ...state, ...requested }),
    ReviewStarted: (state, _data, { occurredAt }) => ({ ...state, startedAt: occurredAt }),
    ConcernRaised: (state, { concern }, { id, occurredAt }) => ({
      ...state,
      concerns: [...state.concerns, { id, concern, raised: occurredAt, addressed: null }],
    }),
    ConcernAddressed: (state, { concern, ...said }, { occurredAt }) => ({
      ...state,
      concerns: state.concerns.map((one) => (one.id === concern ? { ...one, ...said, addressed: occurredAt } : one)),
    }),
    ReviewConcluded: (state, outcome, { occurredAt }) => ({ ...state, outcome: { ...outcome, at: occurredAt } }),
    ReviewReopened: (state, { reason }, { occurredAt }) => ({
      ...state,
      outcome: null,
      reopenedAt: occurredAt,
      reopenedReason: reason,
    }),
  },

  decide: {
    requestHumanRightsReview: ({ reviewer, measure, version, programme, scope }, _state, context): Events | Refusal => {
      if ((measure === undefined) === (programme === undefined))
        return refuse('ONE_SUBJECT', 'say what is to be reviewed', {
          field: 'measure',
          value: measure === undefined ? 'neither' : 'both',
          rule: 'one of measure and programme is given',
        });
      const subject = measure === undefined ? ofProgramme(programme!, version, context) : ofMeasure(measure, version, context);
      if ('refused' in subject) return subject;
      if (reviewer === subject.owner) {
        const rule = 'a review is made by another than the owner of what is reviewed';
        return refuse('OWN_REVIEW', rule, { field: 'reviewer', value: `actor_${reviewer}`, rule });
      }
      return [{ type: 'ReviewRequested', data: { reviewer, ...subject, scope } }];
    },
    startHumanRightsReview: (_command, state, context): Events | Refusal =>
      byReviewer(state, context) ??
      (state.startedAt === null
        ? [{ type: 'ReviewStarted', data: {} }]
        : wrongStatus('review', reviewStatus(state), 'a review starts once')),
    raiseHumanRightsConcern: says(
      humanRightsReviewEvents,
      'ConcernRaised',
      (_command, state, context) => byReviewer(state, context) ?? underWay(state, context),
    ),
    addressHumanRightsConcern: ({ concern, response, document }, state, context): Events | Refusal => {
      const found = state.concerns.find(({ id }) => id === concern);
      if (!found) return refuse('UNKNOWN_CONCERN', 'the review has no such concern', { field: 'concern', value: concern });
      return (
        byOwner(state, context) ??
        notBefore('the concern', found.raised, context) ?? [{ type: 'ConcernAddressed', data: { concern, response, document } }]
      );
    },
    concludeHumanRightsReview: says(
      humanRightsReviewEvents,
      'ReviewConcluded',
      ({ conclusion }, state, context) => byReviewer(state, context) ?? underWay(state, context) ?? fitting(conclusion, state),
    ),
    reopenHumanRightsReview: ({ reason }, state, context): Events | Refusal =>
      byReviewer(state, context) ??
      (state.outcome === null
        ? wrongStatus('review', reviewStatus(state), 'only a review that is concluded is reopened')
        : (notBefore('its conclusion', state.outcome.at, context) ?? [{ type: 'ReviewReopened', data: { reason } }])),
  },
});

export function reviewStatus({ outcome, startedAt }: Pick<State, 'outcome' | 'startedAt'>): ReviewStatus {
  if (outcome !== null) return 'CONCLUDED';
  return startedAt === null ? 'REQUESTED' : 'UNDER_WAY';
}

/** Concerns about which the owner has not said what was done. */
export function openConcerns({ concerns }: Pick<State, 'concerns'>): readonly ReviewConcern[] {
  return concerns.filter(({ addressed }) => addressed === null);
}

type Subject = Pick<State, 'owner' | 'measure' | 'version' | 'programme'>;

/** A version of a measure that is on record; its newest, if none is named. */
function ofMeasure(measure: string, version: number | undefined, context: DecideContext): Subject | Refusal {
  const { state: owner = '', versions = [] } = (context.reference(measure)?.state ?? {}) as {
    readonly state?: string;
    readonly versions?: readonly { readonly number: number; readonly since: string }[];
  };
  const found = version === undefined ? versions.at(-1) : numbered(versions, version);
  if (!found)
    return refuse('UNKNOWN_VERSION', 'the measure has no such version: it is reviewed once it is adopted', {
      field: 'version',
      value: version ?? 'none',
      rule: 'version is the number of a version of the measure',
    });
  return notBefore('the version', found.since, context) ?? { owner, measure, version: found.number };
}

function ofProgramme(programme: string, version: number | undefined, { reference }: DecideContext): Subject | Refusal {
  if (version !== undefined)
    return refuse('NO_VERSIONS', 'a programme has no versions', {
      field: 'version',
      value: version,
      rule: 'version goes with measure',
    });
  const { lead: owner = '' } = (reference(programme)?.state ?? {}) as { readonly lead?: string };
  return { owner, programme };
}

function byReviewer({ reviewer }: State, context: DecideContext): Refusal | undefined {
  return byActor(reviewer, context, 'NOT_THE_REVIEWER', 'a review is the reviewer’s to make');
}

function byOwner({ owner, measure }: State, context: DecideContext): Refusal | undefined {
  const rule = 'what was done about a concern is for the owner of what is reviewed to say';
  return measure === undefined ? byActor(owner, context, 'NOT_THE_OWNER', rule) : byState(owner, context, rule);
}

/** Refuses what belongs to a review that has started and is not concluded. */
function underWay(state: State, context: DecideContext): Refusal | undefined {
  const status = reviewStatus(state);
  if (status !== 'UNDER_WAY') return wrongStatus('review', status, 'the review has started and is not concluded');
  return notBefore('the review was opened', state.reopenedAt ?? state.startedAt, context);
}

/** Refuses a conclusion that the concerns on record do not bear out. */
function fitting(conclusion: ReviewConclusion, state: State): Refusal | undefined {
  const open = openConcerns(state).length;
  if (conclusion === 'COMPLIANT' && open > 0)
    return refuse('OPEN_CONCERNS', `nothing is said about ${open} of its concerns`, {
      field: 'conclusion',
      value: conclusion,
      rule: 'COMPLIANT without reserve needs every concern addressed',
    });
  if (conclusion === 'COMPLIANT_WITH_CONCERNS' && state.concerns.length === 0)
    return refuse('NO_CONCERNS', 'no concern was raised', {
      field: 'conclusion',
      value: conclusion,
      rule: 'COMPLIANT_WITH_CONCERNS needs a concern on record',
    });
  return undefined;
}

export const humanRightsReviewKind = recordKind<HumanRightsReviewState>({
  definition: humanRightsReview,
  description: 'A review of a version of a national measure, or of a programme, for its compliance with human rights.',
  plural: 'humanRightsReviews',
  it: 'the human-rights review by {reviewer} of [version {version} of ][{measure}][{programme}]',
  fields: humanRightsReviewFields,
  commands: humanRightsReviewCommands,
  computed: {
    status: computed(code(humanRightsReviewStatuses, 'Where it stands.'), reviewStatus),
  },
  filters: ['reviewer', 'owner', 'measure', 'version', 'programme', 'status'],
  columns: {
    conclusion: codeColumn('What came of it.', (state) => state.outcome?.conclusion, 'HumanRightsReviewConclusion'),
    openConcerns: number('How many concerns nothing is said about.', (state) => openConcerns(state).length),
    concluded: day('The day on which it was concluded.', (state) => state.outcome?.at.slice(0, 10)),
  },
});
