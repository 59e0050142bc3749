import { GraphQLEnumType, type GraphQLFieldConfigMap, type GraphQLSchema, GraphQLString } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { listOf, required } from '../../graphql/schema/shared-types.js';
import { decidingEvents } from '../timeline/deciding-events.js';

/** An enum of what a rule may say, in the order of `descriptions`. */
export function ruleEnum<Value extends string>(
  name: string,
  description: string,
  descriptions: Readonly<Record<Value, string>>,
): GraphQLEnumType {
  const values = Object.entries<string>(descriptions).map(([value, text]) => [value, { description: text }]);
  return new GraphQLEnumType({ name, description, values: Object.fromEntries(values) as Record<string, object> });
}

/**
 * What every answer by a rule carries: the rule with its version, and the events that decided it.
 * @param rule name and version: `commitment-standing/1`; as a function, that of the entry
 * @param deciding records that the answer rests on, and the types of the events that decide it
 */
export function ruleFields<Entry>(
  schema: GraphQLSchema,
  { pool }: Services,
  rule: string | ((entry: Entry) => string),
  deciding: (entry: Entry) => { readonly records: readonly RecordRow[]; readonly types: readonly string[] },
) {
  return {
    rule: {
      type: required(GraphQLString),
      description: 'Name and version of the rule.',
      resolve: (entry: Entry) => (typeof rule === 'string' ? rule : rule(entry)),
    },
    decidedBy: {
      type: listOf(outputType(schema, 'Event')),
      description: 'The events that decided it, newest first within each record, as far as you may see them.',
      resolve: async (entry: Entry, _args, { viewer }) => {
        const { records, types } = deciding(entry);
        return (await Promise.all(records.map((record) => decidingEvents(pool, viewer.keys, record, types)))).flat();
      },
    },
  } satisfies GraphQLFieldConfigMap<Entry, RequestContext>;
}

/** The day for which something is said: of the moment asked for. */
export const onDay = { type: required(Day), description: 'The day for which it is said.' };
