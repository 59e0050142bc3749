import { question } from '../api.js';
import { type Column, counted, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { nameOf, type Named, type Titled } from '../parts/record-link.js';
import { day, label, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly daysLeft: number | null;
  readonly overdueActions: readonly { readonly id: string }[];
  readonly recommendation: Named & {
    readonly nextDue: string | null;
    readonly status: string;
    readonly state: Titled | null;
    readonly leadAgency: Titled | null;
  };
}

interface Answer {
  readonly recommendationTracker: Rows<Entry>;
}

const TRACKER = question<Answer>(
  'RecommendationTracker',
  `recommendationTracker(standing: $standing, filter: $filter, first: $first) {
      totalCount
      nodes {
        standing daysLeft rule
        overdueActions { id }
        decidedBy { ${EVENT} }
        recommendation { __typename id Recommendation_name: text nextDue status state { id name } leadAgency { id name } }
      }
    }`,
  '$standing: RecommendationStanding, $filter: RecommendationFilter, $first: Int',
);

const columns = (): Column<Entry>[] => [
  linked('what', t('what'), ({ recommendation }) => ({ id: recommendation.id, name: nameOf(recommendation) })),
  linked('state', t('state'), ({ recommendation }) => recommendation.state),
  linked('lead', t('leadAgency'), ({ recommendation }) => recommendation.leadAgency),
  explained(
    'standing',
    t('standing'),
    ({ standing }) => standing,
    ({ recommendation }) => nameOf(recommendation),
  ),
  { id: 'status', title: t('status'), value: ({ recommendation }) => label(recommendation.status) },
  { id: 'due', title: t('due'), value: ({ recommendation }) => day(recommendation.nextDue) },
  counted('overdue', t('overdueActions'), ({ overdueActions }) => overdueActions.length),
];

interface TrackerProps {
  readonly title: string;
  /** Only those of this standing, as the API names it; all, if left out. */
  readonly standing?: string;
  readonly state?: string;
  readonly first?: number;
}

/** How recommendations stand, soonest due first. */
export function RecommendationTracker({ title, standing, state, first = 25 }: TrackerProps) {
  return (
    <ListPanel
      title={title}
      ask={TRACKER}
      variables={{ standing, filter: state && { state: [state] } }}
      file="recommendationTracker"
      fileQuery={{ ...(standing && { standing }), ...(state && { state }) }}
      rowsOf={({ recommendationTracker }) => recommendationTracker}
      columns={columns()}
      idOf={({ recommendation }) => recommendation.id}
      first={first}
    />
  );
}
