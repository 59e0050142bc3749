import { readCsv } from '../publication/read-csv.js';

/** One row: a command on a record that is there. */
export interface ChangeRow {
  readonly line: number;
  /** Public id of the record, or one of its identifiers as `scheme:value`. */
  readonly id?: string;
  readonly identifier?: string;
  readonly command: string;
  /** Cells by the paths of the command's fields: `to.tlp`, `title.0.text`. */
  readonly cells: ReadonlyMap<string, string>;
  /** Why the row cannot be read. */
  readonly rule?: string;
}

/**
 * Reads a table of changes: columns `command` and `id` or `identifier`, and one for each field of the commands by its path. An empty cell says nothing.
 * @throws {UnreadableFile} where it is no such table
 */
export async function* readChanges(path: string): AsyncGenerator<ChangeRow> {
  for await (const { line, cells, rule } of readCsv(path, ['command'], 'changes of records')) {
    const of = (name: string) => cells?.get(name) || undefined;
    const fields = [...(cells ?? [])].filter(([name, cell]) => cell !== '' && !['id', 'identifier', 'command'].includes(name));
    yield { line, id: of('id'), identifier: of('identifier'), command: of('command') ?? '', cells: new Map(fields), rule };
  }
}

/**
 * A command's input from cells: dots lead into objects, numbers into lists.
 * @param asJson paths whose cells are JSON (numbers, true, false, lists), not text
 */
export function inputOf(cells: ReadonlyMap<string, string>, asJson: ReadonlySet<string>): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, cell] of cells) {
    const keys = path.split('.');
    let at = tree;
    for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[keys.at(-1)!] = asJson.has(path) ? parsed(cell) : cell;
  }
  return listed(tree) as Record<string, unknown>;
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/** Objects whose keys are 0, 1, 2, … as lists. */
function listed(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
}
