import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { Panel } from '../parts/panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { type Column, Table } from '../parts/table.js';
import { day, label, number, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly daysLeft: number | null;
  readonly slips: number;
  readonly commitment: {
    readonly id: string;
    readonly name: string;
    readonly due: string | null;
    readonly status: string;
    readonly percent: number | null;
    readonly actor: Titled | null;
  };
}

interface Answer {
  readonly commitmentBoard: { readonly totalCount: number; readonly nodes: readonly Entry[] };
}

const FIELDS = `totalCount nodes {
        standing daysLeft slips rule
        decidedBy { ${EVENT} }
        commitment { id name: statement due status percent actor { id name } }
      }`;
export const BOARD = question<Answer>(
  'CommitmentBoard',
  `commitmentBoard(standing: $standing, actors: $actors, first: $first) {\n      ${FIELDS}\n    }`,
  '$standing: CommitmentStanding, $actors: [ID!], $first: Int',
);

const columns = (): Column<Entry>[] => [
  {
    id: 'what',
    title: t('what'),
    value: ({ commitment }) => commitment.name,
    show: ({ commitment }) => <Links of={[commitment]} />,
  },
  {
    id: 'who',
    title: t('who'),
    value: ({ commitment }) => commitment.actor?.name,
    show: ({ commitment }) => <Links of={[commitment.actor]} />,
  },
  {
    id: 'standing',
    title: t('standing'),
    value: ({ standing }) => label(standing),
    show: ({ standing, commitment, rule, decidedBy }) => (
      <Why text={label(standing)} of={commitment.name} reason={{ rule, decidedBy }} />
    ),
  },
  { id: 'due', title: t('due'), value: ({ commitment }) => day(commitment.due) },
  {
    id: 'left',
    title: t('daysLeft'),
    isNumber: true,
    value: ({ daysLeft }) => (daysLeft === null ? '' : number(daysLeft)),
  },
  {
    id: 'progress',
    title: t('progress'),
    isNumber: true,
    value: ({ commitment: { percent } }) => (percent === null ? '' : `${number(percent)} %`),
  },
  { id: 'slips', title: t('slips'), isNumber: true, value: ({ slips }) => number(slips) },
];

export function CommitmentTable({
  title,
  variables,
}: {
  readonly title: string;
  readonly variables: Readonly<Record<string, string | number | undefined>>;
}) {
  return (
    <Panel
      title={title}
      ask={BOARD}
      variables={variables}
      rules={({ commitmentBoard: { nodes } }) => nodes.flatMap(({ rule }) => rule ?? [])}
      file="commitmentBoard"
      fileQuery={typeof variables.standing === 'string' ? { standing: variables.standing } : {}}
    >
      {({ commitmentBoard: { nodes, totalCount } }, today) => (
        <>
          <p>{t('firstOf', { shown: nodes.length, count: totalCount })}</p>
          <Table
            caption={title}
            columns={columns()}
            rows={nodes}
            today={today?.commitmentBoard.nodes}
            idOf={({ commitment }) => commitment.id}
          />
        </>
      )}
    </Panel>
  );
}

export function OverdueCommitments() {
  return <CommitmentTable title={t('overdueCommitments')} variables={{ standing: 'OVERDUE', first: 10 }} />;
}
