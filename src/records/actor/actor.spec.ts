import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { actor, actorStatus, actorKind } from './actor.js';
import { type ActorEvent, actorEvents } from './actor.fields.js';

const unoct: ActorEvent = {
  type: 'ActorRegistered',
  data: {
    actorKind: 'UN_ENTITY',
    name: [{ language: 'en', text: 'UNOCT' }],
    otherNames: [],
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

  it('is known by further names, each of a kind, in a language, for a time', () => {
    const council = { kind: 'FORMER', language: 'en', text: 'Customs Co-operation Council', to: '1994' } as const;
    const name = [{ language: 'en', text: 'World Customs Organization' }];
    const acronym = { kind: 'ACRONYM', language: 'fr', text: 'OMD' } as const;
    given(actor, [])
      .when('registerActor', { actorKind: 'INTL_ORG', name, otherNames: [acronym] })
      .then([
        {
          type: 'ActorRegistered',
          data: { ...unoct.data, actorKind: 'INTL_ORG', name, identifiers: [], otherNames: [acronym] },
        },
      ] as never);
    const named = given(actor, [unoct, { type: 'ActorOtherNameAdded', data: council }]);
    named.when('addActorName', council).then([]);
    named
      .when('addActorName', { ...council, from: '1952-11' })
      .then([{ type: 'ActorOtherNameAdded', data: { ...council, from: '1952-11' } }]);
    named.when('withdrawActorName', acronym).refused('NOT_NAMED');
    const { to: _, ...former } = council;
    named
      .when('withdrawActorName', { ...former, reason: 'of another' })
      .then([{ type: 'ActorOtherNameWithdrawn', data: { ...former, reason: 'of another' } }]);
    given(actor, [])
      .when('registerActor', { actorKind: 'INTL_ORG', name, otherNames: [acronym, acronym] })
      .refused('NAMED_ALREADY');
    named.when('addActorName', { ...council, from: '1995', to: '1994-12' }).refused('DATES_REVERSED');
    named
      .when('addActorName', { ...council, from: '1994-12', to: '1994' })
      .then([{ type: 'ActorOtherNameAdded', data: { ...council, from: '1994-12', to: '1994' } }]);
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
    expect(after.state.affiliations).toMatchObject([{ ...partOf, from: '2017-06-15', to: '2020-01-01', ended: true }]);
    after.when('affiliateActor', partOf).then([{ type: 'ActorAffiliated', data: partOf }]);
  });

  it('belongs to another once that one has agreed, and to nobody by its own word', () => {
    const agreed: ActorEvent = { type: 'ActorAffiliationAgreed', data: partOf };
    const claimed = given(actor, [unoct, affiliated]);
    expect(claimed.state.affiliations).toMatchObject([{ ...partOf, agreed: false, ended: false }]);
    expect(actorKind.columns.parents!.of(claimed.state, claimed.meta)).toEqual([]);
    for (const by of ['UNOCT', 'UNODC']) claimed.when('agreeActorAffiliation', partOf, { by }).refused('NOT_THE_PARENT');
    claimed.when('agreeActorAffiliation', partOf).refused('PARTY_MISSING');
    claimed.when('agreeActorAffiliation', partOf, { by: 'UN' }).then([agreed]);
    claimed.when('agreeActorAffiliation', { ...partOf, kind: 'MEMBER_OF' }, { by: 'UN' }).refused('NOT_AFFILIATED');
    claimed.when('agreeActorAffiliation', partOf, { by: 'UN', occurredAt: '2020-12-31' }).refused('TOO_EARLY');
    const after = given(actor, [unoct, affiliated, agreed]);
    expect(after.state.affiliations).toMatchObject([{ ...partOf, agreed: true, ended: false }]);
    expect(actorKind.columns.parents!.of(after.state, after.meta)).toEqual([id('UN')]);
    after.when('agreeActorAffiliation', partOf, { by: 'UN' }).then([]);
    after.when('declineActorAffiliation', partOf, { by: 'UN' }).refused('ALREADY_AGREED');
  });

  it('says in the name of its parent that it belongs to it, and that is agreed', () => {
    const { state } = given(actor, [unoct, { ...affiliated, by: 'UN' }]);
    expect(state.affiliations).toMatchObject([{ ...partOf, agreed: true }]);
    expect(given(actor, [unoct, { ...affiliated, by: 'UNODC' }]).state.affiliations).toMatchObject([{ agreed: false }]);
  });

  it('can be declined, and ask again: what was agreed before counts no more', () => {
    const declined: ActorEvent = { type: 'ActorAffiliationDeclined', data: { ...partOf, reason: 'unknown' } };
    const claimed = given(actor, [unoct, affiliated]);
    claimed.when('declineActorAffiliation', { ...partOf, reason: 'unknown' }, { by: 'UNOCT' }).refused('NOT_THE_PARENT');
    claimed.when('declineActorAffiliation', { ...partOf, reason: 'unknown' }, { by: 'UN' }).then([declined]);
    given(actor, [unoct, affiliated, declined]).when('agreeActorAffiliation', partOf, { by: 'UN' }).refused('NOT_AFFILIATED');
    const agreed: ActorEvent = { type: 'ActorAffiliationAgreed', data: partOf };
    const ended: ActorEvent = { type: 'ActorAffiliationEnded', data: partOf };
    const again = given(actor, [unoct, affiliated, agreed, ended, affiliated]);
    expect(again.state.affiliations).toMatchObject([{ ended: true }, { agreed: false, ended: false }]);
    const late = given(actor, [unoct, affiliated, agreed]);
    late.when('endActorAffiliation', partOf, { occurredAt: '2021-01-02' }).refused('TOO_EARLY');
  });

  it('corrects nothing of what others have agreed to or may do', () => {
    const events = [unoct, affiliated, { type: 'ActorAffiliationAgreed', data: partOf } as const];
    const record = given(actor, events);
    for (const [n, field] of [
      [1, 'parent'],
      [1, 'occurredAt'],
      [2, 'parent'],
    ] as const) {
      const correction = { eventId: record.eventIds[n]!, field, value: id('France'), reason: 'wrong' };
      record.when('correctRecord', correction).refused('NOT_CORRECTABLE');
    }
    const country = { eventId: record.eventIds[0]!, field: 'country', value: 'FR', reason: 'wrong' };
    expect(record.when('correctRecord', country).outcome).toMatchObject([{ type: 'RecordCorrected' }]);
  });

  it('lets another speak for it in what it names, until an end, and never in records of actors', () => {
    const mandate = {
      ...{ to: id('UNODC'), kinds: ['commitment'], commands: ['declareCommitment'], records: [] },
      ...{ until: '2022-12-31', reason: 'joint office' },
    };
    const granted: ActorEvent = { type: 'ActorMandateGranted', data: mandate };
    const registered = given(actor, [unoct]);
    registered.when('grantMandate', mandate).then([granted]);
    const whole = { to: id('UNODC'), until: '2022-12-31', reason: 'joint office' };
    registered
      .when('grantMandate', whole)
      .then([{ type: 'ActorMandateGranted', data: { ...whole, kinds: [], commands: [], records: [] } }]);
    registered.when('grantMandate', { ...whole, to: id('record') }).refused('NAMES_ITSELF');
    registered.when('grantMandate', { ...whole, until: '2021-12-31' }).refused('DATES_REVERSED');
    registered.when('grantMandate', { ...whole, kinds: ['actor'] }).refused('MANDATE_TOO_WIDE');
    const holding = given(actor, [unoct, granted]);
    const own = holding.eventIds[1]!;
    expect(holding.state.mandates).toEqual([{ ...mandate, id: own, grantedAt: '2021-01-02T00:00:00.000Z' }]);
    const ended: ActorEvent = { type: 'ActorMandateEnded', data: { mandate: own, reason: 'done' } };
    holding.when('endMandate', { mandate: own, reason: 'done' }).then([ended]);
    holding.when('endMandate', { mandate: id('another') }).refused('UNKNOWN_MANDATE');
    holding.when('endMandate', { mandate: own }, { occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    const after = given(actor, [unoct, granted, ended]);
    expect(after.state.mandates).toEqual([]);
    after.when('endMandate', { mandate: own }).refused('UNKNOWN_MANDATE');
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
      { type: 'ActorAffiliationAgreed', data: partOf },
      { type: 'ActorAffiliationDeclined', data: partOf },
      { type: 'ActorAffiliationEnded', data: partOf },
      { type: 'ActorMandateEnded', data: { mandate: id('mandate') } },
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
    expect(Object.keys(actorEvents)).toHaveLength(19);
  });
});
