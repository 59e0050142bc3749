import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { testDatabase } from '../../test/support/postgres.js';
import { openDatabase } from './database.js';
import { createLog } from './log.js';

const support = (name: string) => fileURLToPath(new URL(`../../test/support/${name}`, import.meta.url));
const quiet = createLog('error', () => undefined);

interface Answer {
  readonly url: string;
  readonly error?: string;
  readonly [column: string]: unknown;
}

/** Another process with the database open. */
class Other {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string, ...args: string[]) {
    this.child = spawn(process.execPath, ['--import', support('typescript.mjs'), support('open-database.ts'), ...args], {
      env: { ...process.env, NODE_OPTIONS: '', CONCORD_DATA: folder, DATABASE_URL: '' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async answer(): Promise<Answer> {
    return JSON.parse((await this.#lines.next()).value as string) as Answer;
  }

  query(sql: string): Promise<Answer> {
    this.child.stdin!.write(`${sql}\n`);
    return this.answer();
  }

  async end(signal?: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    if (signal) this.child.kill(signal);
    else this.child.stdin!.end();
    await exit;
  }
}

describe('The embedded database', () => {
  let folder: string;
  const others: Other[] = [];
  const other = (...args: string[]) => {
    others.push(new Other(folder, ...args));
    return others.at(-1)!;
  };
  const open = (options = {}) => openDatabase({ configuration: { dataFolder: folder }, log: quiet, ...options });
  const postmaster = () => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const isGone = async () => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20))
      if (!existsSync(join(folder, 'postgres', 'postmaster.pid'))) return true;
    return false;
  };

  beforeEach(() => {
    folder = join(tmpdir(), `concord-test-${randomUUID()}`);
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((each) => each.end()));
    await isGone();
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes up in an empty folder, durable, with an owner who is no superuser, and keeps what was written', async () => {
    const first = await open();
    const { rows } = await first.pool
      .query(`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, rolsuper as superuser,
      current_setting('server_version_num')::int / 10000 as major from pg_roles where rolname = current_user`);
    expect(rows).toEqual([{ fsync: 'on', commit: 'on', superuser: false, major: 18 }]);
    await first.pool.query('create table kept as select 42 as x');
    for (const file of ['service.lock', 'postgres.password', 'postgres.log'])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    await Promise.all([first.close(), first.close()]);
    expect(existsSync(join(folder, 'service.lock'))).toBe(false);
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await open();
    expect((await second.pool.query('select x from kept')).rows).toEqual([{ x: 42 }]);
    await second.close();
  });

  it('can be reached by its own user alone: by a socket in a closed folder, with a password, and not over the network', async () => {
    const database = await open();
    const { rows } = await database.pool.query(
      `select inet_server_addr() as address, current_setting('listen_addresses') as listens`,
    );
    expect(rows).toEqual([{ address: null, listens: '' }]);
    expect(statSync(join(folder, 'socket')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'socket')).uid).toBe(statSync(join(folder, 'postgres')).uid);
    const url = new URL(database.url);
    url.password = 'not-this-one';
    const client = new pg.Client(url.href);
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
    await database.close();
  });

  it('closes its folder to others, where it was made open; a folder that holds something else stays as it is', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const said: string[] = [];
    const log = createLog('info', (line) => said.push(line));
    await (await open({ log })).close();
    expect(statSync(folder).mode & 0o044).toBe(0);
    expect(said.join()).toContain(`${folder} was open to other users (mode 755)`);

    const other = join(folder, 'other');
    mkdirSync(join(other, 'photos'), { recursive: true });
    chmodSync(other, 0o755);
    await (await open({ configuration: { dataFolder: other }, log })).close();
    expect(statSync(other).mode & 0o777).toBe(0o755);
    expect(said.join()).toContain(`chmod ${process.getuid?.() === 0 ? '711' : '700'} ${other} closes it`);
  });

