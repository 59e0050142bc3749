import { codes, day } from '../../event-sourcing/projections/record-table.js';
import { extractOf, type RecordDefinition } from '../../event-sourcing/record.js';
import {
  code,
  group,
  instant,
  listOf,
  nested,
  nullable,
  recordKind,
  reference,
  sameRecord,
  type ValueOf,
} from '../../fields/index.js';
import { isReleased, releasedLabel, releaseExtents, type VisitPart, visitParts } from '../shared/visit-release.js';
import {
  type AssessmentVisitState,
  proposal,
  visitDays,
  visitFinding,
  visitModes,
  visitPapers,
  visitStatuses,
} from './assessment-visit.fields.js';
import { assessmentVisit } from './assessment-visit.js';
import { challenges, visitStatus } from './assessment-visit.rules.js';

const course = group('VisitCourse', 'When and how a visit was made.', {
  status: code(visitStatuses, 'Where it stands.'),
  mode: code(visitModes, 'How it was made.'),
  ...visitDays,
});

const visitReleaseFields = {
  state: reference('actor', 'The State visited.'),
  assessor: reference('actor', 'Who assessed it.'),
  visitType: proposal.visitType,
  extent: nullable(
    code(releaseExtents, 'Whether all or parts of it are released; null where nothing was, at the moment asked for.'),
  ),
  parts: listOf(code(visitParts, 'The parts that are released.')),
  released: nullable(instant('When the State consented.')),
  course: nullable(nested(course, 'When and how it was made.')),
  findings: listOf(nested(visitFinding, 'What was found, oldest first.')),
  ...visitPapers,
};
/** What of a visit is released; a part that is not is empty, whether or not there is one. */
export type VisitReleaseState = ValueOf<typeof visitReleaseFields>;

/** The extract of visits that their States have consented to release, under the labels of the consents. */
export const visitRelease = extractOf<AssessmentVisitState>('visitRelease', assessmentVisit, ({ state, meta }) => ({
  state: releasedOf(state),
  meta: {
    ...meta,
    handling: releasedLabel(state),
    // Nobody's: the consent alone says who reads it.
    originator: { actor: null, user: '' },
    beganAt: state.release?.at ?? meta.beganAt,
    sources: [],
  },
}));

/** The parts of a visit that are released. */
export function releasedOf(visit: AssessmentVisitState): VisitReleaseState {
  const { state, assessor, visitType, release, mode, plannedStart, plannedEnd, started, completed } = visit;
  const part = <T>(name: VisitPart, value: T): T | null => (isReleased(visit, name) ? value : null);
  return {
    state,
    assessor,
    visitType,
    extent: release?.extent ?? null,
    parts: visitParts.codes.filter((name) => isReleased(visit, name)),
    released: release?.at ?? null,
    course: part('COURSE', { status: visitStatus(visit), mode, plannedStart, plannedEnd, started, completed }),
    preliminaryAssessment: part('PRELIMINARY_ASSESSMENT', visit.preliminaryAssessment),
    findings: part('FINDINGS', visit.findings) ?? [],
    report: part('REPORT', visit.report),
    observations: part('STATE_OBSERVATIONS', visit.observations),
    response: part('STATE_RESPONSE', visit.response),
  };
}

export const visitReleaseKind = recordKind<VisitReleaseState>({
  definition: visitRelease as RecordDefinition<VisitReleaseState>,
  description:
    'What of an assessment visit its State has consented to release, for those to whom it has. Its label is that of the consent; its history is that of the visit. A part that is not released is empty, whether or not there is one.',
  plural: 'visitReleases',
  fields: visitReleaseFields,
  commands: {},
  computed: { visit: sameRecord('assessmentVisit', 'The visit.') },
  // Nothing but what is released.
  filters: ['state', 'assessor', 'visitType', 'extent', 'parts'],
  columns: {
    released: day('The day on which the State consented.', ({ released }) => released?.slice(0, 10)),
    challenges: codes('Challenges that its released findings are about.', challenges),
  },
});
