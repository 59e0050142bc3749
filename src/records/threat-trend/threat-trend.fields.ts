import { RELIABILITIES, type Reliability, THREAT_LEVELS } from '../../codes/admiralty.js';
import { isThreat } from '../../codes/themes.js';
import { type EventOf } from '../../event-sourcing/record.js';
import {
  checkedText,
  code,
  codes,
  command,
  count,
  creates,
  event,
  filledListOf,
  group,
  instant,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { country, region } from '../shared/fields.js';

const threatLevels = codes(
  'ThreatLevel',
  'How grave a threat is, as in the United Nations Security Level System.',
  THREAT_LEVELS,
);
const sourceReliabilities = codes(
  'SourceReliability',
  'How far a source is to be relied on, by the Admiralty code: A completely reliable, to E unreliable; F cannot be judged.',
  Object.keys(RELIABILITIES) as Reliability[],
);
const threatTrendStatuses = codes('ThreatTrendStatus', 'Where a trend stands.', ['IDENTIFIED', 'ASSESSED', 'RETIRED']);

const reason = text('Why.');
const identified = {
  title: localized('What the trend is, in a line.'),
  description: optional(localized('What is seen.')),
  themes: filledListOf(checkedText('Threats that it is made of.', 'is a threat such as TH-06', isThreat)),
  countries: listOf(country('Countries where it is seen, ISO 3166-1 alpha-2: `KE`.')),
  regions: listOf(
    region(
      'Regions where it is seen: UN M49 codes (`035`) and groups of our own (`X-SEE`). Without country and region, everywhere.',
    ),
  ),
};
const assessed = {
  level: code(threatLevels, 'How grave the threat is.'),
  reliability: code(sourceReliabilities, 'How far the source is to be relied on.'),
  credibility: count(
    'How far what it says is to be believed: 1 confirmed by other sources, to 5 improbable; 6 cannot be judged.',
    { min: 1, max: 6 },
  ),
  summary: optional(localized('Why it is assessed so.')),
};
const threatAssessment = group('ThreatAssessment', 'What an organisation thinks of a trend.', {
  at: instant('When it was made.'),
  by: reference('actor', 'Who made it.'),
  ...assessed,
});
export type TrendAssessment = ValueOf<typeof threatAssessment.fields>;

export const threatTrendFields = {
  ...identified,
  status: code(threatTrendStatuses, 'Where it stands.'),
  assessments: listOf(nested(threatAssessment, 'Its assessments, oldest first: the last is the present one.')),
  retiredAt: nullable(instant('Since when it is followed no longer.')),
  retiredReason: nullable(text('Why it is followed no longer.')),
};
export type ThreatTrendState = ValueOf<typeof threatTrendFields>;

export const threatTrendEvents = {
  TrendIdentified: event(
    'A trend in threats is seen: threats TH-01 to TH-07 that it is made of, and where.',
    '{it} was identified ({themes})',
    identified,
  ),
  TrendAssessed: event(
    'An organisation assesses the trend: a level, and by the Admiralty code the reliability of its source (A to F) and the credibility of what it says (1 to 6).',
    '{by} assessed {it}: level {level}, reliability of the source {reliability}, credibility {credibility}[: “{summary}”]',
    { by: speaker('Who says so.'), ...assessed },
  ),
  TrendRetired: event('The trend is followed no longer.', '{it} ceased to be followed: {reason}', { reason }),
};
export type ThreatTrendEvent = EventOf<typeof threatTrendEvents>;

export const threatTrendCommands = {
  identifyThreatTrend: creates('Records that a trend in threats is seen.', identified),
  assessThreatTrend: command(
    'Assesses the trend, as the organisation for which you speak. The assessments before stay on record.',
    assessed,
  ),
  retireThreatTrend: command('Records that the trend is followed no longer.', { reason }),
};
