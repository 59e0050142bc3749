import { corrected } from '../../src/event-sourcing/fold.js';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { importFts } from '../../src/exchange/fts/import.js';
import { projectIdOf } from '../../src/exchange/publication/identity.js';
import { type Transfer } from '../../src/records/assistance-project/assistance-project.fields.js';
import { type AssistanceProjectState } from '../../src/records/assistance-project/assistance-project.fields.js';
import { eventsOf, handlerOn, into } from './imports.js';
import { temporaryFile } from './temporary-file.js';

const GOOD = {
  id: '7',
  date: '2020-12-31',
  description: 'Wheat',
  amountUSD: '582276',
  originalAmount: '5000000',
  originalCurrency: 'NOK',
  srcOrganization: 'Norway, Government of',
  srcOrganizationTypes: 'Government',
  destOrganization: 'World Food Programme',
  destOrganizationTypes: 'UN agency',
  destLocations: 'AFG',
  destGlobalClusters: '',
  destPlan: '',
  destPlanCode: '',
  destProject: '',
  destProjectCode: '',
  destEmergency: '',
  destUsageYearStart: '2020',
  destUsageYearEnd: '2020',
  contributionType: 'financial',
  flowType: 'Standard',
  status: 'paid',
  keywords: '',
  refCode: '',
  updatedAt: '2021-01-29',
};

/** A flow as a row of CSV; what is left out is as in any good one. */
export function flow(cells: Partial<typeof GOOD> = {}): string {
  return Object.values({ ...GOOD, ...cells })
    .map((cell) => (/[,"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join();
}

/** A file of flows in a folder of its own, for the time of the test. @returns its path */
export function ftsFile(rows: readonly string[]): Promise<string> {
  return temporaryFile('flows.csv', `${Object.keys(GOOD).join()}\n${rows.join('\n')}\n`);
}

/** An empty log with an importer. */
export function ftsLog() {
  const store = new MemoryEventStore();
  const handler = handlerOn(store);
  const take = into(store, importFts, handler);
  return {
    store,
    take,
    /** Imports a file of these rows. */
    publish: async (...rows: string[]) => take(await ftsFile(rows)),
    state: async (id = '7') =>
      (await handler.load('assistanceProject', projectIdOf(`FTS:${id}`))).state as AssistanceProjectState,
    events: () => eventsOf(store),
    /** Movements of money as they count now, with the type of their event. */
    moved: async () => {
      const events = await eventsOf(store);
      return events
        .filter(({ type }) => type.startsWith('Funds'))
        .map((event) => ({ type: event.type, ...(corrected(event, events).data as Transfer) }));
    },
  };
}
