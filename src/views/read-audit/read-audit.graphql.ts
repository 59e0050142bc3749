import { GraphQLEnumType, GraphQLID, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { AccessDenied } from '../../access/access-denied.js';
import { READ_PATHS, type ReadPath } from '../../access/read-audit.js';
import { badUserInput } from '../../graphql/errors.js';
import { parseGlobalId } from '../../graphql/global-id.js';
import { outputType } from '../../graphql/objects/computed.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { Instant } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, pageArguments, required } from '../../graphql/schema/shared-types.js';

interface ReadRow {
  readonly at: Date;
  readonly user: string;
  readonly actor: string | null;
  readonly tlp: string;
  readonly paths: readonly ReadPath[];
  readonly request: string;
}

/** `Query.readsOf`: who was shown a record, for its originator. */
export function readAuditQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const { pool, unfiltered, modules, handler } = services;
  const path = new GraphQLEnumType({
    name: 'ReadPath',
    description: 'On which way a record was shown.',
    values: Object.fromEntries(Object.entries(READ_PATHS).map(([name, description]) => [name, { description }])),
  });
  const read = new GraphQLObjectType<ReadRow, RequestContext>({
    name: 'RecordRead',
    description: 'That a record was shown to somebody.',
    fields: {
      at: { type: required(Instant), description: 'When.', resolve: ({ at }) => at.toISOString() },
      user: { type: required(GraphQLString), description: 'Pseudonymous id of the user.' },
      actor: {
        type: outputType(schema, 'Actor') as GraphQLObjectType,
        description: 'The organisation for which the user asked; null where there is none or you may not see it.',
        resolve: ({ actor }, _args, context) => (actor ? readerOf(pool, modules, context, 'actor', {}).load(actor) : null),
      },
      tlp: { type: required(outputType(schema, 'Tlp')), description: 'The label under which it was shown.' },
      paths: { type: listOf(path), description: 'On which ways, in one answer.' },
      requestId: {
        type: required(GraphQLString),
        description: 'Of the request: as header `x-request-id` named it, or one that was made for it.',
        resolve: ({ request }) => request,
      },
    },
  });
  return {
    readsOf: {
      type: required(connectionType('RecordRead', read, 'reads of a record')),
      description:
        'Who was shown a record while it was RED or AMBER_STRICT, newest last; for the organisation, or the user, that recorded it. FORBIDDEN for all others. Numbers that are made of many records are no reads of them.',
      args: { ...pageArguments, record: { type: new GraphQLNonNull(GraphQLID), description: 'The record: `<kind>_<uuid>`.' } },
      resolve: async (_root: unknown, { record, ...page }: PageArguments & { record: string }, { viewer }: RequestContext) => {
        const id = parseGlobalId(record);
        if (!id || !modules.has(id.kind))
          throw badUserInput({ field: 'record', value: record, rule: 'is a public id: <kind>_<uuid>' });
        const { definition } = modules.get(id.kind)!;
        const { meta } = await handler.load(definition.extract?.from ?? id.kind, id.id);
        const isOriginator =
          meta.originator.actor === null ? viewer.user === meta.originator.user : viewer.actor === meta.originator.actor;
        if (!meta.exists || !isOriginator)
          throw new AccessDenied('FORBIDDEN', 'reads of a record are shown to the organisation that recorded it');
        return orderedPage<ReadRow, ReadRow>(
          unfiltered,
          viewer.keys,
          page,
          { name: 'reads', value: ['a.at', 'timestamptz'], tie: ['a.id', 'bigint'] },
          (statement) => ({
            columns: 'a.at, a.user_id as user, a.actor, a.tlp, a.paths, a.request_id as request',
            from: 'access.read_audit a',
            where: [`a.kind = ${statement.value(id.kind, 'text')}`, `a.record = ${statement.value(id.id, 'uuid')}`],
          }),
          (row) => row,
        );
      },
    },
  };
}
