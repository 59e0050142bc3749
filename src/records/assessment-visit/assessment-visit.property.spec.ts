import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { as, told, visit } from '../../../test/support/visit-story.js';
import { type AssessmentVisitEvent, assessmentVisitEvents } from './assessment-visit.events.js';
import { visitStatus } from './assessment-visit.rules.js';

describe('an assessment visit', () => {
  it('keeps its rules whatever commands are sent, on whatever day and in whatever order', () => {
    const commands: readonly (readonly [name: string, command: object, by: string])[] = [
      ['requestVisitConsent', {}, 'CTED'],
      ['giveVisitConsent', {}, 'Freedonia'],
      ['declineVisitConsent', {}, 'Freedonia'],
      ['scheduleVisit', { start: '2021-03-01', end: '2021-03-05' }, 'CTED'],
      ['postponeVisit', { reason: 'x' }, 'CTED'],
      ['startVisit', {}, 'CTED'],
      ['completeVisit', {}, 'CTED'],
      ['recordFinding', told.finding.data, 'CTED'],
      ['sendDraftReportToState', told.draft.data, 'CTED'],
      ['receiveStateObservations', {}, 'Freedonia'],
      ['adoptReport', told.report.data, 'CTED'],
      ['transmitReportToState', {}, 'CTED'],
      ['receiveStateResponse', {}, 'Freedonia'],
      ['closeVisit', { reason: 'x' }, 'CTED'],
      ['cancelVisit', { reason: 'x' }, 'CTED'],
    ];
    const RESTS: readonly string[] = [
      'VisitScheduled',
      'VisitStarted',
      'FindingRecorded',
      'DraftReportSentToState',
      'ReportAdopted',
      'ReportTransmittedToState',
    ];
    const day = fc.integer({ min: 0, max: 120 }).map((n) => new Date(Date.UTC(2021, 0, 1 + n)).toISOString());
    // Mostly the next step of the usual course, so that late stages are reached.
    const sent = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: commands.length - 1 }), { freq: 2 }), day), {
      minLength: 5,
      maxLength: 40,
    });
    const reached = new Set<string>();
    fc.assert(
      fc.property(sent, (attempts) => {
        const events: (AssessmentVisitEvent & { on: string })[] = [{ ...told.proposed, on: '2021-01-01' }];
        let next = 0;
        let clock = '2021-01-01T00:00:00.000Z';
        for (const [choice, at] of attempts) {
          const [name, command, by] = commands[choice ?? next % commands.length]!;
          if (choice === null) next = name === 'giveVisitConsent' || name === 'scheduleVisit' ? next + 2 : next + 1;
          const on = choice === null ? (at > clock ? at : clock) : at;
          const { outcome } = visit(...events).when(name, command, { ...as(by, '2022-01-01'), occurredAt: on });
          if (!Array.isArray(outcome)) continue;
          for (const event of outcome as AssessmentVisitEvent[]) events.push({ ...event, on });
          if (outcome.length > 0 && on > clock) clock = on;
        }
        reached.add(visitStatus(visit(...events).state));
        const inOrder = events
          .map((event, i) => ({ ...event, i }))
          .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.i - b.i));
        let consent = false;
        let draft: number | null = null;
        let heard = false;
        for (const { type, on } of inOrder) {
          if (type === 'VisitConsentGiven') consent = true;
          if (type === 'VisitConsentDeclined') consent = false;
          if (RESTS.includes(type)) expect({ type, consent }).toEqual({ type, consent: true });
          if (type === 'DraftReportSentToState') draft = Date.parse(on.slice(0, 10));
          if (type === 'StateObservationsReceived') {
            expect(draft).not.toBeNull();
            heard = true;
          }
          if (type === 'ReportAdopted') expect(heard || (Date.parse(on) - draft!) / 86_400_000 > 30).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
    expect([...reached]).toEqual(expect.arrayContaining(['DRAFT_SENT', 'ADOPTED']));
    expect(Object.keys(assessmentVisitEvents)).toHaveLength(22);
  });
});
