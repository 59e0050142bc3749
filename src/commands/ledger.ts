import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyFiles } from '../../verify/cli.js';
import { logOnly, parsePolicy } from '../../verify/policy.js';
import { parseCheckpoint, type Policy } from '../../verify/verify.js';
import { fromGlobalId, parseGlobalId } from '../graphql/global-id.js';
import { streamOf } from '../event-sourcing/catalogue.js';
import { bundleOf } from '../ledger/bundle.js';
import { follow } from '../ledger/follow.js';
import { addLedgerKey, ledgerIdentity, type LedgerIdentity, retireLedgerKeys } from '../ledger/identity.js';
import { LEDGER } from '../ledger/ledger.projection.js';
import { compareLog, restartLedger } from '../ledger/restart.js';
import { ledgerFolder } from '../open-ledger.js';
import { readConfiguration } from '../platform/configuration.js';
import { type Database } from '../platform/database.js';
import { startProgress } from '../platform/progress.js';
import { withService } from './with-service.js';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** @throws where there is none */
function folderIn(database: Database): string {
  const folder = ledgerFolder(database, readConfiguration());
  if (folder === undefined) throw new Error('set CONCORD_DATA to the data folder of the process that signs');
  return folder;
}

/** `concord ledger export RECORD…`: a bundle for each record. @throws for a record that is not there */
export async function exportBundles(records: readonly string[], { out }: { readonly out: string }): Promise<void> {
  await withService(async (service, _signal, _log, database) => {
    const { modules } = service;
    const { keys } = ledgerIdentity(folderIn(database), readConfiguration().ledger ?? {});
    mkdirSync(out, { recursive: true });
    for (const record of records) {
      const id = parseGlobalId(record);
      if (!id || !modules.has(id.kind)) throw new Error(`${record}: is the id of a record: <kind>_<uuid>`);
      const kind = modules.get(id.kind)!.definition.extract?.from ?? id.kind;
      const bundle = await bundleOf(streamOf(kind, fromGlobalId(id.kind, record)!), service, keys);
      const file = join(out, `${record}.json`);
      writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`);
      say(`${file}: ${bundle.events.length} events`);
    }
  });
}

/** `concord ledger verify --policy FILE BUNDLE…`, offline. */
export function verifyBundles(bundles: readonly string[], { policy }: { readonly policy: string }): void {
  if (verifyFiles(policy, bundles) > 0) process.exitCode = 1;
}

/** `concord ledger check`: compares the log with the ledger, and the ledger with its newest checkpoint. */
export async function checkLedger(): Promise<void> {
  await withService(async ({ store, pool, ledger }) => {
    const line = startProgress('compare', undefined, 'events');
    const found = await compareLog(store, pool, (events) => line.update(events)).finally(() => line.finish());
    if (found.difference !== undefined) throw new Error(found.difference);
    const note = await ledger.checkpoint();
    if (note === undefined) {
      say(`${found.events} events, none of them signed yet`);
      return;
    }
    const { origin, size, root } = parseCheckpoint(note);
    if (!(await ledger.tree.root(size)).equals(root))
      throw new Error(
        `the tiles do not lead to the root of the checkpoint of ${size} entries: make them again (concord rebuild ${LEDGER})`,
      );
    say(`${found.events} events are what their leaves commit to; the checkpoint of ${origin} holds ${size} of them`);
  });
}

export interface FollowCommand {
  readonly policy?: string;
  readonly key?: string[];
  readonly folder: string;
  readonly every: string;
  readonly stalled: string;
  readonly once?: boolean;
}

/** `concord ledger follow URL`. Exit code 1 where there was an alarm. */
export async function followLedger(
  url: string,
  { policy, key, folder, every, stalled, once = false }: FollowCommand,
): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const alarms = await follow({
    ...{ url, folder, once, say, signal: stop.signal },
    policy: policyOf(policy, key),
    every: secondsOf('--every', every) * 1_000,
    stalledAfter: secondsOf('--stalled', stalled) * 1_000,
  });
  if (alarms > 0) process.exitCode = 1;
}

function policyOf(file: string | undefined, keys: readonly string[] | undefined): Policy {
  if ((file === undefined) === (keys === undefined)) throw new Error('give either --policy or --key');
  return file === undefined ? logOnly(keys!) : parsePolicy(readFileSync(file, 'utf8'));
}

function secondsOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`${option} ${text}: is a whole number of seconds from 1 on`);
  return Number(text);
}

/** `concord ledger restart --reason TEXT [--origin NAME]`. */
export async function restartUnder({ reason, origin }: { readonly reason: string; readonly origin?: string }): Promise<void> {
  await withService(async ({ pool, store, projections }, _signal, _log, database) => {
    const { ledger = {} } = readConfiguration();
    const folder = folderIn(database);
    if (ledger.origin !== undefined && origin !== undefined && ledger.origin !== origin)
      throw new Error(
        `--origin ${origin}: CONCORD_LEDGER_ORIGIN says ${ledger.origin}; set the new one there, and leave --origin out`,
      );
    const present = ledgerIdentity(folder, ledger);
    const name = origin ?? ledger.origin ?? following(present.origin);
    if (!/^[^\s+]{1,200}$/u.test(name)) throw new Error(`--origin ${name}: is a host and path without scheme: no blanks, no +`);
    const identity: LedgerIdentity = { origin: name, keys: present.keys.map((key) => key.renamed(name)) };
    const projection = projections.get(LEDGER)!;
    const statement = await restartLedger({ pool, store, projection, dataFolder: folder, identity, reason, now: new Date() });
    say(`The ledger goes on as ${name} with the next start of the service. Its verifier keys:`);
    for (const key of identity.keys) say(`  ${key.verifierKey()}`);
    say(`The statement, for those who follow it and witness it (GET /ledger/restarts):\n\n${statement}`);
  });
}

/** The origin that comes after one: `concord.example.org/ledger`, `concord.example.org/ledger/2`. */
function following(origin: string): string {
  const [, name, number] = /^(.*?)(?:\/(\d{1,4}))?$/.exec(origin)!;
  return `${name}/${Number(number ?? 1) + 1}`;
}

/** `concord ledger key list | add | retire`. */
export async function ledgerKeys(action: 'list' | 'add' | 'retire'): Promise<void> {
  await withService((_service, _signal, _log, database) => {
    const { ledger = {} } = readConfiguration();
    const folder = folderIn(database);
    const { origin, keys } = { list: ledgerIdentity, add: addLedgerKey, retire: retireLedgerKeys }[action](folder, ledger);
    for (const key of keys) say(key.verifierKey());
    if (action !== 'list')
      say(`From the next start of the service on, ${origin} is signed by ${keys.length === 1 ? 'this key' : 'these keys'}.`);
    return Promise.resolve();
  });
}
