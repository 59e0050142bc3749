import { question } from '../api.js';
import { EVENT, type Reason, Why } from '../parts/events.js';
import { ListPanel } from '../parts/list-panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { type Column } from '../parts/table.js';
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
const BOARD = question<Answer>(
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

interface BoardProps {
  readonly title: string;
  /** Only those of this standing, as the API names it; all, if left out. */
  readonly standing?: string;
  readonly actor?: string;
  readonly first?: number;
}

/** How commitments stand to their due day, soonest due first. */
export function CommitmentBoard({ title, standing, actor, first = 25 }: BoardProps) {
  return (
    <ListPanel
      title={title}
      ask={BOARD}
      variables={{ standing, actors: actor && [actor] }}
      file="commitmentBoard"
      fileQuery={{ ...(standing && { standing }), ...(actor && { actors: actor }) }}
      rowsOf={({ commitmentBoard }) => commitmentBoard}
      columns={columns()}
      idOf={({ commitment }) => commitment.id}
      first={first}
    />
  );
}
