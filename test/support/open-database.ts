import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/platform/database.js';

/**
 * A process that has the configured database open until standard input ends: `node --import typescript.mjs open-database.ts [join]`.
 * Writes a line of JSON: `{ url, dataFolder, embedded }` or `{ error }`. A line `query <sql>` on standard input is answered by its first row, tried for half a minute.
 */
try {
  const database = await openDatabase({ join: process.argv[2] === 'join' });
  const { url, dataFolder, embedded, pool } = database;
  console.log(JSON.stringify({ url, dataFolder, embedded }));
  for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
    for (const deadline = Date.now() + 30_000; ; await sleep(100)) {
      try {
        console.log(JSON.stringify((await pool.query(line)).rows[0] ?? {}));
        break;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }
  await database.close();
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
  process.exitCode = 1;
}
