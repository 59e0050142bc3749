import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';

/** Refuses a command from nobody in particular, where an organisation has to speak. */
export function party({ party }: DecideContext): Refusal | undefined {
  if (party !== null) return undefined;
  return refuse('PARTY_MISSING', 'say for which organisation you speak', {
    field: 'onBehalfOf',
    rule: 'a report is made by an organisation',
  });
}

/** Refuses a command from `actor` itself, where another organisation has to speak (DOMAIN 4.5). */
export function byAnother(actor: string | null, context: DecideContext, code: string, rule: string): Refusal | undefined {
  return (
    party(context) ??
    (context.party === actor ? refuse(code, rule, { field: 'onBehalfOf', value: `actor_${actor}`, rule }) : undefined)
  );
}

/** Refuses a command from anybody but `actor`, to whom it is reserved (DOMAIN 4.4). */
export function byActor(actor: string, context: DecideContext, code: string, rule: string): Refusal | undefined {
  return (
    party(context) ??
    (context.party === actor ? undefined : refuse(code, rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule }))
  );
}

/** What the rules below need to know of an actor. */
interface ActorSeen {
  readonly actorKind?: string;
  readonly affiliations?: readonly {
    readonly parent: string;
    readonly from?: string | null;
    readonly agreed: boolean;
    readonly ended: boolean;
  }[];
  readonly deactivated?: string | null;
}

/** What is on record of an actor; nothing of one that was voided. */
function seen(actor: string, { reference }: DecideContext): ActorSeen {
  const found = reference(actor);
  return found && !found.meta.voided ? (found.state as ActorSeen) : {};
}

/** What deciding on who speaks needs: the party's own record, which says what it is and to whom it is affiliated. */
export function speaker(party: string | null): readonly (readonly [kind: string, id: string])[] {
  return party === null ? [] : [['actor', party]];
}

/** Whether the party is `state` itself or its delegate: an active actor affiliated to it at present, as it has agreed. The kind has to need its `speaker`. */
export function speaksFor(state: string, context: DecideContext): boolean {
  const { party, now } = context;
  if (party === null || party === state) return party === state;
  const { affiliations = [], deactivated } = seen(party, context);
  const belongs = affiliations.some(
    ({ parent, from, agreed, ended }) => parent === state && agreed && !ended && (!from || from <= now.slice(0, 10)),
  );
  return belongs && !deactivated;
}

/** Refuses a command from anybody but `state` or its delegate, to whom it is reserved (DOMAIN 4.4). */
export function byState(state: string, context: DecideContext, rule: string): Refusal | undefined {
  if (speaksFor(state, context)) return undefined;
  return party(context) ?? refuse('NOT_THE_STATE', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** Refuses an actor (`field`) that is no State, where only a State can be meant. */
export function aState(field: string, actor: string, context: DecideContext): Refusal | undefined {
  if (seen(actor, context).actorKind === 'STATE') return undefined;
  return refuse('NOT_A_STATE', 'the actor is no State', { field, value: `actor_${actor}`, rule: `${field} names a State` });
}
