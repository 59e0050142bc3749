import { describe, expect, it } from '@jest/globals';
import { unborn } from '../../event-sourcing/common-events.js';
import { type DecideContext } from '../../event-sourcing/record.js';
import { aState, byState, speaksFor } from './party.js';

type Affiliation = { parent: string; from: string | null; agreed: boolean; ended: boolean };
const toFrance: Affiliation = { parent: 'France', from: null, agreed: true, ended: false };

/** A command in which `speaks` speaks, an agency with these affiliations on record. */
const context = (speaks: string | null, affiliations: Affiliation[] = [], more: object = {}, voided = false) =>
  ({
    party: speaks,
    now: '2022-01-01T00:00:00.000Z',
    reference: (actor: string) => ({
      id: actor,
      kind: 'actor',
      meta: { ...unborn, voided: voided ? { reason: 'twice', at: '2021-01-01T00:00:00.000Z' } : null },
      state: { actorKind: actor === 'France' ? 'STATE' : 'NATIONAL_AGENCY', affiliations, deactivated: null, ...more },
    }),
  }) as unknown as DecideContext;

describe('what is reserved to a State', () => {
  it.each([
    ['the State itself', context('France'), undefined],
    ['an agency that belongs to it', context('Ministry', [toFrance]), undefined],
    ['nobody in particular', context(null), 'PARTY_MISSING'],
    ['another organisation', context('CTED'), 'NOT_THE_STATE'],
    ['an agency of another State', context('Ministry', [{ ...toFrance, parent: 'Spain' }]), 'NOT_THE_STATE'],
    [
      'an agency that says so and that it has not agreed to',
      context('Ministry', [{ ...toFrance, agreed: false }]),
      'NOT_THE_STATE',
    ],
    ['an agency that belonged to it once', context('Ministry', [{ ...toFrance, ended: true }]), 'NOT_THE_STATE'],
    ['an agency that will belong to it', context('Ministry', [{ ...toFrance, from: '2022-01-02' }]), 'NOT_THE_STATE'],
    ['an agency that takes no part any more', context('Ministry', [toFrance], { deactivated: 'closed' }), 'NOT_THE_STATE'],
    ['an agency that should not be on record', context('Ministry', [toFrance], {}, true), 'NOT_THE_STATE'],
  ])('is decided for %s', (_who, speaking, code) => {
    expect(byState('France', speaking, 'only the State says so')?.code).toBe(code);
    expect(speaksFor('France', speaking)).toBe(code === undefined);
  });

  it('is refused to an actor whose record is not at hand', () => {
    const blind = { ...context('Ministry', [toFrance]), reference: () => undefined } as DecideContext;
    expect(byState('France', blind, 'only the State says so')).toMatchObject({ field: 'onBehalfOf', value: 'actor_Ministry' });
  });

  it('belongs to a State and to no other kind of actor', () => {
    expect(aState('state', 'France', context(null))).toBeUndefined();
    expect(aState('state', 'CTED', context(null))).toMatchObject({ code: 'NOT_A_STATE', field: 'state', value: 'actor_CTED' });
  });
});
