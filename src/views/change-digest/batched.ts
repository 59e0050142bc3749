/** Loads by id, those of one turn of the event loop at once, each once; undefined for what there is not. */
export function batched<T>(load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
  const seen = new Map<string, Promise<T | undefined>>();
  let next: { readonly ids: string[]; readonly found: Promise<ReadonlyMap<string, T>> } | undefined;
  return (id: string): Promise<T | undefined> => {
    let one = seen.get(id);
    if (!one) {
      next ??= begin();
      next.ids.push(id);
      one = next.found.then((found) => found.get(id));
      seen.set(id, one);
    }
    return one;
  };

  function begin() {
    const ids: string[] = [];
    const turn = new Promise((resolve) => setImmediate(resolve));
    const found = turn.then(() => {
      next = undefined;
      return load(ids);
    });
    return { ids, found };
  }
}
