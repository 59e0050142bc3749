import { readFile } from 'node:fs/promises';
import { serve } from '../run-service.js';
import { recordBriefing } from './record.js';

interface ExplorerTab {
  readonly title: string;
  readonly query: string;
}

/** `npm run demo`: the service with the record of the source briefing, in a data folder of its own. */
export async function runDemonstration(): Promise<void> {
  await serve({ usualFolder: 'data-demo' }, async ({ service, address, adminKey }) => {
    const recorded = await recordBriefing(service.handler);
    const tabs = JSON.parse(await readFile(new URL('../../web/explorer/queries.json', import.meta.url), 'utf8')) as ExplorerTab[];
    const queries = tabs.slice(0, 3).map(({ title, query }, i) => `\n${i + 1}. ${title}\n${query.replace(/^/gm, '   ')}\n`);
    process.stdout.write(
      `\nThe record of the briefing of 27 January 2021 is on (${recorded > 0 ? `${recorded} statements recorded now` : 'recorded before'}).\n\n` +
        `  Explorer  ${address}/\n  GraphQL   ${address}/graphql\n  Key       ${adminKey}\n\n` +
        `Everything in it is public, so reading needs no key; to record, send it as: Authorization: Bearer <key>\n\n` +
        `Three queries worth trying (they are the explorer's first tabs):\n${queries.join('')}\nCtrl-C stops it.\n`,
    );
  });
}
