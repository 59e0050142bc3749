import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

const today = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
  new Date(),
);
let concord: TestService;
let actors: Record<'France' | 'Ministry' | 'CTED' | 'Spain', string>;
let partner: string;
/** Position before anything but the actors was recorded. */
let start: string;
let commitment: string;
let secret: string;

const head = async () => String(await concord.service.store.head());
/** Sends a command that is taken; gives its receipt's position and the record's id. */
async function tell(mutation: string, input: object): Promise<{ id: string; position: string; eventId: string }> {
  const { record, receipt, refusal } = await concord.send(mutation, input);
  expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
  return { id: record?.id, position: receipt.position, eventId: receipt.eventIds[0] };
}

beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, { France: 'STATE', Ministry: 'NATIONAL_AGENCY', CTED: 'UN_ENTITY', Spain: 'STATE' });
  const { position } = await tell('affiliateActor', {
    id: actors.Ministry,
    parent: actors.France,
    kind: 'PART_OF',
    onBehalfOf: actors.France,
  });
  await concord.ask(`{ at(after: "${position}") { service { name } } }`);
  partner = await concord.key({ actor: actors.Spain });
  start = await head();
  const statement = [...english('Train 40 officers'), { language: 'fr', text: 'Former 40 agents' }];
  const declared = { actor: actors.France, statement, due: '2026-06-30', occurredAt: '2021-01-27', handling: CLEAR };
  commitment = (await tell('declareCommitment', declared)).id;
  const revised = { id: commitment, due: '2026-12-31', reason: 'the budget was cut', occurredAt: '2021-03' };
  await tell('reviseCommitmentDueDate', revised);
  const progress = { id: commitment, report: english('Ten are trained.'), percent: 20 };
  const { eventId } = await tell('reportCommitmentProgress', { ...progress, occurredAt: '2021-02-01' });
  await tell('correctRecord', { id: commitment, eventId, field: 'percent', value: 25, reason: 'a slip' });
  const again = { id: commitment, eventId, field: 'percent', value: 30, reason: 'a slip again', onBehalfOf: actors.France };
  await tell('correctRecord', again);
  await tell('correctRecord', { id: commitment, eventId, field: 'occurredAt', value: '2021-02-03', reason: 'the wrong day' });
  const hidden = { actor: actors.Spain, statement: english('Share alerts'), handling: { tlp: 'AMBER', audience: [actors.CTED] } };
  secret = (await tell('declareCommitment', { ...hidden, occurredAt: '2021-04' })).id;
  await tell('acknowledgeCommitment', { id: secret, onBehalfOf: actors.CTED, occurredAt: '2021-05' });
});
afterAll(() => concord.close());

const CHANGES =
  '{ totalCount pageInfo { hasNextPage endCursor } nodes { name changeCount changes { sentence manner events { id type } } } }';
async function digest(args: string, key?: string | null, moment = '') {
  const after = moment.includes('knownAt') ? '' : `after: "${await head()}"`;
  const { data, errors } = await concord.ask(`{ at(${after} ${moment}) { changeDigest(${args}) ${CHANGES} } }`, {}, key);
  expect(errors).toBeUndefined();
  return data.at.changeDigest;
}
const sentences = ({ nodes }: { nodes: { changes: { sentence: string }[] }[] }) =>
  nodes.flatMap(({ changes }) => changes.map(({ sentence }) => sentence));

