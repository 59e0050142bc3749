import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const KINDS = { Niger: 'STATE', France: 'STATE', Japan: 'STATE', CTED: 'UN_ENTITY' };
const NEED = `status reservations { match { id } } deliveries { match { id } project { id } activity { id } delivered { count { number } } by { name } }`;
const MATCH =
  'status confirmedAt endedReason projects { id status title partners { actor { name } role } recipients { country } }';

let concord: TestService;
const actors = {} as Record<keyof typeof KINDS, string>;
let need: string;
beforeAll(async () => {
  concord = await testService();
  for (const [name, actorKind] of Object.entries(KINDS)) {
    const country = name === 'Niger' ? { country: 'NE' } : {};
    actors[name as keyof typeof KINDS] = await make('registerActor', { actorKind, name: english(name), ...country });
  }
});
afterAll(() => concord.close());

/** Sends a command that is taken. @returns the record's id */
async function make(mutation: string, input: object): Promise<string> {
  const isCreate = !('id' in input);
  const { record, refusal } = await concord.send(mutation, { ...(isCreate ? { handling: CLEAR } : {}), ...input });
  expect({ mutation, refusal }).toEqual({ mutation, refusal: null });
  return record.id as string;
}

/** A record when the processes have done all that follows. */
async function seen(kind: string, id: string, shown: string, moment = '') {
  await concord.settled();
  const head = await concord.service.store.head();
  const { data, errors } = await concord.ask(`{ at(after: "${head}"${moment}) { ${kind}(id: "${id}") { ${shown} } } }`);
  expect(errors).toBeUndefined();
  return data.at[kind];
}
const needNow = () => seen('assistanceNeed', need, NEED);
const matchNow = (id: string) => seen('assistanceMatch', id, MATCH);
const persons = (number: number) => ({ count: { number, unit: 'PERSONS_TRAINED' } });

async function offered(provider: keyof typeof KINDS, number: number): Promise<string> {
  const what = { title: english(`Courses by ${provider}`), subjects: ['SITE_PROTECTION'], quantity: persons(number) };
  return make('makeOffer', { provider: actors[provider], onBehalfOf: actors[provider], ...what, occurredAt: '2023-01-15' });
}

/** A match of the need with an offer, accepted by both sides. */
async function matched(offer: string, provider: keyof typeof KINDS, number?: number, more: object = {}): Promise<string> {
  const quantity = number === undefined ? undefined : persons(number);
  const id = await make('proposeMatch', { need, offer, quantity, onBehalfOf: actors.CTED, occurredAt: '2023-02-01', ...more });
  await make('acceptMatch', { id, side: 'PROVIDER', onBehalfOf: actors[provider], occurredAt: '2023-02-10' });
  await make('acceptMatch', { id, side: 'RECIPIENT', onBehalfOf: actors.Niger, occurredAt: '2023-02-20' });
  return id;
}

/** A new need of Niger for training 100 persons, or any number. */
async function needed(number?: number): Promise<void> {
  const what = { title: english('Train the guards of markets'), subject: 'SITE_PROTECTION', origin: 'SELF' };
  need = await make('identifyNeed', { state: actors.Niger, ...what, onBehalfOf: actors.Niger, occurredAt: '2023-01-10' });
  if (number)
    await make('quantifyNeed', { id: need, quantity: persons(number), onBehalfOf: actors.Niger, occurredAt: '2023-01-11' });
}

