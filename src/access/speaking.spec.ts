import { describe, expect, it } from '@jest/globals';
import { emptyMeta } from '../event-sourcing/common-events.js';
import { type Referenced } from '../event-sourcing/record.js';
import { hasMandate, voicesOf } from './speaking.js';

const NOW = '2022-01-01T10:00:00.000Z';

function actor(state: object, voided = false): Referenced {
  const meta = { ...emptyMeta, exists: true, voided: voided ? { reason: 'twice', at: NOW, by: null, user: 'somebody' } : null };
  return { id: 'Ministry', kind: 'actor', meta, state };
}

describe('for whom an organisation speaks by itself', () => {
  const partOf = { parent: 'France', kind: 'PART_OF', from: null, ended: false, agreed: true };
  it.each([
    ['itself', {}, ['Ministry']],
    ['whom it is a part of', { affiliations: [partOf] }, ['Ministry', 'France']],
    ['itself alone until the parent has agreed', { affiliations: [{ ...partOf, agreed: false }] }, ['Ministry']],
    ['itself alone as a member', { affiliations: [{ ...partOf, kind: 'MEMBER_OF' }] }, ['Ministry']],
    ['itself alone after the affiliation has ended', { affiliations: [{ ...partOf, ended: true }] }, ['Ministry']],
    ['itself alone before the affiliation begins', { affiliations: [{ ...partOf, from: '2022-01-02' }] }, ['Ministry']],
    ['nobody, once it is deactivated', { affiliations: [partOf], deactivated: 'closed' }, []],
    ['nobody, once it is merged', { affiliations: [partOf], mergedInto: 'Other' }, []],
  ])('is %s', (_whom, state, expected) => expect(voicesOf('Ministry', actor(state), NOW)).toEqual(expected));

  it('is nobody where it was voided, and itself where it is not on record', () => {
    expect(voicesOf('Ministry', actor({ affiliations: [partOf] }, true), NOW)).toEqual([]);
    expect(voicesOf('Ministry', undefined, NOW)).toEqual(['Ministry']);
  });
});

describe('a mandate', () => {
  const mandate = { to: 'CTED', kinds: [], commands: [], records: [], until: '2022-01-01' };
  const may = (given: object, speaker = 'CTED', voided = false) => {
    const command = { kind: 'commitment', name: 'withdrawCommitment', id: 'one' };
    return hasMandate(actor({ mandates: [{ ...mandate, ...given }] }, voided), speaker, command, NOW);
  };

  it('is for whom it names, in everything or what it names, to the end of its last day', () => {
    expect(may({})).toBe(true);
    expect(may({ kinds: ['commitment'], commands: ['withdrawCommitment'], records: ['commitment_one'] })).toBe(true);
    expect(may({ until: '2021-12-31' })).toBe(false);
    expect(may({ kinds: ['partnership'] })).toBe(false);
    expect(may({ commands: ['declareCommitment'] })).toBe(false);
    expect(may({ records: ['commitment_other'] })).toBe(false);
    expect(may({}, 'UNODC')).toBe(false);
    expect(may({}, 'CTED', true)).toBe(false);
  });
});
