import { codes, references } from '../../event-sourcing/projections/record-table.js';
import { blank, computed, day, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN, type Rule } from '../../event-sourcing/rights.js';
import { ordered, wrongStatus } from '../shared/refusals.js';
import { unique } from '../shared/scope.js';
import {
  type Attendance,
  capacityActivityEvents,
  type CapacityActivityState,
  capacityActivityCommands,
  capacityActivityFields,
} from './capacity-activity.fields.js';

type Events = readonly EventOf<typeof capacityActivityEvents>[];
type State = CapacityActivityState;

const ORGANISED: Rule = ['owner', 'organiser', 'coordinator'];

export const capacityActivity = defineRecord<State, InputsOf<typeof capacityActivityCommands>>()({
  kind: 'capacityActivity',
  events: capacityActivityEvents,
  rights: {
    relations: {
      owner: ({ host }) => [host],
      organiser: ({ coOrganisers }) => coOrganisers,
      invitee: ({ invitations }) => invitations.map(({ actor }) => actor),
    },
    commands: {
      planActivity: OWN,
      addActivityCoOrganiser: OWN,
      addActivityParticipant: ORGANISED,
      announceActivity: ORGANISED,
      openActivityRegistration: ORGANISED,
      inviteToActivity: ORGANISED,
      acceptActivityInvitation: ['invitee', 'coordinator'],
      declineActivityInvitation: ['invitee', 'coordinator'],
      rescheduleActivity: ORGANISED,
      startActivity: ORGANISED,
      recordAttendance: ORGANISED,
      recordActivityHeld: ORGANISED,
      reportActivityOutcome: ORGANISED,
      shareActivityMaterials: ORGANISED,
      postponeActivity: ORGANISED,
      cancelActivity: ORGANISED,
    },
    saidByOthers: ['InvitationAccepted', 'InvitationDeclined'],
  },
  // Version 2 can name needs that it answers.
  upcasters: { ActivityPlanned: [(plan) => ({ ...plan, needs: [] })] },
  initial: blank(capacityActivityFields),

  evolve: {
    ActivityPlanned: (state, planned) => ({ ...state, ...planned }),
    CoOrganiserAdded: (state, { actor }) => ({
      ...state,
      coOrganisers: [...without(state.coOrganisers, actor), actor],
      participants: without(state.participants, actor),
    }),
    ParticipantAdded: takesPart,
    ActivityAnnounced: (state) => ({ ...state, status: state.status === 'PLANNED' ? 'ANNOUNCED' : state.status }),
    RegistrationOpened: (state, { until }) => ({
      ...state,
      status: isOver(state) || state.status === 'UNDER_WAY' ? state.status : 'REGISTRATION_OPEN',
      registrationUntil: until ?? null,
    }),
    InvitationSent: (state, { actor }) => invitation(state, actor, 'SENT'),
    InvitationAccepted: (state, accepted) => takesPart(invitation(state, accepted.actor, 'ACCEPTED'), accepted),
    InvitationDeclined: (state, { actor, reason }) => ({
      ...invitation(state, actor, 'DECLINED', reason),
      participants: without(state.participants, actor),
    }),
    ActivityRescheduled: (state, { plannedStart, plannedEnd, reason }) => ({
      ...state,
      plannedStart,
      plannedEnd,
      status: state.status === 'POSTPONED' ? 'PLANNED' : state.status,
      earlierDates: [...state.earlierDates, { start: state.plannedStart, end: state.plannedEnd, reason }],
      reason: null,
    }),
    ActivityStarted: (state) => ({ ...state, status: isOver(state) ? state.status : 'UNDER_WAY' }),
    AttendanceRecorded: (state, attendance) => ({ ...state, attendance }),
    ActivityHeld: (state, { start, end }) => ({
      ...state,
      status: state.outcomes.length > 0 ? 'REPORTED' : 'HELD',
      heldStart: start,
      heldEnd: end,
      reason: null,
    }),
    OutcomeReported: (state, outcome, { occurredAt }) => ({
      ...state,
      status: state.status === 'HELD' ? 'REPORTED' : state.status,
      outcomes: [...state.outcomes, { ...outcome, at: occurredAt }],
    }),
    MaterialsShared: (state, { materials }) => ({ ...state, materials: [...state.materials, ...materials] }),
    // Reported late, a plan does not undo what took place.
    ActivityPostponed: (state, { reason }) => (isOver(state) ? state : { ...state, status: 'POSTPONED', reason }),
    ActivityCancelled: (state, { reason }) => (wasHeld(state) ? state : { ...state, status: 'CANCELLED', reason }),
  },

  decide: {
    planActivity: (plan): Events | Refusal => {
      const { host, plannedStart, plannedEnd } = plan;
      const coOrganisers = unique(plan.coOrganisers);
      const participants = unique(plan.participants);
      if (coOrganisers.includes(host)) return hostsAlready('coOrganisers', host);
      const both = participants.find((actor) => actor === host || coOrganisers.includes(actor));
      if (both !== undefined) return organisesAlready('participants', both);
      const lists = {
        coOrganisers,
        participants,
        countries: unique(plan.countries),
        regions: unique(plan.regions),
        aims: unique(plan.aims),
        audienceLevels: unique(plan.audienceLevels),
        audienceKinds: unique(plan.audienceKinds),
        themes: unique(plan.themes),
        instruments: unique(plan.instruments),
        promotes: unique(plan.promotes),
        needs: unique(plan.needs),
      };
      return ordered('plannedEnd', plannedStart, plannedEnd) ?? [{ type: 'ActivityPlanned', data: { ...plan, ...lists } }];
    },
    addActivityCoOrganiser: ({ actor }, state): Events | Refusal => {
      if (actor === state.host) return hostsAlready('actor', actor);
      if (state.coOrganisers.includes(actor)) return organisesAlready('actor', actor);
      return before(state) ?? [{ type: 'CoOrganiserAdded', data: { actor } }];
    },
    addActivityParticipant: ({ actor }, state): Events | Refusal => {
      if (actor === state.host || state.coOrganisers.includes(actor)) return organisesAlready('actor', actor);
      return before(state) ?? (state.participants.includes(actor) ? [] : [{ type: 'ParticipantAdded', data: { actor } }]);
    },
    announceActivity: ({ document }, state): Events | Refusal =>
      state.status === 'PLANNED'
        ? [{ type: 'ActivityAnnounced', data: { document } }]
        : wrongStatus('activity', state.status, 'only a planned activity is announced'),
    openActivityRegistration: ({ until }, state): Events | Refusal =>
      state.status === 'PLANNED' || state.status === 'ANNOUNCED'
        ? [{ type: 'RegistrationOpened', data: { until } }]
        : wrongStatus('activity', state.status, 'registration opens before the activity, once'),
    inviteToActivity: ({ actor }, state) =>
      before(state) ??
      (state.invitations.some((one) => one.actor === actor) ? [] : [{ type: 'InvitationSent', data: { actor } }]),
    acceptActivityInvitation: (_command, state, { party }): Events | Refusal =>
      before(state) ??
      invited(state, party) ??
      (state.invitations.some(({ actor, status }) => actor === party && status === 'ACCEPTED')
        ? []
        : [{ type: 'InvitationAccepted', data: { actor: party! } }]),
    declineActivityInvitation: ({ reason }, state, { party }): Events | Refusal =>
      before(state) ?? invited(state, party) ?? [{ type: 'InvitationDeclined', data: { actor: party!, reason } }],
    rescheduleActivity: ({ plannedStart, plannedEnd, reason }, state) =>
      before(state) ??
      ordered('plannedEnd', plannedStart, plannedEnd) ??
      (plannedStart === state.plannedStart && plannedEnd === state.plannedEnd && state.status !== 'POSTPONED'
        ? []
        : [{ type: 'ActivityRescheduled', data: { plannedStart, plannedEnd, reason } }]),
    startActivity: (_command, state): Events | Refusal =>
      state.status === 'POSTPONED' || state.status === 'UNDER_WAY'
        ? wrongStatus('activity', state.status, 'an activity starts once, on days that are set')
        : (before(state) ?? [{ type: 'ActivityStarted', data: {} }]),
    recordAttendance: (counted, state): Events | Refusal => {
      if (state.status !== 'UNDER_WAY' && !wasHeld(state))
        return wrongStatus('activity', state.status, 'attendance is counted once an activity has started');
      const attendance: Attendance = {
        total: counted.total,
        byCountry: counted.byCountry ?? [],
        byActorKind: counted.byActorKind ?? [],
        byGender: counted.byGender ?? [],
      };
      return adds(attendance) ?? [{ type: 'AttendanceRecorded', data: attendance }];
    },
    recordActivityHeld: ({ start, end }, state, { now }): Events | Refusal => {
      if (wasHeld(state)) return wrongStatus('activity', state.status, 'an activity is held once');
      const wrong = notCancelled(state) ?? ordered('end', start, end);
      if (wrong) return wrong;
      if (end > now.slice(0, 10)) {
        return refuse('HELD_IN_THE_FUTURE', 'what was held lies in the past', {
          field: 'end',
          value: end,
          rule: 'end is not after the day of recording',
        });
      }
      return [{ type: 'ActivityHeld', data: { start, end } }];
    },
    reportActivityOutcome: ({ outcome, document }, state): Events | Refusal =>
      wasHeld(state)
        ? [{ type: 'OutcomeReported', data: { outcome, document } }]
        : wrongStatus('activity', state.status, 'outcomes are reported of what was held'),
    shareActivityMaterials: says(capacityActivityEvents, 'MaterialsShared', (_command, state) => notCancelled(state)),
    postponeActivity: ({ reason }, state): Events | Refusal =>
      state.status === 'POSTPONED'
        ? wrongStatus('activity', state.status, 'it is postponed already')
        : (before(state) ?? [{ type: 'ActivityPostponed', data: { reason } }]),
    cancelActivity: says(capacityActivityEvents, 'ActivityCancelled', (_command, state) => before(state)),
  },
});

