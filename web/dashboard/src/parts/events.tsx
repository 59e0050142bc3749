import { useEffect, useRef, useState } from 'preact/hooks';
import { type Question, useAnswer } from '../api.js';
import { Link } from '../address.js';
import { day, instant, plain, t } from '../words.js';
import { RuleList } from './panel.js';

/** An event as lists of deciding events show it. */
export interface EventLine {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly recordId: string;
  readonly source?: { readonly document: string; readonly identifier: string | null } | null;
}

/** Its selection. */
export const EVENT = 'id type occurredAt recordedAt recordId source { document identifier }';

export interface Reason {
  /** Left out where events say it by themselves. */
  readonly rule?: string;
  readonly decidedBy: readonly EventLine[];
}

interface WhyProps {
  /** What is explained, as a sentence or words. */
  readonly of: string;
  readonly reason?: Reason;
  /** Asked when it is opened, where the reason is not at hand. */
  readonly ask?: {
    readonly question: Question<unknown>;
    readonly variables: object;
    readonly reasonOf: (answer: never) => Reason;
  };
  readonly text?: string;
}

/** A button with a status or a question mark; it opens the rule and the events that decided it. */
export function Why({ of, reason, ask, text }: WhyProps) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <button type="button" class={text ? 'status' : 'why'} aria-haspopup="dialog" onClick={() => open(true)}>
        {text ?? t('why')}
        <span class="hidden">
          {' '}
          {of} {text && t('why')}
        </span>
      </button>
      {isOpen && (
        <Dialog title={of} onClose={() => open(false)}>
          {reason ? <Reasons {...reason} /> : ask && <AskedReasons {...ask} />}
        </Dialog>
      )}
    </>
  );
}

function AskedReasons({ question, variables, reasonOf }: NonNullable<WhyProps['ask']>) {
  const { answer, error } = useAnswer(question, variables);
  if (error) return <p role="alert">{error.message}</p>;
  return answer ? <Reasons {...reasonOf(answer as never)} /> : <p>{t('loading')}</p>;
}

function Reasons({ rule, decidedBy }: Reason) {
  return (
    <>
      {rule && <h3>{t('ruleOf')}</h3>}
      {rule && <RuleList names={[rule]} />}
      <h3>{t('decidedBy')}</h3>
      {decidedBy.length === 0 ? <p>{t('decidedByNone')}</p> : <EventList events={decidedBy} />}
    </>
  );
}

function EventList({ events }: { readonly events: readonly EventLine[] }) {
  return (
    <ol class="events">
      {events.map(({ id, type, occurredAt, recordedAt, recordId, source }) => (
        <li key={id}>
          <Link to={`/record/${recordId}`} query={{ event: id }}>
            {plain(type)}
          </Link>{' '}
          · {t('happened')}: {day(occurredAt)} · {t('recorded')}: {instant(recordedAt)}
          {source && (
            <span class="source">
              {' '}
              · {t('source')}: <bdi>{source.document}</bdi> {source.identifier}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: preact.ComponentChildren;
}

/** A dialog over the page: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        // Links lead away; a click beside the dialog closes it.
        if (event.target === dialog.current || (event.target as Element).closest('a')) close();
      }}
    >
      <div class="dialog">
        <header>
          <h2>{title}</h2>
          <button type="button" onClick={close}>
            {t('close')}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
