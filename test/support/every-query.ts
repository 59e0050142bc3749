import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
  parse,
} from 'graphql';
import { costOf } from '../../src/graphql/server/cost.js';
import { MAX_ALIASES, MAX_OBJECTS, MAX_SELECTIONS } from '../../src/graphql/server/limits.js';

/** A question to ask of everybody, and the path that it tries. */
export interface Question {
  /** Field of Query. */
  readonly path: string;
  /** Selections under Query. */
  readonly text: string;
}

export interface Asked {
  /** Public ids by kind of record, of all records there are, hidden ones too. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Words to search for. */
  readonly words: readonly string[];
  /** Names of fields to leave out wherever they are. */
  readonly without?: readonly string[];
  /** Most objects of an answer. */
  readonly most?: number;
}

/** Records by their ids in one question. */
const TOGETHER = 4;
/** Parts of the kinds of record, asked for one after the other. */
const PARTS = 3;
/** Searches in one question. */
export const SEARCHES = 30;
/** Objects of a page: a world has fewer of a kind, and events are all followed elsewhere. */
const PAGE = 50;
/** Objects of a page within a page. */
const INNER = 5;
/** Arguments that are given where a field has them. */
const GIVEN: Readonly<Record<string, string>> = {
  from: '"2000-01-01"',
  to: '"2100-01-01"',
  past: 'true',
  list: 'THEMES',
  value: '"CO-03"',
  name: 'THEMES',
  // Reads of a record are for its originator: read-audit.spec asks for them.
  record: '"commitment_00000000-0000-4000-8000-000000000000"',
};
/** What is about the service or its codes, and shows no record; `at` and the readers by id are asked for otherwise. */
const NOT_ASKED = [
  'at',
  'service',
  'ledger',
  'apiKeys',
  'code',
  'codeList',
  'codeLists',
  'statusRules',
  'node',
  'nodes',
  'search',
];

/**
 * Every field of Query by the schema alone, with what it needs filled in and everything selected below it as deep as the limits allow: a field that is
 * added is asked for without a word here, or throws where it needs an argument that nobody knows.
 */
export function everyQuestion(schema: GraphQLSchema, asked: Asked): Question[] {
  const { ids, words } = asked;
  const questions: Question[] = [];
  const all = Object.values(ids).flat();
  const nodes = deepest(schema, asked, (text) => `nodes(ids: []) { ${text} }`, schema.getType('Node')!, 1);
  for (const some of chunks(all, 100))
    for (const node of nodes) questions.push({ path: 'nodes', text: `nodes(ids: ${JSON.stringify(some)}) { ${node} }` });
  for (const one of chunks(
    all.map((id, i) => `n${i}: node(id: "${id}") { id }`),
    MAX_ALIASES,
  ))
    questions.push({ path: 'node', text: one.join(' ') });
  const found = words.map((word, i) => `s${i}: search(text: "${word}") { totalCount nodes { record { id } } }`);
  for (const one of chunks(found, SEARCHES)) questions.push({ path: 'search', text: one.join(' ') });
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    if (NOT_ASKED.includes(field.name)) continue;
    const type = getNamedType(field.type);
    const about = field.args.find(({ name, type: of }) => name === 'id' && isRequiredArgument({ type: of } as GraphQLArgument));
    if (about) {
      const kind = field.name === 'visitRelease' ? 'assessmentVisit' : /Profile$/.test(field.name) ? 'actor' : field.name;
      // A view costs as much as many records.
      const together = field.name === kind ? TOGETHER : 1;
      const selected = deepest(schema, asked, (text) => `${field.name}(id: "") { ${text} }`, type, together);
      const named = field.name === 'visitRelease' ? field.name : kind;
      const each = selected.flatMap((text) =>
        (ids[kind] ?? []).map((id, i) => `r${i}: ${field.name}(id: "${id.replace(/^\w+?_/, `${named}_`)}") { ${text} }`),
      );
      for (const some of chunks(each, together)) questions.push({ path: field.name, text: some.join(' ') });
      continue;
    }
    const page = field.args.some(({ name }) => name === 'first') ? PAGE : undefined;
    const written = (text: string) => `${field.name}${argumentsOf(field, page)} { ${text} }`;
    for (const text of deepest(schema, asked, written, type, 1)) questions.push({ path: field.name, text: written(text) });
  }
  return questions;
}

