import { describe, expect, it } from '@jest/globals';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { flow, ftsFile, ftsLog } from '../../../test/support/fts-file.js';
import { actorIdOf } from '../publication/identity.js';
import { reasonOf } from '../publication/publication.js';
import { printSummary } from '../publication/summary.js';

describe('a flow of the Financial Tracking Service', () => {
  it('is a project of who receives it, with its number, its plan and where it goes, and one movement of money', async () => {
    const { publish, state, events } = ftsLog();
    const summary = await publish(
      flow({
        destLocations: 'JOR,PSE',
        destGlobalClusters: 'Health,Education',
        destPlan: 'Afghanistan 2020',
        destPlanCode: 'HAFG20',
        destEmergency: 'Multiple',
        keywords: 'Multiyear',
        refCode: 'X-7',
      }),
    );
    expect(summary.problems).toEqual([]);
    expect(await state()).toMatchObject({
      reporter: actorIdOf('40:world food programme'),
      status: 'IMPLEMENTATION',
      title: [{ language: 'und', text: 'Wheat' }],
      plannedStart: '2020-01-01',
      plannedEnd: '2020-12-31',
      recipients: [{ country: 'JO' }, { country: 'PS' }],
      sectors: [{ code: 'Health' }, { code: 'Education' }],
      tags: [{ code: 'HAFG20', name: [{ text: 'Afghanistan 2020' }] }, { code: 'Multiyear' }],
      identifiers: [{ scheme: 'FTS', value: '7' }],
      partners: [
        { actor: actorIdOf('10:norway government of'), role: 'FUNDING' },
        { actor: actorIdOf('40:world food programme'), role: 'IMPLEMENTING' },
      ],
    });
    expect((await events()).find(({ type }) => type === 'FundsDisbursed')).toMatchObject({
      data: {
        amount: { minor: 5_000_000_00, currency: 'NOK' },
        direction: 'INCOMING',
        flow: 'STANDARD',
        provider: actorIdOf('10:norway government of'),
        receiver: actorIdOf('40:world food programme'),
        reference: 'X-7',
        unbacked: true,
      },
      metadata: { occurredAt: '2020-12-31T00:00:00.000Z' },
    });
  });

  it('is money in the currency in which it was given, and in dollars where that is not said', async () => {
    const { publish, moved } = ftsLog();
    await publish(
      flow({ id: '1', originalAmount: '12.5', originalCurrency: 'KWD' }),
      flow({ id: '2', originalAmount: '', originalCurrency: 'JPY', amountUSD: '77' }),
      flow({ id: '3', originalAmount: '0', originalCurrency: 'USD', amountUSD: '78' }),
    );
    expect((await moved()).map(({ amount }) => amount)).toEqual([
      { minor: 12_500, currency: 'KWD' },
      { minor: 7_700, currency: 'USD' },
      { minor: 7_800, currency: 'USD' },
    ]);
  });

  it('keeps pledges, commitments and payments apart, and what is parked, passed through or carried over', async () => {
    const { publish, moved } = ftsLog();
    await publish(
      flow({ id: '1', status: 'pledge', flowType: 'Parked' }),
      flow({ id: '2', status: 'commitment', flowType: 'Pass through' }),
      flow({ id: '3', status: 'paid', flowType: 'Carryover' }),
    );
    expect((await moved()).map(({ type, flow: course }) => `${type} ${course}`)).toEqual([
      'FundsPledged PARKED',
      'FundsCommitted PASS_THROUGH',
      'FundsDisbursed CARRYOVER',
    ]);
  });

  it('is no money where goods are given, whoever gave them', async () => {
    const { publish, state, moved } = ftsLog();
    await publish(flow({ contributionType: 'in kind', srcOrganization: '', srcOrganizationTypes: '' }));
    expect(await moved()).toEqual([]);
    expect((await state()).inKind).toEqual([
      {
        receiver: actorIdOf('40:world food programme'),
        description: [{ language: 'und', text: 'Wheat' }],
        day: '2020-12-31',
        estimatedValue: { minor: 5_000_000_00, currency: 'NOK' },
      },
    ]);
  });

  it('moves nothing where all that was parked is given on since, and is known all the same', async () => {
    const { publish, state, moved } = ftsLog();
    await publish(flow({ flowType: 'Parked', amountUSD: '0', originalAmount: '0' }));
    expect(await moved()).toEqual([]);
    expect((await state()).tags).toEqual([{ vocabulary: '99', code: 'PARKED', name: [{ language: 'en', text: 'Parked' }] }]);
  });

  it('goes out from its giver where several receive it', async () => {
    const { publish, state, moved } = ftsLog();
    await publish(flow({ destOrganization: 'Multiple', destOrganizationTypes: 'NGO,NGO' }));
    expect((await state()).reporter).toBe(actorIdOf('10:norway government of'));
    expect(await moved()).toMatchObject([{ direction: 'OUTGOING' }]);
  });

  it('is a payment instead of a commitment once it is reported so, and a commitment again after that', async () => {
    const { publish, moved } = ftsLog();
    const standing = async () => (await moved()).filter(({ amount }) => amount.minor !== 0).map(({ type }) => type);
    await publish(flow({ status: 'commitment' }));
    await publish(flow({ status: 'paid' }));
    expect(await standing()).toEqual(['FundsDisbursed']);
    await publish(flow({ status: 'commitment' }));
    expect(await standing()).toEqual(['FundsCommitted']);
  });

  it('is corrected where its amount or its flow changes', async () => {
    const { publish, moved, events } = ftsLog();
    await publish(flow({ flowType: 'Parked' }));
    await publish(flow({ flowType: 'Parked', originalAmount: '7' }));
    await publish(flow({ originalAmount: '7' }));
    expect(await moved()).toMatchObject([{ amount: { minor: 700 }, flow: 'STANDARD' }]);
    expect((await events()).filter(({ type }) => type === 'RecordCorrected')).toHaveLength(2);
  });
});

