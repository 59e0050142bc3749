import {
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** One column of a feed, drawn from a row of a GraphQL answer. */
export interface FeedColumn {
  /** Response keys from the row down, with points between: `actor.name`. */
  readonly name: string;
  readonly path: readonly string[];
  /** Name of the scalar or enum of its values. */
  readonly type: string;
  /** Whether a row can have several values. */
  readonly isList: boolean;
  readonly description: string;
  /** Codes of an enum. */
  readonly codes?: readonly string[];
  /** Name of the field that it shows. */
  readonly field: string;
}

/** A row as GraphQL answers it. */
export type FeedRow = Readonly<Record<string, unknown>>;

/** The columns that a selection gives, in its order; what is selected twice is a column once. */
export function columnsOf(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FeedColumn[] {
  const columns = new Map<string, FeedColumn>();
  const walk = (parent: GraphQLOutputType, set: SelectionSetNode, path: readonly string[], isList: boolean) => {
    const named = getNamedType(parent);
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const { typeCondition, selectionSet: below } =
          selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
        const inner = typeCondition ? (schema.getType(typeCondition.name.value) as GraphQLOutputType) : named;
        walk(inner, below, path, isList);
        continue;
      }
      const { name, alias, selectionSet: below } = selection;
      const field = isObjectType(named) || isInterfaceType(named) ? named.getFields()[name.value] : undefined;
      if (!field) continue;
      const own = [...path, (alias ?? name).value];
      const many = isList || isListType(getNullableType(field.type));
      const inner = getNamedType(field.type);
      if (below && isCompositeType(inner)) walk(inner, below, own, many);
      else
        columns.set(own.join('.'), {
          name: own.join('.'),
          path: own,
          type: inner.name,
          isList: many,
          description: field.description ?? '',
          codes: isEnumType(inner) ? inner.getValues().map((value) => value.name) : undefined,
          field: name.value,
        });
    }
  };
  walk(type, selectionSet, [], false);
  return [...columns.values()];
}

/** The values of a column in a row, without those that are null. */
export function valuesOf(row: FeedRow, { path }: Pick<FeedColumn, 'path'>): unknown[] {
  return path.reduce<unknown[]>(
    (found, key) =>
      found.flatMap((one) => {
        const value = (one as Record<string, unknown>)[key];
        return Array.isArray(value) ? (value as unknown[]).flat(9).filter((inner) => inner != null) : (value ?? []);
      }),
    [row],
  );
}
