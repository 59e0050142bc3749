import { type InputField, TYPES } from 'concord:commands';
import { NAMES } from 'concord:records';
import { type ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { question, type Problem, send } from '../api.js';
import { coded } from '../codes.js';
import { label, language, plain, t } from '../words.js';
import { nameOf, type Named } from './record-link.js';

/** What is typed so far: texts, lists and objects of them. Numbers and the like are made of it at the end. */
export type Draft = string | readonly Draft[] | { readonly [name: string]: Draft | undefined };

interface InputProps {
  readonly name: string;
  /** Where it stands in the input: `report.0.text`. */
  readonly path: string;
  readonly field: InputField;
  readonly value: Draft | undefined;
  readonly problems: readonly Problem[];
  readonly onChange: (value: Draft | undefined) => void;
}

/** What a field begins with: what is required is open. */
export function beginning({ type, isRequired, isList }: InputField): Draft | undefined {
  if (!isRequired) return undefined;
  if (type === 'LocalizedTextInput') return [{ language: language() }];
  if (isList) return [];
  return isObject(type) ? {} : undefined;
}

const isObject = (type: string) => TYPES[type] !== undefined && !Array.isArray(TYPES[type]);

/** A field of a command, of whatever type: with its name, what the schema says of it, and what is wrong with it. */
function Input({ field, ...props }: InputProps) {
  if (field.isList) return <List field={field} {...props} />;
  if (isObject(field.type)) return <Group field={field} {...props} />;
  return <Leaf field={field} {...props} />;
}

/** The fields of an input type, without those that are filled in otherwise. */
export function InputFields({
  type,
  path,
  value,
  problems,
  without = [],
  onChange,
}: {
  readonly type: string;
  readonly path: string;
  readonly value: { readonly [name: string]: Draft | undefined };
  readonly problems: readonly Problem[];
  readonly without?: readonly string[];
  readonly onChange: (value: Draft) => void;
}) {
  return Object.entries(TYPES[type] as Readonly<Record<string, InputField>>)
    .filter(([name]) => !without.includes(name))
    .sort(([, a], [, b]) => Number(b.isRequired) - Number(a.isRequired))
    .map(([name, field]) => (
      <Input
        key={name}
        name={name}
        path={path ? `${path}.${name}` : name}
        field={field}
        value={value[name]}
        problems={problems}
        onChange={(next) => onChange({ ...value, [name]: next })}
      />
    ));
}

function Group({ name, path, field, value, problems, onChange }: InputProps) {
  return (
    <Set name={name} field={field} path={path} problems={problems}>
      {value === undefined ? (
        <button type="button" onClick={() => onChange({})}>
          {t('add')}
        </button>
      ) : (
        <>
          <InputFields
            type={field.type}
            path={path}
            value={value as { [name: string]: Draft }}
            problems={problems}
            onChange={onChange}
          />
          {!field.isRequired && (
            <button type="button" onClick={() => onChange(undefined)}>
              {t('remove')}
            </button>
          )}
        </>
      )}
    </Set>
  );
}

function List({ name, path, field, value, problems, onChange }: InputProps) {
  const items = (value ?? []) as readonly Draft[];
  const item = { ...field, isList: false, isRequired: true };
  const empty = isObject(field.type) ? (field.type === 'LocalizedTextInput' ? { language: language() } : {}) : '';
  return (
    <Set name={name} field={field} path={path} problems={problems}>
      {items.map((one, i) => (
        <div class="item" key={i}>
          <Input
            name={`${name} ${i + 1}`}
            path={`${path}.${i}`}
            field={{ ...item, about: '' }}
            value={one}
            problems={problems}
            onChange={(next) => onChange(items.map((old, j) => (j === i ? (next ?? '') : old)))}
          />
          <button type="button" onClick={() => onChange(items.filter((_, j) => j !== i))}>
            {t('remove')}
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...items, empty])}>
        {t('add')}
      </button>
    </Set>
  );
}

interface SetProps extends Pick<InputProps, 'name' | 'path' | 'field' | 'problems'> {
  readonly children: ComponentChildren;
}

function Set({ name, path, field, problems, children }: SetProps) {
  return (
    <fieldset>
      <legend>
        {plain(name)}
        {field.isRequired && ' *'}
      </legend>
      {field.about && (
        <p class="note" lang="en" dir="ltr">
          {field.about}
        </p>
      )}
      {problems
        .filter((problem) => problem.field === path)
        .map(({ message }) => (
          <p role="alert" key={message}>
            {message}
          </p>
        ))}
      {children}
    </fieldset>
  );
}

const KINDS: Readonly<Record<string, 'date' | 'number'>> = { Day: 'date', Int: 'number', Float: 'number' };
/** Preact's types want one kind for each element. */
const kindOf = (type: string): 'text' => (KINDS[type] ?? 'text') as 'text';

function Leaf({ name, path, field, value, problems, onChange }: InputProps) {
  const id = useId();
  const { type, isRequired, about } = field;
  const values = TYPES[type];
  const wrong = problems.filter((problem) => problem.field === path);
  const common = {
    id,
    required: isRequired,
    value: (value as string | undefined) ?? '',
    'aria-describedby': `${id}-about`,
    'aria-invalid': wrong.length > 0,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value || undefined),
  };
  return (
    <div class="field">
      <label for={id}>
        {plain(name)}
        {isRequired && ' *'}
      </label>
      {Array.isArray(values) || type === 'Boolean' ? (
        <select {...common}>
          <option value="">—</option>
          {(Array.isArray(values) ? (values as readonly string[]) : ['true', 'false']).map((one) => (
            <option key={one} value={one}>
              {type === 'Tlp' ? coded(one) : type === 'Boolean' ? t(one === 'true' ? 'yes' : 'no') : label(one)}
            </option>
          ))}
        </select>
      ) : type === 'ID' ? (
        <RecordInput {...common} />
      ) : name === 'text' ? (
        <textarea {...common} rows={2} />
      ) : (
        <input type={kindOf(type)} placeholder={type === 'PartialDate' ? '2026-01-27' : undefined} {...common} />
      )}
      <span id={`${id}-about`}>
        {about && (
          <span class="note" lang="en" dir="ltr">
            {about}
          </span>
        )}
        {wrong.map(({ message }) => (
          <span role="alert" key={message}>
            {message}
          </span>
        ))}
      </span>
    </div>
  );
}

