import { type Sentences } from '../../event-sourcing/sentence.js';
import { type instrumentEvents } from './instrument.events.js';

/** How a history of this kind is told. */
export const instrumentSentences: Sentences<typeof instrumentEvents> = {
  it: '{symbol}',
  events: {
    InstrumentRegistered: '{it} (“{title}”) was put on record[, adopted by {issuer}][ on {adopted}]',
    InstrumentProvisionAdded: 'provision {reference} of {it} was put on record[: “{text}”]',
    InstrumentSuperseded: '{it} was superseded by {by}',
  },
};
