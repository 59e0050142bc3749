import { GraphQLID, type GraphQLSchema } from 'graphql';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, DayRange, many } from '../../graphql/schema/shared-types.js';
import { type Range } from '../../graphql/read/record-list.js';
import { placesOf } from '../../graphql/read/place-filters.js';
import { plainIds, regionsArgument } from '../shared/arguments.js';
import { breakdownField } from '../shared/breakdown.js';

interface Arguments {
  readonly partnerships?: readonly string[] | null;
  readonly parties?: readonly string[] | null;
  readonly regions?: readonly string[] | null;
  readonly made?: Range<string> | null;
}

const percentile = (fraction: number) =>
  `percentile_cont(${fraction}) within group (order by f.days) filter (where f.status = 'ANSWERED')`;

/** `Query.answerTimes`: how long requests for information take, from what partnerships keep of them: who, whom, when, never what. */
export function answerTimesQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  return {
    answerTimes: breakdownField(schema, services, {
      name: 'AnswerTimes',
      description:
        'How long requests for information between members of partnerships take to be answered, and which are open at the moment asked for. Neither questions nor answers are on record.',
      line: 'requests for information',
      by: ['PARTNERSHIP'],
      dimensions: {
        PARTNERSHIP: { description: 'The partnership.', of: 'f.partnership', references: 'partnership' },
        FROM: { description: 'Who asked.', of: 'f.asker', references: 'actor' },
        TO: { description: 'Who was asked.', of: 'f.asked', references: 'actor' },
        SUBJECT: { description: 'Category of subject.', of: 'f.subject' },
        YEAR: { description: 'Year in which they were made.', of: 'extract(year from f.made)::int', number: true },
      },
      measures: {
        requests: { description: 'How many.', sql: 'count(*)' },
        answered: { description: 'How many were answered.', sql: `count(*) filter (where f.status = 'ANSWERED')` },
        declined: { description: 'How many were declined.', sql: `count(*) filter (where f.status = 'DECLINED')` },
        open: { description: 'How many are open.', sql: `count(*) filter (where f.status = 'OPEN')` },
        overdue: {
          description: 'How many are open after the day by which an answer was asked for.',
          sql: `count(*) filter (where f.status = 'OPEN' and f.answer_by < f.on_day)`,
        },
        medianDays: {
          description: 'Median days from request to answer, of those answered.',
          sql: percentile(0.5),
          decimal: true,
        },
        p90Days: {
          description: 'Days within which nine in ten of those answered were, from the request.',
          sql: percentile(0.9),
          decimal: true,
        },
        oldestOpenDays: {
          description: 'Days for which the oldest open one has been open.',
          sql: `max(f.days) filter (where f.status = 'OPEN')`,
          decimal: true,
        },
      },
      args: {
        partnerships: { type: many(GraphQLID), description: 'Only in these partnerships.' },
        parties: { type: many(GraphQLID), description: 'Only those that one of these actors made or was asked.' },
        regions: {
          ...regionsArgument,
          description: 'Only those made by or to actors of these countries or regions: `KE`, `X-SEE`.',
        },
        made: { type: DayRange, description: 'Only those made on these days.' },
      },
      facts: (visible, { partnerships, parties, regions, made }: Arguments) => {
        const where = [visible.sees('partnership', 'r')];
        if (partnerships)
          where.push(`r.id = any(${visible.value(plainIds('partnerships', 'partnership', partnerships), 'uuid[]')})`);
        if (parties) {
          const ids = visible.value(plainIds('parties', 'actor', parties), 'uuid[]');
          where.push(`(asker.id = any(${ids}) or asked.id = any(${ids}))`);
        }
        if (regions) {
          const places = visible.value(placesOf('regions', regions), 'text[]');
          where.push(`(asker.country = any(${places}) or asked.country = any(${places}))`);
        }
        if (made?.from) where.push(`q.made >= ${visible.value(made.from, 'date')}`);
        if (made?.to) where.push(`q.made < ${visible.value(made.to, 'date')} + 1`);
        return `select r.id as partnership, asker.id as asker, asked.id as asked, q.subject, q.made, q.status, q."answerBy" as answer_by, ${visible.today} as on_day,
            extract(epoch from coalesce(q.settled, ${visible.now}) - q.made) / 86400 as days
          from rm.partnership r cross join lateral json_to_recordset(r.doc->'requests')
            q ("from" uuid, "to" uuid, subject text, "answerBy" date, made timestamptz, status text, settled timestamptz)
          ${visible.actor('asker', 'q."from"')} ${visible.actor('asked', 'q."to"')} where ${where.join(' and ')}`;
      },
    }),
  };
}
