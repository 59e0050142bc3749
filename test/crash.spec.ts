import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresEventStore } from '../src/event-sourcing/postgres/postgres-event-store.js';
import { openDatabase } from '../src/platform/database.js';
import { createLog } from '../src/platform/log.js';
import { ChildService } from './support/child-service.js';
import { CommandLoad } from './support/command-load.js';
import { positionsAfter } from './support/log-reading.js';
import { size } from './support/size.js';

/** How often service or database are killed; fifty is what the service is held to. */
const KILLS = size('CONCORD_TEST_KILLS', { short: 2, long: 10 });
const WRITERS = 8;
/** Commands acknowledged between two kills. */
const LOAD = 60;

describe('a service that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-crash-'));
  const service = new ChildService({ dataFolder: folder });
  beforeAll(() => (chmodSync(folder, 0o755), service.start()));
  afterAll(async () => {
    await service.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Kills the database's main process; the service brings it up again. */
  const killDatabase = () => {
    const [pid] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  };

  it(
    `keeps every acknowledged command once, over ${KILLS} kills of itself and of its database under load, and each read model is the fold of its events`,
    async () => {
      const load = new CommandLoad(service);
      await load.start(WRITERS);
      for (let kill = 0; kill < KILLS; kill++) {
        await load.more(LOAD);
        if (kill % 2 === 0) {
          await service.end();
          await service.start();
        } else killDatabase();
      }
      await load.more(LOAD);
      await load.stop();

      const database = await openDatabase({ configuration: { dataFolder: folder }, join: true, log: createLog('error') });
      const store = new PostgresEventStore({ pool: database.pool });
      try {
        const records = await load.check(store, database.pool);
        const positions = await positionsAfter(store, 0n);
        expect(positions).toEqual(positions.map((_, i) => BigInt(i + 1)));
        if (KILLS > 10)
          process.stdout.write(
            `${KILLS} kills: ${load.acknowledged} commands acknowledged, ${load.resent} sent again, ${records} records\n`,
          );
      } finally {
        await store.close();
        await database.close();
      }
    },
    90_000 + KILLS * 20_000,
  );
});
