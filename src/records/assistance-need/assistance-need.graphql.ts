import { ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { TlpEnum } from '../../graphql/commands/command.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordType } from '../../graphql/objects/record-module.js';
import { dayOf, type RecordRow } from '../../graphql/request-context.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { AssistanceSubjectEnum } from '../shared/inputs.js';
import { AssistanceQuantity, AssistanceReservation, ScopedRecord } from '../shared/objects.js';
import * as commands from './assistance-need.commands.js';
import { coverageOf, NEED_COVERAGES } from './assistance-need.coverage.js';
import { type AssistanceNeedState, NEED_STATUSES } from './assistance-need.events.js';
import { assistanceNeed } from './assistance-need.js';
import { isLapsed, needStatus } from './assistance-need.rules.js';
import { assistanceNeedColumns } from './assistance-need.table.js';
import { assistanceNeedSentences } from './assistance-need.sentences.js';

const NeedStatus = codeEnum(
  'NeedStatus',
  'Where a need stands. Whether the day by which it was needed is over is a question of the moment: see `lapsed`.',
  NEED_STATUSES,
);

const NeedCoverage = codeEnum(
  'NeedCoverage',
  'How far a need is covered by matches that both sides accepted, by the rule `need-coverage/1`. Gaps are UNCOVERED and PARTLY_COVERED.',
  NEED_COVERAGES,
);

@ObjectType({ description: 'What a State says of a need that it is found to have.' })
class NeedPosition {
  @OutputField(() => Boolean, 'Whether it agrees that it has the need.')
  agreed!: boolean;

  @RecordRef('actor', 'Actor', 'Who said so: the State or its delegate.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @OutputField(() => String, 'Why not, where it disputes it.', { nullable: true })
  reason?: string;
}

@ObjectType({ description: 'That a State let readers know of a need.' })
class NeedRelease {
  @RecordRef('actor', 'Actor', 'Who said so: the State or its delegate.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @Computed<{ audience: { tlp: string } }>(() => TlpEnum, 'The label under which they may.', ({ audience }) => audience.tlp)
  tlp!: string;
}

@ObjectType({ description: 'Something delivered towards a need.' })
class NeedDelivery {
  @OutputField(() => Instant, 'When.')
  at!: string;

  @RecordRef('actor', 'Actor', 'Who said so; null where it follows from other records.')
  by?: string;

  @RecordRef('assistanceMatch', 'AssistanceMatch', 'The match in which it was delivered.')
  match?: string;

  @RecordRef('assistanceProject', 'AssistanceProject', 'The project that delivered it.')
  project?: string;

  @RecordRef('capacityActivity', 'CapacityActivity', 'The activity by which it was delivered.')
  activity?: string;

  @OutputField(() => AssistanceQuantity, 'How much; null where that was not said.', { nullable: true })
  delivered?: AssistanceQuantity;

  @Localized('What was done.', { nullable: true })
  report?: LocalizedText;
}

@RecordType('Assistance that a State needs.')
export class AssistanceNeed extends ScopedRecord {
  @Localized('What is needed, in a line.')
  title!: LocalizedText;

  @Localized('What is needed, and why.', { nullable: true })
  description?: LocalizedText;

  @RecordRef('actor', 'Actor', 'The State that has the need.')
  state!: string;

  @OutputField(() => commands.NeedOrigin, 'How it came to light.')
  origin!: string;

  @RecordRef('actor', 'Actor', 'Who identified it.')
  identifiedBy!: string;

  @OutputField(() => Instant, 'When it was identified.')
  identifiedAt!: string;

  @OutputField(() => AssistanceSubjectEnum, 'What it is about.')
  subject!: string;

  @RecordRef('assessmentVisit', 'AssessmentVisit', 'The visit that it comes of.')
  visit?: string;

  @RecordRef('recommendation', 'Recommendation', 'The recommendation that it is to help with.')
  recommendation?: string;

  @Computed<AssistanceNeedState>(() => NeedStatus, 'Where it stands.', needStatus)
  status!: string;

  @Computed<AssistanceNeedState>(() => NeedCoverage, 'How far it is covered by matches that both sides accepted.', coverageOf)
  coverage!: string;

  @NestedObject(() => NeedPosition, 'What the State says of it, as it said last; null where it has not said.', { nullable: true })
  position?: NeedPosition;

  @OutputField(() => commands.NeedPriority, 'How pressing it is; null where that was not said.', { nullable: true })
  priority?: string;

  @NestedObject(() => NeedRelease, 'That the State let readers know of it.', { nullable: true })
  released?: NeedRelease;

  @OutputField(() => AssistanceQuantity, 'How much is needed; null where that was not said.', { nullable: true })
  quantity?: AssistanceQuantity;

  @NestedObject(() => AssistanceReservation, 'Parts of it that are held for matches.', { list: true })
  reservations!: AssistanceReservation[];

  @NestedObject(() => NeedDelivery, 'What was delivered towards it, oldest first.', { list: true })
  deliveries!: NeedDelivery[];

  @OutputField(() => Day, 'The day by which it is needed.', { nullable: true })
  neededBy?: string;

  @Computed<AssistanceNeedState & RecordRow>(
    () => Boolean,
    'Whether that day was over on the day of the moment asked for, and the need neither met nor withdrawn.',
    (row) => isLapsed(row, dayOf(row.$moment)),
  )
  lapsed!: boolean;

  @OutputField(() => Instant, 'When it was met.', { nullable: true })
  metAt?: string;

  @OutputField(() => String, 'Why it was reopened last.', { nullable: true })
  reopenedReason?: string;

  @OutputField(() => String, 'Why it was withdrawn.', { nullable: true })
  withdrawnReason?: string;
}

export const assistanceNeedModule = recordModule<AssistanceNeedState>({
  definition: assistanceNeed,
  columns: assistanceNeedColumns,
  type: AssistanceNeed,
  plural: 'assistanceNeeds',
  sentences: assistanceNeedSentences,
  commands: Object.values(commands),
});
