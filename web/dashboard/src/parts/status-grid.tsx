import { type Question } from '../api.js';
import { label } from '../words.js';
import { type Column, stateOf } from './columns.js';
import { type Reason, Why } from './events.js';
import { type Titled } from './record-link.js';
import { Table } from './table.js';

interface Cell {
  readonly status: string;
}

export interface GridRow<C extends Cell> {
  readonly state: Titled;
  readonly cells: readonly C[];
}

interface GridProps<C extends Cell> {
  readonly caption: string;
  readonly rows: readonly GridRow<C>[];
  readonly today?: readonly GridRow<C>[];
  /** Columns by the code that each of their cells has. */
  readonly codes: readonly { readonly code: string; readonly title: string }[];
  readonly codeOf: (cell: C) => string;
  /** Asks for the rule and the events of one cell. */
  readonly why: (
    state: Titled,
    code: string,
  ) => {
    readonly question: Question<unknown>;
    readonly variables: object;
    readonly reasonOf: (answer: never) => Reason;
  };
}

/** States by codes, each cell a status in words. All statuses look alike: none is better or worse. */
export function StatusGrid<C extends Cell>({ caption, rows, today, codes, codeOf, why }: GridProps<C>) {
  const statusOf = (row: GridRow<C>, code: string) => row.cells.find((cell) => codeOf(cell) === code)?.status;
  const columns: Column<GridRow<C>>[] = [
    stateOf(),
    ...codes.map(({ code, title }): Column<GridRow<C>> => ({
      id: code,
      title,
      value: (row) => label(statusOf(row, code) ?? 'NOT_REPORTED'),
      show: (row) => (
        <Why text={label(statusOf(row, code) ?? 'NOT_REPORTED')} of={`${row.state.name}, ${title}`} ask={why(row.state, code)} />
      ),
    })),
  ];
  return <Table caption={caption} columns={columns} rows={rows} today={today} idOf={({ state }) => state.id} />;
}
