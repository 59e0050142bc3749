import { describe, expect, it } from '@jest/globals';
import { accepted, actors, dollars, english, offer, persons, type ToldOffer } from '../../../test/support/assistance-story.js';
import { given, id } from '../../../test/support/given.js';
import { assistanceOffer, isLapsed, offerStatus } from './assistance-offer.js';

const as = (by: string, more: object = {}) => ({ by, references: { ...actors, ...more } });
const norway = as('Norway');
const told = (...events: ToldOffer[]) => given(assistanceOffer, events);
const exhausted: ToldOffer = { type: 'OfferExhausted', data: {} };

const reserve = (record: ReturnType<typeof told>, quantity?: object, more: object = {}) =>
  record.when('reserveOffer', { match: id('m2') }, { ...as('CTED', { [id('m2')]: accepted(quantity) }), ...more });

describe('an offer', () => {
  it('is made by its provider or a delegate, for others', () => {
    const make = (by: string, more: object = {}) =>
      given(assistanceOffer, []).when('makeOffer', { provider: id('Norway'), title: english('Courses'), ...more }, as(by));
    make('Norad').then([offer.made()]);
    make('CTED').refused('NOT_THE_PROVIDER');
    make('Norway', { quantity: {} }).refused('QUANTITY_EMPTY');
    make('Norway', { recipients: [id('Norway')] }).refused('OFFERS_ITSELF');
    make('Norway', { quantity: persons(40) }).then([offer.made(persons(40))]);
  });

  it('holds for matches what they are for, up to what is offered, and is exhausted by the last', () => {
    const half = told(offer.made(persons(40)), offer.reserved('m1', persons(25)));
    reserve(half, persons(10)).then([offer.reserved('m2', persons(10))]);
    reserve(half, persons(15)).then([offer.reserved('m2', persons(15)), exhausted]);
    expect(reserve(half, persons(16)).refused('OFFER_EXCEEDED').value).toBe('{"PERSONS_TRAINED":1}');
    reserve(half, dollars(1)).refused('NOT_COMPARABLE');
    reserve(told(offer.made()), undefined).then([offer.reserved('m2', null)]);
    const full = told(offer.made(persons(40)), offer.reserved('m1', persons(40)), exhausted);
    expect(offerStatus(full.state)).toBe('EXHAUSTED');
    reserve(full, persons(1)).refused('WRONG_STATUS');
    reserve(told(offer.made(), offer.reserved('m2', null)), undefined).then([]);
  });

  it('has something left again when a match is over', () => {
    const full = told(offer.made(persons(40)), offer.reserved('m1', persons(40)), exhausted);
    const release = (status: string) =>
      full.when('releaseOfferReservation', { match: id('m1') }, as('CTED', { [id('m1')]: accepted(persons(40), { status }) }));
    release('CONFIRMED').refused('MATCH_STANDS');
    release('DECLINED').then([{ type: 'OfferReservationReleased', data: { match: id('m1') } }]);
    const free = told(offer.made(persons(40)), offer.reserved('m1', persons(40)), exhausted, {
      type: 'OfferReservationReleased',
      data: { match: id('m1') },
    });
    expect([offerStatus(free.state), free.state.reservations]).toEqual(['OPEN', []]);
  });

  it('is amended by its provider, what is left out staying as it is, and not below what is reserved', () => {
    const record = told(
      offer.made(persons(40), { countries: ['NE'], validUntil: '2022-06-30' }),
      offer.reserved('m1', persons(25)),
    );
    const amended = (more: object) => ({
      type: 'OfferScopeAmended' as const,
      data: {
        ...{ subjects: [], recipients: [], themes: [], countries: ['NE'], regions: [] },
        ...{ quantity: persons(40), validUntil: '2022-06-30', ...more },
      },
    });
    record.when('amendOfferScope', { quantity: persons(30) }, norway).then([amended({ quantity: persons(30) })]);
    record
      .when('amendOfferScope', { countries: ['ML', 'ML'], reason: 'x' }, norway)
      .then([amended({ countries: ['ML'], reason: 'x' })]);
    record.when('amendOfferScope', { quantity: persons(24) }, norway).refused('OFFER_EXCEEDED');
    record.when('amendOfferScope', { quantity: persons(50) }, as('CTED')).refused('NOT_THE_PROVIDER');
    record.when('amendOfferScope', { quantity: persons(50) }, { ...norway, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
  });

  it('is taken up by its last day, and expires after it', () => {
    const record = told(offer.made(undefined, { validUntil: '2021-12-31' }));
    reserve(record).refused('OFFER_LAPSED');
    reserve(record, undefined, { occurredAt: '2021-12-31' }).then([offer.reserved('m2', null)]);
    record.when('expireOffer', {}, { ...as('CTED'), occurredAt: '2021-12-31' }).refused('STILL_VALID');
    told(offer.made()).when('expireOffer', {}, as('CTED')).refused('STILL_VALID');
    record.when('expireOffer', {}, as('CTED')).then([{ type: 'OfferExpired', data: {} }]);
    expect([isLapsed(record.state, '2021-12-31'), isLapsed(record.state, '2022-01-01')]).toEqual([false, true]);
    const expired = told(offer.made(undefined, { validUntil: '2021-01-01' }), { type: 'OfferExpired', data: {} });
    reserve(expired).refused('WRONG_STATUS');
  });

  it('is exhausted or withdrawn by its provider, withdrawn only when nothing is reserved', () => {
    told(offer.made()).when('exhaustOffer', { reason: 'given elsewhere' }, as('CTED')).refused('NOT_THE_PROVIDER');
    told(offer.made())
      .when('exhaustOffer', { reason: 'given elsewhere' }, norway)
      .then([{ type: 'OfferExhausted', data: { reason: 'given elsewhere' } }]);
    const reserved = told(offer.made(), offer.reserved('m1', null));
    for (const command of ['withdrawOffer', 'voidRecord']) reserved.when(command, { reason: 'x' }, norway).refused('RESERVED');
    const withdrawn: ToldOffer = { type: 'OfferWithdrawn', data: { reason: 'budget' } };
    told(offer.made()).when('withdrawOffer', { reason: 'budget' }, norway).then([withdrawn]);
    const over = told(offer.made(), withdrawn);
    for (const command of ['withdrawOffer', 'amendOfferScope', 'exhaustOffer'])
      over.when(command, { reason: 'x' }, norway).refused('WRONG_STATUS');
    reserve(over).refused('WRONG_STATUS');
  });

  it('is corrected and voided by its provider alone, and not in what matches rest on', () => {
    const record = told(offer.made(persons(40)), offer.reserved('m1', persons(25)));
    const correct = (revision: number, field: string, value: unknown, by = norway) =>
      record.when('correctRecord', { eventId: record.eventIds[revision], field, value, reason: 'x' }, by);
    correct(0, 'quantity.count.number', 1).refused('NOT_CORRECTABLE');
    correct(0, 'provider', id('CTED')).refused('NOT_CORRECTABLE');
    correct(1, 'occurredAt', '2020').refused('NOT_CORRECTABLE');
    correct(0, 'title', english('A course'), as('CTED')).refused('NOT_THE_PROVIDER');
    expect(correct(0, 'title', english('A course')).outcome).toMatchObject([{ type: 'RecordCorrected' }]);
  });
});
