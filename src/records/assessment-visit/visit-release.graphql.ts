import { ObjectType } from '@nestjs/graphql';
import { NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import * as commands from './assessment-visit.commands.js';
import { VisitFinding, VisitPaper, VisitStatus } from './assessment-visit.graphql.js';
import { visitReleaseColumns } from './assessment-visit.table.js';
import { visitRelease, type VisitReleaseState } from './visit-release.js';

@ObjectType({ description: 'When and how a visit was made.' })
class VisitCourse {
  @OutputField(() => VisitStatus, 'Where it stands.')
  status!: string;

  @OutputField(() => commands.VisitMode, 'How it was made.')
  mode!: string;

  @OutputField(() => Day, 'The day on which it was to start.', { nullable: true })
  plannedStart?: string;

  @OutputField(() => Day, 'The day on which it was to end.', { nullable: true })
  plannedEnd?: string;

  @OutputField(() => Instant, 'When it started.', { nullable: true })
  started?: string;

  @OutputField(() => Instant, 'When it was completed.', { nullable: true })
  completed?: string;
}

@RecordType(
  'What of an assessment visit its State has consented to release, for those to whom it has. Its label is that of the consent; its history is that of the visit. A part that is not released is empty, whether or not there is one.',
)
export class VisitRelease extends RecordObject {
  @RecordRef('assessmentVisit', 'AssessmentVisit', 'The visit.', { from: '$id' })
  visit?: string;

  @RecordRef('actor', 'Actor', 'The State visited.')
  state!: string;

  @RecordRef('actor', 'Actor', 'Who assessed it.')
  assessor!: string;

  @OutputField(() => commands.VisitType, 'What kind of visit it was.')
  visitType!: string;

  @OutputField(
    () => commands.ReleaseExtent,
    'Whether all or parts of it are released; null where nothing was, at the moment asked for.',
    {
      nullable: true,
    },
  )
  extent?: string;

  @OutputField(() => commands.VisitPartEnum, 'The parts that are released.', { list: true })
  parts!: string[];

  @OutputField(() => Instant, 'When the State consented.', { nullable: true })
  released?: string;

  @OutputField(() => VisitCourse, 'When and how it was made.', { nullable: true })
  course?: VisitCourse;

  @NestedObject(() => VisitPaper, 'The preliminary assessment.', { nullable: true })
  preliminaryAssessment?: VisitPaper;

  @NestedObject(() => VisitFinding, 'What was found, oldest first.', { list: true })
  findings!: VisitFinding[];

  @NestedObject(() => VisitPaper, 'The report as it was adopted.', { nullable: true })
  report?: VisitPaper;

  @NestedObject(() => VisitPaper, 'The State’s observations on the draft.', { nullable: true })
  observations?: VisitPaper;

  @NestedObject(() => VisitPaper, 'The State’s response to the report.', { nullable: true })
  response?: VisitPaper;
}

export const visitReleaseModule = recordModule<VisitReleaseState>({
  definition: visitRelease,
  columns: visitReleaseColumns,
  type: VisitRelease,
  plural: 'visitReleases',
  commands: [],
});
