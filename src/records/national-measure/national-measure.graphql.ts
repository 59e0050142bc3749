import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
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
  @OutputField(() => Int, 'Its number; the first is 1.')
  number!: number;

  @OutputField(() => Instant, 'Since when it is the version.')
  since!: string;

  @Localized('What it changed.', { nullable: true })
  summary?: LocalizedText;

  @OutputField(() => DocumentReference, 'Its text.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'A review of a measure that was completed.' })
class MeasureReview {
  @OutputField(() => Instant, 'When it was completed.')
  at!: string;

  @Localized('What came of it.')
  outcome!: LocalizedText;
}

@ObjectType({ description: 'What a party that does not speak for the State reported.' })
class MeasureReport {
  @RecordRef('actor', 'Actor', 'Who reported it.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @OutputField(() => commands.MeasureStatus, 'Where the measure stands, by the report.')
  status!: string;

  @Localized('What is to be said of it.', { nullable: true })
  note?: LocalizedText;

  @OutputField(() => DocumentReference, 'What the report rests on.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'That a party that does not speak for the State disputes what it says.' })
class MeasureDispute {
  @RecordRef('actor', 'Actor', 'Who disputes it.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @OutputField(() => commands.MeasureStatus, 'What the State said then.')
  status!: string;

  @OutputField(() => String, 'Why.')
  reason!: string;
}

@RecordType('A measure of a State: a definition, strategy, law, risk assessment, plan, protocol or system.')
export class NationalMeasure extends RecordObject {
  @RecordRef('actor', 'Actor', 'The State whose measure it is.')
  state!: string;

  @OutputField(() => commands.MeasureKind, 'What kind of measure it is.')
  measureKind!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @OutputField(() => TargetScope, 'What it is to protect.', { nullable: true })
  scope?: string;

  @Computed<State>(
    () => Boolean,
    'Whether it takes “soft” targets into account; null where its scope is not on record.',
    ({ scope }) => (scope === undefined ? null : scope !== 'CRITICAL_INFRASTRUCTURE'),
    { nullable: true },
  )
  coversSoftTargets?: boolean;

  @RecordRef('actor', 'Actor', 'Who takes part in it.', { list: true })
  participants!: string[];

  @OutputField(() => String, 'Challenges, conclusions and threats that it answers.', { list: true })
  themes!: string[];

  @Computed<State>(() => commands.MeasureStatus, 'Where it stands, by the State’s own word.', measureStatus)
  status!: string;

  @OutputField(() => DocumentReference, 'The last draft.', { nullable: true })
  draft?: DocumentReference;

  @OutputField(() => Instant, 'When it was adopted or enacted.', { nullable: true })
  adoptedAt?: string;

  @OutputField(() => Instant, 'When it entered into force.', { nullable: true })
  inForceAt?: string;

  @OutputField(() => Instant, 'When it was deployed.', { nullable: true })
  deployedAt?: string;

  @OutputField(() => MeasureVersion, 'Its versions, in order of number.', { list: true })
  versions!: MeasureVersion[];

  @OutputField(() => Instant, 'Since when it is under review; null while it is not.', { nullable: true })
  reviewSince?: string;

  @OutputField(() => MeasureReview, 'Its reviews, oldest first.', { list: true })
  reviews!: MeasureReview[];

  @Computed<State>(() => Day, 'The day by which its next review is due, while it holds.', nextReview, { nullable: true })
  nextReview?: string;

  @Computed<State & RecordRow>(() => Boolean, 'Whether its next review is overdue on the day of the moment asked for.', (row) =>
    isReviewOverdue(row, dayOf(row.$moment)),
  )
  reviewOverdue!: boolean;

  @OutputField(() => Int, 'Every how many months it is reviewed.', { nullable: true })
  cycleMonths?: number;

  @OutputField(() => Instant, 'When it was repealed or replaced.', { nullable: true })
  endedAt?: string;

  @OutputField(() => String, 'Why it was repealed.', { nullable: true })
  endedReason?: string;

  @RecordRef('nationalMeasure', 'NationalMeasure', 'The measure that took its place.', { from: 'supersededBy' })
  replacedBy?: string;

  @NestedObject(() => MeasureReport, 'What others reported of it, oldest first. It does not change its status.', { list: true })
  reports!: MeasureReport[];

  @NestedObject(() => MeasureDispute, 'Who disputed what the State said, oldest first.', { list: true })
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
