import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLEAR, english, testService, type TestService } from './support/service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;
const RED = { tlp: 'RED', audience: [] };
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
type Name = keyof typeof KINDS;

let concord: TestService;
let member = '';
const actors = {} as Record<Name, string>;
beforeAll(async () => {
  concord = await testService();
  for (const [name, actorKind] of Object.entries(KINDS)) {
    const input = { actorKind, name: english(name), handling: CLEAR, occurredAt: '2010-01-01' };
    actors[name as Name] = (await concord.send('registerActor', input)).record.id;
  }
  member = await concord.key({ actor: actors.UNODC });
});
afterAll(() => concord.close());

/** Sends commands about one record, one after the other: each with its day and the actor that speaks. @returns the record's id */
async function tell(create: string, input: object, ...told: (readonly [name: string, on: string, input?: object, by?: Name])[]) {
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
async function ask(query: string, at = '', key?: string | null): Promise<Json> {
  const { data, errors } = await concord.ask(
    `{ at(after: "${await concord.service.store.head()}" ${at}) { ${query} } }`,
    {},
    key,
  );
  expect(errors).toBeUndefined();
  return data.at;
}

/** The cells of some conclusions of a State: `CO-01 DECLARED`. */
async function cells(
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

const partnership = (
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

const activity = (host: Name, participants: Name[], day: string, more: object = {}) =>
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

const measure = (state: Name, measureKind: string, told: readonly (readonly [string, string])[], more: object = {}) =>
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

describe('human rights reviews, through the API', () => {
  const SHOWN = `status version owner { name } reviewer { name } concerns { id concern addressed response } outcome { conclusion basis }`;
  const ALIGNMENT = `humanRightsAlignment { standing aligned rule review { status } decidedBy { type } }`;
  let strategy = '';
  const aligned = async (at: string, args = '', key?: string | null) =>
    (await ask(`nationalMeasure(id: "${strategy}") { humanRightsAlignment${args} { standing aligned rule } }`, at, key))
      .nationalMeasure.humanRightsAlignment;

  beforeAll(async () => {
    strategy = await measure('Atland', 'STRATEGY', [
      ['adoptMeasure', '2019-01-01'],
      ['amendMeasure', '2021-01-01'],
    ]);
    await tell(
      'requestHumanRightsReview',
      { measure: strategy, version: 1, reviewer: actors.OHCHR, onBehalfOf: actors.Atland, occurredAt: '2019-03-01' },
      ['startHumanRightsReview', '2019-04-01', {}, 'OHCHR'],
      ['raiseHumanRightsConcern', '2019-05-01', { concern: english('Bulk data') }, 'OHCHR'],
      [
        'concludeHumanRightsReview',
        '2019-06-01',
        { conclusion: 'COMPLIANT_WITH_CONCERNS', basis: english('A hearing') },
        'OHCHR',
      ],
    );
  });

  it('aligns the very version of a measure that was reviewed, and no other', async () => {
    const rule = 'human-rights-alignment/1';
    expect(await aligned('asOf: "2019-02"')).toEqual({ standing: 'NOT_REVIEWED', aligned: false, rule });
    expect(await aligned('asOf: "2019-04"')).toEqual({ standing: 'UNDER_REVIEW', aligned: false, rule });
    expect(await aligned('asOf: "2020"')).toEqual({ standing: 'COMPLIANT_WITH_CONCERNS', aligned: true, rule });
    expect(await aligned('asOf: "2021"')).toEqual({ standing: 'EARLIER_VERSION_REVIEWED', aligned: false, rule });
    expect(await aligned('asOf: "2020"', '(rule: "human-rights-alignment/2")')).toMatchObject({ aligned: false });
  });

  it('says by which events, on the measure and in the matrix', async () => {
    const shown = { standing: 'COMPLIANT_WITH_CONCERNS', aligned: true, review: { status: 'CONCLUDED' } };
    const { nationalMeasures, measureMatrix } = await ask(
      `nationalMeasures(filter: { ids: ["${strategy}"] }) { nodes { ${ALIGNMENT} } }
       measureMatrix(states: ["${actors.Atland}"], measureKinds: [STRATEGY]) { nodes { cells { ${ALIGNMENT.replace('Alignment', 'Alignments')} } } }`,
      'asOf: "2020"',
    );
    const events = [{ type: 'ReviewConcluded' }, { type: 'ConcernRaised' }];
    expect(nationalMeasures.nodes[0].humanRightsAlignment).toMatchObject({ ...shown, decidedBy: events });
    expect(measureMatrix.nodes[0].cells[0].humanRightsAlignments).toMatchObject([{ ...shown, decidedBy: events }]);
  });

  it('is led through its life by who may, and shown as it was', async () => {
    const id = await tell('requestHumanRightsReview', { measure: strategy, reviewer: actors.OHCHR, occurredAt: '2021-02-01' });
    const send = async (name: string, input: object, by: Name) =>
      (await concord.send(name, { id, onBehalfOf: actors[by], ...input }, SHOWN)) as Json;
    expect((await send('startHumanRightsReview', { occurredAt: '2021-03-01' }, 'Atland')).refusal.code).toBe('NOT_THE_REVIEWER');
    await send('startHumanRightsReview', { occurredAt: '2021-03-01' }, 'OHCHR');
    const raised = await send('raiseHumanRightsConcern', { concern: english('Drones'), occurredAt: '2021-04-01' }, 'OHCHR');
    const conclusion = { conclusion: 'COMPLIANT', basis: english('Two hearings'), occurredAt: '2021-06-01' };
    expect((await send('concludeHumanRightsReview', conclusion, 'OHCHR')).refusal.code).toBe('OPEN_CONCERNS');
    const concern = raised.record.concerns[0].id;
    await send('addressHumanRightsConcern', { concern, response: english('Flown less'), occurredAt: '2021-05-01' }, 'Atland');
    expect((await send('concludeHumanRightsReview', conclusion, 'OHCHR')).record).toMatchObject({
      status: 'CONCLUDED',
      version: 2,
      owner: { name: 'Atland' },
      concerns: [{ concern: 'Drones', response: 'Flown less' }],
      outcome: { conclusion: 'COMPLIANT', basis: 'Two hearings' },
    });
    expect(await aligned('asOf: "2021"')).toMatchObject({ standing: 'COMPLIANT', aligned: true });
    await send('reopenHumanRightsReview', { reason: 'a ruling', occurredAt: '2022-01-01' }, 'OHCHR');
    expect(await aligned('asOf: "2022"')).toMatchObject({ standing: 'UNDER_REVIEW', aligned: false });
    const { actorProfile } = await ask(
      `actorProfile(id: "${actors.OHCHR}") { reviewsMade { totalCount } reviewsReceived { totalCount } }
       humanRightsReviews(filter: { owner: ["${actors.Atland}"], status: [UNDER_WAY] }) { nodes { ${SHOWN} } }`,
    );
    expect(actorProfile).toEqual({ reviewsMade: { totalCount: 2 }, reviewsReceived: { totalCount: 0 } });
  });

  it('changes nothing for who may not see the review', async () => {
    const other = await measure('Borland', 'LEGISLATION', [['adoptMeasure', '2019-01-01']]);
    await tell(
      'requestHumanRightsReview',
      { measure: other, reviewer: actors.OHCHR, occurredAt: '2019-03-01', handling: RED },
      ['startHumanRightsReview', '2019-04-01', {}, 'OHCHR'],
      ['concludeHumanRightsReview', '2019-06-01', { conclusion: 'COMPLIANT', basis: english('x') }, 'OHCHR'],
    );
    const query = `nationalMeasure(id: "${other}") { humanRightsAlignment { standing decidedBy { type } } }`;
    const seen = { standing: 'COMPLIANT', decidedBy: [{ type: 'ReviewConcluded' }] };
    expect((await ask(query)).nationalMeasure.humanRightsAlignment).toEqual(seen);
    const unseen = { standing: 'NOT_REVIEWED', decidedBy: [] };
    for (const key of [member, null]) expect((await ask(query, '', key)).nationalMeasure.humanRightsAlignment).toEqual(unseen);
    expect(await cells('Borland', 'asOf: "2020"', { key: member, args: 'conclusions: ["CO-03"]' })).toEqual([]);
    expect(await cells('Borland', 'asOf: "2020"', { args: 'conclusions: ["CO-03"]' })).toEqual(['CO-03 DECLARED']);
  });
});

describe('where a State stands in the conclusions', () => {
  let before = '';
  beforeAll(async () => {
    await measure('Corland', 'DEFINITION', [['reportMeasureAbsent', '2019-01-01']]);
    await tell(
      'declareCommitment',
      {
        actor: actors.Corland,
        statement: english('We will train guards'),
        cites: [{ kind: 'CONCLUSION', reference: 'CO-05' }],
        occurredAt: '2019-01-01',
      },
      ['reportCommitmentProgress', '2020-06-01', { report: english('A first course') }],
    );
    await activity('UNODC', ['Corland'], '2019-06-01', { themes: ['CO-06'] });
    before = String(await concord.service.store.head());
    const pact = await partnership(['Corland', 'Borland'], {}, [
      'requestInformation',
      '2019-02-01',
      { to: actors.Borland, subject: 'x' },
      'Corland',
    ]);
    const { partnership: found } = await ask(`partnership(id: "${pact}") { requests { id } }`);
    await concord.send('answerInformationRequest', {
      id: pact,
      request: found.requests[0].id,
      onBehalfOf: actors.Borland,
      occurredAt: '2019-03-01',
    });
    await concord.send('suspendPartnership', { id: pact, reason: 'talks', occurredAt: '2021-01-01' });
    await concord.send('endPartnership', { id: pact, reason: 'talks failed', occurredAt: '2022-01-01' });
  });

  it('follows from what was recorded, at any moment', async () => {
    expect(await cells('Corland', 'asOf: "2017-12"')).toEqual([]);
    expect(await cells('Corland', 'asOf: "2018-02"')).toEqual(['CO-06 DECLARED']);
    expect(await cells('Corland', 'asOf: "2018-06"')).toEqual(['CO-06 DECLARED', 'CO-08 DECLARED']);
    expect(await cells('Corland', 'asOf: "2019-12"')).toEqual([
      'CO-01 REPORTED_ABSENT',
      'CO-05 DECLARED',
      'CO-06 ACTIVE',
      'CO-08 ACTIVE',
    ]);
    expect(await cells('Corland', 'asOf: "2020-06-01"')).toEqual([
      'CO-01 REPORTED_ABSENT',
      'CO-05 DECLARED',
      'CO-06 ACTIVE',
      'CO-08 DORMANT',
    ]);
    expect(await cells('Corland', 'asOf: "2021-06"')).toEqual([
      'CO-01 REPORTED_ABSENT',
      'CO-05 DECLARED',
      'CO-06 DORMANT',
      'CO-08 SUSPENDED',
    ]);
    expect(await cells('Corland', 'asOf: "2022-06"', { args: 'conclusions: ["CO-08"]' })).toEqual(['CO-08 ENDED']);
  });

  it('can be asked by what was known then', async () => {
    expect(await cells('Corland', `knownAt: "${before}", asOf: "2019-12"`)).toEqual([
      'CO-01 REPORTED_ABSENT',
      'CO-05 DECLARED',
      'CO-06 ACTIVE',
    ]);
  });

  it('is said by version 2 of the rule where that is asked for, and by none that there is not', async () => {
    const args = 'conclusions: ["CO-05"], rule: "cooperation-status/2"';
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-05 ACTIVE']);
    const { errors } = await concord.ask('{ cooperationStatus(rule: "cooperation-status/3") { totalCount } }');
    expect(errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'rule',
      rule: 'is one of cooperation-status/1, cooperation-status/2',
    });
    const unknown = await concord.ask('{ cooperationStatus(conclusions: ["CO-10"]) { totalCount } }');
    expect(unknown.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'conclusions', value: 'CO-10' });
  });

  it('names rule, deciding events and evidence', async () => {
    const { cooperationStatus } = await ask(
      `cooperationStatus(states: ["${actors.Corland}"], conclusions: ["CO-01", "CO-02", "CO-08"]) {
        nodes { on months cells { conclusion status rule lastActed evidenceCount decidedBy { type occurredAt }
          evidence(first: 1) { totalCount nodes { record { __typename } standing lastContact } } } } }`,
      'asOf: "2019-12-31"',
    );
    expect(cooperationStatus.nodes).toEqual([
      {
        on: '2019-12-31',
        months: 12,
        cells: [
          {
            conclusion: 'CO-01',
            status: 'REPORTED_ABSENT',
            rule: 'cooperation-status/1',
            lastActed: null,
            evidenceCount: 1,
            decidedBy: [{ type: 'MeasureReportedAbsent', occurredAt: '2019-01-01' }],
            evidence: {
              totalCount: 1,
              nodes: [{ record: { __typename: 'NationalMeasure' }, standing: 'ABSENT', lastContact: null }],
            },
          },
          {
            conclusion: 'CO-02',
            status: 'NOT_REPORTED',
            rule: 'cooperation-status/1',
            lastActed: null,
            evidenceCount: 0,
            decidedBy: [],
            evidence: { totalCount: 0, nodes: [] },
          },
          {
            conclusion: 'CO-08',
            status: 'ACTIVE',
            rule: 'cooperation-status/1',
            lastActed: '2019-03-01',
            evidenceCount: 1,
            decidedBy: [{ type: 'InformationRequestAnswered', occurredAt: '2019-03-01' }],
            evidence: {
              totalCount: 1,
              nodes: [{ record: { __typename: 'Partnership' }, standing: 'OPEN', lastContact: '2019-03-01' }],
            },
          },
        ],
      },
    ]);
  });

  it('counts nothing that the viewer may not see', async () => {
    await activity('Corland', ['Police'], '2021-05-01', { aims: ['AWARENESS'], handling: RED });
    const args = 'conclusions: ["CO-05"]';
    expect(await cells('Corland', 'asOf: "2021-06"', { args })).toEqual(['CO-05 ACTIVE']);
    for (const key of [member, null])
      expect(await cells('Corland', 'asOf: "2021-06"', { args, key })).toEqual(['CO-05 DECLARED']);
  });

  it('is active by a disbursement of a project that the State funds, as far as it is believed', async () => {
    const partners = [{ actor: actors.Borland, role: 'FUNDING' }];
    const project = await tell('openProject', {
      reporter: actors.UNODC,
      title: english('Guards'),
      status: 'IMPLEMENTATION',
      partners,
      occurredAt: '2019-01-01',
    });
    const args = 'conclusions: ["CO-09"]';
    expect(await cells('Borland', 'asOf: "2020"', { args })).toEqual(['CO-09 DECLARED']);
    const unpaid = String(await concord.service.store.head());
    const paid = { amount: { amount: '10.00', currency: 'USD' }, valueDate: '2020-03-01', provider: actors.Borland };
    const { refusal } = await concord.send('disburseFunds', {
      id: project,
      occurredAt: '2020-03-01',
      asPublished: true,
      ...paid,
    });
    expect(refusal).toBeNull();
    expect(await cells('Borland', 'asOf: "2020"', { args })).toEqual(['CO-09 ACTIVE']);
    expect(await cells('Borland', 'asOf: "2021-04"', { args })).toEqual(['CO-09 DORMANT']);
    expect(await cells('Borland', `asOf: "2020", knownAt: "${unpaid}"`, { args })).toEqual(['CO-09 DECLARED']);
    expect(await cells('Borland', '', { args })).toEqual(['CO-09 DORMANT']);
  });

  it('has what a State did under the name that was merged into it', async () => {
    const { record } = await concord.send('registerActor', { actorKind: 'STATE', name: english('Korland'), handling: CLEAR });
    await tell('establishMechanism', {
      state: record.id,
      name: english('Committee'),
      lead: actors.Police,
      occurredAt: '2019-01-01',
    });
    await concord.send('mergeActorInto', { id: record.id, survivor: actors.Atland, reason: 'the same' });
    expect(await cells('Atland', '', { args: 'conclusions: ["CO-06"]' })).toEqual(['CO-06 DECLARED']);
  });

  it('is there for all States in pages, whether anything is on record or not', async () => {
    const page = (args: string) =>
      ask(
        `cooperationStatus(conclusions: ["CO-04"], ${args}) { totalCount pageInfo { endCursor } nodes { state { name } cells { status } } }`,
      );
    const { cooperationStatus: first } = await page('first: 2');
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [{ state: { name: 'Atland' } }, { cells: [{ status: 'NOT_REPORTED' }] }],
    });
    const { cooperationStatus: next } = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(next.nodes).toMatchObject([{ state: { name: 'Corland' } }]);
  });
});

