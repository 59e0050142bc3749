import { type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../words.js';
import { type Column } from './columns.js';
import { Panel, type PanelProps } from './panel.js';
import { Table } from './table.js';

/** Rows of a connection. */
export interface Rows<Row> {
  readonly totalCount?: number;
  readonly nodes: readonly Row[];
}

interface ListPanelProps<Answer, Row> extends Omit<PanelProps<Answer>, 'children' | 'rules'> {
  readonly rowsOf: (answer: Answer) => Rows<Row>;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** A picture of the rows, shown before their table. */
  readonly chart?: (rows: readonly Row[]) => ComponentChildren;
  /** Rows to begin with; the question takes `$first`. All in one answer, if left out. */
  readonly first?: number;
}

/** Most rows that the API gives in one page. */
const MOST = 500;

const ruleOf = (row: unknown) => (row as { readonly rule?: string }).rule ?? [];

/** A panel with a table, and a picture of it if there is one; says how many rows there are, and shows more of them. */
export function ListPanel<Answer, Row>({
  rowsOf,
  columns,
  idOf,
  chart,
  first,
  variables,
  ...panel
}: ListPanelProps<Answer, Row>) {
  const [shown, show] = useState(first);
  return (
    <Panel
      {...panel}
      variables={shown === undefined ? variables : { ...variables, first: shown }}
      rules={(answer) => rowsOf(answer).nodes.flatMap(ruleOf)}
    >
      {(answer, today) => {
        const { totalCount, nodes } = rowsOf(answer);
        const hasMore = totalCount !== undefined && shown !== undefined && totalCount > nodes.length && shown < MOST;
        return (
          <>
            {totalCount !== undefined && nodes.length > 0 && <p>{t('firstOf', { shown: nodes.length, count: totalCount })}</p>}
            {chart?.(nodes)}
            <Table caption={panel.title} columns={columns} rows={nodes} today={today && rowsOf(today).nodes} idOf={idOf} />
            {hasMore && (
              <button type="button" onClick={() => show(Math.min(shown * 4, MOST))}>
                {t('more')}
              </button>
            )}
          </>
        );
      }}
    </Panel>
  );
}
