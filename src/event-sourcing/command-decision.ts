import { inWords, withArticle } from './nouns.js';
import { type Catalogue } from './catalogue.js';
import { checkRecord, notPossible, withoutReader } from './command-checks.js';
import { type Caller, type CommandAccess, type CommandRequest } from './command-handler.js';
import { correctionRefusal, madeBy, saidByAnother, speakingOf } from './command-rights.js';
import { decideCommon, isCommonCommand } from './common-commands.js';
import { type Handling, type NewEvent, type RecordedEvent } from './envelope.js';
import {
  type AnyRecordDefinition,
  type Correction,
  type Decided,
  type DecideContext,
  type Decision,
  isRefusal,
  type Refusal,
  type Referenced,
  type Remark,
  refuse,
} from './record.js';
import { type PersonalData } from './personal/personal-data.js';
import { type LoadedRecord, type RecordLoader } from './record-loader.js';
import { actorsIn, checkRights, type Judged, type OwnRelation, standsIn } from './rights.js';

/** Makes events of what was decided. */
type Stamp = (decided: readonly Decided[]) => NewEvent[];

type At = Pick<DecideContext, 'id' | 'now' | 'occurredAt' | 'precision'> & { readonly stamp: Stamp };
/** What of a record a decision may rest on. */
type Look = (record: LoadedRecord) => Promise<LoadedRecord>;

/** Decides commands on records as they stand: who may send it, then the rules of the record. */
export class CommandDecision<C extends Caller> {
  constructor(
    readonly catalogue: Catalogue,
    readonly access: CommandAccess<C>,
    readonly loader: RecordLoader,
    readonly personal: PersonalData,
  ) {}

  /** What of a record the caller may know. */
  look(caller: C): Look {
    const keys = this.access.keysOf?.(caller);
    return async (record) => (keys ? this.loader.seen(record, keys) : record);
  }

  /**
   * The events of a command, or why it is refused. Decides twice where the caller does not know all of what the command rests on: first on what it knows,
   * whose refusals it may read; what stands against it only in the whole is refused without a reason.
   */
  async decideAsSeen(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
    at: At,
  ): Promise<readonly NewEvent[] | Refusal> {
    let isPartial = false;
    const look = this.look(request.caller);
    const partly: Look = async (one) => {
      const seen = await look(one);
      if (seen !== one) isPartial = true;
      return seen;
    };
    const seen = await this.#decide(definition, request, await partly(record), at, partly);
    if (isRefusal(seen) || !isPartial) return seen;
    // The revision is one that the caller has seen.
    const unrevised = { ...request, expectedRevision: undefined };
    const whole = await this.#decide(definition, unrevised, record, at, (one) => Promise.resolve(one));
    return isRefusal(whole) ? notPossible() : whole;
  }

