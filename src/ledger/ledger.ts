import { type Pool } from 'pg';
import { parseCheckpoint } from '../../verify/verify.js';
import { type Position } from '../event-sourcing/envelope.js';
import { type Progress } from '../event-sourcing/projections/progress.js';
import { type Restart, storedRestarts } from './restarts.js';
import { LedgerTree } from './tree.js';

/** Milliseconds that a receipt waits for the leaf of its event. */
const LEAF_WITHIN = 2_000;

/** How the ledger is. */
export interface Standing {
  /** The origin under which it is signed; undefined before the first checkpoint. */
  readonly origin?: string;
  /** Leaves in the tree, and in the newest checkpoint. */
  readonly size: number;
  readonly signed: number;
  /** Why it is not signed; undefined while it is. */
  readonly refusal?: string;
}

/** What readers ask of the ledger, in every process. */
export class Ledger {
  readonly tree: LedgerTree;

  constructor(
    readonly pool: Pool,
    /** Of the projection that makes its tiles. */
    readonly progress: Progress,
  ) {
    this.tree = new LedgerTree(pool);
  }

  async standing(): Promise<Standing> {
    const { rows } = await this.pool.query<{ origin: string | null; signed: string; refusal: string | null }>(
      `select (select origin from ledger.identity) as origin, refusal,
         coalesce((select max(size) from ledger.checkpoints join ledger.identity using (origin)), 0) as signed from ledger.signing`,
    );
    const { origin, signed, refusal } = rows[0]!;
    return {
      ...{ origin: origin ?? undefined, signed: Number(signed), refusal: refusal ?? undefined },
      size: await this.tree.size(),
    };
  }

  /** The newest checkpoint as a signed note; undefined before the first. */
  async checkpoint(): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ note: string }>({
      name: 'ledger newest checkpoint',
      text: 'select note from ledger.checkpoints c join ledger.identity i using (origin) order by c.size desc limit 1',
    });
    return rows[0]?.note;
  }

  /** The first checkpoint of its origin, which says how many entries are of events from before the ledger; undefined before it. */
  async firstCheckpoint(): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ note: string }>(
      'select note from ledger.checkpoints c join ledger.identity i using (origin) order by c.size limit 1',
    );
    return rows[0]?.note;
  }

  /** The keys by which its checkpoints are verified. */
  async verifierKeys(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ verifier_keys: string[] }>('select verifier_keys from ledger.identity');
    return rows[0]?.verifier_keys ?? [];
  }

  /** Signed statements, the oldest first: each names the last checkpoint of the origin before. */
  restarts(): Promise<readonly Restart[]> {
    return storedRestarts(this.pool);
  }

  /** Where an event stands in the ledger; waits a while for its leaf. @returns undefined where it has none yet */
  async indexOf(eventId: string, position: Position): Promise<number | undefined> {
    if (this.progress.failures().size === 0) await this.progress.wait(position, LEAF_WITHIN);
    const { rows } = await this.pool.query<{ index: string }>({
      name: 'ledger index',
      text: 'select index from ledger.leaves where event_id = $1',
      values: [eventId],
    });
    return rows[0] && Number(rows[0].index);
  }

  /**
   * A `c2sp.org/tlog-proof@v1` for each of some events, for those who may see them. Its extra line is the salt; there is none where the salt was destroyed.
   * @param note the checkpoint that they lead to; the newest, if left out
   * @returns by event id; events that no signed checkpoint holds yet are left out
   */
  async proofs(eventIds: readonly string[], note?: string): Promise<ReadonlyMap<string, string>> {
    const signed = note ?? (await this.checkpoint());
    if (signed === undefined) return new Map();
    const { size } = parseCheckpoint(signed);
    const { rows } = await this.pool.query<{ event_id: string; index: string; salt: Buffer | null }>({
      name: 'ledger leaves of events',
      text: 'select event_id, index, salt from ledger.leaves where event_id = any($1) and index < $2',
      values: [eventIds, size],
    });
    const proofs = await this.tree.inclusion(
      rows.map(({ index }) => Number(index)),
      size,
    );
    return new Map(
      rows.map(({ event_id, index, salt }, i) => {
        const lines = [
          'c2sp.org/tlog-proof@v1',
          ...(salt ? [`extra ${salt.toString('base64')}`] : []),
          `index ${index}`,
          ...proofs[i]!.map((hash) => hash.toString('base64')),
        ];
        return [event_id, `${lines.join('\n')}\n\n${signed}`];
      }),
    );
  }

  /** Proof that the tree of `size` begins with that of `oldSize`, as base64 hashes. @throws {RangeError} */
  async consistency(oldSize: number, size: number): Promise<string[]> {
    return (await this.tree.consistency(oldSize, size)).map((hash) => hash.toString('base64'));
  }
}
