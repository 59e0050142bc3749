import { afterAll, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseCheckpoint } from '../verify/verify.js';
import { takeLead } from '../src/event-sourcing/projections/leadership.js';
import { Progress } from '../src/event-sourcing/projections/progress.js';
import { serveLedger } from '../src/http/ledger.js';
import { copyLeaves } from '../src/ledger/copy-leaves.js';
import { ledgerFiles } from '../src/ledger/identity.js';
import { Ledger } from '../src/ledger/ledger.js';
import { tilePath } from '../src/ledger/merkle.js';
import { addRestarts, restartsIn } from '../src/ledger/restarts.js';
import { type LedgerSigner, newestCheckpoint, SIGNER, type SignerOptions } from '../src/ledger/signer.js';
import { aFolder, removeFolders, SmallLedger } from './support/small-ledger.js';

const A = 'log.example/a';
const B = 'log.example/b';
const C = 'log.example/c';
afterAll(removeFolders);

const sizeIn = (folder: string) => parseCheckpoint(readFileSync(ledgerFiles(folder).checkpoint, 'utf8')).size;

/** A signer's run up to a moment. */
async function running(signer: LedgerSigner, until: () => boolean): Promise<void> {
  const stop = new AbortController();
  const run = signer.run(stop.signal);
  for (const deadline = Date.now() + 30_000; !until() && Date.now() < deadline;) await pause(10);
  stop.abort();
  await run;
}

/** A log that remembers. */
function heard() {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return { lines, log: { error: say, warn: say, info: say } };
}

describe('a signer', () => {
  it('signs nothing under a past origin, though a statement names it, once the ledger went on from there', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(3);
    await ledger.signer(folder, { origin: A }).sign();
    await ledger.restart(folder, B);
    const backup = await SmallLedger.of(3, ledger);
    await ledger.grow(2);
    await ledger.signer(folder, { origin: B }).sign();
    await ledger.restart(folder, C);
    await ledger.signer(folder, { origin: C }).sign();
    // The database is put back to the time of the second origin, and so is the setting.
    await backup.grow(4);
    await expect(backup.signer(folder, { origin: B }).sign()).rejects.toThrow(
      `the ledger goes on as ${C} by its statement, and this process is ${B}`,
    );
    await expect(backup.signer(folder, { origin: A }).sign()).rejects.toThrow(`goes on as ${C}`);
    expect(await newestCheckpoint(backup.pool, B)).toBeUndefined();
    expect(sizeIn(folder)).toBe(5);
  });

  it('goes on from nothing but the checkpoint that the statement names', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(3);
    await ledger.signer(folder, { origin: A }).sign();
    const kept = readFileSync(ledgerFiles(folder).checkpoint, 'utf8');
    await ledger.grow(1);
    await ledger.signer(folder, { origin: A }).sign();
    const later = readFileSync(ledgerFiles(folder).checkpoint, 'utf8');
    writeFileSync(ledgerFiles(folder).checkpoint, kept);
    await ledger.pool.query('delete from ledger.checkpoints where size = 4');
    await ledger.restart(folder, B);
    writeFileSync(ledgerFiles(folder).checkpoint, later);
    await expect(ledger.signer(folder, { origin: B }).sign()).rejects.toThrow(
      `4 entries were signed as ${A}, and no statement goes on from them as ${B}`,
    );
    writeFileSync(ledgerFiles(folder).checkpoint, kept);
    expect(parseCheckpoint((await ledger.signer(folder, { origin: B }).sign())!).origin).toBe(B);
  });

  it('keeps nothing of a checkpoint that witnesses cosigned after it lost the lead', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(3);
    const stop = new AbortController();
    const cosigning = { isComplete: () => true, cosign: () => (stop.abort(new Error('lost the lead')), Promise.resolve('')) };
    await expect(ledger.signer(folder, { origin: A, cosigning }).sign(stop.signal)).rejects.toThrow('lost the lead');
    expect(await newestCheckpoint(ledger.pool, A)).toBeUndefined();
  });

  it('keeps what it has signed before a witness sees it', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(3);
    const seen: number[] = [];
    const cosigning = { isComplete: () => true, cosign: () => (seen.push(sizeIn(folder)), Promise.resolve('')) };
    await ledger.signer(folder, { origin: A, cosigning }).sign();
    expect(seen).toEqual([3]);
  });

  it('says once why it does not sign, and that it signs again only when it does', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(3);
    await ledger.signer(folder, { origin: A }).sign();
    const backup = await SmallLedger.of(2, ledger);
    let isCaughtUp = true;
    const { lines, log } = heard();
    let looks = 0;
    const options: Partial<SignerOptions> = {
      ...{ origin: A, log },
      isCaughtUp: () => Promise.resolve((looks++, isCaughtUp)),
    };
    const signer = backup.signer(folder, options);
    await running(signer, () => looks > 2);
    expect(lines).toEqual([expect.stringMatching(/^the ledger is not signed: the ledger holds 2 entries/)]);
    // The tree is made again: nothing is known until it is done.
    isCaughtUp = false;
    looks = 0;
    await running(signer, () => looks > 2);
    expect(signer.refusal).toContain('the ledger holds 2 entries');
    expect(lines).toHaveLength(1);
  });

  it('warns of the same trouble once, and again after it has signed', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(1);
    const { lines, log } = heard();
    let tries = 0;
    const stopped = () => {
      if (++tries !== 4) throw new Error('out of disk');
      return undefined;
    };
    const signer = ledger.signer(folder, { origin: A, log, stopped });
    const troubles = () => lines.filter((line) => line.includes('out of disk')).length;
    await running(signer, () => tries >= 6);
    expect(troubles()).toBe(2);
  });
});