  it('listens on loopback where the path of its folder is too long for a socket', async () => {
    const deep = join(folder, 'a'.repeat(100));
    const database = await open({ configuration: { dataFolder: deep } });
    expect((await database.pool.query('select host(inet_server_addr()) as address')).rows).toEqual([{ address: '127.0.0.1' }]);
    await database.close();
  });

  it('serves one service at a time: the second learns the folder and the process of the first', async () => {
    const service = other();
    await service.answer();
    await expect(open()).rejects.toThrow(new RegExp(`${folder}: process ${service.child.pid},`));
    expect(await service.query('select 1 as still')).toEqual({ still: 1 });
  });

  it('of ten services that start at once on the folder of a killed one serves exactly one', async () => {
    const killed = other();
    await killed.answer();
    await killed.end('SIGKILL');
    const starting = Array.from({ length: 10 }, () => other());
    const answers = await Promise.all(starting.map((each) => each.answer()));
    expect(answers.filter(({ error }) => !error)).toHaveLength(1);
    for (const { error } of answers) if (error) expect(error).toMatch(/runs on the data folder/);
    expect(readdirSync(folder).filter((name) => name.startsWith('service.lock'))).toEqual(['service.lock']);
  });

  it('is joined by a command while a service runs, which goes on when the command has finished', async () => {
    const service = other();
    const { url } = await service.answer();
    const command = await open({ join: true });
    expect(command.url).toBe(url);
    await command.pool.query('create table told as select 1 as x');
    await command.close();
    expect(await service.query('select x from told')).toEqual({ x: 1 });
  });

