import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { PostgresEventStore } from '../../dist/event-sourcing/postgres/postgres-event-store.js';
import { whoRuns } from '../../dist/platform/database.js';
import { startService } from './child.mjs';
import { commander } from './commands.mjs';
import { LIST } from './list.mjs';
import { load } from './load.mjs';
import { dataFolder, inTurn, milliseconds, noteVersion, number, ROUNDS, SECONDS, settled } from './support.mjs';

const FIRST = '{ commitments(first: 1) { nodes { id } } }';

/** MiB of memory that a process has. */
const memory = (pid) => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;

/** Starts the service on a folder; seconds until its first query was answered. */
async function started(folder) {
  const before = performance.now();
  const service = await startService({ dataFolder: folder.path });
  await service.ask(FIRST);
  return { service, seconds: (performance.now() - before) / 1000 };
}

async function briefly(folder) {
  const { service, seconds } = await started(folder);
  await service[Symbol.asyncDispose]();
  return seconds;
}

async function cold() {
  using folder = dataFolder();
  return await briefly(folder);
}

/** (g) How long a start takes until a query is answered, database included, and what memory the service has after the start and after work. */
export async function start() {
  using folder = dataFolder();
  await briefly(folder);
  const { empty, warm } = await inTurn({ empty: cold, warm: () => briefly(folder) });
  const { service } = await started(folder);
  const idle = memory(service.pid);
  const client = new pg.Client(whoRuns(folder.path).url);
  await client.connect();
  await noteVersion(client);
  const store = new PostgresEventStore({ connectionString: whoRuns(folder.path).url });
  const { declaration, take } = await commander(service);
  const make = () => JSON.stringify(declaration());
  for (let round = 0; round < ROUNDS; round++) {
    await load(service, make, { seconds: SECONDS * 2, isGood: take });
    await load(service, JSON.stringify({ query: LIST }), { seconds: SECONDS * 2 });
  }
  const busy = memory(service.pid);
  await settled({ pool: client, store });
  const { rows } = await client.query('select position::int from es.head');
  await store.close();
  await client.end();
  await service[Symbol.asyncDispose]();
  const { service: again, seconds } = await started(folder);
  const after = memory(again.pid);
  await again[Symbol.asyncDispose]();
  const events = number(rows[0].position);
  const of = (s) => `${milliseconds(s)} s`;
  return {
    title: '(g) Start and memory',
    lines: [
      '| | until a query is answered | memory of the service |',
      '|---|---|---|',
      `| empty folder: database made, tables made | ${of(empty)} | |`,
      `| folder that was used before | ${of(warm)} | ${number(idle)} MiB |`,
      `| after ${SECONDS * 2 * ROUNDS} s each of commands and lists by 32 callers | | ${number(busy)} MiB |`,
      `| started again, ${events} events in the log | ${of(seconds)} | ${number(after)} MiB |`,
    ],
  };
}
