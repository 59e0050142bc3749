import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

let concord: TestService;
let actors: Record<'Freedonia' | 'Ministry' | 'Stranger' | 'Partner', string>;
const keys = {} as Record<keyof typeof actors, string>;
/** A record that Freedonia shares within itself, and its strategy. */
let internal: string;
let strategy: string;
let last = '0';

/** Sends a command for an organisation's own user (or the coordinators of all). */
async function send(who: keyof typeof actors | null, mutation: string, input: object): Promise<Json> {
  const answer = await concord.send(mutation, input, 'id', who === null ? undefined : keys[who]);
  if (answer.receipt) last = answer.receipt.position as string;
  return answer;
}
async function done(who: keyof typeof actors | null, mutation: string, input: object): Promise<Json> {
  const answer = await send(who, mutation, input);
  expect({ mutation, refusal: answer.refusal }).toEqual({ mutation, refusal: null });
  return answer;
}
const code = async (who: keyof typeof actors | null, mutation: string, input: object): Promise<string | undefined> =>
  (await send(who, mutation, input)).refusal?.code as string | undefined;

async function reads(who: keyof typeof actors): Promise<boolean> {
  const { data } = await concord.ask(`{ at(after: "${last}") { commitment(id: "${internal}") { id } } }`, {}, keys[who]);
  return data.at.commitment !== null;
}
const reviewed = () => ({ id: strategy, nextReview: '2030-01-01' });
const speaks = (who: keyof typeof actors) => code(who, 'setMeasureReviewDate', reviewed());

beforeAll(async () => {
  concord = await testService();
  const kinds = { Freedonia: 'STATE', Ministry: 'NATIONAL_AGENCY', Stranger: 'NATIONAL_AGENCY', Partner: 'INTL_ORG' } as const;
  actors = await registerActors(concord, kinds);
  for (const name of Object.keys(actors) as (keyof typeof actors)[])
    keys[name] = await concord.key({ user: name.toLowerCase(), actor: actors[name] });
  const handling = { tlp: 'AMBER', audience: [] };
  const declared = { actor: actors.Freedonia, statement: english('Train'), due: '2030-01-31', handling };
  internal = (await done('Freedonia', 'declareCommitment', declared)).record.id;
  const measure = { state: actors.Freedonia, measureKind: 'STRATEGY', name: english('Strategy'), handling: CLEAR };
  strategy = (await done('Freedonia', 'registerMeasure', measure)).record.id;
  await done('Freedonia', 'adoptMeasure', { id: strategy });
});
afterAll(() => concord.close());

