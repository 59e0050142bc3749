import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandHandler } from '../../src/event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { type EventStore } from '../../src/event-sourcing/event-store.js';
import { type importFts } from '../../src/exchange/fts/import.js';
import { type importIati } from '../../src/exchange/iati/import.js';
import { type ImportOptions } from '../../src/exchange/publication/import.js';
import { createCatalogue } from '../../src/service.js';
import { logOf, logVariables, storeOf } from './event-store-server.js';
import { openAccess } from './open-access.js';
import { testDatabase } from './postgres.js';

export const importer = { user: 'importer', actor: null };
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A file of the UN refugee agency's activities, where it lies beside the project. */
export const UNHCR = here('../../../shared/data/iati/unhcr-activities-2023.xml');

/** A handler of commands on a log, for whom everything is allowed. */
export function handlerOn(store: EventStore) {
  return new CommandHandler<typeof importer>(store, createCatalogue(), openAccess);
}

/** An import into a log. */
export function into(store: EventStore, importFiles: typeof importIati | typeof importFts, handler = handlerOn(store)) {
  return (file: string | readonly string[], options: Partial<ImportOptions<typeof importer>> = {}) =>
    importFiles([file].flat(), { handler, caller: importer, ...options });
}

export async function eventsOf(store: EventStore): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
}

export function typesOf(events: readonly RecordedEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** The log stream by stream, without where and when it was taken. */
export function told(events: readonly RecordedEvent[]): Record<string, unknown[]> {
  const streams: Record<string, unknown[]> = {};
  for (const { stream, revision, id, type, data, metadata } of events) {
    (streams[stream] ??= [])[revision] = { id, type, data, metadata };
  }
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(streams).sort()))) as Record<string, unknown[]>;
}

/** The events that an import leaves that is killed (-9) once so many commands are done, again and again, and runs to its end at last. */
export async function importKilledAt(
  format: 'iati' | 'fts' | 'recommendations',
  file: string,
  kills: readonly number[],
  { map, prepare }: { readonly map?: string; readonly prepare?: (store: EventStore) => Promise<void> } = {},
): Promise<{ readonly ends: string[]; readonly events: RecordedEvent[] }> {
  const database = await testDatabase({ migrate: true });
  try {
    const ends: string[] = [];
    const store = storeOf(database.pool);
    await prepare?.(store);
    const args = [format, database.url, file, ...(map === undefined ? [] : [map])];
    for (const killAt of [...kills, Infinity]) ends.push(await runImport(args, killAt));
    const events = await eventsOf(store);
    await store.close();
    return { ends, events };
  } finally {
    await database.close();
  }
}

async function runImport(args: readonly string[], killAt: number): Promise<string> {
  const child = spawn(process.execPath, ['--import', here('typescript.mjs'), here('import-published.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', ...logVariables(logOf(args[1]!)) },
  });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (Number(line) >= killAt) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode === 'SIGKILL' ? 'killed' : last;
}

/** Runs `concord` with these arguments on a database, as somebody at a terminal does. */
export async function concord(databaseUrl: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', here('typescript.mjs'), here('../../src/cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: tmpdir(),
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ...logVariables(logOf(databaseUrl)),
      DATABASE_URL: databaseUrl,
      CONCORD_LOG_LEVEL: 'error',
    },
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...said, code };
}
