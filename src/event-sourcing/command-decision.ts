import { type Catalogue } from './catalogue.js';
import { checkRecord } from './command-checks.js';
import { type Caller, type CommandAccess, type CommandRequest } from './command-handler.js';
import { madeBy, speakingOf } from './command-rights.js';
import { decideCommon, isCommonCommand } from './common-commands.js';
import { type Handling, type NewEvent } from './envelope.js';
import {
  type AnyRecordDefinition,
  type Correction,
  type DecideContext,
  type Decision,
  isRefusal,
  type Refusal,
  type Referenced,
  refuse,
} from './record.js';
import { type LoadedRecord, type RecordLoader } from './record-loader.js';
import { actorsIn, checkRights, type JudgedRecord, type OwnRelation } from './rights.js';

/** Makes events of what was decided. */
type Stamp = (decided: readonly { type: string; data: unknown }[]) => NewEvent[];

/** Decides commands on records as they stand: who may send it, then the rules of the record. */
export class CommandDecision<C extends Caller> {
  constructor(
    readonly catalogue: Catalogue,
    readonly access: CommandAccess<C>,
    readonly loader: RecordLoader,
  ) {}

  /** The events of a command, or why it is refused: first by who may send it, then by the rules of the record. */
  async decide(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
    { stamp, ...moment }: Pick<DecideContext, 'id' | 'now' | 'occurredAt' | 'precision'> & { readonly stamp: Stamp },
  ): Promise<readonly NewEvent[] | Refusal> {
    const { meta, state } = record;
    const wrong = checkRecord(definition, request, record, this.access);
    if (wrong) return wrong;
    const references = await this.#references(definition, request, record);
    if (isRefusal(references)) return references;
    const { caller, name, input, handling } = request;
    const reference = (id: string) => references.get(id);
    const speaking = speakingOf(request, this.access, reference, moment.now);
    if (isRefusal(speaking)) return speaking;
    const check = async (judged: JudgedRecord) => {
      const judge = (shown: (actor: string) => boolean) =>
        checkRights(definition, name, input, judged, speaking, this.access.standing(caller), shown);
      return judge(() => false) && judge(await this.#shown(caller, definition, judged));
    };
    if (!request.creates) {
      const reserved = await check(record);
      if (reserved) return reserved;
    }
    const context: DecideContext = { ...moment, ...speaking, handling, meta, reference };
    const decided = isCommonCommand(name)
      ? await this.#decideCommon(definition, request, record, context)
      : this.#decision(definition, name)(input, state, context);
    if (isRefusal(decided) || decided.length === 0) return decided as Refusal | [];
    const events = stamp(decided);
    return (request.creates ? await check(madeBy(definition, record, events)) : undefined) ?? events;
  }

  #decision(definition: AnyRecordDefinition, name: string): Decision<unknown, never, unknown> {
    const decide = (definition.decide as unknown as Record<string, Decision<unknown, never, unknown> | undefined>)[name];
    if (!decide) throw new Error(`${definition.kind} has no command ${name}`);
    return decide;
  }

  async #decideCommon(
    definition: AnyRecordDefinition,
    { kind, name, input }: CommandRequest<C>,
    { id, state }: LoadedRecord,
    context: DecideContext,
  ): Promise<readonly { type: string; data: unknown }[] | Refusal> {
    const events = name === 'correctRecord' ? await this.loader.events(kind, id) : [];
    const label = (to: Handling) => definition.label?.(state, to, context);
    const unsay = (correction?: Correction) => definition.unsay?.(state, correction, context);
    const common = { kind, catalogue: this.catalogue, label, unsay, events };
    return decideCommon[name as keyof typeof decideCommon](input as never, { ...context, ...common });
  }

  /** Which of the actors that stand in a relation to a record the caller may see: only they are named in a refusal. */
  async #shown(caller: C, definition: AnyRecordDefinition, { state, id }: JudgedRecord): Promise<(actor: string) => boolean> {
    const seen = new Set<string>();
    for (const relation of Object.keys(definition.rights.relations) as OwnRelation[])
      for (const actor of actorsIn(definition, relation, state, id))
        if (this.access.canSee(caller, await this.loader.load('actor', actor))) seen.add(actor);
    return (actor) => seen.has(actor);
  }

  async #references(
    definition: AnyRecordDefinition,
    request: CommandRequest<C>,
    record: LoadedRecord,
  ): Promise<Map<string, Referenced> | Refusal> {
    const found = new Map<string, Referenced>();
    for (const { field, kind, id } of namedBy(request)) {
      const other = await this.loader.load(kind, id);
      if (!other.meta.exists || other.meta.voided || !this.access.canSee(request.caller, other)) {
        return refuse('UNKNOWN_REFERENCE', `no such ${kind}`, {
          field,
          value: `${kind}_${id}`,
          rule: `${field} names a ${kind} on record`,
        });
      }
      const closed = this.catalogue.definition(kind).closed?.(other.state, undefined);
      if (closed) return { ...closed, field, value: `${kind}_${id}` };
      found.set(id, other);
    }
    for (const [kind, id] of this.#needs(definition, request, record)) {
      if (!found.has(id)) found.set(id, await this.loader.load(kind, id));
    }
    return found;
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
