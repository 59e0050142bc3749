import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Authenticator } from '../src/access/authenticator.js';
import { ReaderKeys } from '../src/access/reader-keys.js';
import { ANONYMOUS } from '../src/access/viewer.js';
import { emergencyKey } from '../src/event-sourcing/handling.js';
import { prepareReaderRole } from '../src/event-sourcing/projections/reader-role.js';
import { rebuild } from '../src/event-sourcing/projections/rebuild.js';
import { recordTable } from '../src/event-sourcing/projections/record-table.js';
import { KEYS_SETTING } from '../src/event-sourcing/projections/row-security.js';
import { RequestScope, requestScopes } from '../src/graphql/request-scope.js';
import { run } from '../src/graphql/read/sql.js';
import { findDataFolder } from '../src/platform/data-folder.js';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.js';
import { createLog, type Log } from '../src/platform/log.js';
import { FILTERS, READER_ROLE } from '../src/platform/reader-role.js';
import { migrate } from '../src/platform/migrations.js';
import { recordModules } from '../src/records/index.js';
import { prepareGenerations } from '../src/service.js';
import { LeakCheck } from './support/leak-check.js';
import { change, populate } from './support/random-records.js';
import { RandomWorld } from './support/random-world.js';
import { testService, type TestService } from './support/service.js';
import { mayReadEffect, mayReadLine } from './support/visibility-model.js';

const SEED = Number(process.env.LEAK_SEED ?? 20_251_127);
const TABLES = recordModules.map(({ definition }) => recordTable(definition.kind));
/** What else the reader role may read, and the columns of it that hold what events say. */
const OTHERS: Readonly<Record<string, string>> = {
  timeline: 'data, metadata',
  transfer: 'data',
  search_text: 'text',
  event_effect: 'position',
};
const VIEWS = [...TABLES, ...Object.keys(OTHERS)];

