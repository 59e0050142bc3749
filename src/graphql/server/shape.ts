import { type DocumentNode, GraphQLError, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { reject, type Rule } from '../../platform/metrics.js';
import { MAX_ALIASES, MAX_DEFINITIONS, MAX_DEPTH, MAX_DIRECTIVES, MAX_SAME, MAX_SELECTIONS } from './limits.js';

/** What a document asks for by its form alone, with fragments written out where they are used; the most of any operation. */
interface Shape {
  readonly depth: number;
  readonly selections: number;
  readonly aliases: number;
}

const NOTHING: Shape = { depth: 0, selections: 0, aliases: 0 };

/**
 * Refuses a document by its form, before it is validated, in a time that grows with its length alone: rules that compare each part with each other one are
 * only run on what is left. Each fragment is counted once.
 * @returns selections of all operations together, with fragments written out
 * @throws {GraphQLError} BAD_USER_INPUT
 */
export function refuseShape(document: DocumentNode): number {
  if (document.definitions.length > MAX_DEFINITIONS)
    refuse('definitions', `there are more than ${MAX_DEFINITIONS} operations and fragments`);
  const fragments = new Map<string, SelectionSetNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one.selectionSet);
  const known = new Map<string, Shape | 'under way'>();
  let directives = 0;

  const ofFragment = (name: string): Shape => {
    const found = known.get(name);
    if (found === 'under way') return refuse('recursion', `fragment ${name} spreads itself, through others or directly`);
    if (found) return found;
    const set = fragments.get(name);
    // Validation says that it is not there.
    if (!set) return NOTHING;
    known.set(name, 'under way');
    const shape = ofSet(set);
    known.set(name, shape);
    return shape;
  };

  const ofSelection = (selection: SelectionNode): Shape => {
    directives += selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const below = selection.selectionSet ? ofSet(selection.selectionSet) : NOTHING;
    if (selection.kind === Kind.INLINE_FRAGMENT) return below;
    return { ...below, depth: below.depth + 1, aliases: below.aliases + (selection.alias ? 1 : 0) };
  };

  const ofSet = ({ selections }: SelectionSetNode): Shape => {
    let depth = 0;
    let count = selections.length;
    let aliases = 0;
    for (const selection of selections) {
      const shape = ofSelection(selection);
      depth = Math.max(depth, shape.depth);
      count += shape.selections;
      aliases += shape.aliases;
    }
    return { depth, selections: count, aliases };
  };

  let all = 0;
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) ofFragment(one.name.value);
    if ('directives' in one) directives += one.directives?.length ?? 0;
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, selections, aliases } = ofSet(one.selectionSet);
    if (depth > MAX_DEPTH) refuse('depth', `fields stand more than ${MAX_DEPTH} deep in each other`);
    if (aliases > MAX_ALIASES) refuse('aliases', `there are more than ${MAX_ALIASES} aliases`);
    all += selections;
    if (all > MAX_SELECTIONS)
      refuse(
        'selections',
        `the operation selects ${selections} times, with fragments written out; the most is ${MAX_SELECTIONS}`,
      );
    refuseRepeats([one.selectionSet], fragments);
  }
  if (directives > MAX_DIRECTIVES) refuse('directives', `there are more than ${MAX_DIRECTIVES} directives`);
  return all;
}

/** Refuses fields that are asked for under one name in one place too often; places are what an answer has, with all that is asked for in them. */
function refuseRepeats(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, SelectionSetNode>): void {
  const below = new Map<string, { count: number; readonly sets: SelectionSetNode[] }>();
  const gather = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const same = below.get(name) ?? { count: 0, sets: [] };
        below.set(name, same);
        if (++same.count > MAX_SAME) refuse('repeats', `the field ${name} is asked for more than ${MAX_SAME} times in one place`);
        if (selection.selectionSet) same.sets.push(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) gather(selection.selectionSet);
      else {
        const set = fragments.get(selection.name.value);
        if (set) gather(set);
      }
    }
  };
  sets.forEach(gather);
  for (const { sets: those } of below.values()) if (those.length > 0) refuseRepeats(those, fragments);
}

function refuse(rule: Rule, message: string): never {
  reject(rule);
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