describe('an affiliation', () => {
  const partOf = () => ({ id: actors.Ministry, parent: actors.Freedonia, kind: 'PART_OF' });
  const stranger = () => ({ ...partOf(), id: actors.Stranger });

  it('that is claimed and not agreed reads nothing and speaks for nobody', async () => {
    await done('Ministry', 'affiliateActor', partOf());
    expect(await reads('Ministry')).toBe(false);
    expect(await speaks('Ministry')).toMatch(/^(RESERVED_FOR_OWNER|NOT_THE_STATE)$/);
    expect(await code('Ministry', 'setMeasureReviewDate', { ...reviewed(), onBehalfOf: actors.Freedonia })).toBe('NO_MANDATE');
    const { data } = await concord.ask(
      `{ at(after: "${last}") { actors(filter: { claimedParents: ["${actors.Freedonia}"] }) { nodes { id affiliations { agreed ended } } } } }`,
    );
    expect(data.at.actors.nodes).toEqual([{ id: actors.Ministry, affiliations: [{ agreed: false, ended: false }] }]);
  });

  it('is agreed by the parent and by nobody else, and counts at once', async () => {
    for (const who of ['Ministry', 'Stranger', 'Partner'] as const)
      expect(await code(who, 'agreeActorAffiliation', partOf())).toBe('RESERVED_FOR_PARENT');
    const inItsName = { ...partOf(), onBehalfOf: actors.Freedonia };
    expect(await code('Ministry', 'agreeActorAffiliation', inItsName)).toBe('NO_MANDATE');
    await done('Freedonia', 'agreeActorAffiliation', partOf());
    expect(await reads('Ministry')).toBe(true);
    expect(await speaks('Ministry')).toBeUndefined();
  });

  it('lets the affiliate neither let others in, nor change its parent', async () => {
    await done('Stranger', 'affiliateActor', stranger());
    for (const onBehalfOf of [undefined, actors.Freedonia])
      expect(await code('Ministry', 'agreeActorAffiliation', { ...stranger(), onBehalfOf })).toMatch(
        /^(RESERVED_FOR_PARENT|NO_MANDATE)$/,
      );
    const mandate = { id: actors.Freedonia, to: actors.Stranger, until: '2199-01-01', reason: 'x' };
    for (const [mutation, input] of [
      ['nameActor', { id: actors.Freedonia, language: 'en', text: 'Ministria' }],
      ['deactivateActor', { id: actors.Freedonia, reason: 'x' }],
      ['grantMandate', mandate],
    ] as const)
      for (const onBehalfOf of [undefined, actors.Freedonia])
        expect(await code('Ministry', mutation, { ...input, onBehalfOf })).toMatch(/^(RESERVED_FOR_OWNER|NO_MANDATE)$/);
    expect(await reads('Stranger')).toBe(false);
    await done('Freedonia', 'declineActorAffiliation', { ...stranger(), reason: 'unknown' });
    expect(await code('Freedonia', 'agreeActorAffiliation', stranger())).toBe('NOT_AFFILIATED');
  });

  it('cannot be corrected into one that was agreed', async () => {
    const other = { id: actors.Stranger, parent: actors.Partner, kind: 'PART_OF' };
    const { receipt } = await done('Stranger', 'affiliateActor', other);
    await done('Partner', 'agreeActorAffiliation', other);
    const field = { field: 'parent', value: actors.Freedonia.replace('actor_', ''), reason: 'x' };
    const correction = { id: actors.Stranger, eventId: receipt.eventIds[0], ...field };
    expect(await code('Stranger', 'correctRecord', correction)).toBe('NOT_CORRECTABLE');
    expect(await reads('Stranger')).toBe(false);
  });

  it('does not count before the day from which it holds', async () => {
    const future = { id: actors.Partner, parent: actors.Freedonia, kind: 'MEMBER_OF', from: '2199-01-01' };
    await done('Partner', 'affiliateActor', future);
    await done('Freedonia', 'agreeActorAffiliation', { ...future, from: undefined });
    expect(await reads('Partner')).toBe(false);
  });

  it('counts for nothing while the affiliate is voided, and again once it is restored', async () => {
    await done(null, 'voidRecord', { id: actors.Ministry, reason: 'entered twice' });
    expect(await reads('Ministry')).toBe(false);
    expect(await speaks('Ministry')).toMatch(/^(RESERVED_FOR_OWNER|NOT_THE_STATE)$/);
    expect(await code('Stranger', 'restoreRecord', { id: actors.Ministry, reason: 'x' })).toBe('RESERVED_FOR_OWNER');
    await done(null, 'restoreRecord', { id: actors.Ministry, reason: 'it was not' });
    expect(await reads('Ministry')).toBe(true);
    expect(await speaks('Ministry')).toBeUndefined();
    expect(await code(null, 'restoreRecord', { id: actors.Ministry, reason: 'again' })).toBe('NOT_VOIDED');
  });

  it('is ended by the parent at once', async () => {
    await done('Freedonia', 'endActorAffiliation', partOf());
    expect(await reads('Ministry')).toBe(false);
    expect(await speaks('Ministry')).toMatch(/^(RESERVED_FOR_OWNER|NOT_THE_STATE)$/);
    await done('Ministry', 'affiliateActor', partOf());
    expect(await reads('Ministry')).toBe(false);
  });
});

