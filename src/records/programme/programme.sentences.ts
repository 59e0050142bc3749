import { type Sentences } from '../../event-sourcing/sentence.js';
import { type programmeEvents } from './programme.events.js';

/** How a history of this kind is told. */
export const programmeSentences: Sentences<typeof programmeEvents> = {
  it: 'the programme “{name}”',
  events: {
    ProgrammeAnnounced: '{it} was announced by {lead}[, to be launched on {plannedLaunch}]',
    ProgrammeLaunched: '{it} was launched',
    ProgrammePartnerJoined: '{partner} became a partner in {it}',
    ProgrammePartnerLeft: '{partner} ceased to be a partner in {it}[: {reason}]',
    ProgrammePhaseStarted: 'the phase “{name}” of {it} was started[, to end on {plannedEnd}]',
    ProgrammePhaseEnded: 'the phase [“{phase}” ]of {it} ended[: “{outcome}”]',
    ProgrammeBudgetRevised: 'the budget of {it} was set [from {from} ]to {to}: {reason}',
    ProgrammeClosed: '{it} was closed: {reason}',
  },
};
