import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const NOBODY = 'actor_00000000-0000-4000-8000-000000000000';

describe('bad input is refused by field, value and rule, and nothing is recorded', () => {
  let concord: TestService;
  let actor: string;
  let commitment: string;
  let project: string;
  let head: bigint;

  beforeAll(async () => {
    concord = await testService();
    actor = (await concord.send('registerActor', { actorKind: 'STATE', name: english('France'), handling: CLEAR })).record.id;
    commitment = (await concord.send('declareCommitment', { actor, statement: english('x'), handling: CLEAR })).record.id;
    project = (
      await concord.send('openProject', { reporter: actor, status: 'IMPLEMENTATION', title: english('x'), handling: CLEAR })
    ).record.id;
  });
  afterAll(() => concord.close());
  beforeEach(async () => void (head = await concord.service.store.head()));
  afterEach(async () => expect(await concord.service.store.head()).toBe(head));

  const declare = { mutation: 'declareCommitment', base: () => ({ actor, statement: english('x'), handling: CLEAR }) };
  const money = {
    mutation: 'commitFunds',
    base: () => ({ id: project, valueDate: '2021-01-01', direction: 'INCOMING', amount: { amount: '1', currency: 'EUR' } }),
  };
  const change = { mutation: 'changeHandling', base: () => ({ id: commitment, reason: 'x', to: CLEAR }) };
  const revise = { mutation: 'reviseCommitmentDueDate', base: () => ({ id: commitment, due: '2021-01-01', reason: 'x' }) };
  const plan = {
    mutation: 'planActivity',
    base: () => ({
      activityKind: 'WORKSHOP',
      title: english('x'),
      host: actor,
      plannedStart: '2021-01-01',
      plannedEnd: '2021-01-02',
      handling: CLEAR,
    }),
  };
  const propose = {
    mutation: 'proposePartnership',
    base: () => ({
      name: english('x'),
      kind: 'AGREEMENT',
      level: 'NATIONAL',
      sector: 'PUBLIC',
      founders: [actor, actor],
      handling: CLEAR,
    }),
  };

  type Case = readonly [what: string, command: { mutation: string; base: () => object }, change: object, field: string];
  const broken: readonly Case[] = [
    ['an id of another kind', declare, { actor: 'commitment_00000000-0000-4000-8000-000000000000' }, 'input.actor'],
    ['an id that is none', declare, { actor: 'France' }, 'input.actor'],
    ['an empty list of texts', declare, { statement: [] }, 'input.statement'],
    ['a blank text', declare, { statement: english('  ') }, 'input.statement.0.text'],
    ['half a character', declare, { statement: english('\ud800') }, 'input.statement.0.text'],
    ['a name of 6,000 characters', plan, { title: english('x'.repeat(6_000)) }, 'input.title'],
    ['a day of the year 1', declare, { due: '0001-01-01' }, 'input.due'],
    ['a day of the year 2201', declare, { due: '2201-01-01' }, 'input.due'],
    ['what happened in the year 1', declare, { occurredAt: '0001' }, 'input.occurredAt'],
    ['a text of a megabyte', declare, { statement: english('x'.repeat(1_000_000)) }, 'input.statement.0.text'],
    [
      'a language that is none',
      declare,
      { statement: [{ language: 'not a language', text: 'x' }] },
      'input.statement.0.language',
    ],
    ['a language twice', declare, { statement: [...english('x'), ...english('y')] }, 'input.statement'],
    ['a command id that is no UUID', declare, { commandId: 'again' }, 'input.commandId'],
    ['a forum without a letter', declare, { forum: '' }, 'input.forum'],
    ['an audience that is none', declare, { handling: { tlp: 'AMBER', audience: ['everybody'] } }, 'input.handling.audience'],
    ['an amount with too many decimals', money, { amount: { amount: '1.005', currency: 'EUR' } }, 'input.amount'],
    ['an amount with decimals in a currency without', money, { amount: { amount: '1.5', currency: 'JPY' } }, 'input.amount'],
    ['a currency that is none', money, { amount: { amount: '1', currency: 'XYZ' } }, 'input.amount'],
    ['an amount of nothing', money, { amount: { amount: '0', currency: 'EUR' } }, 'input.amount'],
    ['an amount of more digits than can be kept', money, { amount: { amount: '9'.repeat(16), currency: 'EUR' } }, 'input.amount'],
    ['a country that is none', plan, { countries: ['FR', 'ZZ'] }, 'input.countries'],
    ['a region of neither list', plan, { regions: ['SE'] }, 'input.regions'],
    ['a theme that is none', plan, { themes: ['CO-10'] }, 'input.themes'],
    ['an id of nothing', revise, { id: 'nothing' }, 'input.id'],
    ['an expected revision below zero', revise, { expectedRevision: -5 }, 'input.expectedRevision'],
  ];

  it.each(broken)('%s', async (_what, { mutation, base }, wrong, field) => {
    const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const { errors } = await concord.ask(
      `mutation($input: ${name}!) { ${mutation}(input: $input) { receipt { position } refusal { code } } }`,
      {
        input: { ...base(), ...wrong },
      },
    );
    expect(errors).toHaveLength(1);
    expect(errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
      value: expect.any(String),
      rule: expect.any(String),
    });
  });

  const refused: readonly (readonly [...Case, code: string])[] = [
    ['an actor that is not there', declare, { actor: NOBODY }, 'actor', 'UNKNOWN_REFERENCE'],
    ['a record that is not there', revise, { id: 'commitment_00000000-0000-4000-8000-000000000000' }, 'id', 'UNKNOWN_RECORD'],
    ['what has not happened yet', declare, { occurredAt: '2199' }, 'occurredAt', 'OCCURRED_IN_THE_FUTURE'],
    ['a revision that has moved', revise, { expectedRevision: 7 }, 'expectedRevision', 'REVISION_CONFLICT'],
    ['an end before the start', plan, { plannedEnd: '2020-12-31' }, 'plannedEnd', 'DATES_REVERSED'],
    ['a partnership with itself', propose, {}, 'founders', 'TOO_FEW_PARTIES'],
    ['a disbursement of what was not committed', { ...money, mutation: 'disburseFunds' }, {}, 'amount', 'NOT_COMMITTED'],
    ['a label in the past', change, { to: { tlp: 'GREEN', audience: [] }, occurredAt: '2020' }, 'occurredAt', 'LABEL_BACKDATED'],
    [
      'a change of label that fewer may know of than of the record',
      change,
      { to: { tlp: 'GREEN', audience: [] }, handling: { tlp: 'RED', audience: [] } },
      'handling',
      'EVENT_LABEL_TOO_NARROW',
    ],
  ];

  it.each(refused)('%s', async (_what, { mutation, base }, wrong, field, code) => {
    const { receipt, refusal } = await concord.send(mutation, { ...base(), ...wrong });
    expect(receipt).toBeNull();
    expect(refusal).toMatchObject({ code, field, message: expect.any(String), value: expect.any(String) });
  });

  const questions: readonly (readonly [what: string, query: string])[] = [
    ['a page of more than there may be', '{ commitments(first: 501) { totalCount } }'],
    ['a page of less than nothing', '{ commitments(first: -1) { totalCount } }'],
    ['first and last together', '{ commitments(first: 1, last: 1) { totalCount } }'],
    ['a cursor that is none', '{ commitments(after: "x") { totalCount } }'],
    ['a cursor of another order', '{ commitments(after: "WyJjb21taXRtZW50IGR1ZSBBU0MiLCIyMDIxIiwieCJd") { totalCount } }'],
    ['an id that is none', '{ commitment(id: "x") { id } }'],
    ['a node that is none', '{ node(id: "x") { id } }'],
    ['a filter by an id that is none', '{ commitments(filter: { actor: ["x"] }) { totalCount } }'],
    ['a position that the log has not reached', '{ at(after: "9223372036854775807") { service { name } } }'],
    ['a day that does not exist', '{ at(asOf: "2021-02-30") { service { name } } }'],
    ['knowledge of nothing', '{ at(knownAt: "then") { service { name } } }'],
    ['a calendar that ends before it begins', '{ activityCalendar(from: "2021-02-01", to: "2021-01-01") { totalCount } }'],
    ['a status that is none', '{ commitments(filter: { status: [LOST] }) { totalCount } }'],
    ['a field that is none', '{ commitments { nodes { colour } } }'],
    ['no operation at all', '{'],
    [
      'fields within fields without end',
      `{ node(id: "x") { ... on Actor ${'{ originator '.repeat(30)} { id } ${'}'.repeat(30)} } }`,
    ],
  ];

  it.each(questions)('a question with %s', async (_what, query) => {
    const { errors } = await concord.ask(query);
    expect(errors!.length).toBeGreaterThan(0);
    for (const { extensions } of errors!) expect(extensions.code).toBe('BAD_USER_INPUT');
  });
});
