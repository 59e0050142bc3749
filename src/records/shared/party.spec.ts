import { describe, expect, it } from '@jest/globals';
import { emptyMeta } from '../../event-sourcing/common-events.js';
import { type DecideContext } from '../../event-sourcing/record.js';
import { aState, byAnother, byState, speaksFor } from './party.js';

/** A command of a party that speaks for these actors, recorded by another or itself. */
const context = (party: string | null, voices: string[] = [], speaker: string | null = party) =>
  ({
    party,
    voices,
    behind: [speaker, ...voices],
    reference: (actor: string) => ({
      id: actor,
      kind: 'actor',
      meta: { ...emptyMeta, exists: true },
      state: { actorKind: actor === 'France' ? 'STATE' : 'NATIONAL_AGENCY' },
    }),
  }) as unknown as DecideContext;

describe('what is reserved to a State', () => {
  it.each([
    ['the State itself', context('France', ['France']), undefined],
    ['an agency that speaks for it', context('Ministry', ['Ministry', 'France']), undefined],
    ['nobody in particular', context(null), 'PARTY_MISSING'],
    ['another organisation', context('CTED', ['CTED']), 'NOT_THE_STATE'],
  ])('is decided for %s', (_who, speaking, code) => {
    expect(byState('France', speaking, 'only the State says so')?.code).toBe(code);
    expect(speaksFor('France', speaking)).toBe(code === undefined);
  });

  it('belongs to a State and to no other kind of actor', () => {
    expect(aState('state', 'France', context(null))).toBeUndefined();
    expect(aState('state', 'CTED', context(null))).toMatchObject({ code: 'NOT_A_STATE', field: 'state', value: 'actor_CTED' });
  });
});

describe('what takes another organisation', () => {
  const code = (speaking: DecideContext) => byAnother(['France', null], speaking, 'OWN_VERIFICATION', 'not its own')?.code;

  it.each([
    ['another', context('Spain', ['Spain']), undefined],
    ['nobody in particular', context(null), 'PARTY_MISSING'],
    ['the one itself', context('France', ['France']), 'OWN_VERIFICATION'],
    ['an agency that speaks for it', context('Ministry', ['Ministry', 'France']), 'OWN_VERIFICATION'],
    ['another in whose name the one itself speaks', context('Spain', ['Spain'], 'France'), 'OWN_VERIFICATION'],
  ])('is decided for %s', (_who, speaking, expected) => expect(code(speaking)).toBe(expected));
});
