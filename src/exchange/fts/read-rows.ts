import { finished } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { parseFile, type TextParser } from '../publication/parse-file.js';
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
  let header: string[] | undefined;
  for await (const { record, line } of parseFile(path, csvParser())) {
    if (!header) header = checked(record.map((name) => name.trim()));
    // Files of the Humanitarian Data Exchange have HXL tags in their second row.
    else if (record.some((cell) => cell !== '' && !cell.startsWith('#'))) yield rowOf(header, record, line);
  }
  if (!header) throw new UnreadableFile(1, 'an empty file');
}

function csvParser(): TextParser<{ readonly record: string[]; readonly line: number }> {
  const complete: { record: string[]; line: number }[] = [];
  let line = 1;
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines }) => {
      const inside = record.reduce((count, cell) => count + (cell.split('\n').length - 1), 0);
      complete.push({ record, line: lines - inside });
      line = lines + 1;
      // Given out here, and not by the stream, which forgets what it holds when it fails.
      return null;
    },
  });
  parser.resume().on('error', () => undefined);
  const done = (resolve: () => void, reject: (error: Error) => void) => (error?: Error | null) => {
    if (error)
      reject(new UnreadableFile((error as CsvError & { lines?: number }).lines ?? line, `not well-formed CSV: ${error.message}`));
    else resolve();
  };
  return {
    complete,
    get line() {
      return line;
    },
    write: (text) => new Promise((resolve, reject) => parser.write(text, done(resolve, reject))),
    close: () => new Promise((resolve, reject) => finished(parser.end(), done(resolve, reject))),
  };
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
