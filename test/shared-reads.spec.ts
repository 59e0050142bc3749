import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { run } from '../src/graphql/read/sql.js';
import { type TestDatabase, testDatabase } from './support/postgres.js';

/** A read that takes a number when it begins, and ends when nobody holds the lock. */
const READ = `with begun as materialized (select nextval('readings')::int as reading, note from word)
  select reading, note from begun, lateral (select pg_advisory_xact_lock_shared(reading * 0 + $1::int)) held`;

interface Row {
  readonly reading: number;
  readonly note: string;
}

describe('Reads of the same by several at once', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let holder: pg.PoolClient;

  beforeAll(async () => {
    database = await testDatabase();
    ({ pool } = database);
    await pool.query(`create sequence readings; create table word (note text); insert into word values ('before')`);
    holder = await pool.connect();
  });
  afterAll(async () => {
    holder.release();
    await database.close();
  });

  const waiting = async (lock: number) => {
    const text = `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = $1 and not granted`;
    while ((await pool.query<{ n: number }>(text, [lock])).rows[0]!.n === 0);
  };

  it('answers those who ask meanwhile from one more reading, which begins after they asked', async () => {
    await holder.query('select pg_advisory_lock(1)');
    const first = run<Row>(pool, READ, { keys: [], values: [1] });
    await waiting(1);
    await pool.query(`update word set note = 'after'`);
    const others = [1, 2, 3].map(() => run<Row>(pool, READ, { keys: [], values: [1] }));
    await holder.query('select pg_advisory_unlock(1)');
    const [one] = await first;
    const rows = (await Promise.all(others)).map(([row]) => row!);
    expect(one!.note).toBe('before');
    expect(rows.map(({ note }) => note)).toEqual(['after', 'after', 'after']);
    expect(new Set(rows.map(({ reading }) => reading))).toEqual(new Set([one!.reading + 1]));
  });

  it('reads again for those who ask later, and for other values', async () => {
    const [one] = await run<Row>(pool, READ, { keys: [], values: [2] });
    const [two, other] = await Promise.all([
      run<Row>(pool, READ, { keys: [], values: [2] }),
      run<Row>(pool, READ, { keys: [], values: [3] }),
    ]);
    expect(new Set([one!.reading, two[0]!.reading, other[0]!.reading]).size).toBe(3);
  });

  it('fails those who shared a reading that failed, and nobody after them', async () => {
    const wrong = `select 1 / $1::int as reading, '' as note`;
    const all = await Promise.allSettled([
      run(pool, wrong, { keys: [], values: [0] }),
      run(pool, wrong, { keys: [], values: [0] }),
      run(pool, wrong, { keys: [], values: [0] }),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await run(pool, wrong, { keys: [], values: [1] })).toEqual([{ reading: 1, note: '' }]);
    await expect(run(pool, wrong, { keys: [], values: [0] })).rejects.toThrow('division by zero');
  });
});
