import { canonicalJson } from '../../../verify/verify.js';
import { streamOf } from '../../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { batched } from '../../graphql/read/batch.js';
import { withoutHidden } from '../../graphql/read/known-ids.js';
import { factVisibleTo, run, Statement } from '../../graphql/read/sql.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';

interface Row {
  readonly event_id: string;
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
}

/**
 * An event as the log holds it, for a viewer from whom nothing of it is hidden: the one rule for its words and for the salt of its leaf, with which a guess at
 * what is hidden could be tested. Nothing of the other events of its command may be hidden either: the command's hash in its metadata says something of them.
 * @returns undefined where something is hidden, and where there is no such event
 */
export function wholeEvent(services: Services, context: RequestContext, eventId: string): Promise<RecordedEvent | undefined> {
  return batched(context, 'whole events', eventId, (ids) => wholeEvents(services, context, ids));
}

async function wholeEvents(
  { unfiltered, store }: Services,
  context: RequestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RecordedEvent>> {
  const { keys } = context.viewer;
  const statement = new Statement(keys);
  const isShown = (alias: string) => factVisibleTo(statement, keys, alias, `${alias}.id`);
  const rows = await run<Row>(
    unfiltered,
    `select e.event_id, e.kind, e.id, e.revision from rm.timeline e where e.event_id = any(${statement.value(ids, 'uuid[]')}) and ${isShown('e')}
       and not exists (select from rm.timeline o where o.id = e.id and o.metadata ->> 'commandId' = e.metadata ->> 'commandId' and not (${isShown('o')}))`,
    statement,
  );
  const whole = async ({ kind, id, revision }: Row): Promise<RecordedEvent | undefined> => {
    for await (const event of store.readStream(streamOf(kind, id), { from: revision, limit: 1 })) {
      const { data, metadata } = event;
      const shown = await withoutHidden(unfiltered, context, { data, metadata });
      return canonicalJson(shown) === canonicalJson({ data, metadata }) ? event : undefined;
    }
    return undefined;
  };
  const events = await Promise.all(rows.map(whole));
  return new Map(events.filter((event) => event !== undefined).map((event) => [event.id, event]));
}
