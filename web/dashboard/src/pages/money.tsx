import { useState } from 'preact/hooks';
import { coded, place } from '../codes.js';
import { question } from '../api.js';
import { Bars } from '../parts/bars.js';
import { type Rows } from '../parts/list-panel.js';
import { Panel } from '../parts/panel.js';
import { Links, type Titled } from '../parts/record-link.js';
import { Table } from '../parts/table.js';
import { money, t, type Word } from '../words.js';

const BY = { DONOR: 'byDonor', RECIPIENT: 'byRecipient', THEME: 'byTheme', YEAR: 'byYear' } as const satisfies Readonly<
  Record<string, Word>
>;
type Dimension = keyof typeof BY;
const DRAWN = ['pledged', 'committed', 'disbursed'] as const;
const SUMS = [...DRAWN, 'outstanding'] as const;

interface Line extends Readonly<Record<(typeof SUMS)[number], string>> {
  readonly currency: string;
  readonly flow: string;
  readonly donor: Titled | null;
  readonly recipient: string | null;
  readonly theme: string | null;
  readonly year: number | null;
}

const MONEY = question<{ readonly donorPortfolio: Rows<Line> }>(
  'Money',
  `donorPortfolio(by: [$by], first: 500) {
      nodes { currency flow donor { id name } recipient theme year ${SUMS.join(' ')} }
    }`,
  '$by: PortfolioDimension!',
);

const titleOf = ({ donor, recipient, theme, year }: Line) =>
  donor?.name ??
  (recipient ? place(recipient) : undefined) ??
  (theme ? coded(theme) : undefined) ??
  (year === null ? '—' : String(year));

/** Money by donor, recipient, theme or year, of one currency and of one flow. */
export function Money() {
  const [by, setBy] = useState<Dimension>('DONOR');
  const [currency, setCurrency] = useState<string>();
  return (
    <Panel title={t('money')} note={t('moneyNote')} ask={MONEY} variables={{ by }} file="donorPortfolio" fileQuery={{ by }}>
      {({ donorPortfolio: { nodes } }, today) => {
        const currencies = [...new Set(nodes.map((line) => line.currency))].sort();
        const shown = currencies.find((one) => one === currency) ?? currencies[0] ?? '';
        const isShown = (line: Line) => line.currency === shown && line.flow === 'STANDARD';
        const lines = nodes.filter(isShown);
        return (
          <>
            <p class="choice">
              <label>
                {t('by')}{' '}
                <select value={by} onChange={(event) => setBy(event.currentTarget.value as Dimension)}>
                  {Object.entries(BY).map(([dimension, word]) => (
                    <option key={dimension} value={dimension}>
                      {t(word)}
                    </option>
                  ))}
                </select>
              </label>{' '}
              <label>
                {t('currency')}{' '}
                <select value={shown} onChange={(event) => setCurrency(event.currentTarget.value)}>
                  {currencies.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              </label>
            </p>
            <Bars
              title={t('money')}
              series={DRAWN.map((sum) => t(sum))}
              bars={lines.map((line) => ({
                id: titleOf(line),
                title: titleOf(line),
                values: DRAWN.map((sum) => Math.max(0, Number(line[sum]))),
              }))}
              show={(value) => money(String(value), shown)}
            />
            <Table
              caption={t('money')}
              rows={lines}
              today={today?.donorPortfolio.nodes.filter(isShown)}
              idOf={titleOf}
              columns={[
                {
                  id: 'of',
                  title: t(BY[by]),
                  value: titleOf,
                  show: (line) => (line.donor ? <Links of={[line.donor]} /> : titleOf(line)),
                },
                ...SUMS.map((sum) => ({
                  id: sum,
                  title: t(sum),
                  isNumber: true,
                  value: (line: Line) => money(line[sum], shown),
                })),
              ]}
            />
          </>
        );
      }}
    </Panel>
  );
}