describe('the first checkpoint', () => {
  /** A ledger that was begun after its first events were recorded. */
  async function ofOlder(events: number): Promise<SmallLedger> {
    const ledger = await SmallLedger.of(0);
    await ledger.pool.query(`update ledger.signing set began_at = now() + interval '1 day'`);
    await ledger.grow(events);
    await ledger.pool.query(`update ledger.signing set began_at = now() - interval '1 day'`);
    return ledger;
  }
  const first = ({ pool }: SmallLedger) => new Ledger(pool, new Progress([])).firstCheckpoint();

  it('says how many of its entries are of events from before the ledger, and no other checkpoint says so', async () => {
    const folder = aFolder();
    const ledger = await ofOlder(3);
    await ledger.grow(2);
    const note = (await ledger.signer(folder, { origin: A }).sign())!;
    expect(note).toMatch(/^log\.example\/a\n5\n.*\ninherited 3\n\n/);
    await ledger.grow(1);
    expect(await ledger.signer(folder, { origin: A }).sign()).not.toContain('inherited');
    expect(await first(ledger)).toBe(note);
    // Rebuilding adds no leaves, and a ledger that goes on under another origin says so again.
    await ledger.restart(folder, B);
    expect(await ledger.signer(folder, { origin: B }).sign()).toContain('\ninherited 3\n');
    const fresh = await SmallLedger.of(2);
    expect(await fresh.signer(aFolder(), { origin: A }).sign()).toContain('\ninherited 0\n');
  });

  it('waits until all events from before the ledger have their leaves, and not for what comes after them', async () => {
    const folder = aFolder();
    const ledger = await ofOlder(3);
    const isCaughtUp = () => Promise.resolve(false);
    await expect(ledger.signer(folder, { origin: A, isCaughtUp }).sign()).rejects.toThrow();
    expect(await first(ledger)).toBeUndefined();
    await ledger.grow(1);
    expect(await ledger.signer(folder, { origin: A, isCaughtUp }).sign()).toContain('\ninherited 3\n');
    // The tree catches up while it is looked at.
    const other = await ofOlder(0);
    const late = { origin: A, isCaughtUp: async () => (await other.pool.query('update ledger.signing set inherited = 3'), true) };
    await expect(other.signer(aFolder(), late).sign()).rejects.toThrow();
    expect(await first(other)).toBeUndefined();
  });

  it('stays what it is, though the process ended before it was stored or cosigned', async () => {
    const folder = aFolder();
    const ledger = await ofOlder(3);
    const lost = { isComplete: () => false, cosign: () => Promise.reject(new Error('power cut')) };
    await expect(ledger.signer(folder, { origin: A, cosigning: lost }).sign()).rejects.toThrow('power cut');
    const kept = readFileSync(ledgerFiles(folder).checkpoint, 'utf8');
    const late = { isComplete: () => false, cosign: () => Promise.resolve('') };
    expect(await ledger.signer(folder, { origin: A, cosigning: late }).sign()).toBe(kept);
    await ledger.pool.query('delete from ledger.checkpoints');
    await ledger.grow(1);
    await ledger.signer(folder, { origin: A }).sign();
    expect(await first(ledger)).toBe(kept);
    // A copy of the log has it too.
    const copy = await SmallLedger.of(0);
    await copyLeaves(ledger.pool, copy.pool);
    await copy.pool.query('insert into ledger.identity select * from json_populate_record(null::ledger.identity, $1)', [
      JSON.stringify((await ledger.pool.query('select * from ledger.identity')).rows[0]),
    ]);
    expect(await first(copy)).toBe(kept);
  });
});

