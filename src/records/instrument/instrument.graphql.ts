import { ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Localized, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day } from '../../graphql/scalars.js';
import * as commands from './instrument.commands.js';
import { INSTRUMENT_STATUSES, type InstrumentState } from './instrument.events.js';
import { instrument } from './instrument.js';
import { instrumentColumns } from './instrument.table.js';
import { instrumentSentences } from './instrument.sentences.js';

const InstrumentStatus = codeEnum('InstrumentStatus', 'Whether an instrument has been superseded.', INSTRUMENT_STATUSES);

@ObjectType({ description: 'A provision of an instrument.' })
class InstrumentProvision {
  @OutputField(() => String, 'How it is cited within the instrument.')
  reference!: string;

  @Localized('What it says.', { nullable: true })
  text?: LocalizedText;

  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];
}

@RecordType('A resolution, a strategy, the text of a compact: what assessments and recommendations cite.')
export class Instrument extends RecordObject {
  @OutputField(() => commands.InstrumentKind, 'What kind of instrument it is.')
  instrumentKind!: string;

  @OutputField(() => String, 'How it is cited.')
  symbol!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @RecordRef('actor', 'Actor', 'Who adopted it.')
  issuer?: string;

  @OutputField(() => Day, 'The day on which it was adopted.', { nullable: true })
  adopted?: string;

  @OutputField(() => String, 'Address of its text.', { nullable: true })
  document?: string;

  @OutputField(() => String, 'SHA-256 of its text.', { nullable: true })
  hash?: string;

  @OutputField(() => commands.InstrumentSector, 'Sectors that it is about.', { list: true })
  sectors!: string[];

  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @OutputField(() => InstrumentProvision, 'Its provisions, as far as they are on record.', { list: true })
  provisions!: InstrumentProvision[];

  @OutputField(() => InstrumentStatus, 'Whether another has taken its place.')
  status!: string;

  @RecordRef('instrument', 'Instrument', 'The instrument that took its place.')
  supersededBy?: string;
}

export const instrumentModule = recordModule<InstrumentState>({
  definition: instrument,
  columns: instrumentColumns,
  type: Instrument,
  plural: 'instruments',
  sentences: instrumentSentences,
  commands: Object.values(commands),
});
