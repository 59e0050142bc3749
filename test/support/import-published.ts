import 'reflect-metadata';
import pg from 'pg';
import { CommandHandler } from '../../src/event-sourcing/command-handler.js';
import { openEventStore } from '../../src/event-sourcing/open-event-store.js';
import { importFts } from '../../src/exchange/fts/import.js';
import { importIati } from '../../src/exchange/iati/import.js';
import { importRecommendations } from '../../src/exchange/recommendations/import.js';
import { readMap } from '../../src/exchange/recommendations/map.js';
import { createCatalogue } from '../../src/service.js';
import { openAccess } from './open-access.js';

/**
 * An import in a process of its own, to be killed: `import-published.ts iati|fts|recommendations DATABASE_URL FILE [MAP]`. Writes how many commands are done, a line each, and
 * `complete`.
 */
const [, , format, url, file, map] = process.argv;
const pool = new pg.Pool({ connectionString: url });
const { EVENTSTORE_URL: eventStoreUrl, EVENTSTORE_PREFIX: eventStorePrefix } = process.env;
const { store } = await openEventStore({ pool, eventStoreUrl: eventStoreUrl || undefined, eventStorePrefix });
const handler = new CommandHandler(store, createCatalogue(), openAccess);
const columns = map === undefined ? undefined : await readMap(map);
const published = format === 'fts' ? importFts : importIati;
const importFiles: typeof importIati = columns ? (files, options) => importRecommendations(columns, files, options) : published;
await importFiles([file!], {
  handler,
  caller: { user: 'importer', actor: null },
  progress: (done) => process.stdout.write(`${done}\n`),
});
process.stdout.write('complete\n');
await store.close();
await pool.end();
