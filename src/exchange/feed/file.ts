import { CODE_LISTS, codeList, type CodeListName } from '../../codes/lists.js';
import { pickLanguage } from '../../graphql/language.js';
import { type FeedColumn, type FeedRow, valuesOf } from '../../graphql/feed/feed-columns.js';

/** A column of a file: one of the feed, or the labels of its codes. */
export interface FileColumn extends FeedColumn {
  /** Name of the code list of its values, where there is one. */
  readonly list?: CodeListName | 'THEME';
  /** Whether it has the labels of the codes in the column before. */
  readonly isLabel?: boolean;
}

/** What a file is made of. */
export interface FeedFile {
  readonly name: string;
  readonly columns: readonly FileColumn[];
  /** Rows, page by page. */
  readonly pages: AsyncIterable<readonly FeedRow[]>;
  /** Languages of labels, best first. */
  readonly languages: readonly string[];
  /** Address of the feed. */
  readonly address: string;
  /** The address of a record, by its public id. */
  readonly linkOf: (id: string) => string | undefined;
  /** Moment at which it is made, ISO 8601. */
  readonly now: string;
}

/** Code lists of fields that are texts in the schema. */
const LISTS: Readonly<Record<string, FileColumn['list']>> = {
  country: 'COUNTRY',
  countries: 'COUNTRY',
  region: 'REGION',
  regions: 'REGION',
  currency: 'CURRENCY',
  theme: 'THEME',
  themes: 'THEME',
};
/** Prefixes of the lists that themes are codes of. */
const THEMES: Readonly<Record<string, CodeListName>> = { CH: 'CHALLENGE', CO: 'CONCLUSION', TH: 'THREAT' };

/** The columns of a file: codes are followed by their labels. */
export function fileColumns(columns: readonly FeedColumn[]): FileColumn[] {
  return columns.flatMap((column): FileColumn[] => {
    const list = LISTS[column.field] ?? CODE_LISTS.find((name) => name === snake(column.type));
    if (list === undefined) return [column];
    const description = `What the codes in ${column.name} stand for, in the language asked for.`;
    return [
      { ...column, list },
      { ...column, list, name: `${column.name}.label`, type: 'String', description, isLabel: true, codes: undefined },
    ];
  });
}

/** The values of a row in a column of a file. */
export function fileValues(row: FeedRow, column: FileColumn, languages: readonly string[]): unknown[] {
  const values = valuesOf(row, column);
  return column.isLabel ? values.map((code) => labelOf(column.list!, String(code), languages)) : values;
}

function labelOf(list: NonNullable<FileColumn['list']>, code: string, languages: readonly string[]): string {
  const name = list === 'THEME' ? THEMES[code.slice(0, 2)] : list;
  return (name && pickLanguage(codeList(name).codes.get(code)?.labels, languages)) ?? code;
}

/** The record that a row is about: its own id, or that of the first record in it. */
export function recordOf(row: FeedRow, columns: readonly FileColumn[]): string | undefined {
  const column = columns.find(({ name, field }) => name === 'id' || field === 'id');
  return column && (valuesOf(row, column)[0] as string | undefined);
}

const snake = (name: string) => name.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
