import pg from 'pg';

/** What the servers written by hand for the comparison share: commitments by due day with their actors, from plain tables. */
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

export const typeDefs = `
  type Actor { id: ID! name: String! }
  type Commitment { id: ID! statement: String! due: String status: String! percent: Int actor: Actor! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type CommitmentConnection { nodes: [Commitment!]! pageInfo: PageInfo! }
  type Query { commitments(first: Int = 50, after: String): CommitmentConnection! }
`;

const COLUMNS = 'c.id, c.actor_id as "actorId", c.statement, c.due::text, c.status, c.percent';

/** A page by due day and id, with a keyset cursor. `joined` reads the actors in the same statement. */
export async function pageOfCommitments({ first, after }, joined = false) {
  const [due, id] = after ? JSON.parse(Buffer.from(after, 'base64url')) : ['-infinity', '00000000-0000-0000-0000-000000000000'];
  const { rows } = await pool.query({
    name: `page ${joined}`,
    text: joined
      ? `select ${COLUMNS}, json_build_object('id', a.id, 'name', a.name) as actor from peer.commitment c join peer.actor a on a.id = c.actor_id
         where (c.due, c.id) > ($1, $2) order by c.due, c.id limit $3`
      : `select ${COLUMNS} from peer.commitment c where (c.due, c.id) > ($1, $2) order by c.due, c.id limit $3`,
    values: [due, id, first + 1],
  });
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      endCursor: last ? Buffer.from(JSON.stringify([last.due, last.id])).toString('base64url') : null,
    },
  };
}

/** Actors by their ids, in the order asked for. */
export async function actorsOf(ids) {
  const { rows } = await pool.query({
    name: 'actors',
    text: 'select id, name from peer.actor where id = any($1)',
    values: [ids],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}
