import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '../../dist/platform/transaction.js';
import { rebuild } from '../../dist/event-sourcing/projections/rebuild.js';
import { Ledger } from '../../dist/ledger/ledger.js';
import { checkpointText, SigningKey } from '../../dist/ledger/keys.js';
import { Progress } from '../../dist/event-sourcing/projections/progress.js';
import { committed } from '../../verify/verify.js';
import { fillLog } from './log.mjs';
import { missingVerifier, verifyWith } from '../../test/support/other-verifiers.ts';
import { database, isQuick, number, percentile, sizes } from './support.mjs';

/** Proofs that others verify. */
const PROOFS = isQuick ? 200 : 10_000;
/** Commits of one event, followed. */
const COMMITS = isQuick ? 50 : 500;

/** The ledger: leaves made and made again, commits followed, and proofs of the log verified by implementations that are not ours. */
export async function ledger() {
  const lines = [
    '| events | leaves/s, first (a second of processor of Node) | leaves/s, made again (the same) | ms a commit, following (median) | proofs/s |',
    '|---|---|---|---|---|',
  ];
  const verified = [];
  for (const events of sizes([100_000, 1_000_000], [10_000])) {
    await using opened = await database();
    const { pool, service } = opened;
    const { store, projections } = service;
    await fillLog(pool, events);
    const projection = projections.get('ledger');
    const timed = async () => {
      const [began, cpu] = [performance.now(), process.cpuUsage()];
      const result = await rebuild(projection, { pool, store });
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - began) / 1_000;
      // The session that held its lock ends a moment later.
      await pause(1_000);
      return `${number(Math.round(result.events / seconds))} (${number(Math.round((result.events * 1e6) / (user + system)))})`;
    };
    const first = await timed();
    const again = await timed();
    const { rows } = await pool.query(
      'select max(generation) as generation from rm.checkpoints where projection = $1 and active',
      ['ledger'],
    );
    const writer = projection.writer(rows[0].generation);
    const took = [];
    const size = await new Ledger(pool, new Progress([])).tree.size();
    for (let n = 0; n < COMMITS; n++) {
      const event = {
        id: crypto.randomUUID(),
        stream: 'bench-a',
        revision: n,
        position: 1n,
        recordedAt: new Date().toISOString(),
      };
      Object.assign(event, { type: 'Bench', schemaVersion: 1, data: { n }, metadata: { user: 'bench' } });
      const began = performance.now();
      await inTransaction(
        pool,
        (client) => writer.apply(client, [event], { recordedBefore: '', recordedAfter: '' }),
        'set local synchronous_commit = off',
      );
      took.push(performance.now() - began);
    }
    const read = new Ledger(pool, new Progress([]));
    const key = new SigningKey('bench.example/ledger', SigningKey.generate());
    const text = checkpointText(key.name, size, await read.tree.root(size));
    const note = `${text}\n${key.sign(text)}`;
    const some = [];
    const step = Math.max(1, Math.floor(size / PROOFS));
    let nth = 0;
    for await (const event of store.readAll()) if (nth++ % step === 0 && some.length < PROOFS) some.push(event);
    const began = performance.now();
    const proofs = new Map();
    for (let at = 0; at < some.length; at += 100)
      for (const [id, proof] of await read.proofs(
        some.slice(at, at + 100).map(({ id }) => id),
        note,
      ))
        proofs.set(id, proof);
    const rate = Math.round((proofs.size / (performance.now() - began)) * 1_000);
    lines.push(
      `| ${number(size)} | ${first} | ${again} | ${percentile(
        took.sort((a, b) => a - b),
        0.5,
      ).toFixed(2)} | ${number(rate)} |`,
    );
    const given = some.map((event) => ({ proof: proofs.get(event.id), event: committed(event) }));
    for (const language of ['Go', 'Python'])
      verified.push(
        missingVerifier(language)
          ? `${language}: ${missingVerifier(language)}.`
          : `${language} verified ${verifyWith(language, key.verifierKey(), given)} of ${given.length} proofs of a log of ${number(size)} events.`,
      );
  }
  return { title: '(l) The public ledger', lines: [...lines, '', ...verified] };
}
