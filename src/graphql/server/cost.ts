import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  getOperationAST,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import { reject } from '../../platform/metrics.js';
import { DEFAULT_SIZE, MAX_PAGE_SIZE } from '../read/page.js';
import { MOMENT_QUERY } from '../schema/point-in-time.js';
import { MAX_OBJECTS } from './limits.js';
import { WEIGHTS } from './weights.js';

/** What an operation asks for at most. */
export interface Cost {
  /** Objects of the answer: pages multiply what stands below them. */
  readonly objects: number;
  /** Selections, with fragments written out where they are used. */
  readonly selections: number;
}

/** Objects that a list without pages is taken to hold. */
const LIST = 5;
/**
 * What a page costs beside its objects: a statement of its own, and another one for its count. All weights are in objects, of which each takes about 10 µs of
 * processor on the demonstration; `npm run bench -- dearest` looks for those that are wrong. WEIGHTS has what costs more.
 */
const PAGE = 25;
/** The same for a page of records at the root, and for a view, which joins and counts. */
const ROOT_PAGE = 250;
const VIEW = 2_500;
const NOTHING: Cost = { objects: 0, selections: 0 };
/** A value that is no object: many of them are made in the time of one. */
const VALUE = 0.1;
/** Fields of a type, and what else a list of the schema about itself holds on average. */
const FIELDS = 6;

/** What a valid operation costs, in a time that grows with its selections, of which there are at most MAX_SELECTIONS with fragments written out. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: object,
): Cost {
  const operation = getOperationAST(document, operationName);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const held = new Map<string, unknown>(Object.entries(variables));
  for (const { variable, defaultValue } of operation?.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (!held.has(name) && defaultValue?.kind === Kind.INT) held.set(name, Number(defaultValue.value));
  }

  /** @param count what `totalCount` costs in each object of the parent: together as much as the statement for the page */
  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType, count: number): Cost =>
    selections.reduce((sum, selection): Cost => {
      const cost =
        selection.kind === Kind.FIELD
          ? ofField(selection, parent, count)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value, count)
            : ofSelections(
                selection.selectionSet,
                selection.typeCondition ? schema.getType(selection.typeCondition.name.value)! : parent,
                count,
              );
      return { objects: sum.objects + cost.objects, selections: sum.selections + 1 + cost.selections };
    }, NOTHING);

  const ofFragment = (name: string, count: number): Cost => {
    const { selectionSet, typeCondition } = fragments.get(name)!;
    return ofSelections(selectionSet, schema.getType(typeCondition.name.value)!, count);
  };

  const ofField = ({ name, arguments: given = [], selectionSet }: FieldNode, parent: GraphQLNamedType, count: number): Cost => {
    const field = fieldOf(schema, parent, name.value);
    const type = field && getNamedType(field.type);
    if (name.value === 'totalCount' && parent.name.endsWith('Connection')) return { objects: count, selections: 0 };
    if (!field || !selectionSet || !isCompositeType(type))
      return { objects: WEIGHTS[`${parent.name}.${name.value}`] ?? VALUE, selections: 0 };
    const statement = statementOf(field, parent);
    const times = timesOf(field, given, parent);
    const below = ofSelections(selectionSet, type, statement / times);
    return { objects: statement + times * ((WEIGHTS[type.name] ?? 1) + below.objects), selections: below.selections };
  };

  /** What it costs to ask for a field at all. */
  const statementOf = (field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType): number => {
    const weight = WEIGHTS[`${isRoot(schema, parent) ? 'Query' : parent.name}.${field.name}`];
    if (weight !== undefined) return weight;
    const isPage = field.args.some(({ name }) => name === 'first');
    if (!isRoot(schema, parent)) return isPage ? PAGE : 0;
    const type = getNamedType(field.type);
    if (isRoot(schema, type) || field.name.startsWith('__')) return 0;
    if (isRecord(type)) return PAGE;
    return isObjectType(type) && isRecord(getNamedType(type.getFields().nodes?.type)) ? ROOT_PAGE : VIEW;
  };

  const timesOf = (
    { type, args }: GraphQLField<unknown, unknown>,
    given: readonly ArgumentNode[],
    parent: GraphQLNamedType,
  ): number => {
    if (args.some(({ name }) => name === 'first')) return pageSize(given);
    // The page was counted where it was asked for.
    if (!isListType(getNullableType(type)) || parent.name.endsWith('Connection')) return 1;
    return parent.name.startsWith('__') ? introspected(schema, parent.name) : LIST;
  };

  const pageSize = (given: readonly ArgumentNode[]): number => {
    const size = given.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
    const number =
      size?.kind === Kind.INT ? Number(size.value) : size?.kind === Kind.VARIABLE ? held.get(size.name.value) : undefined;
    return typeof number === 'number' ? Math.min(Math.max(number, 1), MAX_PAGE_SIZE) : DEFAULT_SIZE;
  };

  const root = operation && schema.getRootType(operation.operation);
  if (!root) return NOTHING;
  const { objects, selections } = ofSelections(operation.selectionSet, root, 0);
  return { objects: Math.ceil(objects), selections };
}

function fieldOf(schema: GraphQLSchema, parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === '__schema') return SchemaMetaFieldDef;
  if (name === '__type') return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** What a list of the schema about itself holds, beside the one of all types. */
function introspected(schema: GraphQLSchema, parent: string): number {
  if (parent === '__Schema') return Object.keys(schema.getTypeMap()).length;
  return parent === '__Type' ? FIELDS : 1;
}

/** Query, or the same under `at`. */
function isRoot(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return type === schema.getQueryType() || type.name === MOMENT_QUERY;
}

function isRecord(type: GraphQLNamedType | undefined): boolean {
  return type?.name === 'Record' || (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Record'));
}

/** Refuses what asks for too much. @returns what it costs @throws BAD_USER_INPUT */
export function refuseTooMuch(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: object,
): Cost {
  const cost = costOf(schema, document, operationName, variables);
  if (cost.objects <= MAX_OBJECTS) return cost;
  reject('cost');
  throw new GraphQLError(
    `the operation asks for up to ${cost.objects} objects; the most is ${MAX_OBJECTS}: ask for smaller pages, or for fewer within each other`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}
