import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, DayField, Localized, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Themes } from '../shared/inputs.js';
import { INSTRUMENT_KINDS, INSTRUMENT_SECTORS } from './instrument.events.js';

export const InstrumentKind = codeEnum('InstrumentKind', 'What kind of instrument it is.', INSTRUMENT_KINDS);
export const InstrumentSector = codeEnum('InstrumentSector', 'A sector that an instrument is about.', INSTRUMENT_SECTORS);

@Command('Puts an instrument on record: a resolution, a strategy, the text of a compact.')
export class RegisterInstrument extends CreateCommand {
  @Code(InstrumentKind, 'What kind of instrument it is.')
  instrumentKind!: keyof typeof InstrumentKind;

  @Text('How it is cited: `S/RES/2396 (2017)`.', { max: 200 })
  symbol!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Reference('actor', 'Who adopted it.', { optional: true })
  issuer?: string;

  @DayField('The day on which it was adopted.', { optional: true })
  adopted?: string;

  @Text('Address of its text.', { optional: true })
  document?: string;

  @Text('SHA-256 of its text.', { optional: true, max: 128 })
  hash?: string;

  @Code(InstrumentSector, 'Sectors that it is about.', { optional: true, list: true })
  sectors?: (keyof typeof InstrumentSector)[];

  @Themes('Challenges, conclusions and threats that it is about.')
  themes?: string[];
}

@Command('Adds a provision to an instrument, so that others can cite it.')
export class AddInstrumentProvision extends RecordCommand {
  @Text('How it is cited within the instrument: `OP 27`.', { max: 100 })
  reference!: string;

  @Localized('What it says.', { optional: true })
  text?: LocalizedText;

  @Themes('Challenges, conclusions and threats that it is about.')
  themes?: string[];
}

@Command('Lets another instrument take the place of this one.')
export class SupersedeInstrument extends RecordCommand {
  @Reference('instrument', 'The instrument that takes its place.')
  by!: string;
}
