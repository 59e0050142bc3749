import { type RequestContext } from '../request-context.js';

type Load<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/**
 * Gathers the keys asked for in one turn of the event loop and loads them at once; undefined for what there is not. A failure is that of all who asked.
 * @param began called when a batch begins to load
 */
export function batch<Value>(load: Load<Value>, began = () => undefined as void): (key: string) => Promise<Value | undefined> {
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, Value>> } | undefined;
  const begin = () => {
    const keys = new Set<string>();
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    const found = turn.then(() => {
      next = undefined;
      began();
      return load([...keys]);
    });
    return { keys, found };
  };
  return async (key) => {
    next ??= begin();
    next.keys.add(key);
    return (await next.found).get(key);
  };
}

/** `batch` that loads each key once. */
export function batchOnce<Value>(load: Load<Value>): (key: string) => Promise<Value | undefined> {
  const ask = batch(load);
  const asked = new Map<string, Promise<Value | undefined>>();
  return (key) => {
    let value = asked.get(key);
    if (!value) asked.set(key, (value = ask(key)));
    return value;
  };
}

const batches = new WeakMap<RequestContext, Map<string, (key: string) => Promise<unknown>>>();

/**
 * `batch` for the fields of one request.
 * @param name tells what is loaded, with everything beside the keys that it depends on
 */
export function batched<Value>(
  context: RequestContext,
  name: string,
  key: string,
  load: Load<Value>,
): Promise<Value | undefined> {
  const waiting = batches.get(context) ?? new Map<string, (key: string) => Promise<unknown>>();
  batches.set(context, waiting);
  let ask = waiting.get(name) as ((key: string) => Promise<Value | undefined>) | undefined;
  if (!ask) waiting.set(name, (ask = batch(load, () => void waiting.delete(name))));
  return ask(key);
}
