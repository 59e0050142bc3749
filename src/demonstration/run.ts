import { readFile } from 'node:fs/promises';
import { type ApiKeys } from '../access/api-keys.js';
import { type Running, serve } from '../run-service.js';
import { exercise } from './exercise/exercise.js';
import { briefing, recordAll } from './record.js';

interface ExplorerTab {
  readonly title: string;
  readonly query: string;
}

export interface DemonstrationOptions {
  /** Whether the invented exercise is recorded too. */
  readonly exercise: boolean;
  /** Number that the exercise is invented from. */
  readonly seed: string;
}

/** `npm run demo`: the service with the record of the source briefing, and of an invented exercise, in a data folder of its own. */
export async function runDemonstration({ exercise: withExercise, seed }: DemonstrationOptions): Promise<void> {
  if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed ${seed}: a seed is a whole number of at most nine digits`);
  await serve({ usualFolder: 'data-demo' }, async (running) => {
    const { service, keys, address, dataFolder } = running;
    const { handler } = service;
    const told = await recordAll(handler, briefing());
    const invented = withExercise ? await recordAll(handler, exercise(Number(seed))) : undefined;
    const tabs = JSON.parse(await readFile(new URL('../../web/explorer/queries.json', import.meta.url), 'utf8')) as ExplorerTab[];
    const queries = tabs.slice(0, 3).map(({ title, query }, i) => `\n${i + 1}. ${title}\n${query.replace(/^/gm, '   ')}\n`);
    process.stdout.write(
      `\nThe record of the briefing of 27 January 2021 is on (${recordedNow(told)}).\n` +
        (invented === undefined
          ? ''
          : `Beside it, an invented exercise: the fictional States Exercise-A to Exercise-F from February 2021 to January 2023 (${recordedNow(invented)}).\n`) +
        `\n  Dashboard ${address}/\n  Explorer  ${address}/explorer\n  GraphQL   ${address}/graphql\n  Calendar  ${address}/calendar.ics\n\n` +
        `Reading needs no key: all of the briefing is public. To record, send a key as: Authorization: Bearer <key>\n\n` +
        `  Coordinator's key    ${await coordinatorKey(keys)}\n                       records for every organisation; each start makes a new one\n` +
        `  Administrator's key  ${administratorKey(running)}\n                       manages keys and thresholds; it cannot change records\n\n` +
        `To make a key for somebody else, while this runs:\n  CONCORD_DATA='${dataFolder}' npm run concord -- key create NAME --role READER\n\n` +
        `Three queries worth trying (they are the explorer's first tabs):\n${queries.join('')}\nCtrl-C stops it.\n`,
    );
  });
}

/** A key that records for every organisation of the demonstration, in place of the one of the last start. */
async function coordinatorKey(keys: ApiKeys): Promise<string> {
  const name = 'demonstration';
  await keys.revoke(name);
  return (await keys.make({ name, user: 'coordinator', roles: ['COORDINATOR'], coordinates: 'ALL' })).text;
}

/** The administrator's key at the start that made it, later the place where it is kept. */
function administratorKey({ adminKey, adminKeyFile, isAdminKeyNew }: Running): string {
  if (isAdminKeyNew) return `${adminKey} (kept in ${adminKeyFile})`;
  return adminKeyFile === undefined ? 'as set by CONCORD_ADMIN_KEY' : `kept in ${adminKeyFile}`;
}

function recordedNow(statements: number): string {
  return statements > 0 ? `${statements} statements recorded now` : 'recorded before';
}