function isOver({ status }: State): boolean {
  return ['HELD', 'REPORTED', 'CANCELLED'].includes(status);
}

function wasHeld({ status }: State): boolean {
  return status === 'HELD' || status === 'REPORTED';
}

function invitation(state: State, actor: string, status: State['invitations'][number]['status'], reason?: string): State {
  return { ...state, invitations: [...state.invitations.filter((one) => one.actor !== actor), { actor, status, reason }] };
}

function without(actors: readonly string[], actor: string): string[] {
  return actors.filter((one) => one !== actor);
}

/** Who organises an activity is not counted among its participants. */
function takesPart(state: State, { actor }: { readonly actor: string }): State {
  if (actor === state.host || state.coOrganisers.includes(actor)) return state;
  return { ...state, participants: [...without(state.participants, actor), actor] };
}

/** What is held takes reports alone; what is cancelled takes nothing. */
function before(state: State): Refusal | undefined {
  return isOver(state) ? wrongStatus('activity', state.status, 'plans change before an activity is held') : undefined;
}

function notCancelled(state: State): Refusal | undefined {
  return state.status === 'CANCELLED'
    ? wrongStatus('activity', state.status, 'a cancelled activity takes no further change')
    : undefined;
}

function hostsAlready(field: string, host: string): Refusal {
  return refuse('HOSTS_ALREADY', 'the host organises it already', {
    field,
    value: `actor_${host}`,
    rule: 'a co-organiser is not the host',
  });
}

