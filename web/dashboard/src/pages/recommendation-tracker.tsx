import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Links, nameOf, type Named, type Titled } from '../parts/record-link.js';
import { type Column } from '../parts/table.js';
import { day, label, number, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly daysLeft: number | null;
  readonly overdueActions: readonly { readonly id: string }[];
  readonly recommendation: Named & {
    readonly nextDue: string | null;
    readonly status: string;
    readonly state: Titled | null;
    readonly leadAgency: Titled | null;
    readonly response: { readonly response: string } | null;
  };
}

interface Answer {
  readonly recommendationTracker: { readonly totalCount: number; readonly nodes: readonly Entry[] };
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
  {
    id: 'what',
    title: t('what'),
    value: ({ recommendation }) => nameOf(recommendation),
    show: ({ recommendation }) => <Links of={[{ id: recommendation.id, name: nameOf(recommendation) }]} />,
  },
  {
    id: 'state',
    title: t('state'),
    value: ({ recommendation }) => recommendation.state?.name,
    show: ({ recommendation }) => <Links of={[recommendation.state]} />,
  },
  {
    id: 'lead',
    title: t('leadAgency'),
    value: ({ recommendation }) => recommendation.leadAgency?.name,
    show: ({ recommendation }) => <Links of={[recommendation.leadAgency]} />,
  },
  {
    id: 'standing',
    title: t('standing'),
    value: ({ standing }) => label(standing),
    show: ({ standing, recommendation, rule, decidedBy }) => (
      <Why text={label(standing)} of={nameOf(recommendation)} reason={{ rule, decidedBy }} />
    ),
  },
  { id: 'status', title: t('status'), value: ({ recommendation }) => label(recommendation.status) },
  { id: 'due', title: t('due'), value: ({ recommendation }) => day(recommendation.nextDue) },
  {
    id: 'overdue',
    title: t('overdueActions'),
    isNumber: true,
    value: ({ overdueActions }) => number(overdueActions.length),
  },
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
