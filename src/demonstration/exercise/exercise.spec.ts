import { beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '../../access/permissions.js';
import { type Viewer } from '../../access/viewer.js';
import { CommandHandler } from '../../event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { parseStream } from '../../event-sourcing/catalogue.js';
import { MemoryEventStore } from '../../event-sourcing/memory/memory-event-store.js';
import { MemorySubjectKeys } from '../../event-sourcing/personal/subject-keys.js';
import { createCatalogue } from '../../service.js';
import { LONG } from '../../../test/support/size.js';
import { recordAll } from '../record.js';
import { exercise } from './exercise.js';

const catalogue = createCatalogue();
/** What an exercise has of everything that may happen. */
const HAPPENED = [
  'ActorMergedInto',
  'ActorMergeReverted',
  'ActorDeactivated',
  'ActorAffiliationAgreed',
  'ActorMandateGranted',
  'ActorMandateEnded',
  'CommitmentDueDateRevised',
  'CommitmentFulfilmentConfirmed',
  'CommitmentFulfilmentDisputed',
  'CommitmentPartlyFulfilled',
  'CommitmentSuperseded',
  'CommitmentWithdrawn',
  'InformationRequestAnswered',
  'PartnershipEndorsementDeclined',
  'PartnershipEnded',
  'MemberLeft',
  'ActivityRescheduled',
  'ActivityCancelled',
  'AttendanceRecorded',
  'FundsReturned',
  'ProjectCompleted',
  'ProjectCancelled',
  'ProjectSuspended',
  'RecordCorrected',
  'HandlingChanged',
  'MeasureReportedAbsent',
  'MeasureDeployed',
  'MeasureStatusReported',
  'MeasureReplaced',
  'ChainOfCommandDefined',
  'MechanismDissolved',
  'ConcernAddressed',
  'ReviewReopened',
  'VisitConsentDeclined',
  'VisitPostponed',
  'ReleaseConsentWithdrawn',
  'StateResponseReceived',
  'RecommendationReopened',
  'RecommendationSuperseded',
  'NetworkTestHeld',
  'TrendRetired',
  'CommunityMemberRemoved',
  'ProgrammePhaseEnded',
  'EditionSuperseded',
  'GuidanceWithdrawn',
  'InstrumentSuperseded',
  'NeedDisputedByState',
  'NeedWithdrawn',
  'OfferScopeAmended',
  'OfferExpired',
  'MatchAcceptedByRecipient',
  'MatchDeclinedByRecipient',
];

/** The events of an exercise in an empty log, stream by stream, told at a moment. */
async function eventsOf(seed: number, now = '2026-01-01T00:00:00.000Z'): Promise<RecordedEvent[]> {
  const store = new MemoryEventStore();
  const handler = new CommandHandler<Viewer>(store, catalogue, permissions, { now: () => new Date(now) });
  await recordAll(handler, exercise(seed));
  const events: RecordedEvent[] = [];
  for await (const recorded of store.readAll()) {
    const event = catalogue.upcast(recorded);
    events.push({ ...event, data: await handler.personal.open(event.data) });
  }
  return events.sort((a, b) => (a.stream === b.stream ? a.revision - b.revision : a.stream < b.stream ? -1 : 1));
}

/** What an event says, without when and where it was taken; a label changes when it is reported. */
function said({ id, stream, revision, type, data, metadata }: RecordedEvent) {
  // The hash of a command with personal data is made with a key of its own.
  const { occurredAt, commandHash: _hash, ...rest } = metadata;
  return { id, stream, revision, type, data, ...rest, occurredAt: type === 'HandlingChanged' ? undefined : occurredAt };
}

describe('the invented exercise', () => {
  it('is the same, event for event, for the same seed, whenever it is recorded', async () => {
    const first = await eventsOf(1);
    const again = await eventsOf(1, '2031-06-01T00:00:00.000Z');
    expect(again.map(said)).toEqual(first.map(said));
  });

  it('is another one for another seed, of other records', async () => {
    const streams = new Set((await eventsOf(1)).map(({ stream }) => stream));
    expect((await eventsOf(2)).filter(({ stream }) => streams.has(stream))).toEqual([]);
  });

  describe.each(LONG ? [1, 2, 3, 4, 5, 6, 7, 8, 4_711, 999_999_999] : [1, 4_711])('from the seed %d', (seed) => {
    let events: RecordedEvent[];
    beforeAll(async () => {
      events = await eventsOf(seed);
    });

    it('is taken whole, and every event has the shape of its kind', () => {
      for (const { stream, type, schemaVersion, data } of events) {
        const { schema, version } = catalogue.shape(parseStream(stream).kind, type);
        expect(schemaVersion).toBe(version);
        expect(schema.parse(data)).toEqual(data);
      }
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    });

    it('has two years of slips, disputes, corrections, late reports and changed labels', () => {
      expect([...new Set(events.map(({ type }) => type))]).toEqual(expect.arrayContaining(HAPPENED));
      const days = events
        .filter(({ type }) => type !== 'HandlingChanged')
        .map(({ metadata }) => metadata.occurredAt.slice(0, 10))
        .sort();
      expect([days[0], days.at(-1)! < '2023-12-31']).toEqual(['2021-02-01', true]);
      const late = events.filter(
        ({ stream, metadata }, i) => events[i - 1]?.stream === stream && metadata.occurredAt < events[i - 1]!.metadata.occurredAt,
      );
      expect(late.length).toBeGreaterThan(10);
    });
  });

  it('is marked as invented in every record: in its name or title, and as the source of every event', async () => {
    for (const { revision, type, data, metadata } of await eventsOf(1)) {
      expect(metadata.source!.document).toBe('Exercise scenario, invented from the number 1');
      const { note, reason, ...texts } = data as { note?: string; reason?: string };
      const { name, description, title, statement, purpose, text, scope } = texts as Record<string, { text: string }[]>;
      const said =
        ((typeof name === 'string' ? description : name) ?? title ?? statement ?? purpose ?? text ?? scope)?.[0]!.text ??
        note ??
        reason;
      if (revision === 0) expect(`${type} ${said}`).toMatch(/ Exercise[ :-]/);
    }
  });

  it('is recorded once, however often the demonstration is started', async () => {
    const store = new MemoryEventStore();
    const keys = new MemorySubjectKeys();
    const start = () => recordAll(new CommandHandler<Viewer>(store, catalogue, permissions, { keys }), exercise(3));
    expect(await start()).toBeGreaterThan(300);
    const head = await store.head();
    expect(await start()).toBe(0);
    expect(await store.head()).toBe(head);
  });
});