interface Found {
  readonly at: { readonly search: { readonly nodes: readonly { readonly recordId: string; readonly record: Named | null }[] } };
}

const FIND = question<Found>(
  'Find',
  `search(text: $text, first: 10) { nodes { recordId record { __typename id ${NAMES} } } }`,
  '$text: String!',
);

/** A record by its id, found by words. */
function RecordInput({ id, ...rest }: { readonly id: string; readonly value: string }) {
  const [found, show] = useState<readonly { readonly id: string; readonly name: string }[]>([]);
  const find = async (text: string) => {
    if (text.length < 3 || /^[a-z]\w*_[0-9a-f-]{36}$/.test(text)) return;
    const { data } = await send(FIND.document, { text });
    show((data as Found).at.search.nodes.map(({ recordId, record }) => ({ id: recordId, name: nameOf(record) })));
  };
  return (
    <>
      <input
        {...rest}
        id={id}
        type="text"
        list={`${id}-found`}
        placeholder={t('search')}
        onInput={(event) => void find(event.currentTarget.value)}
      />
      <datalist id={`${id}-found`}>
        {found.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** The input as the API takes it, of what was typed. */
export function inputOf(type: string, draft: Draft | undefined, isList = false): unknown {
  if (draft === undefined || draft === '') return undefined;
  if (isList) return (draft as readonly Draft[]).flatMap((one) => inputOf(type, one) ?? []);
  if (isObject(type)) {
    const fields = TYPES[type] as Readonly<Record<string, InputField>>;
    return Object.fromEntries(
      Object.entries(draft as { [name: string]: Draft | undefined }).flatMap(([name, value]) => {
        const field = fields[name];
        const made = field && inputOf(field.type, value, field.isList);
        return made === undefined ? [] : [[name, made]];
      }),
    );
  }
  if (type === 'Int' || type === 'Float') return Number(draft);
  if (type === 'Boolean') return draft === 'true';
  if (type === 'Json') return jsonOf(draft as string);
  return draft;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
