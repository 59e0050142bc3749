import { type ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What stays in the address from page to page: the moment and the language. */
const KEPT = ['asOf', 'knownAt', 'lang'] as const;

export interface Address {
  /** Parts of the path: `['record', 'actor_…']`; empty for the overview. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function currentAddress(): Address {
  return {
    path: location.pathname.split('/').filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(location.search),
  };
}

const listeners = new Set<() => void>();
const changed = () => listeners.forEach((listener) => listener());
addEventListener('popstate', changed);

/** The address of the page, followed. */
export function useAddress(): Address {
  const [address, set] = useState(currentAddress);
  useEffect(() => {
    const follow = () => set(currentAddress());
    listeners.add(follow);
    return () => void listeners.delete(follow);
  }, []);
  return address;
}

/** The address of a page, at the moment and in the language of this one. @param query what else the page is asked for */
export function addressOf(path: string, query: Readonly<Record<string, string>> = {}): string {
  const here = currentAddress().query;
  const kept = KEPT.flatMap((name) => (here.has(name) ? [[name, here.get(name)!]] : []));
  const search = new URLSearchParams([...kept, ...Object.entries(query)]).toString();
  return search ? `${path}?${search}` : path;
}

/** Goes to an address of this dashboard without loading the page again. */
export function go(address: string): void {
  history.pushState(null, '', address);
  changed();
}

/** Changes parts of this page's query; an empty value takes a part out. */
export function amend(parts: Readonly<Record<string, string | undefined>>): void {
  const { query } = currentAddress();
  for (const [name, value] of Object.entries(parts)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const search = query.toString();
  history.replaceState(null, '', location.pathname + (search ? `?${search}` : '') + location.hash);
  changed();
}

interface LinkProps {
  /** A path of the dashboard. */
  readonly to: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly class?: string;
  readonly 'aria-current'?: 'page';
  readonly children: ComponentChildren;
}

/** A link within the dashboard. */
export function Link({ to, query, children, ...rest }: LinkProps) {
  useAddress();
  const href = addressOf(to, query);
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
    // As after the loading of a page: from its beginning, and read aloud from there.
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main')?.focus();
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
