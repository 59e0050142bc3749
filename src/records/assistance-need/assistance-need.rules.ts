import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { widens, within } from '../../event-sourcing/handling.js';
import { byState, party, speaksFor } from '../shared/party.js';
import { afterEnd, notBefore, wrongStatus } from '../shared/refusals.js';
import { bornOf, heldBack, releasedLabel } from '../shared/visit-release.js';
import { type AssistanceNeedState, type NeedStatus } from './assistance-need.fields.js';

type State = AssistanceNeedState;

/** Where a need stands: by what has happened, in whatever order it was reported. Whether it has lapsed is a question of the moment. */
export function needStatus(state: Omit<State, 'quantity'>): NeedStatus {
  if (state.withdrawnAt !== null) return 'WITHDRAWN';
  if (state.metAt !== null) return 'MET';
  if (state.deliveries.length > 0) return 'PARTLY_MET';
  if (state.position === null) return 'IDENTIFIED';
  if (!state.position.agreed) return 'DISPUTED';
  if (state.released !== null) return 'RELEASED';
  return state.priority === null ? 'AGREED' : 'PRIORITISED';
}

/** Whether the day by which it was needed is over on a day, and it was not met. */
export function isLapsed(state: State, on: string): boolean {
  return state.neededBy !== undefined && state.neededBy < on && state.metAt === null && state.withdrawnAt === null;
}

/** Needs found by a visit are for the State and who found them, until the State releases them, and the visit's consent lets them out. */
export function confided(
  { state, origin, identifiedBy, visit, released }: Pick<State, 'state' | 'origin' | 'identifiedBy' | 'visit' | 'released'>,
  to: Handling,
  field: string,
  context: DecideContext,
): Refusal | undefined {
  const between = { state, assessor: identifiedBy, release: released };
  return (
    bornOf(visit, 'NEEDS', state, to, field, context) ??
    (origin === 'VISIT' ? heldBack(between, to, released !== null, field) : undefined)
  );
}

/** The label of what is released, where the party may set it: what is wider than before is the originator's to show. */
export function relabelled({ state, identifiedBy }: State, audience: Handling, { meta, isOriginator }: DecideContext) {
  const to = releasedLabel({ state, assessor: identifiedBy, release: { audience } });
  const changes = widens(meta.handling, to) ? isOriginator : widens(to, meta.handling);
  const handling = { tlp: to.tlp, audience: [...to.audience] };
  return changes ? [{ type: 'HandlingChanged', data: { handling, reason: 'the State released the need' } } as const] : [];
}

/** The label of a release itself: whom the State lets know of its need may know that it does. What the originator says follows the record's label. */
export function releaseLabel({ state, identifiedBy }: State, audience: Handling, { meta, party }: DecideContext) {
  const to = releasedLabel({ state, assessor: identifiedBy, release: { audience } });
  return party !== meta.originator.actor && within(meta.handling, to) ? to : undefined;
}

/** The label of what changes a need that was released: whom the State let know of it knows that too, and is not left with what holds no more. */
export function sinceRelease(state: State, context: DecideContext): { readonly handling?: Handling } {
  const handling = state.released ? releaseLabel(state, state.released.audience, context) : undefined;
  return handling ? { handling } : {};
}

/** Refuses a visit or a recommendation of another State, and a recommendation without the visit that it comes of, whose release the need shares. */
export function ofSameState(
  state: string,
  visit: string | undefined,
  recommendation: string | undefined,
  { reference }: DecideContext,
): Refusal | undefined {
  const from = recommendation && (reference(recommendation)?.state as { state: string; visit?: string } | undefined);
  if (!from) return undefined;
  const about = { field: 'recommendation', value: `recommendation_${recommendation}` };
  if (from.state !== state) {
    return refuse('ANOTHER_STATE', 'the recommendation was made to another State', {
      ...about,
      rule: 'recommendation names one that was made to the State that has the need',
    });
  }
  if (from.visit === undefined || from.visit === visit) return undefined;
  return refuse('VISIT_MISSING', 'the recommendation comes of a visit', {
    ...about,
    rule: 'a need that names a recommendation names its visit too',
  });
}

export function ofTheState({ state }: State, context: DecideContext): Refusal | undefined {
  return byState(state, context, 'what a State says of its needs is unsaid by the State or its delegate alone');
}

/** Refuses what is said by others than the State, of a need that has ended, or of a time before its last word. */
export function stating(state: State, context: DecideContext): Refusal | undefined {
  return (
    open(state, context) ??
    byState(state.state, context, 'only the State or its delegate agrees or disputes that it has a need') ??
    notBefore('the last word of the State', state.position?.at, context)
  );
}

export function agreed({ position }: State, context: DecideContext): Refusal | undefined {
  if (position?.agreed) return notBefore('the State agreed', position.at, context);
  const status = position === null ? 'IDENTIFIED' : 'DISPUTED';
  return wrongStatus('need', status, 'its State has agreed that it has the need');
}

/** Refuses a change of how much is needed or reserved of a need that is met or withdrawn, late reports too: they would not balance. */
export function standing(state: State): Refusal | undefined {
  return afterEnd('need', needStatus(state), state.withdrawnAt ?? state.metAt);
}

/** Refuses a change of a need that is met or withdrawn; late reports of the time before are welcome. */
export function open(state: State, { occurredAt }: DecideContext): Refusal | undefined {
  return afterEnd('need', needStatus(state), state.withdrawnAt ?? state.metAt, occurredAt);
}

export function byOwner(state: State, context: DecideContext): Refusal | undefined {
  if (context.party === state.identifiedBy || speaksFor(state.state, context)) return undefined;
  const rule = 'that is for the State, its delegate or who identified the need';
  return party(context) ?? refuse('NOT_THE_OWNER', rule, { field: 'onBehalfOf', value: `actor_${context.party}`, rule });
}

/** As `byOwner`; or no organisation, where it follows from other records. */
export function byOwnerOrNobody(state: State, context: DecideContext): Refusal | undefined {
  return context.party === null ? undefined : byOwner(state, context);
}

export function overSupplied(over: Readonly<Record<string, number>>, field: string): Refusal {
  return refuse('OVER_SUPPLY', 'more would be reserved than is needed', {
    field,
    value: over,
    rule: 'what is reserved for matches is at most what is needed, unless the State acknowledges that it takes more',
  });
}
