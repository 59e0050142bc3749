import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { given, id } from '../../../test/support/given.js';
import { type GuidanceMaterialEvent as Event } from './guidance-material.fields.js';
import { editionStatus, slippage } from './guidance-material.fields.js';
import { adopters, guidanceMaterial, guidanceMaterialKind, guidanceStatus, latest } from './guidance-material.js';

const english = (text: string) => [{ language: 'en', text }];
const document = { url: 'https://example.org/compendium', hash: 'ab'.repeat(32) };
const title = english('Thematic addendum on stadiums');
const initiated: Event = {
  type: 'GuidanceInitiated',
  data: { guidanceKind: 'COMPENDIUM', title: english('Compendium'), publishers: [id('UNOCT')], themes: ['CO-04'] },
};
const announced = (edition: number, expected?: string): Event => ({ type: 'EditionAnnounced', data: { edition, expected } });
const published = (edition: number): Event => ({ type: 'EditionPublished', data: { edition, document } });
const addendumAnnounced: Event = { type: 'AddendumAnnounced', data: { edition: 1, title, expected: '2021-06-01' } };
const promoted: Event = { type: 'GuidancePromoted', data: { activity: id('side event'), edition: 1 } };
const adopted = (actor: string, edition = 1): Event => ({ type: 'GuidanceAdoptedByActor', data: { actor: id(actor), edition } });
const superseded: Event = { type: 'EditionSuperseded', data: { edition: 1, by: 2 } };
const withdrawn: Event = { type: 'GuidanceWithdrawn', data: { reason: 'outdated' } };
const guidance = (...events: (Event & { on?: string })[]) => given(guidanceMaterial, [initiated, ...events]);
/** Id of the nth event of `guidance`, from 0. */
const nth = (n: number) => v5(String(n + 1), id('record'));
const column = (name: string, state: ReturnType<typeof guidance>['state']) =>
  guidanceMaterialKind.columns[name]!.of(state, {} as never);

