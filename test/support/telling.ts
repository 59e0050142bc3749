import { expect } from '@jest/globals';
import { CLEAR, english, type TestService } from './service.js';

export interface Telling {
  /** Ids of the actors registered, by name. */
  readonly actors: Record<string, string>;
  readonly register: (name: string, actorKind: string, more?: object) => Promise<string>;
  /**
   * Makes a record by `create` (CLEAR unless it says otherwise) and sends commands about it, one after the other, each on behalf of the actor named.
   * @returns the record's id, and the position after the last
   */
  readonly tell: (
    create: string,
    input: object,
    ...commands: readonly Told[]
  ) => Promise<{ readonly id: string; readonly position: string }>;
  /** Asks once everything recorded so far can be read; `at` are more arguments of `at`. Null is no key. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly ask: (query: string, at?: string, key?: string | null) => Promise<any>;
}

/** A command with what it says and, in words of the calendar, when it happened. */
export type Told = readonly [mutation: string, input: object, occurredAt?: string];

/** Tells a service about records, in short. */
export function telling(service: () => TestService): Telling {
  const actors: Record<string, string> = {};
  return {
    actors,
    async register(name, actorKind, more = {}) {
      const { record } = await service().send('registerActor', { actorKind, name: english(name), handling: CLEAR, ...more });
      return (actors[name] = record.id as string);
    },
    async tell(create, input, ...commands) {
      const made = await service().send(create, { handling: CLEAR, ...input });
      expect({ create, refusal: made.refusal }).toEqual({ create, refusal: null });
      const { id } = made.record as { id: string };
      let { position } = made.receipt as { position: string };
      for (const [mutation, more, occurredAt] of commands) {
        const { receipt, refusal } = await service().send(mutation, { id, ...(occurredAt ? { occurredAt } : {}), ...more });
        expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
        position = receipt.position;
      }
      return { id, position };
    },
    async ask(query, at = '', key) {
      const after = String(await service().service.store.head());
      const { data, errors } = await service().ask(`{ at(after: "${after}" ${at}) { ${query} } }`, {}, key);
      expect(errors).toBeUndefined();
      return data.at;
    },
  };
}