describe('the rows that PostgreSQL gives to the reader role', () => {
  let concord: TestService;
  let world: RandomWorld;
  let database: pg.Client;
  const keys: Record<string, readonly string[]> = {};

  beforeAll(async () => {
    concord = await testService({ rowSecurity: 'on' });
    world = new RandomWorld(concord, SEED);
    await world.begin();
    await populate(world, 2);
    await change(world, world.records);
    await concord.settled();
    await world.learn();
    const { unfiltered, progress } = concord.service;
    const authenticator = new Authenticator(concord.keys, new ReaderKeys(unfiltered, progress));
    for (const [reader, key] of Object.entries(world.keys))
      keys[reader] = key === null ? ANONYMOUS.keys : (await authenticator.authenticate(`Bearer ${key}`)).keys;
    database = new pg.Client(concord.databaseUrl);
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await concord.close();
  });

  /** What a statement without any predicate gives on a connection of the reader role that has these keys, or none. */
  async function given<Row extends pg.QueryResultRow>(wanted: readonly string[] | null, sql: string): Promise<Row[]> {
    await database.query(`begin; set local role ${READER_ROLE}`);
    try {
      if (wanted) await database.query(`select set_config('${KEYS_SETTING}', $1::text[]::text, true)`, [wanted]);
      return (await database.query<Row>(sql)).rows;
    } finally {
      await database.query('rollback');
    }
  }
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).sort();
  /** The tables that the views show now. */
  const physical = async () =>
    (
      await database.query<{ name: string }>(
        `select c.relname as name from pg_class c where c.relnamespace = 'rm'::regnamespace and c.relkind = 'r' and c.relrowsecurity`,
      )
    ).rows.map(({ name }) => name);

  /** Each reader gets what the model allows: records, lines of history, effects of lines, texts and money. */
  async function holds(): Promise<void> {
    const check = new LeakCheck(world);
    const texts = await database.query<{ text: string }>('select text from rm.search_text');
    const said = new Set(texts.rows.flatMap(({ text }) => /zq\d+q/.exec(text) ?? []));
    for (const [reader, who] of Object.entries(world.readers).filter(([name]) => keys[name])) {
      const own = keys[reader]!;
      for (const { definition } of recordModules.filter((one) => !one.definition.extract)) {
        const { kind } = definition;
        const rows = await given<{ id: string; doc: unknown }>(own, `select id, doc from rm.${recordTable(kind)}`);
        const right = world.records.filter((record) => record.kind === kind && world.sees(who, record));
        const found = [...new Set(ids(rows))];
        expect({ reader, kind, found }).toEqual({ reader, kind, found: ids(right) });
        expect({ reader, kind, leaks: marked(check.leaks(who, rows)) }).toEqual({ reader, kind, leaks: [] });
        const current = await given<{ id: string }>(own, `select id from rm.${recordTable(kind)} where current`);
        expect({ reader, kind, current: ids(current) }).toEqual({ reader, kind, current: ids(right) });
      }
      const lines = world.lines.filter((line) => mayReadLine(who, line.record, line, world.ties));
      const events = await given<{ id: string; data: unknown; metadata: unknown }>(
        own,
        'select event_id as id, data, metadata from rm.timeline',
      );
      expect({ reader, events: ids(events) }).toEqual({ reader, events: lines.flatMap(({ eventIds }) => eventIds).sort() });
      expect(marked(check.leaks(who, { timeline: events }))).toEqual([]);
      const effects = world.lines.filter((line) => mayReadEffect(who, line.record, line, world.ties));
      const found = await given<{ text: string }>(own, 'select text from rm.search_text');
      const markers = [...new Set(found.flatMap(({ text }) => /zq\d+q/.exec(text) ?? []))].sort();
      const expected = effects.map(({ marker }) => marker).filter((marker) => said.has(marker));
      expect({ reader, markers }).toEqual({ reader, markers: expected.sort() });
      const money = await given<{ id: string }>(own, 'select distinct event_id as id from rm.transfer');
      const funds = effects.filter(({ mutation }) => mutation === 'commitFunds').flatMap(({ eventIds }) => eventIds);
      expect({ reader, money: ids(money) }).toEqual({ reader, money: funds.sort() });
    }
  }
  const marked = <L extends { readonly token: string }>(leaks: readonly L[]) =>
    leaks.filter(({ token }) => token.startsWith('zq'));

  it('are those that the model of visibility allows, with no predicate in the statement', async () => {
    expect(world.records.length).toBeGreaterThan(30);
    expect(new Set(Object.values(keys).map((some) => some.join())).size).toBe(Object.keys(keys).length);
    await holds();
  });

  it('are none for a connection without keys, or with none that open anything', async () => {
    for (const nobody of [null, [], ['org:00000000-0000-4000-8000-000000000000']]) {
      for (const name of [...VIEWS, ...(await physical()).filter((one) => VIEWS.some((view) => one.startsWith(`${view}_g`)))])
        expect({ name, rows: await given(nobody, `select 1 from rm.${name} limit 1`) }).toEqual({ name, rows: [] });
    }
    const { rows } = await concord.service.pool.query('select from rm.actor');
    expect(rows).toEqual([]);
  });

  it('are of these tables and columns alone: nothing of the log, of keys, of secrets, of processes, and no memory of hidden state', async () => {
    const { rows } = await database.query<{ name: string; columns: string[] }>(
      `select c.oid::regclass::text as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relkind in ('r', 'v', 'm', 'p') and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
         and has_schema_privilege($1, c.relnamespace, 'usage') and has_column_privilege($1, c.oid, a.attnum, 'select') group by 1 order by 1`,
      [READER_ROLE],
    );
    const tables = VIEWS.filter((name) => name !== 'event_effect').flatMap((name) => [`rm.${name}`, `rm.${name}_g1`]);
    expect(rows.map(({ name }) => name)).toEqual([...tables, 'rm.checkpoints', 'rm.event_effect'].sort());
    expect(rows.filter(({ columns }) => columns.includes('memo'))).toEqual([]);
    for (const [what, code] of [
      ['select data from es.events', '42501'],
      ['select hash from access.api_keys', '42501'],
      ['select memo from rm.visit_release_g1', '42501'],
      ['select failure from rm.checkpoints', '42501'],
      [`delete from rm.commitment_g1`, '42501'],
      [`alter table rm.commitment_g1 disable row level security`, '42501'],
    ] as const)
      await expect(given(keys.ana!, what)).rejects.toMatchObject({ code });
  });

  it('are all of a record that is opened in an emergency, and of no other', async () => {
    const red = world.records.find((record) => record.handling.tlp === 'RED' && !world.sees(world.readers.nobody!, record))!;
    const own = [...keys.nobody!, emergencyKey(red.id)];
    const sql = `select id from rm.${recordTable(red.kind)}`;
    const before = [...new Set(ids(await given<{ id: string }>(keys.nobody!, sql)))];
    expect([...new Set(ids(await given<{ id: string }>(own, sql)))]).toEqual([...before, red.id].sort());
    const events = await given<{ id: string }>(own, `select event_id as id from rm.timeline where id = '${red.id}'`);
    expect(ids(events)).toEqual(red.lines.flatMap(({ eventIds }) => eventIds).sort());
  });

  it('are the same after tables are rebuilt, and after another version of the program made them without policies', async () => {
    const { unfiltered: pool, store, projections } = concord.service;
    for (const name of ['commitment', 'timeline', 'search_text', 'transfers', 'visit_release'])
      await rebuild(projections.get(name)!, { pool, store });
    await holds();
    for (const name of ['actor_g1', 'timeline_g2', 'search_text_g2'])
      await database.query(
        `drop policy readers on rm.${name}; alter table rm.${name} disable row level security; revoke select on rm.${name} from ${READER_ROLE}`,
      );
    await database.query('drop view rm.actor; create view rm.actor as select t.*, 1 as generation from rm.actor_g1 t');
    await prepareGenerations(pool, [...projections.values()]);
    await holds();
    expect(await given(null, 'select 1 from rm.actor limit 1')).toEqual([]);
  });

  describe('on the connections of the service', () => {
    const COUNT = 'select count(distinct id)::int as records from rm.commitment';
    const read = async (reader: string, text = COUNT) =>
      (await run<{ records: number }>(concord.service.pool, text, { keys: keys[reader]!, values: [] }))[0]!.records;
    /** Counts after some seconds, also where there is nothing to count. */
    const SLOWLY = (seconds: number) =>
      `select count(distinct id)::int as records from pg_sleep(${seconds}) left join rm.commitment on true`;
    /** Reads for somebody who leaves while it runs. */
    async function leave(reader: string): Promise<void> {
      const asker = new RequestScope('127.0.0.1', `leaving ${reader}`);
      const asked = requestScopes.run(asker, () => read(reader, SLOWLY(20)));
      await expectRunning('pg_sleep');
      asker.cancel(new Error('gone'));
      await expect(asked).rejects.toThrow('gone');
    }
    async function expectRunning(word: string): Promise<void> {
      const sql = `select from pg_stat_activity where application_name = 'concord reads' and state = 'active' and query like $1 and pid <> pg_backend_pid() and datname = current_database()`;
      while ((await database.query(sql, [`%${word}%`])).rowCount === 0);
    }
    const expected = (reader: string) =>
      world.records.filter((record) => record.kind === 'commitment' && world.sees(world.readers[reader]!, record)).length;
    const readers = () => Object.keys(keys);

    it('are those of the viewer for whom a statement runs, whoever had the connection before', async () => {
      expect(new Set(readers().map(expected)).size).toBeGreaterThan(2);
      const turns = Array.from({ length: 400 }, (_, n) => readers()[(n * 7) % readers().length]!);
      const counts = await Promise.all(turns.map(async (reader) => ({ reader, records: await read(reader) })));
      expect(counts).toEqual(turns.map((reader) => ({ reader, records: expected(reader) })));
      expect(concord.service.pool.totalCount).toBeGreaterThan(1);
    });

    it('are those of the next viewer after an error, a cancelled statement, keys that cannot be given, and a connection that ends', async () => {
      const wrong = { keys: ['public', 'not\0text'], values: [] };
      for (let turn = 0; turn < 3; turn++) {
        for (const [n, reader] of readers().entries()) {
          const next = readers()[(n + 1) % readers().length]!;
          await expect(read(reader, `select 1 / (count(*) - count(*))::int as records from rm.commitment`)).rejects.toThrow(
            'division',
          );
          expect({ next, records: await read(next) }).toEqual({ next, records: expected(next) });
          await expect(run(concord.service.pool, COUNT, wrong)).rejects.toThrow();
          expect({ reader, records: await read(reader) }).toEqual({ reader, records: expected(reader) });
        }
        await Promise.all(['ana', 'bor'].map(leave));
        const ended = read('ana', SLOWLY(21));
        const failed = expect(ended).rejects.toThrow();
        await expectRunning('pg_sleep(21)');
        await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'concord reads' and query like '%pg_sleep(21)%'`,
        );
        await failed;
        const all = await Promise.all(readers().flatMap((reader) => Array.from({ length: 5 }, () => read(reader))));
        expect(all).toEqual(readers().flatMap((reader) => Array.from({ length: 5 }, () => expected(reader))));
      }
    });
  });
});

describe('the reader role', () => {
  it('is taken by itself in the embedded database, and elsewhere where a superuser made filters safe to use below it, or it is asked for', async () => {
    const path = join(tmpdir(), `concord-test-${randomUUID()}`);
    const server = await startEmbeddedPostgres(findDataFolder(path), { durable: false, log: createLog('error') });
    const pools: pg.Pool[] = [];
    const pool = (url: string, more: Partial<URL> = {}) => {
      pools.push(new pg.Pool({ connectionString: Object.assign(new URL(url), more).href, max: 1 }));
      return pools.at(-1)!.on('error', () => undefined);
    };
    const lines: string[] = [];
    const keep = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
    const log = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, keep(level)])) as unknown as Log;
    try {
      const embedded = pool(server.url);
      await migrate(embedded);
      expect(await prepareReaderRole(embedded, 'auto', log)).toBe(true);
      const admin = pool(server.adminUrl);
      await admin.query(`create role owner login password 'x'`);
      await admin.query('create database given owner owner');
      const given = pool(server.adminUrl, { pathname: 'given', username: 'owner', password: 'x' });
      await migrate(given);
      expect(lines).toEqual([]);
      expect(await prepareReaderRole(given, 'auto', log)).toBe(false);
      expect(lines.pop()).toMatch(
        /^info: row-level security is off: the database has no role for readers \(permission denied.*grant concord_reader/,
      );
      await expect(prepareReaderRole(given, 'on', log)).rejects.toThrow(/CONCORD_ROW_SECURITY is on.*permission denied/);
      await admin.query(`grant ${READER_ROLE} to owner`);
      expect(await prepareReaderRole(given, 'auto', log)).toBe(false);
      expect(lines.pop()).toMatch(/^info: row-level security is off, for it would make.*slow.*arrayoverlap.*ts_match_vq/);
      expect(await prepareReaderRole(given, 'on', log)).toBe(true);
      expect(lines.pop()).toMatch(/^warn: row-level security is on.*slow.*arrayoverlap/);
      const superuser = pool(server.adminUrl, { pathname: 'given' });
      await superuser.query(FILTERS.map((name) => `alter function ${name} leakproof`).join(';'));
      expect(await prepareReaderRole(given, 'auto', log)).toBe(true);
      expect(await prepareReaderRole(given, 'off', log)).toBe(false);
      expect(lines).toEqual(['debug: row-level security is off: CONCORD_ROW_SECURITY is not set to auto or on']);
    } finally {
      await Promise.all(pools.map((one) => one.end()));
      await server.stop();
      rmSync(path, { recursive: true, force: true });
    }
  });
});
