import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoderStream } from 'node:stream/web';
import { type CsvError, parse } from 'csv-parse';
import { UnreadableFile } from '../publication/publication.js';

/** Columns of which an import makes something. */
const READ = [
  'id',
  'date',
  'description',
  'amountUSD',
  'originalAmount',
  'originalCurrency',
  'srcOrganization',
  'srcOrganizationTypes',
  'destOrganization',
  'destOrganizationTypes',
  'destLocations',
  'destGlobalClusters',
  'destPlan',
  'destPlanCode',
  'destProject',
  'destProjectCode',
  'destEmergency',
  'destUsageYearStart',
  'destUsageYearEnd',
  'contributionType',
  'flowType',
  'status',
  'keywords',
  'refCode',
  'updatedAt',
] as const;
export type Column = (typeof READ)[number];

/** A row of a file of flows; without `values` where it is none. */
export interface Row {
  /** Line on which it starts, from 1. */
  readonly line: number;
  readonly values?: Readonly<Record<Column, string>>;
  /** All that it says, as text. */
  readonly text: string;
  /** Columns that are not read and say something here. */
  readonly notRead: readonly string[];
  readonly reason?: string;
}

/**
 * Reads a file of flows as the Humanitarian Data Exchange publishes them (CSV in UTF-8, a row a flow), as a stream.
 * @throws {UnreadableFile} where it is no such file: not UTF-8, or without a column that is read
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  // A file that cannot be opened, or is not in its encoding, fails the rows that are read of it.
  const bytes = Readable.toWeb(createReadStream(path));
  Readable.fromWeb(bytes.pipeThrough(new TextDecoderStream('utf-8', { fatal: true })))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let header: string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const start = line;
      line = info.lines + 1;
      if (!header) {
        header = checked(record.map((name) => name.trim()));
        continue;
      }
      // Files of the Humanitarian Data Exchange have HXL tags in their second row.
      if (record.every((cell) => cell === '' || cell.startsWith('#'))) continue;
      yield rowOf(header, record, start);
    }
  } catch (error) {
    const { code, message } = error as CsvError;
    if (error instanceof UnreadableFile || code === ('ENOENT' as string)) throw error;
    throw new UnreadableFile(line, code === ('ERR_ENCODING_INVALID_ENCODED_DATA' as string) ? 'not in UTF-8' : message);
  }
  if (!header) throw new UnreadableFile(1, 'an empty file');
}

function checked(header: string[]): string[] {
  const missing = READ.filter((name) => !header.includes(name));
  if (missing.length === 0) return header;
  throw new UnreadableFile(1, `no flows of the Financial Tracking Service: the column ${missing.join(', ')} is missing`);
}

function rowOf(header: readonly string[], record: readonly string[], line: number): Row {
  const text = JSON.stringify(record);
  if (record.length !== header.length) {
    return { line, text, notRead: [], reason: `${record.length} cells, where the header has ${header.length} columns` };
  }
  const cells = new Map(header.map((name, i) => [name, record[i]!.trim()]));
  const values = Object.fromEntries(READ.map((name) => [name, cells.get(name)!])) as Record<Column, string>;
  const notRead = header.filter((name) => cells.get(name) !== '' && !(READ as readonly string[]).includes(name));
  return { line, values, text, notRead };
}