describe('a mandate', () => {
  const today = new Date().toISOString().slice(0, 10);
  let declared: object;
  let mandate: string;
  const grant = async (more: object = {}) => {
    const input = { id: actors.Freedonia, to: actors.Partner, until: '2199-12-31', reason: 'joint office', ...more };
    mandate = (await done('Freedonia', 'grantMandate', input)).receipt.eventIds[0];
  };
  const speaksForIt = (who: keyof typeof actors = 'Partner') => code(who, 'declareCommitment', declared);
  beforeAll(() => {
    const { Freedonia } = actors;
    declared = { actor: Freedonia, statement: english('x'), due: '2030-01-31', handling: CLEAR, onBehalfOf: Freedonia };
  });
  beforeEach(async () => {
    expect(await speaksForIt()).toBe('NO_MANDATE');
  });

  it('lets its holder speak until it is ended', async () => {
    await grant();
    const made = await done('Partner', 'declareCommitment', declared);
    const { data } = await concord.ask(
      `{ at(after: "${last}") { commitment(id: "${made.record.id}") { originator { name } }
         actor(id: "${actors.Freedonia}") { mandates { id to { name } kinds until } } } }`,
    );
    expect(data.at).toEqual({
      commitment: { originator: { name: 'Freedonia' } },
      actor: { mandates: [{ id: mandate, to: { name: 'Partner' }, kinds: [], until: '2199-12-31' }] },
    });
    // The record is Freedonia's: its label is not widened, nor narrowed, in its name.
    for (const to of [
      { tlp: 'GREEN', audience: [] },
      { tlp: 'RED', audience: ['user_partner'] },
    ])
      for (const onBehalfOf of [undefined, actors.Freedonia])
        expect(await code('Partner', 'changeHandling', { id: made.record.id, to, reason: 'x', onBehalfOf })).toBe(
          'RESERVED_FOR_ORIGINATOR',
        );
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
  });

  it.each([
    ['other kinds', { kinds: ['partnership'] }],
    ['other commands', { commands: ['withdrawCommitment'] }],
    ['other records', { records: ['commitment_00000000-0000-4000-8000-000000000000'] }],
  ])('of %s does not let its holder speak', async (_what, scope) => {
    await grant(scope);
    expect(await speaksForIt()).toBe('NO_MANDATE');
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
  });

  it('of a record lets its holder speak on it alone', async () => {
    await grant({ kinds: ['commitment'], records: [strategy, internal] });
    expect(await speaksForIt()).toBe('NO_MANDATE');
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
  });

  it('runs out at the end of its last day', async () => {
    await grant({ until: '2020-12-31', occurredAt: '2020-01-01' });
    expect(await speaksForIt()).toBe('NO_MANDATE');
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
    await grant({ until: today });
    expect(await speaksForIt()).toBeUndefined();
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
  });

  it('is not passed on, by its holder or in its holder’s name', async () => {
    await grant();
    const further = { to: actors.Stranger, until: '2199-12-31', reason: 'x' };
    await done('Partner', 'grantMandate', { ...further, id: actors.Partner });
    expect(await speaksForIt('Stranger')).toBe('NO_MANDATE');
    const inItsName = { ...further, id: actors.Freedonia, onBehalfOf: actors.Freedonia };
    expect(await code('Partner', 'grantMandate', inItsName)).toBe('NO_MANDATE');
    expect(await code('Partner', 'endMandate', { id: actors.Freedonia, mandate })).toBe('RESERVED_FOR_OWNER');
    await done('Freedonia', 'endMandate', { id: actors.Freedonia, mandate });
  });

  it('names what there is', async () => {
    const input = { id: actors.Freedonia, to: actors.Partner, until: '2199-12-31', reason: 'x' };
    for (const [scope, field] of [
      [{ commands: ['declareWar'] }, 'commands'],
      [{ records: ['x'] }, 'records'],
      [{ kinds: ['A kind'] }, 'kinds'],
    ] as const)
      await expect(send('Freedonia', 'grantMandate', { ...input, ...scope })).rejects.toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` } }],
      });
  });
});

describe('a label', () => {
  it('leaves somebody who may change it among the readers of a record for persons', async () => {
    const handling = { tlp: 'AMBER', audience: [] };
    const declared = { actor: actors.Freedonia, statement: english('x'), due: '2030-01-31', handling };
    const { record } = await done('Freedonia', 'declareCommitment', declared);
    const colleague = await concord.key({ user: 'colleague', actor: actors.Freedonia });
    const narrow = async (audience: string[], key: string) => {
      const to = { tlp: 'RED', audience };
      return (await concord.send('changeHandling', { id: record.id, to, reason: 'x' }, 'id', key)).refusal;
    };
    for (const audience of [[], ['user_partner']])
      expect(await narrow(audience, colleague)).toMatchObject({ code: 'LABEL_WITHOUT_READER', field: 'to.audience' });
    expect(await narrow(['user_colleague'], colleague)).toBeNull();
    expect(await narrow([], keys.Freedonia)).toBeNull();
  });

  it('is not widened in another’s name, by its coordinator either', async () => {
    const handling = { tlp: 'AMBER', audience: [actors.Partner] };
    const onBehalfOf = actors.Freedonia;
    const declared = { actor: actors.Freedonia, statement: english('x'), due: '2030-01-31', handling, onBehalfOf };
    const { id } = (await done(null, 'declareCommitment', declared)).record;
    const relabel = (tlp: string, audience: string[] = []) => ({ id, to: { tlp, audience }, reason: 'x' });
    for (const to of [relabel('GREEN'), relabel('AMBER', [actors.Stranger])])
      expect(await code(null, 'changeHandling', { ...to, onBehalfOf })).toBe('HANDLING_WIDENING_NEEDS_ORIGINATOR');
    expect(await code(null, 'changeHandling', { ...relabel('RED'), onBehalfOf })).toBe('LABEL_WITHOUT_READER');
    await done(null, 'changeHandling', { ...relabel('AMBER'), onBehalfOf });
    await done('Freedonia', 'changeHandling', relabel('GREEN'));
    // A release that widens a need's label widens it for the State itself alone.
    const needed = { state: actors.Freedonia, origin: 'SELF', subject: 'SITE_PROTECTION', themes: ['CO-03'] };
    const between = { tlp: 'AMBER', audience: ['user_coordinator'] };
    const identified = { ...needed, title: english('x'), handling: between };
    const need = (await done('Freedonia', 'identifyNeed', identified)).record.id as string;
    const released = async (who: 'Freedonia' | null, more: object) => {
      await done(who, 'releaseNeedToAudience', { id: need, audience: { tlp: 'GREEN', audience: [] }, ...more });
      const { data } = await concord.ask(`{ at(after: "${last}") { assistanceNeed(id: "${need}") { id } } }`, {}, keys.Stranger);
      return data.at.assistanceNeed !== null;
    };
    expect(await released(null, { onBehalfOf })).toBe(false);
    expect(await released('Freedonia', {})).toBe(true);
  });

  it('for persons of a record made by a mandate names one of those whose record it is', async () => {
    const input = { id: actors.Freedonia, to: actors.Partner, until: '2199-12-31', reason: 'joint office' };
    await done('Freedonia', 'grantMandate', input);
    const declared = { actor: actors.Freedonia, statement: english('x'), due: '2030-01-31', onBehalfOf: actors.Freedonia };
    const made = (audience: string[]) =>
      code('Partner', 'declareCommitment', { ...declared, handling: { tlp: 'RED', audience } });
    expect(await made([])).toBe('LABEL_WITHOUT_READER');
    expect(await made(['user_partner'])).toBe('LABEL_WITHOUT_READER');
    expect(await made(['user_freedonia'])).toBeUndefined();
  });
});
