import { type Applied } from './apply-changes.js';

const WIDEST = 60;

/** The differences as a table, and what cannot be done, for people. */
export function printChanges({ changes, problems }: Applied): string {
  const rows = changes.map(({ line, id, field, before, after }) => [
    line === 0 ? '' : String(line),
    id,
    field,
    short(before),
    short(after),
  ]);
  const table = [['line', 'record', 'field', 'before', 'after'], ...rows];
  const widths = table[0]!.map((_name, i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines =
    rows.length === 0
      ? ['Nothing changes.']
      : table.map((row) =>
          row
            .map((cell, i) => cell.padEnd(widths[i]!))
            .join('  ')
            .trimEnd(),
        );
  const wrong = problems.map(({ line, field, value, rule }) => {
    const where = line === 0 ? '' : `line ${line}: `;
    return `${where}${field ? `${field}${value === undefined ? '' : ` = ${value}`}: ` : ''}${rule}`;
  });
  return `${[...lines, ...wrong].join('\n')}\n`;
}

function short(value: unknown): string {
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
