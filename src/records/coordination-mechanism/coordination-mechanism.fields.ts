import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  codes,
  command,
  creates,
  event,
  group,
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
import { datedDocument, documentReference, membership, theme } from '../shared/fields.js';

const mechanismStatuses = codes(
  'MechanismStatus',
  'Whether a mechanism is still there. Whether it still meets is a question of the moment: see `lastMet`.',
  ['ESTABLISHED', 'DISSOLVED'],
);

const agency = reference('actor', 'The agency.');
const reason = text('Why.');
const established = {
  state: reference('actor', 'The State.'),
  name: localized('Its name.'),
  purpose: optional(localized('What it is for.')),
  mandate: optional(nested(documentReference, 'The document that sets it up.')),
  themes: listOf(theme('Challenges, conclusions and threats that it answers.')),
};
const removed = {
  agency,
  reason: optional(reason),
};
const defined = {
  document: nested(documentReference, 'The document.'),
  summary: optional(localized('What it sets out, or what changes.')),
};
const met = {
  attended: listOf(reference('actor', 'Organisations that attended, members or not.')),
  summary: optional(localized('What came of it.')),
  document: optional(nested(documentReference, 'Its minutes.')),
};
const mechanismMeeting = group('MechanismMeeting', 'A meeting of a mechanism: which organisations, never which persons.', {
  at: instant('When it was.'),
  ...met,
});

export const coordinationMechanismFields = {
  ...established,
  status: code(mechanismStatuses, 'Whether it is still there.'),
  lead: nullable(reference('actor', 'The agency that leads it.')),
  leads: listOf(nested(membership, 'The agencies that lead and led it, in order of appointment.')),
  members: listOf(nested(membership, 'Its member agencies, present and past, in order of joining.')),
  chainOfCommand: listOf(nested(datedDocument, 'Documents that set out who commands whom, oldest first: the last one holds.')),
  meetings: listOf(nested(mechanismMeeting, 'Its meetings, oldest first.')),
  dissolvedAt: nullable(instant('When it was dissolved.')),
  dissolvedReason: nullable(text('Why it was dissolved.')),
};
export type CoordinationMechanismState = ValueOf<typeof coordinationMechanismFields>;

export const coordinationMechanismEvents = {
  MechanismEstablished: event(
    'Agencies of a State coordinate in a mechanism.',
    '{it} was established[: “{purpose}”]',
    established,
  ),
  LeadAgencyAppointed: event('An agency leads it, in place of the one before.', '{agency} was appointed to lead {it}', {
    agency,
  }),
  MemberAgencyAdded: event('An agency is a member.', '{agency} became a member of {it}', { agency }),
  MemberAgencyRemoved: event('An agency is a member no longer.', '{agency} ceased to be a member of {it}[: {reason}]', removed),
  ChainOfCommandDefined: event(
    'Who commands whom is set out in a document, in place of the one before.',
    'the chain of command of {it} was set out[: “{summary}”]',
    defined,
  ),
  MechanismMet: event('It has met: which organisations, never which persons.', '{it} met[, with {attended}][: “{summary}”]', met),
  MechanismDissolved: event('It is no more.', '{it} was dissolved: {reason}', { reason }),
};
export type CoordinationMechanismEvent = EventOf<typeof coordinationMechanismEvents>;

export const coordinationMechanismCommands = {
  establishMechanism: creates('Records that agencies of a State coordinate in a mechanism.', {
    state: reference('actor', 'The State.'),
    name: localized('Its name.'),
    purpose: optional(localized('What it is for.')),
    mandate: optional(nested(documentReference, 'The document that sets it up.')),
    lead: optional(reference('actor', 'The agency that leads it.')),
    members: listOf(reference('actor', 'The agencies that are members from the beginning.')),
    themes: listOf(theme('Challenges, conclusions and threats that it answers.')),
  }),
  appointLeadAgency: command('Records which agency leads the mechanism, in place of the one before.', { agency }),
  addMemberAgency: command('Records that an agency is a member.', { agency }),
  removeMemberAgency: command('Records that an agency is a member no longer.', removed),
  defineChainOfCommand: command('Records the document that sets out who commands whom, in place of the one before.', defined),
  recordMechanismMeeting: command('Records that the mechanism met: which organisations, never which persons.', met),
  dissolveMechanism: command('Records that the mechanism is no more.', { reason }),
};
