import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, Money, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { presentMembers } from '../shared/membership.js';
import { Membership } from '../shared/membership.graphql.js';
import { DocumentReference, ScopedRecord } from '../shared/objects.js';
import * as commands from './programme.commands.js';
import { PROGRAMME_STATUSES, type ProgrammeState } from './programme.events.js';
import { budgetOf, programme, programmeStatus } from './programme.js';
import { programmeColumns } from './programme.table.js';
import { programmeSentences } from './programme.sentences.js';

const ProgrammeStatus = codeEnum('ProgrammeStatus', 'Where a programme stands.', PROGRAMME_STATUSES);

@ObjectType({ description: 'A phase of a programme.' })
class ProgrammePhase {
  @OutputField(() => ID, 'Id of the event that started it.')
  id!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @OutputField(() => Instant, 'When it started.')
  started!: string;

  @OutputField(() => Day, 'The day on which it is, or was, to end.', { nullable: true })
  plannedEnd?: string;

  @OutputField(() => Instant, 'When it ended; null while it goes on.', { nullable: true })
  ended?: string;

  @Localized('What came of it.', { nullable: true })
  outcome?: LocalizedText;
}

@ObjectType({ description: 'A budget that a programme has or had.' })
class ProgrammeBudget {
  @OutputField(() => Money, 'The amount.')
  amount!: Money;

  @OutputField(() => Day, 'The day for which it is said.')
  valueDate!: string;

  @OutputField(() => String, 'Why it was this amount.')
  reason!: string;

  @OutputField(() => Instant, 'When it was set.')
  at!: string;
}

@RecordType('A programme of an organisation and its partners, in phases.')
export class Programme extends ScopedRecord {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { nullable: true })
  description?: LocalizedText;

  @RecordRef('actor', 'Actor', 'Who leads it.')
  lead!: string;

  @Computed<ProgrammeState>(() => ProgrammeStatus, 'Where it stands.', programmeStatus)
  status!: string;

  @OutputField(() => Day, 'The day on which it is, or was, to be launched.', { nullable: true })
  plannedLaunch?: string;

  @OutputField(() => Instant, 'When it was launched.', { nullable: true })
  launchedAt?: string;

  @OutputField(() => Day, 'The day on which it is, or was, to end.', { nullable: true })
  plannedEnd?: string;

  @OutputField(() => Instant, 'When it was closed.', { nullable: true })
  closedAt?: string;

  @OutputField(() => String, 'Why it was closed.', { nullable: true })
  closedReason?: string;

  @OutputField(() => DocumentReference, 'The document that describes it.', { nullable: true })
  document?: DocumentReference;

  @NestedObject(() => Membership, 'Its partners, present and past, in order of joining.', { list: true })
  partners!: Membership[];

  @Computed<ProgrammeState>(() => Int, 'How many partners it has.', (state) => presentMembers(state.partners).length)
  partnerCount!: number;

  @OutputField(() => ProgrammePhase, 'Its phases, in order of their start.', { list: true })
  phases!: ProgrammePhase[];

  @RecordRef('assistanceProject', 'AssistanceProject', 'Projects of assistance that are part of it.', { list: true })
  projects!: string[];

  @RecordRef('capacityActivity', 'CapacityActivity', 'Activities that are part of it.', { list: true })
  activities!: string[];

  @Computed<ProgrammeState>(() => Money, 'Its budget, as it was revised last.', budgetOf, { nullable: true })
  budget?: Money;

  @OutputField(() => ProgrammeBudget, 'Its budgets, oldest first.', { list: true })
  budgets!: ProgrammeBudget[];
}

export const programmeModule = recordModule<ProgrammeState>({
  definition: programme,
  columns: programmeColumns,
  type: Programme,
  plural: 'programmes',
  sentences: programmeSentences,
  commands: Object.values(commands),
});