function organisesAlready(field: string, actor: string): Refusal {
  return refuse('ORGANISES_ALREADY', 'the actor organises it already', {
    field,
    value: `actor_${actor}`,
    rule: 'a co-organiser is added once, and is not a participant too',
  });
}

function invited(state: State, party: string | null): Refusal | undefined {
  if (party !== null && state.invitations.some(({ actor }) => actor === party)) return undefined;
  return refuse('NOT_INVITED', 'only the invited actor answers an invitation', {
    field: 'onBehalfOf',
    value: party === null ? 'nobody' : `actor_${party}`,
  });
}

/** A breakdown, where there is one, accounts for everybody and names each group once. */
function adds({ total, ...breakdowns }: Attendance): Refusal | undefined {
  for (const [field, groups] of Object.entries(breakdowns)) {
    if (groups.length === 0) continue;
    const sum = groups.reduce((all, { count }) => all + count, 0);
    const rule = `the counts of ${field} make the total, each group once`;
    const names = groups.map(({ count: _count, ...group }) => JSON.stringify(group));
    if (sum !== total || new Set(names).size !== names.length)
      return refuse('COUNTS_DO_NOT_ADD_UP', `they make ${sum}, the total is ${total}`, { field, value: sum, rule });
  }
  return undefined;
}

export const capacityActivityKind = recordKind<CapacityActivityState>({
  definition: capacityActivity,
  description: 'A workshop, training, exercise, briefing, side event or study visit.',
  plural: 'capacityActivities',
  it: 'the {activityKind} “{title}”',
  fields: capacityActivityFields,
  commands: capacityActivityCommands,
  computed: {
    starts: computed(
      day('The day on which it started, or else is planned to.'),
      ({ heldStart, plannedStart }) => heldStart ?? plannedStart,
    ),
    ends: computed(day('The day on which it ended, or else is planned to.'), ({ heldEnd, plannedEnd }) => heldEnd ?? plannedEnd),
  },
  filters: [
    'activityKind',
    'status',
    'mode',
    'host',
    'participants',
    'aims',
    'countries',
    'regions',
    'themes',
    'audienceLevels',
    'targetScope',
    'instruments',
    'needs',
    'starts',
    'ends',
  ],
  columns: {
    audienceKinds: codes('Kinds of actor that it is for.', (state) => state.audienceKinds, 'ActorKind'),
    organisers: references('actor', 'Who hosts it or organises it with the host.', (state) => [
      state.host,
      ...state.coOrganisers,
    ]),
  },
});
