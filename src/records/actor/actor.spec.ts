import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { actor, type ActorEvent, actorEvents, actorStatus } from './actor.js';

const unoct: ActorEvent = {
  type: 'ActorRegistered',
  data: {
    actorKind: 'UN_ENTITY',
    name: [{ language: 'en', text: 'UNOCT' }],
    regions: [],
    identifiers: [{ scheme: 'XI-IATI', value: 'UNOCT' }],
  },
};
const partOf = { parent: id('UN'), kind: 'PART_OF' } as const;
const affiliated: ActorEvent = { type: 'ActorAffiliated', data: { ...partOf, from: '2017-06-15' } };
const merged: ActorEvent = { type: 'ActorMergedInto', data: { survivor: id('other'), reason: 'the same' } };

describe('an actor', () => {
  it('is registered with its names and identifiers', () => {
    given(actor, [])
      .when('registerActor', {
        actorKind: 'UN_ENTITY',
        name: [{ language: 'en', text: 'UNOCT' }],
        identifiers: [{ scheme: 'XI-IATI', value: 'UNOCT' }],
      })
      .then([unoct]);
  });

  it('is not registered with the same identifier twice', () => {
    const twice = [
      { scheme: 'XI-IATI', value: 'UNOCT' },
      { scheme: 'XI-IATI', value: 'UNOCT' },
    ];
    const refusal = given(actor, [])
      .when('registerActor', { actorKind: 'UN_ENTITY', name: [], identifiers: twice })
      .refused('IDENTIFIER_ASSIGNED');
    expect(refusal).toMatchObject({ field: 'identifiers.1', value: 'XI-IATI:UNOCT' });
  });

  it('has one name in each language', () => {
    const named = given(actor, [unoct]);
    named
      .when('nameActor', { language: 'fr', text: 'BLT' })
      .then([{ type: 'ActorNamed', data: { language: 'fr', text: 'BLT' } }]);
    named.when('nameActor', { language: 'en', text: 'UNOCT' }).then([]);
    expect(given(actor, [unoct, { type: 'ActorNamed', data: { language: 'en', text: 'Office' } }]).state.name).toEqual([
      { language: 'en', text: 'Office' },
    ]);
  });

  it('is given an identifier once, and only such as ends after it begins', () => {
    const registered = given(actor, [unoct]);
    registered.when('assignActorIdentifier', { scheme: 'XI-IATI', value: 'UNOCT' }).refused('IDENTIFIER_ASSIGNED');
    registered
      .when('assignActorIdentifier', { scheme: 'XM-DAC', value: '1', from: '2021-01-02', to: '2021-01-01' })
      .refused('DATES_REVERSED');
    registered
      .when('assignActorIdentifier', { scheme: 'XM-DAC', value: '1' })
      .then([{ type: 'ActorIdentifierAssigned', data: { scheme: 'XM-DAC', value: '1' } }]);
    registered
      .when('withdrawActorIdentifier', { scheme: 'XI-IATI', value: 'UNOCT' })
      .then([{ type: 'ActorIdentifierWithdrawn', data: { scheme: 'XI-IATI', value: 'UNOCT' } }]);
    registered.when('withdrawActorIdentifier', { scheme: 'XM-DAC', value: '1' }).refused('NOT_ASSIGNED');
  });

  it('belongs to another once at a time, and never to itself', () => {
    given(actor, [unoct])
      .when('affiliateActor', { ...partOf, from: '2017-06-15' })
      .then([affiliated]);
    given(actor, [unoct])
      .when('affiliateActor', { parent: id('record'), kind: 'PART_OF' })
      .refused('NAMES_ITSELF');
    given(actor, [unoct, affiliated]).when('affiliateActor', partOf).refused('ALREADY_AFFILIATED');
  });

  it('keeps an affiliation that ended, and can be affiliated again', () => {
    const ended: ActorEvent = { type: 'ActorAffiliationEnded', data: { ...partOf, to: '2020-01-01' } };
    given(actor, [unoct, affiliated])
      .when('endActorAffiliation', { ...partOf, to: '2020-01-01' })
      .then([ended]);
    given(actor, [unoct, affiliated])
      .when('endActorAffiliation', { ...partOf, to: '2001-01-01' })
      .refused('DATES_REVERSED');
    given(actor, [unoct]).when('endActorAffiliation', partOf).refused('NOT_AFFILIATED');
    const after = given(actor, [unoct, affiliated, ended]);
    expect(after.state.affiliations).toEqual([{ ...partOf, from: '2017-06-15', to: '2020-01-01', ended: true }]);
    after.when('affiliateActor', partOf).then([{ type: 'ActorAffiliated', data: partOf }]);
  });

  it('gives and receives whatever its kind, for donor is a role', () => {
    const granted: ActorEvent = { type: 'ActorRoleGranted', data: { role: 'DONOR' } };
    given(actor, [unoct]).when('grantActorRole', { role: 'DONOR' }).then([granted]);
    given(actor, [unoct, granted]).when('grantActorRole', { role: 'DONOR' }).then([]);
    given(actor, [unoct, granted])
      .when('withdrawActorRole', { role: 'DONOR' })
      .then([{ type: 'ActorRoleWithdrawn', data: { role: 'DONOR' } }]);
    given(actor, [unoct]).when('withdrawActorRole', { role: 'DONOR' }).refused('ROLE_NOT_GRANTED');
  });

  it('is reached through contact points of the organisation, which can end', () => {
    const set: ActorEvent = { type: 'ActorContactPointSet', data: { channel: 'SOCIAL', label: 'Twitter', value: '@un_cted' } };
    given(actor, [unoct]).when('setActorContactPoint', { channel: 'SOCIAL', label: 'Twitter', value: '@un_cted' }).then([set]);
    given(actor, [unoct, set]).when('setActorContactPoint', { channel: 'SOCIAL', label: 'Twitter', value: '@un_cted' }).then([]);
    const ended: ActorEvent = { type: 'ActorContactPointSet', data: { channel: 'SOCIAL', label: 'Twitter', value: null } };
    given(actor, [unoct, set]).when('setActorContactPoint', { channel: 'SOCIAL', label: 'Twitter' }).then([ended]);
    expect(given(actor, [unoct, set, ended]).state.contactPoints).toEqual([]);
  });

  it('once merged takes no commands but the reversal, which restores it', () => {
    given(actor, [unoct])
      .when('mergeActorInto', { survivor: id('other'), reason: 'the same' })
      .then([merged]);
    given(actor, [unoct])
      .when('mergeActorInto', { survivor: id('record'), reason: 'x' })
      .refused('NAMES_ITSELF');
    const after = given(actor, [unoct, merged]);
    expect(actorStatus(after.state)).toBe('MERGED');
    expect(actor.closed!(after.state, 'nameActor')).toMatchObject({ code: 'ACTOR_MERGED' });
    expect(actor.closed!(after.state, undefined)).toMatchObject({ code: 'ACTOR_MERGED' });
    expect(actor.closed!(after.state, 'revertActorMerge')).toBeUndefined();
    const reverted: ActorEvent = { type: 'ActorMergeReverted', data: { reason: 'two after all' } };
    after.when('revertActorMerge', { reason: 'two after all' }).then([reverted]);
    expect(given(actor, [unoct, merged, reverted]).state).toEqual(given(actor, [unoct]).state);
    given(actor, [unoct]).when('revertActorMerge', { reason: 'x' }).refused('NOT_MERGED');
  });

  it('is deactivated once', () => {
    const deactivated: ActorEvent = { type: 'ActorDeactivated', data: { reason: 'dissolved' } };
    given(actor, [unoct]).when('deactivateActor', { reason: 'dissolved' }).then([deactivated]);
    expect(actorStatus(given(actor, [unoct, deactivated]).state)).toBe('DEACTIVATED');
    given(actor, [unoct, deactivated]).when('deactivateActor', { reason: 'again' }).refused('ALREADY_DEACTIVATED');
  });

  it('folds any of its events in any order', () => {
    const events: ActorEvent[] = [
      affiliated,
      merged,
      { type: 'ActorAffiliationEnded', data: partOf },
      { type: 'ActorRoleWithdrawn', data: { role: 'DONOR' } },
      { type: 'ActorIdentifierWithdrawn', data: { scheme: 'a', value: 'b' } },
      { type: 'ActorMergeReverted', data: { reason: 'x' } },
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day)), (told) => {
        given(actor, [{ ...unoct, on: '2021-02-15' }, ...told.map(([one, on]) => ({ ...one, on }))]);
      }),
    );
    expect(Object.keys(actorEvents)).toHaveLength(12);
  });
});
