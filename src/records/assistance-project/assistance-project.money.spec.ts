import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { committed, english, money, nth, opened, project, transfer, usd } from '../../../test/support/assistance-project.js';
import { given, id } from '../../../test/support/given.js';
import { isRefusal } from '../../event-sourcing/record.js';
import { type AssistanceProjectEvent as Event, assistanceProjectEvents } from './assistance-project.events.js';
import { assistanceProject } from './assistance-project.js';
import { type AssistanceProjectState } from './assistance-project.fields.js';

describe('money of a project', () => {
  it('comes in where another provides it, and goes out where the reporting organisation does', () => {
    const commit = (provider: string | undefined) =>
      project().when('commitFunds', { amount: usd(100), valueDate: '2021-02-01', provider }).outcome as Event[];
    expect(commit(id('Japan'))[0]!.data).toMatchObject({ direction: 'INCOMING' });
    expect(commit(id('UNODC'))[0]!.data).toMatchObject({ direction: 'OUTGOING' });
    expect(commit(undefined)[0]!.data).toMatchObject({ direction: 'OUTGOING' });
  });

  it('is disbursed up to what is committed in that currency and direction, and no further until the commitment is adjusted', () => {
    const disburse = (amount: object, ...events: Event[]) => project(...events).when('disburseFunds', { ...money, amount });
    disburse(usd(101), committed(100)).refused('NOT_COMMITTED');
    disburse({ minor: 1, currency: 'EUR' }, committed(100)).refused('NOT_COMMITTED');
    disburse(usd(100), committed(100)).then([{ type: 'FundsDisbursed', data: transfer(100) }]);
    project(committed(100))
      .when('disburseFunds', { valueDate: '2021-02-01', provider: id('UNODC'), amount: usd(1) })
      .refused('NOT_COMMITTED');
    const adjusted: Event = { type: 'CommitmentAdjusted', data: { ...transfer(1), commitment: nth(1), reason: 'more' } };
    project(committed(100))
      .when('adjustCommittedFunds', { commitment: nth(1), amount: usd(1), valueDate: '2021-02-01', reason: 'more' })
      .then([adjusted]);
    disburse(usd(101), committed(100), adjusted).then([{ type: 'FundsDisbursed', data: transfer(101) }]);
  });

  it('is disbursed against a commitment up to its size, in its currency', () => {
    const record = project(committed(100), committed(50));
    const disburse = (more: object) => record.when('disburseFunds', { valueDate: '2021-02-01', amount: usd(60), ...more });
    disburse({ commitment: nth(2) }).refused('NOT_COMMITTED');
    disburse({ commitment: nth(0) }).refused('UNKNOWN_COMMITMENT');
    disburse({ commitment: nth(1), amount: { minor: 1, currency: 'EUR' } }).refused('OTHER_CURRENCY');
    disburse({ commitment: nth(1) }).then([{ type: 'FundsDisbursed', data: { ...transfer(60), commitment: nth(1) } }]);
  });

  it('stays committed at least as much as was disbursed or spent', () => {
    const adjust = (minor: number, ...events: Event[]) =>
      project(committed(100), ...events).when('adjustCommittedFunds', {
        commitment: nth(1),
        amount: usd(minor),
        valueDate: '2021-02-01',
        reason: 'less',
      });
    adjust(-41, { type: 'FundsDisbursed', data: transfer(60) }).refused('COMMITMENT_DRAWN');
    adjust(-41, { type: 'FundsDisbursed', data: { ...transfer(60), commitment: nth(1) } }).refused('COMMITMENT_DRAWN');
    adjust(-41, { type: 'FundsSpent', data: { ...transfer(60), direction: 'OUTGOING' } }).refused('COMMITMENT_DRAWN');
    expect(adjust(-40, { type: 'FundsDisbursed', data: transfer(60) }).outcome).toHaveLength(1);
  });

  it('is separated from another telling as long as it is a fact of this project, of whatever kind', () => {
    const record = project(
      { type: 'FundsPledged', data: transfer(10) },
      committed(100),
      { type: 'PledgeReduced', data: { ...transfer(1), pledge: nth(1) } },
      { type: 'CommitmentAdjusted', data: { ...transfer(1), commitment: nth(2), reason: 'more' } },
      { type: 'FundsDisbursed', data: transfer(60) },
      { type: 'FundsSpent', data: { ...transfer(5), direction: 'OUTGOING' } },
      { type: 'FundsReturned', data: transfer(2) },
      { type: 'PledgeCancelled', data: { ...transfer(9), pledge: nth(1), reason: 'over' } },
    );
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const said = { transfer: nth(n), reason: 'two payments' };
      record.when('tellTransferApart', said).then([{ type: 'TransferToldApart', data: said }]);
    }
    for (const n of [0, 9]) {
      record.when('tellTransferApart', { transfer: nth(n), reason: 'none' }).refused('UNKNOWN_TRANSFER');
      record.when('tellTransferTogether', { transfer: nth(n) }).refused('UNKNOWN_TRANSFER');
    }
  });

  it('is spent up to what is committed, and returned up to what was disbursed', () => {
    project(committed(100))
      .when('spendFunds', { amount: usd(101), valueDate: '2021-02-01' })
      .refused('NOT_COMMITTED');
    expect(project(committed(100)).when('spendFunds', { amount: usd(100), valueDate: '2021-02-01' }).outcome).toMatchObject([
      { type: 'FundsSpent', data: { direction: 'OUTGOING' } },
    ]);
    const disbursed: Event = { type: 'FundsDisbursed', data: transfer(60) };
    project(committed(100), disbursed)
      .when('returnFunds', { ...money, amount: usd(61) })
      .refused('NOT_DISBURSED');
    project(committed(100), disbursed)
      .when('returnFunds', { ...money, amount: usd(60), reason: 'unused' })
      .then([{ type: 'FundsReturned', data: { ...transfer(60), reason: 'unused' } }]);
  });

  it('is pledged, reduced by at most what is left, and cancelled for the rest', () => {
    const pledged: Event = { type: 'FundsPledged', data: transfer(100) };
    const reduced: Event = { type: 'PledgeReduced', data: { ...transfer(30), pledge: nth(1) } };
    project()
      .when('pledgeFunds', { ...money, amount: usd(100) })
      .then([pledged]);
    project(pledged)
      .when('reducePledge', { pledge: nth(1), amount: usd(101), valueDate: '2021-02-01' })
      .refused('PLEDGE_EXCEEDED');
    project(pledged)
      .when('reducePledge', { pledge: nth(0), amount: usd(1), valueDate: '2021-02-01' })
      .refused('UNKNOWN_PLEDGE');
    project(pledged)
      .when('reducePledge', { pledge: nth(1), amount: { minor: 1, currency: 'EUR' }, valueDate: '2021-02-01' })
      .refused('OTHER_CURRENCY');
    project(pledged)
      .when('reducePledge', { pledge: nth(1), amount: usd(30), valueDate: '2021-02-01' })
      .then([reduced]);
    const cancelled: Event = { type: 'PledgeCancelled', data: { ...transfer(70), pledge: nth(1), reason: 'budget' } };
    const cancel = { pledge: nth(1), valueDate: '2021-02-01', reason: 'budget' };
    project(pledged, reduced).when('cancelPledge', cancel).then([cancelled]);
    project(pledged, reduced, cancelled).when('cancelPledge', cancel).then([]);
    expect(project(pledged, reduced, cancelled).state.totals.INCOMING.pledged).toEqual({ USD: 0 });
  });

  it('is more than zero, but where it is published otherwise', () => {
    project()
      .when('commitFunds', { ...money, amount: usd(-5) })
      .refused('AMOUNT_NOT_POSITIVE');
    project()
      .when('commitFunds', { ...money, amount: usd(-5), asPublished: true })
      .then([{ type: 'FundsCommitted', data: transfer(-5) }]);
  });

  it('that is published without cover is recorded and marked, on the event and on the project', () => {
    const event: Event = { type: 'FundsDisbursed', data: { ...transfer(60), unbacked: true } };
    project()
      .when('disburseFunds', { ...money, amount: usd(60), asPublished: true })
      .then([event]);
    expect(project(event).state.unbacked).toBe(true);
    project(committed(60))
      .when('disburseFunds', { ...money, amount: usd(60), asPublished: true })
      .then([{ type: 'FundsDisbursed', data: transfer(60) }]);
  });

  it('is not taken by a cancelled project, but returns and late reports are', () => {
    const record = project(
      committed(100),
      { type: 'FundsDisbursed', data: transfer(50) },
      { type: 'ProjectCancelled', data: { reason: 'x' } },
    );
    record.when('commitFunds', { ...money, amount: usd(1) }).refused('PROJECT_CANCELLED');
    expect(record.when('commitFunds', { ...money, amount: usd(1) }, { occurredAt: '2021-01-02' }).outcome).toHaveLength(1);
    expect(record.when('returnFunds', { ...money, amount: usd(50) }).outcome).toHaveLength(1);
  });

  it('makes no new version of what a project shows', () => {
    const shown = ({ totals: _t, promises: _p, ...rest }: AssistanceProjectState) => rest;
    expect(shown(project(committed(100)).state)).toEqual(shown(project().state));
  });
});

