import { type ComponentChildren } from 'preact';
import { Link } from '../address.js';
import { day, instant, label, number, plain, t } from '../words.js';
import { nameOf, type Named } from './record-link.js';

const ID = /^[a-z]\w*_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const CODE = /^[A-Z]{2,}(_[A-Z]+)*$/;

/** Any value of the API as text, lists and links; never as markup. Nulls and empty lists give nothing. */
export function Value({ of }: { readonly of: unknown }): ComponentChildren {
  if (!isSaid(of)) return null;
  if (typeof of === 'boolean') return t(of ? 'yes' : 'no');
  if (typeof of === 'number') return number(of);
  if (typeof of === 'string') return textOf(of);
  if (Array.isArray(of))
    return (
      <ul class="values">
        {of.map((one: unknown, i) => (
          <li key={i}>
            <Value of={one} />
          </li>
        ))}
      </ul>
    );
  const object = of as Readonly<Record<string, unknown>>;
  if (typeof object.__typename === 'string' && typeof object.id === 'string')
    return <Link to={`/record/${object.id}`}>{nameOf(object as Named)}</Link>;
  if (isTranslation(object)) return <span lang={object.language}>{object.text}</span>;
  return <Fields of={object} />;
}

/** The fields of an object by their names. @param today the same today, where another moment is shown */
export function Fields({ of, today }: { readonly of: object; readonly today?: object }) {
  const now = today as Readonly<Record<string, unknown>> | undefined;
  return (
    <dl class="fields">
      {Object.entries(of as Readonly<Record<string, unknown>>)
        .filter(([name, value]) => name !== '__typename' && isSaid(value))
        .map(([name, value]) => (
          <div key={name}>
            <dt>{plain(name.replace(/^[A-Z]\w*_name$/, 'name'))}</dt>
            <dd>
              <Value of={value} />
              {now && JSON.stringify(now[name]) !== JSON.stringify(value) && (
                <span class="differs">
                  {' ≠ '}
                  <span class="hidden">{t('differs')}</span>
                </span>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function textOf(text: string): ComponentChildren {
  if (ID.test(text)) return <Link to={`/record/${text}`}>{text.slice(0, text.indexOf('_') + 9)}…</Link>;
  if (DAY.test(text)) return day(text);
  if (INSTANT.test(text)) return instant(text);
  if (CODE.test(text)) return label(text);
  return <bdi>{text}</bdi>;
}

const isSaid = (value: unknown) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0);

const isTranslation = (value: object): value is { readonly language: string; readonly text: string } =>
  'language' in value && 'text' in value;
