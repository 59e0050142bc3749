import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  codes,
  command,
  creates,
  event,
  instant,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { membership } from '../shared/fields.js';

const status = codes('CommunityStatus', 'Whether a community is kept.', ['FORMED', 'DISSOLVED']);

const formed = {
  name: localized('Its name.'),
  purpose: optional(localized('What is shared in it.')),
  steward: reference('actor', 'Who keeps the list, and alone says who is on it.'),
};
const member = reference('actor', 'The actor.');
const reason = text('Why.');

export const communityFields = {
  ...formed,
  status: code(status, 'Whether it is kept.'),
  members: listOf(nested(membership, 'Who is and was on it, in order of joining.')),
  dissolvedAt: nullable(instant('When it ended.')),
  dissolvedReason: nullable(text('Why it ended.')),
};
export type CommunityState = ValueOf<typeof communityFields>;

export const communityEvents = {
  CommunityFormed: event(
    'A list of organisations is kept, as an audience to share with; its steward says who is on it.',
    '{it} was formed by {steward}[: “{purpose}”]',
    formed,
  ),
  CommunityMemberAdded: event('An actor is on the list.', '{member} was added to {it}', { member }),
  CommunityMemberRemoved: event('An actor is on the list no longer.', '{member} was removed from {it}[: {reason}]', {
    member,
    reason: optional(reason),
  }),
  CommunityDissolved: event('The list is kept no longer; nobody is on it.', '{it} was dissolved: {reason}', { reason }),
};

export const communityCommands = {
  formCommunity: creates('Begins to keep a list of organisations, as an audience to share with.', formed),
  addCommunityMember: command('Puts an actor on the list, as its steward.', { member }),
  removeCommunityMember: command('Takes an actor off the list, as its steward.', { member, reason: optional(reason) }),
  dissolveCommunity: command('Ends the list, as its steward: nobody is on it any more.', { reason }),
};

export type CommunityEvent = EventOf<typeof communityEvents>;
