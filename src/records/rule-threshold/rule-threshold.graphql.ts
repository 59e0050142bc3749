import { Int } from '@nestjs/graphql';
import { OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import * as commands from './rule-threshold.commands.js';
import { type RuleThresholdState } from './rule-threshold.events.js';
import { ruleThreshold } from './rule-threshold.js';
import { ruleThresholdColumns } from './rule-threshold.table.js';
import { ruleThresholdSentences } from './rule-threshold.sentences.js';

@RecordType(
  'That a number which the rules of statuses reckon with was set: it holds from when it began until a later setting of it.',
)
export class RuleThreshold extends RecordObject {
  @OutputField(() => commands.RuleThresholdName, 'Which number.')
  threshold!: string;

  @OutputField(() => Int, 'The number.')
  value!: number;

  @OutputField(() => String, 'Why.')
  reason!: string;
}

export const ruleThresholdModule = recordModule<RuleThresholdState>({
  definition: ruleThreshold,
  columns: ruleThresholdColumns,
  type: RuleThreshold,
  plural: 'ruleThresholds',
  sentences: ruleThresholdSentences,
  commands: Object.values(commands),
});
