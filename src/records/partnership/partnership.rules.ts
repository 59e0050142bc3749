import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { joining, presentMembers } from '../shared/membership.js';
import { wrongStatus } from '../shared/refusals.js';
import { type PartnershipState, type PartySector } from './partnership.fields.js';

/** Whether a partnership in effect has fewer than two members: it is shown so, and whether it ends is for the partners to say. */
export function isBelowTwoMembers(state: PartnershipState): boolean {
  return (state.status === 'ACTIVE' || state.status === 'SUSPENDED') && presentMembers(state.members).length < 2;
}

export function isInvited({ invited }: PartnershipState, actor: string): boolean {
  return invited.some((one) => one.actor === actor);
}

export function uninvited({ invited }: PartnershipState, actor: string): PartnershipState['invited'] {
  return invited.filter((one) => one.actor !== actor);
}

type Member = PartnershipState['members'][number];

/** The partnership with one more member. */
export function takenIn(state: PartnershipState, member: Omit<Member, 'left'>): PartnershipState {
  return { ...state, invited: uninvited(state, member.actor), members: joining(state.members, member) };
}

export function isMember(state: PartnershipState, actor: string): boolean {
  return presentMembers(state.members).includes(actor);
}

/** Companies, academia and civil society are no public bodies; everything else is. */
export function sectorOf(actor: string, { reference }: DecideContext): PartySector {
  const { actorKind } = (reference(actor)?.state ?? {}) as { actorKind?: string };
  return ['PRIVATE', 'CIVIL_SOCIETY', 'COMMUNITY', 'ACADEMIA'].includes(actorKind ?? '') ? 'PRIVATE' : 'PUBLIC';
}

export function mixed(
  sector: PartnershipState['sector'],
  parties: readonly { readonly sector: PartySector }[],
): Refusal | undefined {
  const missing = (['PUBLIC', 'PRIVATE'] as const).find((side) => !parties.some((one) => one.sector === side));
  if (sector !== 'PUBLIC_PRIVATE' || !missing) return undefined;
  return refuse('ONE_SIDED', `no ${missing.toLowerCase()} party has endorsed it`, {
    field: 'id',
    value: missing,
    rule: 'a public-private partnership has at least one public and one private party',
  });
}

export function settle(state: PartnershipState, request: string, status: 'ANSWERED' | 'DECLINED', at: string): PartnershipState {
  return {
    ...state,
    requests: state.requests.map((one) => (one.id === request && one.status === 'OPEN' ? { ...one, status, settled: at } : one)),
  };
}

/** Who founds the partnership: while it is proposed all who were asked, later those who agreed and have not left. */
export function founder({ status, founders, members }: PartnershipState): string[] {
  const present = presentMembers(members);
  const isStill = (actor: string) => status === 'PROPOSED' || present.includes(actor);
  return founders.map(({ actor }) => actor).filter(isStill);
}

export function founding(state: PartnershipState, { party }: DecideContext): Refusal | undefined {
  if (state.status !== 'PROPOSED')
    return wrongStatus('partnership', state.status, 'endorsements are given while a partnership is proposed');
  if (state.founders.some(({ actor }) => actor === party)) return undefined;
  return refuse('NOT_A_FOUNDER', 'only a founding party endorses or declines, each for itself', {
    field: 'onBehalfOf',
    value: party === null ? 'nobody' : `actor_${party}`,
    rule: 'the party that speaks is one of the founders',
  });
}

export function member(state: PartnershipState, actor: string | null, field: string): Refusal | undefined {
  if (actor !== null && isMember(state, actor)) return undefined;
  return refuse('NOT_A_MEMBER', 'requests go from member to member', {
    field,
    value: actor === null ? 'nobody' : `actor_${actor}`,
  });
}

export function addressed(
  { request }: { readonly request: string },
  state: PartnershipState,
  { party }: DecideContext,
): Refusal | undefined {
  const found = state.requests.find(({ id }) => id === request);
  if (!found)
    return refuse('UNKNOWN_REQUEST', 'there is no such request in this partnership', { field: 'request', value: request });
  if (found.status !== 'OPEN')
    return refuse('REQUEST_SETTLED', `the request is ${found.status}`, {
      field: 'request',
      value: request,
      rule: 'a request is settled once',
    });
  if (found.to === party) return undefined;
  return refuse('NOT_ADDRESSED', 'a request is answered by the party that was asked', {
    field: 'onBehalfOf',
    value: party === null ? 'nobody' : `actor_${party}`,
  });
}

export function running(state: PartnershipState): Refusal | undefined {
  return state.status === 'ACTIVE' || state.status === 'SUSPENDED'
    ? undefined
    : wrongStatus('partnership', state.status, 'the partnership is in effect');
}

export function notEnded(state: PartnershipState): Refusal | undefined {
  return state.status === 'ENDED'
    ? wrongStatus('partnership', state.status, 'what has ended takes no further change')
    : undefined;
}
