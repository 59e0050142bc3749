import { finished } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { parseFile, type TextParser } from './parse-file.js';
import { UnreadableFile } from './publication.js';

/** A row of a CSV file; without `cells` where it has not as many as the header. */
export interface CsvRow {
  /** Line on which it starts, from 1. */
  readonly line: number;
  /** By the names of the columns, without blanks around them. */
  readonly cells?: ReadonlyMap<string, string>;
  /** All that it says, as text. */
  readonly text: string;
  readonly reason?: string;
}

/**
 * Reads a CSV file in UTF-8 with a header as a stream. Rows that are empty, or hold HXL tags alone (as files of the Humanitarian Data Exchange do in their
 * second row), are passed over.
 * @param needed columns that the header has to have
 * @param what the file should be, as the error names it: `flows of the Financial Tracking Service`
 * @throws {UnreadableFile} where it is no such file: not UTF-8, not well-formed, or without a column that is needed
 */
export async function* readCsv(path: string, needed: readonly string[], what: string, delimiter = ','): AsyncGenerator<CsvRow> {
  let header: string[] | undefined;
  for await (const { record, line } of parseFile(path, csvParser(delimiter))) {
    if (!header) {
      header = record.map((name) => name.trim());
      const missing = needed.filter((name) => !header!.includes(name));
      if (missing.length > 0) throw new UnreadableFile(1, `no ${what}: the column ${missing.join(', ')} is missing`);
    } else if (record.some((cell) => cell.trim() !== '' && !cell.startsWith('#'))) yield rowOf(header, record, line);
  }
  if (!header) throw new UnreadableFile(1, 'an empty file');
}

function rowOf(header: readonly string[], record: readonly string[], line: number): CsvRow {
  const text = JSON.stringify(record);
  if (record.length !== header.length) {
    return { line, text, reason: `${record.length} cells, where the header has ${header.length} columns` };
  }
  return { line, text, cells: new Map(header.map((name, i) => [name, record[i]!.trim()])) };
}

function csvParser(delimiter: string): TextParser<{ readonly record: string[]; readonly line: number }> {
  const complete: { record: string[]; line: number }[] = [];
  let line = 1;
  const parser = parse({
    bom: true,
    delimiter,
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
