import { type Sentences } from '../../event-sourcing/sentence.js';
import { type threatTrendEvents } from './threat-trend.events.js';

/** How a history of this kind is told. */
export const threatTrendSentences: Sentences<typeof threatTrendEvents> = {
  it: 'the threat trend “{title}”',
  events: {
    TrendIdentified: '{it} was identified ({themes})',
    TrendAssessed:
      '{by} assessed {it}: level {level}, reliability of the source {reliability}, credibility {credibility}[: “{summary}”]',
    TrendRetired: '{it} ceased to be followed: {reason}',
  },
};
