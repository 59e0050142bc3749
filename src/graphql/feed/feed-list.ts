import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  GraphQLList,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { badUserInput, notFound } from '../errors.js';

type AnyFields = GraphQLField<unknown, unknown>;

/** Parameters of an address as they came, each with its values in order. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** A document that asks for a list, with the values of its variables. */
export interface ListDocument {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Arguments that a feed fills in by itself. */
const PAGING = new Set(['first', 'after', 'last', 'before']);
/** How records are named for people, best first. */
const NAMES = ['name', 'title', 'statement', 'symbol'];
/** Fields that every record has. */
const OF_ALL = ['revision', 'handling', 'originator', 'began', 'validFrom', 'sources'];
/** How deep objects within a row are shown where no columns are asked for. */
const DEPTH = 2;

/** The rows' type of a list: that of `nodes` of a connection, or of the list itself; undefined for what is no list of objects. */
export function rowTypeOf({ type }: Pick<AnyFields, 'type'>): GraphQLObjectType | undefined {
  const named = getNamedType(type);
  if (!isObjectType(named)) return undefined;
  if (isListType(getNullableType(type))) return named;
  const { nodes } = named.getFields();
  return nodes && named.name.endsWith('Connection') ? (getNamedType(nodes.type) as GraphQLObjectType) : undefined;
}

/** The fields of Query that lead to a list: `commitments`, `needsAndOffers.lines`. @throws NOT_FOUND */
export function fieldsTo(schema: GraphQLSchema, name: string): readonly AnyFields[] {
  let type: unknown = schema.getQueryType();
  const fields = name.split('.').map((part) => {
    const field = isObjectType(type) && part !== 'at' ? type.getFields()[part] : undefined;
    if (!field) throw notFound(`there is no list, view or saved question named ${name}`);
    type = getNamedType(field.type);
    return field;
  });
  if (!rowTypeOf(fields.at(-1)!)) throw notFound(`${name} is no list: a feed gives lists, views and saved questions`);
  return fields;
}

/**
 * The document of a list: `parameters` are arguments of its fields, or fields of their `filter`; parts of an object with a point (`due.from`), several values
 * with commas between them.
 * @param columns paths of fields from the row down; what is usual for the type, if left out
 * @throws BAD_USER_INPUT with the parameter's or the column's name
 */
export function listDocument(
  schema: GraphQLSchema,
  name: string,
  parameters: Parameters,
  columns?: readonly string[],
): ListDocument {
  const fields = fieldsTo(schema, name);
  const values: Record<string, unknown>[] = fields.map(() => ({}));
  for (const [parameter, given] of parameters) {
    const [head = '', ...rest] = parameter.split('.');
    const takes = (path: readonly string[]) => fields.findLastIndex(({ args }) => typeAt(args, path) !== undefined);
    const path = takes([head, ...rest]) >= 0 ? [head, ...rest] : ['filter', head, ...rest];
    const at = takes(path);
    const type = PAGING.has(head) || at < 0 ? undefined : typeAt(fields[at]!.args, path);
    if (!type)
      throw badUserInput({ field: parameter, value: given.join(','), rule: `is a parameter of ${name}: see its dictionary` });
    const value = readValue(type, given);
    coerceInputValue(value, type, (_path, wrong, { message }) => {
      throw badUserInput({ field: parameter, value: wrong, rule: message });
    });
    put(values[at]!, path, value);
  }
  const row = rowTypeOf(fields.at(-1)!)!;
  const selection = columns ? selectedOf(row, columns) : usualOf(row);
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  const text = fields.reduceRight((inner, { args, name: field }, i) => {
    const given = args.flatMap((arg) => {
      const value = values[i]![arg.name];
      if (value === undefined) {
        if (!isRequiredArgument(arg)) return [];
        throw badUserInput({ field: arg.name, value: '', rule: `is given: ${arg.description ?? ''}` });
      }
      const variable = `${field}_${arg.name}`;
      declared.push(`$${variable}: ${String(arg.type)}`);
      variables[variable] = value;
      return [`${arg.name}: $${variable}`];
    });
    const nodes = i === fields.length - 1 && !isListType(getNullableType(fields[i]!.type)) ? `nodes { ${inner} }` : inner;
    return `${field}${given.length > 0 ? `(${given.join(', ')})` : ''} { ${nodes} }`;
  }, selection);
  return { document: `query Feed${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${text} }`, variables };
}

/** Parameters that a list takes, with their types and descriptions. */
export function parametersOf(schema: GraphQLSchema, name: string) {
  return fieldsTo(schema, name).flatMap(({ args }) =>
    args.flatMap((arg) => {
      if (PAGING.has(arg.name)) return [];
      const type = getNamedType(arg.type);
      const inner = arg.name === 'filter' && isInputObjectType(type) ? Object.values(type.getFields()) : [arg];
      return inner.map(({ name: parameter, type: of, description }) => ({ name: parameter, type: String(of), description }));
    }),
  );
}

function typeAt(args: readonly GraphQLArgument[], [head, ...rest]: readonly string[]): GraphQLInputType | undefined {
  return rest.reduce<GraphQLInputType | undefined>(
    (type, part) => {
      const named = type && getNullableType(type);
      return isInputObjectType(named) ? named.getFields()[part]?.type : undefined;
    },
    args.find(({ name }) => name === head)?.type,
  );
}

function readValue(type: GraphQLInputType, given: readonly string[]): unknown {
  const plain = getNullableType(type);
  if (plain instanceof GraphQLList)
    return given.flatMap((text) => text.split(',')).map((text) => readValue(plain.ofType, [text]));
  const text = given.join(',');
  const { name } = getNamedType(plain);
  if (name === 'Boolean') return { true: true, false: false }[text] ?? text;
  return (name === 'Int' || name === 'Float') && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const last = path.at(-1)!;
  let at = target;
  for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
  at[last] = value;
}

type Tree = Map<string, Tree>;

/** The selection of columns by their paths. @throws BAD_USER_INPUT */
function selectedOf(row: GraphQLObjectType, columns: readonly string[]): string {
  const tree: Tree = new Map();
  for (const column of columns) {
    const refuse = (rule: string): never => {
      throw badUserInput({ field: 'columns', value: column, rule });
    };
    let type: unknown = row;
    let at = tree;
    for (const part of column.split('.')) {
      const field: AnyFields | undefined = isObjectType(type) || isInterfaceType(type) ? type.getFields()[part] : undefined;
      if (!field || field.args.some(isRequiredArgument) || getNamedType(field.type).name.endsWith('Connection'))
        return refuse(`is a column: ${usualColumns(row).join(', ')}, or a path of fields of ${row.name}`);
      type = getNamedType(field.type);
      if (!at.has(part)) at.set(part, new Map());
      at = at.get(part)!;
    }
    if (isCompositeType(type)) refuse('goes on to a single value, as `actor.name` does');
  }
  const written = (one: Tree): string =>
    [...one].map(([name, below]) => (below.size > 0 ? `${name} { ${written(below)} }` : name)).join(' ');
  return written(tree);
}

/** What is selected of a row where no columns are asked for: its values, those of objects in it, and the names of other records. */
function usualOf(row: GraphQLObjectType): string {
  const columns = usualColumns(row);
  if (columns.length === 0) throw new GraphQLError(`${row.name} has no columns`);
  return selectedOf(row, columns);
}

/** Paths of the usual columns: ids and names first, what every record has last. */
function usualColumns(row: GraphQLObjectType): string[] {
  const below = (type: GraphQLObjectType, path: string, depth: number): string[] =>
    Object.values(type.getFields()).flatMap((field) => {
      const inner = getNamedType(field.type);
      const isList = isListType(getNullableType(field.type));
      const own = `${path}${field.name}`;
      if (
        field.name === 'voided' ||
        field.name === 'recordId' ||
        field.name.endsWith('During') ||
        field.args.some((arg) => isRequiredArgument(arg) || arg.name === 'first')
      )
        return [];
      if (isLeafType(inner)) return inner.name === 'Json' ? [] : [own];
      if (isInterfaceType(inner)) return [`${own}.id`];
      if (!isObjectType(inner) || inner.name.endsWith('Connection')) return [];
      const fields = inner.getFields();
      if (fields.id) return isList ? [`${own}.id`] : [`${own}.id`, ...nameOf(inner).map((name) => `${own}.${name}`)];
      return isList || depth === 1 ? [] : below(inner, `${own}.`, depth - 1);
    });
  const rank = (column: string) => {
    const [head = ''] = column.split('.');
    if (column === 'id') return 0;
    return NAMES.includes(head) ? 1 : OF_ALL.includes(head) ? 3 : 2;
  };
  return below(row, '', DEPTH).sort((a, b) => rank(a) - rank(b));
}

/** The field that names a record for people, where its type has one. */
function nameOf(type: GraphQLObjectType): readonly string[] {
  return NAMES.filter((name) => type.getFields()[name]).slice(0, 1);
}
