import { randomUUID } from 'node:crypto';
import { openEmmett } from './emmett.mjs';
import { database, inTurn, number, rate, SECONDS } from './support.mjs';

export const data = {
  actor: randomUUID(),
  statement: [{ language: 'en', text: 'Train forty officers in protecting crowded places' }],
  cites: [],
  due: '2027-12-31',
};
export const metadata = {
  occurredAt: '2026-01-01T00:00:00.000Z',
  precision: 'instant',
  actor: null,
  user: 'bench',
  handling: { tlp: 'CLEAR', audience: [] },
  commandHash: '',
  commandId: randomUUID(),
  correlationId: randomUUID(),
  causationId: randomUUID(),
};

/** (a) Appends of one event to a new stream, fsync on, against emmett-postgresql and plain inserts into a table of the same shape. */
export async function appends() {
  await using db = await database();
  await using emmett = openEmmett(db.url);
  await db.pool.query(
    'create table plain (position bigserial primary key, stream text, revision int, id uuid unique, type text, data json, metadata json, recorded_at timestamptz default now(), unique (stream, revision))',
  );
  const event = () => ({ id: randomUUID(), type: 'CommitmentDeclared', schemaVersion: 1, data, metadata });
  const [json, meta] = [JSON.stringify(data), JSON.stringify(metadata)];
  const ways = {
    concord: () => db.store.append(`commitment-${randomUUID()}`, -1, [event()]).then(() => 1),
    'emmett-postgresql': () => emmett.append({ type: 'CommitmentDeclared', data, metadata }),
    'single inserts': () =>
      db.pool
        .query({
          name: 'one',
          text: 'insert into plain (stream, revision, id, type, data, metadata) values ($1, 0, $2, $3, $4, $5)',
          values: [randomUUID(), randomUUID(), 'CommitmentDeclared', json, meta],
        })
        .then(() => 1),
    'inserts of 64': () =>
      db.pool
        .query({
          name: 'many',
          text: 'insert into plain (stream, revision, id, type, data, metadata) select gen_random_uuid()::text, 0, gen_random_uuid(), $1, $2::json, $3::json from generate_series(1, 64)',
          values: ['CommitmentDeclared', json, meta],
        })
        .then(() => 64),
  };
  // Connections are opened before anything is measured.
  for (const work of Object.values(ways)) await rate(32, 2, work);
  const table = [];
  for (const callers of [1, 8, 32]) {
    const measured = Object.entries(ways).map(([name, work]) => [name, () => rate(callers, SECONDS, work)]);
    const [ours, theirs, single, batch] = Object.values(await inTurn(Object.fromEntries(measured)));
    table.push(
      `| ${callers} | ${number(ours)} | ${number(theirs)} | ${(ours / theirs).toFixed(1)} | ${number(single)} | ${(ours / single).toFixed(1)} | ${number(batch)} | ${(ours / batch).toFixed(2)} |`,
    );
    console.log(
      `${callers} callers: concord ${number(ours)}/s, emmett ${number(theirs)}/s, single ${number(single)}/s, 64 a statement ${number(batch)}/s`,
    );
  }
  return {
    title: '(a) Appends a second, one event each, fsync on',
    lines: [
      '| callers | concord | emmett-postgresql | ratio | single inserts | ratio | inserts of 64 (events) | ratio |',
      '|---|---|---|---|---|---|---|---|',
      ...table,
    ],
  };
}
