import { describe, expect, it } from '@jest/globals';
import { accepted, actors, dollars, english, need, persons, type ToldNeed } from '../../../test/support/assistance-story.js';
import { given, id } from '../../../test/support/given.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { assistanceNeed } from './assistance-need.js';
import { isLapsed, needStatus } from './assistance-need.rules.js';

const as = (by: string, more: object = {}) => ({ by, references: { ...actors, ...more } });
const freedonia = as('Freedonia');
const told = (...more: ToldNeed[]) => given(assistanceNeed, [need.identified, need.agreed, ...more]);
const needs = {
  state: id('Freedonia'),
  title: english('Train the guards'),
  subject: 'SITE_PROTECTION',
} as const;
const betweenThem = { tlp: 'AMBER', audience: [`org:${id('CTED')}`, `org:${id('Freedonia')}`] } as const;
const found = { type: 'NeedIdentified', data: { ...need.identified.data, origin: 'VISIT', identifiedBy: id('CTED') } } as const;
const byVisit = { ...found, by: 'CTED', handling: { ...betweenThem, audience: [...betweenThem.audience] } };

describe('a need', () => {
  it('that a State identifies itself is agreed by that', () => {
    given(assistanceNeed, [])
      .when('identifyNeed', { ...needs, origin: 'SELF' }, freedonia)
      .then([need.identified, need.agreed]);
    given(assistanceNeed, [])
      .when('identifyNeed', { ...needs, origin: 'SELF' }, as('CTED'))
      .refused('NOT_THE_STATE');
    given(assistanceNeed, [])
      .when('identifyNeed', { ...needs, origin: 'VISIT', state: id('CTED') }, { ...as('CTED'), handling: betweenThem })
      .refused('NOT_A_STATE');
  });

  it('that a visit found is for the State and who found it', () => {
    const identify = (handling: object, more: object = {}) =>
      given(assistanceNeed, []).when('identifyNeed', { ...needs, origin: 'VISIT', ...more }, {
        ...as('CTED', {
          [id('R-1')]: { kind: 'recommendation', state: { state: id('Freedonia'), visit: id('visit') } },
          [id('R-2')]: { kind: 'recommendation', state: { state: id('Norway') } },
        }),
        handling,
      } as object);
    identify(betweenThem).then([found]);
    identify({ tlp: 'CLEAR', audience: [] }).refused('NOT_RELEASED');
    identify(betweenThem, { recommendation: id('R-1') }).refused('VISIT_MISSING');
    identify(betweenThem, { recommendation: id('R-2') }).refused('ANOTHER_STATE');
  });

  it('is agreed or disputed by its State or a delegate alone', () => {
    const record = given(assistanceNeed, [byVisit]);
    for (const command of ['agreeNeed', 'disputeNeed']) {
      record.when(command, { reason: 'x' }, as('CTED')).refused('NOT_THE_STATE');
      record.when(command, { reason: 'x' }, as('Norway')).refused('NOT_THE_STATE');
    }
    record.when('agreeNeed', {}, as('Ministry')).then([{ type: 'NeedAgreedByState', data: { by: id('Ministry') } }]);
    record.when('disputeNeed', { reason: 'we have enough' }, freedonia).then([need.disputed]);
    const disputed = given(assistanceNeed, [byVisit, need.agreed, need.disputed]);
    expect(needStatus(disputed.state)).toBe('DISPUTED');
    disputed.when('prioritiseNeed', { priority: 'HIGH' }, freedonia).refused('WRONG_STATUS');
  });

  it('has a priority once the State has agreed, by the State or who found it', () => {
    given(assistanceNeed, [byVisit]).when('prioritiseNeed', { priority: 'HIGH' }, as('CTED')).refused('WRONG_STATUS');
    const agreed = given(assistanceNeed, [byVisit, need.agreed]);
    const high = { type: 'NeedPrioritised', data: { by: id('CTED'), priority: 'HIGH' } } as const;
    agreed.when('prioritiseNeed', { priority: 'HIGH' }, as('Norway')).refused('NOT_THE_OWNER');
    agreed.when('prioritiseNeed', { priority: 'HIGH' }, as('CTED')).then([high]);
    expect(needStatus(given(assistanceNeed, [byVisit, need.agreed, high]).state)).toBe('PRIORITISED');
  });

  it('is released by its State; its label follows where the State is the originator', () => {
    const audience: Handling = { tlp: 'GREEN', audience: [] };
    const own = given(assistanceNeed, [
      { ...need.identified, by: 'Freedonia', handling: { tlp: 'AMBER', audience: [] } },
      need.agreed,
    ]);
    const released: ToldNeed = {
      type: 'NeedReleasedToAudience',
      data: { by: id('Freedonia'), audience: { tlp: 'GREEN', audience: [] } },
    };
    const relabelled = {
      type: 'HandlingChanged',
      data: { handling: { tlp: 'GREEN', audience: [] }, reason: 'the State released the need' },
    } as const;
    own.when('releaseNeedToAudience', { audience }, as('Norway')).refused('NOT_THE_STATE');
    own.when('releaseNeedToAudience', { audience }, freedonia).then([released, relabelled] as never);
    const foreign = given(assistanceNeed, [byVisit, need.agreed]);
    foreign
      .when('releaseNeedToAudience', { audience }, { ...freedonia, user: 'minister' })
      .then([{ ...released, handling: audience }]);
    foreign.when('changeHandling', { to: audience, reason: 'x' }, as('CTED')).refused('NOT_RELEASED');
    // To who sees the release and not the agreement before it, the need is released all the same.
    expect(needStatus(given(assistanceNeed, [byVisit, released]).state)).toBe('RELEASED');
    // To whom the State released it, it says too what becomes of it.
    const known = { ...freedonia, user: 'minister' };
    const out = given(assistanceNeed, [byVisit, need.agreed, released]);
    const disputed = { type: 'NeedDisputedByState', data: { by: id('Freedonia'), reason: 'x' } } as const;
    out.when('disputeNeed', { reason: 'x' }, known).then([{ ...disputed, handling: audience }]);
    foreign.when('disputeNeed', { reason: 'x' }, known).then([disputed]);
    given(assistanceNeed, [byVisit, need.agreed, released, disputed])
      .when('agreeNeed', {}, known)
      .then([{ ...need.agreed, handling: audience }]);
    const withdrawn = { type: 'NeedWithdrawn', data: { by: id('Freedonia'), reason: 'x' } } as const;
    out.when('withdrawNeed', { reason: 'x' }, known).then([{ ...withdrawn, handling: audience }]);
    given(assistanceNeed, [byVisit, need.agreed, released])
      .when('changeHandling', { to: audience, reason: 'x' }, as('CTED'))
      .then([{ type: 'HandlingChanged', data: { handling: { tlp: 'GREEN', audience: [] }, reason: 'x' } }]);
  });

  it('that comes of a visit is not released before the visit lets it out', () => {
    const visit = (parts: string[]) => ({
      kind: 'assessmentVisit',
      state: {
        ...{ state: id('Freedonia'), assessor: id('CTED') },
        release: parts.length > 0 ? { extent: 'PARTIAL', parts, audience: { tlp: 'GREEN', audience: [] } } : null,
      },
    });
    const record = given(assistanceNeed, [{ ...byVisit, data: { ...byVisit.data, visit: id('visit') } }, need.agreed]);
    const release = (parts: string[]) =>
      record.when(
        'releaseNeedToAudience',
        { audience: { tlp: 'GREEN', audience: [] } },
        as('Freedonia', { [id('visit')]: visit(parts) }),
      );
    release([]).refused('NOT_RELEASED');
    release(['FINDINGS']).refused('NOT_RELEASED');
    expect(release(['NEEDS']).outcome).toMatchObject([{ type: 'NeedReleasedToAudience' }, { type: 'HandlingChanged' }]);
  });

  it('holds for matches what they are for, up to what is needed', () => {
    const reserve = (record: ReturnType<typeof told>, quantity?: object, own: object = {}) =>
      record.when('reserveNeed', { match: id('m2') }, as('CTED', { [id('m2')]: accepted(quantity, own) }));
    const half = told(need.quantified(persons(40)), need.reserved('m1', persons(25)));
    reserve(half, persons(15)).then([need.reserved('m2', persons(15))]);
    expect(reserve(half, persons(16)).refused('OVER_SUPPLY').value).toBe('{"PERSONS_TRAINED":1}');
    reserve(half, persons(16), { overSupplyAcknowledged: true }).then([need.reserved('m2', persons(16), true)]);
    reserve(half, dollars(100)).refused('NOT_COMPARABLE');
    reserve(half).refused('NOT_COMPARABLE');
    reserve(half, persons(1), { need: id('another') }).refused('ANOTHER_MATCH');
    reserve(half, persons(1), { status: 'PROPOSED' }).refused('MATCH_NOT_ACCEPTED');
    reserve(told(), undefined).then([need.reserved('m2', null)]);
    reserve(given(assistanceNeed, [byVisit]), persons(1)).refused('WRONG_STATUS');
    const again = told(need.reserved('m2', persons(15)));
    reserve(again, persons(15)).then([]);
  });

  it('is quantified below what is reserved by its State alone, which says so', () => {
    const record = given(assistanceNeed, [byVisit, need.agreed, need.quantified(persons(40)), need.reserved('m1', persons(25))]);
    const quantify = (number: number, by: object, more: object = {}) =>
      record.when('quantifyNeed', { quantity: persons(number), ...more }, by);
    expect(quantify(25, as('CTED')).outcome).toMatchObject([{ type: 'NeedQuantified', data: { overSupplyAcknowledged: false } }]);
    quantify(20, freedonia).refused('OVER_SUPPLY');
    quantify(20, as('CTED'), { acknowledgeOverSupply: true }).refused('NOT_THE_STATE');
    expect(quantify(20, freedonia, { acknowledgeOverSupply: true }).outcome).toMatchObject([
      { type: 'NeedQuantified', data: { overSupplyAcknowledged: true } },
    ]);
    record.when('quantifyNeed', { quantity: {} }, freedonia).refused('QUANTITY_EMPTY');
    record.when('quantifyNeed', { quantity: persons(50) }, { ...freedonia, occurredAt: '2021-01-02' }).refused('TOO_EARLY');
  });

  it('keeps what is reserved until its match is over', () => {
    const record = told(need.reserved('m1', persons(25)));
    const release = (status: string, on = '2022-01-01') =>
      record.when(
        'releaseNeedReservation',
        { match: id('m1') },
        { ...as('CTED', { [id('m1')]: accepted(persons(25), { status }) }), occurredAt: on },
      );
    release('CONFIRMED').refused('MATCH_STANDS');
    release('BROKEN', '2021-01-02').refused('TOO_EARLY');
    release('BROKEN').then([need.released('m1')]);
    expect(told(need.reserved('m1', persons(25)), need.released('m1')).state.reservations).toEqual([]);
    told()
      .when('releaseNeedReservation', { match: id('m1') }, as('CTED'))
      .refused('NOT_RESERVED');
  });

  it('is neither withdrawn, disputed nor voided while a part is reserved, nor is what matches rest on corrected', () => {
    const record = told(need.quantified(persons(40)), need.reserved('m1', persons(25)));
    for (const command of ['withdrawNeed', 'disputeNeed', 'voidRecord'])
      record.when(command, { reason: 'x' }, freedonia).refused('RESERVED');
    const event = (revision: number) => record.eventIds[revision]!;
    const correct = (revision: number, field: string, value: unknown, by = freedonia) =>
      record.when('correctRecord', { eventId: event(revision), field, value, reason: 'x' }, by);
    correct(0, 'state', id('Norway')).refused('NOT_CORRECTABLE');
    correct(2, 'quantity.count.number', 10).refused('NOT_CORRECTABLE');
    correct(2, 'occurredAt', '2020').refused('NOT_CORRECTABLE');
    correct(3, 'quantity', null).refused('NOT_CORRECTABLE');
    correct(1, 'occurredAt', '2021-01-01', as('CTED')).refused('NOT_THE_STATE');
    expect(correct(0, 'neededBy', '2023-01-01').outcome).toMatchObject([{ type: 'RecordCorrected' }]);
    told().when('voidRecord', { reason: 'x' }, as('CTED')).refused('NOT_THE_STATE');
  });

  it('is partly met, met and reopened, with what was delivered', () => {
    const record = told(need.reserved('m1', persons(25)));
    const delivered = { by: null, match: id('m1'), project: id('p1'), delivered: persons(10) };
    const { by: _by, ...report } = delivered;
    const nobody = { references: actors };
    record.when('recordNeedPartlyMet', report, nobody).then([{ type: 'NeedPartlyMet', data: delivered }]);
    record.when('recordNeedPartlyMet', report, as('Norway')).refused('NOT_THE_OWNER');
    record.when('recordNeedMet', { match: id('m9') }, nobody).refused('NOT_RESERVED');
    record.when('reopenNeed', { reason: 'x' }, nobody).refused('WRONG_STATUS');
    const met = told(
      need.reserved('m1', persons(25)),
      { type: 'NeedPartlyMet', data: delivered },
      { type: 'NeedMet', data: { by: null } },
    );
    expect(needStatus(met.state)).toBe('MET');
    met.when('reserveNeed', { match: id('m2') }, as('CTED', { [id('m2')]: accepted() })).refused('WRONG_STATUS');
    met.when('withdrawNeed', { reason: 'x' }, freedonia).refused('WRONG_STATUS');
    const reopened = { type: 'NeedReopened', data: { by: null, reason: 'cancelled', match: id('m1') } } as const;
    met.when('reopenNeed', { reason: 'cancelled', match: id('m1') }, nobody).then([reopened]);
    const open = told(
      { type: 'NeedPartlyMet', data: delivered },
      { type: 'NeedMet', data: { ...delivered, match: id('m1') } },
      reopened,
    );
    expect([needStatus(open.state), open.state.deliveries]).toEqual(['AGREED', []]);
  });

  it('that was withdrawn is reopened by its State or who found it, and by no process', () => {
    const record = told({ type: 'NeedWithdrawn', data: { by: id('Freedonia'), reason: 'x' } });
    record.when('agreeNeed', {}, freedonia).refused('WRONG_STATUS');
    record.when('reopenNeed', { reason: 'x' }, { references: actors }).refused('PARTY_MISSING');
    record.when('reopenNeed', { reason: 'x' }, { ...freedonia, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
    record
      .when('reopenNeed', { reason: 'x' }, freedonia)
      .then([{ type: 'NeedReopened', data: { by: id('Freedonia'), reason: 'x' } }]);
  });

  it('lapses after the day by which it is needed, unless it is met or withdrawn', () => {
    const state = { ...told().state, neededBy: '2021-06-30' };
    expect([isLapsed(state, '2021-06-30'), isLapsed(state, '2021-07-01')]).toEqual([false, true]);
    expect(isLapsed({ ...state, metAt: '2021-05-01T00:00:00.000Z' }, '2021-07-01')).toBe(false);
  });
});
