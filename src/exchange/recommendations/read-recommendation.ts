import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { fromGlobalId } from '../../graphql/global-id.js';
import { type InstrumentCitation } from '../../records/shared/documents.js';
import { type Found, type Reading } from '../publication/publication.js';
import { listed } from '../publication/values.js';
import { type CsvRow } from '../publication/read-csv.js';
import { type Cell, columnsOf, type FieldName, isCell, type RecommendationMap } from './map.js';

/** A recommendation of a file, with what is said of it; ids are plain UUIDs, days as exactly as they are known. */
export interface Row {
  readonly line: number;
  readonly identifier: string;
  readonly issuer: string;
  readonly state: string;
  readonly code?: string;
  readonly text: LocalizedText;
  readonly themes?: readonly string[];
  readonly instruments?: readonly InstrumentCitation[];
  readonly visit?: string;
  readonly issued?: string;
  readonly response?: { readonly response: string; readonly text?: LocalizedText; readonly on?: string };
  readonly leadAgency?: { readonly agency: string; readonly on?: string };
  readonly action?: { readonly description: LocalizedText; readonly due: string; readonly on?: string };
}

/** Reads and checks one row by a map. @param today day of the import: what happened does not lie after it */
export function readRecommendation(row: CsvRow, map: RecommendationMap, today: string): Reading<Row> {
  const { line, cells, rule } = row;
  if (!cells) return { line, problems: [{ line, rule: rule!, effect: 'ITEM' }], notRead: [] };
  const named = new Set(columnsOf(map));
  const notRead = [...cells].filter(([name, cell]) => cell !== '' && !named.has(name)).map(([name]) => name);
  const reader = new RowReader(cells, map, today, line);
  const identifier = reader.identifier();
  const item = identifier === undefined ? undefined : reader.row(identifier);
  return { line, identifier, problems: reader.problems, notRead, ...(item ? { item } : {}) };
}

class RowReader {
  readonly problems: Found[] = [];

  constructor(
    readonly cells: ReadonlyMap<string, string>,
    readonly map: RecommendationMap,
    readonly today: string,
    readonly line: number,
  ) {}

  identifier(): string | undefined {
    const { key } = this.map;
    const values = key.map((column) => this.cells.get(column)!);
    if (values.every((value) => value !== '')) return values.join(' / ');
    return this.#refuse(key.join(', '), '', 'says by what the row is known');
  }

  row(identifier: string): Row | undefined {
    const issuer = this.#id('issuer', 'actor', true);
    const state = this.#id('state', 'actor', true);
    const text = this.#text('text');
    if (!text) this.#refuse('text', '', 'says what is recommended');
    const response = this.#one('response');
    const agency = this.#id('leadAgency', 'actor');
    const description = this.#text('action');
    const due = this.#day('due', false);
    if (description && !due && !this.problems.some(({ element }) => element === 'due')) {
      this.#leaveOut('due', '', 'says by when the action is to be done');
    }
    const row = {
      line: this.line,
      identifier,
      issuer: issuer!,
      state: state!,
      code: this.#one('code'),
      text: text!,
      themes: this.#several('themes'),
      instruments: this.#instruments(),
      visit: this.#id('visit', 'assessmentVisit'),
      issued: this.#day('issued', true),
      response:
        response === undefined ? undefined : { response, text: this.#text('responseText'), on: this.#day('responded', true) },
      leadAgency: agency === undefined ? undefined : { agency, on: this.#day('designated', true) },
      action: description && due ? { description, due, on: this.#day('planned', true) } : undefined,
    };
    return this.problems.some(({ effect }) => effect === 'ITEM') ? undefined : row;
  }

  /** Without this the row says nothing that can be kept. */
  #refuse(element: string, value: string, rule: string): undefined {
    this.problems.push({ line: this.line, element, value, rule, effect: 'ITEM' });
  }

  /** The row is taken without this. */
  #leaveOut(element: string, value: string, rule: string): undefined {
    this.problems.push({ line: this.line, element, value, rule, effect: 'PART' });
  }

  /** What a cell says, translated; undefined where it is empty. */
  #value(cell: Cell | undefined): string | undefined {
    if (!cell) return undefined;
    if ('value' in cell) return cell.value;
    const said = this.cells.get(cell.column)!;
    if (said === '') return undefined;
    return this.#translated(cell, said);
  }

