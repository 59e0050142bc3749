import { type CommonEvent } from '../../event-sourcing/common-events.js';
import { type Decide, type RecordMeta, type Refusal, refuse } from '../../event-sourcing/record.js';
import { byState } from '../shared/party.js';
import { notBefore } from '../shared/refusals.js';
import { heldBack, type ReleasedVisit, type ReleaseExtent, type VisitPart } from '../shared/visit-release.js';
import { type assessmentVisitEvents, type VisitInputs } from './assessment-visit.events.js';
import { type AssessmentVisitState } from './assessment-visit.fields.js';
import { wrong } from './assessment-visit.rules.js';

/** Commands of the State on who sees what of its visit. */
type Commands = Pick<VisitInputs, 'giveReleaseConsent' | 'withdrawReleaseConsent'>;

const BY_STATE = 'only the State or its delegate says what is released of its visit';

export const decideRelease: Decide<AssessmentVisitState, typeof assessmentVisitEvents, Commands> = {
  giveReleaseConsent: ({ extent, parts = [], audience }, state, context) => {
    const named = [...new Set(parts)];
    const refusal =
      byState(state.state, context, BY_STATE) ??
      releasable(state, extent === 'FULL' || named.includes('REPORT')) ??
      matching(extent, named) ??
      notBefore('the visit was completed', state.completed, context) ??
      notBefore('the last word on its release', state.release?.at ?? state.releaseWithdrawn?.at, context);
    if (refusal) return refusal;
    const to = { tlp: audience.tlp, audience: [...audience.audience] };
    const release = {
      by: context.party!,
      extent,
      parts: named,
      audience: to,
      otherwise: state.release?.otherwise ?? { ...context.meta.handling, audience: [...context.meta.handling.audience] },
    };
    return [
      { type: 'ReleaseConsentGiven', data: release },
      ...relabelled({ ...state, release }, release.otherwise, context.meta),
    ];
  },

  withdrawReleaseConsent: ({ reason }, state, context) => {
    const { release } = state;
    if (release === null) {
      return refuse('NOT_RELEASED', 'nothing of the visit is released', {
        field: 'id',
        rule: 'what is withdrawn is a consent that stands',
      });
    }
    return (
      byState(state.state, context, BY_STATE) ??
      notBefore('it was given', release.at, context) ?? [
        { type: 'ReleaseConsentWithdrawn', data: { by: context.party!, reason } },
        ...relabelled({ ...state, release: null }, release.otherwise, context.meta),
      ]
    );
  },
};

/** Takes back a label of the visit that its release does not bear any more. */
function relabelled(visit: ReleasedVisit, otherwise: RecordMeta['handling'], { handling }: RecordMeta): CommonEvent[] {
  if (!heldBack(visit, handling, visit.release?.extent === 'FULL', 'handling')) return [];
  const reason = 'the State’s consent to release does not reach so far any more';
  return [{ type: 'HandlingChanged', data: { handling: { tlp: otherwise.tlp, audience: [...otherwise.audience] }, reason } }];
}

/** A draft is not released: the State may still have observations on it. */
function releasable(state: AssessmentVisitState, report: boolean): Refusal | undefined {
  if (state.completed === null || state.cancelled !== null)
    return wrong(state, 'what is released comes of a visit that was made');
  return report && state.report === null
    ? wrong(state, 'the report, and all of the visit, are released after the report was adopted')
    : undefined;
}

function matching(extent: ReleaseExtent, parts: readonly VisitPart[]): Refusal | undefined {
  if ((extent === 'PARTIAL') === parts.length > 0) return undefined;
  return refuse('PARTS_MISMATCH', extent === 'FULL' ? 'all parts are released' : 'no part is named', {
    field: 'parts',
    value: parts,
    rule: 'a partial release names its parts, a full one none',
  });
}
