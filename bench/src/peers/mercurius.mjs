import Fastify from 'fastify';
import mercurius from 'mercurius';
import { actorsOf, pageOfCommitments, typeDefs } from './commitments.mjs';

// mercurius on Fastify, compiled by graphql-jit from the first request on. Actors come by its own loaders, or (JOINED) in one statement with the page,
// written by hand for this very query: the least that a server on Node and a plain table can do. Statements are prepared.
const joined = process.env.JOINED === '1';
const app = Fastify();
await app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: { Query: { commitments: (_root, page) => pageOfCommitments(page, joined) } },
  loaders: joined ? {} : { Commitment: { actor: (queries) => actorsOf(queries.map(({ obj }) => obj.actorId)) } },
});
console.log(`answers at ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
