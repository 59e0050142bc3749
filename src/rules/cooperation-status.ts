import { addMonths } from '../event-sourcing/occurred.js';
import { StatusRule } from './status-rule.js';

/** Where cooperation stands at a moment, for a State and a conclusion or for two actors and a way of cooperating; never recorded. */
export const COOPERATION_STATUSES = {
  NOT_REPORTED: 'Nothing is on record, which is no “no”.',
  REPORTED_ABSENT: 'The State says that it has none, and nothing else is on record.',
  DECLARED: 'Something is declared, planned or in place; nothing on record shows that it was acted on.',
  ACTIVE: 'It was acted on within the months that count.',
  DORMANT: 'It was acted on, and not within the months that count.',
  SUSPENDED: 'What is on record is suspended.',
  ENDED: 'All that is on record has ended: fulfilled, closed, dissolved or withdrawn.',
  DISPUTED: 'What is on record is disputed by another party.',
} as const;
export type CooperationStatus = keyof typeof COOPERATION_STATUSES;

/** How a piece of evidence stands; one that is disputed is that alone. */
export const EVIDENCE_STANDINGS = {
  OPEN: 'It holds.',
  SUSPENDED: 'It is suspended.',
  ENDED: 'It has ended.',
  ABSENT: 'The State says that there is none.',
  DISPUTED: 'Another party disputes it.',
} as const;
export type EvidenceStanding = keyof typeof EVIDENCE_STANDINGS;

/** What is on record: how many pieces of evidence stand how, and when the undisputed ones were acted on last (days). */
export interface CooperationFacts {
  readonly counts: Readonly<Record<EvidenceStanding, number>>;
  /** The last activity held, meeting, exchange or disbursement. */
  readonly lastContact: string | null;
  /** The last other step on record: progress reported, a measure taken further, a review concluded. */
  readonly lastStep: string | null;
}

/** What a status rests on, beside the status: the pieces of evidence that stand so, or those that were acted on last. */
export interface CooperationAnswer {
  readonly status: CooperationStatus;
  readonly decidedBy: EvidenceStanding | 'CONTACT' | 'STEP' | null;
  /** The day on which it was acted on last, as far as the rule counts it. */
  readonly lastActed: string | null;
}

type Apply = (facts: CooperationFacts, on: string, months: number) => CooperationAnswer;

/** The rule, given what counts as acting. Where anything holds undisputed, when it was acted on last decides; else what there is. */
function statusBy(acted: (facts: CooperationFacts) => readonly [day: string | null, by: 'CONTACT' | 'STEP']): Apply {
  return (facts, on, months) => {
    const { counts } = facts;
    const [lastActed, by] = acted(facts);
    const answer = (status: CooperationStatus, decidedBy: CooperationAnswer['decidedBy']) => ({ status, decidedBy, lastActed });
    if (counts.OPEN > 0) {
      if (lastActed === null) return answer('DECLARED', 'OPEN');
      return answer(lastActed >= addMonths(on, -months) ? 'ACTIVE' : 'DORMANT', by);
    }
    if (counts.SUSPENDED > 0) return answer('SUSPENDED', 'SUSPENDED');
    if (counts.DISPUTED > 0) return answer('DISPUTED', 'DISPUTED');
    if (counts.ENDED > 0) return answer('ENDED', 'ENDED');
    return counts.ABSENT > 0 ? answer('REPORTED_ABSENT', 'ABSENT') : answer('NOT_REPORTED', null);
  };
}

export const cooperationStatus = new StatusRule<Apply>(
  'cooperation-status',
  'Where cooperation stands, for a State and a conclusion or for two actors and a way of cooperating.',
  [
    {
      description: 'Activities held, meetings, exchanges and disbursements keep cooperation active.',
      thresholds: ['COOPERATION_ACTIVE_MONTHS'],
      apply: statusBy(({ lastContact }) => [lastContact, 'CONTACT']),
    },
    {
      description: 'As version 1; progress reported, measures taken further and reviews concluded keep cooperation active too.',
      thresholds: ['COOPERATION_ACTIVE_MONTHS'],
      apply: statusBy(({ lastContact, lastStep }) =>
        (lastStep ?? '') > (lastContact ?? '') ? [lastStep, 'STEP'] : [lastContact, 'CONTACT'],
      ),
    },
  ],
);
