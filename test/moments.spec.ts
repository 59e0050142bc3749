import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CLEAR, english, type TestService, testService } from './support/service.js';

let concord: TestService;
let first: string;
let lead: string;

beforeAll(async () => {
  concord = await testService();
  const registered = { name: english('Agency'), actorKind: 'UN_ENTITY', occurredAt: '2020', handling: CLEAR };
  const { record, receipt } = await concord.send('registerActor', registered);
  [lead, first] = [record.id, receipt.position];
});
afterAll(() => concord.close());

const BARE = '1560';
const TWO_WAYS = `it can be a position of the log or a year; write position:${BARE} for the position, year:${BARE} for the year`;

it.each([
  'at(knownAt: $v) { actors { totalCount } }',
  'changeDigest(from: $v) { totalCount }',
  'changeDigest(from: "2021-01", to: $v) { totalCount }',
])('refuses four bare digits in %s with the two ways to say what is meant, and takes both', async (field) => {
  const type = field.includes('from: $v') ? 'Known!' : 'Known';
  const ask = (v: string) => concord.ask(`query($v: ${type}) { ${field} }`, { v });
  const [error] = (await ask(BARE)).errors!;
  expect(error!.message).toContain(TWO_WAYS);
  expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  expect((await ask('15600')).errors![0]!.message).toContain('write position:15600 for a position of the log');
  for (const one of ['position:1560', 'year:2021', '2021-03']) expect((await ask(one)).errors).toBeUndefined();
});

it.each(['export/actors.csv', 'export/changeDigest.json', 'calendar.ics', 'partnership-graph.json'])(
  '%s refuses them alike',
  async (file) => {
    const parameter = file.includes('changeDigest') ? 'from' : 'knownAt';
    const get = (value: string) => fetch(`${concord.address}/${file}?${parameter}=${value}`);
    const refused = await get(BARE);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain(TWO_WAYS);
    expect((await get('position:1560')).status).toBe(200);
  },
);

it('reads a log of thousands of events at the position that is named, and never at a year', async () => {
  const known = async (at: string) =>
    (await concord.ask(`{ at(knownAt: "${at}") { actors { totalCount } } }`)).data.at.actors.totalCount as number;
  expect(await known(`position:${first}`)).toBe(1);
  expect(await known('position:2000')).toBe(1);
  expect(await known('year:2000')).toBe(0);
});

it('waits for a position in the digits of a receipt and in the form that says what it is', async () => {
  for (const after of [first, `position:${first}`])
    expect((await concord.ask(`{ at(after: "${after}") { actors { totalCount } } }`)).data.at.actors.totalCount).toBe(1);
});

it.each([
  ['2018', '2018-01-01T00:00:00.000Z', '2018-12-31T23:59:59.999Z'],
  ['2018-03', '2018-03-01T00:00:00.000Z', '2018-03-31T23:59:59.999Z'],
  ['2018-03-05', '2018-03-05T00:00:00.000Z', '2018-03-05T23:59:59.999Z'],
  ['2018-03-05T10:30:00.000Z', '2018-03-05T10:30:00.000Z', '2018-03-05T10:30:00.000Z'],
])('gives back what was said to have happened in %s, with the interval that it stands for', async (occurredAt, from, to) => {
  const name = english('Agency');
  const fields =
    'id began beganDuring { from to } validFrom timeline(first: 1) { nodes { occurredAt occurredDuring { from to } } }';
  const { record, receipt } = await concord.send(
    'registerActor',
    { name, actorKind: 'STATE', occurredAt, handling: CLEAR },
    fields,
  );
  const during = { from, to };
  const said = { id: record.id, began: occurredAt, beganDuring: during, validFrom: occurredAt };
  expect(record).toMatchObject(said);
  const read = await concord.ask(`{ at(after: "${receipt.position}") { actor(id: "${record.id}") { ${fields} } } }`);
  expect(read.data.at.actor).toEqual({ ...said, timeline: { nodes: [{ occurredAt, occurredDuring: during }] } });
});

it('shows moments within a record as they were said, in parts too, and never more exactly', async () => {
  const announced = { name: english('P'), lead, themes: ['CO-05'], occurredAt: '2019', handling: CLEAR };
  const { id } = (await concord.send('announceProgramme', announced)).record;
  await concord.send('launchProgramme', { id, occurredAt: '2019-06' });
  await concord.send('startProgrammePhase', { id, name: english('One'), occurredAt: '2019-07-01' });
  const { receipt } = await concord.send('startProgrammePhase', { id, name: english('Two'), occurredAt: '2020' });
  const { data } = await concord.ask(
    `{ at(after: "${receipt.position}") { programme(id: "${id}") { began launchedAt phases { started } } programmeStatus { nodes { currentPhases { started } } } } }`,
  );
  const phases = [{ started: '2019-07-01' }, { started: '2020' }];
  expect(data.at).toEqual({
    programme: { began: '2019', launchedAt: '2019-06', phases },
    programmeStatus: { nodes: [{ currentPhases: phases }] },
  });
});

it('takes a month or a year by which a commitment is due, gives it back, and counts to its last day', async () => {
  const declare = (due: string) =>
    concord.send(
      'declareCommitment',
      { actor: lead, statement: english(due), due, occurredAt: '2021-01-27', handling: CLEAR },
      'due',
    );
  await declare('2027');
  const { record, receipt } = await declare('2027-03');
  expect(record).toEqual({ due: '2027-03' });
  const board = async (day: string) => {
    const { data } = await concord.ask(
      `{ at(asOf: "${day}") { commitmentBoard(within: 30) { nodes { commitment { due } standing daysLeft } }
         commitments(filter: { due: { from: "2027-03-31", to: "2027-03-31" } }) { totalCount } } }`,
    );
    return data.at as { commitmentBoard: { nodes: object[] }; commitments: { totalCount: number } };
  };
  await concord.ask(`{ at(after: "${receipt.position}") { id } }`);
  const { commitmentBoard, commitments } = await board('2027-03-15');
  expect(commitmentBoard.nodes).toEqual([
    { commitment: { due: '2027-03' }, standing: 'DUE', daysLeft: 16 },
    { commitment: { due: '2027' }, standing: 'UPCOMING', daysLeft: 291 },
  ]);
  expect(commitments.totalCount).toBe(1);
});
