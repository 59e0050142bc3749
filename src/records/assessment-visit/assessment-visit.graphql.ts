import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { dayOf, type RecordRow } from '../../graphql/request-context.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { Handling } from '../../graphql/schema/common-types.js';
import { DocumentReference, InstrumentCitation } from '../shared/objects.js';
import { type Clock, CLOCK_STANDINGS, clockOn, observationsDue, responseDue, VISIT_CLOCKS } from './assessment-visit.clocks.js';
import * as commands from './assessment-visit.commands.js';
import { type AssessmentVisitState, VISIT_CONSENTS, VISIT_STATUSES } from './assessment-visit.events.js';
import { assessmentVisit } from './assessment-visit.js';
import { visitStatus } from './assessment-visit.rules.js';
import { assessmentVisitColumns } from './assessment-visit.table.js';
import { assessmentVisitSentences } from './assessment-visit.sentences.js';

export const VisitStatus = codeEnum(
  'VisitStatus',
  'Where a visit stands. Whether time has lapsed is a question of the moment: see its clocks.',
  VISIT_STATUSES,
);
const VisitConsent = codeEnum(
  'VisitConsent',
  'What the State says to a visit. DECLINED after it was given: withdrawn.',
  VISIT_CONSENTS,
);
const ClockStanding = codeEnum('ClockStanding', 'How a time limit stands on a day.', CLOCK_STANDINGS);
const VisitClockName = codeEnum(
  'VisitClockName',
  'A time limit of a visit: 30 days for observations on the draft, six calendar months for the response to the report.',
  VISIT_CLOCKS,
);

@ObjectType({ description: 'Something that a visit has found.' })
export class VisitFinding {
  @OutputField(() => ID, 'Id of the event that recorded it.')
  id!: string;

  @OutputField(() => String, 'The challenge that it is about.')
  challenge!: string;

  @OutputField(() => commands.FindingKind, 'What it says of the State.')
  findingKind!: string;

  @Localized('What was found.')
  text!: LocalizedText;

  @NestedObject(() => InstrumentCitation, 'Instruments that it rests on.', { list: true })
  instruments!: InstrumentCitation[];

  @OutputField(() => Instant, 'When it was recorded.')
  at!: string;

  @OutputField(() => Instant, 'When it was revised last.', { nullable: true })
  revised?: string;
}

@ObjectType({ description: 'Something said or sent in the course of a visit.' })
export class VisitPaper {
  @OutputField(() => Instant, 'When.')
  at!: string;

  @OutputField(() => DocumentReference, 'The document.', { nullable: true })
  document?: DocumentReference;

  @Localized('What it says.', { nullable: true })
  text?: LocalizedText;
}

@ObjectType({ description: 'How a time limit of a visit stands on a day. Late is shown, and refuses nothing.' })
class VisitClock {
  @OutputField(() => Day, 'The last day.')
  due!: string;

  @OutputField(() => ClockStanding, 'How it stands.')
  standing!: string;

  @OutputField(() => Day, 'The day on which it was met.', { nullable: true })
  met?: string;

  @OutputField(() => Int, 'Days until it is due, below zero where it is late; null where it was met.', { nullable: true })
  daysLeft?: number;

  @OutputField(() => Day, 'The day for which it is said: that of the moment asked for, today without `at`.')
  on!: string;

  @OutputField(() => String, 'Name and version of the rule.')
  rule!: string;
}

@ObjectType({ description: 'A reminder that a time limit of a visit is about to end, or has lapsed.' })
class VisitClockReminder {
  @OutputField(() => VisitClockName, 'The time limit.')
  clock!: string;

  @OutputField(() => Day, 'Its last day.')
  due!: string;

  @OutputField(() => Int, 'Days until then when it was issued, below zero where it had lapsed.')
  daysLeft!: number;

  @OutputField(() => Instant, 'When it was issued.')
  at!: string;

  @OutputField(() => String, 'Name and version of the rule.')
  rule!: string;
}

@ObjectType({ description: 'The State’s consent to release a visit.' })
class VisitReleaseConsent {
  @OutputField(() => commands.ReleaseExtent, 'All of it, or parts.')
  extent!: string;

  @OutputField(() => commands.VisitPartEnum, 'The parts, of a partial release.', { list: true })
  parts!: string[];

  @OutputField(() => Handling, 'To whom.')
  audience!: Handling;

  @RecordRef('actor', 'Actor', 'Who gave it: the State or its delegate.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;
}

@ObjectType({ description: 'That a State consents to a release no longer. What was read before is not unsaid by it.' })
class VisitReleaseWithdrawal {
  @RecordRef('actor', 'Actor', 'Who withdrew it: the State or its delegate.')
  by!: string;

  @OutputField(() => Instant, 'When.')
  at!: string;