describe('a match that both sides accepted', () => {
  beforeEach(() => needed(100));

  it('holds its parts, is confirmed, and has a project that the provider funds, for the State that has the need', async () => {
    const offer = await offered('France', 60);
    const id = await matched(offer, 'France', 60);
    const { status, confirmedAt, projects } = await matchNow(id);
    expect({ status, confirmedAt }).toEqual({ status: 'CONFIRMED', confirmedAt: '2023-02-20' });
    const partners = [{ actor: { name: 'France' }, role: 'FUNDING' }];
    const project = { status: 'PIPELINE', title: 'Courses by France', partners, recipients: [{ country: 'NE' }] };
    expect(projects).toMatchObject([project]);
    expect((await needNow()).reservations).toEqual([{ match: { id } }]);
    expect(await seen('assistanceOffer', offer, 'status reservations { match { id } }')).toEqual({
      status: 'EXHAUSTED',
      reservations: [{ match: { id } }],
    });
    // Before it was confirmed there was neither.
    const before = `, asOf: "2023-02-19"`;
    expect((await seen('assistanceNeed', need, NEED, before)).reservations).toEqual([]);
    expect(await seen('assistanceProject', projects[0].id, 'status', before)).toBeNull();
    const { data } = await concord.ask(
      `{ assistanceMatches(filter: { projects: ["${projects[0].id}"] }) { nodes { id } } assistanceProject(id: "${projects[0].id}") { timeline { nodes { type user causationId } } } }`,
    );
    expect(data.assistanceMatches.nodes).toEqual([{ id }]);
    expect(data.assistanceProject.timeline.nodes).toMatchObject([{ type: 'ProjectOpened', user: 'process:assistance-matches' }]);
  });

  it('extends the project that it names: the provider funds it, too', async () => {
    const opened = { reporter: actors.Japan, title: english('A programme of Japan'), partners: [], occurredAt: '2022-05' };
    const project = await make('openProject', opened);
    const id = await matched(await offered('Japan', 60), 'Japan', 60, { project });
    const partners = [{ actor: { name: 'Japan' }, role: 'FUNDING' }];
    expect((await matchNow(id)).projects).toMatchObject([{ id: project, title: 'A programme of Japan', partners }]);
  });

  it('names no project of others, nor one that is over', async () => {
    const project = await make('openProject', { reporter: actors.Japan, title: english('Not theirs'), partners: [] });
    const offer = await offered('France', 60);
    const propose = () =>
      concord.send('proposeMatch', { need, offer, quantity: persons(60), project, onBehalfOf: actors.CTED, handling: CLEAR });
    expect((await propose()).refusal).toMatchObject({ code: 'NOT_ITS_PROJECT', field: 'project' });
    await make('cancelProject', { id: project, reason: 'budget' });
    expect((await propose()).refusal).toMatchObject({ code: 'PROJECT_OVER', field: 'project' });
  });

  it('is broken where its part of the offer is gone, and gives its part of the need back', async () => {
    const offer = await offered('France', 60);
    await matched(offer, 'France', 60);
    await concord.settled();
    const late = await matched(offer, 'France', 30);
    expect(await matchNow(late)).toMatchObject({ status: 'BROKEN', projects: [] });
    expect((await needNow()).reservations).toHaveLength(1);
  });

  it('is broken where it is more than is needed and the State does not say that it takes it so', async () => {
    const id = await matched(await offered('France', 200), 'France', 101);
    expect(await matchNow(id)).toMatchObject({ status: 'BROKEN', endedReason: 'more would be reserved than is needed' });
  });

  it('gives both parts back when it is broken, and when its project is cancelled', async () => {
    const offer = await offered('France', 60);
    const first = await matched(offer, 'France', 60);
    await concord.settled();
    await make('breakMatch', { id: first, reason: 'an election', onBehalfOf: actors.Niger, occurredAt: '2023-03-01' });
    expect(await needNow()).toMatchObject({ status: 'AGREED', reservations: [] });
    const open = { status: 'OPEN', reservations: [] };
    expect(await seen('assistanceOffer', offer, 'status reservations { match { id } }')).toEqual(open);
    const again = { occurredAt: '2023-03-02' };
    const second = await make('proposeMatch', { need, offer, quantity: persons(60), onBehalfOf: actors.France, ...again });
    await make('acceptMatch', { id: second, side: 'RECIPIENT', onBehalfOf: actors.Niger, ...again });
    const [project] = (await matchNow(second)).projects;
    await make('cancelProject', { id: project.id, reason: 'budget', occurredAt: '2023-04-01' });
    expect(await matchNow(second)).toMatchObject({
      status: 'BROKEN',
      endedReason: 'the project that was to deliver it was cancelled',
    });
    expect((await needNow()).reservations).toEqual([]);
    expect((await seen('assistanceOffer', offer, 'status')).status).toBe('OPEN');
  });
});

