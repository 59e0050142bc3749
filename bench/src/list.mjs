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

const OTHER_PAGES = {
  Concord: `query ($after: String) { commitments(first: 50, after: $after, orderBy: { field: DUE }) { nodes { id ${FIELDS} actor { id name } } ${PAGE} } }`,
  'PostGraphile 5': `query ($after: Cursor) { commitments: allCommitments(first: 50, after: $after, orderBy: DUE_ASC) { nodes { rowId ${FIELDS} actor: actorByActorId { rowId name } } ${PAGE} } }`,
};
/** How many pages callers go round. */
const PAGES = 300;

/** Bodies of requests for one page after the other, round and round, so that no two under way are for the same. */
async function pagesOf(server, query) {
  const bodies = [];
  for (let after = null; bodies.length < PAGES;) {
    bodies.push(JSON.stringify({ query, variables: { after } }));
    const { commitments } = await server.ask(query, { after });
    if (!commitments.pageInfo.hasNextPage) break;
    after = commitments.pageInfo.endCursor;
  }
  let next = 0;
  return () => bodies[next++ % bodies.length];
}

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
  const walks = [];
  for (const [name, query] of Object.entries(OTHER_PAGES)) {
    const { server } = servers[name];
    const make = await pagesOf(server, query);
    walks.push([name, () => load(server, make, { isGood: (body) => body.includes('"nodes":[{') })]);
  }
  for (const [, walk] of walks) await walk();
  const walked = Object.entries(await inTurn(Object.fromEntries(walks)));
  const table = (figures) => [
    '| server | requests/s | Concord is |',
    '|---|---|---|',
    ...figures.map(([name, figure]) => `| ${name} | ${number(figure)} | ${(figures[0][1] / figure).toFixed(2)} times |`),
  ];
  return {
    title: '(e) The list query against its peers',
    lines: [
      `${number(ours.nodes.length)} of ${number(events / 8)} commitments by due day, each with its actor; 32 callers.`,
      '',
      ...table(measured),
      '',
      'Every caller asks for the same page above, as a dashboard does: Concord answers those who ask while it reads from one more reading. Below, each request is for another page.',
      '',
      ...table(walked),
    ],
  };
}
