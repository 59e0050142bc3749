import { type GraphQLFieldConfigMap, GraphQLString } from 'graphql';
import { canonicalJson } from '../../../verify/verify.js';
import { batched } from '../../graphql/read/batch.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { committedForm } from '../../ledger/bundle.js';
import { type EventRow } from '../timeline/timeline.graphql.js';
import { wholeEvent } from './whole-events.js';

/** What an event says of its place in the ledger. */
export function ledgerFields(services: Services): GraphQLFieldConfigMap<EventRow, RequestContext> {
  return {
    proof: {
      type: GraphQLString,
      description:
        'That the public ledger holds it: a `c2sp.org/tlog-proof@v1`, with the salt of its leaf as the extra line (none where it was destroyed with personal data). Null while no signed checkpoint holds it, which takes a second, and where `committed` is null.',
      resolve: ({ event_id }, _args, context) => proofFor(services, context, event_id),
    },
    committed: {
      type: GraphQLString,
      description:
        'What its leaf in the public ledger commits to: the event as canonical JSON (RFC 8785), personal data sealed. With `proof` it can be verified by anybody. Null where something in it, or in another event of its command, is not shown to you.',
      resolve: async ({ event_id }, _args, context) => {
        const event = await wholeEvent(services, context, event_id);
        return event ? canonicalJson(committedForm(event)) : null;
      },
    },
  };
}

/** The proof that the ledger holds an event, for a viewer from whom nothing of it is hidden; undefined otherwise. */
export async function proofFor(services: Services, context: RequestContext, eventId: string): Promise<string | undefined> {
  const event = await wholeEvent(services, context, eventId);
  return event && batched(context, 'proofs of the ledger', eventId, (ids) => services.ledger.proofs(ids));
}
