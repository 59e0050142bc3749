import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  getVariableValues,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  parseType,
  print,
  type SelectionNode,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { badUserInput } from '../errors.js';
import { MAX_TEXT, MAX_TOKENS } from '../server/limits.js';
import { columnsOf, type FeedColumn, type FeedRow } from './feed-columns.js';
import { rowTypeOf } from './feed-list.js';

/** A question whose answer is a list, as a feed asks it: page by page, at a moment. */
export interface Feed {
  /** The document, with paging and the moment in it. */
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly columns: readonly FeedColumn[];
  /** Whether pages follow each other by cursor. */
  readonly isPaged: boolean;
  /** Whether the address may say a moment; otherwise the document says its own. */
  readonly takesMoment: boolean;
  /** The rows of an answer, and the cursor after which the next page begins, where there is one. */
  read(data: unknown): { readonly rows: readonly FeedRow[]; readonly next?: string };
}

/** Names of the variables that a feed fills in. */
export const FEED_VARIABLES = { first: 'feed_first', after: 'feed_after', asOf: 'feed_asOf', knownAt: 'feed_knownAt' } as const;

/**
 * Reads a document by the schema. @param field that it is named by in errors
 * @throws BAD_USER_INPUT for what is not one valid operation
 */
export function readDocument(schema: GraphQLSchema, text: string, field: string): DocumentNode {
  const refuse = (rule: string): never => {
    throw badUserInput({ field, value: text.length > 200 ? `${text.slice(0, 200)}…` : text, rule });
  };
  if (text.length > MAX_TEXT) refuse(`has at most ${MAX_TEXT} characters`);
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return refuse((error as GraphQLError).message);
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1) refuse('has one operation');
  const [wrong] = validate(schema, document, undefined, { maxErrors: 1 });
  if (wrong) refuse(wrong.message);
  return document;
}

/** @throws BAD_USER_INPUT where values do not fit the variables of a document */
export function checkVariables(schema: GraphQLSchema, document: DocumentNode, values: Readonly<Record<string, unknown>>): void {
  const { errors } = getVariableValues(schema, operationOf(document).variableDefinitions ?? [], values, { maxErrors: 1 });
  if (errors) throw badUserInput({ field: 'variables', value: JSON.stringify(values), rule: errors[0]!.message });
}

/** The feed of a document: its first list, with the columns that are selected of it. @throws BAD_USER_INPUT where it asks for no list */
export function feedOf(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): Feed {
  const operation = operationOf(document);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const list =
    operation.operation === OperationTypeNode.QUERY ? listIn(schema.getQueryType()!, operation.selectionSet, []) : undefined;
  if (!list)
    throw badUserInput({
      field: 'document',
      value: print(operation),
      rule: 'asks for a list: a connection, or a list of objects',
    });
  const { keys, field, parent } = list;
  const definition = parent.getFields()[field.name.value]!;
  const isConnection = !isListType(getNullableType(definition.type));
  const given = new Set((field.arguments ?? []).map(({ name }) => name.value));
  const takesPages = isConnection && definition.args.some(({ name }) => name === 'first');
  const isPaged = takesPages && !['first', 'last', 'before', 'after'].some((name) => given.has(name));
  const takesMoment = !operation.selectionSet.selections.some((one) => one.kind === Kind.FIELD && one.name.value === 'at');
  const nodes = isConnection ? pathToNodes(field) : [];
  const selected = nodes.reduce<FieldNode>((at, key) => fieldAt(at.selectionSet!, key)!, field);
  const path = [...(takesMoment ? ['at'] : []), ...keys];
  return {
    text: print(rewritten(document, operation, field, isPaged, takesMoment)),
    variables,
    columns: columnsOf(schema, rowTypeOf(definition)!, selected.selectionSet!, fragments),
    isPaged,
    takesMoment,
    read(data) {
      const at = (from: unknown, way: readonly string[]): unknown =>
        way.reduce<unknown>((one, key) => (one as Record<string, unknown> | null | undefined)?.[key], from);
      const found = at(data, path);
      const [first, second] = nodes;
      const listed = (first === undefined ? found : at(found, [first])) as readonly FeedRow[] | null | undefined;
      const rows = (second === undefined ? listed : listed?.map((edge) => edge[second] as FeedRow)) ?? [];
      const page = isPaged ? (at(found, ['feed_page']) as { hasNextPage: boolean; endCursor: string | null }) : undefined;
      return { rows, next: page?.hasNextPage ? (page.endCursor ?? undefined) : undefined };
    },
  };
}

