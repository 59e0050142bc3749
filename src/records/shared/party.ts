import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { partyMissing } from '../../fields/index.js';

/** Refuses a command from nobody in particular, where an organisation has to speak. */
export function party({ party }: DecideContext): Refusal | undefined {
  return partyMissing(party);
}

/** Refuses a command behind which one of `actors` stands, where another organisation has to speak (rule `no-self-verification`). */
export function byAnother(
  actors: readonly (string | null)[],
  context: DecideContext,
  code: string,
  rule: string,
): Refusal | undefined {
  const own = actors.find((actor) => actor !== null && context.behind.includes(actor));
  return party(context) ?? (own ? refuse(code, rule, { field: 'onBehalfOf', value: `actor_${own}`, rule }) : undefined);
}

/** Refuses a command from anybody but `actor`, to whom it is reserved (rule `state-speaks-for-itself`). */
export function byActor(actor: string, context: DecideContext, code: string, rule: string): Refusal | undefined {
  return (
    party(context) ??
    (context.party === actor ? undefined : refuse(code, rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule }))
  );
}

/** What the rules below need to know of an actor. */
interface ActorSeen {
  readonly actorKind?: string;
}

/** What is on record of an actor; nothing of one that was voided. */
function seen(actor: string, { reference }: DecideContext): ActorSeen {
  const found = reference(actor);
  return found && !found.meta.voided ? (found.state as ActorSeen) : {};
}

/** Whether the party is `actor` itself or speaks for it: a part of it, with its consent. */
export function speaksFor(actor: string, { voices }: DecideContext): boolean {
  return voices.includes(actor);
}

/** Refuses a command from anybody but `state` or its delegate, to whom it is reserved (rule `state-speaks-for-itself`). */
export function byState(state: string, context: DecideContext, rule: string): Refusal | undefined {
  if (speaksFor(state, context)) return undefined;
  return party(context) ?? refuse('NOT_THE_STATE', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** Refuses an actor (`field`) that is no State, where only a State can be meant. */
export function aState(field: string, actor: string, context: DecideContext): Refusal | undefined {
  if (seen(actor, context).actorKind === 'STATE') return undefined;
  return refuse('NOT_A_STATE', 'the actor is no State', { field, value: `actor_${actor}`, rule: `${field} names a State` });
}
