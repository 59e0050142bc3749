import { deepStrictEqual } from 'node:assert/strict';
import { startProcess, startService } from './child.mjs';
import { load } from './load.mjs';
import { logOf } from './log.mjs';
import { database, inTurn, number, sizes } from './support.mjs';

const FIELDS = 'statement due status percent';
const PAGE = 'pageInfo { hasNextPage endCursor }';
const BY_HAND = `{ commitments(first: 50) { nodes { id ${FIELDS} actor { id name } } ${PAGE} } }`;
export const LIST = `{ commitments(first: 50, orderBy: { field: DUE }) { nodes { id ${FIELDS} actor { id name } } ${PAGE} } }`;
const PEERS = {
  'PostGraphile 5': {
    script: 'postgraphile',
    query: `{ commitments: allCommitments(first: 50, orderBy: DUE_ASC) { nodes { rowId ${FIELDS} actor: actorByActorId { rowId name } } ${PAGE} } }`,
  },
  'mercurius + jit, loaders': { script: 'mercurius', query: BY_HAND },
  'mercurius + jit, one statement by hand': { script: 'mercurius', query: BY_HAND, env: { JOINED: '1' } },
  'Apollo as it comes, loaders': { script: 'apollo', query: BY_HAND },
};

/** The present state of the commitments and actors as plain tables, with the indexes that the query wants; no labels, no languages, no versions. */
const PLAIN = `
  create schema peer;
  create table peer.actor as select id, doc->'name'->0->>'text' as name from rm.actor where current;
  alter table peer.actor add primary key (id);
  create table peer.commitment as
    select id, actor as actor_id, doc->'statement'->0->>'text' as statement, due, status, (doc->>'percent')::int as percent from rm.commitment where current;
  alter table peer.commitment add primary key (id), add foreign key (actor_id) references peer.actor, alter statement set not null;
  create index on peer.commitment (due, id);
  create index on peer.commitment (actor_id)`;

/** (e) Fifty commitments by due day with their actors: requests a second by 32 callers, each server a process of its own on one PostgreSQL. */
export async function list() {
  await using db = await database();
  const [size] = sizes([200_000], [20_000]);
  const events = await logOf(db, size);
  await db.pool.query(PLAIN);
  await db.pool.query('vacuum analyze');
  await using service = await startService(db);
  await using stack = new AsyncDisposableStack();
  const servers = { Concord: { server: service, query: LIST } };
  for (const [name, { script, query, env }] of Object.entries(PEERS)) {
    const server = stack.use(await startProcess(`bench/src/peers/${script}.mjs`, { DATABASE_URL: db.url, ...env }));
    servers[name] = { server, query };
  }
  const answers = await Promise.all(Object.values(servers).map(({ server, query }) => server.ask(query)));
  // Ids are written otherwise by each.
  const [ours, ...theirs] = answers.map(({ commitments: { nodes, pageInfo } }) => ({
    nodes: nodes.map(({ statement, due, status, percent, actor }) => [statement, due, status, percent, actor.name]),
    more: pageInfo.hasNextPage,
  }));
  for (const one of theirs) deepStrictEqual(one, ours);
  const ways = Object.entries(servers).map(([name, { server, query }]) => [name, () => load(server, JSON.stringify({ query }))]);
  for (const [, way] of ways) await way();
  const measured = Object.entries(await inTurn(Object.fromEntries(ways)));
  const [[, concord]] = measured;
  return {
    title: '(e) The list query against its peers',
    lines: [
      `${number(ours.nodes.length)} of ${number(events / 8)} commitments by due day, each with its actor; 32 callers.`,
      '',
      '| server | requests/s | Concord is |',
      '|---|---|---|',
      ...measured.map(([name, figure]) => `| ${name} | ${number(figure)} | ${(concord / figure).toFixed(2)} times |`),
    ],
  };
}
