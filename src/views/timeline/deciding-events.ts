import { type Pool } from 'pg';
import { run, Statement } from '../../graphql/read/sql.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { EVENT, eventConditions, type EventRow, eventsUpTo, shownEvents } from './timeline.graphql.js';

/** Events of some types of a record, up to the moment at which the record was read, newest first, as far as a viewer may see them. */
export async function decidingEvents(
  pool: Pool,
  keys: readonly string[],
  record: RecordRow,
  types: readonly string[],
): Promise<EventRow[]> {
  const { $id, $moment } = record;
  const statement = new Statement(keys);
  const where = [...eventConditions(statement, keys, { types }), ...eventsUpTo(statement, $moment)];
  where.push(`e.id = ${statement.value($id, 'uuid')}`);
  const text = `select ${EVENT} from rm.timeline e where ${where.join(' and ')} order by e.occurred_at desc, e.position desc limit 20`;
  const rows = await run<Omit<EventRow, '$moment'>>(pool, text, statement);
  return shownEvents(keys, rows, $moment);
}
