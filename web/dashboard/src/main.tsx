import { type ComponentChildren, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAddress } from './address.js';
import { loadCodes } from './codes.js';
import { liveOf } from './live.js';
import { announce, keyOf, onNews } from './news.js';
import { Overview } from './pages/overview.js';
import { Shell } from './parts/shell.js';
import { takeTheme } from './parts/theme.js';
import { language, t, takeLanguage, type Word } from './words.js';

type Page = (props: { readonly id: string | undefined }) => ComponentChildren;

/** Pages beside the overview are loaded when they are opened. */
const PAGES: Readonly<Record<string, () => Promise<Page>>> = {
  activities: async () => (await import('./pages/activities.js')).Activities,
  assistance: async () => (await import('./pages/assistance.js')).Assistance,
  commitments: async () => (await import('./pages/commitments.js')).Commitments,
  guidance: async () => (await import('./pages/guidance.js')).Guidance,
  networks: async () => (await import('./pages/networks.js')).Networks,
  partnerships: async () => (await import('./pages/partnerships.js')).Partnerships,
  recommendations: async () => (await import('./pages/recommendations.js')).Recommendations,
  record: async () => (await import('./pages/record.js')).Record,
  search: async () => (await import('./pages/search.js')).Search,
  states: async () => (await import('./pages/states.js')).States,
  trends: async () => (await import('./pages/trends.js')).Trends,
};

function App() {
  const { path, query } = useAddress();
  const [spoken, speak] = useState(language());
  // Only to show the page again when codes have their names.
  const [, named] = useState<string>();
  const [page, show] = useState<{ readonly name: string; readonly Page: Page }>();
  const name = path[0] ?? 'overview';
  const asked = query.get('lang');
  useEffect(() => void takeLanguage().then(() => speak(language())), [asked]);
  useEffect(() => void loadCodes().then(() => named(language())), [spoken]);
  useEffect(() => {
    if (name === 'overview') show({ name, Page: Overview });
    else void (PAGES[name]?.() ?? Promise.resolve(NotFound)).then((Page) => show({ name, Page }));
  }, [name]);
  useEffect(() => {
    document.title = name === 'overview' ? 'Concord' : `${t(name as Word)} · Concord`;
  }, [name, spoken]);
  return (
    <Shell key={spoken}>
      {page?.name === name ? <page.Page key={path.join('/')} id={path[1]} /> : <p class="loading">{t('loading')}</p>}
    </Shell>
  );
}

const NotFound: Page = () => <h1>{t('notFound')}</h1>;

takeTheme();
await takeLanguage();
render(<App />, document.getElementById('app')!);

const live = liveOf(location.origin, announce, keyOf);
live.start();
let key = keyOf();
onNews(() => {
  if (keyOf() === key) return;
  key = keyOf();
  // A connection shows what the key that opened it may see.
  live.stop();
  live.start();
});
