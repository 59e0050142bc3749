import { type Caller, type CommandAccess, type CommandRequest } from './command-handler.js';
import { type NewEvent } from './envelope.js';
import { evolve } from './fold.js';
import { type AnyRecordDefinition, type Referenced, type Refusal, refuse } from './record.js';
import { type LoadedRecord } from './record-loader.js';
import { type JudgedRecord, type Speaking } from './rights.js';

type Find = (id: string) => Referenced | undefined;

/**
 * In whose name a command speaks.
 * @param reference finds the records that `CommandAccess.needs` names
 * @returns a refusal where the caller has no mandate for `onBehalfOf`
 */
export function speakingOf<C extends Caller>(
  request: CommandRequest<C>,
  access: CommandAccess<C>,
  reference: Find,
  now: string,
): Speaking | Refusal {
  const { caller, onBehalfOf } = request;
  const speaker = caller.actor;
  const party = onBehalfOf ?? speaker;
  const voicesOf = (actor: string) => access.voices(actor, reference(actor), now);
  if (onBehalfOf !== undefined && onBehalfOf !== speaker) {
    const standing = access.standing(caller);
    const principal = reference(onBehalfOf);
    const isMandated =
      standing.isProcess ||
      standing.coordinates([onBehalfOf]) ||
      (speaker !== null &&
        (voicesOf(speaker).includes(onBehalfOf) ||
          (principal !== undefined && voicesOf(speaker).length > 0 && access.hasMandate(principal, speaker, request, now))));
    if (!isMandated) {
      return refuse('NO_MANDATE', `this caller may not speak for actor_${onBehalfOf}`, {
        field: 'onBehalfOf',
        value: `actor_${onBehalfOf}`,
        rule: 'onBehalfOf names an organisation that has given a mandate, that the caller belongs to with its consent, or that the caller coordinates',
      });
    }
  }
  return { speaker, party, voices: party === null ? [] : voicesOf(party), user: caller.user };
}

/** The record that events would make, as rights are judged by it: who may make it follows from whose it would be. */
export function madeBy(definition: AnyRecordDefinition, record: LoadedRecord, events: readonly NewEvent[]): JudgedRecord {
  const folded = events.reduce(
    (so, event, revision) => evolve(definition, so, { ...event, stream: '', revision, position: 0n, recordedAt: '' }),
    { meta: record.meta, state: record.state },
  );
  return { id: record.id, ...folded };
}
