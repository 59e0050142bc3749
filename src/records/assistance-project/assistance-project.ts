import { codes, day, references } from '../../event-sourcing/projections/record-table.js';
import { defineRecord, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { blank, computed, flag, type InputsOf, recordKind, says } from '../../fields/index.js';
import { unique } from '../shared/scope.js';
import { type ProjectDetails } from './assistance-project.details.js';
import { assistanceProjectCommands, assistanceProjectEvents, assistanceProjectUpcasters } from './assistance-project.events.js';
import { assistanceProjectFields, type AssistanceProjectState, projectStages } from './assistance-project.fields.js';
import { decideMoney, evolveMoney, noMoney, unknownTransfer } from './assistance-project.money.js';
import { checkDetails } from './assistance-project.rules.js';
import {
  detailsOf,
  ended,
  holds,
  marked,
  milestoneChanged,
  noDetails,
  partnersOf,
  periodsInOrder,
  pick,
  repeatedRole,
  running,
  same,
  stageOf,
  unknownMilestone,
  without,
} from './assistance-project.state.js';

type State = AssistanceProjectState;

export const assistanceProject = defineRecord<State, InputsOf<typeof assistanceProjectCommands>>()({
  kind: 'assistanceProject',
  events: assistanceProjectEvents,
  rights: {
    relations: { owner: ({ reporter }) => [reporter] },
    commands: {
      openProject: ['owner', 'process', 'coordinator'],
      describeProject: OWN,
      assignPartnerRole: ['owner', 'process', 'coordinator'],
      endPartnerRole: OWN,
      recordInKindContribution: OWN,
      tellTransferApart: OWN,
      tellTransferTogether: OWN,
      planMilestone: OWN,
      reachMilestone: OWN,
      missMilestone: OWN,
      reportResult: OWN,
      withdrawResult: OWN,
      recordEvaluation: OWN,
      advanceProject: OWN,
      suspendProject: OWN,
      resumeProject: OWN,
      completeProject: OWN,
      cancelProject: OWN,
      pledgeFunds: OWN,
      reducePledge: OWN,
      cancelPledge: OWN,
      commitFunds: OWN,
      adjustCommittedFunds: OWN,
      disburseFunds: OWN,
      spendFunds: OWN,
      returnFunds: OWN,
    },
  },
  upcasters: assistanceProjectUpcasters,
  hidden: ['totals', 'promises', 'payments', 'toldApart'],
  initial: blank(assistanceProjectFields, noMoney),

  evolve: {
    ...evolveMoney,
    ProjectOpened: (state, { partners, departures, missing, ...opened }, { occurredAt }) => ({
      ...state,
      ...opened,
      stage: stageOf(opened.status) ?? 'IMPLEMENTATION',
      cancelledAt: opened.status === 'CANCELLED' ? occurredAt : null,
      partners: partners.map((partner) => ({ ...partner, since: occurredAt, until: null })),
      departures: departures ?? [],
      missing: missing ?? [],
    }),
    ProjectDescribed: (state, { cleared = [], departures, missing = state.missing, ...described }) => ({
      ...without(state, cleared),
      ...described,
      departures: departures ?? [],
      missing,
    }),
    PartnerRoleAssigned: (state, partner, { occurredAt }) => ({
      ...state,
      partners: [...state.partners, { ...partner, since: occurredAt, until: null }],
    }),
    PartnerRoleEnded: (state, { actor, role }, { occurredAt }) => ({
      ...state,
      partners: state.partners.map((partner) =>
        partner.actor === actor && partner.role === role && partner.until === null ? { ...partner, until: occurredAt } : partner,
      ),
    }),
    TransferToldApart: (state, { transfer }) => ({ ...state, toldApart: [...state.toldApart, transfer] }),
    TransferToldTogether: (state, { transfer }) => ({
      ...state,
      toldApart: state.toldApart.filter((one) => one !== transfer),
    }),
    InKindContributionRecorded: (state, contribution) => ({ ...state, inKind: [...state.inKind, contribution] }),
    MilestonePlanned: (state, planned, { id }) => ({
      ...state,
      milestones: [...state.milestones, { id, ...planned, earlierDues: [], status: 'PLANNED', at: null }],
    }),
    MilestoneReached: (state, { milestone, note }, { occurredAt }) =>
      milestoneChanged(state, milestone, () => ({ status: 'REACHED', at: occurredAt, note })),
    MilestoneMissed: (state, { milestone, reason, newDue }, { occurredAt }) =>
      milestoneChanged(state, milestone, ({ due, earlierDues }) => ({
        status: 'MISSED',
        at: occurredAt,
        reason,
        due: newDue ?? due,
        earlierDues: newDue === undefined ? earlierDues : [...earlierDues, due],
      })),
    ResultReported: (state, result, { occurredAt }) => {
      const reported = { ...result, at: occurredAt };
      const known = state.results.some(({ reference }) => reference === result.reference);
      const results = known
        ? state.results.map((one) => (one.reference === result.reference ? reported : one))
        : [...state.results, reported];
      return { ...state, results };
    },
    ResultWithdrawn: (state, { reference }) => ({
      ...state,
      results: state.results.filter((one) => one.reference !== reference),
    }),
    EvaluationRecorded: (state, evaluation) => ({ ...state, evaluations: [...state.evaluations, evaluation] }),
    ProjectAdvanced: (state, { to }) => ({ ...state, status: to, stage: to, endedReason: null, cancelledAt: null }),
    ProjectSuspended: (state, { reason }) => ({ ...state, status: 'SUSPENDED', endedReason: reason }),
    ProjectResumed: (state) => ({ ...state, status: state.stage, endedReason: null }),
    ProjectCompleted: (state, { actualEnd }) => ({ ...state, status: 'CLOSED', ...(actualEnd ? { actualEnd } : {}) }),
    ProjectCancelled: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'CANCELLED',
      endedReason: reason,
      cancelledAt: occurredAt,
    }),
  },

  decide: {
    ...decideMoney,

    openProject: (
      { reporter, status = 'PIPELINE', title, partners = [], asPublished, missing = [], ...given },
      _state,
      context,
    ) => {
      const details = { ...noDetails, ...detailsOf(given), title };
      const departures = checkDetails(details, context.now.slice(0, 10), asPublished === true);
      if (!Array.isArray(departures)) return departures;
      const twice = partners.findIndex(({ actor, role }, i) =>
        partners.some((other, j) => j < i && other.actor === actor && other.role === role),
      );
      if (twice >= 0) return repeatedRole(`partners.${twice}`, partners[twice]!.actor);
      const incomplete = missing.length > 0 ? { missing } : {};
      return [{ type: 'ProjectOpened', data: { reporter, status, ...details, partners, ...marked(departures), ...incomplete } }];
    },

    describeProject: ({ title, cleared = [], asPublished, missing, ...given }, state, { now }) => {
      const changes = { ...detailsOf(given), ...(title ? { title } : {}) };
      const both = cleared.find((detail) => detail in changes);
      if (both) {
        const rule = 'a detail is either given or taken away';
        return refuse('GIVEN_AND_CLEARED', rule, { field: 'cleared', value: both, rule });
      }
      const departures = checkDetails({ ...without(state, cleared), ...changes }, now.slice(0, 10), asPublished === true);
      if (!Array.isArray(departures)) return departures;
      const isChange = ([key, value]: [string, unknown]) => !same(value, state[key as keyof State]);
      const changed = Object.fromEntries(Object.entries(changes).filter(isChange)) as Partial<ProjectDetails>;
      const gone = cleared.filter((detail) => state[detail] !== undefined);
      const incomplete = missing === undefined || same(missing, state.missing) ? {} : { missing };
      if (Object.keys({ ...changed, ...incomplete }).length === 0 && gone.length === 0) return [];
      const data = { ...changed, ...(gone.length > 0 ? { cleared: gone } : {}), ...marked(departures), ...incomplete };
      return [{ type: 'ProjectDescribed', data }];
    },

    assignPartnerRole: says(assistanceProjectEvents, 'PartnerRoleAssigned', ({ actor, role }, state) =>
      holds(state, actor, role) ? repeatedRole('actor', actor) : undefined,
    ),

    endPartnerRole: says(assistanceProjectEvents, 'PartnerRoleEnded', ({ actor, role }, state) =>
      holds(state, actor, role)
        ? undefined
        : refuse('NO_SUCH_ROLE', 'this actor has no such role in the project', {
            field: 'actor',
            value: actor,
            rule: 'a role ends that the actor has now',
          }),
    ),

    recordInKindContribution: says(assistanceProjectEvents, 'InKindContributionRecorded', (_command, state, { occurredAt }) =>
      state.cancelledAt !== null && occurredAt > state.cancelledAt ? ended(state) : undefined,
    ),

    tellTransferApart: says(
      assistanceProjectEvents,
      'TransferToldApart',
      ({ transfer }, state) => unknownTransfer(state, transfer) ?? (state.toldApart.includes(transfer) ? [] : undefined),
    ),

    tellTransferTogether: says(
      assistanceProjectEvents,
      'TransferToldTogether',
      ({ transfer }, state) => unknownTransfer(state, transfer) ?? (state.toldApart.includes(transfer) ? undefined : []),
    ),

    planMilestone: says(assistanceProjectEvents, 'MilestonePlanned', (_command, state) => running(state)),

    reachMilestone: says(assistanceProjectEvents, 'MilestoneReached', ({ milestone }, state) => {
      const found = state.milestones.find(({ id }) => id === milestone);
      if (!found) return unknownMilestone(milestone);
      return found.status === 'REACHED' ? [] : undefined;
    }),

    missMilestone: says(assistanceProjectEvents, 'MilestoneMissed', ({ milestone, newDue }, state) => {
      const found = state.milestones.find(({ id }) => id === milestone);
      if (!found) return unknownMilestone(milestone);
      if (found.status === 'REACHED') {
        const rule = 'what is reached is not missed any more';
        return refuse('MILESTONE_REACHED', rule, { field: 'milestone', value: milestone, rule });
      }
      if (newDue !== undefined && newDue <= found.due) {
        const rule = 'a missed milestone is expected later than before';
        return refuse('DUE_NOT_LATER', rule, { field: 'newDue', value: newDue, rule });
      }
      return undefined;
    }),

    reportResult: says(assistanceProjectEvents, 'ResultReported', ({ indicators = [], ...result }, state) => {
      const { at: _at, ...before } = state.results.find(({ reference }) => reference === result.reference) ?? { at: '' };
      return periodsInOrder(indicators) ?? (same(before, { ...result, indicators }) ? [] : undefined);
    }),

    withdrawResult: says(assistanceProjectEvents, 'ResultWithdrawn', ({ reference }, state) =>
      state.results.some((one) => one.reference === reference)
        ? undefined
        : refuse('UNKNOWN_RESULT', 'this project has no such result', { field: 'reference', value: reference }),
    ),

    recordEvaluation: says(assistanceProjectEvents, 'EvaluationRecorded'),

    advanceProject: ({ to, asPublished }, state) => {
      if (state.status === to) return [];
      const stage = stageOf(state.status);
      if (asPublished || (stage && projectStages.codes.indexOf(to) > projectStages.codes.indexOf(stage))) {
        return [{ type: 'ProjectAdvanced', data: { to } }];
      }
      const rule = 'a project goes on from PIPELINE to IMPLEMENTATION to FINALISATION';
      return refuse('NOT_A_LATER_STAGE', `the project is ${state.status}`, { field: 'to', value: to, rule });
    },

    suspendProject: says(assistanceProjectEvents, 'ProjectSuspended', (_command, state) => running(state)),

    resumeProject: says(assistanceProjectEvents, 'ProjectResumed', (_command, { status }) =>
      status === 'SUSPENDED'
        ? undefined
        : refuse('NOT_SUSPENDED', `the project is ${status}`, { field: 'id', rule: 'what is suspended is resumed' }),
    ),

    completeProject: says(assistanceProjectEvents, 'ProjectCompleted', ({ actualEnd }, state, { now }) => {
      if (state.status === 'CLOSED') return [];
      if (state.status !== 'IMPLEMENTATION' && state.status !== 'FINALISATION') {
        return refuse('NOT_UNDER_WAY', `the project is ${state.status}`, {
          field: 'id',
          rule: 'a project is closed from IMPLEMENTATION or FINALISATION',
        });
      }
      const details = { ...noDetails, ...pick(state, ['actualStart']), actualEnd };
      const wrong = checkDetails(details, now.slice(0, 10), false);
      return Array.isArray(wrong) ? undefined : wrong;
    }),

    cancelProject: says(assistanceProjectEvents, 'ProjectCancelled', (_command, state) =>
      state.status === 'CLOSED' || state.status === 'CANCELLED' ? ended(state) : undefined,
    ),
  },
});

