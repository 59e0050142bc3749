import { type RequestContext } from '../request-context.js';

type Load<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

const batches = new WeakMap<RequestContext, Map<string, { keys: Set<string>; found: Promise<ReadonlyMap<string, unknown>> }>>();

/**
 * What `load` gives for a key, asked for together with all other keys of one turn of the event loop within a request.
 * @param name tells what is loaded, with everything beside the keys that it depends on
 */
export async function batched<Value>(
  context: RequestContext,
  name: string,
  key: string,
  load: Load<Value>,
): Promise<Value | undefined> {
  const waiting = batches.get(context) ?? new Map<string, never>();
  batches.set(context, waiting);
  let batch = waiting.get(name);
  if (!batch) {
    const keys = new Set<string>();
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    batch = { keys, found: turn.then(() => (waiting.delete(name), load([...keys]))) };
    waiting.set(name, batch);
  }
  batch.keys.add(key);
  return (await batch.found).get(key) as Value | undefined;
}
