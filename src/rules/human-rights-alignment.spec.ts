import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { humanRightsReviewConclusions } from '../records/human-rights-review/human-rights-review.fields.js';
import { humanRightsAlignment, type ReviewSeen } from './human-rights-alignment.js';

const [first, second] = humanRightsAlignment.versions.map(({ apply }) => apply) as [
  (typeof humanRightsAlignment.versions)[0]['apply'],
  (typeof humanRightsAlignment.versions)[0]['apply'],
];
const review = (
  version: number,
  conclusion: ReviewSeen['conclusion'],
  concludedAt: string | null = '2021-01-01',
): ReviewSeen => ({
  version,
  status: conclusion === null ? 'UNDER_WAY' : 'CONCLUDED',
  conclusion,
  concludedAt: conclusion === null ? null : concludedAt,
});
const anyReview = fc
  .record({
    version: fc.integer({ min: 1, max: 4 }),
    conclusion: fc.option(fc.constantFrom(...humanRightsReviewConclusions.codes)),
    year: fc.integer({ min: 2000, max: 2020 }),
  })
  .map(({ version, conclusion, year }) => review(version, conclusion, `${year}-01-01`));

describe('the alignment of a measure with human rights', () => {
  it.each([
    ['no review', [], 'NOT_REVIEWED'],
    ['a review of an earlier version', [review(1, 'COMPLIANT')], 'EARLIER_VERSION_REVIEWED'],
    ['a review under way', [review(1, 'COMPLIANT'), review(2, null)], 'UNDER_REVIEW'],
    ['a concluded review, and another under way', [review(2, 'COMPLIANT'), review(2, null)], 'COMPLIANT'],
    [
      'two concluded reviews: the later one decides',
      [review(2, 'NOT_COMPLIANT', '2022-01-01'), review(2, 'COMPLIANT', '2021-01-01')],
      'NOT_COMPLIANT',
    ],
  ] as const)('with %s', (_what, reviews, standing) => {
    expect(first(2, reviews).standing).toBe(standing);
  });

  it('is there only with a concluded review of the very version', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 4 })), fc.array(anyReview), (version, reviews) => {
        const { aligned, decidedBy } = first(version, reviews);
        if (!aligned) return;
        expect(decidedBy).toMatchObject({ version, conclusion: expect.stringContaining('COMPLIANT') });
        expect(decidedBy!.conclusion).not.toBe('NOT_COMPLIANT');
      }),
    );
  });

  it('is by version 2 what it is by version 1, without concerns', () => {
    fc.assert(
      fc.property(fc.array(anyReview), (reviews) => {
        const [loose, strict] = [first(2, reviews), second(2, reviews)];
        expect(strict.standing).toBe(loose.standing);
        expect(strict.aligned).toBe(loose.aligned && loose.standing === 'COMPLIANT');
      }),
    );
  });
});
