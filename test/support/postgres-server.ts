import { rmSync } from 'node:fs';
import { findDataFolder } from '../../src/platform/data-folder.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.js';
import { markLeakproof } from '../../src/platform/reader-role.js';
import { createLog } from '../../src/platform/log.js';
import pg from 'pg';

/** The PostgreSQL of a test run, in the folder named: writes its URL, and stops and removes everything at the end of standard input. */
const folder = findDataFolder(process.argv[2]);
const server = await startEmbeddedPostgres(folder, { durable: false, log: createLog('warn') });
const admin = new pg.Client(server.adminUrl);
await admin.connect();
await admin.query('alter role concord createdb; alter database template0 allow_connections true');
await admin.end();
// Every database of the tests is made from it, by a user who may not do this.
const template = new URL(server.adminUrl);
template.pathname = 'template0';
const marking = new pg.Client(template.href);
await marking.connect();
await markLeakproof(marking);
await marking.end();
process.stdout.write(`${server.url}\n`);
process.stdin.resume().once('end', () => {
  void server.stop().then(() => {
    rmSync(folder.path, { recursive: true, force: true });
    process.exit(0);
  });
});
