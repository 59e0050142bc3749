import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import { type InstrumentEvent } from './instrument.fields.js';
import { instrument, instrumentKind } from './instrument.js';

const english = (text: string) => [{ language: 'en', text }];
const resolution = {
  instrumentKind: 'RESOLUTION',
  symbol: 'S/RES/2341 (2017)',
  title: english('Protection of critical infrastructure'),
  adopted: '2017-02-13',
} as const;
const registered: InstrumentEvent = {
  type: 'InstrumentRegistered',
  data: { ...resolution, sectors: ['CIVIL_AVIATION'], themes: ['CO-04'] },
};
const provision: InstrumentEvent = {
  type: 'InstrumentProvisionAdded',
  data: { reference: 'OP 3', text: english('Interagency cooperation'), themes: ['CO-06'] },
};
const superseded: InstrumentEvent = { type: 'InstrumentSuperseded', data: { by: id('next') } };
const standing = (supersededBy: string | null) => ({
  references: { [id('next')]: { kind: 'instrument', state: { supersededBy } } },
});

describe('an instrument', () => {
  it('is registered with its symbol, its sectors and its themes, each once', () => {
    given(instrument, [])
      .when('registerInstrument', {
        ...resolution,
        sectors: ['CIVIL_AVIATION', 'CIVIL_AVIATION'],
        themes: ['CO-04', 'CO-04'],
      })
      .then([registered]);
  });

  it('is given provisions, each once', () => {
    given(instrument, [registered]).when('addInstrumentProvision', provision.data).then([provision]);
    const refusal = given(instrument, [registered, provision])
      .when('addInstrumentProvision', { reference: 'OP 3' })
      .refused('PROVISION_EXISTS');
    expect(refusal).toMatchObject({ field: 'reference', value: 'OP 3' });
  });

  it('is found by the themes of its provisions too', () => {
    const { state } = given(instrument, [registered, provision]);
    expect(instrumentKind.columns.themes!.of(state, {} as never)).toEqual(['CO-04', 'CO-06']);
  });

  it('is superseded by another, once', () => {
    given(instrument, [registered])
      .when('supersedeInstrument', { by: id('next') }, standing(null))
      .then([superseded]);
    const after = given(instrument, [registered, superseded]);
    expect(after.state).toMatchObject({ status: 'SUPERSEDED', supersededBy: id('next') });
    after.when('supersedeInstrument', { by: id('next') }, standing(null)).refused('WRONG_STATUS');
  });

  it('takes neither its own place nor that of the instrument that took its place', () => {
    const record = given(instrument, [registered]);
    record.when('supersedeInstrument', { by: id('record') }).refused('SUPERSEDES_ITSELF');
    record.when('supersedeInstrument', { by: id('next') }, standing(id('record'))).refused('SUPERSEDES_ITSELF');
  });
});
