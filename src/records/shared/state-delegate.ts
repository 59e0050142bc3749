import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { party } from './party.js';

/** What the rule needs to know of an actor. */
interface ActorSeen {
  readonly actorKind?: string;
  readonly affiliations?: readonly { readonly parent: string; readonly from: string | null; readonly ended: boolean }[];
  readonly deactivated?: string | null;
}

/** What deciding on who speaks needs: the record of the party, which says what it is and to whom it belongs. For a kind's `needs`. */
export function speaker(party: string | null): readonly (readonly [kind: string, id: string])[] {
  return party === null ? [] : [['actor', party]];
}

/** Whether the party is `state` itself or its delegate: an active actor that belongs to it now. The kind has to need its `speaker`. */
export function speaksFor(state: string, { party, now, reference }: DecideContext): boolean {
  if (party === null || party === state) return party === state;
  const { affiliations = [], deactivated } = seen(reference, party);
  if (deactivated) return false;
  return affiliations.some(
    ({ parent, from, ended }) => parent === state && !ended && (from === null || from <= now.slice(0, 10)),
  );
}

/** Refuses a command from anybody but `state` or its delegate, to whom it is reserved (DOMAIN 4.4); `rule` says what is. */
export function byState(state: string, context: DecideContext, rule: string): Refusal | undefined {
  if (speaksFor(state, context)) return undefined;
  return party(context) ?? refuse('NOT_THE_STATE', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** Refuses an actor (`field`) that is no State, where only a State can be meant. */
export function aState(field: string, actor: string, { reference }: DecideContext): Refusal | undefined {
  if (seen(reference, actor).actorKind === 'STATE') return undefined;
  return refuse('NOT_A_STATE', 'the actor is no State', { field, value: `actor_${actor}`, rule: `${field} names a State` });
}

/** A voided actor is none. */
function seen(reference: DecideContext['reference'], actor: string): ActorSeen {
  const found = reference(actor);
  return found && !found.meta.voided ? (found.state as ActorSeen) : {};
}
