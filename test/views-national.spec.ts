import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { english, testService, type TestService } from './support/service.js';
import { telling, type Told } from './support/telling.js';

const GREEN = { handling: { tlp: 'GREEN', audience: [] } };
let concord: TestService;
const { actors, register, tell, ask } = telling(() => concord);
let before = '';
beforeAll(async () => {
  concord = await testService();
  before = String(await concord.service.store.head());
  await register('Atland', 'STATE', { country: 'KE' });
  await register('Borland', 'STATE', { country: 'RS' });
  await register('Corland', 'STATE');
  for (const name of ['Office', 'Police']) await register(name, 'NATIONAL_AGENCY', { country: name === 'Office' ? 'KE' : 'RS' });
});
afterAll(() => concord.close());

/** What a field of Query refuses, by the field at fault. */
const refused = async (query: string) => {
  const { errors } = await concord.ask(`{ ${query} }`);
  expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  return errors![0]!.extensions.field;
};

describe('what measures address', () => {
  beforeAll(async () => {
    const measure = (state: string, scope: string | null, more: object, ...told: readonly Told[]) =>
      tell(
        'registerMeasure',
        {
          state: actors[state],
          measureKind: 'STRATEGY',
          name: english('S'),
          occurredAt: '2019-01-01',
          ...(scope ? { scope } : {}),
          ...more,
        },
        ...told,
      );
    const adopted = (state: string): Told => ['adoptMeasure', { onBehalfOf: actors[state] }, '2020-01-01'];
    await measure('Atland', 'CRITICAL_INFRASTRUCTURE', {}, adopted('Atland'));
    await measure('Atland', 'BOTH', {}, adopted('Atland'));
    await measure('Borland', 'CRITICAL_INFRASTRUCTURE', {}, adopted('Borland'));
    await measure('Borland', null, {}, adopted('Borland'));
    await measure('Corland', 'SOFT_TARGETS', {}, ['reportMeasureAbsent', { onBehalfOf: actors.Corland }, '2020-01-01']);
    await measure('Corland', 'SOFT_TARGETS', GREEN, adopted('Corland'));
  });
  const scopes = async (args = '', asOf = '2020-06', key: string | null = null) =>
    (
      await ask(
        `measureScopes${args} { nodes { measureKind region status measures criticalInfrastructure softTargets both scopeNotReported ratio } }`,
        `asOf: "${asOf}"`,
        key,
      )
    ).measureScopes.nodes;

  it('sets critical infrastructure against soft targets, and counts neither what is absent nor what is hidden', async () => {
    const line = {
      measureKind: 'STRATEGY',
      region: null,
      status: null,
      measures: 4,
      criticalInfrastructure: 3,
      softTargets: 1,
      both: 1,
      scopeNotReported: 1,
      ratio: 3,
    };
    expect(await scopes()).toEqual([line]);
    expect(await scopes('', '2020-06', await concord.key({ roles: ['READER'] }))).toMatchObject([
      { measures: 5, softTargets: 2, ratio: 1.5 },
    ]);
    expect(await scopes('', '2019-06')).toEqual([]);
    expect(await scopes('(by: [STATUS], filter: { status: [ABSENT] })')).toMatchObject([
      { status: 'ABSENT', measures: 1, ratio: 0 },
    ]);
    expect(await scopes('(by: [REGION], filter: { regions: ["X-SEE"] })')).toContainEqual({
      ...line,
      measureKind: null,
      region: 'X-SEE',
      measures: 2,
      criticalInfrastructure: 1,
      softTargets: 0,
      both: 0,
      ratio: null,
    });
  });

  it('is not told by State: States are not scored', async () => {
    const { errors } = await concord.ask('{ measureScopes(by: [STATE]) { totalCount } }');
    expect(errors![0]!.message).toContain('STATE');
  });
});

