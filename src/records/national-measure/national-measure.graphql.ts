import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, Part, Related, Shown } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { dayOf, type RecordRow } from '../../graphql/request-context.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { TargetScope } from '../shared/inputs.js';
import { DocumentReference } from '../shared/objects.js';
import * as commands from './national-measure.commands.js';
import { type NationalMeasureState } from './national-measure.events.js';
import { isDisputed, measureStatus, nationalMeasure } from './national-measure.js';
import { isReviewOverdue, nationalMeasureColumns, nextReview } from './national-measure.table.js';
import { nationalMeasureSentences } from './national-measure.sentences.js';

type State = NationalMeasureState;

@ObjectType({ description: 'A version of a measure: the first is as it was adopted, each other one as it was amended.' })
class MeasureVersion {
  @Shown(() => Int, 'Its number; the first is 1.')
  number!: number;

  @Shown(() => Instant, 'Since when it is the version.')
  since!: string;

  @Localized('What it changed.', { nullable: true })
  summary?: LocalizedText;

  @Shown(() => DocumentReference, 'Its text.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'A review of a measure that was completed.' })
class MeasureReview {
  @Shown(() => Instant, 'When it was completed.')
  at!: string;

  @Localized('What came of it.')
  outcome!: LocalizedText;
}

@ObjectType({ description: 'What a party that does not speak for the State reported.' })
class MeasureReport {
  @Related('actor', 'Actor', 'Who reported it.')
  by!: string;

  @Shown(() => Instant, 'When.')
  at!: string;

  @Shown(() => commands.MeasureStatus, 'Where the measure stands, by the report.')
  status!: string;

  @Localized('What is to be said of it.', { nullable: true })
  note?: LocalizedText;

  @Shown(() => DocumentReference, 'What the report rests on.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'That a party that does not speak for the State disputes what it says.' })
class MeasureDispute {
  @Related('actor', 'Actor', 'Who disputes it.')
  by!: string;

  @Shown(() => Instant, 'When.')
  at!: string;

  @Shown(() => commands.MeasureStatus, 'What the State said then.')
  status!: string;

  @Shown(() => String, 'Why.')
  reason!: string;
}

@RecordType('A measure of a State: a definition, strategy, law, risk assessment, plan, protocol or system.')
export class NationalMeasure extends RecordObject {
  @Related('actor', 'Actor', 'The State whose measure it is.')
  state!: string;

  @Shown(() => commands.MeasureKind, 'What kind of measure it is.')
  measureKind!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @Shown(() => TargetScope, 'What it is to protect.', { nullable: true })
  scope?: string;

  @Computed<State>(
    () => Boolean,
    'Whether it takes “soft” targets into account; null where its scope is not on record.',
    ({ scope }) => (scope === undefined ? null : scope !== 'CRITICAL_INFRASTRUCTURE'),
    { nullable: true },
  )
  coversSoftTargets?: boolean;

  @Related('actor', 'Actor', 'Who takes part in it.', { list: true })
  participants!: string[];

  @Shown(() => String, 'Challenges, conclusions and threats that it answers.', { list: true })
  themes!: string[];

  @Computed<State>(() => commands.MeasureStatus, 'Where it stands, by the State’s own word.', measureStatus)
  status!: string;

  @Shown(() => DocumentReference, 'The last draft.', { nullable: true })
  draft?: DocumentReference;

  @Shown(() => Instant, 'When it was adopted or enacted.', { nullable: true })
  adoptedAt?: string;

  @Shown(() => Instant, 'When it entered into force.', { nullable: true })
  inForceAt?: string;

  @Shown(() => Instant, 'When it was deployed.', { nullable: true })
  deployedAt?: string;

  @Shown(() => MeasureVersion, 'Its versions, in order of number.', { list: true })
  versions!: MeasureVersion[];

  @Shown(() => Instant, 'Since when it is under review; null while it is not.', { nullable: true })
  reviewSince?: string;

  @Shown(() => MeasureReview, 'Its reviews, oldest first.', { list: true })
  reviews!: MeasureReview[];

  @Computed<State>(() => Day, 'The day by which its next review is due, while it holds.', nextReview, { nullable: true })
  nextReview?: string;

  @Computed<State & RecordRow>(() => Boolean, 'Whether its next review is overdue on the day of the moment asked for.', (row) =>
    isReviewOverdue(row, dayOf(row.$moment)),
  )
  reviewOverdue!: boolean;

  @Shown(() => Int, 'Every how many months it is reviewed.', { nullable: true })
  cycleMonths?: number;

  @Shown(() => Instant, 'When it was repealed or replaced.', { nullable: true })
  endedAt?: string;

  @Shown(() => String, 'Why it was repealed.', { nullable: true })
  endedReason?: string;

  @Related('nationalMeasure', 'NationalMeasure', 'The measure that took its place.', { from: 'supersededBy' })
  replacedBy?: string;

  @Part(() => MeasureReport, 'What others reported of it, oldest first. It does not change its status.', { list: true })
  reports!: MeasureReport[];

  @Part(() => MeasureDispute, 'Who disputed what the State said, oldest first.', { list: true })
  disputes!: MeasureDispute[];

  @Computed<State>(() => Boolean, 'Whether another party disputes what the State says at present.', isDisputed)
  disputed!: boolean;
}

export const nationalMeasureModule = recordModule<State>({
  definition: nationalMeasure,
  columns: nationalMeasureColumns,
  type: NationalMeasure,
  plural: 'nationalMeasures',
  sentences: nationalMeasureSentences,
  commands: Object.values(commands),
});
