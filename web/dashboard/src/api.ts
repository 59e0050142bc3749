import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAddress } from './address.js';
import { keyOf, useNews } from './news.js';
import { language } from './words.js';

/** A question of the dashboard: what is asked under `Query.at`, so that it can be asked of any moment. */
export interface Question<Answer> {
  readonly name: string;
  /** The whole operation, as the explorer takes it. */
  readonly document: string;
  /** Never there: ties the type of the answer to the question. */
  readonly answer?: Answer;
}

/** @param body fields of Query @param variables declared beside those of the moment: `$id: ID!` */
export function question<Answer>(name: string, body: string, variables = ''): Question<Answer> {
  const document = `query ${name}($asOf: PartialDate, $knownAt: Known, $after: Position${variables && `, ${variables}`}) {\n  at(asOf: $asOf, knownAt: $knownAt, after: $after) {\n    ${body.trim()}\n  }\n}`;
  return { name, document };
}

/** The moment that a page shows; empty for the present. */
export interface Moment {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Up to where an answer goes, and for how long (milliseconds) the log has held an event that is not in it. */
export interface Freshness {
  readonly position: string;
  readonly age: number;
}

export interface Problem {
  readonly message: string;
  readonly code: string;
  /** Which part of the input it is about: `due`, `report.0.text`. */
  readonly field?: string | null;
}

export class Refused extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
  }
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly field?: string };
  }[];
  readonly extensions?: { readonly concord?: Freshness };
}

export function headersOf(key = keyOf()): Record<string, string> {
  return { 'accept-language': language(), ...(key ? { authorization: `Bearer ${key}` } : {}) };
}

/** Sends an operation. @param key that of the reader, if left out @throws Refused where the service answers with errors */
export async function send(
  document: string,
  variables: object,
  { signal, key }: { readonly signal?: AbortSignal; readonly key?: string } = {},
): Promise<{ data: unknown; freshness?: Freshness }> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headersOf(key), 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
    signal,
  });
  const { data, errors, extensions } = JSON.parse(await response.text(), withoutMoment) as Body;
  if (errors)
    throw new Refused(
      errors.map(({ message, extensions: more }) => ({ message, code: more?.code ?? 'INTERNAL', field: more?.field })),
    );
  return { data, freshness: extensions?.concord };
}

/** Takes the moment off the ids of an answer: the address says it, and what is shown is compared with the present by id. */
function withoutMoment(key: string, value: unknown): unknown {
  return key === 'id' && typeof value === 'string' ? value.replace(/@.*$/, '') : value;
}

export interface Answered<Answer> {
  readonly answer?: Answer;
  /** The same asked of the present, where the page shows another moment. */
  readonly today?: Answer;
  readonly freshness?: Freshness;
  readonly error?: Error;
  /** When it was answered, in milliseconds of the browser's clock. */
  readonly at?: number;
}

/** The moment in the address. */
export function useMoment(): Moment {
  const { query } = useAddress();
  const asOf = query.get('asOf') ?? undefined;
  const knownAt = query.get('knownAt') ?? undefined;
  return useMemo(() => ({ asOf, knownAt }), [asOf, knownAt]);
}

/** Asks at the moment of the page, again when that or the variables change and when there is news; the last answer stays until the next one is there. */
export function useAnswer<Answer>({ document }: Question<Answer>, variables: object = {}): Answered<Answer> {
  const moment = useMoment();
  const news = useNews();
  const [answered, set] = useState<Answered<Answer>>({});
  const asked = JSON.stringify(variables);
  const isPast = moment.asOf !== undefined || moment.knownAt !== undefined;
  useEffect(() => {
    const gone = new AbortController();
    const ask = async (of: object) => {
      const { data, freshness } = await send(document, { ...(JSON.parse(asked) as object), ...of }, { signal: gone.signal });
      return { answer: (data as { at: Answer }).at, freshness };
    };
    const present = { after: news.position };
    void Promise.all([ask(isPast ? moment : present), isPast ? ask(present) : undefined]).then(
      ([then, now]) => set({ ...then, today: now?.answer, at: Date.now() }),
      (error: Error) => gone.signal.aborted || set({ error }),
    );
    return () => gone.abort();
  }, [document, asked, moment, news, language()]);
  return answered;
}
