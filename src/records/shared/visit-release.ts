import { type Handling } from '../../event-sourcing/envelope.js';
import { within } from '../../event-sourcing/handling.js';
import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type CodeOf, codes } from '../../fields/index.js';

export const visitParts = codes(
  'VisitPart',
  'What of a visit can be released. COURSE is when and how it was made; RECOMMENDATIONS and NEEDS let those records out that are born of it.',
  ['COURSE', 'PRELIMINARY_ASSESSMENT', 'FINDINGS', 'REPORT', 'STATE_OBSERVATIONS', 'STATE_RESPONSE', 'RECOMMENDATIONS', 'NEEDS'],
);
export type VisitPart = CodeOf<typeof visitParts>;
export const releaseExtents = codes('ReleaseExtent', 'Whether all or parts of a visit are released.', ['FULL', 'PARTIAL']);
export type ReleaseExtent = CodeOf<typeof releaseExtents>;

/** What of a visit decides who may see what comes of it. */
export interface ReleasedVisit {
  readonly state: string;
  readonly assessor: string;
  /** The consent of the State that stands. */
  readonly release: { readonly extent: ReleaseExtent; readonly parts: readonly VisitPart[]; readonly audience: Handling } | null;
}

/** What is between an assessor and a State until the State consents to show it to an audience. */
export interface Confided extends Pick<ReleasedVisit, 'state' | 'assessor'> {
  readonly release: { readonly audience: Handling } | null;
}

/** Whether the State's consent lets this part out. */
export function isReleased({ release }: Pick<ReleasedVisit, 'release'>, part: VisitPart): boolean {
  return release !== null && (release.extent === 'FULL' || release.parts.includes(part));
}

/** The widest label before release: the assessor, the State, and those affiliated to them (rule `visit-release`). */
export function betweenThem({ state, assessor }: Pick<ReleasedVisit, 'state' | 'assessor'>): Handling {
  return { tlp: 'AMBER', audience: [`org:${assessor}`, `org:${state}`] };
}

/** The label of what is released: that of the consent, with the State and the assessor where it names organisations; nobody's without a consent. */
export function releasedLabel({ release, ...visit }: Confided): Handling {
  if (release === null) return { tlp: 'RED', audience: [] };
  const { tlp, audience } = release.audience;
  if (!tlp.startsWith('AMBER')) return { tlp, audience };
  return { tlp, audience: [...new Set([...audience, ...betweenThem(visit).audience])] };
}

/** Refuses a label that shows something of a visit to more than the assessor and the State, beyond what is released of it. */
export function heldBack(visit: Confided, to: Handling | undefined, isOut: boolean, field: string): Refusal | undefined {
  if (to === undefined || within(to, betweenThem(visit)) || (isOut && within(to, releasedLabel(visit)))) return undefined;
  return refuse('NOT_RELEASED', 'the State has not consented to release this to these readers', {
    field,
    value: to,
    rule: 'what comes of a visit is for its assessor and its State (AMBER or AMBER_STRICT, audience among the two; or RED without one), unless the State has consented to release it',
  });
}

/** Refuses a record born of a visit where it is of another State, or its label (`field`) shows more than is released of this part of the visit. */
export function bornOf(
  visit: string | undefined,
  part: VisitPart,
  state: string,
  to: Handling | undefined,
  field: string,
  { reference }: DecideContext,
): Refusal | undefined {
  const found = visit === undefined ? undefined : (reference(visit)?.state as ReleasedVisit | undefined);
  if (found === undefined) return undefined;
  if (found.state !== state) {
    return refuse('ANOTHER_STATE', 'the visit was to another State', {
      field: 'visit',
      value: `assessmentVisit_${visit}`,
      rule: 'what comes of a visit concerns the State visited',
    });
  }
  return heldBack(found, to, isReleased(found, part), field);
}
