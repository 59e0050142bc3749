import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 as uuidV5 } from 'uuid';
import { z } from 'zod';
import { type EventMetadata, type RecordedEvent } from './envelope.js';
import { fold, foldAt } from './fold.js';
import { NEVER } from './projections/projection.js';
import { History } from './history.js';
import { noChanges, type NewVersion, type OpenVersion, type Past, takeEvent } from './projections/versions.js';
import { shownOf } from './shown.js';
import { type AnyRecordDefinition, defineRecord, event, extractOf } from './record.js';

const note = defineRecord<{ readonly said: readonly string[]; readonly paid: readonly string[] }, object>()({
  kind: 'note',
  events: {
    NoteMade: event('A note.', z.strictObject({ text: z.string() })),
    NoteAdded: event('More.', z.strictObject({ text: z.string() })),
    NotePaid: event('What no row shows.', z.strictObject({ text: z.string() })),
  },
  rights: { relations: {}, commands: {} },
  hidden: ['paid'],
  initial: { said: [], paid: [] },
  evolve: {
    NoteMade: (state, { text }) => ({ ...state, said: [text] }),
    NoteAdded: (state, { text }) => ({ ...state, said: [...state.said, text] }),
    NotePaid: (state, { text }) => ({ ...state, paid: [...state.paid, text] }),
  },
  decide: {},
});

/** Shows what was said only while the texts are an even number: what it does not show has to be known for what it shows later. */
const evenNote = extractOf('evenNote', note, ({ state, meta }) => ({
  state: { said: state.said.length % 2 === 0 ? state.said : [] },
  meta,
}));

const ID = '018f0000-0000-7000-8000-000000000001';
const eventId = (revision: number) => uuidV5(String(revision), ID);

interface Told {
  readonly type: 'NoteAdded' | 'NotePaid' | 'RecordCorrected' | 'RecordVoided' | 'RecordRestored' | 'HandlingChanged';
  readonly day: number;
  /** Which earlier event a correction is of. */
  readonly of: number;
  readonly field: 'text' | 'occurredAt';
}

const told = fc.record<Told>({
  type: fc.constantFrom(
    'NoteAdded',
    'NotePaid',
    'RecordCorrected',
    'RecordCorrected',
    'RecordVoided',
    'RecordRestored',
    'HandlingChanged',
  ),
  day: fc.integer({ min: 1, max: 28 }),
  of: fc.nat(30),
  field: fc.constantFrom('text', 'occurredAt'),
});

const onDay = (day: number) => new Date(Date.UTC(2021, 0, day)).toISOString();

/** The stream of a note, recorded day by day after all that it tells of. */
function streamOf(tellings: readonly Told[]): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const correctable = () => events.filter(({ type }) => type.startsWith('Note'));
  const add = (type: string, data: unknown, day: number) => {
    const revision = events.length;
    const metadata: EventMetadata = {
      occurredAt: onDay(day),
      precision: 'instant',
      actor: null,
      user: `user-${revision}`,
      handling: { tlp: 'CLEAR', audience: [] },
      commandId: '',
      commandHash: '',
      correlationId: '',
      causationId: '',
    };
    const place = { stream: `note-${ID}`, revision, position: BigInt(revision + 1), recordedAt: onDay(100 + revision) };
    events.push({ id: eventId(revision), type, schemaVersion: 1, data, metadata, ...place });
  };
  add('NoteMade', { text: 'made' }, 10);
  for (const { type, day, of, field } of tellings) {
    const text = `text ${events.length}`;
    if (type === 'NoteAdded' || type === 'NotePaid') add(type, { text }, day);
    else if (type === 'HandlingChanged')
      add(type, { handling: { tlp: 'GREEN', audience: [] }, reason: text }, 50 + events.length);
    else if (type === 'RecordCorrected') {
      const { id } = correctable()[of % correctable().length]!;
      const value = field === 'text' ? text : { occurredAt: onDay(day), precision: 'instant' };
      add(type, { eventId: id, field, value, reason: 'wrong' }, 40);
    } else add(type, { reason: text }, day);
  }
  return events;
}

/** The rows of a record as a projection that takes its events one by one has them. */
function rowsOf(definition: AnyRecordDefinition, events: readonly RecordedEvent[]): readonly NewVersion[] {
  const changes = noChanges();
  let open: OpenVersion | undefined;
  let taken = 0;
  const past: Past = { read: () => new History(definition, events.slice(0, taken)) };
  for (; taken < events.length; taken++) open = takeEvent(definition, changes, open, events[taken]!, ID, past);
  return changes.inserts;
}

/** What the rows hold at a moment: the predicate that every read of a record's table uses. */
function held(rows: readonly NewVersion[], asOf: string, knownAt: bigint): string[] {
  const never = BigInt(NEVER);
  return rows
    .filter(
      (row) =>
        row.knownFrom <= knownAt &&
        knownAt < (row.knownTo ?? never) &&
        row.validFrom <= asOf &&
        (row.validTo === null || row.validTo > asOf || (row.nextKnown ?? never) > knownAt),
    )
    .map(({ shown }) => shown);
}

/** What the newest version shows. */
const shownNow = (rows: readonly NewVersion[]) =>
  rows.filter(({ knownTo, validTo }) => knownTo === null && validTo === null)[0]!.shown;

const isVoid = ({ type }: RecordedEvent) => type === 'RecordVoided' || type === 'RecordRestored';

describe('a void and its restoration', () => {
  it('hold for all of the record’s time from when they are known, and the last one said is right', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 14 }), (tellings) => {
        const events = streamOf(tellings);
        for (const { position } of events) {
          const known = events.filter((one) => one.position <= position);
          const last = known.findLast(isVoid);
          for (let day = 1; day <= 90; day += 3) {
            const folded = foldAt(note, events, { asOf: onDay(day), knownAt: position });
            const bare = foldAt(
              note,
              known.filter((one) => !isVoid(one)),
              { asOf: onDay(day) },
            );
            // What else the record says is as if nobody had ever voided it.
            expect(folded && { ...folded, meta: { ...folded.meta, voided: null } }).toEqual(bare);
            const voided = last?.type === 'RecordVoided' ? last.metadata.user : undefined;
            if (folded) expect(folded.meta.voided?.user).toBe(voided);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a record', note, 200],
    ['an extract of one', evenNote, 80],
  ] as const)('are in the rows of %s as in the fold of its events, at every moment', (_of, definition, numRuns) => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 14 }), (tellings) => {
        const events = streamOf(tellings);
        const rows = rowsOf(definition, events);
        for (const { position } of events) {
          for (let day = 1; day <= 90; day += 3) {
            const folded = foldAt(definition, events, { asOf: onDay(day), knownAt: position });
            expect(held(rows, onDay(day), position)).toEqual(folded ? [shownOf(definition, folded)] : []);
          }
        }
        expect(shownNow(rows)).toBe(shownOf(definition, fold(definition, events)));
      }),
      { numRuns },
    );
  });

  it('are in the rows of a long record, and of an extract of one, as in the fold of its events', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 60, maxLength: 120 }), (tellings) => {
        const events = streamOf(tellings);
        for (const definition of [note, evenNote])
          expect(shownNow(rowsOf(definition, events))).toBe(shownOf(definition, fold(definition, events)));
      }),
      { numRuns: 30 },
    );
  });
});
