import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';

export const INSTRUMENT_KINDS = ['RESOLUTION', 'STRATEGY', 'COMPACT', 'CONVENTION', 'GUIDING_PRINCIPLES', 'OTHER'] as const;
/** What an instrument is about beside its themes: S/RES/2341 (2017) and civil aviation. */
export const INSTRUMENT_SECTORS = [
  'CIVIL_AVIATION',
  'MARITIME',
  'SURFACE_TRANSPORT',
  'ENERGY',
  'WATER',
  'COMMUNICATIONS',
  'HEALTH',
  'FINANCE',
  'TOURISM',
  'MAJOR_EVENTS',
  'RELIGIOUS_SITES',
  'EDUCATION',
  'PUBLIC_SPACES',
] as const;
export const INSTRUMENT_STATUSES = ['IN_EFFECT', 'SUPERSEDED'] as const;

const themes = z.array(z.string());
const provision = z.strictObject({ reference: z.string(), text: localizedText.optional(), themes });

export const instrumentEvents = {
  InstrumentRegistered: event(
    'An instrument is on record: a resolution, a strategy, the text of a compact.',
    z.strictObject({
      instrumentKind: z.enum(INSTRUMENT_KINDS),
      symbol: z.string(),
      title: localizedText,
      issuer: recordId.optional(),
      adopted: day.optional(),
      document: z.string().optional(),
      hash: z.string().optional(),
      sectors: z.array(z.enum(INSTRUMENT_SECTORS)),
      themes,
    }),
  ),
  InstrumentProvisionAdded: event('The instrument has this provision; others cite it by its reference.', provision),
  InstrumentSuperseded: event('Another instrument has taken its place.', z.strictObject({ by: recordId })),
} as const;

export type InstrumentEvent = EventOf<typeof instrumentEvents>;
type Registered = z.output<typeof instrumentEvents.InstrumentRegistered.schema>;

export interface InstrumentState extends Registered {
  readonly provisions: readonly z.output<typeof provision>[];
  readonly status: (typeof INSTRUMENT_STATUSES)[number];
  readonly supersededBy: string | null;
}
