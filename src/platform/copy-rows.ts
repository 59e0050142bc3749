import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** What a column can be given: lists of texts become PostgreSQL arrays, objects are not taken (give their JSON). */
export type CopyValue = string | number | bigint | boolean | null | undefined | readonly string[];

const CHUNK = 64 * 1024;

/**
 * Writes rows by COPY, the fastest way in.
 * @param rows values in the order of the columns, or lines that `copyLine` made of them
 * @param frozen saves the first readers work, where the table was made or emptied in the same transaction
 */
export async function copyRows(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  rows: Rows,
  frozen = false,
): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(',');
  await pipeline(
    Readable.from(chunks(rows), { objectMode: false }),
    client.query(from(`copy ${table} (${names}) from stdin${frozen ? ' (freeze)' : ''}`)),
  );
}

/** Values as a part of a COPY line, with tabs between them. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = encode(values[0]);
  for (let i = 1; i < values.length; i++) line += '\t' + encode(values[i]);
  return line;
}

type Rows = Iterable<readonly CopyValue[] | string> | AsyncIterable<readonly CopyValue[] | string>;

async function* chunks(rows: Rows): AsyncGenerator<Buffer> {
  let text = '';
  for await (const row of rows) {
    text += (typeof row === 'string' ? row : copyLine(row)) + '\n';
    if (text.length >= CHUNK) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text) yield Buffer.from(text);
}

function encode(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'object') return escape(`{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
  return String(value);
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escape(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character]!);
}
