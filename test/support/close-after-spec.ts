/** Jest's runner (`jest/runner.mjs`) closes what stands here when a spec file has ended, newest first, and forgets it. */
const OPEN = Symbol.for('concord close after spec');

const open = ((globalThis as Record<symbol, unknown>)[OPEN] ??= new Set()) as Set<() => Promise<void>>;

/** Closes it when the spec file has ended, if the spec did not. A spec that fails before it closes what it opened leaves nothing to the next. @returns `close`, to be called any number of times */
export function closeAfterSpec(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const once = () => {
    open.delete(once);
    return (closed ??= close());
  };
  open.add(once);
  return once;
}
