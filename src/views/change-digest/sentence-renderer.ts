import { shapesOf } from '../../event-sourcing/catalogue.js';
import { type EventShapes } from '../../event-sourcing/record.js';
import { type Field, fieldAt, parseName, parseSentence, type Sentence, valuesAt } from '../../event-sourcing/sentence.js';
import { parseGlobalId, UUID } from '../../graphql/global-id.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { NOT_SHOWN } from '../../graphql/read/known-ids.js';
import { BatchReader } from '../../graphql/read/record-rows.js';
import { run, Statement } from '../../graphql/read/sql.js';
import { type PointInTime, type RecordReader, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { eventConditions } from '../timeline/timeline.graphql.js';
import { batchOnce } from '../../graphql/read/batch.js';
import { commonSentences } from './common.sentences.js';
import { isLocalized, listInWords, valueInWords } from './words.js';

/** What a sentence is made of: an event, or a record in place of its first event. */
export interface Narrated {
  readonly kind: string;
  readonly id: string;
  readonly type?: string;
  readonly data: unknown;
  /** The organisation that said so. */
  readonly speaker?: string | null;
}

/** How deep a name may hold other names: a match names a need, which names its State. */
const DEEPEST = 4;
const parsed = new WeakMap<RecordModule, Map<string, Sentence | undefined>>();

/** The parsed template of an event type of a kind, or of the record's name (`it`). */
function sentenceOf(module: RecordModule, type: string): Sentence | undefined {
  const known = parsed.get(module) ?? new Map<string, Sentence | undefined>();
  parsed.set(module, known);
  if (!known.has(type)) known.set(type, parseSentences(module).get(type));
  return known.get(type);
}

/** Parses all templates of a kind. @throws where one names what its event does not have */
export function parseSentences({ definition, sentences }: RecordModule): Map<string, Sentence> {
  const shapes = shapesOf(definition);
  const events = Object.entries({ ...commonSentences, ...sentences?.events }).flatMap(([type, template]) => {
    const schema = shapes[type]?.schema;
    if (!schema) throw new Error(`${definition.kind} has a sentence for ${type}, and no such event`);
    return template === undefined ? [] : [[type, parseSentence(template, schema)] as const];
  });
  const schemas = Object.values(definition.events as EventShapes).map(({ schema }) => schema);
  const it = sentences ? [['it', parseName(sentences.it, schemas)] as const] : [];
  return new Map([...it, ...events]);
}

/** Tells events in sentences to one viewer, in the words of one moment; texts of records in the first of `languages` that there is. */
export class SentenceRenderer {
  readonly #readers = new Map<string, RecordReader>();

  constructor(
    readonly services: Services,
    readonly context: RequestContext,
    readonly moment: PointInTime,
    readonly languages: readonly string[],
  ) {}

  /** The clause of an event, without its date: `France’s commitment “…” was moved to 31 December 2026: …`. */
  async clause(narrated: Narrated): Promise<string> {
    const module = this.services.modules.get(narrated.kind)!;
    const sentence = sentenceOf(module, narrated.type!);
    const clause = sentence && (await this.#say(sentence, narrated, 0));
    if (clause !== undefined) return clause;
    const { description } = shapesOf(module.definition)[narrated.type!]!;
    return `${await this.nameOf(narrated.kind, narrated.id)}: ${description.replace(/\.$/, '')}`;
  }

  /** What an event says in a field, in words; undefined where it says nothing. */
  async field(narrated: Narrated, path: string): Promise<string | undefined> {
    const field = fieldAt(path, shapesOf(this.services.modules.get(narrated.kind)!.definition)[narrated.type!]!.schema);
    return field && this.#field(field, narrated, 0);
  }

  /** The record as it stands at the moment; not the one that it was merged into. */
  record(kind: string, id: string): Promise<RecordRow | null> {
    return this.#reader(kind, false).load(id);
  }

  /** The record's name, or that it is not shown. */
  async nameOf(kind: string, id: string, depth = 0): Promise<string> {
    const module = this.services.modules.get(kind)!;
    const row = await this.#reader(kind, depth > 0).load(id);
    if (!row) return NOT_SHOWN;
    const it = sentenceOf(module, 'it');
    const name = it && depth < DEEPEST ? await this.#say(it, { kind, id, data: row }, depth) : undefined;
    return name ?? this.#anyName(row) ?? `a record of the kind ${kind}`;
  }

  #reader(kind: string, follow: boolean): RecordReader {
    const key = `${kind} ${follow}`;
    let reader = this.#readers.get(key);
    if (!reader) {
      const module = this.services.modules.get(kind)!;
      const plain = follow ? module : { ...module, redirect: undefined };
      reader = new BatchReader(this.services.pool, plain, this.moment, this.context.viewer.keys, true);
      this.#readers.set(key, reader);
    }
    return reader;
  }

  /** The sentence; undefined where a field outside of brackets says nothing. */
  async #say(sentence: Sentence, narrated: Narrated, depth: number): Promise<string | undefined> {
    const parts = await Promise.all(
      sentence.map(async (part) => {
        if (typeof part === 'string') return part;
        if ('optional' in part) return (await this.#say(part.optional, narrated, depth)) ?? '';
        return this.#field(part, narrated, depth);
      }),
    );
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }

  async #field({ path, wording }: Field, narrated: Narrated, depth: number): Promise<string | undefined> {
    if (path[0] === 'it' && path.length === 1) return this.nameOf(narrated.kind, narrated.id);
    const { speaker } = narrated;
    const value = path[0] === 'speaker' && path.length === 1 ? speaker : valuesAt(narrated.data, path);
    const words = this.services.modules.get(narrated.kind)?.sentences?.words ?? {};
    const inWords = async (one: unknown) => {
      if (typeof one === 'string' && UUID.test(one)) return this.#named(one, depth);
      const named = typeof one === 'string' ? parseGlobalId(one) : undefined;
      if (named && this.services.modules.has(named.kind)) return this.nameOf(named.kind, named.id, depth + 1);
      const { instrument } = (one ?? {}) as { instrument?: unknown };
      if (typeof instrument === 'string' && UUID.test(instrument)) return this.#named(instrument, depth);
      return valueInWords(one, path.at(-1)!, wording, words, this.languages);
    };
    if (!Array.isArray(value) || isLocalized(value)) return inWords(value);
    const flat = value.flatMap((one: unknown) => (Array.isArray(one) && !isLocalized(one) ? (one as unknown[]) : [one]));
    const entries = (await Promise.all(flat.map(inWords))).filter((one) => one !== undefined);
    return entries.length > 0 ? listInWords(entries) : undefined;
  }

  /** What an id stands for: the name of a record, or what is said of a part of one, which is named by the event that made it. */
  async #named(id: string, depth: number): Promise<string | undefined> {
    const kind = await this.#kinds(id);
    if (kind !== undefined) return this.nameOf(kind, id, depth + 1);
    const data = await this.#parts(id);
    return data && this.#anyName(data);
  }

  #anyName(data: Readonly<Record<string, unknown>>): string | undefined {
    const found = ['name', 'title', 'statement', 'subject', 'description', 'text'].map((key) => data[key]).find(Boolean);
    return valueInWords(found, '', undefined, {}, this.languages);
  }

  readonly #kinds = batchOnce(async (ids) => {
    const rows = await run<{ id: string; kind: string }>(
      this.services.unfiltered,
      'select id, kind from rm.timeline where id = any($1::uuid[]) and revision = 0',
      { keys: [], values: [ids] },
    );
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  });

  readonly #parts = batchOnce(async (ids) => {
    const statement = new Statement(this.context.viewer.keys);
    const where = [
      ...eventConditions(statement, this.context.viewer.keys, null),
      `e.event_id = any(${statement.value(ids, 'uuid[]')})`,
    ];
    const rows = await run<{ event_id: string; data: Record<string, unknown> }>(
      this.services.pool,
      `select e.event_id, e.data from rm.timeline e where ${where.join(' and ')}`,
      statement,
    );
    return new Map(rows.map(({ event_id, data }) => [event_id, data]));
  });
}
