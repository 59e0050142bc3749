import pg from 'pg';
import { type Viewer } from '../../src/access/viewer.js';
import { type TestService } from './service.js';

const { Client } = pg;

/** A fault in what keeps one path from showing what is not for its reader, opened by hand. */
export interface Hole {
  /** The path that it is in. */
  readonly path: string;
  /** Opens it. @returns closes it again */
  open(concord: TestService, everything: readonly string[]): () => void;
}

/** A hole in statements: those that `of` fits are asked with the reader keys of everybody. */
function asking(path: string, of: RegExp): Hole {
  return {
    path,
    open(_concord, everything) {
      const query = Object.getOwnPropertyDescriptor(Client.prototype, 'query')!.value as (...given: unknown[]) => unknown;
      const asKeys = (value: unknown) => (Array.isArray(value) && value.includes('public') ? everything : value);
      Client.prototype.query = function (this: pg.Client, config: unknown, ...rest: unknown[]) {
        const { text, values } = (config ?? {}) as { readonly text?: string; readonly values?: readonly unknown[] };
        const isMeant = text !== undefined && of.test(text);
        const asked = isMeant ? { ...(config as object), values: values?.map(asKeys) } : config;
        return query.call(this, asked, ...rest);
      } as typeof Client.prototype.query;
      return () => void Object.assign(Client.prototype, { query });
    },
  };
}

/** Holes in different paths of the API: SQL of rows, counts, aggregates and events, files over HTTP, and what commands tell of a record. */
export const HOLES: Readonly<Record<'list' | 'count' | 'nested' | 'aggregate' | 'subscription' | 'file' | 'refusal', Hole>> = {
  list: asking('the rows of a list', /^(?!.*count\(\*\)).* from rm\.commitment /s),
  count: asking('a count', /count\(\*\).* from rm\.commitment /s),
  nested: asking('a nested record', / from rm\.actor r where r\.id = any/),
  aggregate: asking('an aggregate', / from rm\.transfer t /),
  subscription: asking('a subscription', / from rm\.timeline e where .* order by e\.position limit /s),
  file: asking('a file over HTTP', / from rm\.capacity_activity /s),
  refusal: {
    path: 'a refusal',
    open({ service: { handler } }) {
      const { access } = handler;
      const canSee = access.canSee.bind(access);
      access.canSee = (_caller: Viewer) => true;
      return () => void (access.canSee = canSee);
    },
  },
};
