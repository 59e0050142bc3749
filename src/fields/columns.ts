import { dueDay } from '../event-sourcing/occurred.js';
import { type Column, type Columns, words } from '../event-sourcing/projections/record-table.js';
import { type LocalizedText } from '../event-sourcing/values.js';
import { type ComputedFields, type Field, type Fields } from './field.js';

/** How a text is found by its words. */
export const BY_WORDS =
  'Any whose words, in any language, begin with the words given, whatever the case and the accents: `cust org` finds “World Customs Organization”.';

/** Columns of the fields and computed outputs with these names: what lists are filtered and ordered by. */
export function columnsOf(fields: Fields, computed: ComputedFields<never>, names: readonly string[]): Columns<never> {
  const columns = names.flatMap((name): [string, Column][] => {
    const worked = computed[name];
    const field = fields[name];
    if (!worked && !field) throw new Error(`${name} is no field that lists can be filtered by`);
    // A row is written once, not for the moment asked for.
    if (worked && worked.of.length > 1) throw new Error(`${name} depends on the moment asked for and can be no column`);
    if (worked) return [[name, columnOf(worked.field, (state) => worked.of(state, ''))]];
    const column = columnOf(field!, (state) => state[name]);
    // What overlaps regions is asked for by `regions`, of whatever kind of record.
    if (name === 'regions')
      return [[name, { ...column, filter: 'regionCodes', description: `${column.description} These codes exactly.` }]];
    const texts = textsOf(field!, name);
    if (!texts) return [[name, column]];
    const exact = `exact${name[0]!.toUpperCase()}${name.slice(1)}`;
    return [
      [name, { ...column, filter: exact }],
      [`${name}Words`, words(name, `${field!.description} ${BY_WORDS}`, texts)],
    ];
  });
  return Object.fromEntries(columns);
}

/** The column of a field, whose value `of` draws from the state. @throws for a field that no list can be filtered by */
function columnOf(field: Field, of: (state: never) => unknown): Column {
  const { type, description } = field;
  const plain = of as Column['of'];
  if (field.entries !== undefined) {
    if (type.is === 'reference') return { type: 'uuid[]', description, of: plain, references: type.kind };
    return { type: 'text[]', description, of: plain, enumeration: type.is === 'code' ? type.list.name : undefined };
  }
  switch (type.is) {
    case 'reference':
      return { type: 'uuid', description, of: plain, references: type.kind };
    case 'code':
      return { type: 'text', description, of: plain, enumeration: type.list.name };
    case 'text':
      return { type: 'text', description, of: plain, order: true };
    case 'checkedText':
      return { type: 'text', description, of: plain };
    case 'localized':
      return {
        type: 'text',
        description: description.replace(/\.$/, ', in the language in which it was said.'),
        of: (state) => (of(state) as LocalizedText | undefined)?.[0]?.text,
        order: true,
      };
    case 'day':
      return { type: 'date', description, of: plain, order: true };
    case 'deadline':
      return {
        type: 'date',
        description: description.replace(/\.$/, ': its last day.'),
        of: (state) => {
          const due = of(state) as string | null | undefined;
          return due == null ? due : dueDay(due);
        },
        order: true,
      };
    case 'instant':
      return { type: 'timestamptz', description, of: plain, order: true };
    case 'count':
      return { type: 'bigint', description, of: plain, order: true };
    case 'flag':
      return { type: 'boolean', description, of: plain };
    default:
      throw new Error(`a field of type ${type.is} is no column: ${description}`);
  }
}

/** The texts of a field that people find by its words, in all their languages. */
function textsOf({ type, entries }: Field, name: string): ((state: never) => readonly string[]) | undefined {
  if (entries !== undefined) return undefined;
  if (type.is === 'localized') return (state) => ((state[name] as LocalizedText | undefined) ?? []).map(({ text }) => text);
  if (type.is === 'text') return (state) => (state[name] ? [state[name]] : []);
  return undefined;
}
