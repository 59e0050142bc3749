import { z } from 'zod';
import { CREDIBILITIES, RELIABILITIES, type Reliability, THREAT_LEVELS } from '../../codes/admiralty.js';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';

export const TREND_STATUSES = ['IDENTIFIED', 'ASSESSED', 'RETIRED'] as const;
export type TrendStatus = (typeof TREND_STATUSES)[number];
export const SOURCE_RELIABILITIES = Object.keys(RELIABILITIES) as [Reliability, ...Reliability[]];

const assessment = {
  level: z.enum(THREAT_LEVELS),
  reliability: z.enum(SOURCE_RELIABILITIES),
  credibility: z.int().min(1).max(Object.keys(CREDIBILITIES).length),
  summary: localizedText.optional(),
};

export const threatTrendEvents = {
  TrendIdentified: event(
    'A trend in threats is seen: threats TH-01 to TH-07 that it is made of, and where.',
    z.strictObject({
      title: localizedText,
      description: localizedText.optional(),
      themes: z.array(z.string()).min(1),
      countries: z.array(z.string()),
      regions: z.array(z.string()),
    }),
  ),
  TrendAssessed: event(
    'An organisation assesses the trend: a level, and by the Admiralty code the reliability of its source (A to F) and the credibility of what it says (1 to 6).',
    z.strictObject({ by: recordId, ...assessment }),
  ),
  TrendRetired: event('The trend is followed no longer.', z.strictObject({ reason: z.string() })),
} as const;

export type ThreatTrendEvent = EventOf<typeof threatTrendEvents>;
type Identified = z.output<typeof threatTrendEvents.TrendIdentified.schema>;

export interface TrendAssessment {
  readonly at: string;
  readonly by: string;
  readonly level: (typeof THREAT_LEVELS)[number];
  readonly reliability: Reliability;
  readonly credibility: number;
  readonly summary?: LocalizedText;
}

export interface ThreatTrendState extends Identified {
  readonly status: TrendStatus;
  /** In order of time: the last is the present one. */
  readonly assessments: readonly TrendAssessment[];
  readonly retiredAt: string | null;
  readonly retiredReason: string | null;
}
