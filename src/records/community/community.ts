import { references } from '../../event-sourcing/projections/record-table.js';
import { defineRecord, type DecideContext, type Refusal } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { blank, computed, count, type InputsOf, recordKind, says } from '../../fields/index.js';
import { joining, leaving, membershipRefusal, presentMembers } from '../shared/membership.js';
import { byActor } from '../shared/party.js';
import { afterEnd } from '../shared/refusals.js';
import { communityCommands, communityEvents, communityFields, type CommunityState } from './community.fields.js';

export const community = defineRecord<CommunityState, InputsOf<typeof communityCommands>>()({
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
  initial: blank(communityFields),

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
    formCommunity: says(communityEvents, 'CommunityFormed'),
    addCommunityMember: says(
      communityEvents,
      'CommunityMemberAdded',
      ({ member }, state, context) =>
        kept(state, context, context.occurredAt) ?? membershipRefusal(state.members, member, context.occurredAt, true, 'member'),
    ),
    removeCommunityMember: says(
      communityEvents,
      'CommunityMemberRemoved',
      ({ member }, state, context) =>
        kept(state, context, context.occurredAt) ?? membershipRefusal(state.members, member, context.occurredAt, false, 'member'),
    ),
    dissolveCommunity: says(communityEvents, 'CommunityDissolved', (_command, state, context) => kept(state, context)),
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

export const communityKind = recordKind<CommunityState>({
  definition: community,
  description: 'A list of organisations, kept by one of them, as an audience to share with.',
  plural: 'communities',
  it: 'the community “{name}”',
  fields: communityFields,
  commands: communityCommands,
  computed: { memberCount: computed(count('How many are on it.'), ({ members }) => presentMembers(members).length) },
  filters: ['name', 'status', 'steward', 'memberCount'],
  columns: { members: references('actor', 'Who is on it.', ({ members }) => presentMembers(members)) },
});
