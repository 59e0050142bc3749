import { afterAll, beforeAll, expect } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;
export const RED = { tlp: 'RED', audience: [] };
const KINDS = {
  Atland: 'STATE',
  Borland: 'STATE',
  Corland: 'STATE',
  Police: 'NATIONAL_AGENCY',
  UNODC: 'UN_ENTITY',
  OHCHR: 'UN_ENTITY',
  Arena: 'PRIVATE',
  Hermit: 'ACADEMIA',
} as const;
export type Name = keyof typeof KINDS;

/** The service of the test file at hand, which `useCooperation` starts. */
export let concord: TestService;
/** The key of a member: UNODC. */
export let member = '';
export const actors = {} as Record<Name, string>;
/** Starts the service for a test file, with some actors on record, and stops it. */
export function useCooperation(): void {
  beforeAll(async () => {
    concord = await testService();
    for (const [name, actorKind] of Object.entries(KINDS)) {
      const input = { actorKind, name: english(name), handling: CLEAR, occurredAt: '2010-01-01' };
      actors[name as Name] = (await concord.send('registerActor', input)).record.id;
    }
    member = await concord.key({ actor: actors.UNODC });
  });
  afterAll(() => concord.close());
}

/** Sends commands about one record, one after the other: each with its day and the actor that speaks. @returns the record's id */
export async function tell(
  create: string,
  input: object,
  ...told: (readonly [name: string, on: string, input?: object, by?: Name])[]
) {
  const made = await concord.send(create, { handling: CLEAR, ...input });
  expect({ create, refusal: made.refusal }).toEqual({ create, refusal: null });
  const { id } = made.record;
  for (const [name, occurredAt, more = {}, by] of told) {
    const onBehalfOf = by && actors[by];
    const { refusal } = await concord.send(name, { id, occurredAt, onBehalfOf, ...more });
    expect({ name, refusal }).toEqual({ name, refusal: null });
  }
  return id as string;
}

/** Asks at a moment, once everything recorded so far can be read; with the administrator's key unless another is given. */
export async function ask(query: string, at = '', key?: string | null): Promise<Json> {
  const { data, errors } = await concord.ask(
    `{ at(after: "${await concord.service.store.head()}" ${at}) { ${query} } }`,
    {},
    key,
  );
  expect(errors).toBeUndefined();
  return data.at;
}

/** The cells of some conclusions of a State: `CO-01 DECLARED`. */
export async function cells(
  state: Name,
  at: string,
  { key, args = '' }: { key?: string | null; args?: string } = {},
): Promise<string[]> {
  const { cooperationStatus } = await ask(
    `cooperationStatus(states: ["${actors[state]}"] ${args}) { nodes { cells { conclusion status } } }`,
    at,
    key,
  );
  return cooperationStatus.nodes[0].cells
    .filter(({ status }: Json) => status !== 'NOT_REPORTED')
    .map(({ conclusion, status }: Json) => `${conclusion} ${status}`);
}

/** A partnership in effect, with what befell it. */
export const partnership = (
  members: readonly [Name, Name, ...Name[]],
  more: object,
  ...told: (readonly [name: string, on: string, input?: object, by?: Name])[]
) =>
  tell(
    'proposePartnership',
    {
      name: english(`Partnership of ${members.join(' and ')}`),
      kind: 'AGREEMENT',
      level: 'INTERNATIONAL',
      sector: 'PUBLIC',
      modalities: ['INFORMATION_SHARING'],
      founders: members.map((name) => actors[name]),
      occurredAt: '2018-01-01',
      ...more,
    },
    ...members.map((name) => ['endorsePartnership', '2018-02-01', {}, name] as const),
    ['activatePartnership', '2018-03-01'],
    ...told,
  );

/** An activity that was held on a day. */
export const activity = (host: Name, participants: Name[], day: string, more: object = {}) =>
  tell(
    'planActivity',
    {
      activityKind: 'WORKSHOP',
      title: english(`Workshop of ${host}`),
      host: actors[host],
      participants: participants.map((name) => actors[name]),
      plannedStart: day,
      plannedEnd: day,
      occurredAt: '2018-01-01',
      ...more,
    },
    ['recordActivityHeld', day, { start: day, end: day }],
  );

/** A measure of a State that says CO-03 of itself, with what the State said of it. */
export const measure = (state: Name, measureKind: string, told: readonly (readonly [string, string])[], more: object = {}) =>
  tell(
    'registerMeasure',
    {
      state: actors[state],
      measureKind,
      name: english(`${measureKind} of ${state}`),
      themes: ['CO-03'],
      occurredAt: '2018-01-01',
      ...more,
    },
    ...told.map(([name, on]) => [name, on, {}, state] as const),
  );
