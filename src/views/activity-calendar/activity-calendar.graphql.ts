import { GraphQLNonNull, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { Day } from '../../graphql/scalars.js';
import { connectionField, pointInTimeAt, type QueryRoot, type Scope } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField } from '../../graphql/schema/shared-types.js';

/** What takes place, wholly or in part, between two days, in order of starting. */
export function calendarScope(from: string, to: string): Pick<Scope, 'filter' | 'orderBy'> {
  return { filter: { starts: { to }, ends: { from } }, orderBy: { field: 'starts', direction: 'ASC' } };
}

/** `Query.activityCalendar`: what takes place between two days, in order of starting. */
export function activityCalendarQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    activityCalendar: connectionField(
      schema,
      services,
      services.modules.get('capacityActivity')!,
      (root: QueryRoot | undefined, { from, to }: { from: string; to: string }) => {
        if (to < from) throw badUserInput({ field: 'to', value: to, rule: `is not before from (${from})` });
        return { moment: pointInTimeAt(root), ...calendarScope(from, to) };
      },
      {
        description: 'Activities that take place, wholly or in part, between two days, in order of starting.',
        args: {
          from: { type: new GraphQLNonNull(Day), description: 'First day.' },
          to: { type: new GraphQLNonNull(Day), description: 'Last day.' },
        },
      },
    ),
  };
}
