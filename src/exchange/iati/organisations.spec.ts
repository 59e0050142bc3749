import { describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { activity, iatiFile, transaction } from '../../../test/support/iati-file.js';
import { log } from '../../../test/support/iati-log.js';
import { type ActorState } from '../../records/actor/actor.fields.js';
import { actorIdOf } from '../publication/identity.js';
import { reasonOf } from '../publication/publication.js';

const period = (year: string) => `<period-start iso-date="${year}-01-01"/><period-end iso-date="${year}-12-31"/>`;
const total = (amount: string, year = '2020') =>
  `<total-budget status="2">${period(year)}<value value-date="${year}-01-01">${amount}</value></total-budget>`;
const others = `<recipient-org-budget>${period('2021')}<recipient-org ref="XT-2"><narrative>Second</narrative></recipient-org><value currency="JPY" value-date="2021-01-01">5000</value></recipient-org-budget>
<recipient-country-budget>${period('2021')}<recipient-country code="KE"/><value value-date="2021-01-01">10.50</value></recipient-country-budget>
<recipient-region-budget>${period('2021')}<recipient-region code="298"/><value value-date="2021-01-01">1</value></recipient-region-budget>
<total-expenditure>${period('2019')}<value value-date="2019-12-31">7.25</value></total-expenditure>`;

/** An organisation file. @returns its path */
async function organisationFile(budgets: string, name = 'organisation.xml'): Promise<string> {
  const path = await iatiFile([], { name });
  await writeFile(
    path,
    `<iati-organisations version="2.03"><iati-organisation default-currency="EUR" xml:lang="en"><organisation-identifier>XT-1</organisation-identifier>
<name><narrative>First</narrative></name><reporting-org ref="XT-1" type="10"><narrative>First</narrative></reporting-org>
${budgets}
</iati-organisation></iati-organisations>`,
  );
  return path;
}

function organisations() {
  const one = log();
  const budgets = async () => ((await one.handler.load('actor', actorIdOf('XT-1'))).state as ActorState).budgets;
  return { ...one, budgets };
}

describe('an organisation file', () => {
  it('gives the organisation its budgets, and records nothing the second time', async () => {
    const { take, budgets, handler } = organisations();
    const path = await organisationFile(total('100') + others);
    const rehearsed = await take(path, { dryRun: true });
    expect(rehearsed).toMatchObject({ items: { opened: 1 }, problems: [] });
    expect(await take(path)).toMatchObject({ items: rehearsed.items, events: rehearsed.events, problems: [] });
    const dataset = 'XT-1: organisation.xml';
    expect(await budgets()).toEqual([
      {
        dataset,
        kind: 'TOTAL',
        status: 'COMMITTED',
        start: '2020-01-01',
        end: '2020-12-31',
        amount: { minor: 100_00, currency: 'EUR' },
        valueDate: '2020-01-01',
      },
      expect.objectContaining({
        kind: 'TO_ORGANISATION',
        recipient: actorIdOf('XT-2'),
        amount: { minor: 5000, currency: 'JPY' },
      }),
      expect.objectContaining({ kind: 'TO_COUNTRY', country: 'KE', amount: { minor: 10_50, currency: 'EUR' } }),
      expect.objectContaining({ kind: 'TO_REGION', region: '298', vocabulary: 'DAC' }),
      expect.objectContaining({ kind: 'SPENT', amount: { minor: 7_25, currency: 'EUR' } }),
    ]);
    expect((await handler.load('actor', actorIdOf('XT-1'))).state).toMatchObject({ actorKind: 'NATIONAL_AGENCY' });
    expect(await take(path)).toMatchObject({ items: { unchanged: 1 }, events: { recorded: 0 } });
    expect(await take(await organisationFile(total('90')))).toMatchObject({ items: { changed: 1 }, events: { recorded: 1 } });
    expect(await budgets()).toMatchObject([{ amount: { minor: 90_00 } }]);
  });

  it('adds up with another of the same organisation, and is read beside files of activities', async () => {
    const { take, budgets, state } = organisations();
    const paths = [
      await organisationFile(total('100')),
      await iatiFile([activity({ more: transaction('3', '10') })]),
      await organisationFile(total('200', '2021'), 'second.xml'),
    ];
    expect(await take(paths)).toMatchObject({ items: { opened: 3 }, problems: [] });
    expect((await budgets()).map(({ amount }) => amount.minor)).toEqual([100_00, 200_00]);
    expect((await state()).totals.OUTGOING.disbursed).toEqual({ USD: 10_00 });
    const { budgets: merged, take: again } = organisations();
    expect(await again(paths, { dataset: 'one' })).toMatchObject({ merged: 1, problems: [] });
    expect(await merged()).toHaveLength(2);
  });

  it('is taken without a budget that is wrong, and refused where it does not say which organisation it is', async () => {
    const { take, budgets } = organisations();
    const wrong =
      total('many') + total('5').replace('2020-12-31', '2019-12-31') + others.replace('code="KE"', 'code="QQ"') + total('3');
    expect((await take(await organisationFile(wrong))).problems.map(({ element, effect }) => [element, effect])).toEqual([
      ['value', 'PART'],
      ['period-end', 'PART'],
      ['recipient-country/@code', 'PART'],
    ]);
    expect(await budgets()).toHaveLength(4);
    const path = await iatiFile([]);
    await writeFile(path, '<iati-organisations version="2.03"><iati-organisation/></iati-organisations>');
    expect((await take(path)).problems.map(reasonOf)).toEqual([
      'organisation-identifier: is missing: it says which organisation this is',
    ]);
  });
});
