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

/** The memberships with one more begun, unless the actor is a member already. */
export function joining<M extends Membership>(members: readonly M[], member: Omit<M, 'left'>): readonly M[] {
  if (presentMembers(members).includes(member.actor)) return members;
  return [...members, { ...member, left: null } as M];
}

/** The memberships with the actor's present one ended. */
export function leaving<M extends Membership>(members: readonly M[], actor: string, at: string): readonly M[] {
  return members.map((one) => (one.actor === actor && one.left === null ? { ...one, left: at } : one));
}
