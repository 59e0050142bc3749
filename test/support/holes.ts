import { type Viewer } from '../../src/access/viewer.js';
import { type TestService } from './service.js';

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
    open({ service: { pool } }, everything) {
      const query = pool.query.bind(pool) as (config: unknown, ...rest: unknown[]) => unknown;
      const asKeys = (value: unknown) => (Array.isArray(value) && value.includes('public') ? everything : value);
      const own = Object.getOwnPropertyDescriptor(pool, 'query');
      pool.query = ((config: unknown, ...rest: unknown[]) => {
        const { text, values } = config as { readonly text?: string; readonly values?: readonly unknown[] };
        if (text === undefined || !of.test(text)) return query(config, ...rest);
        return query({ ...(config as object), values: values?.map(asKeys) }, ...rest);
      }) as typeof pool.query;
      return () => void (own ? Object.defineProperty(pool, 'query', own) : delete (pool as { query?: unknown }).query);
    },
  };
}

/** Holes in different paths of the API: SQL of rows, counts, aggregates and events, files over HTTP, and what commands tell of a record. */
export const HOLES: Readonly<Record<'list' | 'count' | 'nested' | 'aggregate' | 'subscription' | 'file' | 'refusal', Hole>> = {
  list: asking('the rows of a list', /^(?!.*count\(\*\)).* from rm\.commitment /s),
  count: asking('a count', /count\(\*\).* from rm\.commitment /s),
  nested: asking('a nested record', / from rm\.actor .* any\(/s),
  aggregate: asking('an aggregate', / rm\.transfers /s),
  subscription: asking('a subscription', / from rm\.timeline e where .* order by e\.position limit /s),
  file: asking('a file over HTTP', / from rm\.capacity_activity /s),
  refusal: {
    path: 'a refusal',
    open({ service: { handler } }) {
      const { access } = handler;
      const { canSee } = access;
      access.canSee = (_caller: Viewer) => true;
      return () => void (access.canSee = canSee);
    },
  },
};