describe('the public files of a ledger', () => {
  it('hold no leaf that no checkpoint has signed', async () => {
    const ledger = await SmallLedger.of(2);
    const server = fastify();
    serveLedger(server, new Ledger(ledger.pool, new Progress([])));
    const status = async (path: string) => (await server.inject(`/ledger/tile/${path}`)).statusCode;
    const of = (width: number) => Promise.all([status(tilePath(0, 0, width)), status(tilePath('entries', 0, width))]);
    expect(await of(1)).toEqual([404, 404]);
    await ledger.signer(aFolder(), { origin: A }).sign();
    expect(await of(2)).toEqual([200, 200]);
    expect((await server.inject('/ledger/first-checkpoint')).body).toContain('\ninherited 0\n');
    await ledger.grow(255);
    for (const width of [3, 255, 256]) expect(await of(width)).toEqual([404, 404]);
    expect(await status(tilePath(1, 0, 1))).toBe(404);
    await server.close();
  });
});

describe('a restart of the ledger', () => {
  it('is refused under any origin that was signed, or that a statement names', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(2);
    await ledger.signer(folder, { origin: A }).sign();
    const backup = await SmallLedger.of(1, ledger);
    await ledger.restart(folder, B);
    await ledger.grow(1);
    await ledger.signer(folder, { origin: B }).sign();
    await ledger.restart(folder, C);
    for (const known of [A, B, C])
      await expect(ledger.restart(folder, known)).rejects.toThrow(`has been signed as ${known} before`);
    // A database that was put back knows none of them: the file does.
    for (const known of [A, B, C])
      await expect(backup.restart(folder, known)).rejects.toThrow(`has been signed as ${known} before`);
    // Nor does a file that was lost: the database does.
    const other = aFolder();
    copyFileSync(join(folder, 'ledger-key.pem'), join(other, 'ledger-key.pem'));
    for (const known of [A, B, C])
      await expect(ledger.restart(other, known)).rejects.toThrow(`has been signed as ${known} before`);
  });

  it('is refused while a process signs', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(2);
    await ledger.signer(folder, { origin: A }).sign();
    const client = await ledger.pool.connect();
    try {
      await client.query('begin');
      expect(await takeLead(client, SIGNER)).toBe(true);
      await expect(ledger.restart(folder, B)).rejects.toThrow('a process signs this ledger: stop the service');
      await client.query('rollback');
    } finally {
      client.release();
    }
    expect(await ledger.restart(folder, B)).toContain(`origin ${B}\n`);
  });

  it('names the larger of the checkpoints that the folder and the database hold', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(2);
    await ledger.signer(folder, { origin: A }).sign();
    const older = readFileSync(ledgerFiles(folder).checkpoint, 'utf8');
    await ledger.grow(2);
    const note = await ledger.signer(folder, { origin: A }).sign();
    writeFileSync(ledgerFiles(folder).checkpoint, older);
    expect(await ledger.restart(folder, B)).toContain(note!);
  });

  it('is known outside of the database before the database says so, and nothing is signed where that fails', async () => {
    const folder = aFolder();
    const ledger = await SmallLedger.of(2);
    await ledger.signer(folder, { origin: A }).sign();
    const { pool } = ledger;
    const failing = {
      query: pool.query.bind(pool),
      async connect() {
        const client = await pool.connect();
        const query = client.query.bind(client) as (...args: unknown[]) => unknown;
        const refuse = (...args: unknown[]) => (args[0] === 'commit' ? Promise.reject(new Error('power cut')) : query(...args));
        return { query: refuse, release: () => client.release() };
      },
    } as unknown as typeof pool;
    await expect(ledger.restart(folder, B, failing)).rejects.toThrow('power cut');
    expect(restartsIn(ledgerFiles(folder).restarts).map(({ origin }) => origin)).toEqual([B]);
    for (const origin of [A, B])
      await expect(ledger.signer(folder, { origin }).sign()).rejects.toThrow(/the ledger (goes on|is signed) as/);
    await ledger.restart(folder, C);
    expect(parseCheckpoint((await ledger.signer(folder, { origin: C }).sign())!).size).toBe(2);
  });

  it('keeps its statements in their order where a database learns of all of them at once', async () => {
    const { pool } = await SmallLedger.of(0);
    const statements = [9, 4, 7, 1, 8].map((n) => ({ origin: `log.example/${n}`, statement: '' }));
    const client = await pool.connect();
    await client.query('begin');
    await addRestarts(client, statements);
    await client.query('commit');
    client.release();
    const { rows } = await pool.query<{ origin: string }>('select origin from ledger.restarts order by number');
    expect(rows.map(({ origin }) => origin)).toEqual(statements.map(({ origin }) => origin));
  });
});
