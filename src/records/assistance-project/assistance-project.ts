import { defineRecord, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import type * as command from './assistance-project.commands.js';
import { assistanceProjectEvents, assistanceProjectUpcasters, type ProjectDetails, STAGES } from './assistance-project.events.js';
import { decideMoney, evolveMoney, type MoneyCommands, noMoney, unknownTransfer } from './assistance-project.money.js';
import { checkDetails } from './assistance-project.rules.js';
import {
  type AssistanceProjectState,
  detailsOf,
  ended,
  holds,
  marked,
  milestoneChanged,
  noDetails,
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

interface Commands extends MoneyCommands {
  openProject: command.OpenProject;
  describeProject: command.DescribeProject;
  assignPartnerRole: command.AssignPartnerRole;
  endPartnerRole: command.EndPartnerRole;
  recordInKindContribution: command.RecordInKindContribution;
  tellTransferApart: command.TellTransferApart;
  tellTransferTogether: command.TellTransferTogether;
  planMilestone: command.PlanMilestone;
  reachMilestone: command.ReachMilestone;
  missMilestone: command.MissMilestone;
  reportResult: command.ReportResult;
  withdrawResult: command.WithdrawResult;
  recordEvaluation: command.RecordEvaluation;
  advanceProject: command.AdvanceProject;
  suspendProject: command.SuspendProject;
  resumeProject: command.ResumeProject;
  completeProject: command.CompleteProject;
  cancelProject: command.CancelProject;
}

export const assistanceProject = defineRecord<State, Commands>()({
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
  initial: {
    ...noDetails,
    reporter: '',
    status: 'PIPELINE',
    partners: [],
    departures: [],
    missing: [],
    toldApart: [],
    locations: [],
    contacts: [],
    budgets: [],
    plannedDisbursements: [],
    unbacked: false,
    milestones: [],
    results: [],
    evaluations: [],
    inKind: [],
    stage: 'PIPELINE',
    endedReason: null,
    cancelledAt: null,
    ...noMoney,
  },

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

    assignPartnerRole: ({ actor, role, activity }, state) =>
      holds(state, actor, role)
        ? repeatedRole('actor', actor)
        : [{ type: 'PartnerRoleAssigned', data: { actor, role, activity } }],

    endPartnerRole: ({ actor, role, reason }, state) =>
      holds(state, actor, role)
        ? [{ type: 'PartnerRoleEnded', data: { actor, role, reason } }]
        : refuse('NO_SUCH_ROLE', 'this actor has no such role in the project', {
            field: 'actor',
            value: actor,
            rule: 'a role ends that the actor has now',
          }),

    recordInKindContribution: (
      { provider, receiver, description, day, quantity, unit, estimatedValue },
      state,
      { occurredAt },
    ) =>
      state.cancelledAt !== null && occurredAt > state.cancelledAt
        ? ended(state)
        : [
            {
              type: 'InKindContributionRecorded',
              data: { provider, receiver, description, day, quantity, unit, estimatedValue },
            },
          ],

    tellTransferApart: ({ transfer, reason }, state) =>
      unknownTransfer(state, transfer) ??
      (state.toldApart.includes(transfer) ? [] : [{ type: 'TransferToldApart', data: { transfer, reason } }]),

    tellTransferTogether: ({ transfer }, state) =>
      unknownTransfer(state, transfer) ??
      (state.toldApart.includes(transfer) ? [{ type: 'TransferToldTogether', data: { transfer } }] : []),

    planMilestone: ({ title, due }, state) => running(state) ?? [{ type: 'MilestonePlanned', data: { title, due } }],

    reachMilestone: ({ milestone, note }, state) => {
      const found = state.milestones.find(({ id }) => id === milestone);
      if (!found) return unknownMilestone(milestone);
      return found.status === 'REACHED' ? [] : [{ type: 'MilestoneReached', data: { milestone, note } }];
    },

    missMilestone: ({ milestone, reason, newDue }, state) => {
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
      return [{ type: 'MilestoneMissed', data: { milestone, reason, newDue } }];
    },

    reportResult: ({ reference, type, title, description, indicators = [] }, state) => {
      const data = {
        reference,
        type,
        title,
        description,
        indicators: indicators.map(({ periods = [], ...indicator }) => ({ ...indicator, periods })),
      };
      const wrong = periodsInOrder(data.indicators);
      if (wrong) return wrong;
      const { at: _at, ...before } = state.results.find((one) => one.reference === reference) ?? { at: '' };
      return same(before, data) ? [] : [{ type: 'ResultReported', data }];
    },

    withdrawResult: ({ reference, reason }, state) =>
      state.results.some((one) => one.reference === reference)
        ? [{ type: 'ResultWithdrawn', data: { reference, reason } }]
        : refuse('UNKNOWN_RESULT', 'this project has no such result', { field: 'reference', value: reference }),

    recordEvaluation: ({ evaluator, title, day, document, findings }) => [
      { type: 'EvaluationRecorded', data: { evaluator, title, day, document, findings } },
    ],

    advanceProject: ({ to, asPublished }, state) => {
      if (state.status === to) return [];
      const stage = stageOf(state.status);
      if (asPublished || (stage && STAGES.indexOf(to) > STAGES.indexOf(stage))) {
        return [{ type: 'ProjectAdvanced', data: { to } }];
      }
      const rule = 'a project goes on from PIPELINE to IMPLEMENTATION to FINALISATION';
      return refuse('NOT_A_LATER_STAGE', `the project is ${state.status}`, { field: 'to', value: to, rule });
    },

    suspendProject: ({ reason }, state) => running(state) ?? [{ type: 'ProjectSuspended', data: { reason } }],

    resumeProject: (_command, state) =>
      state.status === 'SUSPENDED'
        ? [{ type: 'ProjectResumed', data: {} }]
        : refuse('NOT_SUSPENDED', `the project is ${state.status}`, { field: 'id', rule: 'what is suspended is resumed' }),

    completeProject: ({ actualEnd }, state, { now }) => {
      if (state.status === 'CLOSED') return [];
      if (state.status !== 'IMPLEMENTATION' && state.status !== 'FINALISATION') {
        return refuse('NOT_UNDER_WAY', `the project is ${state.status}`, {
          field: 'id',
          rule: 'a project is closed from IMPLEMENTATION or FINALISATION',
        });
      }
      const details = { ...noDetails, ...pick(state, ['actualStart']), actualEnd };
      const wrong = checkDetails(details, now.slice(0, 10), false);
      return Array.isArray(wrong) ? [{ type: 'ProjectCompleted', data: { actualEnd } }] : wrong;
    },

    cancelProject: ({ reason }, state) =>
      state.status === 'CLOSED' || state.status === 'CANCELLED' ? ended(state) : [{ type: 'ProjectCancelled', data: { reason } }],
  },
});
