import { defineRecord, type DecideContext, type EventOf, type Refusal } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, presentMembers } from '../shared/membership.js';
import { byActor } from '../shared/party.js';
import { afterEnd } from '../shared/refusals.js';
import type * as command from './community.commands.js';
import { communityEvents, type CommunityState } from './community.events.js';

interface Commands {
  formCommunity: command.FormCommunity;
  addCommunityMember: command.AddCommunityMember;
  removeCommunityMember: command.RemoveCommunityMember;
  dissolveCommunity: command.DissolveCommunity;
}

type Events = readonly EventOf<typeof communityEvents>[];

export const community = defineRecord<CommunityState, Commands>()({
  kind: 'community',
  events: communityEvents,
  rights: {
    relations: { owner: ({ steward }) => [steward] },
    commands: {
      formCommunity: OWN,
      addCommunityMember: OWN,
      removeCommunityMember: OWN,
      dissolveCommunity: OWN,
    },
  },
  initial: { name: [], steward: '', status: 'FORMED', members: [], dissolvedAt: null, dissolvedReason: null },

  evolve: {
    CommunityFormed: (state, formed) => ({ ...state, ...formed }),
    CommunityMemberAdded: (state, { member }, { occurredAt }) => ({
      ...state,
      // A correction may have moved the end before it.
      members: state.dissolvedAt === null ? joining(state.members, { actor: member, joined: occurredAt }) : state.members,
    }),
    CommunityMemberRemoved: (state, { member }, { occurredAt }) => ({
      ...state,
      members: leaving(state.members, member, occurredAt),
    }),
    CommunityDissolved: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'DISSOLVED',
      members: presentMembers(state.members).reduce((left, actor) => leaving(left, actor, occurredAt), state.members),
      dissolvedAt: occurredAt,
      dissolvedReason: reason,
    }),
  },

  decide: {
    formCommunity: ({ name, purpose, steward }) => [{ type: 'CommunityFormed', data: { name, purpose, steward } }],

    addCommunityMember: ({ member }, state, context): Events | Refusal =>
      kept(state, context, context.occurredAt) ??
      membershipRefusal(state.members, member, context.occurredAt, true, 'member') ?? [
        { type: 'CommunityMemberAdded', data: { member } },
      ],

    removeCommunityMember: ({ member, reason }, state, context): Events | Refusal =>
      kept(state, context, context.occurredAt) ??
      membershipRefusal(state.members, member, context.occurredAt, false, 'member') ?? [
        { type: 'CommunityMemberRemoved', data: { member, reason } },
      ],

    dissolveCommunity: ({ reason }, state, context) => kept(state, context) ?? [{ type: 'CommunityDissolved', data: { reason } }],
  },
});

/** Who is on the list may be shown what is shared with it, so only its steward says who that is. */
function kept(
  { status, dissolvedAt, steward }: CommunityState,
  context: DecideContext,
  occurredAt?: string,
): Refusal | undefined {
  return (
    afterEnd('community', status, dissolvedAt, occurredAt) ??
    byActor(steward, context, 'NOT_THE_STEWARD', 'who is in a community is said by its steward alone')
  );
}
