import { type Caller, type CommandAccess, type CommandRequest } from './command-handler.js';
import { type NewEvent, partyOf, type RecordedEvent } from './envelope.js';
import { evolve, fold } from './fold.js';
import { type AnyRecordDefinition, type Referenced, type Refusal, refuse } from './record.js';
import { type LoadedRecord } from './record-loader.js';
import { checkCorrection, type Judged, type JudgedRecord, type Speaking } from './rights.js';

/** Where an event stands that is not recorded yet. */
const NOWHERE = { stream: '', position: 0n, recordedAt: '' };

type Find = (id: string) => Referenced | undefined;

/**
 * In whose name a command speaks. Where the kind is spoken of in person, every actor speaks for itself alone.
 * @param reference finds the records that `CommandAccess.needs` names
 * @returns a refusal where the caller has no mandate for `onBehalfOf`
 */
export function speakingOf<C extends Caller>(
  { rights }: AnyRecordDefinition,
  request: CommandRequest<C>,
  access: CommandAccess<C>,
  reference: Find,
  now: string,
): Speaking | Refusal {
  const { caller, onBehalfOf } = request;
  const speaker = caller.actor;
  const party = onBehalfOf ?? speaker;
  const standing = access.standing(caller);
  const voicesOf = (actor: string | null) => {
    const voices = actor === null ? [] : access.voices(actor, reference(actor), now);
    return rights.inPerson ? voices.filter((voice) => voice === actor) : voices;
  };
  const own = voicesOf(speaker);
  const isOwn = party === speaker;
  const forAll = isOwn || standing.isProcess || standing.coordinates([onBehalfOf!]);
  const isMandated = () => {
    const principal = reference(onBehalfOf!);
    if (rights.inPerson) return false;
    return own.includes(onBehalfOf!) || (own.length > 0 && !!principal && access.hasMandate(principal, speaker!, request, now));
  };
  if (!forAll && !isMandated()) {
    return refuse('NO_MANDATE', `this caller may not speak for actor_${onBehalfOf}`, {
      field: 'onBehalfOf',
      value: `actor_${onBehalfOf}`,
      rule: 'onBehalfOf names an organisation that has given a mandate, that the caller belongs to with its consent, or that the caller coordinates',
    });
  }
  // A mandate is of one actor alone: who holds it does not speak for whom that actor may speak.
  const voices = voicesOf(party).filter((actor) => forAll || actor === party);
  const behind = [...new Set([speaker, party, ...own, ...voices].filter((actor) => actor !== null))];
  return { speaker, party, voices, behind, user: caller.user };
}

/** The record that events would make, as rights are judged by it: who may make it follows from whose it would be. */
export function madeBy(definition: AnyRecordDefinition, record: LoadedRecord, events: readonly NewEvent[]): JudgedRecord {
  const folded = events.reduce((so, event, revision) => evolve(definition, so, { ...event, ...NOWHERE, revision }), {
    meta: record.meta,
    state: record.state,
  });
  return { id: record.id, ...folded };
}

/** Who said the event that a correction names, where the kind holds it to be another's than the owner's. */
export function saidByAnother(
  { rights }: AnyRecordDefinition,
  events: readonly RecordedEvent[],
  input: { readonly eventId?: string },
): string | undefined {
  const event = events.find(({ id }) => id === input.eventId);
  if (!event || !rights.saidByOthers?.includes(event.type)) return undefined;
  return partyOf(event.metadata) ?? undefined;
}

/** Refuses a correction that says something in another's name: see `checkCorrection`. @param events of the record, as the caller may know it */
export function correctionRefusal(
  judged: Judged,
  events: readonly RecordedEvent[],
  { eventId, field }: { readonly eventId: string; readonly field: string },
  made: readonly NewEvent[],
): Refusal | undefined {
  const { definition } = judged;
  const corrections = made.map((event, n) => ({ ...event, ...NOWHERE, revision: events.length + n }));
  const { state } = fold(definition, [...events, ...corrections]);
  const said = events.filter(({ type }) => definition.rights.saidByOthers?.includes(type));
  return checkCorrection(judged, { event: events.find(({ id }) => id === eventId)!, field }, state, said);
}
