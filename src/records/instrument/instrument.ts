import { codes } from '../../event-sourcing/projections/record-table.js';
import { blank, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, refuse } from '../../event-sourcing/record.js';
import { takesOver, wrongStatus } from '../shared/refusals.js';
import { instrumentEvents, type InstrumentState, instrumentCommands, instrumentFields } from './instrument.fields.js';

export const instrument = defineRecord<InstrumentState, InputsOf<typeof instrumentCommands>>()({
  kind: 'instrument',
  events: instrumentEvents,
  rights: {
    relations: {},
    commands: {
      registerInstrument: ['coordinator'],
      addInstrumentProvision: ['originator', 'coordinator'],
      supersedeInstrument: ['originator', 'coordinator'],
    },
  },
  initial: blank(instrumentFields),

  evolve: {
    InstrumentRegistered: (state, registered) => ({ ...state, ...registered }),
    InstrumentProvisionAdded: (state, provision) => ({
      ...state,
      provisions: [...state.provisions.filter(({ reference }) => reference !== provision.reference), provision],
    }),
    InstrumentSuperseded: (state, { by }) => ({ ...state, status: 'SUPERSEDED', supersededBy: by }),
  },

  decide: {
    registerInstrument: says(instrumentEvents, 'InstrumentRegistered'),
    addInstrumentProvision: says(instrumentEvents, 'InstrumentProvisionAdded', ({ reference }, { provisions }) =>
      provisions.some((one) => one.reference === reference)
        ? refuse('PROVISION_EXISTS', 'the instrument has this provision already', {
            field: 'reference',
            value: reference,
            rule: 'a provision is added once; what is wrong in it is corrected',
          })
        : undefined,
    ),
    supersedeInstrument: says(instrumentEvents, 'InstrumentSuperseded', ({ by }, { status }, context) =>
      status === 'SUPERSEDED'
        ? wrongStatus('instrument', status, 'an instrument is superseded once')
        : takesOver('instrument', by, context),
    ),
  },
});

export const instrumentKind = recordKind<InstrumentState>({
  definition: instrument,
  description: 'A resolution, a strategy, the text of a compact: what assessments and recommendations cite.',
  plural: 'instruments',
  it: '{symbol}',
  fields: instrumentFields,
  commands: instrumentCommands,
  filters: ['instrumentKind', 'symbol', 'issuer', 'adopted', 'sectors', 'status', 'supersededBy'],
  columns: {
    themes: codes('Challenges, conclusions and threats that it or a provision of it is about.', ({ themes, provisions }) => [
      ...new Set([...themes, ...provisions.flatMap((provision) => provision.themes)]),
    ]),
  },
});
