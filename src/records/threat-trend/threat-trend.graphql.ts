import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import * as commands from './threat-trend.commands.js';
import { type ThreatTrendState, TREND_STATUSES } from './threat-trend.events.js';
import { threatTrend } from './threat-trend.js';
import { threatTrendColumns } from './threat-trend.table.js';
import { threatTrendSentences } from './threat-trend.sentences.js';

const ThreatTrendStatus = codeEnum('ThreatTrendStatus', 'Where a trend stands.', TREND_STATUSES);

@ObjectType({ description: 'What an organisation thinks of a trend.' })
class ThreatAssessment {
  @OutputField(() => Instant, 'When it was made.')
  at!: string;

  @RecordRef('actor', 'Actor', 'Who made it.')
  by!: string;

  @OutputField(() => commands.ThreatLevel, 'How grave the threat is.')
  level!: string;

  @OutputField(() => commands.SourceReliability, 'How far the source is to be relied on.')
  reliability!: string;

  @OutputField(
    () => Int,
    'How far what it says is to be believed: 1 confirmed by other sources, to 5 improbable; 6 cannot be judged.',
  )
  credibility!: number;

  @Localized('Why it is assessed so.', { nullable: true })
  summary?: LocalizedText;
}

@RecordType('A trend in threats to vulnerable targets, and how it is assessed.')
export class ThreatTrend extends RecordObject {
  @Localized('What it is, in a line.')
  title!: LocalizedText;

  @Localized('What is seen.', { nullable: true })
  description?: LocalizedText;

  @OutputField(() => ThreatTrendStatus, 'Where it stands.')
  status!: string;

  @OutputField(() => String, 'Threats that it is made of.', { list: true })
  themes!: string[];

  @OutputField(() => String, 'Countries where it is seen, ISO 3166-1 alpha-2.', { list: true })
  countries!: string[];

  @OutputField(() => String, 'Regions where it is seen: UN M49 codes and our own region groups.', { list: true })
  regions!: string[];

  @NestedObject(() => ThreatAssessment, 'Its assessments, oldest first: the last is the present one.', { list: true })
  assessments!: ThreatAssessment[];

  @OutputField(() => Instant, 'Since when it is followed no longer.', { nullable: true })
  retiredAt?: string;

  @OutputField(() => String, 'Why it is followed no longer.', { nullable: true })
  retiredReason?: string;
}

export const threatTrendModule = recordModule<ThreatTrendState>({
  definition: threatTrend,
  columns: threatTrendColumns,
  type: ThreatTrend,
  plural: 'threatTrends',
  sentences: threatTrendSentences,
  commands: Object.values(commands),
});
