import { code, codes, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { nextLimit, observationsDue, responseDue } from './assessment-visit.clocks.js';
import { type AssessmentVisitState } from './assessment-visit.events.js';
import { visitStatus } from './assessment-visit.rules.js';
import { type VisitReleaseState } from './visit-release.js';

const challenges = ({ findings }: Pick<AssessmentVisitState, 'findings'>) => [
  ...new Set(findings.map(({ challenge }) => challenge)),
];

/** What visits are filtered and ordered by. */
export const assessmentVisitColumns: Columns<AssessmentVisitState> = {
  state: reference('actor', 'The State visited.', (state) => state.state),
  assessor: reference('actor', 'Who assesses it.', (state) => state.assessor),
  visitType: code('What kind of visit it is.', (state) => state.visitType, 'VisitType'),
  mode: code('How it is made.', (state) => state.mode, 'VisitMode'),
  status: code('Where it stands.', visitStatus, 'VisitStatus'),
  consent: code('What the State says to it.', (state) => state.consent, 'VisitConsent'),
  plannedStart: day('The day on which it is to start.', (state) => state.plannedStart),
  challenges: codes('Challenges that its findings are about.', challenges),
  instruments: references('instrument', 'Instruments that it, or a finding of it, rests on.', ({ instruments, findings }) => [
    ...new Set([...instruments, ...findings.flatMap((one) => one.instruments)].map(({ instrument }) => instrument)),
  ]),
  nextLimit: day('The last day of what is awaited: its start, the State’s observations, the State’s response.', nextLimit),
  draftSent: day('The day on which the draft report was sent.', (state) => state.draft?.on),
  observationsDue: day('The last day for the State’s observations on the draft report.', observationsDue),
  observationsReceived: day('The day on which the observations came.', (state) => state.observations?.at.slice(0, 10)),
  reportReceived: day('The day on which the State received the report.', (state) => state.receivedOn),
  responseDue: day('The last day for the State’s response to the report.', responseDue),
  responseReceived: day('The day on which the response came.', (state) => state.response?.at.slice(0, 10)),
};

/** What releases of visits are filtered and ordered by: nothing but what they show. */
export const visitReleaseColumns: Columns<VisitReleaseState> = {
  state: reference('actor', 'The State visited.', (state) => state.state),
  assessor: reference('actor', 'Who assessed it.', (state) => state.assessor),
  visitType: code('What kind of visit it was.', (state) => state.visitType, 'VisitType'),
  extent: code('Whether all or parts of it are released.', (state) => state.extent, 'ReleaseExtent'),
  parts: codes('Parts that are released.', (state) => state.parts, 'VisitPart'),
  released: day('The day on which the State consented.', (state) => state.released?.slice(0, 10)),
  challenges: codes('Challenges that its released findings are about.', challenges),
};
