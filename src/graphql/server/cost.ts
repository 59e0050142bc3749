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
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_SIZE, MOST } from '../read/page.js';
import { MAX_OBJECTS, MAX_SELECTIONS } from './limits.js';

/** What an operation asks for at most. */
export interface Cost {
  /** Objects of the answer: pages multiply what stands below them. */
  readonly objects: number;
  /** Selections, with fragments written out where they are used. */
  readonly selections: number;
}

/** Objects that a list without pages is taken to hold. */
const LIST = 5;
const NOTHING: Cost = { objects: 0, selections: 0 };

/** What a valid operation costs. Fragments are reckoned once, so that reckoning is never dearer than reading. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: object,
): Cost {
  const operation = getOperationAST(document, operationName);
  const fragments = new Map<string, FragmentDefinitionNode | Cost>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const held = new Map<string, unknown>(Object.entries(variables));
  for (const { variable, defaultValue } of operation?.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (!held.has(name) && defaultValue?.kind === Kind.INT) held.set(name, Number(defaultValue.value));
  }

  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): Cost =>
    selections.reduce((sum, selection): Cost => {
      const cost =
        selection.kind === Kind.FIELD
          ? ofField(selection, parent)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value)
            : ofSelections(
                selection.selectionSet,
                selection.typeCondition ? schema.getType(selection.typeCondition.name.value)! : parent,
              );
      return { objects: sum.objects + cost.objects, selections: sum.selections + 1 + cost.selections };
    }, NOTHING);

  const ofFragment = (name: string): Cost => {
    const known = fragments.get(name)!;
    if (!('kind' in known)) return known;
    const cost = ofSelections(known.selectionSet, schema.getType(known.typeCondition.name.value)!);
    fragments.set(name, cost);
    return cost;
  };

  const ofField = ({ name, arguments: given = [], selectionSet }: FieldNode, parent: GraphQLNamedType): Cost => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
    const type = field && getNamedType(field.type);
    // Introspection has a rule of its own.
    if (!field || !selectionSet || !isCompositeType(type)) return NOTHING;
    const below = ofSelections(selectionSet, type);
    return { objects: timesOf(field, given, parent) * (1 + below.objects), selections: below.selections };
  };

  const timesOf = (
    { type, args }: GraphQLField<unknown, unknown>,
    given: readonly ArgumentNode[],
    parent: GraphQLNamedType,
  ): number => {
    if (args.some(({ name }) => name === 'first')) return pageSize(given);
    // The page was counted where it was asked for.
    return isListType(getNullableType(type)) && !parent.name.endsWith('Connection') ? LIST : 1;
  };

  const pageSize = (given: readonly ArgumentNode[]): number => {
    const size = given.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
    const number =
      size?.kind === Kind.INT ? Number(size.value) : size?.kind === Kind.VARIABLE ? held.get(size.name.value) : undefined;
    return typeof number === 'number' ? Math.min(Math.max(number, 1), MOST) : DEFAULT_SIZE;
  };

  const root = operation && schema.getRootType(operation.operation);
  return root ? ofSelections(operation.selectionSet, root) : NOTHING;
}

/** Refuses what asks for too much. @throws BAD_USER_INPUT */
export function refuseTooMuch(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: object,
): void {
  const { objects, selections } = costOf(schema, document, operationName, variables);
  const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
  if (selections > MAX_SELECTIONS) {
    throw new GraphQLError(
      `the operation selects ${selections} times, with fragments written out; the most is ${MAX_SELECTIONS}`,
      { extensions },
    );
  }
  if (objects > MAX_OBJECTS) {
    throw new GraphQLError(
      `the operation asks for up to ${objects} objects; the most is ${MAX_OBJECTS}: ask for smaller pages, or for fewer within each other`,
      {
        extensions,
      },
    );
  }
}