  #translated(cell: Extract<Cell, { column: string }>, said: string): string | undefined {
    if (!cell.codes) return said;
    if (Object.hasOwn(cell.codes, said)) return cell.codes[said];
    return this.#leaveOut(cell.column, said, `is ${listed(Object.keys(cell.codes))}`);
  }

  #one(field: FieldName): string | undefined {
    return this.#value(this.map.fields[field] as Cell | undefined);
  }

  #several(field: FieldName): string[] | undefined {
    const cell = this.map.fields[field] as Cell | undefined;
    const said = cell && ('value' in cell ? cell.value : this.cells.get(cell.column)!);
    if (!cell || !said) return undefined;
    const entries = said.split(this.map.separator).map((one) => one.trim());
    const values = entries.flatMap((one) => (one === '' ? [] : (('column' in cell ? this.#translated(cell, one) : one) ?? [])));
    return [...new Set(values)];
  }

  #text(field: FieldName): LocalizedText | undefined {
    const mapped = this.map.fields[field];
    if (!mapped) return undefined;
    const by = isCell(mapped) ? { [this.map.language]: mapped } : mapped;
    const texts = Object.entries(by).flatMap(([language, cell]) => {
      const said = this.#value(cell);
      return said === undefined ? [] : [{ language, text: said }];
    });
    return texts.length > 0 ? texts : undefined;
  }

  #id(field: FieldName, kind: string, needed = false): string | undefined {
    const before = this.problems.length;
    const said = this.#one(field);
    if (said === undefined) {
      if (needed && this.problems.length === before) {
        this.#refuse(field, '', `names a record: ${kind}_<uuid>, or what the map translates to one`);
      }
      // What the map does not translate refuses the row where the row cannot be without it.
      if (needed) this.problems.forEach((problem, i) => i >= before && (this.problems[i] = { ...problem, effect: 'ITEM' }));
      return undefined;
    }
    const id = fromGlobalId(kind, said);
    if (id !== undefined) return id;
    const rule = `is the id of a record: ${kind}_<uuid>`;
    return needed ? this.#refuse(field, said, rule) : this.#leaveOut(field, said, rule);
  }

  /** `instrument_<uuid>`, or with a provision after a blank: `instrument_<uuid> OP 27`. */
  #instruments(): InstrumentCitation[] | undefined {
    return this.#several('instruments')?.flatMap((said) => {
      const [id = '', ...rest] = said.split(' ');
      const instrument = fromGlobalId('instrument', id);
      if (!instrument)
        return this.#leaveOut('instruments', said, 'is the id of an instrument, with a provision behind it or not') ?? [];
      return [{ instrument, ...(rest.length > 0 ? { provision: rest.join(' ') } : {}) }];
    });
  }

  #day(field: FieldName, past: boolean): string | undefined {
    const said = this.#one(field);
    if (said === undefined) return undefined;
    const day = this.map.dates.map((format) => readDate(said, format)).find((one) => one !== undefined) ?? said;
    const known = parseOccurred(day)?.precision;
    const isDay = past ? known !== undefined && known !== 'instant' : known === 'day';
    if (!isDay)
      return this.#leaveOut(field, said, `is a day that exists, written as ${['2021-01-27', ...this.map.dates].join(' or ')}`);
    return past && day > this.today ? this.#leaveOut(field, said, 'does not lie in the future') : day;
  }
}

const PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<y>\\d{4})',
  MM: '(?<m>\\d{2})',
  M: '(?<m>\\d{1,2})',
  DD: '(?<d>\\d{2})',
  D: '(?<d>\\d{1,2})',
};

/** A date written in a format, as `2021`, `2021-01` or `2021-01-27`; undefined where it is not. */
export function readDate(text: string, format: string): string | undefined {
  const pattern = format.replace(/YYYY|MM?|DD?|[^A-Za-z]/g, (part) => PARTS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const { y, m, d } = new RegExp(`^${pattern}$`).exec(text)?.groups ?? {};
  if (y === undefined) return undefined;
  return [y, ...[m, d].flatMap((part) => (part === undefined ? [] : [part.padStart(2, '0')]))].join('-');
}
