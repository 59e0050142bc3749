import { finished } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { encodingOfMark, type FileDecoder } from './decode.js';
import { parseFile, type TextParser } from './parse-file.js';
import { UnreadableFile } from './publication.js';

/** A row of a CSV file; without `cells`, and with the rule that it breaks, where it cannot be read. */
export interface CsvRow {
  /** Line on which it starts, or the one that is wrong, from 1. */
  readonly line: number;
  /** By the names of the columns, without blanks around them. */
  readonly cells?: ReadonlyMap<string, string>;
  readonly rule?: string;
}

interface Parsed {
  readonly record: string[];
  readonly line: number;
  /** The first of its lines with bytes that are not in the encoding. */
  readonly badLine?: number;
}

/**
 * Reads a CSV file with a header as a stream. Rows that are empty, or hold HXL tags alone (as files of the Humanitarian Data Exchange do in their second
 * row), are passed over.
 * @param needed columns that the header has to have
 * @param what the file should be, as the error names it: `flows of the Financial Tracking Service`
 * @param encoding UTF-8, if left out, or what its byte order mark says
 * @throws {UnreadableFile} where it is no such file: not well-formed, without a column that is needed, with a column twice, or without rows
 */
export async function* readCsv(
  path: string,
  needed: readonly string[],
  what: string,
  { delimiter = ',', encoding }: { readonly delimiter?: string; readonly encoding?: string } = {},
): AsyncGenerator<CsvRow> {
  let header: string[] | undefined;
  let rows = 0;
  let encodingUsed = 'utf-8';
  const parserFor = (decoder: FileDecoder) => {
    encodingUsed = decoder.encoding;
    return csvParser(delimiter, decoder);
  };
  const encodingOf = (start: Uint8Array) => encoding ?? encodingOfMark(start) ?? 'utf-8';
  for await (const { record, line, badLine } of parseFile(path, parserFor, encodingOf)) {
    if (!header) {
      header = record.map((name) => name.trim());
      checkHeader(header, line, needed, what);
    } else if (record.some((cell) => cell.trim() !== '' && !cell.startsWith('#'))) {
      rows++;
      const rule = `the row holds bytes that are not ${encodingUsed}; name the file's encoding with --encoding`;
      yield badLine === undefined ? rowOf(header, record, line) : { line: badLine, rule };
    }
  }
  if (!header) throw new UnreadableFile(1, `the file is empty; ${what} were expected`);
  if (rows === 0) throw new UnreadableFile(1, `the file has a header and no rows; ${what} were expected`);
}

function checkHeader(header: readonly string[], line: number, needed: readonly string[], what: string): void {
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (twice !== undefined) {
    const places = header.flatMap((name, i) => (name === twice ? [i + 1] : []));
    throw new UnreadableFile(line, `the header names the column ${twice} more than once: columns ${places.join(', ')}`);
  }
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const found = header.slice(0, 8).join(', ').slice(0, 200);
    throw new UnreadableFile(line, `not ${what}: the column ${missing.join(', ')} is missing; the header begins with ${found}`);
  }
}

function rowOf(header: readonly string[], record: readonly string[], line: number): CsvRow {
  if (record.length !== header.length) {
    return { line, rule: `the row has ${record.length} cells, where the header has ${header.length} columns` };
  }
  return { line, cells: new Map(header.map((name, i) => [name, record[i]!.trim()])) };
}

function csvParser(delimiter: string, { badLines }: FileDecoder): TextParser<Parsed> {
  const complete: Parsed[] = [];
  let line = 1;
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines }) => {
      const inside = record.reduce((count, cell) => count + (cell.split('\n').length - 1), 0);
      const first = lines - inside;
      const bad = [...badLines].filter((one) => one <= lines);
      for (const one of bad) badLines.delete(one);
      complete.push({ record, line: first, badLine: bad.find((one) => one >= first) });
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
    write: (text) => new Promise((resolve, reject) => parser.write(text, done(resolve, reject))),
    close: () => new Promise((resolve, reject) => finished(parser.end(), done(resolve, reject))),
  };
}
