import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { data, metadata } from './appends.mjs';
import { startService } from './child.mjs';
import { commander, sender } from './commands.mjs';
import { fillLog, logOf, copyLog } from './log.mjs';
import { timed } from './rebuild.mjs';
import { database, EVENT_STORE, inTurn, milliseconds, number, percentile, rate, SECONDS, sizes } from './support.mjs';
import { delays } from './visible.mjs';

/** Milliseconds for an append of the bare client, which has no deadline of its own where appends share a call. */
const DEADLINE = 10_000;

/**
 * The client alone, by its two safe ways: one client in the process with a deadline around each append, whose appends share a call; and a call each,
 * which is what credentials make of an append.
 */
function bare() {
  const client = EventStoreDBClient.connectionString(EVENT_STORE);
  const credentials = { username: 'admin', password: 'changeit' };
  const append = (options) =>
    client.appendToStream(`bench-${randomUUID()}`, jsonEvent({ type: 'CommitmentDeclared', data, metadata }), {
      expectedRevision: NO_STREAM,
      ...options,
    });
  return {
    shared: async () => {
      const late = new AbortController();
      const deadline = pause(DEADLINE, 'late', { signal: late.signal, ref: false }).catch(() => undefined);
      const outcome = await Promise.race([append(), deadline]);
      late.abort();
      if (outcome === 'late') throw new Error(`no answer for ${DEADLINE} ms`);
    },
    single: () => append({ credentials, deadline: DEADLINE }),
    [Symbol.asyncDispose]: () => client.dispose(),
  };
}

async function appends() {
  await using db = await database({ eventStoreUrl: EVENT_STORE });
  await using client = bare();
  const ways = {
    concord: () =>
      db.store.append(`commitment-${randomUUID()}`, -1, [
        { id: randomUUID(), type: 'CommitmentDeclared', schemaVersion: 1, data, metadata },
      ]),
    shared: client.shared,
    single: client.single,
  };
  const one = (work, callers, seconds) => rate(callers, seconds, () => work().then(() => 1));
  for (const work of Object.values(ways)) await one(work, 32, 2);
  const table = [];
  for (const callers of [1, 8, 32]) {
    const measured = Object.entries(ways).map(([name, work]) => [name, () => one(work, callers, SECONDS)]);
    const { concord, shared, single } = await inTurn(Object.fromEntries(measured));
    const ratio = (concord / Math.max(shared, single)).toFixed(2);
    console.log(`${callers} callers: concord ${number(concord)}/s, client ${number(shared)}/s, a call each ${number(single)}/s`);
    table.push(`| ${callers} | ${number(concord)} | ${number(shared)} | ${number(single)} | ${ratio} |`);
  }
  return table;
}

/** What a service does on a log: commands by 32 callers, rebuild, and from an event to what can be read. */
async function service(eventStoreUrl) {
  const [size] = sizes([100_000], [10_000]);
  const figures = {};
  {
    await using db = await database({ eventStoreUrl });
    await using running = await startService(db);
    const { declaration, report, take } = await commander(running);
    const send = sender(db, running, take);
    for (const make of [declaration, report]) await send(make, 32);
    const { declared, reported } = await inTurn({ declared: () => send(declaration, 32), reported: () => send(report, 32) });
    figures['declareCommitment a second, 32 callers'] = number(declared);
    figures['reportCommitmentProgress a second, 32 callers'] = number(reported);
  }
  {
    await using db = await database({ eventStoreUrl });
    const events = await fillLog(db.pool, size);
    if (eventStoreUrl) await copyLog(db);
    const { seconds } = await timed(db);
    figures[`rebuild of the commitments, log of ${number(events)} events: events a second`] = number(events / seconds);
  }
  {
    await using db = await database({ eventStoreUrl });
    await logOf(db, size);
    const quantiles = (times) => [0.5, 0.99].map((p) => milliseconds(percentile(times, p))).join(' / ');
    for (const [name, times] of await delays(db)) figures[`${name}: ms, p50 / p99`] = quantiles(times);
  }
  return figures;
}

/** (i) The log in KurrentDB: appends against the bare client, and the service on it beside the service on the log in PostgreSQL. */
export async function kurrentdb() {
  const title = '(i) The log in KurrentDB or EventStoreDB';
  if (!EVENT_STORE) return { title, lines: ['Not measured: EVENTSTORE_URL names no server.'] };
  const table = await appends();
  const [there, here] = [await service(EVENT_STORE), await service()];
  return {
    title,
    lines: [
      'Appends a second of one event to a new stream, as the server is configured to write them to disk. The bare client by its two safe ways: appends that share a call, from the only client of the process, with a deadline around each; or a call each.',
      '',
      '| callers | concord | client, shared call | client, a call each | concord to the faster |',
      '|---|---|---|---|---|',
      ...table,
      '',
      '| the service | log in KurrentDB | log in PostgreSQL |',
      '|---|---|---|',
      ...Object.keys(here).map((name) => `| ${name} | ${there[name]} | ${here[name]} |`),
    ],
  };
}