describe('the thresholds of the rules', () => {
  const set = (value: number, occurredAt: string, key?: string) =>
    concord.send(
      'setRuleThreshold',
      { threshold: 'COOPERATION_ACTIVE_MONTHS', value, reason: 'agreed', handling: CLEAR, occurredAt },
      'value',
      key,
    );
  const args = 'conclusions: ["CO-06"]';

  it('are for administrators and coordinators', async () => {
    await expect(set(24, '2020-01-01', member)).rejects.toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect((await set(0, '2020-01-01')).refusal).toMatchObject({ code: 'OUT_OF_BOUNDS', field: 'value', value: '0' });
  });

  it('hold from when they are set, by what was known', async () => {
    const key = await concord.key({ roles: ['COORDINATOR'] });
    const unset = String(await concord.service.store.head());
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-06 DORMANT']);
    const { receipt } = await set(24, '2020-09-01', key);
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-06 ACTIVE']);
    expect(await cells('Corland', 'asOf: "2020-08"', { args })).toEqual(['CO-06 DORMANT']);
    expect(await cells('Corland', `asOf: "2020-12", knownAt: "${unset}"`, { args })).toEqual(['CO-06 DORMANT']);
    expect(await cells('Corland', `asOf: "2020-12", knownAt: "${receipt.position}"`, { args })).toEqual(['CO-06 ACTIVE']);
    const later = await set(3, '2020-11-01', key);
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-06 DORMANT']);
    const { ruleThresholds } = await ask(
      'ruleThresholds(filter: { threshold: [COOPERATION_ACTIVE_MONTHS] }) { nodes { value reason } }',
      '',
      null,
    );
    expect(ruleThresholds.nodes).toEqual([
      { value: 3, reason: 'agreed' },
      { value: 24, reason: 'agreed' },
    ]);
    const newest = await ask('ruleThresholds { nodes { id } }');
    expect(later.refusal).toBeNull();
    for (const { id } of newest.ruleThresholds.nodes) {
      await expect(concord.send('voidRecord', { id, reason: 'mistaken' }, 'id', member)).rejects.toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
      expect((await concord.send('voidRecord', { id, reason: 'mistaken' }, 'id', key)).refusal).toBeNull();
    }
    expect(await cells('Corland', 'asOf: "2020-10"', { args })).toEqual(['CO-06 DORMANT']);
  });
});