describe('a match for few readers', () => {
  it('has a project for its readers and both sides, and no other', async () => {
    const label = (...names: (keyof typeof KINDS)[]) => ({ tlp: 'AMBER', audience: names.map((name) => actors[name]) });
    const keys: Record<string, string> = {};
    for (const name of Object.keys(KINDS)) keys[name] = await concord.key({ actor: actors[name as keyof typeof KINDS] });
    const what = { title: english('Guard the markets'), subject: 'SITE_PROTECTION', origin: 'SELF', state: actors.Niger };
    const identified = await concord.send(
      'identifyNeed',
      { ...what, handling: label('Niger', 'France', 'CTED') },
      'id',
      keys.Niger,
    );
    need = identified.record.id;
    const offer = await offered('France', 60);
    const proposed = { need, offer, quantity: persons(10), handling: label('Niger', 'France', 'CTED') };
    const { record, refusal } = await concord.send('proposeMatch', proposed, 'id', keys.CTED);
    expect(refusal).toBeNull();
    const { id } = record;
    for (const [side, name] of [
      ['PROVIDER', 'France'],
      ['RECIPIENT', 'Niger'],
    ] as const)
      await concord.send('acceptMatch', { id, side }, 'id', keys[name]);
    await concord.settled();
    const readers = async (key: string | null) => {
      const query =
        '{ assistanceProjects(filter: { status: [PIPELINE], funders: ["' +
        actors.France +
        '"] }) { nodes { title handling { tlp } } } assistanceMatches { nodes { projects { title } } } }';
      const { data } = await concord.ask(query, {}, key);
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      return data.assistanceProjects.nodes.filter(({ handling }: any) => handling.tlp === 'AMBER').length as number;
    };
    expect(await Promise.all(['Niger', 'France', 'CTED', 'Japan'].map((name) => readers(keys[name]!)))).toEqual([1, 1, 1, 0]);
    expect(await readers(null)).toBe(0);
  });
});

