import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { speaksFor } from '../shared/party.js';
import { notBefore, wrongStatus } from '../shared/refusals.js';
import { type AssessmentVisitState, type VisitStatus } from './assessment-visit.fields.js';

/** Where a visit stands: by what has happened, in whatever order it was reported. */
export function visitStatus(state: AssessmentVisitState): VisitStatus {
  if (state.cancelled !== null) return 'CANCELLED';
  if (state.closed !== null) return 'CLOSED';
  if (state.response !== null) return 'RESPONSE_RECEIVED';
  if (state.transmission !== null) return 'TRANSMITTED';
  if (state.report !== null) return 'ADOPTED';
  if (state.observations !== null) return 'OBSERVATIONS_RECEIVED';
  if (state.draft !== null) return 'DRAFT_SENT';
  if (state.completed !== null) return state.preliminaryAssessment === null ? 'COMPLETED' : 'PRELIMINARY_ASSESSMENT_SHARED';
  if (state.started !== null) return 'UNDER_WAY';
  if (state.consent !== 'GIVEN')
    return ({ NOT_REQUESTED: 'PROPOSED', REQUESTED: 'CONSENT_REQUESTED', DECLINED: 'DECLINED' } as const)[state.consent];
  if (state.postponedReason !== null) return 'POSTPONED';
  return state.plannedStart === null ? 'CONSENTED' : 'SCHEDULED';
}

/** Refuses what a visit does not allow where it stands. */
export function wrong(state: AssessmentVisitState, rule: string): Refusal {
  return wrongStatus('visit', visitStatus(state), rule);
}

/** Since when a visit has stood where it stands, ISO 8601 UTC; null for one that is only proposed. */
export function visitStatusSince(state: AssessmentVisitState): string | null {
  const { completed, preliminaryAssessment } = state;
  switch (visitStatus(state)) {
    case 'PROPOSED':
      return null;
    case 'CONSENT_REQUESTED':
    case 'CONSENTED':
    case 'DECLINED':
      return state.consentAt;
    case 'SCHEDULED':
      return state.scheduledAt;
    case 'POSTPONED':
      return state.postponedAt;
    case 'UNDER_WAY':
      return state.started;
    case 'COMPLETED':
      return completed;
    case 'PRELIMINARY_ASSESSMENT_SHARED':
      return [completed!, preliminaryAssessment!.at].sort().at(-1)!;
    case 'DRAFT_SENT':
      return state.draft!.at;
    case 'OBSERVATIONS_RECEIVED':
      return state.observations!.at;
    case 'ADOPTED':
      return state.report!.at;
    case 'TRANSMITTED':
      return state.transmission!.at;
    case 'RESPONSE_RECEIVED':
      return state.response!.at;
    case 'CLOSED':
      return state.closed!.at;
    case 'CANCELLED':
      return state.cancelled!.at;
  }
}

/** Refuses what needs the State's consent to the visit, given before and not withdrawn (rule `visit-consent`). */
export function consented(state: AssessmentVisitState, context: DecideContext): Refusal | undefined {
  if (state.consent === 'GIVEN') return notBefore('the State consented', state.consentAt, context);
  return refuse('CONSENT_MISSING', 'the State does not consent to the visit', {
    field: 'id',
    value: state.consent,
    rule: 'a visit is scheduled, started and reported with the consent of the State, given and not withdrawn',
  });
}

/** Refuses to let the State that is assessed speak as its own assessor. */
export function assessing(state: AssessmentVisitState, context: DecideContext): Refusal | undefined {
  if (!speaksFor(state.state, context)) return undefined;
  return refuse('ASSESSES_ITSELF', 'the State assessed does not say what was found', {
    field: 'onBehalfOf',
    value: `actor_${context.party}`,
    rule: 'findings and reports of a visit are made by others than the State visited',
  });
}

/** The challenges that findings are about, each once. */
export function challenges({ findings }: Pick<AssessmentVisitState, 'findings'>): string[] {
  return [...new Set(findings.map(({ challenge }) => challenge))];
}