describe('whatever happens to a project', () => {
  const day = fc.constantFrom('2021-01-05', '2021-02-05', '2021-03-05', '2021-04-05');
  const amount = fc.record({ minor: fc.integer({ min: -50, max: 200 }), currency: fc.constantFrom('USD', 'EUR') });
  const named = fc.integer({ min: 0, max: 12 }).map((n) => nth(n));
  const fact = fc.record(
    { amount, valueDate: day, provider: fc.constantFrom(id('UNODC'), id('Japan')), commitment: named },
    { requiredKeys: ['amount', 'valueDate'] },
  );
  const command = fc.oneof(
    fc.tuple(fc.constantFrom('pledgeFunds', 'commitFunds', 'disburseFunds', 'spendFunds', 'returnFunds'), fact),
    fc.tuple(
      fc.constantFrom('reducePledge', 'cancelPledge'),
      fc.record({ pledge: named, amount: amount.filter(({ minor }) => minor > 0), valueDate: day, reason: fc.constant('r') }),
    ),
    fc.tuple(
      fc.constant('adjustCommittedFunds'),
      fc.record({ commitment: named, amount, valueDate: day, reason: fc.constant('r') }),
    ),
    fc.tuple(
      fc.constantFrom('suspendProject', 'resumeProject', 'completeProject', 'cancelProject'),
      fc.constant({ reason: 'r' }),
    ),
    fc.tuple(fc.constant('advanceProject'), fc.record({ to: fc.constantFrom('PIPELINE', 'IMPLEMENTATION', 'FINALISATION') })),
  );

  it('no sequence of commands disburses more than is committed, returns more than was disbursed, or leaves a pledge below zero', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
        let told: Event[] = [opened];
        for (const [name, input] of commands) {
          const { outcome } = given(assistanceProject, told).when(name, input);
          if (!isRefusal(outcome)) told = [...told, ...(outcome as Event[])];
        }
        const { totals, promises } = given(assistanceProject, told).state;
        const spent: Record<string, number> = {};
        const all: Record<string, number> = {};
        for (const { committed, disbursed, returned, spent: out } of Object.values(totals)) {
          for (const currency of ['USD', 'EUR']) {
            expect(disbursed[currency] ?? 0).toBeLessThanOrEqual(committed[currency] ?? 0);
            expect(returned[currency] ?? 0).toBeLessThanOrEqual(disbursed[currency] ?? 0);
            spent[currency] = (spent[currency] ?? 0) + (out[currency] ?? 0);
            all[currency] = (all[currency] ?? 0) + (committed[currency] ?? 0);
          }
        }
        for (const currency of Object.keys(spent)) expect(spent[currency]).toBeLessThanOrEqual(all[currency]!);
        for (const { minor, drawn } of Object.values(promises)) expect(minor).toBeGreaterThanOrEqual(Math.max(drawn, 0));
      }),
      { numRuns: 150 },
    );
  });

  it('reports in any order are rendered without fail', () => {
    const any: Event[] = [
      opened,
      { type: 'ProjectDescribed', data: { title: english('y'), cleared: ['scope'] } },
      { type: 'PartnerRoleAssigned', data: { actor: id('Japan'), role: 'FUNDING' } },
      { type: 'PartnerRoleEnded', data: { actor: id('Japan'), role: 'FUNDING' } },
      { type: 'FundsPledged', data: transfer(100) },
      { type: 'PledgeReduced', data: { ...transfer(30), pledge: nth(4) } },
      { type: 'PledgeCancelled', data: { ...transfer(70), pledge: nth(4), reason: 'r' } },
      committed(100),
      { type: 'CommitmentAdjusted', data: { ...transfer(-10), commitment: nth(7), reason: 'r' } },
      { type: 'FundsDisbursed', data: { ...transfer(10), commitment: nth(7) } },
      { type: 'FundsSpent', data: transfer(10) },
      { type: 'FundsReturned', data: transfer(10) },
      { type: 'InKindContributionRecorded', data: { provider: id('Japan'), description: english('x'), day: '2021-01-01' } },
      { type: 'MilestonePlanned', data: { title: english('m'), due: '2021-05-01' } },
      { type: 'MilestoneReached', data: { milestone: nth(13) } },
      { type: 'MilestoneMissed', data: { milestone: nth(13), reason: 'r' } },
      { type: 'ResultReported', data: { reference: 'R', type: 'OUTPUT', title: english('r'), indicators: [] } },
      { type: 'ResultWithdrawn', data: { reference: 'R', reason: 'r' } },
      { type: 'EvaluationRecorded', data: { title: english('e'), day: '2021-01-01' } },
      { type: 'ProjectAdvanced', data: { to: 'FINALISATION' } },
      { type: 'ProjectSuspended', data: { reason: 'r' } },
      { type: 'ProjectResumed', data: {} },
      { type: 'TransferToldApart', data: { transfer: nth(10), reason: 'r' } },
      { type: 'TransferToldTogether', data: { transfer: nth(10) } },
      { type: 'ProjectCompleted', data: {} },
      { type: 'ProjectCancelled', data: { reason: 'r' } },
    ];
    expect(new Set(any.map(({ type }) => type))).toEqual(new Set(Object.keys(assistanceProjectEvents)));
    fc.assert(
      fc.property(fc.array(day, { minLength: any.length, maxLength: any.length }), (days) => {
        const { state } = given(
          assistanceProject,
          any.map((event, i) => ({ ...event, on: days[i]! })),
        );
        // Sums do not depend on the order in which things happened.
        expect(state.totals.INCOMING).toEqual({
          pledged: { USD: 0 },
          committed: { USD: 90 },
          disbursed: { USD: 10 },
          spent: { USD: 10 },
          returned: { USD: 10 },
        });
      }),
      { numRuns: 100 },
    );
  });
});
