import { z } from 'zod';
import { type Handling, TLP } from './envelope.js';
import { type EventOf, event, type Happened, type RecordMeta } from './record.js';

export const handlingSchema = z.strictObject({ tlp: z.enum(TLP), audience: z.array(z.string()) });

/** Events that every kind of record takes. */
export const commonEvents = {
  HandlingChanged: event(
    'The record has another label or audience from here on; it counts for all of its history.',
    z.strictObject({ handling: handlingSchema, reason: z.string() }),
  ),
  RecordCorrected: event(
    'A field of an earlier event of this record was wrong; by what is known from here on it had this value all along. A field `occurredAt` moves the event itself.',
    z.strictObject({ eventId: z.uuid(), field: z.string(), value: z.json(), reason: z.string() }),
  ),
  RecordVoided: event(
    'The record should never have been made; nothing follows but its restoration.',
    z.strictObject({ reason: z.string() }),
  ),
  RecordRestored: event(
    'The void is taken back: by what is known from here on the record stood all along.',
    z.strictObject({ reason: z.string() }),
  ),
  SourceAttached: event(
    'A document that the record rests on.',
    z.strictObject({ document: z.string(), hash: z.string().optional(), title: z.string().optional() }),
  ),
  PersonalDataErased: event(
    'The key of the personal data of this record is destroyed: what was sealed with it cannot be read any more, here or in any copy.',
    z.strictObject({ keyId: z.uuid(), reason: z.string() }),
  ),
} as const;

export type CommonEvent = EventOf<typeof commonEvents>;

/** Meta of a record before its first event: the narrowest label, so that nothing is public by omission. */
export const emptyMeta: RecordMeta = {
  exists: false,
  handling: { tlp: 'RED', audience: [] },
  originator: { actor: null, user: '' },
  beganAt: '',
  precisions: {},
  voided: null,
  sources: [],
  erasures: [],
};

/** Meta after the record's first event. */
export function initialMeta(handling: Handling, originator: RecordMeta['originator'], happened: Happened): RecordMeta {
  return { ...emptyMeta, exists: true, handling, originator, beganAt: happened.occurredAt };
}

/** Applies a common event. Corrections change nothing themselves: the fold reads the corrected event with its new value. */
export function evolveCommon(meta: RecordMeta, recorded: CommonEvent, happened: Happened): RecordMeta {
  switch (recorded.type) {
    case 'HandlingChanged':
      return { ...meta, handling: recorded.data.handling };
    case 'RecordVoided':
      return {
        ...meta,
        voided: { reason: recorded.data.reason, at: happened.occurredAt, by: happened.party, user: happened.user },
      };
    case 'RecordRestored':
      return { ...meta, voided: null };
    case 'SourceAttached':
      return { ...meta, sources: [...meta.sources, recorded.data] };
    case 'PersonalDataErased':
      return { ...meta, erasures: [...meta.erasures, { ...recorded.data, at: happened.occurredAt }] };
    case 'RecordCorrected':
      return meta;
  }
}

export function isCommonEvent(type: string): type is CommonEvent['type'] {
  return type in commonEvents;
}