describe('what is wrong in a file of flows', () => {
  it('is said with its line, its field, its value and the rule, and does not stop the rest', async () => {
    const { publish, state } = ftsLog();
    const summary = await publish(
      flow({ id: 'x' }),
      flow({ id: '2', date: '2021-02-30' }),
      flow({ id: '3', date: '2999-01-01', description: 'on two\nlines' }),
      flow({ id: '4', status: 'promised' }),
      flow({ id: '5', flowType: 'Sideways' }),
      flow({ id: '6', contributionType: '' }),
      flow({ id: '7', originalAmount: 'many' }),
      flow({ id: '8', originalAmount: '1.005' }),
      flow({ id: '9', originalCurrency: 'ZZZ' }),
      flow({ id: '10', originalCurrency: '' }),
      flow({ id: '11', destLocations: 'AFG,XX' }),
      flow({ id: '12', srcOrganizationTypes: 'Club' }),
      flow({ id: '13', srcOrganization: '', destOrganization: '' }),
      flow({ id: '14', destUsageYearStart: '2021', destUsageYearEnd: '2020' }),
      flow({ id: '15', description: '' }),
      flow({ id: '16' }),
      `${flow({ id: '17' })},too,many`,
      flow({ id: '16', description: 'Rice' }),
    );
    expect(summary.items).toEqual({ opened: 14, changed: 0, unchanged: 0, notTaken: 4 });
    expect(summary.problems.map((one) => `${one.line}: ${reasonOf(one)}`)).toEqual([
      '2: id = x: is the number of a flow',
      '3: date = 2021-02-30: is a day that exists',
      '4: date = 2999-01-01: does not lie in the future',
      '6: status = promised: is one of pledge, commitment, paid',
      '7: flowType = Sideways: is one of Standard, Parked, Pass through, Carryover',
      '8: contributionType = nothing: is one of financial, in kind',
      '9: originalAmount = many: is a number',
      '10: originalAmount = 1.005: NOK has at most 2 decimals (NOK)',
      '11: originalAmount = 5000000: currency is an ISO 4217 code, such as USD (ZZZ)',
      '12: originalCurrency = nothing: says in which currency originalAmount is',
      '13: destLocations = XX: is a country of ISO 3166-1: its alpha-2 or alpha-3 code, or its name',
      expect.stringContaining('14: srcOrganizationTypes = Club: is one of Government, UN agency'),
      '15: destOrganization = nothing: a flow names the organisation that it comes from, or the one that it goes to',
      '16: destUsageYearEnd = 2020: is not before destUsageYearStart, 2021',
      '17: description = nothing: says what the flow is for; its number stands for it',
      '19: the row has 27 cells, where the header has 25 columns',
      '20: says the same as line 18 of flows.csv, which has this identifier and was taken',
    ]);
    expect(printSummary(summary)).toContain('flows.csv:6: FTS:4: left out: status = promised');
    expect((await state('4')).missing).toMatchObject([{ element: 'transaction', count: 1 }]);
  });

  it('is nothing where a flow is reported again word for word: it is taken once', async () => {
    const { publish, store } = ftsLog();
    const summary = await publish(flow(), flow());
    expect(summary).toMatchObject({ items: { opened: 1, notTaken: 0 }, repeated: 1, problems: [] });
    expect(printSummary(summary)).toContain('1 told again word for word, and taken once');
    expect(await store.head()).toBe(4n);
  });

  it('ends the reading where the file is no CSV of flows any more, and says on which line', async () => {
    const { take, store } = ftsLog();
    const reasonsOf = async (path: string) => (await take(path)).problems.map((one) => `${one.line}: ${reasonOf(one)}`);
    const path = await ftsFile([flow()]);
    await appendFile(path, '"2020-12-31"x,\n');
    expect(await reasonsOf(path)).toEqual([expect.stringContaining('3: not well-formed CSV')]);
    expect(await store.head()).toBe(4n);
    await writeFile(path, `${(await readFile(path, 'utf8')).slice(0, -15)}"`);
    expect(await reasonsOf(path)).toEqual([expect.stringContaining('Quote Not Closed')]);
    await writeFile(path, Buffer.from([0xff, 0xfe, 0xfd]));
    expect(await reasonsOf(path)).toEqual([expect.stringContaining('1: the file is not in its encoding, utf-16le')]);
    await writeFile(path, '');
    expect(await reasonsOf(path)).toEqual([expect.stringMatching(/^1: the file is empty; /)]);
    await writeFile(path, 'id,date\n7,2020-12-31\n');
    expect(await reasonsOf(path)).toEqual([expect.stringContaining('the column description, amountUSD')]);
    await expect(take(`${path}.none`)).rejects.toThrow('ENOENT');
    expect(await store.head()).toBe(4n);
  });

  it('is not the row of tags that files of the Humanitarian Data Exchange have', async () => {
    const { publish } = ftsLog();
    expect((await publish(Array.from({ length: 25 }, (_, i) => (i < 3 ? '' : `#tag${i}`)).join(), flow())).problems).toEqual([]);
  });
});

describe('an import that is interrupted', () => {
  it('says so, and goes on from there', async () => {
    const { take, store } = ftsLog();
    const path = await ftsFile(Array.from({ length: 100 }, (_, i) => flow({ id: String(i) })));
    const abort = new AbortController();
    const summary = await take(path, { signal: abort.signal, progress: (done) => done === 40 && abort.abort() });
    expect(summary.interrupted).toBe(true);
    expect(printSummary(summary)).toContain('Interrupted. The same command goes on from here.');
    const part = await store.head();
    expect(part).toBeGreaterThan(40n);
    expect(part).toBeLessThan(202n);
    expect(await take(path)).toMatchObject({ interrupted: false, problems: [] });
    expect(await store.head()).toBe(202n);
  });
});
