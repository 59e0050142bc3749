import { fromGlobalId } from '../global-id.js';

/** The kind of record that a field of this object names; undefined where it names none. */
export type KindOf = (owner: object) => string | undefined;

/** By class and property of its own: the kind of record that is named, or what tells it by the object. */
const references = new Map<object, Map<string, string | KindOf>>();
/** The same by prototype, with what a class inherits. */
const inherited = new WeakMap<object, ReadonlyMap<string, string | KindOf>>();

/** Declares that a property of a command, or of an object in one, names a record. */
export function declareReference(target: object, property: string | symbol, kind: string | KindOf): void {
  const known = references.get(target.constructor) ?? new Map<string, string | KindOf>();
  references.set(target.constructor, known.set(String(property), kind));
}

/** The records that a checked command names, with the path of each field. */
export function referencesOf(value: object, path = ''): { field: string; kind: string; id: string }[] {
  const kinds = referencesOfClass(Object.getPrototypeOf(value) as object | null);
  return Object.entries(value).flatMap(([property, inner]: [string, unknown]) => {
    const here = path ? `${path}.${property}` : property;
    const known = kinds?.get(property);
    const kind = typeof known === 'function' ? known(value) : known;
    const entries = Array.isArray(inner)
      ? (inner as unknown[]).map((one, i) => [one, `${here}.${i}`] as const)
      : [[inner, here] as const];
    return entries.flatMap(([one, where]) => {
      if (kind && typeof one === 'string') return [{ field: where, kind, id: fromGlobalId(kind, one) ?? one }];
      return one !== null && typeof one === 'object' ? referencesOf(one, where) : [];
    });
  });
}

function referencesOfClass(prototype: object | null): ReadonlyMap<string, string | KindOf> | undefined {
  if (!prototype) return undefined;
  let known = inherited.get(prototype);
  if (!known) {
    const above = referencesOfClass(Object.getPrototypeOf(prototype) as object | null) ?? [];
    inherited.set(prototype, (known = new Map([...above, ...(references.get(prototype.constructor) ?? [])])));
  }
  return known;
}
