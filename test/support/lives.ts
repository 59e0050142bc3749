import { expect } from '@jest/globals';
import { positionsAfter } from './log-reading.js';
import { CLEAR, type TestService } from './service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/**
 * A mutation with what it changes, or the code of its refusal; an input as a function takes the record as the steps before left it. Sent with `key`,
 * or the administrator's.
 */
export type Step = readonly [
  mutation: string,
  input: object | ((record: Json) => object),
  becomes: object | string,
  key?: string,
];

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
  const { id } = made.record;
  await lead(concord, kind, id, shown, steps);
  return id;
}

/** Leads a record that is there through steps, as `live` does, reading it with the key `reader`. */
export async function lead(
  concord: TestService,
  kind: string,
  id: string,
  shown: string,
  steps: readonly Step[],
  reader?: string,
): Promise<void> {
  const read = (at: string) => concord.ask(`{ at(${at}) { ${kind}(id: "${id}") { ${shown} } } }`, {}, reader);
  let record = (await read(`after: "${await concord.service.store.head()}"`)).data.at[kind];
  for (const [mutation, input, becomes, key] of steps) {
    const before = await concord.service.store.head();
    const command = { id, ...(typeof input === 'function' ? input(record) : input) };
    const { receipt, refusal } = await concord.send(mutation, command, 'id', key);
    if (typeof becomes === 'string') {
      expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: null, refusal: { code: becomes } });
      expect(await concord.service.store.head()).toBe(before);
      continue;
    }
    const positions = await positionsAfter(concord.service.store, before);
    expect({ mutation, positions, refusal }).toEqual({ mutation, positions: [BigInt(receipt?.position ?? 0)], refusal: null });
    const { data, errors } = await read(`after: "${receipt.position}"`);
    expect(errors).toBeUndefined();
    record = data.at[kind];
    expect({ mutation, ...record }).toMatchObject({ mutation, ...becomes });
  }
}
