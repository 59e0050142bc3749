import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import { migrate, MIGRATIONS } from './migrations.js';

describe('Migrations', () => {
  let database: TestDatabase;
  let folder: string;
  const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);
  const names = async () =>
    (await database.pool.query<{ name: string }>('select name from concord.migrations order by name')).rows.map(
      ({ name }) => name,
    );

  beforeEach(async () => {
    database = await testDatabase();
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    write('0001_one.sql', 'create table a (x int);');
    write('0002_two.sql', 'alter table a add y int; insert into a values (1, 2);');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.close();
  });

  it('are applied in their order, once each', async () => {
    expect(await migrate(database.pool, folder)).toEqual(['0001_one.sql', '0002_two.sql']);
    expect(await migrate(database.pool, folder)).toEqual([]);
    write('0003_three.sql', 'insert into a values (3, 4)');
    expect(await migrate(database.pool, folder)).toEqual(['0003_three.sql']);
    expect((await database.pool.query('select * from a order by x')).rows).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
  });

  it('of five processes that start at once are applied by one of them', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => migrate(database.pool, folder)));
    expect(all.flat().sort()).toEqual(['0001_one.sql', '0002_two.sql']);
  });

  it('that fail leave nothing of their own, and tell file, line and reason', async () => {
    write('0003_three.sql', 'create table b (x int);\n\ninsert into nowhere values (1);');
    await expect(migrate(database.pool, folder)).rejects.toThrow(/0003_three\.sql.*line 3.*nowhere/);
    expect(await names()).toEqual(['0001_one.sql', '0002_two.sql']);
    expect((await database.pool.query(`select to_regclass('b') as b`)).rows).toEqual([{ b: null }]);
  });

  it('of the read models are applied again to a database that came back from a backup without them', async () => {
    write('0003_rows.sql', 'create schema rm; create table rm.rows (x int);');
    write('0004_four.sql', 'insert into a values (5, 6)');
    write('0005_more_rows.sql', 'alter table rm.rows add y int;');
    await migrate(database.pool, folder);
    await database.pool.query('drop schema rm cascade');
    expect(await migrate(database.pool, folder)).toEqual(['0003_rows.sql', '0005_more_rows.sql']);
    expect((await database.pool.query('select x, y from rm.rows')).rows).toEqual([]);
    expect((await names()).length).toBe(5);
    expect(await migrate(database.pool, folder)).toEqual([]);
  });

  it('of the read models concern nothing else', () => {
    const files = readdirSync(MIGRATIONS).map((name) => readFileSync(join(MIGRATIONS, name), 'utf8'));
    const ofReadModels = files.filter((sql) => /\brm\b/.test(sql));
    expect(ofReadModels.length).toBeGreaterThan(0);
    // A setting of the connection has a name in quotes, and is no table.
    const tables = ofReadModels.map((sql) => sql.replace(/'[^']*'/g, ''));
    expect(tables.filter((sql) => /\b(es|access|concord)\./.test(sql))).toEqual([]);
  });

  it('must not change once applied, line ends aside', async () => {
    await migrate(database.pool, folder);
    write('0001_one.sql', 'create table a (x int);\r\n'.trimEnd());
    await migrate(database.pool, folder);
    write('0001_one.sql', 'create table a (x bigint);');
    await expect(migrate(database.pool, folder)).rejects.toThrow(/0001_one\.sql was changed/);
  });

  it('that are missing mean that a newer Concord was here', async () => {
    await migrate(database.pool, folder);
    rmSync(join(folder, '0002_two.sql'));
    await expect(migrate(database.pool, folder)).rejects.toThrow(/0002_two\.sql.*newer/);
  });

  it('must be numbered after those applied, each number once', async () => {
    write('0002_other.sql', 'select 1');
    await expect(migrate(database.pool, folder)).rejects.toThrow(/0002_other\.sql and 0002_two\.sql/);
    rmSync(join(folder, '0002_other.sql'));
    write('0004_four.sql', 'select 1');
    await migrate(database.pool, folder);
    write('0003_three.sql', 'select 1');
    await expect(migrate(database.pool, folder)).rejects.toThrow(/0003_three\.sql.*0004_four\.sql/);
  });
});
