import { type GraphQLFieldConfigMap, GraphQLString } from 'graphql';
import { canonicalJson } from '../../../verify/verify.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { batched } from '../../graphql/read/batch.js';
import { withoutHidden } from '../../graphql/read/known-ids.js';
import { factVisibleTo, run, Statement } from '../../graphql/read/sql.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { committedForm } from '../../ledger/bundle.js';
import { type EventRow } from '../timeline/timeline.graphql.js';

/** What an event says of its place in the ledger. */
export function ledgerFields({ unfiltered, store, ledger }: Services): GraphQLFieldConfigMap<EventRow, RequestContext> {
  return {
    proof: {
      type: GraphQLString,
      description:
        'That the public ledger holds it: a `c2sp.org/tlog-proof@v1`, with the salt of its leaf as the extra line (none where it was destroyed with personal data). Null while no signed checkpoint holds it, which takes a second.',
      resolve: ({ event_id }, _args, context) => batched(context, 'proofs of the ledger', event_id, (ids) => ledger.proofs(ids)),
    },
    committed: {
      type: GraphQLString,
      description:
        'What its leaf in the public ledger commits to: the event as canonical JSON (RFC 8785), personal data sealed. With `proof` it can be verified by anybody. Null where something in it is not shown to you.',
      resolve: async (row, _args, context) => {
        if (!(await isWholeCommandShown(row, context))) return null;
        const event = await read(row);
        const shown = event && (await withoutHidden(unfiltered, context, { data: event.data, metadata: event.metadata }));
        // The same object, where nothing was taken out of it.
        return event && canonicalJson(shown) === canonicalJson({ data: event.data, metadata: event.metadata })
          ? canonicalJson(committedForm(event))
          : null;
      },
    },
  };

  async function read({ kind, id, revision }: EventRow): Promise<RecordedEvent | undefined> {
    for await (const event of store.readStream(streamOf(kind, id), { from: revision, limit: 1 })) return event;
    return undefined;
  }

  /** The hash of the command in an event's metadata says something of all events of that command. */
  async function isWholeCommandShown({ id, metadata }: EventRow, { viewer }: RequestContext): Promise<boolean> {
    const statement = new Statement(viewer.keys);
    const [record, command] = [statement.value(id, 'uuid'), statement.value(metadata.commandId, 'text')];
    const hidden = await run(
      unfiltered,
      `select e.event_id from rm.timeline e where e.id = ${record} and e.metadata ->> 'commandId' = ${command}
         and not (${factVisibleTo(statement, viewer.keys, 'e', 'e.id')}) limit 1`,
      statement,
    );
    return hidden.length === 0;
  }
}
