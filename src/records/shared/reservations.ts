import { type Correction, type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { notBefore } from './refusals.js';
import { excessOver, type Quantity } from './quantity.js';

/** A part of a need or of an offer that is held for one match, so that no other can have it. */
export interface Reservation {
  readonly match: string;
  /** Null where it is not quantified. */
  readonly quantity: Quantity | null;
  /** When it was made, ISO 8601 UTC. */
  readonly at: string;
  /** Whether the State took it in the knowledge that it is more than needed; of needs alone. */
  readonly overSupply?: boolean;
}

/** What is reserved of a quantity. Its one stream decides on it, so that two matches never have the same part of it. */
export interface Reserved {
  readonly quantity: Quantity | null;
  readonly reservations: readonly Reservation[];
  /** When quantity or reservations changed last: nothing of them is reported for a time before, so that they were right at every moment. */
  readonly balancedAt: string | null;
}

/** What a match says of itself to the need and the offer between which it is. */
export interface MatchSeen {
  readonly need: string;
  readonly offer: string;
  readonly quantity: Quantity | null;
  readonly overSupplyAcknowledged: boolean;
  /** Whether both sides have accepted it. */
  readonly status: 'PROPOSED' | 'ACCEPTED' | 'CONFIRMED' | 'DECLINED' | 'BROKEN';
}

/** The match that a command names, as it stands. */
export function matchSeen(match: string, { reference }: DecideContext): MatchSeen | undefined {
  return reference(match)?.state as MatchSeen | undefined;
}

export function reserving(reservations: readonly Reservation[], made: Reservation): readonly Reservation[] {
  return [...reservations.filter(({ match }) => match !== made.match), made];
}

export function releasing(reservations: readonly Reservation[], match: string): readonly Reservation[] {
  return reservations.filter((one) => one.match !== match);
}

export function isReservedFor({ reservations }: Pick<Reserved, 'reservations'>, match: string): boolean {
  return reservations.some((one) => one.match === match);
}

/** By how much the reservations, with one more quantity, are above what there is; by measure, empty where they are not. */
export function excess({ quantity, reservations }: Reserved, more: Quantity | null = null): Readonly<Record<string, number>> {
  return quantity === null ? {} : excessOver(quantity, [...reservations.map((one) => one.quantity), more]);
}

/** Refuses a reservation for a match of something else (`role`, `id`), or one that not both sides have accepted. */
export function reservable(match: string, role: 'need' | 'offer', context: DecideContext): Refusal | undefined {
  const found = matchSeen(match, context);
  const about = { field: 'match', value: `assistanceMatch_${match}` };
  if (found?.[role] !== context.id) {
    return refuse('ANOTHER_MATCH', `the match is of another ${role}`, { ...about, rule: `match names a match of this ${role}` });
  }
  if (found.status === 'ACCEPTED') return undefined;
  return refuse('MATCH_NOT_ACCEPTED', `the match is ${found.status}`, {
    ...about,
    rule: 'something is reserved for a match that both sides have accepted, and that is not yet confirmed, declined or broken',
  });
}

/** Refuses to give up what is reserved for a match that is not over, or what is not reserved. */
export function releasable(state: Reserved, match: string, context: DecideContext): Refusal | undefined {
  const about = { field: 'match', value: `assistanceMatch_${match}` };
  if (!isReservedFor(state, match)) {
    return refuse('NOT_RESERVED', 'nothing is reserved for this match', { ...about, rule: 'what is released was reserved' });
  }
  const status = matchSeen(match, context)?.status;
  if (status === 'DECLINED' || status === 'BROKEN') return balanced(state, context);
  return refuse('MATCH_STANDS', `the match is ${status ?? 'unknown'}`, {
    ...about,
    rule: 'what is reserved for a match is released when the match is declined or broken',
  });
}

/** Refuses to tell of quantities and reservations at a time before their last change. */
export function balanced({ balancedAt }: Reserved, context: DecideContext): Refusal | undefined {
  return notBefore('the last change of what there is and what is reserved of it', balancedAt, context);
}

/** Refuses what would end, or retract, something of which a part is reserved. */
export function unspoken({ reservations }: Reserved, noun: string): Refusal | undefined {
  if (reservations.length === 0) return undefined;
  return refuse('RESERVED', `a part of the ${noun} is reserved for a match`, {
    field: 'id',
    value: `assistanceMatch_${reservations[0]!.match}`,
    rule: `the matches of the ${noun} are broken first`,
  });
}

/**
 * Refuses corrections on which others rely: of any field of the events of `firm` that names none, else of the fields named.
 * `rule` says what to do instead.
 */
export function standsFirm(
  { event, field }: Correction,
  firm: Readonly<Record<string, readonly string[]>>,
  rule: string,
): Refusal | undefined {
  const fields = firm[event.type];
  if (fields === undefined || (fields.length > 0 && !fields.includes(field.split('.')[0]!))) return undefined;
  return refuse('NOT_CORRECTABLE', 'others rely on it', { field: 'field', value: field, rule });
}
