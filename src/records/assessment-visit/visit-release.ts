import { extractOf } from '../../event-sourcing/record.js';
import { isReleased, type ReleaseExtent, releasedLabel, VISIT_PARTS, type VisitPart } from '../shared/visit-release.js';
import { type AssessmentVisitState, type VisitStatus } from './assessment-visit.events.js';
import { assessmentVisit } from './assessment-visit.js';
import { visitStatus } from './assessment-visit.rules.js';

type Visit = AssessmentVisitState;

/** What of a visit is released; a part that is not is empty, whether or not there is one. */
export interface VisitReleaseState extends Pick<Visit, 'state' | 'assessor' | 'visitType' | 'findings'> {
  /** Null where nothing is released. */
  readonly extent: ReleaseExtent | null;
  readonly parts: readonly VisitPart[];
  readonly released: string | null;
  readonly course:
    (Pick<Visit, 'mode' | 'plannedStart' | 'plannedEnd' | 'started' | 'completed'> & { readonly status: VisitStatus }) | null;
  readonly preliminaryAssessment: Visit['preliminaryAssessment'];
  readonly report: Visit['report'];
  readonly observations: Visit['observations'];
  readonly response: Visit['response'];
}

/** The extract of visits that their States have consented to release, under the labels of the consents. */
export const visitRelease = extractOf<Visit>('visitRelease', assessmentVisit, ({ state, meta }) => ({
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
export function releasedOf(visit: Visit): VisitReleaseState {
  const { state, assessor, visitType, release, mode, plannedStart, plannedEnd, started, completed } = visit;
  const part = <T>(name: VisitPart, value: T): T | null => (isReleased(visit, name) ? value : null);
  return {
    state,
    assessor,
    visitType,
    extent: release?.extent ?? null,
    parts: VISIT_PARTS.filter((name) => isReleased(visit, name)),
    released: release?.at ?? null,
    course: part('COURSE', { status: visitStatus(visit), mode, plannedStart, plannedEnd, started, completed }),
    preliminaryAssessment: part('PRELIMINARY_ASSESSMENT', visit.preliminaryAssessment),
    findings: part('FINDINGS', visit.findings) ?? [],
    report: part('REPORT', visit.report),
    observations: part('STATE_OBSERVATIONS', visit.observations),
    response: part('STATE_RESPONSE', visit.response),
  };
}
