import { type ClientConfig, type Pool } from 'pg';

/** A server that does not answer for so long is taken for gone (ms): a half-open connection would hold everything up for ever. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Settings of a connection beside a pool's, to the same database. */
export function connectionOf({ options }: Pool): ClientConfig {
  // The pool hides its password from enumeration.
  return {
    ...options,
    password: options.password,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: ANSWER_TIMEOUT_MS,
  };
}
