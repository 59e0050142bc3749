import { useState } from 'preact/hooks';
import { amend } from '../address.js';
import { useMoment } from '../api.js';
import { day, t } from '../words.js';

/** The month at which the slider begins: before it the demonstration and most records say little. */
const FIRST = { year: 2017, month: 1 };

const monthsSince = (text: string) => {
  const [year, month] = text.split('-').map(Number);
  return (year! - FIRST.year) * 12 + (month ?? 12) - FIRST.month;
};
const monthOf = (months: number) =>
  `${FIRST.year + Math.floor(months / 12)}-${String((months % 12) + FIRST.month).padStart(2, '0')}`;

/** Which moment the page shows: a slider of months and two days, all of them in the address. */
export function MomentBar() {
  const { asOf, knownAt } = useMoment();
  const now = new Date().toISOString().slice(0, 10);
  const last = monthsSince(now);
  const [isSliding, slide] = useState<number>();
  const at = isSliding ?? (asOf ? Math.min(Math.max(monthsSince(asOf), 0), last) : last);
  const settle = (months: number) => {
    slide(undefined);
    amend({ asOf: months >= last ? undefined : monthOf(months) });
  };
  const isPast = asOf !== undefined || knownAt !== undefined;
  return (
    <form class="moment" aria-label={t('moment')} onSubmit={(event) => event.preventDefault()}>
      <label class="slider">
        <span class="hidden">{t('slider')}</span>
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={at}
          aria-valuetext={at >= last ? t('today') : day(monthOf(at))}
          onInput={(event) => slide(Number(event.currentTarget.value))}
          onChange={(event) => settle(Number(event.currentTarget.value))}
        />
        <output>{isSliding === undefined ? (asOf ? day(asOf) : t('today')) : at >= last ? t('today') : day(monthOf(at))}</output>
      </label>
      <DayField name="asOf" value={asOf} max={now} />
      <DayField name="knownAt" value={knownAt} max={now} />
      {isPast && (
        <button type="button" onClick={() => amend({ asOf: undefined, knownAt: undefined })}>
          {t('backToToday')}
        </button>
      )}
    </form>
  );
}

interface DayFieldProps {
  readonly name: 'asOf' | 'knownAt';
  readonly value?: string;
  readonly max: string;
}

function DayField({ name, value, max }: DayFieldProps) {
  // A month or a year is shown by the last of its days that has come.
  const whole = value && value.length < 10 ? lastDay(value, max) : value;
  return (
    <label title={t(name === 'asOf' ? 'asOfHelp' : 'knownAtHelp')}>
      {t(name)}
      <input type="date" max={max} value={whole ?? ''} onChange={(event) => amend({ [name]: event.currentTarget.value })} />
    </label>
  );
}

function lastDay(text: string, max: string): string | undefined {
  const [year, month] = text.split('-').map(Number);
  if (!Number.isInteger(year)) return undefined;
  const last = new Date(Date.UTC(year!, month ?? 12, 0)).toISOString().slice(0, 10);
  return last < max ? last : max;
}
