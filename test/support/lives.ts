import { expect } from '@jest/globals';
import { CLEAR, type TestService } from './service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** A mutation with what it changes, or the code of its refusal; an input as a function takes the record as the steps before left it. */
export type Step = readonly [mutation: string, input: object | ((record: Json) => object), becomes: object | string];

/**
 * Makes a record by `create` (its mutation and input, CLEAR unless it says otherwise) and leads it through steps, asking for `shown` after each by its
 * kind's field of Query. A refused step records nothing. @returns the record's public id
 */
export async function live(
  concord: TestService,
  kind: string,
  shown: string,
  create: readonly [mutation: string, input: object],
  steps: readonly Step[],
): Promise<string> {
  const made = await concord.send(create[0], { handling: CLEAR, ...create[1] }, `id ${shown}`);
  expect(made.refusal).toBeNull();
  let { record } = made;
  const { id } = record;
  for (const [mutation, input, becomes] of steps) {
    const before = await concord.service.store.head();
    const { receipt, refusal } = await concord.send(mutation, { id, ...(typeof input === 'function' ? input(record) : input) });
    if (typeof becomes === 'string') {
      expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: null, refusal: { code: becomes } });
      expect(await concord.service.store.head()).toBe(before);
      continue;
    }
    expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: { position: String(before + 1n) }, refusal: null });
    const { data, errors } = await concord.ask(`{ at(after: "${receipt.position}") { ${kind}(id: "${id}") { ${shown} } } }`);
    expect(errors).toBeUndefined();
    record = data.at[kind];
    expect({ mutation, ...record }).toMatchObject({ mutation, ...becomes });
  }
  return id;
}
