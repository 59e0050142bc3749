import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths } from '../event-sourcing/occurred.js';
import { type CooperationFacts, cooperationStatus, EVIDENCE_STANDINGS, type EvidenceStanding } from './cooperation-status.js';

const ON = '2023-03-31';
const none = Object.fromEntries(Object.keys(EVIDENCE_STANDINGS).map((one) => [one, 0])) as Record<EvidenceStanding, number>;
const facts = (counts: Partial<CooperationFacts['counts']>, more: Partial<CooperationFacts> = {}): CooperationFacts => ({
  counts: { ...none, ...counts },
  lastContact: null,
  lastStep: null,
  ...more,
});
const status = (found: CooperationFacts, version = 1, months = 12) =>
  cooperationStatus.version(`cooperation-status/${version}`).apply(found, ON, months).status;

const days = fc.integer({ min: 0, max: 2_000 }).map((ago) => addDays(ON, -ago));
const nat = fc.nat(3);
const anyFacts: fc.Arbitrary<CooperationFacts> = fc.record({
  counts: fc.record({ OPEN: nat, SUSPENDED: nat, ENDED: nat, ABSENT: nat, DISPUTED: nat }),
  lastContact: fc.option(days),
  lastStep: fc.option(days),
});

describe('where cooperation stands', () => {
  it.each([
    ['nothing on record', facts({}), 'NOT_REPORTED'],
    ['a measure that the State says it has not', facts({ ABSENT: 1 }), 'REPORTED_ABSENT'],
    ['something declared and never acted on', facts({ OPEN: 1, ABSENT: 1 }), 'DECLARED'],
    ['an activity twelve months ago to the day', facts({ OPEN: 1 }, { lastContact: '2022-03-31' }), 'ACTIVE'],
    ['an activity a day longer ago', facts({ OPEN: 1 }, { lastContact: '2022-03-30' }), 'DORMANT'],
    ['all suspended', facts({ SUSPENDED: 1, ENDED: 2 }, { lastContact: '2023-03-01' }), 'SUSPENDED'],
    ['all ended', facts({ ENDED: 2 }, { lastContact: '2023-03-01' }), 'ENDED'],
    ['nothing but what is disputed or ended', facts({ DISPUTED: 1, ENDED: 1 }), 'DISPUTED'],
    ['one thing of two disputed', facts({ DISPUTED: 1, OPEN: 1 }), 'DECLARED'],
  ] as const)('with %s', (_what, found, expected) => {
    expect(status(found)).toBe(expected);
  });

  it('counts other steps as acting by version 2, and not by version 1', () => {
    const stepped = facts({ OPEN: 1 }, { lastContact: '2020-01-01', lastStep: '2023-01-01' });
    expect([status(stepped, 1), status(stepped, 2)]).toEqual(['DORMANT', 'ACTIVE']);
  });

  it('is NOT_REPORTED exactly where nothing is on record', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(1, 2), (found, version) => {
        const nothing = Object.values(found.counts).every((count) => count === 0);
        expect(status(found, version) === 'NOT_REPORTED').toBe(nothing);
      }),
    );
  });

  it('is never less active by a longer threshold, nor by version 2', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1, max: 60 }), fc.nat(60), (found, months, more) => {
        if (status(found, 1, months) !== 'ACTIVE') return;
        expect(status(found, 1, months + more)).toBe('ACTIVE');
        expect(status(found, 2, months)).toBe('ACTIVE');
      }),
    );
  });

  it('changes by time alone only from ACTIVE to DORMANT', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(40), (found, months) => {
        const { apply } = cooperationStatus.version(null);
        const [now, later] = [ON, addMonths(ON, months)].map((on) => apply(found, on, 12).status);
        expect([now, 'DORMANT']).toContain(later);
        if (later !== now) expect(now).toBe('ACTIVE');
      }),
    );
  });

  it('says which evidence decided it wherever there is some', () => {
    fc.assert(
      fc.property(anyFacts, (found) => {
        const { status: said, decidedBy } = cooperationStatus.version(null).apply(found, ON, 12);
        expect(decidedBy === null).toBe(said === 'NOT_REPORTED');
        if (decidedBy !== null && decidedBy in found.counts)
          expect(found.counts[decidedBy as EvidenceStanding]).toBeGreaterThan(0);
      }),
    );
  });

  it('is asked for by versions that there are, and says which these are', () => {
    expect(() => cooperationStatus.version('cooperation-status/9')).toThrow(
      'is one of cooperation-status/1, cooperation-status/2',
    );
  });
});
