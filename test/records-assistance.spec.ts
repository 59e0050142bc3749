import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const KINDS = { Freedonia: 'STATE', Norway: 'STATE', Sweden: 'STATE', CTED: 'UN_ENTITY' } as const;
type Name = keyof typeof KINDS;

let concord: TestService;
const actors = {} as Record<Name, string>;
/** Keys of members; CTED has a coordinator's, and facilitates. */
const keys = {} as Record<Name, string>;
beforeAll(async () => {
  // The rules of the records alone: what processes do of it is tested where they are.
  concord = await testService({ processes: [] });
  for (const [name, actorKind] of Object.entries(KINDS)) {
    const { record } = await concord.send('registerActor', { actorKind, name: english(name), handling: CLEAR });
    actors[name as Name] = record.id;
    keys[name as Name] = await concord.key({ actor: record.id, roles: name === 'CTED' ? ['COORDINATOR'] : ['MEMBER'] });
  }
});
afterAll(() => concord.close());

const persons = (number: number) => ({ count: { number, unit: 'PERSONS_TRAINED' } });

async function made(mutation: string, input: object, by: Name): Promise<string> {
  const { record, refusal } = await concord.send(mutation, { handling: CLEAR, ...input }, 'id', keys[by]);
  expect(refusal).toBeNull();
  return record.id;
}

/** Sends a command and gives what became of it: the code of its refusal, or null. */
async function send(mutation: string, input: object, by: Name): Promise<string | null> {
  const { receipt, refusal } = await concord.send(mutation, input, 'id', keys[by]);
  expect(receipt === null).toBe(refusal !== null);
  return refusal?.code ?? null;
}

async function taken(mutation: string, input: object, by: Name): Promise<void> {
  expect({ mutation, refused: await send(mutation, input, by) }).toEqual({ mutation, refused: null });
}

const aNeed = (more: object = {}) =>
  made(
    'identifyNeed',
    { state: actors.Freedonia, origin: 'SELF', title: english('Train the guards'), subject: 'SITE_PROTECTION', ...more },
    'Freedonia',
  );
const anOffer = (by: Name, quantity?: object, more: object = {}) =>
  made('makeOffer', { provider: actors[by], title: english('Courses'), quantity, ...more }, by);
const aMatch = (need: string, offer: string, quantity: object | undefined, more: object = {}) =>
  made('proposeMatch', { need, offer, quantity, ...more }, 'CTED');

/** Accepted by both sides. */
async function accepted(match: string, provider: Name, more: object = {}): Promise<void> {
  await taken('acceptMatch', { id: match, side: 'RECIPIENT', ...more }, 'Freedonia');
  await taken('acceptMatch', { id: match, side: 'PROVIDER' }, provider);
}

/** Accepted, reserved and confirmed. */
async function confirmed(match: string, need: string, offer: string, provider: Name, on: string): Promise<void> {
  await taken('acceptMatch', { id: match, side: 'RECIPIENT', occurredAt: on }, 'Freedonia');
  await taken('acceptMatch', { id: match, side: 'PROVIDER', occurredAt: on }, provider);
  await taken('reserveOffer', { id: offer, match, occurredAt: on }, 'CTED');
  await taken('reserveNeed', { id: need, match, occurredAt: on }, 'CTED');
  await taken('confirmMatch', { id: match, occurredAt: on }, 'CTED');
}

/** Answers by what was written before. */
async function read(query: string, key: string | null | undefined = undefined, at = '') {
  const { data, errors } = await concord.ask(
    `{ at(after: "${await concord.service.store.head()}" ${at}) { ${query} } }`,
    {},
    key,
  );
  expect(errors).toBeUndefined();
  return data.at;
}

