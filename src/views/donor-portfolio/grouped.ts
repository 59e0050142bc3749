/** Groups of those that have the same key, by the key as JSON, in the order of their first. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => readonly unknown[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