describe('the directory of mechanisms', () => {
  beforeAll(async () => {
    const establish = (state: string, name: string, more: object, ...told: readonly Told[]) =>
      tell(
        'establishMechanism',
        {
          state: actors[state],
          name: english(name),
          lead: actors.Office,
          members: [actors.Office, actors.Police],
          occurredAt: '2020-01-01',
          ...more,
        },
        ...told,
      );
    await establish(
      'Atland',
      'Council',
      { themes: ['CH-05'] },
      ['defineChainOfCommand', { document: { url: 'https://example.org/chain' } }, '2020-03-01'],
      ['recordMechanismMeeting', { attended: [actors.Police] }, '2020-05-01'],
    );
    await establish('Borland', 'Board', {}, ['dissolveMechanism', { reason: 'reform' }, '2020-08-01']);
    await establish('Corland', 'Quiet council', GREEN);
  });
  const directory = async (args: string, at: string, key: string | null = null) =>
    (
      await ask(
        `mechanismDirectory${args} { totalCount nodes { state { name } on standing chainOfCommandDefined lastMet daysSinceMet rule mechanisms { name lead { name } memberCount } decidedBy { type } } }`,
        at,
        key,
      )
    ).mechanismDirectory.nodes;
  const standings = async (args: string, at: string, key: string | null = null) =>
    (await directory(args, at, key)).map(
      (row: { state: { name: string }; standing: string }) => `${row.state.name}: ${row.standing}`,
    );

  it('tells of each State, with what is not reported kept apart from what was dissolved', async () => {
    expect(await standings('', 'asOf: "2020-06-01"')).toEqual([
      'Atland: ESTABLISHED',
      'Borland: ESTABLISHED',
      'Corland: NOT_REPORTED',
    ]);
    expect(await standings('', 'asOf: "2020-09-01"')).toEqual([
      'Atland: ESTABLISHED',
      'Borland: DISSOLVED',
      'Corland: NOT_REPORTED',
    ]);
    expect(await standings('', 'asOf: "2019-09-01"')).toEqual([
      'Atland: NOT_REPORTED',
      'Borland: NOT_REPORTED',
      'Corland: NOT_REPORTED',
    ]);
    expect(await standings('', 'asOf: "2020-09-01"', await concord.key({ roles: ['READER'] }))).toContain('Corland: ESTABLISHED');
    expect(await standings('', `knownAt: "position:${before}"`)).toEqual([]);
  });

  it('shows who leads, whether the chain of command is set out, when it met last, and why', async () => {
    const [atland, borland] = await directory('', 'asOf: "2020-09-01"');
    expect(atland).toMatchObject({
      on: '2020-09-01',
      chainOfCommandDefined: true,
      lastMet: '2020-05-01',
      daysSinceMet: 123,
      rule: 'mechanism-standing/1',
      mechanisms: [{ name: 'Council', lead: { name: 'Office' }, memberCount: 2 }],
      decidedBy: [{ type: 'MechanismEstablished' }],
    });
    expect(borland).toMatchObject({
      chainOfCommandDefined: null,
      lastMet: null,
      daysSinceMet: null,
      decidedBy: [{ type: 'MechanismDissolved' }],
    });
    const [earlier] = await directory('', 'asOf: "2020-02-01"');
    expect(earlier).toMatchObject({ chainOfCommandDefined: false, lastMet: null });
  });

  it.each([
    ['(standing: ESTABLISHED)', ['Atland: ESTABLISHED']],
    ['(standing: DISSOLVED)', ['Borland: DISSOLVED']],
    ['(standing: NOT_REPORTED)', ['Corland: NOT_REPORTED']],
    ['(standing: ESTABLISHED, themes: ["CH-01"])', []],
    ['(regions: ["X-SEE"])', ['Borland: DISSOLVED']],
    ['(countries: ["KE"])', ['Atland: ESTABLISHED']],
    ['(first: 1)', ['Atland: ESTABLISHED']],
  ])('is narrowed by %s', async (args, expected) => {
    expect(await standings(args, 'asOf: "2020-09-01"')).toEqual(expected);
  });

  it('refuses what is no State and no region', async () => {
    expect(await refused('mechanismDirectory(states: ["Atland"]) { totalCount }')).toBe('states');
    expect(await refused('mechanismDirectory(regions: ["SEE"]) { totalCount }')).toBe('regions');
  });
});