describe('a match, through the API', () => {
  it('is confirmed only when both sides accepted, each for itself', async () => {
    const need = await aNeed();
    const offer = await anOffer('Norway');
    const match = await aMatch(need, offer, undefined);
    expect(await send('confirmMatch', { id: match }, 'CTED')).toBe('WRONG_STATUS');
    expect(await send('acceptMatch', { id: match, side: 'RECIPIENT' }, 'Norway')).toBe('NOT_THE_SIDE');
    expect(await send('acceptMatch', { id: match, side: 'RECIPIENT' }, 'Sweden')).toBe('RESERVED_FOR_OWNER');
    await taken('acceptMatch', { id: match, side: 'PROVIDER' }, 'Norway');
    expect(await send('reserveNeed', { id: need, match }, 'CTED')).toBe('MATCH_NOT_ACCEPTED');
    expect(await send('confirmMatch', { id: match }, 'CTED')).toBe('WRONG_STATUS');
    await taken('acceptMatch', { id: match, side: 'RECIPIENT' }, 'Freedonia');
    expect(await send('confirmMatch', { id: match }, 'CTED')).toBe('NOT_RESERVED');
    await taken('reserveNeed', { id: need, match }, 'CTED');
    expect(await send('confirmMatch', { id: match }, 'CTED')).toBe('NOT_RESERVED');
    await taken('reserveOffer', { id: offer, match }, 'CTED');
    await taken('confirmMatch', { id: match }, 'CTED');
    const shown = await read(
      `assistanceMatch(id: "${match}") { status parties { side actor { name } agreed by { name } } need { id reservations { match { id } } } offer { status } }`,
    );
    expect(shown.assistanceMatch).toEqual({
      status: 'CONFIRMED',
      parties: [
        { side: 'RECIPIENT', actor: { name: 'Freedonia' }, agreed: true, by: { name: 'Freedonia' } },
        { side: 'PROVIDER', actor: { name: 'Norway' }, agreed: true, by: { name: 'Norway' } },
      ],
      need: { id: need, reservations: [{ match: { id: match } }] },
      offer: { status: 'OPEN' },
    });
  });

  it('has as recipient the State that owns the need, which agrees to the need itself', async () => {
    const foundByVisit = { tlp: 'AMBER', audience: [actors.Freedonia, actors.CTED] };
    const need = await made(
      'identifyNeed',
      { state: actors.Freedonia, origin: 'VISIT', title: english('x'), subject: 'LEGISLATION', handling: foundByVisit },
      'CTED',
    );
    const offer = await anOffer('Norway');
    const propose = (by: Name) => send('proposeMatch', { need, offer, handling: foundByVisit }, by);
    expect(await propose('CTED')).toBe('NEED_NOT_OPEN');
    expect(await send('agreeNeed', { id: need }, 'CTED')).toBe('NOT_THE_STATE');
    expect(await send('agreeNeed', { id: need }, 'Norway')).toBe('UNKNOWN_RECORD');
    await taken('agreeNeed', { id: need }, 'Freedonia');
    expect(await send('proposeMatch', { need, offer, handling: CLEAR }, 'CTED')).toBe('WIDER_THAN_ITS_PARTS');
    const match = await made('proposeMatch', { need, offer, handling: foundByVisit }, 'CTED');
    expect(await read(`assistanceMatch(id: "${match}") { recipient { name } }`, keys.CTED)).toEqual({
      assistanceMatch: { recipient: { name: 'Freedonia' } },
    });
    // Who may not see the need sees nothing of its match, by any way.
    const hidden = await read(
      `assistanceMatch(id: "${match}") { id } assistanceMatches(filter: { recipient: ["${actors.Freedonia}"], provider: ["${actors.Norway}"] }) { nodes { id } }
       needsAndOffers(filter: { subjects: [LEGISLATION] }) { needs { totalCount nodes { need { id } } } lines(by: [SUBJECT]) { nodes { subject needs } } }`,
      keys.Norway,
    );
    expect(hidden.assistanceMatch).toBeNull();
    expect(hidden.assistanceMatches.nodes).not.toContainEqual({ id: match });
    expect(hidden.needsAndOffers.needs).toEqual({ totalCount: 0, nodes: [] });
    expect(hidden.needsAndOffers.lines.nodes.filter((one: { needs: number }) => one.needs > 0)).toEqual([]);
    await taken('releaseNeedToAudience', { id: need, audience: { tlp: 'GREEN' } }, 'Freedonia');
    expect(await send('changeHandling', { id: need, to: CLEAR, reason: 'x' }, 'CTED')).toBe('NOT_RELEASED');
    await taken('changeHandling', { id: need, to: { tlp: 'GREEN' }, reason: 'the State released it' }, 'CTED');
    expect(
      (await read(`assistanceNeed(id: "${need}") { status position { agreed by { name } } released { tlp } }`, keys.Norway))
        .assistanceNeed,
    ).toEqual({
      status: 'RELEASED',
      position: { agreed: true, by: { name: 'Freedonia' } },
      released: { tlp: 'GREEN' },
    });
  });

  it('takes of a need no more than is needed, unless the State acknowledges it, even when many come at once', async () => {
    const need = await aNeed();
    await taken('quantifyNeed', { id: need, quantity: persons(40) }, 'Freedonia');
    const offer = await anOffer('Norway', persons(1000));
    const matches = await Promise.all(Array.from({ length: 4 }, () => aMatch(need, offer, persons(15))));
    for (const match of matches) await accepted(match, 'Norway');
    const outcomes = await Promise.all(matches.map((match) => send('reserveNeed', { id: need, match }, 'CTED')));
    expect([...outcomes].sort()).toEqual([null, null, 'OVER_SUPPLY', 'OVER_SUPPLY'].sort());
    const left = matches[outcomes.indexOf('OVER_SUPPLY')]!;
    await taken('reserveOffer', { id: offer, match: left }, 'CTED');
    expect(await send('confirmMatch', { id: left }, 'CTED')).toBe('NOT_RESERVED');
    expect(await send('quantifyNeed', { id: need, quantity: persons(20) }, 'Freedonia')).toBe('OVER_SUPPLY');
    await taken('acceptMatch', { id: left, side: 'RECIPIENT', acknowledgeOverSupply: true }, 'Freedonia');
    await taken('reserveNeed', { id: need, match: left }, 'CTED');
    await taken('confirmMatch', { id: left }, 'CTED');
    const { needsAndOffers } = await read(
      `needsAndOffers { needs(coverage: [OVER_COVERED]) { nodes { need { id } oversupply { counts { number unit } } duplicated } } }`,
    );
    expect(needsAndOffers.needs.nodes).toEqual([
      { need: { id: need }, oversupply: { counts: [{ number: 5, unit: 'PERSONS_TRAINED' }] }, duplicated: true },
    ]);
  });

  it('takes of an offer no more than is offered, and gives it back when it is broken', async () => {
    const needs = [await aNeed(), await aNeed()];
    const offer = await anOffer('Sweden', persons(30));
    const [first, second] = await Promise.all(needs.map((need) => aMatch(need, offer, persons(20))));
    for (const match of [first!, second!]) await accepted(match, 'Sweden');
    await taken('reserveOffer', { id: offer, match: first }, 'CTED');
    expect(await send('reserveOffer', { id: offer, match: second }, 'CTED')).toBe('OFFER_EXCEEDED');
    expect(await send('releaseOfferReservation', { id: offer, match: first }, 'CTED')).toBe('MATCH_STANDS');
    expect(await send('withdrawOffer', { id: offer, reason: 'x' }, 'Sweden')).toBe('RESERVED');
    expect(await send('breakMatch', { id: first, reason: 'x' }, 'Norway')).toBe('RESERVED_FOR_PARTY');
    await taken('breakMatch', { id: first, reason: 'the course is cancelled' }, 'Sweden');
    expect(await send('confirmMatch', { id: first }, 'CTED')).toBe('WRONG_STATUS');
    await taken('releaseOfferReservation', { id: offer, match: first }, 'CTED');
    await taken('reserveOffer', { id: offer, match: second }, 'CTED');
  });
});

