import { defineRecord, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { takesOver, wrongStatus } from '../shared/refusals.js';
import type * as command from './instrument.commands.js';
import { instrumentEvents, type InstrumentState } from './instrument.events.js';

interface Commands {
  registerInstrument: command.RegisterInstrument;
  addInstrumentProvision: command.AddInstrumentProvision;
  supersedeInstrument: command.SupersedeInstrument;
}

type Events = readonly EventOf<typeof instrumentEvents>[];

export const instrument = defineRecord<InstrumentState, Commands>()({
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
  initial: {
    instrumentKind: 'OTHER',
    symbol: '',
    title: [],
    sectors: [],
    themes: [],
    provisions: [],
    status: 'IN_EFFECT',
    supersededBy: null,
  },

  evolve: {
    InstrumentRegistered: (state, registered) => ({ ...state, ...registered }),
    InstrumentProvisionAdded: (state, provision) => ({
      ...state,
      provisions: [...state.provisions.filter(({ reference }) => reference !== provision.reference), provision],
    }),
    InstrumentSuperseded: (state, { by }) => ({ ...state, status: 'SUPERSEDED', supersededBy: by }),
  },

  decide: {
    registerInstrument: ({ sectors = [], themes = [], ...registered }) => [
      {
        type: 'InstrumentRegistered',
        data: { ...registered, sectors: [...new Set(sectors)], themes: [...new Set(themes)] },
      },
    ],

    addInstrumentProvision: ({ reference, text, themes = [] }, state): Events | Refusal =>
      state.provisions.some((one) => one.reference === reference)
        ? refuse('PROVISION_EXISTS', 'the instrument has this provision already', {
            field: 'reference',
            value: reference,
            rule: 'a provision is added once; what is wrong in it is corrected',
          })
        : [{ type: 'InstrumentProvisionAdded', data: { reference, text, themes: [...new Set(themes)] } }],

    supersedeInstrument: ({ by }, state, context): Events | Refusal =>
      state.status === 'SUPERSEDED'
        ? wrongStatus('instrument', state.status, 'an instrument is superseded once')
        : (takesOver('instrument', by, context) ?? [{ type: 'InstrumentSuperseded', data: { by } }]),
  },
});
