import { Computed, ID, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { addField, outputType } from '../../graphql/objects/computed.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type RecordRow } from '../../graphql/request-context.js';
import { Instant } from '../../graphql/scalars.js';
import * as commands from './emergency-access.commands.js';
import { type EmergencyAccessState } from './emergency-access.events.js';
import { emergencyAccess, isOpen, recordOf } from './emergency-access.js';
import { emergencyAccessColumns } from './emergency-access.table.js';
import { emergencyAccessSentences } from './emergency-access.sentences.js';

@RecordType('That somebody reads, for a reason and a limited time, what a label keeps from it; shown to it and to whom it reads.')
export class EmergencyAccess extends RecordObject {
  @OutputField(() => String, 'Pseudonymous id of the user who reads.')
  user!: string;

  @Computed<EmergencyAccessState>(() => ID, 'Public id of the record that was opened.', ({ record }) => record, {
    nullable: true,
  })
  recordId?: string;

  @RecordRef('actor', 'Actor', 'The organisation whose readable records were opened.')
  organisation?: string;

  @OutputField(() => String, 'Why.')
  reason!: string;

  @OutputField(() => Instant, 'Until when it lasts, if it is not ended before.')
  until!: string;

  @OutputField(() => Instant, 'When it was ended before its time.', { nullable: true })
  endedAt?: string;

  @Computed<EmergencyAccessState & RecordRow>(() => Boolean, 'Whether it lasts: at the moment asked for, else now.', (state) =>
    isOpen(state, state.$moment.asOf ?? new Date().toISOString()),
  )
  active!: boolean;
}

addField(EmergencyAccess, 'record', (schema, { pool, modules }) => ({
  type: outputType(schema, 'Record'),
  description: 'The record that was opened; null where there is none or you may not see it.',
  resolve: ({ record, $moment }: RecordRow, _args, context) => {
    if (typeof record !== 'string') return null;
    const [kind, id] = recordOf(record);
    return readerOf(pool, modules, context, kind, $moment).load(id);
  },
}));

export const emergencyAccessModule = recordModule<EmergencyAccessState>({
  definition: emergencyAccess,
  columns: emergencyAccessColumns,
  type: EmergencyAccess,
  plural: 'emergencyAccesses',
  sentences: emergencyAccessSentences,
  commands: Object.values(commands),
});
