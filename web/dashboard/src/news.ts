import { useEffect, useState } from 'preact/hooks';

/** Who reads with a key. In memory alone, so that it ends with the page. */
export interface Reader {
  readonly key: string;
  /** The organisation, or the user where it is for none. */
  readonly name: string;
  /** Commands that the key may send, by kind of record. */
  readonly commands: readonly { readonly kind: string; readonly commands: readonly string[] }[];
}

/** What makes the page ask again: another reader, or events. */
export interface News {
  readonly reader?: Reader;
  /** Of the newest event that this page has heard of. */
  readonly position?: string;
}

let news: News = {};
const hearers = new Set<() => void>();

function spread(next: News): void {
  news = next;
  hearers.forEach((hear) => hear());
}

export const keyOf = () => news.reader?.key;

/** Reads by a key from now on, or without one: what is shown is asked for again. */
export const readAs = (reader: Reader | undefined) => spread({ ...news, reader });

/** Says that there are events up to a position, or may be some where it is unknown: what is shown is asked for again. */
export function announce(position: string | undefined): void {
  if (position === undefined || position !== news.position) spread({ ...news, position: position ?? news.position });
}

/** Calls for each piece of news. @returns ends it */
export function onNews(hear: () => void): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

export function useNews(): News {
  const [known, set] = useState(news);
  useEffect(() => {
    const hear = () => set(news);
    // There may have been some since the first showing.
    hear();
    return onNews(hear);
  }, []);
  return known;
}