describe('the digest of changes', () => {
  it('tells what became known after a position, record by record, and corrections as such', async () => {
    const { nodes, totalCount } = await digest(`from: "position:${start}"`, null);
    expect(totalCount).toBe(1);
    const it = 'France’s commitment “Train 40 officers”';
    expect(nodes[0]).toMatchObject({ name: it, changeCount: 6 });
    const late = `On ${today} it was reported late that`;
    expect(sentences({ nodes })).toEqual([
      `${late} on 27 January 2021 ${it} was declared, due 30 June 2026.`,
      `${late} in March 2021 ${it} was moved from 30 June 2026 to 31 December 2026: the budget was cut.`,
      `${late} on 1 February 2021 progress on ${it} was reported (20 per cent): “Ten are trained.”`,
      `On ${today} the entry “percent” was corrected from 20 to 25 (a slip): on 1 February 2021, progress on ${it} was reported (25 per cent): “Ten are trained.”`,
      `On ${today} the entry “percent” was corrected by France from 25 to 30 (a slip again): on 1 February 2021, progress on ${it} was reported (30 per cent): “Ten are trained.”`,
      `On ${today} it was corrected (the wrong day) that on 3 February 2021, not on 1 February 2021, progress on ${it} was reported (30 per cent): “Ten are trained.”`,
    ]);
    const manners = nodes[0].changes.map(({ manner }: { manner: string }) => manner);
    expect(manners).toEqual([...Array(3).fill('REPORTED_LATE'), ...Array(3).fill('CORRECTED')]);
    const types = nodes[0].changes.map(({ events }: { events: { type: string }[] }) => events.map(({ type }) => type));
    expect(types.at(-1)).toEqual(['RecordCorrected', 'CommitmentProgressReported']);
  });

  it('does not call late what happened after its window began', async () => {
    const [first] = sentences(await digest('from: "position:0", kinds: ["commitment"]', null));
    expect(first).toBe('On 27 January 2021, France’s commitment “Train 40 officers” was declared, due 30 June 2026.');
  });

  it('quotes a record in the language asked for, and in English where it has no other', async () => {
    const { data } = await concord.ask(`{ changeDigest(from: "position:${start}", kinds: ["commitment"]) { nodes {
      name(language: "fr") changes(first: 1) { sentence(language: "fr") } } } }`);
    expect(data.changeDigest.nodes[0].name).toBe('France’s commitment “Former 40 agents”');
    expect(data.changeDigest.nodes[0].changes[0].sentence).toContain('France’s commitment “Former 40 agents” was declared');
  });

  it('tells what was known at its end, by the names that things had then', async () => {
    const { position } = await tell('nameActor', {
      id: actors.CTED,
      language: 'en',
      text: 'The Directorate',
      occurredAt: '2021-06',
    });
    await concord.ask(`{ at(after: "${position}") { service { name } } }`);
    const before = BigInt(position) - 1n;
    const acknowledged = (name: string) => expect.stringContaining(`in May 2021 ${name} took note of Spain’s commitment`);
    expect(sentences(await digest(`from: "position:${start}", kinds: ["commitment"]`))).toContainEqual(
      acknowledged('The Directorate'),
    );
    for (const told of [
      await digest(`from: "position:${start}", to: "position:${before}"`),
      await digest(`from: "position:${start}"`, undefined, `knownAt: "position:${before}"`),
    ]) {
      expect(sentences(told)).toContainEqual(acknowledged('CTED'));
      expect(sentences(told).join()).not.toContain('Directorate');
    }
    expect(sentences(await digest(`from: "position:${before}"`))).toEqual([
      `On ${today} it was reported late that in June 2021 The Directorate was named “The Directorate” in the language en.`,
    ]);
  });

  it('leaves out what had not happened by the day asked for', async () => {
    const told = sentences(await digest('from: "position:0", kinds: ["commitment"]', null, 'asOf: "2021-02"'));
    expect(told.map((sentence) => sentence.slice(0, 20))).toEqual(['On 27 January 2021, ', 'On 1 February 2021, ']);
  });

  it('names who voided a record and who restored it', async () => {
    const from = await head();
    const { id } = await tell('identifyThreatTrend', {
      title: english('Fires'),
      themes: ['TH-06'],
      countries: [],
      handling: CLEAR,
    });
    await tell('voidRecord', { id, reason: 'a rumour', onBehalfOf: actors.Spain });
    await tell('restoreRecord', { id, reason: 'it is true', onBehalfOf: actors.CTED });
    expect(sentences(await digest(`from: "position:${from}"`, null)).slice(1)).toEqual([
      `On ${today}, the threat trend “Fires” was voided by Spain, as a record that should never have been made: a rumour.`,
      `On ${today}, the threat trend “Fires” was restored by The Directorate, for it should not have been voided: it is true.`,
    ]);
  });

  it('counts a day, month or year whole at both ends', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const all = (await digest('from: "position:0"')).totalCount;
    for (const [from, to] of [
      [day, day],
      [day.slice(0, 7), day.slice(0, 7)],
      [`year:${day.slice(0, 4)}`, `year:${day.slice(0, 4)}`],
    ])
      expect((await digest(`from: "${from}", to: "${to}"`)).totalCount).toBe(all);
    expect((await digest('from: "year:2020", to: "year:2021"')).totalCount).toBe(0);
    expect((await digest(`from: "${new Date().toISOString()}"`)).totalCount).toBe(0);
  });

  it('gives each reader the events of the timeline that this reader may see, and names nothing else', async () => {
    for (const key of [null, partner, undefined]) {
      const { nodes } = await digest('from: "position:0", first: 100', key);
      const told = nodes.flatMap(({ changes }: { changes: { events: { id: string }[] }[] }) =>
        changes.map(({ events }) => events[0]!.id),
      );
      const { data } = await concord.ask(`{ events(first: 500) { nodes { id } } }`, {}, key);
      expect(told.sort()).toEqual(data.events.nodes.map(({ id }: { id: string }) => id).sort());
    }
    expect(JSON.stringify(await digest('from: "position:0"', null))).not.toContain('Share alerts');
    const superseded = await tell('supersedeCommitment', { id: commitment, by: secret, occurredAt: '2021-07-01' });
    const from = BigInt(superseded.position) - 1n;
    const [shown] = sentences(await digest(`from: "position:${from}"`, null));
    expect(shown).toContain('was superseded by a record not shown to you.');
    expect(sentences(await digest(`from: "position:${from}"`))[0]).toContain(
      'was superseded by Spain’s commitment “Share alerts”.',
    );
  });

  it('is narrowed to a State with its agencies, to an actor, to a region and to kinds of record', async () => {
    const measure = { state: actors.France, measureKind: 'STRATEGY', name: english('Strategy'), handling: CLEAR };
    await tell('registerMeasure', { ...measure, participants: [actors.Ministry], occurredAt: '2021-01-01' });
    const trend = { title: english('Drones'), themes: ['TH-06'], countries: ['KE'], handling: CLEAR, occurredAt: '2021-01-01' };
    await tell('identifyThreatTrend', trend);
    const names = async (args: string) => {
      const { nodes } = await digest(`from: "position:${start}", ${args}`);
      return nodes.map(({ name }: { name: string }) => name).sort();
    };
    const [strategy, officers] = ['France’s strategy “Strategy”', 'France’s commitment “Train 40 officers”'];
    expect(await names(`states: ["${actors.France}"]`)).toEqual([officers, strategy]);
    expect(await names(`actors: ["${actors.Ministry}"]`)).toEqual([strategy]);
    expect(await names(`actors: ["${actors.CTED}"], kinds: ["commitment"]`)).toEqual(['Spain’s commitment “Share alerts”']);
    expect(await names('regions: ["202"]')).toEqual(['the threat trend “Drones”']);
    expect(await names('regions: ["X-SEE"]')).toEqual([]);
  });

  it('comes in pages', async () => {
    const whole = (await digest('from: "position:0"')).nodes.map(({ name }: { name: string }) => name);
    const paged: string[] = [];
    for (let after = ''; ;) {
      const { nodes, pageInfo } = await digest(`from: "position:0", first: 2 ${after}`);
      paged.push(...nodes.map(({ name }: { name: string }) => name));
      if (!pageInfo.hasNextPage) break;
      after = `after: "${pageInfo.endCursor}"`;
    }
    expect(paged).toEqual(whole);
  });

  it.each([
    ['from: "2021-02", to: "2021-01"', 'from', '2021-02'],
    ['from: "position:5", to: "position:4"', 'from', 'position:5'],
    ['from: "position:0", states: ["France"]', 'states', 'France'],
    ['from: "position:0", regions: ["SE-Asia"]', 'regions', 'SE-Asia'],
    ['from: "position:0", kinds: ["pledge"]', 'kinds', 'pledge'],
  ])('refuses %s', async (args, field, value) => {
    const { errors } = await concord.ask(`{ changeDigest(${args}) { totalCount } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, value });
  });
});
