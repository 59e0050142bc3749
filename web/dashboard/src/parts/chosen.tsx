import { type ComponentChildren } from 'preact';
import { amend, useAddress } from '../address.js';
import { label, t } from '../words.js';

interface ChosenProps<Name extends string> {
  readonly of: readonly Name[];
  readonly children: (chosen: Name | undefined) => ComponentChildren;
}

/** A choice among standings, kept in the address; all, if none is chosen. */
export function ChosenStanding<Name extends string>({ of, children }: ChosenProps<Name>) {
  const asked = useAddress().query.get('standing');
  const chosen = of.find((one) => one === asked);
  return (
    <>
      <p class="choice">
        <label>
          {t('standing')}{' '}
          <select value={chosen ?? ''} onChange={(event) => amend({ standing: event.currentTarget.value })}>
            <option value="">{t('all')}</option>
            {of.map((one) => (
              <option key={one} value={one}>
                {label(one)}
              </option>
            ))}
          </select>
        </label>
      </p>
      {children(chosen)}
    </>
  );
}