describe('how actors cooperate with each other', () => {
  const LINK = 'nodes { actor { name } partner { name } modality status }';
  const linksOf = async (name: Name, at: string, { key, args = '' }: { key?: string | null; args?: string } = {}) => {
    const { cooperationLinks } = await ask(`cooperationLinks(actors: ["${actors[name]}"] ${args}) { ${LINK} }`, at, key);
    return cooperationLinks.nodes
      .map(({ actor, partner, modality, status }: Json) => `${actor.name} ${partner.name} ${modality} ${status}`)
      .sort();
  };

  beforeAll(async () => {
    await activity('Police', ['Arena'], '2020-03-01', { activityKind: 'EXERCISE' });
    const network = await tell('establishWarningNetwork', {
      name: english('Sirens'),
      networkKind: 'EMERGENCY_WARNING',
      level: 'NATIONAL',
      operator: actors.Police,
      occurredAt: '2019-01-01',
    });
    await concord.send('enrolNetworkNode', { id: network, node: actors.Arena, occurredAt: '2019-02-01' });
    await concord.send('recordNetworkTest', { id: network, reached: 1, acknowledged: 1, seconds: 9, occurredAt: '2019-05-01' });
    await partnership(['Police', 'UNODC'], { modalities: ['RESEARCH', 'INTEROPERABILITY'], handling: RED });
  });

  it('is said by pair and way of cooperating, at any moment', async () => {
    expect(await linksOf('Police', 'asOf: "2019-03"', { key: null })).toEqual([
      'Police Arena EMERGENCY_WARNING_NETWORK DECLARED',
      'Police Arena INTEROPERABILITY DECLARED',
    ]);
    expect(await linksOf('Police', 'asOf: "2020-12"', { key: null })).toEqual([
      'Police Arena EMERGENCY_WARNING_NETWORK DORMANT',
      'Police Arena INTEROPERABILITY ACTIVE',
    ]);
  });

  it('counts nothing that the viewer may not see', async () => {
    const unodc = ['Police UNODC INTEROPERABILITY DECLARED', 'Police UNODC RESEARCH DECLARED'];
    expect(await linksOf('Police', 'asOf: "2020-12"', { args: `partners: ["${actors.UNODC}"]` })).toEqual(unodc);
    expect(await linksOf('Police', 'asOf: "2020-12"', { args: `partners: ["${actors.UNODC}"]`, key: member })).toEqual([]);
  });

  it('makes an exchange of information active for those alone between whom it was', async () => {
    const compact = await partnership(['Atland', 'Borland', 'UNODC'], { occurredAt: '2018-01-01' }, [
      'requestInformation',
      '2020-02-01',
      { to: actors.UNODC, subject: 'x' },
      'Atland',
    ]);
    const { partnership: found } = await ask(`partnership(id: "${compact}") { requests { id } }`);
    const answer = { id: compact, request: found.requests[0].id, onBehalfOf: actors.UNODC, occurredAt: '2020-03-01' };
    await concord.send('answerInformationRequest', answer);
    expect(await linksOf('Atland', 'asOf: "2020-12"', { args: 'modalities: [INFORMATION_SHARING]' })).toEqual([
      'Atland Borland INFORMATION_SHARING DECLARED',
      'Atland UNODC INFORMATION_SHARING ACTIVE',
    ]);
  });

  it('names the events that decided it, and the records that it rests on', async () => {
    const { cooperationLinks } = await ask(
      `cooperationLinks(modalities: [INTEROPERABILITY]) { totalCount nodes { rule lastActed decidedBy { type occurredAt } evidence { nodes { record { __typename } } } } }`,
      'asOf: "2020-12"',
      null,
    );
    expect(cooperationLinks).toEqual({
      totalCount: 1,
      nodes: [
        {
          rule: 'cooperation-status/1',
          lastActed: '2020-03-01',
          decidedBy: [{ type: 'ActivityHeld', occurredAt: '2020-03-01' }],
          evidence: { nodes: [{ record: { __typename: 'CapacityActivity' } }] },
        },
      ],
    });
  });

  it('comes in pages, each pair and way once', async () => {
    const key = (one: Json) => `${one.actor.name} ${one.partner.name} ${one.modality}`;
    const { cooperationLinks: all } = await ask(`cooperationLinks { totalCount ${LINK} }`);
    const pages: string[] = [];
    for (let after = ''; ;) {
      const { cooperationLinks: page } = await ask(
        `cooperationLinks(first: 2 ${after}) { ${LINK} pageInfo { hasNextPage endCursor } }`,
      );
      pages.push(...page.nodes.map(key));
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(pages).toEqual(all.nodes.map(key));
    expect(new Set(pages).size).toBe(all.totalCount);
  });

  it('is counted by kinds of actor, and shows who meets nobody', async () => {
    const query = `interactionMatrix(actorKinds: [PRIVATE]) { actorKind partnerKind pairs records lastContact }
      isolatedActors(actorKinds: [ACADEMIA, PRIVATE]) { totalCount nodes { name } }`;
    expect(await ask(query, 'asOf: "2020-12"', null)).toEqual({
      interactionMatrix: [
        { actorKind: 'NATIONAL_AGENCY', partnerKind: 'PRIVATE', pairs: 1, records: 2, lastContact: '2020-03-01' },
      ],
      isolatedActors: { totalCount: 1, nodes: [{ name: 'Hermit' }] },
    });
    const { isolatedActors } = await ask('isolatedActors(actorKinds: [ACADEMIA, PRIVATE]) { nodes { name } }', 'asOf: "2017"');
    expect(isolatedActors.nodes).toEqual([{ name: 'Arena' }, { name: 'Hermit' }]);
  });
});

describe('the profiles of a State and of an actor', () => {
  let state = '';
  let agency = '';
  beforeAll(async () => {
    const register = async (name: string, actorKind: string, more: object = {}) =>
      tell('registerActor', { actorKind, name: english(name), occurredAt: '2010-01-01', ...more });
    state = await register('Ferland', 'STATE', { country: 'FJ' });
    agency = await register('Agency of Ferland', 'NATIONAL_AGENCY');
    await concord.send('affiliateActor', { id: agency, parent: state, kind: 'PART_OF', occurredAt: '2011-01-01' });
    const channel = { channel: 'WEBSITE', value: 'https://ferland.example' };
    expect((await concord.send('setActorContactPoint', { id: state, ...channel, occurredAt: '2011-01-01' })).refusal).toBeNull();
    const promise = (due: string, handling: object = CLEAR) =>
      tell('declareCommitment', { actor: state, statement: english('x'), due, occurredAt: '2019-01-01', handling });
    await promise('2020-06-01');
    await promise('2020-07-20');
    await promise('2020-06-01', RED);
    await tell('registerMeasure', { state, measureKind: 'STRATEGY', name: english('Strategy'), occurredAt: '2019-01-01' });
    await tell('establishMechanism', { state, name: english('Committee'), lead: agency, occurredAt: '2019-01-01' });
    await tell('openProject', {
      reporter: actors.UNODC,
      title: english('Aid'),
      status: 'IMPLEMENTATION',
      recipients: [{ country: 'FJ', percentage: 100 }],
      partners: [{ actor: agency, role: 'IMPLEMENTING' }],
      occurredAt: '2019-01-01',
    });
    const plan = { activityKind: 'WORKSHOP', title: english('w'), host: agency, participants: [state], occurredAt: '2019-01-01' };
    await tell('planActivity', { ...plan, plannedStart: '2020-09-01', plannedEnd: '2020-09-02' });
    await tell('planActivity', { ...plan, plannedStart: '2020-03-01', plannedEnd: '2020-03-02' });
    const recommendation = await tell('issueRecommendation', {
      onBehalfOf: actors.UNODC,
      state,
      text: english('Train'),
      occurredAt: '2019-01-01',
    });
    const byState = { id: recommendation, onBehalfOf: state };
    await concord.send('designateLeadAgency', { ...byState, agency, occurredAt: '2019-02-01' });
    const action = { ...byState, description: english('a'), due: '2020-05-01', occurredAt: '2019-03-01' };
    expect((await concord.send('planAction', action)).refusal).toBeNull();
  });

  it('bring together what is on record of a State', async () => {
    const { stateProfile } = await ask(
      `stateProfile(id: "${state}") { state { name } contactPoints { value } measures { totalCount } mechanisms { totalCount } agencies { nodes { name } }
        recommendations { totalCount } commitments { totalCount } activities { totalCount } projectsForIt { nodes { title } }
        projects { totalCount } partnerships { totalCount } visits { totalCount } cooperationStatus { conclusion status } }`,
      'asOf: "2020-07-01"',
      member,
    );
    expect(stateProfile).toMatchObject({
      state: { name: 'Ferland' },
      contactPoints: [{ value: 'https://ferland.example' }],
      measures: { totalCount: 1 },
      mechanisms: { totalCount: 1 },
      agencies: { nodes: [{ name: 'Agency of Ferland' }] },
      recommendations: { totalCount: 1 },
      commitments: { totalCount: 2 },
      activities: { totalCount: 2 },
      projectsForIt: { nodes: [{ title: 'Aid' }] },
      projects: { totalCount: 0 },
      partnerships: { totalCount: 0 },
      visits: { totalCount: 0 },
    });
    expect(stateProfile.cooperationStatus).toHaveLength(9);
    expect(stateProfile.cooperationStatus[5]).toEqual({ conclusion: 'CO-06', status: 'DECLARED' });
  });

  it('are of States alone, and null for what is not there', async () => {
    const { errors } = await concord.ask(`{ stateProfile(id: "${actors.UNODC}") { state { name } } }`);
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id', rule: 'is the id of a State' });
    expect(
      (await ask(`stateProfile(id: "actor_00000000-0000-7000-8000-000000000000") { state { name } }`)).stateProfile,
    ).toBeNull();
  });

  it('count the workload of an actor for the moment, of what the viewer may see', async () => {
    const workload = async (id: string, at: string, key?: string | null) =>
      (
        await ask(
          `actorProfile(id: "${id}") { workload { on openCommitments commitmentsDue runningProjects activitiesAhead recommendationsLed
            overdueCommitments overdueRecommendations overdueActivities overdue } }`,
          at,
          key,
        )
      ).actorProfile.workload;
    const ofState = { openCommitments: 2, commitmentsDue: 1, overdueCommitments: 1, activitiesAhead: 1, overdue: 1 };
    expect(await workload(state, 'asOf: "2020-07-01"', member)).toMatchObject({ ...ofState, on: '2020-07-01' });
    expect(await workload(state, 'asOf: "2020-07-01"')).toMatchObject({ openCommitments: 3, overdueCommitments: 2, overdue: 2 });
    expect(await workload(state, 'asOf: "2018"')).toMatchObject({ openCommitments: 0, overdue: 0 });
    expect(await workload(agency, 'asOf: "2020-07-01"')).toMatchObject({
      runningProjects: 1,
      activitiesAhead: 1,
      recommendationsLed: 1,
      overdueRecommendations: 1,
      overdueActivities: 1,
      overdue: 2,
    });
    await concord.send('setRuleThreshold', {
      threshold: 'COMMITMENT_DUE_DAYS',
      value: 7,
      reason: 'shorter notice',
      handling: CLEAR,
      occurredAt: '2020-06-01',
    });
    expect(await workload(state, 'asOf: "2020-07-01"', member)).toMatchObject({ ...ofState, commitmentsDue: 0 });
  });
});