describe('needs and offers', () => {
  const VIEW = `needsAndOffers(filter: { themes: ["CH-07"] }) {
    needs { totalCount nodes { need { id: recordId status } coverage on lapsed daysToMatch daysToDelivery providers { name } matches { status }
      needed { counts { number } money { amount currency } } promised { counts { number } } delivered { counts { number } }
      uncovered { counts { number } money { amount currency } } rule decidedBy { type } } }
    offers { nodes { open remaining { counts { number } } } }
    lines { nodes { country region subject needs uncovered partlyCovered covered met openOffers medianDaysToMatch medianDaysToDelivery
      totalNeeded { counts { number } } totalUncovered { counts { number } money { amount } } totalDelivered { counts { number } } totalRemaining { counts { number } } } } }`;
  let need: string;
  let offer: string;

  it('show what is needed, promised and delivered, by whom, what nobody covers, and how long it took, as it was on each day', async () => {
    need = await aNeed({
      ...{ title: english('Train police'), subject: 'LAW_ENFORCEMENT', themes: ['CH-07'], countries: ['NE'] },
      ...{ neededBy: '2022-06-30', occurredAt: '2021-03-01' },
    });
    const quantity = { ...persons(40), money: { amount: '5000.00', currency: 'USD' } };
    await taken('quantifyNeed', { id: need, quantity, occurredAt: '2021-03-02' }, 'Freedonia');
    offer = await anOffer('Norway', persons(100), {
      ...{
        themes: ['CH-07'],
        countries: ['NE'],
        subjects: ['LAW_ENFORCEMENT'],
        validUntil: '2022-12-31',
        occurredAt: '2021-03-10',
      },
    });
    const match = await aMatch(need, offer, persons(30), { occurredAt: '2021-03-20' });
    await confirmed(match, need, offer, 'Norway', '2021-03-31');
    const delivery = { id: need, match, delivered: persons(25), occurredAt: '2021-04-10' };
    expect(await send('recordNeedPartlyMet', delivery, 'Norway')).toBe('RESERVED_FOR_OWNER');
    await taken('recordNeedPartlyMet', delivery, 'Freedonia');

    const counts = (number: number) => ({ counts: [{ number }] });
    const at = async (asOf: string) => (await read(VIEW, null, `asOf: "${asOf}"`)).needsAndOffers;
    const spring = await at('2021-03-05');
    expect(spring.needs.nodes).toMatchObject([
      {
        need: { status: 'AGREED' },
        ...{ coverage: 'UNCOVERED', on: '2021-03-05', lapsed: false, daysToMatch: null, providers: [], matches: [] },
        uncovered: { counts: [{ number: 40 }], money: [{ amount: '5000.00', currency: 'USD' }] },
        rule: 'need-coverage/1',
      },
    ]);
    expect(spring.offers.nodes).toEqual([]);
    const later = await at('2022-07-01');
    expect(later).toEqual({
      needs: {
        totalCount: 1,
        nodes: [
          {
            need: { id: need, status: 'PARTLY_MET' },
            ...{ coverage: 'PARTLY_COVERED', on: '2022-07-01', lapsed: true, daysToMatch: 30, daysToDelivery: 10 },
            ...{ providers: [{ name: 'Norway' }], matches: [{ status: 'CONFIRMED' }] },
            needed: { counts: [{ number: 40 }], money: [{ amount: '5000.00', currency: 'USD' }] },
            promised: counts(30),
            delivered: counts(25),
            uncovered: { counts: [{ number: 10 }], money: [{ amount: '5000.00', currency: 'USD' }] },
            rule: 'need-coverage/1',
            decidedBy: [{ type: 'NeedReserved' }, { type: 'NeedQuantified' }],
          },
        ],
      },
      offers: { nodes: [{ open: true, remaining: counts(70) }] },
      lines: {
        nodes: [
          {
            ...{ country: 'NE', region: null, subject: 'LAW_ENFORCEMENT', needs: 1 },
            ...{
              uncovered: 0,
              partlyCovered: 1,
              covered: 0,
              met: 0,
              openOffers: 1,
              medianDaysToMatch: 30,
              medianDaysToDelivery: 10,
            },
            totalNeeded: counts(40),
            totalUncovered: { counts: [{ number: 10 }], money: [{ amount: '5000.00' }] },
            totalDelivered: counts(25),
            totalRemaining: counts(70),
          },
        ],
      },
    });
    expect((await at('2023')).offers.nodes).toMatchObject([{ open: false }]);
  });

  it('are found by place, subject, State and provider, and broken down by region', async () => {
    const found = async (filter: string, part = 'needs { nodes { need { id } } }') =>
      (await read(`needsAndOffers(filter: { themes: ["CH-07"], ${filter} }) { ${part} }`, null)).needsAndOffers;
    const one = { needs: { nodes: [{ need: { id: need } }] } };
    const none = { needs: { nodes: [] } };
    for (const filter of [
      'countries: ["NE"]',
      'regions: ["011"]',
      'subjects: [LAW_ENFORCEMENT]',
      `states: ["${actors.Freedonia}"]`,
      `providers: ["${actors.Norway}"]`,
    ])
      expect({ filter, ...(await found(filter)) }).toEqual({ filter, ...one });
    for (const filter of ['countries: ["MY"]', 'regions: ["035"]', 'subjects: [STRATEGY]', `providers: ["${actors.Sweden}"]`])
      expect({ filter, ...(await found(filter)) }).toEqual({ filter, ...none });
    const lines = await found(
      'countries: ["NE"]',
      'lines(by: [REGION, PRIORITY]) { nodes { country region priority needs openOffers } }',
    );
    // The offers of the other tests name no place: they are for anywhere.
    expect(lines.lines.nodes.filter(({ region }: { region: string | null }) => region !== null)).toEqual([
      { country: null, region: '011', priority: null, needs: 1, openOffers: 0 },
    ]);
    const wrong = await concord.ask('{ needsAndOffers(filter: { countries: ["XX"] }) { needs { nodes { on } } } }');
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.countries', value: 'XX' });
    const id = await concord.ask('{ needsAndOffers(filter: { states: ["x"] }) { needs { nodes { on } } } }');
    expect(id.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.states', value: 'x' });
  });

  it('stand in the profiles of State and provider, and a need is met and reopened', async () => {
    await taken('recordNeedMet', { id: need, occurredAt: '2021-05-01' }, 'Freedonia');
    await taken('reopenNeed', { id: need, reason: 'the rest is missing', occurredAt: '2021-06-01' }, 'Freedonia');
    const status = async (asOf: string) =>
      (await read(`assistanceNeed(id: "${need}") { status }`, null, `asOf: "${asOf}"`)).assistanceNeed;
    expect([await status('2021-05'), await status('2021-06')]).toEqual([{ status: 'MET' }, { status: 'PARTLY_MET' }]);
    const profile = (name: Name, field: string) =>
      `${name}: actorProfile(id: "${actors[name]}") { ${field}(filter: { themes: ["CH-07"] }) { nodes { id } } }`;
    expect(await read(`${profile('Freedonia', 'needs')} ${profile('Norway', 'offers')}`, null)).toEqual({
      Freedonia: { needs: { nodes: [{ id: need }] } },
      Norway: { offers: { nodes: [{ id: offer }] } },
    });
  });
});
