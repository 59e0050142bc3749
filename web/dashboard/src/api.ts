import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAddress } from './address.js';
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

/** In memory alone, so that it ends with the page. */
let key: string | undefined;
export const keyOf = () => key;
export const setKey = (text: string | undefined) => void (key = text);

export function headersOf(): Record<string, string> {
  return { 'accept-language': language(), ...(key ? { authorization: `Bearer ${key}` } : {}) };
}

/** Sends an operation. @throws Refused where the service answers with errors */
export async function send(
  document: string,
  variables: object,
  signal?: AbortSignal,
): Promise<{ data: unknown; freshness?: Freshness }> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headersOf(), 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
    signal,
  });
  const { data, errors, extensions } = (await response.json()) as Body;
  if (errors)
    throw new Refused(
      errors.map(({ message, extensions: more }) => ({ message, code: more?.code ?? 'INTERNAL', field: more?.field })),
    );
  return { data, freshness: extensions?.concord };
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

/** Asks at the moment of the page, again when that, the variables or the record change; the last answer stays until the next one is there. */
export function useAnswer<Answer>({ document }: Question<Answer>, variables: object = {}): Answered<Answer> {
  const moment = useMoment();
  const news = useNews();
  const [answered, set] = useState<Answered<Answer>>({});
  const asked = JSON.stringify(variables);
  const isPast = moment.asOf !== undefined || moment.knownAt !== undefined;
  useEffect(() => {
    const gone = new AbortController();
    const ask = async (of: object) => {
      const { data, freshness } = await send(document, { ...(JSON.parse(asked) as object), ...of }, gone.signal);
      return { answer: (data as { at: Answer }).at, freshness };
    };
    void Promise.all([ask(isPast ? moment : { after: news }), isPast ? ask({ after: news }) : undefined]).then(
      ([then, now]) => set({ ...then, today: now?.answer, at: Date.now() }),
      (error: Error) => gone.signal.aborted || set({ error }),
    );
    return () => gone.abort();
  }, [document, asked, moment, news, language(), keyOf()]);
  return answered;
}

/** Position of the newest event that this page has heard of. */
let newest: string | undefined;
const hearers = new Set<(position: string | undefined) => void>();

/** Says that there are events up to a position: what is shown is asked for again. */
export function announce(position: string | undefined): void {
  newest = position;
  hearers.forEach((hear) => hear(newest));
}

function useNews(): string | undefined {
  const [position, set] = useState(newest);
  useEffect(() => {
    hearers.add(set);
    return () => void hearers.delete(set);
  }, []);
  return position;
}
