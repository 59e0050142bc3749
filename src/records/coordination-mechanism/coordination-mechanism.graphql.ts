import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { presentMembers } from '../shared/membership.js';
import { Membership } from '../shared/membership.graphql.js';
import { DatedDocument, DocumentReference } from '../shared/objects.js';
import * as commands from './coordination-mechanism.commands.js';
import { type CoordinationMechanismState, MECHANISM_STATUSES } from './coordination-mechanism.events.js';
import { coordinationMechanism } from './coordination-mechanism.js';
import { coordinationMechanismColumns, lastMet } from './coordination-mechanism.table.js';
import { coordinationMechanismSentences } from './coordination-mechanism.sentences.js';

const MechanismStatus = codeEnum(
  'MechanismStatus',
  'Whether a mechanism is still there. Whether it still meets is a question of the moment: see `lastMet`.',
  MECHANISM_STATUSES,
);

@ObjectType({ description: 'A meeting of a mechanism: which organisations, never which persons.' })
class MechanismMeeting {
  @OutputField(() => Instant, 'When it was.')
  at!: string;

  @RecordRef('actor', 'Actor', 'Organisations that attended.', { list: true })
  attended!: string[];

  @Localized('What came of it.', { nullable: true })
  summary?: LocalizedText;

  @OutputField(() => DocumentReference, 'Its minutes.', { nullable: true })
  document?: DocumentReference;
}

@RecordType('A mechanism in which agencies of a State coordinate.')
export class CoordinationMechanism extends RecordObject {
  @RecordRef('actor', 'Actor', 'The State.')
  state!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { nullable: true })
  purpose?: LocalizedText;

  @OutputField(() => DocumentReference, 'The document that sets it up.', { nullable: true })
  mandate?: DocumentReference;

  @OutputField(() => String, 'Challenges, conclusions and threats that it answers.', { list: true })
  themes!: string[];

  @OutputField(() => MechanismStatus, 'Whether it is still there.')
  status!: string;

  @RecordRef('actor', 'Actor', 'The agency that leads it.')
  lead?: string;

  @NestedObject(() => Membership, 'The agencies that lead and led it, in order of appointment.', { list: true })
  leads!: Membership[];

  @NestedObject(() => Membership, 'Its member agencies, present and past, in order of joining.', { list: true })
  members!: Membership[];

  @Computed<CoordinationMechanismState>(
    () => Int,
    'How many agencies are members.',
    (state) => presentMembers(state.members).length,
  )
  memberCount!: number;

  @OutputField(() => DatedDocument, 'Documents that set out who commands whom, oldest first: the last one holds.', { list: true })
  chainOfCommand!: DatedDocument[];

  @NestedObject(() => MechanismMeeting, 'Its meetings, oldest first.', { list: true })
  meetings!: MechanismMeeting[];

  @Computed<CoordinationMechanismState>(
    () => Day,
    'The day on which it last met; null where no meeting is on record, which does not say that there was none.',
    lastMet,
    { nullable: true },
  )
  lastMet?: string;

  @OutputField(() => Instant, 'When it was dissolved.', { nullable: true })
  dissolvedAt?: string;

  @OutputField(() => String, 'Why it was dissolved.', { nullable: true })
  dissolvedReason?: string;
}

export const coordinationMechanismModule = recordModule<CoordinationMechanismState>({
  definition: coordinationMechanism,
  columns: coordinationMechanismColumns,
  type: CoordinationMechanism,
  plural: 'coordinationMechanisms',
  sentences: coordinationMechanismSentences,
  commands: Object.values(commands),
});
