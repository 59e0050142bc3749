import { type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf, amend, go, Link, useAddress } from '../address.js';
import { useMoment } from '../api.js';
import { day, language, LANGUAGES, t, type Word } from '../words.js';
import { MomentBar } from './moment.js';
import { SignIn } from './sign-in.js';
import { takeTheme, theme, THEMES, type Theme } from './theme.js';

/** Pages of the navigation, in order; the overview is the first. */
const PAGES = [
  'overview',
  'states',
  'commitments',
  'recommendations',
  'assistance',
  'partnerships',
  'activities',
  'guidance',
  'networks',
  'trends',
] as const satisfies readonly Word[];

/** What every page has around it. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const { path } = useAddress();
  const { asOf, knownAt } = useMoment();
  const here = path[0] ?? 'overview';
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <header class="top">
        <Link to="/" class="brand">
          Concord
        </Link>
        <p class="tagline">{t('tagline')}</p>
        <SearchField />
        <Settings />
      </header>
      <nav aria-label={t('pages')}>
        <ul>
          {PAGES.map((page) => (
            <li key={page}>
              <Link to={page === 'overview' ? '/' : `/${page}`} aria-current={here === page ? 'page' : undefined}>
                {t(page)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <MomentBar />
      <main id="main" tabIndex={-1}>
        {(asOf ?? knownAt) && (
          <p class="past" role="status">
            {[asOf && t('shownAsOf', { day: day(asOf) }), knownAt && t('shownKnownAt', { day: day(knownAt) })]
              .filter(Boolean)
              .join(', ')}
            {' · ≠ '}
            {t('differs')}
          </p>
        )}
        {children}
      </main>
      <footer class="bottom">
        <Link to="/record">{t('newRecord')}</Link> · <a href="/explorer">{t('editor')}</a>
        <p>{t('boundaries')}</p>
      </footer>
    </>
  );
}

function SearchField() {
  const { path, query } = useAddress();
  const asked = path[0] === 'search' ? (query.get('text') ?? '') : '';
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const text = (new FormData(event.currentTarget).get('text') as string).trim();
        if (text) go(addressOf('/search', { text }));
      }}
    >
      <label>
        <span class="hidden">{t('searchFor')}</span>
        <input type="search" name="text" key={asked} defaultValue={asked} placeholder={t('search')} maxLength={200} />
      </label>
    </form>
  );
}

const THEME_WORDS = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const satisfies Record<Theme, Word>;

function Settings() {
  const [shown, show] = useState(theme);
  return (
    <div class="settings">
      <label>
        <span class="hidden">{t('language')}</span>
        <select value={language()} onChange={(event) => amend({ lang: event.currentTarget.value })}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="hidden">{t('theme')}</span>
        <select
          value={shown}
          onChange={(event) => {
            const next = event.currentTarget.value as Theme;
            takeTheme(next);
            show(next);
          }}
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {t(THEME_WORDS[one])}
            </option>
          ))}
        </select>
      </label>
      <SignIn />
    </div>
  );
}
