import { code, codes, type Columns, day, reference, text } from '../../event-sourcing/projections/record-table.js';
import { type InstrumentState } from './instrument.events.js';

/** What instruments are filtered and ordered by. */
export const instrumentColumns: Columns<InstrumentState> = {
  instrumentKind: code('What kind of instrument it is.', (state) => state.instrumentKind, 'InstrumentKind'),
  symbol: text('How it is cited: `S/RES/2396 (2017)`.', (state) => state.symbol),
  issuer: reference('actor', 'Who adopted it.', (state) => state.issuer),
  adopted: day('The day on which it was adopted.', (state) => state.adopted),
  sectors: codes('Sectors that it is about.', (state) => state.sectors, 'InstrumentSector'),
  themes: codes('Challenges, conclusions and threats that it or a provision of it is about.', ({ themes, provisions }) => [
    ...new Set([...themes, ...provisions.flatMap((provision) => provision.themes)]),
  ]),
  status: code('Whether another has taken its place.', (state) => state.status, 'InstrumentStatus'),
  supersededBy: reference('instrument', 'The instrument that took its place.', (state) => state.supersededBy),
};
