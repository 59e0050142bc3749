import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StoreUnavailable } from '../src/event-sourcing/event-store.js';
import { formatError } from '../src/graphql/server/format-error.js';
import { testService, type TestService } from './support/service.js';

const QUERY = '{ commitments(first: 1) { nodes { id } } }';

describe('What a caller waits for', () => {
  let concord: TestService;
  let other: pg.Client;
  /** Its transaction would see statements as they were when it first looked at them. */
  let locker: pg.Client;

  beforeAll(async () => {
    concord = await testService({ frontDoor: { requestTimeout: 5_000 } });
    other = new pg.Client(concord.databaseUrl);
    await other.connect();
    locker = new pg.Client(concord.databaseUrl);
    await locker.connect();
  });
  afterAll(async () => {
    await other.end();
    await locker.end();
    await concord.close();
  });

  /** Waits until so many statements of readers wait for what is locked. */
  async function waiting(count: number): Promise<void> {
    for (;;) {
      const { rows } = await other.query<{ count: number }>(
        "select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'concord reads' and wait_event_type = 'Lock'",
      );
      if (rows[0]!.count === count) return;
      await pause(20);
    }
  }
  const ask = (signal?: AbortSignal, key?: string) =>
    fetch(`${concord.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ query: QUERY }),
      signal,
    });
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    await locker.query('begin; lock table rm.commitment in access exclusive mode');
    try {
      await work();
    } finally {
      await locker.query('rollback');
    }
  }

  it('is cancelled in the database when it leaves', () =>
    whileLocked(async () => {
      const leaving = new AbortController();
      const asked = ask(leaving.signal).catch(() => undefined);
      await waiting(1);
      leaving.abort();
      await asked;
      await waiting(0);
    }));

  it('goes on for another one who waits for the same', async () => {
    const leaving = new AbortController();
    let second: Promise<Response>;
    await whileLocked(async () => {
      const first = ask(leaving.signal).catch(() => undefined);
      await waiting(1);
      second = ask();
      leaving.abort();
      await first;
    });
    expect(await (await second!).json()).toMatchObject({ data: { commitments: { nodes: [] } } });
  });

  it('ends with its time, and says so', () =>
    whileLocked(async () => {
      const body = await (await ask()).json();
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'TIMED_OUT' } }] });
      await waiting(0);
    }));

  it('takes a third of the connections at the most, so that others are answered', () =>
    whileLocked(async () => {
      const leaving = new AbortController();
      const query = (at: number) => `{ commitments(first: ${at + 1}) { nodes { id } } }`;
      const many = Array.from({ length: 40 }, (_, at) =>
        fetch(`${concord.address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: query(at) }),
          signal: leaving.signal,
        }).catch(() => undefined),
      );
      await waiting(6);
      expect(await concord.ask('{ actors(first: 1) { totalCount } }')).toMatchObject({ data: { actors: { totalCount: 0 } } });
      await waiting(6);
      leaving.abort();
      await Promise.all(many);
      await waiting(0);
    }));
});

describe('A database that', () => {
  it.each([
    ['has no connection left', Object.assign(new Error('sorry, too many clients already'), { code: '53300' }), 'UNAVAILABLE'],
    ['does not answer', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'UNAVAILABLE'],
    ['is stopping', Object.assign(new Error('terminating connection'), { code: '57P01' }), 'UNAVAILABLE'],
    ['gives no connection in time', new Error('timeout exceeded when trying to connect'), 'UNAVAILABLE'],
    [
      'ends a statement',
      Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }),
      'TIMED_OUT',
    ],
    ['has its log in an event store that is away', new StoreUnavailable(new Error('connect ECONNREFUSED')), 'UNAVAILABLE'],
    ['finds a fault of ours', Object.assign(new Error('syntax error'), { code: '42601' }), 'INTERNAL'],
  ])('%s is reported as what it is', (_what, error, code) => {
    const told: unknown[] = [];
    const shown = formatError({ message: error.message }, error, (_incident, cause) => told.push(cause));
    expect(shown.extensions).toMatchObject({ code });
    expect(shown.message).not.toContain(error.message);
    expect(told).toEqual([error]);
  });
});
