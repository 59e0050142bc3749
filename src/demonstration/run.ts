import { readFile } from 'node:fs/promises';
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
  await serve({ usualFolder: 'data-demo' }, async ({ service: { handler }, address, adminKey, dataFolder }) => {
    const told = await recordAll(handler, briefing());
    const invented = withExercise ? await recordAll(handler, exercise(Number(seed))) : undefined;
    const tabs = JSON.parse(await readFile(new URL('../../web/explorer/queries.json', import.meta.url), 'utf8')) as ExplorerTab[];
    const queries = tabs.slice(0, 3).map(({ title, query }, i) => `\n${i + 1}. ${title}\n${query.replace(/^/gm, '   ')}\n`);
    process.stdout.write(
      `\nThe record of the briefing of 27 January 2021 is on (${recordedNow(told)}).\n` +
        (invented === undefined
          ? ''
          : `Beside it, an invented exercise: the fictional States Exercise-A to Exercise-F from February 2021 to January 2023 (${recordedNow(invented)}).\n`) +
        `\n  Explorer  ${address}/\n  GraphQL   ${address}/graphql\n  Calendar  ${address}/calendar.ics\n  Key       ${adminKey ?? 'the administrator has none: see docs/operating.md'} (the administrator's)\n\n` +
        `All of the briefing is public, so reading needs no key. The administrator's key manages keys; to record, make another while this runs,\n` +
        `and send it as: Authorization: Bearer <key>\n` +
        `  CONCORD_DATA='${dataFolder}' npm run concord -- key create NAME --role COORDINATOR --coordinates ALL\n\n` +
        `Three queries worth trying (they are the explorer's first tabs):\n${queries.join('')}\nCtrl-C stops it.\n`,
    );
  });
}

function recordedNow(statements: number): string {
  return statements > 0 ? `${statements} statements recorded now` : 'recorded before';
}
