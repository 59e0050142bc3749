import { question } from '../api.js';
import { type Column, counted, explained, linked } from '../parts/columns.js';
import { EVENT, type Reason } from '../parts/events.js';
import { ListPanel, type Rows } from '../parts/list-panel.js';
import { type Titled } from '../parts/record-link.js';
import { day, number, t } from '../words.js';

interface Entry extends Reason {
  readonly standing: string;
  readonly daysLeft: number | null;
  readonly slips: number;
  readonly commitment: Titled & {
    readonly due: string | null;
    readonly percent: number | null;
    readonly actor: Titled | null;
  };
}

interface Answer {
  readonly commitmentBoard: Rows<Entry>;
}

const BOARD = question<Answer>(
  'CommitmentBoard',
  `commitmentBoard(standing: $standing, filter: { actor: $actors }, first: $first) {
      totalCount
      nodes {
        standing daysLeft slips rule
        decidedBy { ${EVENT} }
        commitment { id name: statement due percent actor { id name } }
      }
    }`,
  '$standing: CommitmentStanding, $actors: [ID!], $first: Int',
);

const columns = (): Column<Entry>[] => [
  linked('what', t('what'), ({ commitment }) => commitment),
  linked('who', t('who'), ({ commitment }) => commitment.actor),
  explained(
    'standing',
    t('standing'),
    ({ standing }) => standing,
    ({ commitment }) => commitment.name,
  ),
  { id: 'due', title: t('due'), value: ({ commitment }) => day(commitment.due) },
  counted('left', t('daysLeft'), ({ daysLeft }) => daysLeft),
  {
    id: 'progress',
    title: t('progress'),
    isNumber: true,
    value: ({ commitment: { percent } }) => (percent === null ? '' : `${number(percent)} %`),
  },
  counted('slips', t('slips'), ({ slips }) => slips),
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
      fileQuery={{ ...(standing && { standing }), ...(actor && { actor }) }}
      rowsOf={({ commitmentBoard }) => commitmentBoard}
      columns={columns()}
      idOf={({ commitment }) => commitment.id}
      first={first}
    />
  );
}
