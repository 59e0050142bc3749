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