  it('is brought up by a command where no service runs, and stays for the commands that joined it', async () => {
    const first = other('join');
    await first.answer();
    const second = await open({ join: true });
    const exit = first.end();
    await expect(Promise.race([exit, sleep(1_000, 'waits')])).resolves.toBe('waits');
    expect((await second.pool.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
    await second.close();
    await exit;
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('stops when its service is killed, and starts again with everything that was committed', async () => {
    const service = other();
    await service.answer();
    await service.query('create table kept as select 7 as x');
    await service.end('SIGKILL');
    expect(await isGone()).toBe(true);
    const next = await open();
    expect((await next.pool.query('select x from kept')).rows).toEqual([{ x: 7 }]);
    await next.close();
  });

  it('that outlived its killed service is stopped by the next one', async () => {
    const service = other();
    await service.answer();
    const pid = postmaster();
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const words = existsSync(`/proc/${id}/cmdline`) ? readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0') : [];
      if (words[2]?.startsWith('read') && words[4] === String(pid)) process.kill(Number(id), 'SIGKILL');
    }
    await service.end('SIGKILL');
    await sleep(500);
    expect(postmaster()).toBe(pid);
    const next = await open();
    expect(postmaster()).not.toBe(pid);
    await next.close();
  });

  it('that is killed comes back at the same address, and its service goes on', async () => {
    const service = other();
    const { url } = await service.answer();
    await service.query('create table kept as select 7 as x');
    const { since } = await service.query('select pg_postmaster_start_time()::text as since');
    process.kill(postmaster(), 'SIGKILL');
    const again = `select x, pg_postmaster_start_time()::text <> '${since as string}' as again from kept`;
    let answer = await service.query(again);
    // A process of the killed server may still answer for a moment.
    for (const deadline = Date.now() + 20_000; !answer.again && Date.now() < deadline; await sleep(20))
      answer = await service.query(again);
    expect(answer).toEqual({ x: 7, again: true });
    const joined = await open({ join: true });
    expect(joined.url).toBe(url);
    await joined.close();
  });

  it('is not held up by files that a crash left: a pid of something else, an unfinished cluster, an empty lock', async () => {
    await (await open()).close();
    writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${folder}/postgres\n`);
    mkdirSync(join(folder, 'postgres.new'));
    writeFileSync(join(folder, 'service.lock'), '');
    const database = await open();
    expect((await database.pool.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
    await database.close();
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'for root in a folder that is closed to others says who cannot get where, and what to do',
    async () => {
      mkdirSync(folder, { mode: 0o700 });
      chmodSync(folder, 0o700);
      await expect(open({ configuration: { dataFolder: join(folder, 'deep', 'data') } })).rejects.toThrow(
        new RegExp(`${folder}/deep/data .*cannot be reached by user "\\w+".*: ${folder} is closed.*chmod o\\+x ${folder}`),
      );
    },
  );
});

describe('A given database', () => {
  it('is used as it is, and left running', async () => {
    const given = await testDatabase();
    const database = await openDatabase({ configuration: { databaseUrl: given.url } });
    expect((await database.pool.query('select current_database() as name')).rows).toEqual([
      { name: new URL(given.url).pathname.slice(1) },
    ]);
    expect(database).toMatchObject({ embedded: false, url: given.url });
    await database.close();
    expect((await given.pool.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
    await given.close();
  });

  it('whose address has options keeps them beside those of ours: a reader of it still has a time limit', async () => {
    const given = await testDatabase();
    const url = new URL(given.url);
    url.searchParams.set('options', '-c work_mem=5MB');
    const database = await openDatabase({ configuration: { databaseUrl: url.href }, statementTimeout: 1_234, log: quiet });
    const settings = `select current_setting('work_mem') as memory, current_setting('statement_timeout') as timeout`;
    expect((await database.readers().reads.query(settings)).rows).toEqual([{ memory: '5MB', timeout: '1234ms' }]);
    await database.close();
    await given.close();
  });

  it('that cuts our connections, idle or lent, does not end the process', async () => {
    const given = await testDatabase();
    const database = await openDatabase({ configuration: { databaseUrl: given.url }, log: quiet });
    const lent = await database.pool.connect();
    await database.pool.query('select 1');
    await given.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await expect(lent.query('select 1')).rejects.toThrow();
    lent.release(true);
    while (database.pool.totalCount > 0) await sleep(10);
    expect((await database.pool.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
    await database.close();
    await given.close();
  });

  it('that refuses us is named at once, without the password', async () => {
    const given = await testDatabase();
    const url = new URL(given.url);
    url.password = 'not-this-one';
    const failure = await openDatabase({ configuration: { databaseUrl: url.href }, log: quiet }).catch(
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/The database at \S+:\d+\/\w+ refuses Concord: password authentication failed/);
    expect(failure).not.toContain('not-this-one');
    await given.close();
  });

  it('that comes up later is waited for, and one older than PostgreSQL 15 is refused', async () => {
    // Enough of the protocol to say: come in, and I am 14.2.
    const message = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
    const int32 = (value: number) => Buffer.from([value >> 24, value >> 16, value >> 8, value]);
    const int16 = (value: number) => Buffer.from([value >> 8, value]);
    const column = (name: string, type: number) =>
      Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]);
    const value = (text: string) => Buffer.concat([int32(text.length), Buffer.from(text)]);
    const ready = message('Z', Buffer.from('I'));
    const old = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(Buffer.concat([message('R', int32(0)), ready]));
        socket.once('data', () => {
          const rows = [
            message('T', Buffer.concat([int16(2), column('number', 23), column('version', 25)])),
            message('D', Buffer.concat([int16(2), value('140002'), value('14.2')])),
            message('C', Buffer.from('SELECT 1\0')),
          ];
          socket.write(Buffer.concat([...rows, ready]));
        });
      });
    });
    old.listen(0, '127.0.0.1');
    await once(old, 'listening');
    const { port } = old.address() as { port: number };
    old.close();
    await once(old, 'close');
    const opening = openDatabase({ configuration: { databaseUrl: `postgres://u:p@127.0.0.1:${port}/d` }, log: quiet }).catch(
      (error: Error) => error.message,
    );
    await expect(Promise.race([opening, sleep(300, 'waits')])).resolves.toBe('waits');
    old.listen(port, '127.0.0.1');
    expect(await opening).toBe(`The database at 127.0.0.1:${port}/d is PostgreSQL 14.2; Concord needs 15 or later`);
    old.close();
  });
});
