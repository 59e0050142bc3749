import { expect } from '@jest/globals';
import { type TestService } from './service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/**
 * A command by its mutation's name, what it says, and what becomes of the record (compared as far as it is given) or the code of the refusal.
 * An input as a function takes the record as the steps before left it.
 */
export type Step = readonly [
  mutation: string,
  input: object | ((record: Json) => object),
  becomes: object | string,
  key?: string,
];

/** Leads a record through steps, reading `shown` of it after each (with the key `reader`); a refused step records nothing. Gives the record as it is then. */
export async function live(
  concord: TestService,
  kind: string,
  id: string,
  shown: string,
  steps: readonly Step[],
  reader?: string,
): Promise<Json> {
  let record: Json = (await concord.ask(`{ ${kind}(id: "${id}") { ${shown} } }`, {}, reader)).data?.[kind];
  for (const [mutation, input, becomes, key] of steps) {
    const before = await concord.service.store.head();
    const command = { id, ...(typeof input === 'function' ? input(record) : input) };
    const { receipt, refusal } = await concord.send(mutation, command, 'id', key);
    if (typeof becomes === 'string') {
      expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: null, refusal: { code: becomes } });
      expect(await concord.service.store.head()).toBe(before);
      continue;
    }
    expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: { duplicate: false }, refusal: null });
    const { data, errors } = await concord.ask(
      `{ at(after: "${receipt.position}") { ${kind}(id: "${id}") { ${shown} } } }`,
      {},
      reader,
    );
    expect(errors).toBeUndefined();
    record = data.at[kind];
    expect({ mutation, ...record }).toMatchObject({ mutation, ...becomes });
  }
  return record;
}