export const assistanceProjectKind = recordKind<State>({
  definition: assistanceProject,
  description: 'A project of assistance: who delivers what to whom, with whose money.',
  plural: 'assistanceProjects',
  it: 'the project “{title}”',
  fields: assistanceProjectFields,
  commands: assistanceProjectCommands,
  computed: {
    hasUnbackedMoney: computed(
      flag('Whether published money of this project is not covered by commitments or disbursements on record.'),
      ({ unbacked }) => unbacked,
    ),
  },
  filters: ['status', 'reporter', 'themes'],
  columns: {
    partners: references('actor', 'Who takes part in it, in any role.', (state) => partnersOf(state)),
    funders: references('actor', 'Who funds it.', (state) => partnersOf(state, 'FUNDING')),
    recipients: codes(
      'Whom it is for: ISO 3166-1 codes of countries (`KE`), UN M49 codes (`035`) and own groups (`X-SEE`) of regions, regions of the OECD DAC as `DAC:298`.',
      ({ recipients }) =>
        unique(
          recipients.map(({ country, region, vocabulary }) => country ?? (vocabulary === 'DAC' ? `DAC:${region}` : region!)),
        ),
    ),
    sectors: codes('What it works on: codes of the OECD DAC (`15210`), those of other vocabularies as `10:3`.', ({ sectors }) =>
      unique(sectors.map(({ vocabulary, code }) => (vocabulary === '1' || vocabulary === '2' ? code : `${vocabulary}:${code}`))),
    ),
    identifiers: codes('Its identifiers elsewhere, as `scheme:value`: `IATI:XM-DAC-41128-2`.', ({ identifiers }) =>
      unique(identifiers.map(({ scheme, value }) => `${scheme}:${value}`)),
    ),
    missing: codes('What datasets say of it that could not be taken: `transaction`.', ({ missing }) =>
      unique(missing.map(({ element }) => element)),
    ),
    starts: day('The day on which it started, or else is planned to.', (state) => state.actualStart ?? state.plannedStart),
    ends: day('The day on which it ended, or else is planned to.', (state) => state.actualEnd ?? state.plannedEnd),
  },
});
