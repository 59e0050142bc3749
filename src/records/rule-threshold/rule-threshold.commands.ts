import { CreateCommand } from '../../graphql/commands/command.js';
import { Code, Count, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { THRESHOLD_NAMES } from './rule-threshold.events.js';

export const RuleThresholdName = codeEnum('RuleThresholdName', 'A number that the rules of statuses ask for.', THRESHOLD_NAMES);

@Command(
  'Sets a number that the rules of statuses reckon with from a moment on, for administrators and coordinators. Its label is CLEAR: the rules are the same for all.',
)
export class SetRuleThreshold extends CreateCommand {
  @Code(RuleThresholdName, 'Which number.')
  threshold!: keyof typeof RuleThresholdName;

  @Count('The number, between its bounds.')
  value!: number;

  @Text('Why.')
  reason!: string;
}
