import { COMMANDS, type InputField, TYPES } from 'concord:commands';
import { useState } from 'preact/hooks';
import { type Problem, Refused, send } from '../api.js';
import { announce, useNews } from '../news.js';
import { label, number, plain, t } from '../words.js';
import { Dialog } from './events.js';
import { beginning, type Draft, InputFields, inputOf } from './input.js';
import { Fields } from './value.js';

/** The commands that the key may send: about records of a kind, or those that make records (of all kinds, without one). */
function useCommands(kind?: string): readonly string[] {
  const { reader } = useNews();
  return (reader?.commands ?? [])
    .filter((one) => kind === undefined || one.kind === kind)
    .flatMap((one) => one.commands)
    .filter((name) => COMMANDS[name] && isAboutRecord(name) === (kind !== undefined));
}

const fieldsOf = (command: string) => TYPES[COMMANDS[command]!.input] as Readonly<Record<string, InputField>>;
const isAboutRecord = (command: string) => fieldsOf(command).id !== undefined;

interface RecordingProps {
  /** Public id of the record; a new one is made, if left out. */
  readonly id?: string;
  /** `commitment`, `capacityActivity`. */
  readonly kind?: string;
}

/** What the key may record, each command as a form. Nothing, without a key that may record. */
export function Recording({ id, kind }: RecordingProps) {
  const commands = useCommands(kind);
  const [chosen, choose] = useState<string>();
  if (commands.length === 0) return null;
  return (
    <p class="choice">
      <label>
        {t('recordSomething')}{' '}
        <select value={chosen ?? ''} onChange={(event) => choose(event.currentTarget.value || undefined)}>
          <option value="">—</option>
          {commands.map((name) => (
            <option key={name} value={name}>
              {plain(name)}
            </option>
          ))}
        </select>
      </label>
      {chosen && <CommandForm key={chosen} command={chosen} id={id} onClose={() => choose(undefined)} />}
    </p>
  );
}

/** A button that opens the form of a command, where the key may send it. @param given what is filled in already */
export function CommandButton({
  id,
  kind,
  command,
  given,
  text,
}: Required<RecordingProps> & {
  readonly command: string;
  readonly given: Readonly<Record<string, string>>;
  readonly text: string;
}) {
  const [isOpen, open] = useState(false);
  if (!useCommands(kind).includes(command)) return null;
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => open(true)}>
        {text}
      </button>
      {isOpen && <CommandForm command={command} id={id} given={given} onClose={() => open(false)} />}
    </>
  );
}

interface FormProps {
  readonly command: string;
  readonly id?: string;
  readonly given?: Readonly<Record<string, string>>;
  readonly onClose: () => void;
}

interface Payload {
  readonly receipt: { readonly position: string } | null;
  readonly refusal: Problem | null;
}

/** One command: its fields, a preview of what will be recorded, and what became of it. Sent again after a failure, it is recorded once. */
function CommandForm({ command, id, given = {}, onClose }: FormProps) {
  const { input: type, about } = COMMANDS[command]!;
  const [draft, write] = useState<{ readonly [name: string]: Draft | undefined }>(() => ({
    ...Object.fromEntries(Object.entries(fieldsOf(command)).map(([name, field]) => [name, beginning(field)])),
    ...given,
  }));
  const [preview, setPreview] = useState<object>();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [position, setPosition] = useState<string>();
  const look = () => setPreview({ ...(inputOf(type, draft) as object), ...(id && { id }), commandId: crypto.randomUUID() });
  const record = async () => {
    try {
      const document = `mutation ($input: ${type}!) { it: ${command}(input: $input) { receipt { position } refusal { code message field } } }`;
      const { receipt, refusal } = ((await send(document, { input: preview })).data as { it: Payload }).it;
      if (receipt) {
        setPosition(receipt.position);
        announce(receipt.position);
      }
      if (refusal) fail([refusal]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      fail(error.problems.map((problem) => ({ ...problem, field: problem.field?.replace(/^input\./, '') })));
    }
  };
  const fail = (found: readonly Problem[]) => {
    setProblems(found);
    setPreview(undefined);
  };
  return (
    <Dialog title={plain(command)} onClose={onClose}>
      <p class="note" lang="en" dir="ltr">
        {about}
      </p>
      {position !== undefined ? (
        <p role="status">{t('recordedAs', { position: number(position) })}</p>
      ) : preview ? (
        <>
          <h3>{t('preview')}</h3>
          <Fields of={preview} />
          <p>
            <button type="button" onClick={() => setPreview(undefined)}>
              {t('change')}
            </button>{' '}
            <button type="button" class="main" onClick={() => void record()}>
              {t('recordThis')}
            </button>
          </p>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          {problems.map(({ message, code }) => (
            <p role="alert" key={message}>
              {label(code)}: {message}
            </p>
          ))}
          <InputFields
            type={type}
            path=""
            value={draft}
            problems={problems}
            without={['id', 'commandId', 'expectedRevision']}
            onChange={(next) => write(next as typeof draft)}
          />
          <button class="main">{t('preview')}</button>
        </form>
      )}
    </Dialog>
  );
}
