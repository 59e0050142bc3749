import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { parseCheckpoint } from '../../../verify/verify.js';
import { badUserInput } from '../../graphql/errors.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';

interface Signed {
  readonly checkpoint: string;
}

/** `Query.ledger`: the public ledger, for those who would rather ask here than fetch its files. */
export function ledgerQueries(_schema: GraphQLSchema, { ledger }: Services): Record<string, AnyField> {
  const type = new GraphQLObjectType<Signed, RequestContext>({
    name: 'Ledger',
    description:
      'The public ledger: a Merkle tree with a leaf for each event of the log, in its order. A leaf is a salted hash: it says nothing but that something was recorded.',
    fields: {
      origin: {
        type: required(GraphQLString),
        description: 'Names the ledger to the world.',
        resolve: ({ checkpoint }) => parseCheckpoint(checkpoint).origin,
      },
      size: {
        type: required(GraphQLInt),
        description: 'How many leaves the checkpoint holds.',
        resolve: ({ checkpoint }) => parseCheckpoint(checkpoint).size,
      },
      checkpoint: {
        type: required(GraphQLString),
        description: 'The newest checkpoint: origin, size and root of the tree as a signed note (C2SP tlog-checkpoint).',
      },
      verifierKeys: {
        type: listOf(GraphQLString),
        description: 'The keys by which checkpoints are verified (C2SP signed-note).',
        resolve: () => ledger.verifierKeys(),
      },
      consistency: {
        type: listOf(GraphQLString),
        description: 'Hashes in base64 that prove that the checkpoint’s tree begins with an earlier one (RFC 6962 2.1.2).',
        args: { from: { type: new GraphQLNonNull(GraphQLInt), description: 'Size of the earlier tree.' } },
        resolve: ({ checkpoint }, { from }: { from: number }) => {
          const { size } = parseCheckpoint(checkpoint);
          if (from < 0 || from > size)
            throw badUserInput({ field: 'from', value: from, rule: `is a size from 0 to that of the checkpoint, ${size}` });
          return ledger.consistency(from, size);
        },
      },
    },
  });
  return {
    ledger: {
      type,
      description: 'The public ledger as it is now, whatever moment is asked for; null before its first checkpoint.',
      resolve: async (): Promise<Signed | null> => {
        const checkpoint = await ledger.checkpoint();
        return checkpoint === undefined ? null : { checkpoint };
      },
    },
  };
}