describe('guidance', () => {
  it('is initiated with those who publish it, each once', () => {
    given(guidanceMaterial, [])
      .when('initiateGuidance', { ...initiated.data, publishers: [id('UNOCT'), id('UNOCT')], themes: undefined })
      .then([{ type: 'GuidanceInitiated', data: { ...initiated.data, themes: [] } }]);
    expect(guidanceStatus(guidance().state)).toBe('INITIATED');
  });

  it('announces an edition for a day, and again for another day', () => {
    guidance()
      .when('announceEdition', { edition: 1, expected: '2021-06-01' })
      .then([announced(1, '2021-06-01')]);
    guidance(announced(1, '2021-06-01')).when('announceEdition', { edition: 1, expected: '2021-06-01' }).then([]);
    const { state } = guidance(announced(1, '2021-06-01'), announced(1, '2021-09-01'));
    expect(state.editions).toMatchObject([{ number: 1, firstExpected: '2021-06-01', expected: '2021-09-01', published: null }]);
    expect(editionStatus(state.editions[0]!)).toBe('ANNOUNCED');
    expect(column('expected', state)).toBe('2021-09-01');
  });

  it('announces an edition without a day, which is named later', () => {
    guidance()
      .when('announceEdition', { edition: 1 })
      .then([announced(1)]);
    guidance(announced(1)).when('announceEdition', { edition: 1 }).then([]);
    const { state } = guidance(announced(1), announced(1, '2021-09-01'));
    expect(state.editions).toMatchObject([{ number: 1, firstExpected: '2021-09-01', expected: '2021-09-01' }]);
    expect(column('expected', guidance(announced(1)).state)).toBeUndefined();
  });

  it('has editions whose numbers rise by one', () => {
    guidance().when('publishEdition', { edition: 2, document }).refused('EDITION_OUT_OF_ORDER');
    guidance().when('announceEdition', { edition: 2, expected: '2021-06-01' }).refused('EDITION_OUT_OF_ORDER');
    guidance()
      .when('publishEdition', { edition: 1, document })
      .then([published(1)]);
    guidance(published(1))
      .when('publishEdition', { edition: 2, document })
      .then([published(2)]);
    guidance(published(1)).when('publishEdition', { edition: 1, document }).refused('EDITION_PUBLISHED');
    guidance(published(1)).when('announceEdition', { edition: 1, expected: '2021-06-01' }).refused('EDITION_PUBLISHED');
    guidance(announced(1, '2021-06-01'))
      .when('announceEdition', { edition: 2, expected: '2022-06-01' })
      .then([announced(2, '2022-06-01')]);
    guidance(announced(1, '2021-06-01')).when('publishEdition', { edition: 2, document }).refused('EDITION_OUT_OF_ORDER');
  });

  it('publishes an edition after the one before it', () => {
    guidance({ ...published(1), on: '2021-06-01' })
      .when('publishEdition', { edition: 2, document }, { occurredAt: '2021-05-31' })
      .refused('TOO_EARLY');
  });

  it('publishes nothing without the hash of its document', () => {
    const { url } = document;
    guidance().when('publishEdition', { edition: 1, document: { url } }).refused('HASH_MISSING');
    guidance(published(1)).when('publishAddendum', { edition: 1, title, document: { url } }).refused('HASH_MISSING');
  });

  it('says how far an edition slipped from the day first announced', () => {
    const slips = (expected: string, on: string) =>
      column(
        'slippage',
        guidance(announced(1, expected), announced(1, '2021-12-31'), announced(1, '2022-12-31'), { ...published(1), on }).state,
      );
    expect(slips('2021-06-01', '2021-07-01')).toBe(30);
    expect(slips('2021-06-01', '2021-05-31')).toBe(-1);
    expect(slips('2021-06-01', '2021-07')).toBeNull();
    expect(slippage(guidance(announced(1, '2021-06-01')).state.editions[0])).toBeNull();
    expect(column('slippage', guidance(published(1)).state)).toBeNull();
    expect(column('slippage', guidance().state)).toBeNull();
  });

  it('has addenda that name the edition they amend', () => {
    const { title: _title, ...rest } = addendumAnnounced.data as { title: unknown };
    guidance(announced(1, '2021-06-01'))
      .when('announceAddendum', { ...rest, title })
      .then([addendumAnnounced]);
    guidance().when('announceAddendum', { edition: 1, title }).refused('UNKNOWN_EDITION');
    const record = guidance(published(1), addendumAnnounced, announced(2, '2022-01-01'));
    record.when('publishAddendum', { edition: 2, title, document }).refused('UNKNOWN_EDITION');
    record.when('publishAddendum', { edition: 1, title, document, addendum: id('none') }).refused('UNKNOWN_ADDENDUM');
    record
      .when('publishAddendum', { edition: 1, title, document, addendum: nth(1) }, { occurredAt: '2021-01-01' })
      .refused('TOO_EARLY');
    guidance(published(1), published(2), addendumAnnounced)
      .when('publishAddendum', { edition: 2, title, document, addendum: nth(2) })
      .refused('ANOTHER_EDITION');
    const out: Event = { type: 'AddendumPublished', data: { addendum: nth(1), edition: 1, title, document } };
    record.when('publishAddendum', { edition: 1, title, document, addendum: nth(1) }).then([out]);
    const done = guidance(published(1), addendumAnnounced, { ...out, on: '2021-06-11' });
    expect(done.state.addenda).toHaveLength(1);
    expect(slippage(done.state.addenda[0])).toBe(10);
    done.when('publishAddendum', { edition: 1, title, document, addendum: nth(1) }).refused('ADDENDUM_PUBLISHED');
    done.when('announceAddendum', { edition: 1, title, addendum: nth(1), expected: '2021-07-01' }).refused('ADDENDUM_PUBLISHED');
    record.when('announceAddendum', { edition: 1, title, addendum: id('none') }).refused('UNKNOWN_ADDENDUM');
    const again: Event = { type: 'AddendumAnnounced', data: { addendum: nth(1), edition: 1, title, expected: '2021-07-01' } };
    record.when('announceAddendum', { edition: 1, title, addendum: nth(1), expected: '2021-07-01' }).then([again]);
    expect(guidance(published(1), addendumAnnounced, again).state.addenda).toMatchObject([
      { firstExpected: '2021-06-01', expected: '2021-07-01' },
    ]);
    expect(column('expected', record.state)).toBe('2021-06-01');
    expect(column('expected', done.state)).toBeUndefined();
  });

  it('takes an addendum that nobody announced', () => {
    const out: Event = { type: 'AddendumPublished', data: { edition: 1, title, document } };
    guidance(published(1)).when('publishAddendum', { edition: 1, title, document }).then([out]);
    expect(guidance(published(1), out).state.addenda).toMatchObject([{ id: nth(1), expected: null, document }]);
  });

  it('is promoted at activities, each once for each edition', () => {
    const at = { activity: id('side event') };
    guidance(published(1))
      .when('promoteGuidance', { ...at, edition: 1 })
      .then([promoted]);
    guidance(published(1), promoted)
      .when('promoteGuidance', { ...at, edition: 1 })
      .then([]);
    guidance()
      .when('promoteGuidance', { ...at, edition: 1 })
      .refused('UNKNOWN_EDITION');
    guidance()
      .when('promoteGuidance', at)
      .then([{ type: 'GuidancePromoted', data: at }]);
    expect(column('promotedAt', guidance(published(1), promoted, promoted).state)).toEqual([id('side event')]);
  });

  it('is adopted by actors, each for itself: the last edition, if they do not say which', () => {
    guidance(published(1), published(2))
      .when('adoptGuidance', {}, { by: 'France' })
      .then([adopted('France', 2)]);
    guidance(published(1), published(2))
      .when('adoptGuidance', { edition: 1 }, { by: 'France' })
      .then([adopted('France')]);
    guidance(published(1), adopted('France')).when('adoptGuidance', {}, { by: 'France' }).then([]);
    guidance(published(1)).when('adoptGuidance', {}).refused('PARTY_MISSING');
    guidance().when('adoptGuidance', {}, { by: 'France' }).refused('UNKNOWN_EDITION');
    guidance(published(1)).when('adoptGuidance', { edition: 2 }, { by: 'France' }).refused('UNKNOWN_EDITION');
    const { state } = guidance(published(1), adopted('France'), published(2), adopted('France', 2), adopted('Spain', 2));
    expect(adopters(state)).toEqual([id('France'), id('Spain')]);
    expect(column('adopterCount', state)).toBe(2);
  });

  it('has later editions take the place of earlier ones', () => {
    const both = [published(1), published(2)];
    guidance(...both)
      .when('supersedeEdition', { edition: 1, by: 2 })
      .then([superseded]);
    guidance(...both, superseded)
      .when('supersedeEdition', { edition: 1, by: 2 })
      .then([]);
    guidance(...both)
      .when('supersedeEdition', { edition: 2, by: 1 })
      .refused('NOT_LATER');
    guidance(...both)
      .when('supersedeEdition', { edition: 3, by: 4 })
      .refused('UNKNOWN_EDITION');
    guidance(...both)
      .when('supersedeEdition', { edition: 2, by: 3 })
      .refused('UNKNOWN_EDITION');
    expect(guidance(...both, superseded).state.editions.map(editionStatus)).toEqual(['SUPERSEDED', 'PUBLISHED']);
  });

  it('is withdrawn once, and then takes late reports of the time before alone', () => {
    guidance(published(1)).when('withdrawGuidance', { reason: 'outdated' }).then([withdrawn]);
    const ended = guidance(published(1), { ...withdrawn, on: '2021-06-01' });
    expect(guidanceStatus(ended.state)).toBe('WITHDRAWN');
    for (const [command, input] of [
      ['announceEdition', { edition: 2, expected: '2022-06-01' }],
      ['publishEdition', { edition: 2, document }],
      ['announceAddendum', { edition: 1, title }],
      ['publishAddendum', { edition: 1, title, document }],
      ['promoteGuidance', { activity: id('side event') }],
      ['adoptGuidance', {}],
      ['supersedeEdition', { edition: 1, by: 2 }],
      ['withdrawGuidance', { reason: 'again' }],
    ] as const)
      ended.when(command, input, { by: 'France' }).refused('WRONG_STATUS');
    ended.when('adoptGuidance', {}, { by: 'France', occurredAt: '2021-05-01' }).then([adopted('France')]);
  });

  it('has each edition once and in order of number, in whatever order reports come', () => {
    const events = [
      ...[1, 2, 3].flatMap((n) => [announced(n, '2021-06-01'), published(n)]),
      addendumAnnounced,
      promoted,
      adopted('France'),
      superseded,
      withdrawn,
    ];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 12 }), (told) => {
        const { state } = guidance(...told.map(([one, on]) => ({ ...one, on })));
        const numbers = state.editions.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort());
        expect(latest(state)?.published ?? null).toEqual(state.editions.findLast((one) => one.published)?.published ?? null);
      }),
    );
  });

  it('has no gap among its published editions, whatever is asked of it', () => {
    const command = fc.record({
      name: fc.constantFrom('announceEdition', 'publishEdition'),
      edition: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 15 }), (asked) => {
        const told: Event[] = [];
        for (const { name, edition } of asked) {
          const { outcome } = guidance(...told).when(name, { edition, expected: '2021-06-01', document });
          if (Array.isArray(outcome)) told.push(...(outcome as Event[]));
        }
        const out = guidance(...told).state.editions.filter((one) => one.published);
        expect(out.map(({ number }) => number)).toEqual(out.map((_, i) => i + 1));
      }),
    );
  });
});
