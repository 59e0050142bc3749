import { Readable } from 'node:stream';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { ZipFile } from 'yazl';
import { BETWEEN, written } from './csv.js';
import { type FeedFile, type FileColumn, fileValues, recordOf } from './file.js';
import { xmlText } from './xml.js';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Rows of a sheet, with its heading: the most that spreadsheets take. */
const MOST_ROWS = 1_048_576;
/** Characters of a cell: the most that spreadsheets take. */
const LONGEST_CELL = 32_767;
/** Day 0 of spreadsheets, 1899-12-30, in days before 1970. */
const EPOCH = 25_569;
const DAY_MS = 86_400_000;
/** Styles by their place in `styles.xml`. */
const STYLE = { heading: 1, day: 2, instant: 3 };

/**
 * A feed as Office Open XML (ECMA-376): numbers, days and instants are typed, texts are never formulas. Rows beyond what a sheet takes are left out, and the last
 * one says so.
 */
export function xlsxOf(file: FeedFile): Readable {
  const zip = new ZipFile();
  const part = (text: string, path: string) => zip.addBuffer(Buffer.from(HEAD + text), path);
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  part(
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
    '[Content_Types].xml',
  );
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${kind}" Target="${target}"/>`;
  const relations = (...all: string[]) => `<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
  part(relations(relation('r1', 'officeDocument', 'xl/workbook.xml')), '_rels/.rels');
  part(
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets><sheet name="${xmlText(sheetName(file.name))}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/workbook.xml',
  );
  part(
    relations(relation('r1', 'worksheet', 'worksheets/sheet1.xml'), relation('r2', 'styles', 'styles.xml')),
    'xl/_rels/workbook.xml.rels',
  );
  part(
    `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
      '<fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>' +
      '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>',
    'xl/styles.xml',
  );
  const sheet = Readable.from(sheetOf(file), { objectMode: false });
  const output = zip.outputStream as unknown as Readable;
  sheet.once('error', (error) => output.destroy(error));
  output.once('close', () => sheet.destroy());
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  return output;
}

async function* sheetOf({ columns, pages, languages, linkOf }: FeedFile): AsyncGenerator<string> {
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  yield rowOf([...columns.map(({ name }) => name), 'link'].map((name) => textCell(name, STYLE.heading)));
  let count = 1;
  for await (const rows of pages) {
    const fitting = rows.slice(0, MOST_ROWS - 1 - count);
    count += fitting.length;
    yield fitting
      .map((row) =>
        rowOf([
          ...columns.map((column) => cellOf(column, fileValues(row, column, languages))),
          textCell(linkOf(recordOf(row, columns) ?? '') ?? ''),
        ]),
      )
      .join('');
    if (fitting.length < rows.length) {
      yield rowOf([textCell('A sheet takes no more rows: ask for fewer, or for CSV.')]);
      break;
    }
  }
  yield '</sheetData></worksheet>';
}

const rowOf = (cells: readonly string[]) => `<row>${cells.join('')}</row>`;

function cellOf({ type, isList, isLabel }: FileColumn, values: readonly unknown[]): string {
  if (values.length === 0) return '<c/>';
  const [value] = values;
  if (isList || isLabel) return textCell(values.map(written).join(BETWEEN));
  if (typeof value === 'boolean') return `<c t="b"><v>${Number(value)}</v></c>`;
  if (typeof value === 'number' || (type === 'Decimal' && isExact(String(value)))) return `<c><v>${String(value)}</v></c>`;
  const precision = /^(Day|Instant|PartialDate)$/.test(type) ? parseOccurred(String(value))?.precision : undefined;
  const at = precision === 'day' || precision === 'instant' ? Date.parse(String(value)) : NaN;
  // Spreadsheets count days from 1900 on.
  if (at >= Date.UTC(1900, 2, 1))
    return `<c s="${precision === 'day' ? STYLE.day : STYLE.instant}"><v>${at / DAY_MS + EPOCH}</v></c>`;
  return textCell(written(value));
}

function textCell(text: string, style?: number): string {
  const shown = xmlText(text.slice(0, LONGEST_CELL));
  return `<c t="inlineStr"${style === undefined ? '' : ` s="${style}"`}><is><t xml:space="preserve">${shown}</t></is></c>`;
}

/** Whether a spreadsheet, which has 15 digits, holds a number exactly. */
const isExact = (decimal: string) => decimal.replace(/[^\d]/g, '').length <= 15;

/** A name that a sheet can have: at most 31 characters, without those that have a meaning. */
const sheetName = (name: string) => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31);
