import { type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

const remembered = new WeakMap<object, Map<string, ReadonlySet<string>>>();

/**
 * Names of the fields that an operation may ask of the objects at `path` below a field: those under @skip and @include too, for asking too much of
 * the database is no fault. Remembered by the operation's document, which the server keeps parsed.
 */
export function selectedBelow(info: GraphQLResolveInfo, ...path: readonly string[]): ReadonlySet<string> {
  const node = info.fieldNodes[0]!;
  const byPath = remembered.get(node) ?? new Map<string, ReadonlySet<string>>();
  remembered.set(node, byPath);
  const key = path.join('.');
  let names = byPath.get(key);
  if (!names) {
    const sets = info.fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    names = new Set(fields(descend(sets, path, info.fragments), info.fragments).map(({ name }) => name.value));
    byPath.set(key, names);
  }
  return names;
}

function descend(sets: readonly SelectionSetNode[], path: readonly string[], fragments: Fragments): readonly SelectionSetNode[] {
  const [name, ...rest] = path;
  if (name === undefined) return sets;
  const below = fields(sets, fragments).filter((field) => field.name.value === name);
  return descend(
    below.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])),
    rest,
    fragments,
  );
}

function fields(sets: readonly SelectionSetNode[], fragments: Fragments) {
  return sets.flatMap(({ selections }): readonly (SelectionSetNode['selections'][number] & { kind: Kind.FIELD })[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const set =
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet;
      return set ? fields([set], fragments) : [];
    }),
  );
}
