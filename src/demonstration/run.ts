import { readFile } from 'node:fs/promises';
import { type ApiKeys } from '../access/api-keys.js';
import { serve } from '../run-service.js';
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
  await serve({ usualFolder: 'data-demo' }, async ({ service: { handler }, keys, address, dataFolder }) => {
    const told = await recordAll(handler, briefing());
    const invented = withExercise ? await recordAll(handler, exercise(Number(seed))) : undefined;
    const tabs = JSON.parse(await readFile(new URL('../../web/explorer/queries.json', import.meta.url), 'utf8')) as ExplorerTab[];
    const queries = tabs.slice(0, 3).map(({ title, query }, i) => `\n${i + 1}. ${title}\n${query.replace(/^/gm, '   ')}\n`);
    process.stdout.write(
      `\nThe record of the briefing of 27 January 2021 is on (${recordedNow(told)}).\n` +
        (invented === undefined
          ? ''
          : `Beside it, an invented exercise: the fictional States Exercise-A to Exercise-F from February 2021 to January 2023 (${recordedNow(invented)}).\n`) +
        `\n  Explorer  ${address}/\n  GraphQL   ${address}/graphql\n  Calendar  ${address}/calendar.ics\n  Key       ${await coordinatorKey(keys)}\n\n` +
        `All of the briefing is public, so reading needs no key; to record for any organisation, send it as: Authorization: Bearer <key>\n` +
        `A key for somebody else, while this runs: CONCORD_DATA='${dataFolder}' npm run concord -- key create NAME --role READER\n\n` +
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

function recordedNow(statements: number): string {
  return statements > 0 ? `${statements} statements recorded now` : 'recorded before';
}
