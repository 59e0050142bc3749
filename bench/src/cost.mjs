import { readFileSync } from 'node:fs';
import { startService } from './child.mjs';
import { commander } from './commands.mjs';
import { openEmmett } from './emmett.mjs';
import { load } from './load.mjs';
import { database, number, rate, SECONDS, settled } from './support.mjs';

/** Microseconds of one of the kernel's ticks. */
const TICK = 10_000;

/** Microseconds of processor that a process has used (Linux). */
function used(pid) {
  // The name, in brackets, may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/\(.*\)/s, 'name')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}

const PARTS = {
  generator: 'load generator',
  service: 'Concord, or emmett’s client',
  append: 'PostgreSQL: appends',
  tail: 'PostgreSQL: following the log',
  rest: 'PostgreSQL: read models, or emmett',
};

/** The part of PostgreSQL that a session belongs to. */
const PART_OF = { 'concord appends': 'append', 'concord tail': 'tail' };

/** Microseconds that each part has used so far. */
async function usage(pool, service) {
  const { user, system } = process.cpuUsage();
  const sums = { generator: user + system, service: used(service.pid), append: 0, tail: 0, rest: 0 };
  const { rows } = await pool.query(
    "select pid, application_name as name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  for (const { pid, name } of rows) {
    try {
      sums[PART_OF[name] ?? 'rest'] += used(pid);
    } catch {
      // It has ended.
    }
  }
  return sums;
}

/** (h) Microseconds of processor that a command takes, and who uses them: where the time goes, whatever else the machine does. */
export async function cost() {
  await using db = await database();
  await using service = await startService(db);
  await using emmett = openEmmett(db.url);
  const { declaration, report, take } = await commander(service);
  const seconds = 2 * SECONDS;
  const send = (make) => load(service, () => JSON.stringify(make()), { callers: 32, seconds, isGood: take });
  const { input: data } = declaration().variables;
  const ways = {
    declareCommitment: () => send(declaration),
    reportCommitmentProgress: () => send(report),
    'emmett append': () => rate(32, seconds, () => emmett.append({ type: 'CommitmentDeclared', data })),
  };
  const columns = [];
  for (const [name, way] of Object.entries(ways)) {
    await way();
    await settled(db);
    const before = await usage(db.pool, service);
    const figure = await way();
    await settled(db);
    const after = await usage(db.pool, service);
    const parts = Object.fromEntries(Object.keys(PARTS).map((part) => [part, (after[part] - before[part]) / (figure * seconds)]));
    // Emmett's client works in the process that measures.
    if (name.startsWith('emmett')) [parts.service, parts.generator] = [parts.generator, 0];
    columns.push({ name, figure, parts, sum: Object.values(parts).reduce((sum, one) => sum + one) });
  }
  const row = (title, value) => `| ${title} | ${columns.map((column) => number(value(column))).join(' | ')} |`;
  return {
    title: '(h) What a command costs',
    lines: [
      'Microseconds of processor for each, with 32 callers. They change less than rates with what else the machine does, though batches become smaller then.',
      '',
      `| | ${columns.map(({ name }) => name).join(' | ')} |`,
      '|---|---|---|---|',
      ...Object.entries(PARTS).map(([part, title]) => row(title, ({ parts }) => parts[part])),
      row('together', ({ sum }) => sum),
      row('a second, as measured', ({ figure }) => figure),
    ],
  };
}
