import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { actorsOf, pageOfCommitments, typeDefs } from './commitments.mjs';

// Apollo Server as it comes: its standalone server, graphql-js, one DataLoader a request for the actors. Statements are prepared.
const server = new ApolloServer({
  typeDefs,
  resolvers: {
    Query: { commitments: (_root, page) => pageOfCommitments(page) },
    Commitment: { actor: ({ actorId }, _args, { actors }) => actors.load(actorId) },
  },
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: () => Promise.resolve({ actors: new DataLoader(actorsOf) }),
});
console.log(`answers at ${url}`);
