import { type Pool } from 'pg';
import { batched } from './batch.js';
import { factVisibleTo, opensTo, run, Statement } from './sql.js';
import { type RequestContext } from '../request-context.js';

/** What stands in a text in place of a record that the viewer may not see. */
export const NOT_SHOWN = 'a record not shown to you';
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * What an event says (JSON), with null in place of each text that holds the id of a record or of an event that the viewer may not see. In a list it is left
 * out.
 * @param unfiltered connections that see what is hidden
 */
export async function withoutHidden<Value>(unfiltered: Pool, context: RequestContext, value: Value): Promise<Value> {
  const ids = [...new Set(JSON.stringify(value).match(ID))];
  if (ids.length === 0) return value;
  const load = (all: readonly string[]) => hiddenAmong(unfiltered, context.viewer.keys, all);
  const hidden = await Promise.all(ids.map((id) => batched(context, 'hidden ids', id, load)));
  return hidden.some(Boolean) ? (strip(value, (text) => ids.some((id, i) => hidden[i] && text.includes(id))) as Value) : value;
}

/** Those of some ids that are of records and events on record and that a viewer may not see. */
async function hiddenAmong(
  unfiltered: Pool,
  keys: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, true>> {
  const statement = new Statement(keys);
  const among = statement.value(ids, 'uuid[]');
  const rows = await run<{ id: string }>(
    unfiltered,
    `select e.id from rm.timeline e where e.id = any(${among}) and e.revision = 0 and not (${opensTo(statement, keys, 'e.record_readers', 'e.id')})
     union all select e.event_id from rm.timeline e where e.event_id = any(${among}) and not (${factVisibleTo(statement, keys, 'e')})`,
    statement,
  );
  return new Map(rows.map(({ id }) => [id, true]));
}

function strip(value: unknown, isHidden: (text: string) => boolean): unknown {
  if (typeof value === 'string') return isHidden(value) ? null : value;
  if (Array.isArray(value))
    return value.map((inner) => strip(inner, isHidden)).filter((inner, i) => inner !== null || value[i] === null);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner, isHidden)]));
}
