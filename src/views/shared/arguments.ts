import { badUserInput } from '../../graphql/errors.js';
import { fromGlobalId } from '../../graphql/global-id.js';

/** Plain UUIDs of public ids of records of a kind. @throws BAD_USER_INPUT that names the field and the text */
export function plainIds(field: string, kind: string, texts: readonly string[]): string[] {
  return texts.map((text) => {
    const id = fromGlobalId(kind, text);
    if (!id) throw badUserInput({ field, value: text, rule: `is the id of a record of this kind: ${kind}_<uuid>` });
    return id;
  });
}
