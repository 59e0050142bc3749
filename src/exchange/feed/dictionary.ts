import { CODE_LISTS, codeList, type CodeListName } from '../../codes/lists.js';
import { pickLanguage } from '../../graphql/language.js';
import { type FileColumn } from './file.js';
import { hashtagOf } from './hxl.js';

/** What a feed says of itself. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly address: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly description?: string | null }[];
  readonly columns: readonly FileColumn[];
  readonly languages: readonly string[];
}

/** The dictionary of a feed: its parameters, and its columns with their meaning, type, hashtag and codes. */
export function dictionaryOf({ columns, languages, ...about }: Described): object {
  return {
    ...about,
    columns: columns.map((column) => ({
      name: column.name,
      description: column.description,
      type: column.type,
      several: column.isList,
      hxl: hashtagOf(column),
      ...(column.isLabel ? {} : codesOf(column, languages)),
    })),
  };
}

function codesOf({ list, codes }: FileColumn, languages: readonly string[]): object {
  const names: readonly CodeListName[] =
    list === 'THEME' ? ['CHALLENGE', 'CONCLUSION', 'THREAT'] : CODE_LISTS.filter((name) => name === list);
  if (names.length === 0) return codes ? { codes: codes.map((value) => ({ value })) } : {};
  const labelled = names.flatMap((name) =>
    [...codeList(name).codes.values()].map(({ value, labels }) => ({ value, label: pickLanguage(labels, languages) })),
  );
  return { codeLists: names, codes: labelled };
}
