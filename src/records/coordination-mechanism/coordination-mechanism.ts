import { flag, references } from '../../event-sourcing/projections/record-table.js';
import { blank, computed, count, day, type InputsOf, nullable, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, membersWithin, presentMembers } from '../shared/membership.js';
import { unique } from '../shared/scope.js';
import { lastDay } from '../shared/days.js';
import { aState } from '../shared/party.js';
import { afterEnd } from '../shared/refusals.js';
import {
  coordinationMechanismEvents,
  type CoordinationMechanismState,
  coordinationMechanismCommands,
  coordinationMechanismFields,
} from './coordination-mechanism.fields.js';

type Events = readonly EventOf<typeof coordinationMechanismEvents>[];
type State = CoordinationMechanismState;

export const coordinationMechanism = defineRecord<State, InputsOf<typeof coordinationMechanismCommands>>()({
  kind: 'coordinationMechanism',
  events: coordinationMechanismEvents,
  rights: {
    relations: {
      owner: ({ state }) => [state],
      lead: ({ lead }) => [lead],
      named: (_state, _id, { agency }) => [agency as string],
    },
    commands: {
      establishMechanism: OWN,
      appointLeadAgency: OWN,
      addMemberAgency: ['owner', 'lead', 'coordinator'],
      removeMemberAgency: ['named', 'owner', 'lead', 'coordinator'],
      defineChainOfCommand: OWN,
      recordMechanismMeeting: ['owner', 'lead', 'coordinator'],
      dissolveMechanism: OWN,
    },
  },
  initial: blank(coordinationMechanismFields),

  evolve: {
    MechanismEstablished: (state, established) => ({ ...state, ...established }),
    LeadAgencyAppointed: (state, { agency }, { occurredAt }) => {
      const before = presentMembers(state.leads).filter((one) => one !== agency);
      const left = before.reduce((leads, one) => leaving(leads, one, occurredAt), state.leads);
      return { ...state, lead: agency, leads: joining(left, { actor: agency, joined: occurredAt }) };
    },
    MemberAgencyAdded: (state, { agency }, { occurredAt }) => ({
      ...state,
      members: joining(state.members, { actor: agency, joined: occurredAt }),
    }),
    MemberAgencyRemoved: (state, { agency }, { occurredAt }) => ({
      ...state,
      members: leaving(state.members, agency, occurredAt),
    }),
    ChainOfCommandDefined: (state, { document, summary }, { occurredAt }) => ({
      ...state,
      chainOfCommand: [...state.chainOfCommand, { ...document, since: occurredAt, summary }],
    }),
    MechanismMet: (state, meeting, { occurredAt }) => ({
      ...state,
      meetings: [...state.meetings, { ...meeting, at: occurredAt }],
    }),
    MechanismDissolved: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'DISSOLVED',
      dissolvedAt: occurredAt,
      dissolvedReason: reason,
    }),
  },

  decide: {
    establishMechanism: ({ lead, members = [], themes = [], ...rest }, _state, context): Events | Refusal =>
      aState('state', rest.state, context) ?? [
        { type: 'MechanismEstablished', data: { ...rest, themes: unique(themes) } },
        ...(lead === undefined ? [] : [{ type: 'LeadAgencyAppointed', data: { agency: lead } } as const]),
        ...unique(members).map((agency) => ({ type: 'MemberAgencyAdded', data: { agency } }) as const),
      ],
    appointLeadAgency: says(
      coordinationMechanismEvents,
      'LeadAgencyAppointed',
      ({ agency }, state, { occurredAt }) =>
        open(state, occurredAt) ?? (membersWithin(state.leads, occurredAt, occurredAt).includes(agency) ? [] : undefined),
    ),
    addMemberAgency: says(
      coordinationMechanismEvents,
      'MemberAgencyAdded',
      ({ agency }, state, { occurredAt }) =>
        open(state, occurredAt) ?? membershipRefusal(state.members, agency, occurredAt, true, 'agency'),
    ),
    removeMemberAgency: says(
      coordinationMechanismEvents,
      'MemberAgencyRemoved',
      ({ agency }, state, { occurredAt }) =>
        open(state, occurredAt) ?? membershipRefusal(state.members, agency, occurredAt, false, 'agency'),
    ),
    defineChainOfCommand: says(coordinationMechanismEvents, 'ChainOfCommandDefined', (_command, state, { occurredAt }) =>
      open(state, occurredAt),
    ),
    recordMechanismMeeting: says(coordinationMechanismEvents, 'MechanismMet', (_command, state, { occurredAt }) =>
      open(state, occurredAt),
    ),
    dissolveMechanism: says(coordinationMechanismEvents, 'MechanismDissolved', (_command, state, { now }) => open(state, now)),
  },
});

/** Refuses a change after the mechanism's end; late reports of the time before are welcome. */
function open({ status, dissolvedAt }: State, at: DecideContext['occurredAt']): Refusal | undefined {
  return afterEnd('mechanism', status, dissolvedAt, at);
}

/** The day on which it last met; undefined where no meeting is on record. */
export function lastMet({ meetings }: Pick<CoordinationMechanismState, 'meetings'>): string | undefined {
  return lastDay(meetings.map(({ at }) => at));
}

export const coordinationMechanismKind = recordKind<CoordinationMechanismState>({
  definition: coordinationMechanism,
  description: 'A mechanism in which agencies of a State coordinate.',
  plural: 'coordinationMechanisms',
  it: '{state}’s coordination mechanism “{name}”',
  fields: coordinationMechanismFields,
  commands: coordinationMechanismCommands,
  computed: {
    memberCount: computed(count('How many agencies are members.'), (state) => presentMembers(state.members).length),
    lastMet: computed(
      nullable(day('The day on which it last met; null where no meeting is on record, which does not say that there was none.')),
      lastMet,
    ),
  },
  filters: ['name', 'state', 'status', 'lead', 'memberCount', 'themes', 'lastMet'],
  columns: {
    members: references('actor', 'The agencies that are members.', (state) => presentMembers(state.members)),
    commanded: flag('Whether its chain of command is set out.', (state) => state.chainOfCommand.length > 0),
  },
});
