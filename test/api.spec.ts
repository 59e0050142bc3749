import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { positionsAfter } from './support/log-reading.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

describe('the GraphQL API', () => {
  let concord: TestService;
  let france: string;
  beforeAll(async () => {
    concord = await testService();
    france = (await register('France', 'STATE')).id;
  });
  afterAll(() => concord.close());

  const register = async (name: string, actorKind = 'INTL_ORG') =>
    (
      await concord.send('registerActor', {
        actorKind,
        name: [...english(name), { language: 'fr', text: `${name} (fr)` }],
        handling: CLEAR,
      })
    ).record;
  const declare = (input: object = {}) =>
    concord.send(
      'declareCommitment',
      { actor: france, statement: english('Train 40 officers'), handling: CLEAR, ...input },
      'id revision status due',
    );

  it('gives back what was recorded, after the position of its receipt', async () => {
    const { record, receipt } = await declare({ due: '2021-12-31', cites: [{ kind: 'CONCLUSION', reference: 'CO-04' }] });
    const { data, extensions } = await concord.ask(
      `query($id: ID!, $after: Position!) { at(after: $after) { commitment(id: $id) { id statement due actor { id name } cites { reference } timeline { totalCount nodes { type data } } } } }`,
      { id: record.id, after: receipt.position },
    );
    expect(data.at.commitment).toMatchObject({
      id: record.id,
      statement: 'Train 40 officers',
      due: '2021-12-31',
      actor: { id: france, name: 'France' },
      cites: [{ reference: 'CO-04' }],
      timeline: { totalCount: 1, nodes: [{ type: 'CommitmentDeclared', data: { due: '2021-12-31' } }] },
    });
    expect(BigInt(extensions.concord.position)).toBeGreaterThanOrEqual(BigInt(receipt.position));
  });

  it('answers a repeated command with its first receipt, and refuses another body under the same id', async () => {
    const commandId = '0f0e6f5c-8a52-4c9f-9a0a-3f2f6f0c1a11';
    const first = await declare({ commandId });
    const again = await declare({ commandId });
    expect(again.record.id).toBe(first.record.id);
    expect(again.receipt).toEqual({ ...first.receipt, duplicate: true });
    const other = await declare({ commandId, due: '2022-01-01' });
    expect(other).toMatchObject({ record: null, receipt: null, refusal: { code: 'IDEMPOTENCY_KEY_REUSED', field: 'commandId' } });
  });

  it('says of a partnership, for any date, whether its term had lapsed', async () => {
    const other = await register('Interpol');
    const terms = { kind: 'AGREEMENT', level: 'NATIONAL', sector: 'PUBLIC', modalities: [] };
    const { record, receipt } = await concord.send('proposePartnership', {
      ...terms,
      name: english('A pact of two years'),
      founders: [france, other.id],
      termEnd: '2022-12-31',
      occurredAt: '2021-01-01',
      handling: CLEAR,
    });
    const lapsed = async (asOf: string) =>
      (
        await concord.ask(
          'query($id: ID!, $asOf: PartialDate, $after: Position) { at(asOf: $asOf, after: $after) { partnership(id: $id) { lapsed } } }',
          { id: record.id, asOf, after: receipt.position },
        )
      ).data.at.partnership;
    expect(await lapsed('2022-12-31')).toEqual({ lapsed: false });
    expect(await lapsed('2023-01-01')).toEqual({ lapsed: true });
  });

  it('refuses a command on a revision that has moved on', async () => {
    const { record } = await declare();
    const revise = (due: string, expectedRevision: number) =>
      concord.send('reviseCommitmentDueDate', { id: record.id, due, reason: 'budget', expectedRevision });
    expect((await revise('2022-01-01', 0)).receipt.revision).toBe(1);
    expect((await revise('2023-01-01', 0)).refusal).toMatchObject({
      code: 'REVISION_CONFLICT',
      field: 'expectedRevision',
      value: '0',
    });
  });

  it('walks a whole list once, in order, whatever the size of a page and the direction', async () => {
    const spain = (await register('Spain', 'STATE')).id;
    const dues = ['2021-05-01', undefined, '2021-03-01', '2021-03-01', '2021-09-01', undefined, '2020-12-31'];
    let last = '';
    for (const due of dues) last = (await declare({ actor: spain, due })).receipt.position;
    const page = async (size: number, cursor: string | null, backwards: boolean) => {
      const range = backwards
        ? `last: ${size}, before: ${JSON.stringify(cursor)}`
        : `first: ${size}, after: ${JSON.stringify(cursor)}`;
      const { data } =
        await concord.ask(`{ at(after: "${last}") { commitments(${range}, filter: { actor: ["${spain}"] }, orderBy: { field: DUE }) {
        totalCount edges { cursor node { id due } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`);
      return data.at.commitments;
    };
    const whole = (await page(100, null, false)).edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(whole).toHaveLength(dues.length);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.boolean(), async (size, backwards) => {
        const walked: string[] = [];
        for (let cursor: string | null = null, more = true; more;) {
          const { edges, pageInfo, totalCount } = await page(size, cursor, backwards);
          const ids = edges.map(({ node }: { node: { id: string } }) => node.id);
          if (backwards) walked.unshift(...ids);
          else walked.push(...ids);
          expect(totalCount).toBe(dues.length);
          cursor = backwards ? pageInfo.startCursor : pageInfo.endCursor;
          more = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
        }
        expect(walked).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('picks a text by the language asked for, the request’s languages, and what there is', async () => {
    const { data } = await concord.ask(
      `{ actor(id: "${france}") { a: name(language: "fr") b: name(language: "de") c: name(language: "fr-CA") nameTranslations { language } } }`,
    );
    expect(data.actor).toMatchObject({
      a: 'France (fr)',
      b: 'France',
      c: 'France (fr)',
      nameTranslations: [{ language: 'en' }, { language: 'fr' }],
    });
  });

  it('finds anything by its id, and nothing by an id that is not there', async () => {
    const unknown = 'commitment_00000000-0000-4000-8000-000000000000';
    const { data } = await concord.ask(`{ nodes(ids: ["${france}", "${unknown}"]) { id __typename } }`);
    expect(data.nodes).toEqual([{ id: france, __typename: 'Actor' }, null]);
  });

  it('follows a merge to the actor that goes on, and back when it is reverted', async () => {
    const [old, survivor] = [await register('Old'), await register('Survivor')];
    const commitment = await declare({ actor: old.id });
    const name = async (after: string) =>
      (
        await concord.ask(
          `{ at(after: "${after}") { commitments(filter: { ids: ["${commitment.record.id}"] }) { nodes { actor { name } } } } }`,
        )
      ).data.at.commitments.nodes[0].actor.name;
    const merged = await concord.send('mergeActorInto', { id: old.id, survivor: survivor.id, reason: 'the same' });
    expect(await name(merged.receipt.position)).toBe('Survivor');
    expect((await declare({ actor: old.id })).refusal).toMatchObject({ code: 'ACTOR_MERGED', field: 'actor' });
    expect((await concord.send('nameActor', { id: old.id, language: 'en', text: 'x' })).refusal.code).toBe('ACTOR_MERGED');
    const reverted = await concord.send('revertActorMerge', { id: old.id, reason: 'two after all' });
    expect(await name(reverted.receipt.position)).toBe('Old');
  });

  it('replays events from a position and goes on live, each once and in order', async () => {
    const before = await concord.service.store.head();
    for (let i = 0; i < 5; i++) await declare();
    const following = concord.follow(
      `subscription { events(after: "${before}") { position type record { id } } }`,
      (given) => given.length === 25,
    );
    for (let i = 0; i < 20; i++) await declare();
    const positions = (await following).map(({ events }) => BigInt(events.position));
    expect(positions).toHaveLength(25);
    expect(positions).toEqual(await positionsAfter(concord.service.store, before));
  });

  it('says why a commitment is overdue: the rule, its version and the deciding events', async () => {
    const italy = (await register('Italy', 'STATE')).id;
    const { record } = await declare({ actor: italy, due: '2021-06-30', occurredAt: '2021-01-27' });
    const moved = await concord.send('reviseCommitmentDueDate', {
      id: record.id,
      due: '2021-09-30',
      reason: 'budget',
      occurredAt: '2021-05',
    });
    const board = async (asOf: string) =>
      (
        await concord.ask(`{ at(asOf: "${asOf}", after: "${moved.receipt.position}") { commitmentBoard(filter: { actor: ["${italy}"] }) {
          nodes { standing daysLeft slips rule decidedBy { type } } } } }`)
      ).data.at.commitmentBoard.nodes;
    const rule = 'commitment-standing/1';
    const [revised, declared] = [{ type: 'CommitmentDueDateRevised' }, { type: 'CommitmentDeclared' }];
    expect(await board('2020-12-31')).toEqual([]);
    expect(await board('2021-03-31')).toEqual([{ standing: 'UPCOMING', daysLeft: 91, slips: 0, rule, decidedBy: [declared] }]);
    expect(await board('2021-09-15')).toEqual([
      { standing: 'DUE', daysLeft: 15, slips: 1, rule, decidedBy: [revised, declared] },
    ]);
    expect(await board('2021-10-01')).toEqual([
      { standing: 'OVERDUE', daysLeft: -1, slips: 1, rule, decidedBy: [revised, declared] },
    ]);
  });

  it('adds a donor’s money by currency, divides it by published shares, and follows corrections', async () => {
    const [donor, reporter] = [await register('Donor'), await register('Reporter')];
    const shares = [
      { country: 'KE', percentage: 60 },
      { country: 'TZ', percentage: 40 },
    ];
    const { record } = await concord.send('openProject', {
      reporter: reporter.id,
      status: 'IMPLEMENTATION',
      title: english('Stadium safety'),
      recipients: shares,
      handling: CLEAR,
      occurredAt: '2021-01-01',
    });
    const money = (mutation: string, amount: string, currency: string, on: string) =>
      concord.send(mutation, {
        id: record.id,
        amount: { amount, currency },
        valueDate: on,
        direction: 'INCOMING',
        provider: donor.id,
        occurredAt: on,
      });
    const committed = await money('commitFunds', '1000.50', 'EUR', '2021-03-01');
    await money('disburseFunds', '400.25', 'EUR', '2021-04-01');
    let last = (await money('commitFunds', '5000', 'JPY', '2022-02-01')).receipt.position;
    const portfolio = async (at: string, by: string) =>
      (
        await concord.ask(
          `{ at(after: "${last}"${at}) { donorPortfolio(by: [${by}], filter: { donors: ["${donor.id}"] }) { nodes { recipient currency committed disbursed } } } }`,
        )
      ).data.at.donorPortfolio.nodes;
    expect(await portfolio('', '')).toEqual([
      { recipient: null, currency: 'EUR', committed: '1000.50', disbursed: '400.25' },
      { recipient: null, currency: 'JPY', committed: '5000', disbursed: '0' },
    ]);
    expect(await portfolio(', asOf: "2021-03"', '')).toEqual([
      { recipient: null, currency: 'EUR', committed: '1000.50', disbursed: '0.00' },
    ]);
    expect(await portfolio(', asOf: "2021"', 'RECIPIENT')).toEqual([
      { recipient: 'KE', currency: 'EUR', committed: '600.30', disbursed: '240.15' },
      { recipient: 'TZ', currency: 'EUR', committed: '400.20', disbursed: '160.10' },
    ]);
    const before = last;
    const corrected = await concord.send('correctRecord', {
      id: record.id,
      eventId: committed.receipt.eventIds[0],
      field: 'amount.minor',
      value: 90050,
      reason: 'a wrong figure',
    });
    last = corrected.receipt.position;
    expect((await portfolio('', ''))[0].committed).toBe('900.50');
    expect((await portfolio(`, knownAt: "position:${before}"`, ''))[0].committed).toBe('1000.50');
  });
});