  /** First who may send it, then the rules of the record. */
  async #decide(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
    { stamp, ...moment }: At,
    look: Look,
  ): Promise<readonly NewEvent[] | Refusal> {
    const { meta } = record;
    const wrong = checkRecord(definition, request, record, this.access);
    if (wrong) return wrong;
    const references = await this.#references(definition, request, record, look);
    if (isRefusal(references)) return references;
    const { caller, name, input, handling } = request;
    const reference = (id: string) => references.get(id);
    const speaking = speakingOf(definition, request, this.access, reference, moment.now);
    if (isRefusal(speaking)) return speaking;
    // Rules are asked of what was said, not of what is sealed.
    const state = this.catalogue.hasPersonal(request.kind) ? await this.personal.open(record.state) : record.state;
    const events = name === 'correctRecord' || name === 'erasePersonalData' ? await this.loader.eventsOf(record) : [];
    const saidBy = saidByAnother(definition, events, input);
    const judged: Judged = { definition, name, input, record, saidBy, speaking, standing: this.access.standing(caller) };
    if (!request.creates) {
      const reserved = await this.#reserved(caller, judged);
      if (reserved) return reserved;
    }
    const asCreated = { ...judged, record: { ...record, meta: { originator: { actor: speaking.party, user: caller.user } } } };
    // A label is not widened through `onBehalfOf`, by whomever.
    const isItself = speaking.party === speaking.speaker;
    const isOriginator = isItself && standsIn('originator', ['originator'], request.creates ? asCreated : judged);
    const unreadable = request.creates && !isOriginator ? withoutReader(handling, 'handling.audience', speaking) : undefined;
    if (unreadable) return unreadable;
    const context: DecideContext = {
      ...moment,
      ...speaking,
      isOriginator: request.creates || isOriginator,
      handling,
      meta,
      reference,
    };
    const decided = isCommonCommand(name)
      ? this.#decideCommon(definition, request, record, { ...context, events })
      : this.#decision(definition, name)(input, state, context);
    if (isRefusal(decided) || decided.length === 0) return decided as Refusal | [];
    const made = stamp(decided);
    if (name === 'correctRecord') {
      for (const { data } of made) {
        const wrong = correctionRefusal(judged, events, data as { readonly eventId: string; readonly field: string }, made);
        if (wrong) return wrong;
      }
    }
    const unmade = request.creates
      ? await this.#reserved(caller, { ...judged, record: madeBy(definition, record, made) })
      : undefined;
    return unmade ?? made;
  }

  async #reserved(caller: C, judged: Judged): Promise<Refusal | undefined> {
    return checkRights(judged, () => false) && checkRights(judged, await this.#shown(caller, judged));
  }

  #decision(definition: AnyRecordDefinition, name: string): Decision<unknown, never, unknown> {
    const decide = (definition.decide as unknown as Record<string, Decision<unknown, never, unknown> | undefined>)[name];
    if (!decide) throw new Error(`${definition.kind} has no command ${name}`);
    return decide;
  }

  #decideCommon(
    definition: AnyRecordDefinition,
    { kind, name, input }: CommandRequest<C>,
    { state }: LoadedRecord,
    context: DecideContext & { readonly events: readonly RecordedEvent[] },
  ): readonly Decided[] | Refusal {
    const label = (to: Handling) => definition.label?.(state, to, context);
    const guardRetraction = (correction?: Correction) => definition.guardRetraction?.(state, correction, context);
    const common = { kind, catalogue: this.catalogue, label, guardRetraction };
    return decideCommon[name as keyof typeof decideCommon](input as never, { ...context, ...common });
  }

  /** Which of the actors that a refusal could name the caller may see: only they are named. */
  async #shown(caller: C, judged: Judged): Promise<(actor: string) => boolean> {
    const relations = Object.keys(judged.definition.rights.relations) as OwnRelation[];
    const actors = relations.flatMap((relation) => actorsIn(relation, judged));
    const seen = new Set<string>();
    for (const actor of judged.saidBy ? [...actors, judged.saidBy] : actors)
      if (this.access.canSee(caller, await this.loader.load('actor', actor))) seen.add(actor);
    return (actor) => seen.has(actor);
  }

  async #references(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
    look: Look,
  ): Promise<Map<string, Referenced> | Refusal> {
    const found = new Map<string, Referenced>();
    for (const { field, kind, id } of namedBy(request)) {
      const other = await look(await this.loader.load(kind, id));
      if (!other.meta.exists || other.meta.voided || !this.access.canSee(request.caller, other)) {
        return refuse('UNKNOWN_REFERENCE', `no such ${inWords(kind)}`, {
          field,
          value: `${kind}_${id}`,
          rule: `${field} names ${withArticle(inWords(kind))} on record`,
        });
      }
      const closed = this.catalogue.definition(kind).closed?.(other.state, undefined);
      if (closed) return { ...closed, field, value: `${kind}_${id}` };
      found.set(id, other);
    }
    for (const [kind, id] of definition.needs?.(record.state) ?? [])
      if (!found.has(id)) found.set(id, await look(await this.loader.load(kind, id)));
    // For whom somebody speaks does not depend on who asks, nor on how far this process has followed the log: what ended before counts no more.
    const speaking = this.access.needs(request).map(async ([kind, id]) => [id, await this.loader.loadPresent(kind, id)] as const);
    for (const [id, present] of await Promise.all(speaking)) found.set(id, present);
    return found;
  }

  /** What is worth a second look in a command that was taken, by what its caller may know of the record before. */
  async remarks(
    request: CommandRequest<C>,
    before: LoadedRecord,
    { occurredAt }: Pick<DecideContext, 'occurredAt'>,
  ): Promise<{ readonly remarks?: readonly Remark[] }> {
    const { kind, name, input, creates, caller } = request;
    const { remarks } = this.catalogue.definition(kind);
    if (!remarks || creates) return {};
    const { state } = await this.look(caller)(before);
    return { remarks: remarks(state, { name, input, occurredAt }) };
  }

  /** Reads the records that a command names or needs from the log again. @returns whether one of them had been overtaken in memory */
  async refresh(definition: AnyRecordDefinition, request: CommandRequest<C>, record: LoadedRecord): Promise<boolean> {
    const named = namedBy(request).map(({ kind, id }) => [kind, id] as const);
    let behind = false;
    for (const [kind, id] of [...named, ...this.#needs(definition, request, record)]) {
      const { revision } = await this.loader.load(kind, id);
      if ((await this.loader.load(kind, id, true)).revision !== revision) behind = true;
    }
    return behind;
  }

  #needs(definition: AnyRecordDefinition, request: CommandRequest<C>, { state }: LoadedRecord) {
    return [...this.access.needs(request), ...(definition.needs?.(state) ?? [])];
  }
}

/** The records that the fields of a command name. */
function namedBy({ references = [], onBehalfOf }: CommandRequest) {
  return onBehalfOf ? [...references, { field: 'onBehalfOf', kind: 'actor', id: onBehalfOf }] : references;
}
