import { stringify } from 'csv-stringify/sync';
import { type FeedFile, fileValues, recordOf } from './file.js';
import { hashtagOf } from './hxl.js';

/** What is between several values of a cell. */
export const BETWEEN = '; ';
const BYTE_ORDER_MARK = '\u{feff}';

export interface CsvOptions {
  /** Whether a second row has HXL hashtags. */
  readonly hxl: boolean;
  /** Whether the file begins with a byte order mark, by which Excel knows UTF-8. */
  readonly bom: boolean;
}

/**
 * A feed as CSV (RFC 4180, UTF-8), with a last column `link` to the record. What a spreadsheet would run as a formula gets an apostrophe before it.
 */
export async function* csvOf(file: FeedFile, { hxl, bom }: CsvOptions): AsyncGenerator<string> {
  const { columns, languages, pages, linkOf } = file;
  yield (bom ? BYTE_ORDER_MARK : '') + lines([[...columns.map(({ name }) => name), 'link']]);
  if (hxl) yield lines([[...columns.map(hashtagOf), '#meta+url']]);
  for await (const rows of pages)
    yield lines(
      rows.map((row) => [
        ...columns.map((column) => harmless(fileValues(row, column, languages).map(written).join(BETWEEN))),
        linkOf(recordOf(row, columns) ?? '') ?? '',
      ]),
    );
}

const lines = (rows: readonly (readonly string[])[]) =>
  stringify(rows as string[][], { record_delimiter: 'windows', quoted_match: /^\s|\s$/ });

/** Signs with which a spreadsheet begins a formula, in their wide forms too; a number may have one. */
const FORMULA = /^(?!-?\d+(\.\d+)?$)[=+\-@\t\r\n＝＋－＠]/;
const harmless = (cell: string) => (FORMULA.test(cell) ? `'${cell}` : cell);

/** A value as a text. */
export function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
