import { type EventOf } from '../../event-sourcing/record.js';
import {
  type CodeOf,
  codes,
  command,
  creates,
  day,
  event,
  eventId,
  group,
  instant,
  listOf,
  localized,
  money,
  nested,
  nullable,
  optional,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { documentReference, membership, scope } from '../shared/fields.js';

export const programmeStatuses = codes('ProgrammeStatus', 'Where a programme stands.', ['ANNOUNCED', 'LAUNCHED', 'CLOSED']);
export type ProgrammeStatus = CodeOf<typeof programmeStatuses>;

const document = nested(documentReference, 'The document that tells of it.');
const partner = reference('actor', 'The new partner.');
const valueDate = day('The day for which the amount is said.');
const reason = text('Why it is this amount now.');
const announced = {
  lead: reference('actor', 'Who leads it.'),
  name: localized('Its name.'),
  description: optional(localized('What it is for.')),
  plannedLaunch: optional(day('The day on which it is to be launched.')),
  plannedEnd: optional(day('The day on which it is to end.')),
  document: optional(nested(documentReference, 'The document that describes it.')),
  ...scope,
};
const left = {
  partner: reference('actor', 'The partner that leaves.'),
  reason: optional(text('Why.')),
};
const started = {
  name: localized('Its name.'),
  plannedEnd: optional(day('The day on which it is to end.')),
};
const ended = {
  phase: eventId('phase'),
  outcome: optional(localized('What came of it.')),
};
const work = {
  projects: listOf(reference('assistanceProject', 'Projects of assistance.')),
  activities: listOf(reference('capacityActivity', 'Activities.')),
};
const programmePhase = group('ProgrammePhase', 'A phase of a programme.', {
  id: eventId('event', 'Id of the event that started it.'),
  name: started.name,
  plannedEnd: nullable(started.plannedEnd),
  started: instant('When it started.'),
  ended: nullable(instant('When it ended; null while it goes on.')),
  outcome: optional(localized('What came of it.')),
});
const programmeBudget = group('ProgrammeBudget', 'A budget that a programme has or had.', {
  amount: money('The amount.'),
  valueDate: day('The day for which it is said.'),
  reason: text('Why it was this amount.'),
  at: instant('When it was set.'),
});

export const programmeFields = {
  ...announced,
  partners: listOf(nested(membership, 'Its partners, present and past, in order of joining.')),
  phases: listOf(nested(programmePhase, 'Its phases, in order of their start.')),
  budgets: listOf(nested(programmeBudget, 'Its budgets, oldest first.')),
  projects: listOf(reference('assistanceProject', 'Projects of assistance that are part of it.')),
  activities: listOf(reference('capacityActivity', 'Activities that are part of it.')),
  launchedAt: nullable(instant('When it was launched.')),
  closedAt: nullable(instant('When it was closed.')),
  closedReason: nullable(text('Why it was closed.')),
};
export type ProgrammeState = ValueOf<typeof programmeFields>;

export const programmeEvents = {
  ProgrammeAnnounced: event(
    'An organisation announces a programme that it leads.',
    '{it} was announced by {lead}[, to be launched on {plannedLaunch}]',
    announced,
  ),
  ProgrammeLaunched: event('The programme is launched.', '{it} was launched', { document: optional(document) }),
  ProgrammePartnerJoined: event('An actor is a partner in it.', '{partner} became a partner in {it}', { partner }),
  ProgrammePartnerLeft: event(
    'An actor is a partner in it no longer.',
    '{partner} ceased to be a partner in {it}[: {reason}]',
    left,
  ),
  ProgrammePhaseStarted: event(
    'A phase of it has started. The id of this event names the phase.',
    'the phase “{name}” of {it} was started[, to end on {plannedEnd}]',
    started,
  ),
  ProgrammePhaseEnded: event('The phase is over.', 'the phase [“{phase}” ]of {it} ended[: “{outcome}”]', ended),
  ProgrammeBudgetRevised: event(
    'Its budget is this amount, in place of the one before; the first revision sets it.',
    'the budget of {it} was set [from {from} ]to {to}: {reason}',
    { from: nullable(money('The budget before.')), to: money('The budget.'), valueDate, reason },
  ),
  ProgrammeWorkAdded: event(
    'Projects of assistance and activities are part of it.',
    'further work became part of {it}[: {projects}][; {activities}]',
    work,
  ),
  ProgrammeWorkRemoved: event(
    'They are part of it no longer.',
    'work ceased to be part of {it}[: {projects}][; {activities}]',
    work,
  ),
  ProgrammeClosed: event('The programme is over.', '{it} was closed: {reason}', { reason: text('Why.') }),
};
export type ProgrammeEvent = EventOf<typeof programmeEvents>;

export const programmeCommands = {
  announceProgramme: creates('Announces a programme.', {
    ...announced,
    partners: listOf(reference('actor', 'Its partners from the beginning.')),
  }),
  launchProgramme: command('Records that the programme was launched.', { document: optional(document) }),
  joinProgramme: command('Records that an actor is a partner in the programme.', { partner }),
  leaveProgramme: command('Records that an actor is a partner in the programme no longer.', left),
  startProgrammePhase: command('Records that a phase of the programme has started; phases may overlap.', started),
  endProgrammePhase: command('Records that a phase of the programme is over.', ended),
  reviseProgrammeBudget: command('Sets the budget of the programme, in place of the one before.', {
    budget: money('The budget.'),
    valueDate,
    reason,
  }),
  addProgrammeWork: command('Records that projects of assistance and activities are part of the programme.', work),
  removeProgrammeWork: command('Records that projects of assistance and activities are part of the programme no longer.', work),
  closeProgramme: command('Records that the programme is over, launched or not. Its phases have to be over.', {
    reason: text('Why.'),
  }),
};
