import { defineRecord, type DecideContext, type EventOf, type Refusal } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, membersWithin, presentMembers } from '../shared/membership.js';
import { aState } from '../shared/party.js';
import { afterEnd } from '../shared/refusals.js';
import type * as command from './coordination-mechanism.commands.js';
import { coordinationMechanismEvents, type CoordinationMechanismState } from './coordination-mechanism.events.js';

interface Commands {
  establishMechanism: command.EstablishMechanism;
  appointLeadAgency: command.AppointLeadAgency;
  addMemberAgency: command.AddMemberAgency;
  removeMemberAgency: command.RemoveMemberAgency;
  defineChainOfCommand: command.DefineChainOfCommand;
  recordMechanismMeeting: command.RecordMechanismMeeting;
  dissolveMechanism: command.DissolveMechanism;
}

type Events = readonly EventOf<typeof coordinationMechanismEvents>[];
type State = CoordinationMechanismState;

export const coordinationMechanism = defineRecord<State, Commands>()({
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
  initial: {
    state: '',
    name: [],
    themes: [],
    status: 'ESTABLISHED',
    lead: null,
    leads: [],
    members: [],
    chainOfCommand: [],
    meetings: [],
    dissolvedAt: null,
    dissolvedReason: null,
  },

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
        { type: 'MechanismEstablished', data: { ...rest, themes: [...new Set(themes)] } },
        ...(lead === undefined ? [] : [{ type: 'LeadAgencyAppointed', data: { agency: lead } } as const]),
        ...[...new Set(members)].map((agency) => ({ type: 'MemberAgencyAdded', data: { agency } }) as const),
      ],

    appointLeadAgency: ({ agency }, state, { occurredAt }) =>
      open(state, occurredAt) ??
      (membersWithin(state.leads, occurredAt, occurredAt).includes(agency)
        ? []
        : [{ type: 'LeadAgencyAppointed', data: { agency } }]),

    addMemberAgency: ({ agency }, state, { occurredAt }): Events | Refusal =>
      open(state, occurredAt) ??
      membershipRefusal(state.members, agency, occurredAt, true, 'agency') ?? [{ type: 'MemberAgencyAdded', data: { agency } }],

    removeMemberAgency: ({ agency, reason }, state, { occurredAt }): Events | Refusal =>
      open(state, occurredAt) ??
      membershipRefusal(state.members, agency, occurredAt, false, 'agency') ?? [
        { type: 'MemberAgencyRemoved', data: { agency, reason } },
      ],

    defineChainOfCommand: ({ document, summary }, state, { occurredAt }) =>
      open(state, occurredAt) ?? [{ type: 'ChainOfCommandDefined', data: { document, summary } }],

    recordMechanismMeeting: ({ attended = [], summary, document }, state, { occurredAt }) =>
      open(state, occurredAt) ?? [{ type: 'MechanismMet', data: { attended: [...new Set(attended)], summary, document } }],

    dissolveMechanism: ({ reason }, state, { now }) => open(state, now) ?? [{ type: 'MechanismDissolved', data: { reason } }],
  },
});

/** Refuses a change after the mechanism's end; late reports of the time before are welcome. */
function open({ status, dissolvedAt }: State, at: DecideContext['occurredAt']): Refusal | undefined {
  return afterEnd('mechanism', status, dissolvedAt, at);
}
