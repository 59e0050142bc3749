import { t } from '../words.js';
import { type Column } from './columns.js';

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** The same rows as they are today, where another moment is shown: what differs is marked. */
  readonly today?: readonly Row[];
  readonly idOf: (row: Row) => string;
}

/** A table with a heading for each row, in which what differs from today is marked in text, not by colour alone. */
export function Table<Row>({ caption, columns, rows, today, idOf }: TableProps<Row>) {
  if (rows.length === 0) return <p class="none">{t('none')}</p>;
  const now = today && new Map(today.map((row) => [idOf(row), row]));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ id, title, isNumber }) => (
              <th key={id} scope="col" class={isNumber ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map((column, i) => {
                const cell = <Cell column={column} row={row} now={now} id={idOf(row)} />;
                const className = column.isNumber ? 'number' : undefined;
                return i === 0 ? (
                  <th key={column.id} scope="row" class={className}>
                    {cell}
                  </th>
                ) : (
                  <td key={column.id} class={className}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps<Row> {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly now?: ReadonlyMap<string, Row>;
  readonly id: string;
}

function Cell<Row>({ column: { value, show }, row, now, id }: CellProps<Row>) {
  const is = value(row);
  const present = now?.get(id);
  const isOther = now !== undefined && (present === undefined || value(present) !== is);
  return (
    <>
      {show ? show(row) : (is ?? '')}
      {isOther && (
        <span class="differs" title={t('todayIs', { value: present ? String(value(present) ?? '—') : '—' })}>
          {' '}
          <span aria-hidden="true">≠</span>
          <span class="hidden">{t('differs')}</span>
        </span>
      )}
    </>
  );
}
