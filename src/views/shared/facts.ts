import { type GraphQLFieldConfigArgumentMap, type GraphQLSchema } from 'graphql';
import { type Filter, recordConditions } from '../../graphql/read/record-list.js';
import { connectionTypes } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { isInPlace, placesOf } from './place-filters.js';
import { regionsArgument } from './arguments.js';
import { type VisibleSql } from './visible-sql.js';

interface FactsArguments {
  readonly filter?: Filter | null;
  readonly regions?: readonly string[] | null;
}

/** Facts of a breakdown that are records `r` of one kind, with the filter of its connection and `regions` as arguments. */
export function recordFacts<Args extends object>(
  schema: GraphQLSchema,
  { modules }: Services,
  kind: string,
  {
    columns,
    args = {},
    placedBy,
    fixed = () => ({}),
  }: {
    /** SQL: what is selected, and from where (`r` is the record). @throws BAD_USER_INPUT */
    readonly columns: (visible: VisibleSql, args: Args) => string;
    readonly args?: GraphQLFieldConfigArgumentMap;
    /** Columns that name the actor for whose country `regions` asks; all that name one, if left out. */
    readonly placedBy?: readonly string[];
    /** What is counted of what the caller's filter leaves. */
    readonly fixed?: (filter: Filter) => Filter;
  },
) {
  const module = modules.get(kind)!;
  return {
    args: {
      ...args,
      filter: { type: connectionTypes(schema, module).filter, description: 'Which; all conditions hold together.' },
      regions: regionsArgument,
    },
    facts: (visible: VisibleSql, asked: Args & FactsArguments): string => {
      const { moment, keys, statement } = visible;
      const filter = asked.filter ?? {};
      const where = recordConditions(statement, module, keys, moment, [filter, fixed(filter)]);
      if (asked.regions) where.push(isInPlace(statement, module, keys, moment, placesOf('regions', asked.regions), placedBy));
      return `select ${columns(visible, asked)} where ${where.join(' and ')}`;
    },
  };
}
