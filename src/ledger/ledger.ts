import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { committed, parseCheckpoint } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { SigningKey } from './keys.js';
import { readIfThere, replaceFile } from './signed-file.js';
import { LedgerTree } from './tree.js';

/** How the ledger is named and signed. */
export interface LedgerIdentity {
  /** Names the log to the world: a host and path without scheme. */
  readonly origin: string;
  /** The keys that sign, the newest first; none in a process that only serves. */
  readonly keys: readonly SigningKey[];
}

const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

/** Private keys as configured, or one that is made at the first start and kept in a file of mode 600. PKCS #8 PEM texts. @throws for none */
function privateKeys(file: string, given: string | undefined): string[] {
  if (given === undefined && !existsSync(file)) replaceFile(file, SigningKey.generate(), 0o600);
  const pems: readonly string[] = (given ?? readIfThere(file) ?? '').match(PEM) ?? [];
  if (pems.length === 0) throw new Error(`${given === undefined ? file : 'the key given'} holds no private key in PEM form`);
  return [...pems];
}

/** A name of one's own says so: nobody looks for it in the public. */
function localName(noun: string, pem: string): string {
  return `${noun}.localhost/${new SigningKey('', pem).publicKey.toString('hex').slice(0, 16)}`;
}

/** The key by which this installation witnesses the ledgers of others, kept in the data folder. @param name as configured */
export function witnessKey(dataFolder: string, name: string | undefined): SigningKey {
  const [pem] = privateKeys(join(dataFolder, 'witness-key.pem'), undefined);
  return new SigningKey(name ?? localName('witness', pem!), pem!);
}

/**
 * The ledger's origin and keys: as configured, or made at the first start and kept in the data folder.
 * @param given private keys as PKCS #8 PEM texts, one after the other
 */
export function ledgerIdentity(dataFolder: string, origin: string | undefined, given: string | undefined): LedgerIdentity {
  const pems = privateKeys(join(dataFolder, 'ledger-key.pem'), given);
  const name = origin ?? localName('ledger', pems[0]!);
  return { origin: name, keys: pems.map((pem) => new SigningKey(name, pem)) };
}

/** What readers ask of the ledger, in every process. */
export class Ledger {
  readonly tree: LedgerTree;

  constructor(readonly pool: Pool) {
    this.tree = new LedgerTree(pool);
  }

  /** The newest checkpoint as a signed note; undefined before the first. */
  async checkpoint(): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ note: string }>({
      name: 'ledger newest checkpoint',
      text: 'select note from ledger.checkpoints c join ledger.identity i using (origin) order by c.size desc limit 1',
    });
    return rows[0]?.note;
  }

  /** The keys by which its checkpoints are verified. */
  async verifierKeys(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ verifier_keys: string[] }>('select verifier_keys from ledger.identity');
    return rows[0]?.verifier_keys ?? [];
  }

  /** Where events stand in the ledger, by their ids; those that have no leaf yet are left out. */
  async indexes(eventIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ event_id: string; index: string }>({
      name: 'ledger indexes',
      text: 'select event_id, index from ledger.leaves where event_id = any($1)',
      values: [eventIds],
    });
    return new Map(rows.map(({ event_id, index }) => [event_id, Number(index)]));
  }

  /**
   * A `c2sp.org/tlog-proof@v1` of an event, with its salt as the extra line (none where it was destroyed), for those who may see the event.
   * @returns undefined where no signed checkpoint holds the event yet
   */
  async proof(eventId: string, note?: string): Promise<string | undefined> {
    const signed = note ?? (await this.checkpoint());
    if (signed === undefined) return undefined;
    const { rows } = await this.pool.query<{ index: string; salt: Buffer | null }>({
      name: 'ledger leaf of event',
      text: 'select index, salt from ledger.leaves where event_id = $1',
      values: [eventId],
    });
    const [leaf] = rows;
    const { size } = parseCheckpoint(signed);
    if (!leaf || Number(leaf.index) >= size) return undefined;
    const hashes = await this.tree.inclusion(Number(leaf.index), size);
    return [
      'c2sp.org/tlog-proof@v1',
      ...(leaf.salt ? [`extra ${leaf.salt.toString('base64')}`] : []),
      `index ${leaf.index}`,
      ...hashes.map((hash) => hash.toString('base64')),
      '',
      signed,
    ].join('\n');
  }

  /** Proof that the tree of `size` begins with that of `oldSize`, as base64 hashes. @throws RangeError */
  async consistency(oldSize: number, size: number): Promise<string[]> {
    return (await this.tree.consistency(oldSize, size)).map((hash) => hash.toString('base64'));
  }
}

/** An event as a bundle holds it: what its entry commits to, and nothing else. */
export function bundled(event: RecordedEvent): unknown {
  return JSON.parse(committed(event));
}
