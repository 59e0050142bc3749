import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_KEY } from './support/child-service.js';
import {
  activity,
  actors,
  ask,
  cells,
  concord,
  type Json,
  measure,
  member,
  partnership,
  RED,
  tell,
  useCooperation,
} from './support/cooperation.js';
import { CLEAR, english } from './support/service.js';

useCooperation();

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
    expect(await cells('Corland', `knownAt: "position:${before}", asOf: "2019-12"`)).toEqual([
      'CO-01 REPORTED_ABSENT',
      'CO-05 DECLARED',
      'CO-06 ACTIVE',
    ]);
  });

  it('counts what its agencies do while they belong to it, and what others do to whom it belongs does not count', async () => {
    await tell('affiliateActor', {
      id: actors.Police,
      parent: actors.Borland,
      kind: 'PART_OF',
      onBehalfOf: actors.Borland,
      from: '2015-01-01',
      occurredAt: '2015-01-01',
    });
    await activity('Police', ['Arena'], '2019-03-01', { themes: ['CO-07'] });
    const args = 'conclusions: ["CO-07"]';
    expect(await cells('Borland', 'asOf: "2019-06"', { args })).toEqual(['CO-07 ACTIVE']);
    expect(await cells('Atland', 'asOf: "2019-06"', { args })).toEqual([]);
    await concord.send('endActorAffiliation', {
      id: actors.Police,
      parent: actors.Borland,
      kind: 'PART_OF',
      to: '2020-01-01',
      occurredAt: '2020-01-01',
    });
    expect(await cells('Borland', 'asOf: "2020-02"', { args })).toEqual([]);
    expect(await cells('Borland', 'asOf: "2019-06"', { args })).toEqual(['CO-07 ACTIVE']);
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
    expect(await cells('Borland', `asOf: "2020", knownAt: "position:${unpaid}"`, { args })).toEqual(['CO-09 DECLARED']);
    expect(await cells('Borland', '', { args })).toEqual(['CO-09 DORMANT']);
  });

  it('has assistance that a State offers, until the offer is over', async () => {
    const offer = {
      provider: actors.Atland,
      onBehalfOf: actors.Atland,
      title: english('Trainers'),
      validUntil: '2020-06-30',
      occurredAt: '2020-01-01',
    };
    await tell('makeOffer', offer);
    const args = 'conclusions: ["CO-09"]';
    expect(await cells('Atland', 'asOf: "2020-06-30"', { args })).toEqual(['CO-09 DECLARED']);
    expect(await cells('Atland', 'asOf: "2020-07-01"', { args })).toEqual(['CO-09 ENDED']);
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
  const set = (value: number, occurredAt: string, key = ADMIN_KEY) =>
    concord.send(
      'setRuleThreshold',
      { threshold: 'COOPERATION_ACTIVE_MONTHS', value, reason: 'agreed', handling: CLEAR, occurredAt },
      'value',
      key,
    );
  const args = 'conclusions: ["CO-06"]';

  it('are for the administrator of the installation', async () => {
    for (const key of [member, concord.coordinator])
      expect((await set(24, '2020-01-01', key)).refusal).toMatchObject({ code: 'RESERVED_FOR_ADMINISTRATOR' });
    expect((await set(0, '2020-01-01')).refusal).toMatchObject({ code: 'OUT_OF_BOUNDS', field: 'value', value: '0' });
  });

  it('hold from when they are set, by what was known', async () => {
    const unset = String(await concord.service.store.head());
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-06 DORMANT']);
    const { receipt } = await set(24, '2020-09-01');
    expect(await cells('Corland', 'asOf: "2020-12"', { args })).toEqual(['CO-06 ACTIVE']);
    expect(await cells('Corland', 'asOf: "2020-08"', { args })).toEqual(['CO-06 DORMANT']);
    expect(await cells('Corland', `asOf: "2020-12", knownAt: "position:${unset}"`, { args })).toEqual(['CO-06 DORMANT']);
    expect(await cells('Corland', `asOf: "2020-12", knownAt: "position:${receipt.position}"`, { args })).toEqual([
      'CO-06 ACTIVE',
    ]);
    const later = await set(3, '2020-11-01');
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
      const undo = (key: string) => concord.send('voidRecord', { id, reason: 'mistaken' }, 'id', key);
      expect((await undo(member)).refusal).toMatchObject({ code: 'RESERVED_FOR_ADMINISTRATOR' });
      expect((await undo(ADMIN_KEY)).refusal).toBeNull();
    }
    expect(await cells('Corland', 'asOf: "2020-10"', { args })).toEqual(['CO-06 DORMANT']);
  });
});

describe('the boards that rest on a threshold', () => {
  it('reckon with the one in force, unless the caller gives another', async () => {
    await tell('declareCommitment', {
      actor: actors.Hermit,
      statement: english('x'),
      due: '2012-06-20',
      occurredAt: '2012-01-01',
    });
    const standing = async (args = '') => {
      const query = `commitmentBoard(filter: { actor: ["${actors.Hermit}"] } ${args}) { nodes { standing rule } }
        statusRules { name thresholds { threshold value default setBy { reason } } }`;
      const { commitmentBoard, statusRules } = await ask(query, 'asOf: "2012-06-01"', null);
      const rule = statusRules.find(({ name }: Json) => name === 'commitment-standing/1');
      return [commitmentBoard.nodes[0].standing, rule.thresholds[0]];
    };
    const threshold = 'COMMITMENT_DUE_DAYS';
    expect(await standing()).toEqual(['DUE', { threshold, value: 30, default: 30, setBy: null }]);
    const setting = { threshold, value: 7, reason: 'shorter notice', handling: CLEAR, occurredAt: '2012-05-01' };
    const { record } = await concord.send('setRuleThreshold', setting, 'id', ADMIN_KEY);
    expect(await standing()).toEqual(['UPCOMING', { threshold, value: 7, default: 30, setBy: { reason: 'shorter notice' } }]);
    expect((await standing('within: 20'))[0]).toBe('DUE');
    await concord.send('voidRecord', { id: record.id, reason: 'for this test alone' }, 'id', ADMIN_KEY);
  });

  it.each(['commitmentBoard', 'guidanceLibrary', 'warningNetworkReadiness', 'measureMatrix'])(
    '%s says by which rules it can be asked',
    async (view) => {
      const { errors } = await concord.ask(`{ ${view}(rule: "another/1") { totalCount } }`);
      const rule = expect.stringMatching(/^is one of [a-z-]+\/1$/) as unknown;
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'rule', value: 'another/1', rule });
    },
  );
});
