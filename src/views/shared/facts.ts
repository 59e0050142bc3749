import { type GraphQLFieldConfigArgumentMap, type GraphQLSchema } from 'graphql';
import { type Filter, recordConditions } from '../../graphql/read/record-list.js';
import { connectionTypes } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type VisibleSql } from './visible-sql.js';

interface FactsArguments {
  readonly filter?: Filter | null;
}

/** Facts of a breakdown that are records `r` of one kind, with the filter of its connection as an argument. */
export function recordFacts<Args extends object>(
  schema: GraphQLSchema,
  { modules }: Services,
  kind: string,
  {
    columns,
    args = {},
    fixed = () => ({}),
  }: {
    /** SQL: what is selected, and from where (`r` is the record). @throws BAD_USER_INPUT */
    readonly columns: (visible: VisibleSql, args: Args) => string;
    readonly args?: GraphQLFieldConfigArgumentMap;
    /** What is counted of what the caller's filter leaves. */
    readonly fixed?: (filter: Filter) => Filter;
  },
) {
  const module = modules.get(kind)!;
  return {
    args: {
      ...args,
      filter: { type: connectionTypes(schema, module).filter, description: 'Which; all conditions hold together.' },
    },
    facts: (visible: VisibleSql, asked: Args & FactsArguments): string => {
      const { moment, keys, statement } = visible;
      const filter = asked.filter ?? {};
      const where = recordConditions(statement, module, keys, moment, [filter, fixed(filter)]);
      return `select ${columns(visible, asked)} where ${where.join(' and ')}`;
    },
  };
}
