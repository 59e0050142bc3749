import { describe, expect, it } from '@jest/globals';
import {
  actors,
  asNeed,
  asOffer,
  dollars,
  match,
  need,
  offer,
  persons,
  type ToldMatch,
} from '../../../test/support/assistance-story.js';
import { given, id } from '../../../test/support/given.js';
import { assistanceMatch } from './assistance-match.js';

const agreedNeed = (quantity = persons(40)) => asNeed(need.identified, need.agreed, need.quantified(quantity));
const parts = (needed: object = agreedNeed(), offered: object = asOffer(offer.made(persons(100)))) => ({
  ...actors,
  [id('need')]: needed,
  [id('offer')]: offered,
});
const as = (by: string, references: object = parts()) => ({ by, references }) as { by: string; references: never };
const told = (...more: ToldMatch[]) => given(assistanceMatch, [match.proposed(persons(25)), ...more]);
const both = told(match.byRecipient, match.byProvider);
const propose = (by: string, references?: object, more: object = {}, handling?: object) =>
  given(assistanceMatch, []).when(
    'proposeMatch',
    { need: id('need'), offer: id('offer'), quantity: persons(25), ...more },
    { ...as(by, references), ...(handling ? { handling: handling as never } : {}) },
  );

describe('a match', () => {
  it('is between the State that has the need and who makes the offer; a side that proposes accepts by that', () => {
    propose('CTED').then([match.proposed(persons(25))]);
    expect(propose('Ministry').outcome).toMatchObject([
      { type: 'MatchProposed', data: { recipient: id('Freedonia'), provider: id('Norway') } },
      { type: 'MatchAcceptedByRecipient', data: { by: id('Ministry'), overSupplyAcknowledged: false } },
    ]);
    expect(propose('Norad').outcome).toMatchObject([
      { type: 'MatchProposed' },
      { type: 'MatchAcceptedByProvider', data: { by: id('Norad') } },
    ]);
  });

  it('is of a need that its State has agreed and that stands, and of an offer that holds for that State', () => {
    const ended = { type: 'NeedWithdrawn', data: { by: id('Freedonia'), reason: 'x' } } as const;
    propose('CTED', parts(asNeed(need.identified))).refused('NEED_NOT_OPEN');
    propose('CTED', parts(asNeed(need.identified, need.agreed, need.disputed))).refused('NEED_NOT_OPEN');
    propose('CTED', parts(asNeed(need.identified, need.agreed, ended))).refused('NEED_NOT_OPEN');
    propose('CTED', parts(asNeed(need.identified, need.agreed, { type: 'NeedMet', data: { by: null } }))).refused(
      'NEED_NOT_OPEN',
    );
    propose('CTED', parts(undefined, asOffer(offer.made(), { type: 'OfferWithdrawn', data: { reason: 'x' } }))).refused(
      'OFFER_NOT_OPEN',
    );
    propose('CTED', parts(undefined, asOffer(offer.made(undefined, { recipients: [id('Niger')] })))).refused(
      'NOT_FOR_THIS_STATE',
    );
    propose('CTED', parts(undefined, asOffer(offer.made(undefined, { provider: id('Freedonia') })))).refused(
      'NOT_FOR_THIS_STATE',
    );
  });

  it('is counted as its need and its offer are', () => {
    propose('CTED', undefined, { quantity: dollars(5) }).refused('NOT_COMPARABLE');
    propose('CTED', undefined, { quantity: undefined }).refused('NOT_COMPARABLE');
    propose('CTED', undefined, { quantity: {} }).refused('QUANTITY_EMPTY');
    propose('CTED', parts(agreedNeed(dollars(100)))).refused('NOT_COMPARABLE');
    const inBoth = { ...persons(25), ...dollars(5) };
    propose('CTED', parts(agreedNeed(dollars(100))), { quantity: inBoth }).then([match.proposed(inBoth)]);
    propose('CTED', parts(asNeed(need.identified, need.agreed), asOffer(offer.made())), { quantity: undefined }).then([
      match.proposed(),
    ]);
  });

  it('is shown to nobody who may not see both need and offer', () => {
    const amber = { tlp: 'AMBER' as const, audience: [`org:${id('Norway')}`] };
    const confidential = asNeed({ ...need.identified, by: 'Freedonia', handling: amber }, need.agreed);
    const open = asOffer(offer.made());
    const under = (tlp: string, ...audience: string[]) =>
      propose('CTED', parts(confidential, open), {}, { tlp, audience: audience.map((name) => `org:${id(name)}`) });
    under('CLEAR').refused('WIDER_THAN_ITS_PARTS');
    under('AMBER', 'Norway', 'CTED').refused('WIDER_THAN_ITS_PARTS');
    under('AMBER', 'Norway', 'Freedonia').then([match.proposed(persons(25))]);
    told()
      .when('changeHandling', { to: { tlp: 'CLEAR', audience: [] }, reason: 'x' }, as('originator', parts(confidential, open)))
      .then([]);
    given(assistanceMatch, [{ ...match.proposed(), handling: amber }])
      .when('changeHandling', { to: { tlp: 'CLEAR', audience: [] }, reason: 'x' }, as('originator', parts(confidential, open)))
      .refused('WIDER_THAN_ITS_PARTS');
  });

  it('is accepted or declined by each side for itself, or by its delegate', () => {
    const answer = (command: string, side: string, by: string) => told().when(command, { side }, as(by));
    answer('acceptMatch', 'RECIPIENT', 'Ministry').then([
      { type: 'MatchAcceptedByRecipient', data: { by: id('Ministry'), overSupplyAcknowledged: false } },
    ]);
    answer('acceptMatch', 'PROVIDER', 'Norad').then([{ type: 'MatchAcceptedByProvider', data: { by: id('Norad') } }]);
    for (const command of ['acceptMatch', 'declineMatch']) {
      answer(command, 'RECIPIENT', 'Norway').refused('NOT_THE_SIDE');
      answer(command, 'PROVIDER', 'Freedonia').refused('NOT_THE_SIDE');
      answer(command, 'PROVIDER', 'CTED').refused('NOT_THE_SIDE');
    }
    answer('declineMatch', 'PROVIDER', 'Norway').then([{ type: 'MatchDeclinedByProvider', data: { by: id('Norway') } }]);
    told(match.byRecipient).when('acceptMatch', { side: 'RECIPIENT' }, as('Freedonia')).then([]);
    told(match.byRecipient)
      .when('acceptMatch', { side: 'RECIPIENT', acknowledgeOverSupply: true }, as('Freedonia'))
      .then([{ type: 'MatchAcceptedByRecipient', data: { by: id('Freedonia'), overSupplyAcknowledged: true } }]);
    expect([told().state.status, told(match.byRecipient).state.status, both.state.status]).toEqual([
      'PROPOSED',
      'PROPOSED',
      'ACCEPTED',
    ]);
  });

  it('takes two to agree: who speaks for both sides accepts for one', () => {
    const byConsultant: ToldMatch = { type: 'MatchAcceptedByProvider', data: { by: id('Consultant') } };
    told(byConsultant).when('acceptMatch', { side: 'RECIPIENT' }, as('Consultant')).refused('SAME_VOICE');
    expect(told(byConsultant).when('acceptMatch', { side: 'RECIPIENT' }, as('Freedonia')).outcome).toHaveLength(1);
  });

  it('is over when a side declines, even one that had accepted', () => {
    const declined: ToldMatch = { type: 'MatchDeclinedByRecipient', data: { by: id('Freedonia'), reason: 'an election' } };
    both.when('declineMatch', { side: 'RECIPIENT', reason: 'an election' }, as('Freedonia')).then([declined]);
    const over = told(match.byRecipient, match.byProvider, declined);
    expect(over.state).toMatchObject({ status: 'DECLINED', endedReason: 'an election' });
    for (const [command, input] of [
      ['acceptMatch', { side: 'RECIPIENT' }],
      ['confirmMatch', {}],
      ['breakMatch', { reason: 'x' }],
    ] as const)
      over.when(command, input, as('Freedonia')).refused('WRONG_STATUS');
  });

  it('is confirmed when both sides accepted and both parts are reserved', () => {
    const heldNeed = asNeed(need.identified, need.agreed, { ...need.reserved('record', persons(25)), on: '2021-02-01' });
    const heldOffer = asOffer(offer.made(), { ...offer.reserved('record', persons(25)), on: '2021-02-01' });
    const confirm = (record = both, references: object = parts(heldNeed, heldOffer), on = '2022-01-01') =>
      record.when('confirmMatch', {}, { ...as('CTED', references), occurredAt: on });
    confirm().then([match.confirmed]);
    confirm(told()).refused('WRONG_STATUS');
    confirm(told(match.byRecipient)).refused('WRONG_STATUS');
    confirm(told(match.byProvider)).refused('WRONG_STATUS');
    expect(confirm(both, parts(agreedNeed(), heldOffer)).refused('NOT_RESERVED').value).toBe('need');
    expect(confirm(both, parts(heldNeed, asOffer(offer.made()))).refused('NOT_RESERVED').value).toBe('offer');
    confirm(both, undefined, '2021-01-02').refused('TOO_EARLY');
    confirm(both, undefined, '2021-01-31').refused('TOO_EARLY');
    confirm(told(match.byRecipient, match.byProvider, match.confirmed)).then([]);
  });

  it('is broken by a side or who proposed it, once, or where it follows from other records', () => {
    const confirmed = told(match.byRecipient, match.byProvider, match.confirmed);
    for (const by of ['Freedonia', 'Norad', 'CTED'])
      confirmed
        .when('breakMatch', { reason: 'budget' }, as(by))
        .then([{ type: 'MatchBroken', data: { by: id(by), reason: 'budget' } }]);
    confirmed
      .when('breakMatch', { reason: 'budget' }, { references: actors })
      .then([{ type: 'MatchBroken', data: { by: null, reason: 'budget' } }]);
    confirmed.when('breakMatch', { reason: 'x' }, as('Niger')).refused('NOT_A_PARTY');
    confirmed.when('breakMatch', { reason: 'x' }, { ...as('Norway'), occurredAt: '2021-01-02' }).refused('TOO_EARLY');
    confirmed.when('declineMatch', { side: 'PROVIDER' }, as('Norway')).refused('WRONG_STATUS');
    told(match.byRecipient, match.byProvider, match.confirmed, match.broken)
      .when('breakMatch', { reason: 'x' }, as('Norway'))
      .refused('WRONG_STATUS');
  });

  it('is not corrected in what both sides rest on, nor voided when a side has accepted it', () => {
    const record = told(match.byRecipient);
    const correct = (revision: number, field: string, value: unknown) =>
      record.when('correctRecord', { eventId: record.eventIds[revision], field, value, reason: 'x' }, as('CTED'));
    correct(0, 'quantity.count.number', 1).refused('NOT_CORRECTABLE');
    correct(0, 'recipient', id('Niger')).refused('NOT_CORRECTABLE');
    correct(1, 'occurredAt', '2020').refused('NOT_CORRECTABLE');
    expect(correct(0, 'note', 'in spring').outcome).toMatchObject([{ type: 'RecordCorrected' }]);
    record.when('voidRecord', { reason: 'x' }, as('CTED')).refused('WRONG_STATUS');
    expect(told().when('voidRecord', { reason: 'x' }, as('CTED')).outcome).toHaveLength(1);
  });
});
