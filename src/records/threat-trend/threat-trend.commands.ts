import { THREAT_LEVELS } from '../../codes/admiralty.js';
import { isThreat } from '../../codes/themes.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { CheckedText, Code, Count, Localized, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Countries, Regions } from '../shared/inputs.js';
import { SOURCE_RELIABILITIES } from './threat-trend.events.js';

export const ThreatLevel = codeEnum(
  'ThreatLevel',
  'How grave a threat is, as in the United Nations Security Level System.',
  THREAT_LEVELS,
);
export const SourceReliability = codeEnum(
  'SourceReliability',
  'How far a source is to be relied on, by the Admiralty code: A completely reliable, to E unreliable; F cannot be judged.',
  SOURCE_RELIABILITIES,
);

@Command('Records that a trend in threats is seen.')
export class IdentifyThreatTrend extends CreateCommand {
  @Localized('What the trend is, in a line.')
  title!: LocalizedText;

  @Localized('What is seen.', { optional: true })
  description?: LocalizedText;

  @CheckedText('Threats that it is made of.', 'is a threat such as TH-06', isThreat, { list: true, min: 1 })
  themes!: string[];

  @Countries('Countries where it is seen.')
  countries?: string[];

  @Regions('Regions where it is seen; without country and region, everywhere.')
  regions?: string[];
}

@Command('Assesses the trend, as the organisation for which you speak. The assessments before stay on record.')
export class AssessThreatTrend extends RecordCommand {
  @Code(ThreatLevel, 'How grave the threat is.')
  level!: keyof typeof ThreatLevel;

  @Code(SourceReliability, 'How far the source is to be relied on.')
  reliability!: keyof typeof SourceReliability;

  @Count('How far what it says is to be believed: 1 confirmed by other sources, to 5 improbable; 6 cannot be judged.', {
    min: 1,
    max: 6,
  })
  credibility!: number;

  @Localized('Why it is assessed so.', { optional: true })
  summary?: LocalizedText;
}

@Command('Records that the trend is followed no longer.')
export class RetireThreatTrend extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
