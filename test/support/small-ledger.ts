import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { activeCheckpoint } from '../../src/event-sourcing/projections/checkpoints.js';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { ledgerFiles, ledgerIdentity } from '../../src/ledger/identity.js';
import { LEDGER, ledgerProjection } from '../../src/ledger/ledger.projection.js';
import { restartLedger } from '../../src/ledger/restart.js';
import { LedgerSigner, type SignerOptions } from '../../src/ledger/signer.js';
import { LedgerTree } from '../../src/ledger/tree.js';
import { inTransaction } from '../../src/platform/transaction.js';
import { prepareGenerations } from '../../src/service.js';
import { anEvent, collect } from '../conformance/support.js';
import { testDatabase, type TestDatabase } from './postgres.js';

/** The ledger of a log in memory, on a database of its own, without a service around it. */
export class SmallLedger {
  readonly store = new MemoryEventStore();
  readonly projection = ledgerProjection(this.store);
  readonly tree: LedgerTree;

  private constructor(readonly database: TestDatabase) {
    this.tree = new LedgerTree(database.pool);
  }

  /** @param size how many events it begins with. @param as whose first events are its own too: a backup of it */
  static async of(size: number, as?: SmallLedger): Promise<SmallLedger> {
    const ledger = new SmallLedger(await testDatabase({ migrate: true }));
    await prepareGenerations(ledger.database.pool, [ledger.projection]);
    if (as) await ledger.#begin(as, size);
    else await ledger.grow(size);
    return ledger;
  }

  get pool() {
    return this.database.pool;
  }

  /** Records events and gives them their leaves. */
  async grow(count: number, data: (n: number) => object = (n) => ({ n })): Promise<void> {
    for (let n = 0; n < count; n++) await this.store.append(`commitment-${randomUUID()}`, -1, [anEvent(data(n))]);
    await this.project();
  }

  /** Gives the events without a leaf theirs. */
  async project(): Promise<void> {
    const { generation } = (await activeCheckpoint(this.pool, LEDGER))!;
    const events = (await collect(this.store.readAll())).slice(await this.tree.size());
    const writer = this.projection.writer(generation);
    await inTransaction(this.pool, (client) => writer.apply(client, events, { recordedBefore: '', recordedAfter: '' }));
  }

  signer(folder: string, { origin, ...options }: Partial<SignerOptions> = {}): LedgerSigner {
    const identity = ledgerIdentity(folder, { origin });
    return new LedgerSigner({
      ...identity,
      pool: this.pool,
      tree: this.tree,
      files: ledgerFiles(folder),
      isCaughtUp: () => Promise.resolve(true),
      log: SILENT,
      ...options,
    });
  }

  /** `concord ledger restart --origin … --reason …` */
  restart(dataFolder: string, origin: string, pool = this.pool): Promise<string> {
    const { store, projection } = this;
    const identity = ledgerIdentity(dataFolder, { origin });
    return restartLedger({ pool, store, projection, dataFolder, identity, reason: 'a backup was put back', now: new Date() });
  }

  async #begin(as: SmallLedger, size: number): Promise<void> {
    await this.store.restore((await collect(as.store.readAll())).slice(0, size), 0n);
    const { rows } = await as.pool.query<{ index: string; event_id: string; salt: Buffer; entry: Buffer }>(
      'select * from ledger.leaves where index < $1',
      [size],
    );
    for (const { index, event_id, salt, entry } of rows)
      await this.pool.query('insert into ledger.leaves values ($1, $2, $3, $4)', [index, event_id, salt, entry]);
    await this.project();
  }
}

const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined };

/** Folders that are removed when the spec file has ended: `afterAll(removeFolders)`. */
const folders: string[] = [];
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'concord-ledger-'));
  folders.push(folder);
  return folder;
}
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
