import { type ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type Answered, headersOf, type Moment, type Question, question, useAnswer, useMoment } from '../api.js';
import { keyOf } from '../news.js';
import { instant, language, number, t } from '../words.js';

export interface PanelProps<Answer> {
  readonly title: string;
  readonly note?: string;
  readonly ask: Question<Answer>;
  readonly variables?: object;
  /** Names of the rules by which its statuses are said: `commitment-standing/1`. */
  readonly rules?: (answer: Answer) => readonly string[];
  /** Name of the list or view under `/export`, with its parameters. */
  readonly file?: string;
  readonly fileQuery?: Readonly<Record<string, string>>;
  readonly children: (answer: Answer, today: Answer | undefined) => ComponentChildren;
}

/** A part of a page: asks, shows the answer, and says how fresh it is, by which rule, by which query, and where its file is. */
export function Panel<Answer>({ title, note, ask, variables, rules, file, fileQuery, children }: PanelProps<Answer>) {
  const answered = useAnswer(ask, variables);
  const { answer, today, error } = answered;
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id} aria-busy={answer === undefined && !error}>
      <h2 id={id}>{title}</h2>
      {note && <p class="note">{note}</p>}
      {error && (
        <p role="alert">
          {t('failed')}: {error.message}
        </p>
      )}
      {!error && answer === undefined && <p class="loading">{t('loading')}</p>}
      {answer !== undefined && children(answer, today)}
      {answer !== undefined && (
        <Foot answered={answered} ask={ask} variables={variables} rules={rules?.(answer)} file={file} fileQuery={fileQuery} />
      )}
    </section>
  );
}

interface FootProps<Answer> extends Pick<PanelProps<Answer>, 'ask' | 'variables' | 'file' | 'fileQuery'> {
  readonly answered: Answered<Answer>;
  readonly rules?: readonly string[];
}

function Foot<Answer>({ answered: { freshness, at }, ask, variables, rules, file, fileQuery }: FootProps<Answer>) {
  const moment = useMoment();
  const names = [...new Set(rules)];
  return (
    <footer class="foot">
      {freshness && (
        <p class="fresh">
          {t('fresh', { position: number(freshness.position) })}
          {freshness.age > 0 && ` ${t('behind', { seconds: freshness.age / 1000 })}`}
          {at !== undefined && ` ${instant(new Date(at).toISOString())} UTC`}
        </p>
      )}
      {names.length > 0 && <RuleTexts names={names} />}
      <details>
        <summary>{t('query')}</summary>
        <pre tabIndex={0} dir="ltr">
          {ask.document}
        </pre>
        <a href={editorAddress(ask.document, { ...variables, ...moment })}>{t('openEditor')}</a>
      </details>
      {file && <FileLink name={file} query={{ ...fileQuery, ...moment, language: language() }} />}
    </footer>
  );
}

/** The editor with a query in it. The part after `#` stays in the browser. */
function editorAddress(query: string, variables: object): string {
  return `/explorer#${new URLSearchParams({ query, variables: JSON.stringify(variables, null, 2) }).toString()}`;
}

interface RuleAnswer {
  readonly statusRules: readonly {
    readonly name: string;
    readonly description: string;
    readonly thresholds: readonly { readonly threshold: string; readonly value: number }[];
  }[];
}

const RULES = question<RuleAnswer>('Rules', 'statusRules { name description thresholds { threshold value } }');

function RuleTexts({ names }: { readonly names: readonly string[] }) {
  const [isOpen, open] = useState(false);
  return (
    <details onToggle={(event) => open(event.currentTarget.open)}>
      <summary>{names.length > 1 ? t('rules') : `${t('rule')}: ${names[0]}`}</summary>
      {isOpen && <RuleList names={names} />}
    </details>
  );
}

export function RuleList({ names }: { readonly names: readonly string[] }) {
  const { answer, error } = useAnswer(RULES);
  if (error) return <p role="alert">{error.message}</p>;
  if (!answer) return <p>{t('loading')}</p>;
  return (
    <dl lang="en" dir="ltr">
      {answer.statusRules
        .filter(({ name }) => names.includes(name))
        .map(({ name, description, thresholds }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{description}</dd>
            {thresholds.map(({ threshold, value }) => (
              <dd key={threshold}>
                {threshold}: {value}
              </dd>
            ))}
          </div>
        ))}
    </dl>
  );
}

/** A file of what is shown. With a key, which no address may hold, it is fetched and then saved. */
function FileLink({
  name,
  query,
}: {
  readonly name: string;
  readonly query: Moment & Readonly<Record<string, string | undefined>>;
}) {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const address = `/export/${name}.csv?${new URLSearchParams(given).toString()}`;
  const save = async (event: Event) => {
    if (!keyOf()) return;
    event.preventDefault();
    const response = await fetch(address, { headers: headersOf() });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <a href={address} download={`${name}.csv`} onClick={(event) => void save(event)}>
      {t('csv')}
    </a>
  );
}
