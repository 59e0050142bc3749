import { type Folded } from './fold.js';
import { type AnyRecordDefinition, shownPart } from './record.js';

type State = Readonly<Record<string, unknown>>;

/** The document of a row: the state (of an extract: the part) without its hidden keys, and what is true of every kind. */
export function shownOf(definition: AnyRecordDefinition, whole: Folded): string {
  const { meta, state } = shownPart(definition, whole);
  const hidden = definition.hidden;
  if (!hidden?.length) return JSON.stringify({ ...(state as object), meta });
  const shown: Record<string, unknown> = {};
  // By its key, for hidden values may be worked out only when they are asked for.
  for (const key of Object.keys(state as State)) if (!hidden.includes(key)) shown[key] = (state as State)[key];
  return JSON.stringify({ ...shown, meta });
}

/** Whether rows show the same of two states. */
export function sameShown(definition: AnyRecordDefinition, one: Folded, other: Folded): boolean {
  if (one === other) return true;
  if (one.meta === other.meta) {
    const [a, b] = [one.state as State, other.state as State];
    const keys = Object.keys(a);
    if (keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key] || definition.hidden?.includes(key)))
      return true;
  }
  return shownOf(definition, one) === shownOf(definition, other);
}

/** A state with the initial values of its hidden keys: what is shown never depends on them. */
export function withoutHidden(definition: AnyRecordDefinition, folded: Folded): Folded {
  const { hidden } = definition;
  const initial = definition.initial as State;
  if (!hidden?.length || hidden.every((key) => (folded.state as State)[key] === initial[key])) return folded;
  const state: Record<string, unknown> = { ...(folded.state as State) };
  for (const key of hidden) state[key] = initial[key];
  return { ...folded, state };
}