/** As much as can be selected of a type, so many times in one operation: where a record of any kind can stand, in parts, each with some of the kinds. */
function deepest(
  schema: GraphQLSchema,
  asked: Asked,
  written: (text: string) => string,
  type: GraphQLNamedType,
  times: number,
): string[] {
  const texts = Array.from({ length: PARTS }, (_, part) => {
    let found: string | undefined;
    for (let depth = 0.5; depth <= 4; depth += 0.5) {
      const text = selection(schema, type, depth, { without: asked.without ?? [], part });
      const aliases = text.split(/\w: \w+[ ({]/).length - 1;
      const { objects, selections } = costOf(schema, parse(`{ ${written(text)} }`), undefined, {});
      const isAllowed =
        objects * times <= (asked.most ?? MAX_OBJECTS) &&
        selections * times <= MAX_SELECTIONS &&
        (aliases + 1) * times <= MAX_ALIASES;
      // What is deeper is dearer.
      if (!isAllowed) break;
      found = text;
    }
    if (found === undefined) throw new Error(`nothing of ${type.name} can be selected within the limits`);
    return found;
  });
  return [...new Set(texts)];
}

/** What of a type is asked for: names of fields to leave out, and which part of the kinds of record. */
interface Selected {
  readonly without: readonly string[];
  readonly part: number;
}

function selection(schema: GraphQLSchema, type: GraphQLNamedType, depth: number, selected: Selected): string {
  const parts = ['__typename'];
  if (isObjectType(type) || isInterfaceType(type)) parts.push(...fieldsOf(schema, type.getFields(), depth, selected));
  if (isAbstractType(type)) {
    const all = schema.getPossibleTypes(type);
    const possible = all.length > PARTS ? all.filter((_, i) => i % PARTS === selected.part) : all;
    const known = isInterfaceType(type) ? Object.keys(type.getFields()) : [];
    // Fields of different types under one name cannot be asked for together.
    const differs = (name: string) => new Set(possible.flatMap((one) => String(one.getFields()[name]?.type ?? []))).size > 1;
    for (const one of possible) {
      const own = Object.fromEntries(Object.entries(one.getFields()).filter(([name]) => !known.includes(name)));
      const texts = fieldsOf(schema, own, Math.max(depth - 2, 1), selected).map((text) =>
        differs(/^\w+/.exec(text)![0]) ? `${one.name}_${/^\w+/.exec(text)![0]}: ${text}` : text,
      );
      if (texts.length > 0) parts.push(`... on ${one.name} { ${texts.join(' ')} }`);
    }
  }
  return parts.join(' ');
}

function fieldsOf(
  schema: GraphQLSchema,
  fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>,
  depth: number,
  selected: Selected,
): string[] {
  return Object.values(fields).flatMap((field) => {
    const type = getNamedType(field.type);
    if (selected.without.includes(field.name) || (depth <= 1 && isCompositeType(type))) return [];
    const isPage = field.args.some(({ name }) => name === 'first');
    // A page is a level, its list of nodes is none.
    const below = isCompositeType(type)
      ? selection(schema, type, depth - (isPage || field.name === 'nodes' || field.name === 'pageInfo' ? 0.5 : 1), selected)
      : '';
    return [`${field.name}${argumentsOf(field, isPage ? INNER : undefined)}${below && ` { ${below} }`}`];
  });
}

function argumentsOf({ name, args }: GraphQLField<unknown, unknown>, page: number | undefined): string {
  const given = args.flatMap((arg) => {
    if (arg.name === 'first' && page !== undefined) return `first: ${page}`;
    const value = GIVEN[arg.name];
    if (isRequiredArgument(arg) && value === undefined)
      throw new Error(`nobody knows what ${arg.name} of ${name} may be: say so in GIVEN`);
    return value !== undefined && (isRequiredArgument(arg) || arg.name === 'past') && !isListType(arg.type)
      ? `${arg.name}: ${value}`
      : [];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