  @OutputField(() => String, 'Why.')
  reason!: string;
}

type Row = AssessmentVisitState & RecordRow;
const on = ({ $moment }: Row) => dayOf($moment);
const clock = (due: (state: Row) => string | null, met: (state: Row) => string | undefined) => (state: Row) =>
  clockOn(due(state), met(state), on(state));

@RecordType('A visit to assess a State: from its proposal to the response of the State to the report.')
export class AssessmentVisit extends RecordObject {
  @RecordRef('actor', 'Actor', 'The State visited.')
  state!: string;

  @RecordRef('actor', 'Actor', 'Who assesses it.')
  assessor!: string;

  @OutputField(() => commands.VisitType, 'What kind of visit it is.')
  visitType!: string;

  @OutputField(() => commands.VisitMode, 'How it is made.')
  mode!: string;

  @Localized('What it is for.', { nullable: true })
  purpose?: LocalizedText;

  @NestedObject(() => InstrumentCitation, 'Instruments that it rests on.', { list: true })
  instruments!: InstrumentCitation[];

  @RecordRef('assessmentVisit', 'AssessmentVisit', 'The visit that it follows.')
  follows?: string;

  @Computed<AssessmentVisitState>(() => VisitStatus, 'Where it stands.', visitStatus)
  status!: string;

  @OutputField(() => VisitConsent, 'What the State says to it.')
  consent!: string;

  @OutputField(() => Instant, 'When the consent was asked for, given or declined.', { nullable: true })
  consentAt?: string;

  @OutputField(() => String, 'Why it was declined.', { nullable: true })
  declinedReason?: string;

  @OutputField(() => Day, 'The day on which it is to start.', { nullable: true })
  plannedStart?: string;

  @OutputField(() => Day, 'The day on which it is to end.', { nullable: true })
  plannedEnd?: string;

  @OutputField(() => String, 'Why other days are to be set.', { nullable: true })
  postponedReason?: string;

  @OutputField(() => Instant, 'When it started.', { nullable: true })
  started?: string;

  @OutputField(() => Instant, 'When it was completed.', { nullable: true })
  completed?: string;

  @NestedObject(() => VisitPaper, 'The preliminary assessment.', { nullable: true })
  preliminaryAssessment?: VisitPaper;

  @NestedObject(() => VisitFinding, 'What was found, oldest first.', { list: true })
  findings!: VisitFinding[];

  @NestedObject(() => VisitPaper, 'The draft report as it was sent to the State.', { nullable: true })
  draft?: VisitPaper;

  @NestedObject(() => VisitPaper, 'The State’s observations on the draft.', { nullable: true })
  observations?: VisitPaper;

  @Computed<Row>(
    () => VisitClock,
    'The 30 days for observations from the sending of the draft; null before. LATE: they have lapsed, and the report may be adopted.',
    clock(observationsDue, (state) => state.observations?.at),
    { nullable: true },
  )
  observationsClock?: Clock;

  @NestedObject(() => VisitPaper, 'The report as it was adopted.', { nullable: true })
  report?: VisitPaper;

  @NestedObject(() => VisitPaper, 'Its transmission to the State.', { nullable: true })
  transmission?: VisitPaper;

  @OutputField(() => Day, 'The day on which the State received the report.', { nullable: true })
  receivedOn?: string;

  @NestedObject(() => VisitPaper, 'The State’s response to the report.', { nullable: true })
  response?: VisitPaper;

  @Computed<Row>(
    () => VisitClock,
    'The six calendar months for the response from receipt of the report by the State; null before.',
    clock(responseDue, (state) => state.response?.at),
    { nullable: true },
  )
  responseClock?: Clock;

  @NestedObject(() => VisitClockReminder, 'Reminders that were issued of its time limits, oldest first.', { list: true })
  reminders!: VisitClockReminder[];

  @NestedObject(() => VisitReleaseConsent, 'The State’s consent to release it; null where there is none that stands.', {
    nullable: true,
  })
  release?: VisitReleaseConsent;

  @NestedObject(() => VisitReleaseWithdrawal, 'That the State withdrew its consent to release it.', { nullable: true })
  releaseWithdrawn?: VisitReleaseWithdrawal;

  @RecordRef('visitRelease', 'VisitRelease', 'What others see of it.', { from: '$id' })
  released?: string;

  @Computed<AssessmentVisitState>(() => Instant, 'When it was closed.', ({ closed }) => closed?.at, { nullable: true })
  closed?: string;

  @Computed<AssessmentVisitState>(
    () => String,
    'Why it was cancelled, or closed without a response.',
    ({ cancelled, closed }) => cancelled?.reason ?? closed?.reason,
    { nullable: true },
  )
  endedReason?: string;
}

export const assessmentVisitModule = recordModule<AssessmentVisitState>({
  definition: assessmentVisit,
  columns: assessmentVisitColumns,
  type: AssessmentVisit,
  plural: 'assessmentVisits',
  sentences: assessmentVisitSentences,
  commands: Object.values(commands),
});
