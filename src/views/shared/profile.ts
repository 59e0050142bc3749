import { GraphQLID, GraphQLNonNull, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { parseGlobalId, toGlobalId } from '../../graphql/global-id.js';
import { type Filter } from '../../graphql/read/record-list.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { connectionField, pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { momentOfId } from '../../graphql/schema/point-in-time.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField } from '../../graphql/schema/shared-types.js';

/** What a profile brings together: the field, the kind of record, the column that names the actor (or what tells its records), and what it means. */
export type ProfilePart = readonly [
  field: string,
  kind: string,
  of: string | ((actor: RecordRow) => Filter),
  description: string,
];

/** A connection for each part of a profile whose kind of record there is; its source is the actor's row. */
export function profileParts(schema: GraphQLSchema, services: Services, parts: readonly ProfilePart[]): Record<string, AnyField> {
  const { modules } = services;
  return Object.fromEntries(
    parts
      .filter(([, kind]) => modules.has(kind))
      .map(([field, kind, of, description]) => [
        field,
        connectionField(
          schema,
          services,
          modules.get(kind)!,
          (actor: RecordRow) => ({
            moment: actor.$moment,
            filter: typeof of === 'string' ? { [of]: [toGlobalId('actor', actor.$id)] } : of(actor),
          }),
          { description },
        ),
      ]),
  );
}

/** The field of Query for a profile of an actor, by its id. @param refuse why there is none of this actor: the rule that its id breaks */
export function profileField(
  services: Services,
  type: GraphQLObjectType,
  description: string,
  refuse: (actor: RecordRow) => string | undefined = () => undefined,
): AnyField {
  return {
    type,
    description,
    args: { id: { type: new GraphQLNonNull(GraphQLID), description: '`actor_<uuid>`.' } },
    resolve: async (root: QueryRoot | undefined, { id }: { id: string }, context: RequestContext) => {
      const parsed = parseGlobalId(id);
      if (parsed?.kind !== 'actor') throw badUserInput({ field: 'id', value: id, rule: 'is the id of an actor: actor_<uuid>' });
      const moment = await momentOfId(services, pointInTimeAt(root), parsed);
      const actor = await readerOf(services.pool, services.modules, context, 'actor', moment, false).load(parsed.id);
      const rule = actor ? refuse(actor) : undefined;
      if (rule) throw badUserInput({ field: 'id', value: id, rule });
      return actor;
    },
  };
}
