import { day, references } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, count, type InputsOf, money, nullable, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { joining, leaving, membershipRefusal, presentMembers } from '../shared/membership.js';
import { afterEnd, notBefore, ordered, wrongStatus } from '../shared/refusals.js';
import { scopeOf, unique } from '../shared/scope.js';
import {
  programmeEvents,
  type ProgrammeState,
  type ProgrammeStatus,
  programmeCommands,
  programmeFields,
  programmeStatuses,
} from './programme.fields.js';

type Events = readonly EventOf<typeof programmeEvents>[];
type State = ProgrammeState;

export const programme = defineRecord<State, InputsOf<typeof programmeCommands>>()({
  kind: 'programme',
  events: programmeEvents,
  rights: {
    relations: { owner: ({ lead }) => [lead], named: (_state, _id, { partner }) => [partner as string] },
    commands: {
      announceProgramme: OWN,
      launchProgramme: OWN,
      joinProgramme: OWN,
      leaveProgramme: ['named', 'owner', 'coordinator'],
      startProgrammePhase: OWN,
      endProgrammePhase: OWN,
      reviseProgrammeBudget: OWN,
      addProgrammeWork: OWN,
      removeProgrammeWork: OWN,
      closeProgramme: OWN,
    },
  },
  initial: blank(programmeFields),

  evolve: {
    ProgrammeAnnounced: (state, announced) => ({ ...state, ...announced }),
    ProgrammeLaunched: (state, _data, { occurredAt }) => ({ ...state, launchedAt: state.launchedAt ?? occurredAt }),
    ProgrammePartnerJoined: (state, { partner }, { occurredAt }) => ({
      ...state,
      partners: joining(state.partners, { actor: partner, joined: occurredAt }),
    }),
    ProgrammePartnerLeft: (state, { partner }, { occurredAt }) => ({
      ...state,
      partners: leaving(state.partners, partner, occurredAt),
    }),
    ProgrammePhaseStarted: (state, { name, plannedEnd }, { id, occurredAt }) => ({
      ...state,
      phases: [...state.phases, { id, name, plannedEnd: plannedEnd ?? null, started: occurredAt, ended: null }],
    }),
    ProgrammePhaseEnded: (state, { phase, outcome }, { occurredAt }) => ({
      ...state,
      phases: state.phases.map((one) =>
        one.id === phase && one.ended === null ? { ...one, ended: occurredAt, ...(outcome ? { outcome } : {}) } : one,
      ),
    }),
    ProgrammeBudgetRevised: (state, { to, valueDate, reason }, { occurredAt }) => ({
      ...state,
      budgets: [...state.budgets, { amount: to, valueDate, reason, at: occurredAt }],
    }),
    ProgrammeWorkAdded: (state, { projects, activities }) => ({
      ...state,
      projects: unique([...state.projects, ...projects]),
      activities: unique([...state.activities, ...activities]),
    }),
    ProgrammeWorkRemoved: (state, { projects, activities }) => ({
      ...state,
      projects: state.projects.filter((one) => !projects.includes(one)),
      activities: state.activities.filter((one) => !activities.includes(one)),
    }),
    ProgrammeClosed: (state, { reason }, { occurredAt }) => ({ ...state, closedAt: occurredAt, closedReason: reason }),
  },

  decide: {
    announceProgramme: ({ partners, ...given }): Events | Refusal => {
      const { lead, name, description, plannedLaunch, plannedEnd, document } = given;
      const joined = unique(partners);
      if (joined.includes(lead)) return leadsAlready('partners', lead);
      const data = { lead, name, description, plannedLaunch, plannedEnd, document, ...scopeOf(given) };
      return (
        ordered('plannedEnd', plannedLaunch, plannedEnd) ?? [
          { type: 'ProgrammeAnnounced', data },
          ...joined.map((partner) => ({ type: 'ProgrammePartnerJoined', data: { partner } }) as const),
        ]
      );
    },
    launchProgramme: ({ document }, state, context): Events | Refusal =>
      open(state, context) ??
      (state.launchedAt === null
        ? [{ type: 'ProgrammeLaunched', data: { document } }]
        : wrongStatus('programme', programmeStatus(state), 'a programme is launched once')),
    joinProgramme: ({ partner }, state, context): Events | Refusal => {
      if (partner === state.lead) return leadsAlready('partner', partner);
      return (
        open(state, context) ??
        membershipRefusal(state.partners, partner, context.occurredAt, true, 'partner') ?? [
          { type: 'ProgrammePartnerJoined', data: { partner } },
        ]
      );
    },
    leaveProgramme: says(
      programmeEvents,
      'ProgrammePartnerLeft',
      ({ partner }, state, context) =>
        open(state, context) ?? membershipRefusal(state.partners, partner, context.occurredAt, false, 'partner'),
    ),
    startProgrammePhase: ({ name, plannedEnd }, state, context): Events | Refusal => {
      if (state.launchedAt === null)
        return wrongStatus('programme', programmeStatus(state), 'phases start when a programme is launched');
      return (
        open(state, context) ??
        notBefore('its launch', state.launchedAt, context) ??
        ordered('plannedEnd', context.occurredAt.slice(0, 10), plannedEnd) ?? [
          { type: 'ProgrammePhaseStarted', data: { name, plannedEnd } },
        ]
      );
    },
    endProgrammePhase: ({ phase, outcome }, state, context): Events | Refusal => {
      const found = state.phases.find(({ id }) => id === phase);
      if (!found) return refuse('UNKNOWN_PHASE', 'the programme has no such phase', { field: 'phase', value: phase });
      if (found.ended !== null) {
        const rule = 'a phase ends once';
        return refuse('PHASE_OVER', 'the phase is over', { field: 'phase', value: phase, rule });
      }
      return (
        open(state, context) ??
        notBefore('the phase started', found.started, context) ?? [{ type: 'ProgrammePhaseEnded', data: { phase, outcome } }]
      );
    },
    reviseProgrammeBudget: ({ budget, valueDate, reason }, state, context): Events | Refusal => {
      const from = budgetOf(state);
      if (from?.minor === budget.minor && from.currency === budget.currency) return [];
      return open(state, context) ?? [{ type: 'ProgrammeBudgetRevised', data: { from, to: budget, valueDate, reason } }];
    },
    addProgrammeWork: (named, state, context): Events | Refusal => {
      const missing = workAmong(named, (one, list) => !state[list].includes(one));
      return open(state, context) ?? somethingNamed(named) ?? (missing ? [{ type: 'ProgrammeWorkAdded', data: missing }] : []);
    },
    removeProgrammeWork: (named, state, context): Events | Refusal => {
      const there = workAmong(named, (one, list) => state[list].includes(one));
      return open(state, context) ?? somethingNamed(named) ?? (there ? [{ type: 'ProgrammeWorkRemoved', data: there }] : []);
    },
    closeProgramme: ({ reason }, state, context): Events | Refusal => {
      const running = state.phases.find(({ ended }) => ended === null);
      if (running) {
        return refuse('PHASE_RUNNING', 'a phase of the programme is not over', {
          field: 'id',
          value: running.id,
          rule: 'a programme is closed when its phases are over',
        });
      }
      const last = [state.launchedAt, ...state.phases.map(({ ended }) => ended)].reduce((a, b) =>
        (b ?? '') > (a ?? '') ? b : a,
      );
      return (
        afterEnd('programme', programmeStatus(state), state.closedAt) ??
        notBefore('its launch and its phases', last, context) ?? [{ type: 'ProgrammeClosed', data: { reason } }]
      );
    },
  },
});

