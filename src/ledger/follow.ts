import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkCheckpoint, type Checkpoint, parseCheckpoint, type Policy } from '../../verify/verify.js';
import { consistencyProof, HASH_BYTES, type ReadTile, TILE_WIDTH, tilePath, checkConsistency } from './merkle.js';
import { readIfThere, replaceFile } from './signed-file.js';

export interface FollowOptions {
  /** Address of the ledger: `https://concord.example.org/ledger`. */
  readonly url: string;
  /** Where checkpoints are kept: `checkpoint`, the newest that held, written when the log has grown, and one file for each that did not. */
  readonly folder: string;
  readonly policy: Policy;
  /** Milliseconds between two looks, and without growth until the log counts as stalled. */
  readonly every: number;
  readonly stalledAfter: number;
  /** Looks once. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Keeps a copy of another installation's checkpoints. Each one must follow on the last that held; one that does not is kept as evidence.
 * @returns how many alarms there were
 */
export async function follow(options: FollowOptions): Promise<number> {
  const { folder, every, stalledAfter, once, signal, say } = options;
  mkdirSync(folder, { recursive: true });
  let alarms = 0;
  let said = '';
  const alarm = (line: string) => {
    if (line === said) return;
    said = line;
    alarms++;
    say(`ALARM ${new Date().toISOString()} ${line}`);
  };
  for (;;) {
    try {
      if ((await look(options)) === 'grown') said = '';
      const grewAt = statSync(join(folder, 'checkpoint')).mtime;
      if (Date.now() - grewAt.getTime() > stalledAfter)
        alarm(`the log has stalled: it has not grown since ${grewAt.toISOString()}`);
    } catch (error) {
      alarm((error as Error).message);
    }
    if (once || signal.aborted) return alarms;
    await pause(every, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return alarms;
  }
}

/** Fetches the newest checkpoint. @throws where it does not follow on the one kept */
async function look({ url, folder, policy, say }: FollowOptions): Promise<'grown' | 'same'> {
  const base = url.replace(/\/$/, '');
  const note = (await get(`${base}/checkpoint`)).toString('utf8');
  const newer = checkCheckpoint(note, policy);
  const file = join(folder, 'checkpoint');
  const kept = readIfThere(file);
  if (kept === undefined) {
    replaceFile(file, note, 0o644);
    say(`${newer.origin}: begins at ${newer.size} entries`);
    return 'grown';
  }
  const former = parseCheckpoint(kept);
  if (newer.origin !== former.origin) throw new Error(`the log calls itself ${newer.origin}, and was ${former.origin}`);
  try {
    await compare(former, newer, base);
  } catch (error) {
    replaceFile(join(folder, `evidence-${newer.size}-${newer.root.toString('hex').slice(0, 16)}`), note, 0o644);
    throw error;
  }
  if (newer.size === former.size) return 'same';
  replaceFile(file, note, 0o644);
  say(`${newer.origin}: ${newer.size} entries, follows on ${former.size}`);
  return 'grown';
}

async function compare(former: Checkpoint, newer: Checkpoint, base: string): Promise<void> {
  if (newer.size < former.size) throw new Error(`the log has shrunk from ${former.size} to ${newer.size} entries`);
  const read: ReadTile = async (level, index) => {
    const width = Math.min(TILE_WIDTH, Math.floor(newer.size / TILE_WIDTH ** level) - index * TILE_WIDTH);
    const tile = await get(`${base}/tile/${tilePath(level, index, width)}`);
    if (tile.length !== width * HASH_BYTES) throw new Error(`tile ${tilePath(level, index, width)} has ${tile.length} bytes`);
    return tile;
  };
  checkConsistency(former.size, former.root, newer.size, newer.root, await consistencyProof(former.size, newer.size, read));
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch((error: Error) => {
    throw new Error(`${url} does not answer: ${String((error.cause as Error | undefined)?.message ?? error.message)}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