describe('a need', () => {
  interface Delivery {
    readonly match: string;
    readonly project: string;
  }
  /** Matches of the need for these numbers of persons, with the projects that deliver them. */
  async function delivered(...numbers: (number | undefined)[]): Promise<[Delivery, Delivery]> {
    const found: Delivery[] = [];
    for (const number of numbers) {
      const match = await matched(await offered('France', number ?? 1000), 'France', number ?? 10);
      const project = (await matchNow(match)).projects[0].id as string;
      await make('advanceProject', { id: project, to: 'IMPLEMENTATION', occurredAt: '2023-03-01' });
      found.push({ match, project });
    }
    return found as [Delivery, Delivery];
  }
  const close = (project: string, occurredAt: string) => make('completeProject', { id: project, occurredAt });

  it('is partly met by the first step that is done, and met when projects that promised enough are closed', async () => {
    await needed(100);
    const [first, second] = await delivered(60, 40);
    await make('planMilestone', {
      id: first.project,
      title: english('First course'),
      due: '2023-04-01',
      occurredAt: '2023-03-02',
    });
    expect((await needNow()).status).toBe('AGREED');
    const { milestones } = await seen('assistanceProject', first.project, 'milestones { id }');
    await make('reachMilestone', { id: first.project, milestone: milestones[0].id, occurredAt: '2023-04-03' });
    const step = { match: { id: first.match }, project: { id: first.project }, activity: null, delivered: null, by: null };
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [step] });

    await close(first.project, '2023-09-01');
    const sixty = { ...step, delivered: { count: { number: 60 } } };
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [step, sixty] });
    await close(second.project, '2023-11-01');
    const forty = { match: { id: second.match }, project: { id: second.project }, delivered: { count: { number: 40 } } };
    expect(await needNow()).toMatchObject({ status: 'MET', deliveries: [step, sixty, forty] });

    // As of each day, what was so on it; and every step says by which rule.
    const statuses = ['2023-04-02', '2023-04-03', '2023-10-31', '2023-11-01'].map((day) =>
      seen('assistanceNeed', need, 'status', `, asOf: "${day}"`),
    );
    expect((await Promise.all(statuses)).map(({ status }) => status as string)).toEqual([
      'AGREED',
      'PARTLY_MET',
      'PARTLY_MET',
      'MET',
    ]);
    const { data } = await concord.ask(
      `{ events(filter: { records: ["${need}"], types: ["NeedPartlyMet", "NeedMet"] }) { nodes { user source { document } } } }`,
    );
    expect(data.events.nodes).toEqual(
      Array(3).fill({ user: 'process:need-fulfilment', source: { document: 'need-fulfilment/1' } }),
    );
  });

  it('is reopened when a match that had delivered is broken, or its project goes on after all', async () => {
    await needed(100);
    const [first, second] = await delivered(60, 40);
    await close(first.project, '2023-09-01');
    await close(second.project, '2023-10-01');
    expect((await needNow()).status).toBe('MET');
    await make('breakMatch', { id: second.match, reason: 'nobody came', onBehalfOf: actors.Niger, occurredAt: '2023-12-01' });
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [{ match: { id: first.match } }] });
    await make('advanceProject', { id: first.project, to: 'IMPLEMENTATION', asPublished: true, occurredAt: '2023-12-05' });
    expect(await needNow()).toMatchObject({ status: 'AGREED', deliveries: [], reservations: [{ match: { id: first.match } }] });
    await close(first.project, '2024-01-05');
    expect((await needNow()).status).toBe('PARTLY_MET');
    // Less is needed than was thought: what was delivered is enough.
    await make('quantifyNeed', { id: need, quantity: persons(60), onBehalfOf: actors.Niger, occurredAt: '2024-02-01' });
    expect((await needNow()).status).toBe('MET');
  });

  it('that is not counted is met when each of its matches has delivered', async () => {
    await needed();
    const [first, second] = await delivered(undefined, undefined);
    await close(first.project, '2023-09-01');
    expect((await needNow()).status).toBe('PARTLY_MET');
    await close(second.project, '2023-10-01');
    expect((await needNow()).status).toBe('MET');
  });

  it('is partly met by an activity that names it, once it is held, and stays so when a match is broken', async () => {
    await needed(100);
    const plan = { activityKind: 'TRAINING', title: english('Course'), host: actors.France, needs: [need] };
    const days = { plannedStart: '2023-05-01', plannedEnd: '2023-05-02' };
    const activity = await make('planActivity', { ...plan, ...days, occurredAt: '2023-03-01' });
    expect((await needNow()).status).toBe('AGREED');
    await make('recordActivityHeld', { id: activity, start: '2023-05-01', end: '2023-05-02', occurredAt: '2023-05-02' });
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [{ activity: { id: activity } }] });
    const [{ match }] = await delivered(60);
    await make('breakMatch', { id: match, reason: 'an election', onBehalfOf: actors.Niger });
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [{ activity: { id: activity } }] });
  });

  it('counts no project while that is voided, and what came about while it was voided itself when it is restored', async () => {
    await needed(100);
    const [{ project }] = await delivered(60, 40);
    await close(project, '2023-09-01');
    expect((await needNow()).status).toBe('PARTLY_MET');
    await make('voidRecord', { id: project, reason: 'entered twice' });
    expect(await needNow()).toMatchObject({ status: 'AGREED', deliveries: [] });
    await make('restoreRecord', { id: project, reason: 'it was not' });
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [{ delivered: { count: { number: 60 } } }] });

    await needed(100);
    const plan = { activityKind: 'TRAINING', title: english('Course'), host: actors.France, needs: [need] };
    const days = { plannedStart: '2023-05-01', plannedEnd: '2023-05-02' };
    const activity = await make('planActivity', { ...plan, ...days, occurredAt: '2023-03-01' });
    await make('voidRecord', { id: need, reason: 'entered twice', onBehalfOf: actors.Niger });
    await make('recordActivityHeld', { id: activity, start: '2023-05-01', end: '2023-05-02', occurredAt: '2023-05-02' });
    await concord.settled();
    await make('restoreRecord', { id: need, reason: 'it was not', onBehalfOf: actors.Niger });
    expect(await needNow()).toMatchObject({ status: 'PARTLY_MET', deliveries: [{ activity: { id: activity } }] });
  });
});
