import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { Panel } from '../parts/panel.js';
import { Links, nameOf, type Named, type Titled } from '../parts/record-link.js';
import { type Column, Table } from '../parts/table.js';
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
  `recommendationTracker(standing: $standing, first: $first) {
      totalCount
      nodes {
        standing daysLeft rule
        overdueActions { id }
        decidedBy { ${EVENT} }
        recommendation { __typename id Recommendation_name: text nextDue status state { id name } leadAgency { id name } }
      }
    }`,
  '$standing: RecommendationStanding, $first: Int',
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

export function RecommendationTable({
  title,
  variables,
}: {
  readonly title: string;
  readonly variables: Readonly<Record<string, string | number | undefined>>;
}) {
  return (
    <Panel
      title={title}
      ask={TRACKER}
      variables={variables}
      rules={({ recommendationTracker: { nodes } }) => nodes.flatMap(({ rule }) => rule ?? [])}
      file="recommendationTracker"
      fileQuery={typeof variables.standing === 'string' ? { standing: variables.standing } : {}}
    >
      {({ recommendationTracker: { nodes, totalCount } }, today) => (
        <>
          <p>{t('firstOf', { shown: nodes.length, count: totalCount })}</p>
          <Table
            caption={title}
            columns={columns()}
            rows={nodes}
            today={today?.recommendationTracker.nodes}
            idOf={({ recommendation }) => recommendation.id}
          />
        </>
      )}
    </Panel>
  );
}

export function OverdueRecommendations() {
  return <RecommendationTable title={t('overdueRecommendations')} variables={{ standing: 'OVERDUE', first: 10 }} />;
}
