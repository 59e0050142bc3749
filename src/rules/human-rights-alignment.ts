import { type ReviewConclusion, type ReviewStatus } from '../records/human-rights-review/human-rights-review.fields.js';
import { StatusRule } from './status-rule.js';

/** How a measure stands to conclusion CO-03, by the reviews of it; never recorded. */
export const ALIGNMENT_STANDINGS = {
  NOT_REVIEWED: 'No review of it is on record, which says nothing of what it is.',
  EARLIER_VERSION_REVIEWED: 'Only versions before the present one were reviewed: that says nothing of this one.',
  UNDER_REVIEW: 'A review of the present version is requested or under way.',
  COMPLIANT: 'A review of the present version found it compliant.',
  COMPLIANT_WITH_CONCERNS: 'A review of the present version found it compliant, with concerns.',
  NOT_COMPLIANT: 'A review of the present version found it not compliant.',
} as const satisfies Record<ReviewConclusion, string> & Record<string, string>;
export type AlignmentStanding = keyof typeof ALIGNMENT_STANDINGS;

/** As much of a review as the rule asks for; `concludedAt` is ISO 8601 UTC, null while it is not concluded. */
export interface ReviewSeen {
  readonly version: number;
  readonly status: ReviewStatus;
  readonly conclusion: ReviewConclusion | null;
  readonly concludedAt: string | null;
}

export interface AlignmentAnswer<Review extends ReviewSeen> {
  readonly standing: AlignmentStanding;
  /** Whether the measure is aligned with CO-03. */
  readonly aligned: boolean;
  /** The review that decided it. */
  readonly decidedBy: Review | null;
}

type Apply = <Review extends ReviewSeen>(version: number | null, reviews: readonly Review[]) => AlignmentAnswer<Review>;

/** The rule, given which conclusions align. A concluded review of the present version decides, the last of several; nothing else aligns (rule `aligned-by-review`). */
function alignmentBy(aligning: readonly AlignmentStanding[]): Apply {
  return (version, reviews) => {
    const present = reviews.filter((one) => one.version === version);
    const concluded = present.filter(({ conclusion, concludedAt }) => conclusion !== null && concludedAt !== null);
    const last = concluded.reduce<(typeof concluded)[number] | null>(
      (newest, one) => (newest !== null && newest.concludedAt! > one.concludedAt! ? newest : one),
      null,
    );
    if (last) return { standing: last.conclusion!, aligned: aligning.includes(last.conclusion!), decidedBy: last };
    if (present.length > 0) return { standing: 'UNDER_REVIEW', aligned: false, decidedBy: present.at(-1)! };
    const earlier = reviews.filter((one) => version !== null && one.version < version && one.conclusion !== null).at(-1);
    return { standing: earlier ? 'EARLIER_VERSION_REVIEWED' : 'NOT_REVIEWED', aligned: false, decidedBy: earlier ?? null };
  };
}

export const humanRightsAlignment = new StatusRule<Apply>(
  'human-rights-alignment',
  'Whether a measure is aligned with CO-03: strategies and measures in a human rights’ compliant manner.',
  [
    {
      description: 'The last concluded review of the present version aligns it, with concerns or without.',
      thresholds: [],
      apply: alignmentBy(['COMPLIANT', 'COMPLIANT_WITH_CONCERNS']),
    },
    {
      description: 'As version 1, and only without concerns.',
      thresholds: [],
      apply: alignmentBy(['COMPLIANT']),
    },
  ],
);