interface ListField {
  /** Response keys from the root to the list. */
  readonly keys: readonly string[];
  readonly field: FieldNode;
  readonly parent: GraphQLObjectType;
}

/** The first list that a selection asks for, looked for in the order in which it is written. */
function listIn(type: GraphQLObjectType, { selections }: SelectionSetNode, keys: readonly string[]): ListField | undefined {
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
    const field = type.getFields()[selection.name.value];
    const own = [...keys, keyOf(selection)];
    if (!field) continue;
    if (rowTypeOf(field)) {
      if (isListType(getNullableType(field.type)) || pathToNodes(selection).length > 0)
        return { keys: own, field: selection, parent: type };
      continue;
    }
    const inner = getNamedType(field.type);
    const found = isObjectType(inner) ? listIn(inner, selection.selectionSet, own) : undefined;
    if (found) return found;
  }
  return undefined;
}

const keyOf = ({ alias, name }: FieldNode) => (alias ?? name).value;

/** Keys from a connection to its nodes; none where it selects neither `nodes` nor `edges { node }`. */
function pathToNodes({ selectionSet }: FieldNode): readonly string[] {
  const nodes = fieldNamed(selectionSet!, 'nodes');
  if (nodes) return [keyOf(nodes)];
  const edges = fieldNamed(selectionSet!, 'edges');
  const node = edges && fieldNamed(edges.selectionSet!, 'node');
  return edges && node ? [keyOf(edges), keyOf(node)] : [];
}

const fieldsIn = ({ selections }: SelectionSetNode) => selections.filter((one): one is FieldNode => one.kind === Kind.FIELD);
const fieldNamed = (set: SelectionSetNode, name: string) => fieldsIn(set).find((one) => one.name.value === name);
const fieldAt = (set: SelectionSetNode, key: string) => fieldsIn(set).find((one) => keyOf(one) === key);

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)!;
}

/** The document with a page of the list in it, under a moment, by the variables of `FEED_VARIABLES`. */
function rewritten(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  list: FieldNode,
  isPaged: boolean,
  takesMoment: boolean,
): DocumentNode {
  const paged: FieldNode = {
    ...list,
    arguments: [
      ...(list.arguments ?? []),
      argument('first', variable(FEED_VARIABLES.first)),
      argument('after', variable(FEED_VARIABLES.after)),
    ],
    selectionSet: {
      ...list.selectionSet!,
      selections: [...list.selectionSet!.selections, ...selectionsOf('{ feed_page: pageInfo { hasNextPage endCursor } }')],
    },
  };
  const within = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((one): SelectionNode => {
      if (one === list) return paged;
      return one.kind === Kind.FIELD && one.selectionSet ? { ...one, selectionSet: within(one.selectionSet) } : one;
    }),
  });
  const selectionSet = isPaged ? within(operation.selectionSet) : operation.selectionSet;
  const [at] = selectionsOf(`{ at(asOf: $${FEED_VARIABLES.asOf}, knownAt: $${FEED_VARIABLES.knownAt}) { id } }`) as FieldNode[];
  const made: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []),
      ...(isPaged ? [declared(FEED_VARIABLES.first, 'Int'), declared(FEED_VARIABLES.after, 'String')] : []),
      ...(takesMoment ? [declared(FEED_VARIABLES.asOf, 'PartialDate'), declared(FEED_VARIABLES.knownAt, 'Known')] : []),
    ],
    selectionSet: takesMoment ? { kind: Kind.SELECTION_SET, selections: [{ ...at!, selectionSet }] } : selectionSet,
  };
  return { ...document, definitions: document.definitions.map((one) => (one === operation ? made : one)) };
}

function selectionsOf(text: string): readonly SelectionNode[] {
  return operationOf(parse(text)).selectionSet.selections;
}

function argument(name: string, value: ArgumentNode['value']): ArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value };
}

const variable = (name: string) => ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } }) as const;

function declared(name: string, type: string) {
  return { kind: Kind.VARIABLE_DEFINITION, variable: variable(name), type: parseType(type) } as const;
}
