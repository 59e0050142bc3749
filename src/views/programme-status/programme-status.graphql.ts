import { partOf } from '../../graphql/request-context.js';
import { GraphQLInt, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf } from '../../graphql/schema/shared-types.js';
import { type ProgrammeState } from '../../records/programme/programme.fields.js';
import { standingListField } from '../shared/standing-list.js';
import { daysUntil } from '../shared/days.js';
import { type ProgrammeStanding, programmeStanding } from '../../rules/programme-standing.js';

/** `Query.programmeStatus`. */
export function programmeStatusQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const phase = outputType(schema, 'ProgrammePhase');
  return {
    programmeStatus: standingListField<ProgrammeState, ProgrammeStanding, object>(schema, services, {
      name: 'ProgrammeStatus',
      of: 'programmes as they stand on a day',
      description:
        'Programmes with their phases, partners, budget and work on the day of the moment asked for (today, without `at`), in order of name.',
      entry: 'A programme as it stands on a day, and why.',
      kind: 'programme',
      record: ['programme', 'The programme, with its partners, phases, budget, projects and activities.'],
      rules: [programmeStanding],
      standing: {
        type: 'ProgrammeStanding',
        description: 'How a programme stands to its own dates on a day',
        values: {
          ANNOUNCED: 'It is announced, and the day planned for its launch, if any, has not passed.',
          LAUNCH_OVERDUE: 'It was not launched by the day planned.',
          RUNNING: 'It was launched, and the day planned for its end, if any, has not passed.',
          END_OVERDUE: 'It was not closed by the day planned for its end.',
          CLOSED: 'It is closed.',
        },
        argument: 'Only those that stand like this; all, if left out.',
      },
      orderBy: { field: 'name', direction: 'ASC' },
      fields: {
        currentPhases: {
          type: listOf(phase),
          description: 'Phases that go on.',
          resolve: ({ record }) => record.phases.filter(({ ended }) => ended === null).map((phase) => partOf(record, phase)),
        },
        overduePhases: {
          type: listOf(phase),
          description: 'Phases that go on after the day planned for their end.',
          resolve: ({ record, on }) =>
            record.phases
              .filter(({ ended, plannedEnd }) => ended === null && plannedEnd !== null && plannedEnd < on)
              .map((phase) => partOf(record, phase)),
        },
        daysLeft: {
          type: GraphQLInt,
          description:
            'Days until the day planned for its launch or, when it was launched, its end; below zero after it. Null without one.',
          resolve: ({ record, on, standing }) => {
            if (standing === 'CLOSED') return null;
            return daysUntil(record.launchedAt === null ? record.plannedLaunch : record.plannedEnd, on);
          },
        },
      },
    }),
  };
}
