import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Count, DayField, Localized, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Countries, EventId, Regions, Themes } from '../shared/inputs.js';
import { NETWORK_KINDS, NETWORK_LEVELS, NETWORK_USES } from './warning-network.events.js';

export const WarningNetworkKind = codeEnum('WarningNetworkKind', 'What a network is for.', NETWORK_KINDS);
export const WarningNetworkLevel = codeEnum('WarningNetworkLevel', 'Where a network is set up.', NETWORK_LEVELS);
export const WarningNetworkUse = codeEnum(
  'WarningNetworkUse',
  'Whether a network was used for practice or in earnest.',
  NETWORK_USES,
);

@Command('Records that a network for communication or emergency warning is in service.')
export class EstablishWarningNetwork extends CreateCommand {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { optional: true })
  purpose?: LocalizedText;

  @Code(WarningNetworkKind, 'What kind of network it is.')
  networkKind!: keyof typeof WarningNetworkKind;

  @Code(WarningNetworkLevel, 'Where it is set up.')
  level!: keyof typeof WarningNetworkLevel;

  @Reference('actor', 'Who runs it.')
  operator!: string;

  @Reference('partnership', 'The partnership that it belongs to.', { optional: true })
  partnership?: string;

  @Countries('Countries that it serves.')
  countries?: string[];

  @Regions('Regions that it serves.')
  regions?: string[];

  @Themes('Challenges, conclusions and threats that it answers.')
  themes?: string[];
}

@Command('Records that an actor is a node of the network.')
export class EnrolNetworkNode extends RecordCommand {
  @Reference('actor', 'The actor.')
  node!: string;
}

@Command('Records that an actor is a node of the network no longer.')
export class RemoveNetworkNode extends RecordCommand {
  @Reference('actor', 'The actor.')
  node!: string;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Plans a test of the network.')
export class PlanNetworkTest extends RecordCommand {
  @DayField('The day for which it is planned.')
  plannedFor!: string;
}

@Command('Records that a test was held: counts and seconds alone. All nodes that the network had then count as called.')
export class RecordNetworkTest extends RecordCommand {
  @EventId('test', { optional: true }, 'The planned test: id of the event that planned it; left out for a test without notice.')
  test?: string;

  @Count('How many nodes were reached.')
  reached!: number;

  @Count('How many of these acknowledged.')
  acknowledged!: number;

  @Count('Seconds from the call to the last acknowledgement counted, or to the end of the test where none came.')
  seconds!: number;
}

@Command('Records that the network was used, in an exercise or in earnest: how many nodes were alerted, never of what.')
export class RecordNetworkActivation extends RecordCommand {
  @Code(WarningNetworkUse, 'For practice or in earnest.')
  use!: keyof typeof WarningNetworkUse;

  @Count('How many nodes were alerted.')
  alerted!: number;
}

@Command('Takes the network out of service for good.')
export class RetireWarningNetwork extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
