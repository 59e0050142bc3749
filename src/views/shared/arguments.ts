import { GraphQLString } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { fromGlobalId } from '../../graphql/global-id.js';
import { many } from '../../graphql/schema/shared-types.js';

/** The argument that narrows a view to places. */
export const regionsArgument = {
  type: many(GraphQLString),
  description: 'Only what concerns these countries or regions, or places in or around them: `KE`, `035`, `X-SEE`.',
};

export const themesArgument = {
  type: many(GraphQLString),
  description: 'Only what is on these challenges, conclusions or threats: `CH-03`.',
};

/** Plain UUIDs of public ids of records of a kind. @throws BAD_USER_INPUT that names the field and the text */
export function plainIds(field: string, kind: string, texts: readonly string[]): string[] {
  return texts.map((text) => {
    const id = fromGlobalId(kind, text);
    if (!id) throw badUserInput({ field, value: text, rule: `is the id of a record of this kind: ${kind}_<uuid>` });
    return id;
  });
}
