import { type Pool } from 'pg';
import { notFound, badUserInput } from '../../graphql/errors.js';
import { fromGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { listRecords } from '../../graphql/read/record-list.js';
import { run } from '../../graphql/read/sql.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { type FindDocument } from '../../graphql/server/saved-documents.js';
import { type SavedQuestionState } from './saved-question.fields.js';

const KIND = 'savedQuestion';

/**
 * Finds documents of saved questions by their SHA-256, whoever asks: who has the hash has the text, and is answered by its own rights.
 * @param unfiltered connections that see every row
 */
export function documentFinder(unfiltered: Pool): FindDocument {
  return async (hash) => {
    const [found] = await run<{ document: string }>(
      unfiltered,
      `select doc->>'document' as document from rm.saved_question
       where document_hash = $1 and current and not voided and status = 'SAVED' limit 1`,
      { keys: [], values: [hash] },
    );
    return found?.document;
  };
}

/**
 * A saved question that a viewer may see, by its id or by its name.
 * @throws NOT_FOUND; BAD_USER_INPUT where several have the name
 */
export async function findQuestion(
  pool: Pool,
  modules: ReadonlyMap<string, RecordModule>,
  keys: readonly string[],
  name: string,
): Promise<RecordRow & SavedQuestionState> {
  const id = fromGlobalId(KIND, name);
  const filter = { status: ['SAVED'], ...(id ? { ids: [name] } : { name: [name] }) };
  const { nodes } = await listRecords(pool, modules.get(KIND)!, keys, {}, { filter, first: 20 }, []);
  const [found, another] = nodes as (RecordRow & SavedQuestionState)[];
  if (!found) throw notFound(`there is no list, view or saved question named ${name}`);
  if (another) {
    const ids = nodes.map(({ $id }) => toGlobalId(KIND, $id)).join(', ');
    throw badUserInput({ field: 'name', value: name, rule: `is the name of one saved question: give the id of one of ${ids}` });
  }
  return found;
}
