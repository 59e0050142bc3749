import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  codes,
  command,
  creates,
  day,
  event,
  group,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { theme } from '../shared/fields.js';

const instrumentKinds = codes('InstrumentKind', 'What kind of instrument it is.', [
  'RESOLUTION',
  'STRATEGY',
  'COMPACT',
  'CONVENTION',
  'GUIDING_PRINCIPLES',
  'OTHER',
]);
const instrumentSectors = codes('InstrumentSector', 'A sector that an instrument is about.', [
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
]);
const instrumentStatuses = codes('InstrumentStatus', 'Whether an instrument has been superseded.', ['IN_EFFECT', 'SUPERSEDED']);

const by = reference('instrument', 'The instrument that takes its place.');
const registered = {
  instrumentKind: code(instrumentKinds, 'What kind of instrument it is.'),
  symbol: text('How it is cited: `S/RES/2396 (2017)`.', { max: 200 }),
  title: localized('Its title.'),
  issuer: optional(reference('actor', 'Who adopted it.')),
  adopted: optional(day('The day on which it was adopted.')),
  document: optional(text('Address of its text.')),
  hash: optional(text('SHA-256 of its text.', { max: 128 })),
  sectors: listOf(code(instrumentSectors, 'Sectors that it is about.')),
  themes: listOf(theme('Challenges, conclusions and threats that it is about.')),
};
const added = {
  reference: text('How it is cited within the instrument: `OP 27`.', { max: 100 }),
  text: optional(localized('What it says.')),
  themes: listOf(theme('Challenges, conclusions and threats that it is about.')),
};
const instrumentProvision = group('InstrumentProvision', 'A provision of an instrument.', {
  ...added,
});

export const instrumentFields = {
  ...registered,
  provisions: listOf(nested(instrumentProvision, 'Its provisions, as far as they are on record.')),
  status: code(instrumentStatuses, 'Whether another has taken its place.'),
  supersededBy: nullable(reference('instrument', 'The instrument that took its place.')),
};
export type InstrumentState = ValueOf<typeof instrumentFields>;

export const instrumentEvents = {
  InstrumentRegistered: event(
    'An instrument is on record: a resolution, a strategy, the text of a compact.',
    '{it} (“{title}”) was put on record[, adopted by {issuer}][ on {adopted}]',
    registered,
  ),
  InstrumentProvisionAdded: event(
    'The instrument has this provision; others cite it by its reference.',
    'provision {reference} of {it} was put on record[: “{text}”]',
    added,
  ),
  InstrumentSuperseded: event('Another instrument has taken its place.', '{it} was superseded by {by}', { by }),
};
export type InstrumentEvent = EventOf<typeof instrumentEvents>;

export const instrumentCommands = {
  registerInstrument: creates('Puts an instrument on record: a resolution, a strategy, the text of a compact.', registered),
  addInstrumentProvision: command('Adds a provision to an instrument, so that others can cite it.', added),
  supersedeInstrument: command('Lets another instrument take the place of this one.', { by }),
};
