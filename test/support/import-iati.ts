import 'reflect-metadata';
import pg from 'pg';
import { CommandHandler } from '../../src/event-sourcing/command-handler.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { importIati } from '../../src/exchange/iati/import.js';
import { createCatalogue } from '../../src/service.js';

/** An import in a process of its own, to be killed: `import-iati.ts DATABASE_URL FILE`. Writes how many commands are done, a line each, and `complete`. */
const [, , url, file] = process.argv;
const pool = new pg.Pool({ connectionString: url });
const store = new PostgresEventStore({ pool });
const handler = new CommandHandler(store, createCatalogue(), { authorise: () => undefined, canSee: () => true });
await importIati([file!], {
  handler,
  caller: { user: 'importer', actor: null },
  progress: (done) => process.stdout.write(`${done}\n`),
});
process.stdout.write('complete\n');
await store.close();
await pool.end();