/** Where a programme stands. Whether it was launched in time is a question of `plannedLaunch`. */
export function programmeStatus({ launchedAt, closedAt }: Pick<State, 'launchedAt' | 'closedAt'>): ProgrammeStatus {
  if (closedAt !== null) return 'CLOSED';
  return launchedAt === null ? 'ANNOUNCED' : 'LAUNCHED';
}

/** The budget as it was revised last; null where none is on record. */
export function budgetOf({ budgets }: Pick<State, 'budgets'>): State['budgets'][number]['amount'] | null {
  return budgets.at(-1)?.amount ?? null;
}

/** Refuses a change after the programme's end; late reports of the time before are welcome. */
function open(state: State, { occurredAt }: DecideContext): Refusal | undefined {
  return afterEnd('programme', programmeStatus(state), state.closedAt, occurredAt);
}

type Work = Pick<State, 'projects' | 'activities'>;

/** The work named that `isMeant`, each once; undefined without any. */
function workAmong(
  { projects, activities }: Partial<Work>,
  isMeant: (one: string, list: keyof Work) => boolean,
): Work | undefined {
  const work = {
    projects: unique(projects).filter((one) => isMeant(one, 'projects')),
    activities: unique(activities).filter((one) => isMeant(one, 'activities')),
  };
  return work.projects.length + work.activities.length > 0 ? work : undefined;
}

function somethingNamed(named: Partial<Work>): Refusal | undefined {
  if (workAmong(named, () => true)) return undefined;
  return refuse('NOTHING_NAMED', 'no project and no activity is named', {
    field: 'projects',
    rule: 'projects or activities name the work in question',
  });
}

function leadsAlready(field: string, actor: string): Refusal {
  const rule = 'who leads a programme is not its partner too';
  return refuse('LEADS_ALREADY', 'the actor leads the programme', { field, value: `actor_${actor}`, rule });
}

export const programmeKind = recordKind<ProgrammeState>({
  definition: programme,
  description: 'A programme of an organisation and its partners, in phases.',
  plural: 'programmes',
  it: 'the programme “{name}”',
  fields: programmeFields,
  commands: programmeCommands,
  computed: {
    status: computed(code(programmeStatuses, 'Where it stands.'), programmeStatus),
    partnerCount: computed(count('How many partners it has.'), (state) => presentMembers(state.partners).length),
    budget: computed(nullable(money('Its budget, as it was revised last.')), budgetOf),
  },
  filters: [
    'name',
    'status',
    'lead',
    'partnerCount',
    'plannedLaunch',
    'plannedEnd',
    'projects',
    'activities',
    'themes',
    'countries',
    'regions',
  ],
  columns: {
    partners: references('actor', 'Its partners.', (state) => presentMembers(state.partners)),
    launched: day('The day on which it was launched.', (state) => state.launchedAt?.slice(0, 10)),
    closed: day('The day on which it was closed.', (state) => state.closedAt?.slice(0, 10)),
  },
});
