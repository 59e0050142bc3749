import { type Refusal, refuse } from '../../event-sourcing/record.js';

/** A membership, present or past: an actor that leaves and joins again has two. */
export interface Membership {
  readonly actor: string;
  /** When it began, ISO 8601 UTC. */
  readonly joined: string;
  /** When it ended; null for a present member. */
  readonly left: string | null;
}

/** The actors that are members at present. */
export function presentMembers(members: readonly Membership[]): string[] {
  return members.filter(({ left }) => left === null).map(({ actor }) => actor);
}

/** The actors that were members at some time between two moments, both included (ISO 8601 UTC). */
export function membersWithin(members: readonly Membership[], from: string, to: string): string[] {
  const within = members.filter(({ joined, left }) => joined <= to && (left === null || left > from));
  return [...new Set(within.map(({ actor }) => actor))];
}

/** Refuses to take in (`joins`) who is a member at a moment, or to let go who is none; `field` names the actor. */
export function membershipRefusal(
  members: readonly Membership[],
  actor: string,
  at: string,
  joins: boolean,
  field: string,
): Refusal | undefined {
  if (membersWithin(members, at, at).includes(actor) !== joins) return undefined;
  const about = { field, value: `actor_${actor}` };
  return joins
    ? refuse('ALREADY_MEMBER', 'the actor is a member at that time', { ...about, rule: 'an actor is a member once' })
    : refuse('NOT_A_MEMBER', 'the actor is no member at that time', { ...about, rule: 'only a member can leave' });
}

/** The memberships with one more begun, unless the actor is a member already. */
export function joining<M extends Membership>(members: readonly M[], member: Omit<M, 'left'>): readonly M[] {
  if (presentMembers(members).includes(member.actor)) return members;
  return [...members, { ...member, left: null } as M];
}

/** The memberships with the actor's present one ended. */
export function leaving<M extends Membership>(members: readonly M[], actor: string, at: string): readonly M[] {
  return members.map((one) => (one.actor === actor && one.left === null ? { ...one, left: at } : one));
}
