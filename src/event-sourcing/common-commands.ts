import { type z } from 'zod';
import { brokenRule } from '../platform/broken-rule.js';
import { type Catalogue } from './catalogue.js';
import { withoutReader } from './command-checks.js';
import { type CommonEvent } from './common-events.js';
import { type Handling, type RecordedEvent } from './envelope.js';
import { readersOf, sameLabel, widens } from './handling.js';
import { isRecordable, type Occurred, parseOccurred, WITHIN_YEARS } from './occurred.js';
import { corrected, withValue } from './fold.js';
import { clearTexts } from './personal/clear-texts.js';
import { LONGEST_TEXT, MOST_ENTRIES } from './values.js';
import { sealedIn } from './personal/sealed.js';
import { canonical } from './identity.js';
import { type Correction, type DecideContext, isRefusal, type Refusal, refuse } from './record.js';

/** Commands that every kind of record takes, by the names of their mutations. */
export interface CommonCommands {
  changeHandling: { to: Handling; reason: string };
  correctRecord: CorrectRecord;
  voidRecord: { reason: string };
  restoreRecord: { reason: string };
  attachSource: { document: string; hash?: string; title?: string };
  erasePersonalData: { reason: string };
}

/** One field of an event by its path, or the fields of an event of a type by their names. */
type CorrectRecord = { readonly eventId: string; readonly reason: string } & (
  | { readonly field: string; readonly value: unknown; readonly type?: undefined }
  | { readonly type: string; readonly values: Readonly<Record<string, unknown>> }
);

interface CommonContext extends DecideContext {
  readonly kind: string;
  readonly catalogue: Catalogue;
  /** Why the record may not be given a label, by the rules of its kind. */
  readonly label: (to: Handling) => Refusal | undefined;
  /** Why the party may not correct the record, or (without a correction) void it, by the rules of its kind. */
  readonly guardRetraction: (correction?: Correction) => Refusal | undefined;
  /** The record's events; read only for a correction, which has to find one, and for an erasure, which has to find the keys. */
  readonly events: readonly RecordedEvent[];
}

type CommonDecide = {
  readonly [Name in keyof CommonCommands]: (
    command: CommonCommands[Name],
    context: CommonContext,
  ) => readonly CommonEvent[] | Refusal;
};

export function isCommonCommand(name: string): name is keyof CommonCommands {
  return name in decideCommon;
}

export const decideCommon: CommonDecide = {
  changeHandling({ to, reason }, { meta, isOriginator, party, user, now, occurredAt, label }) {
    if (occurredAt < now) {
      return refuse('LABEL_BACKDATED', 'a label changes when it is changed, for all of the record', {
        field: 'occurredAt',
        value: occurredAt,
      });
    }
    if (widens(meta.handling, to) && !isOriginator) {
      return refuse('HANDLING_WIDENING_NEEDS_ORIGINATOR', 'only the originator of a record may show it to more readers', {
        field: 'to',
        value: to,
        rule: 'TLP 2.0: the source decides who may read; nobody shows a record to more through onBehalfOf',
      });
    }
    if (sameLabel(meta.handling, to)) return [];
    const { originator } = meta;
    // Readers of a RED record are persons: the one who gives the label may change it, and stays one of them.
    if (to.tlp === 'RED' && isOriginator && originator.actor !== null && !readersOf(to, originator).includes(`user:${user}`)) {
      return refuse('LABEL_WITHOUT_READER', 'you could not read the record any more, to change its label again', {
        field: 'to.audience',
        value: to.audience,
        rule: `who makes a record RED is among its readers: user_${user}`,
      });
    }
    const unreadable = isOriginator ? undefined : withoutReader(to, 'to.audience', { party, user });
    const wrong = unreadable ?? label(to);
    if (wrong) return wrong;
    return [{ type: 'HandlingChanged', data: { handling: { tlp: to.tlp, audience: [...to.audience] }, reason } }];
  },

  correctRecord(command, context) {
    const { eventId, reason } = command;
    const { events } = context;
    const target = events.find((event) => event.id === eventId);
    const wrong = wrongTarget(target, command);
    if (wrong) return wrong;
    const given =
      command.type === undefined
        ? [{ field: command.field, value: command.value ?? null, named: 'value' }]
        : Object.entries(command.values).map(([field, value]) => ({ field, value, named: NAMES[field] ?? field }));
    const before = corrected(target!, events);
    let { data } = before;
    const made: CommonEvent[] = [];
    for (const { field, value, named } of given) {
      const guarded = context.guardRetraction({ event: target!, field });
      if (guarded) return guarded;
      const stored = field === 'occurredAt' ? momentOf(value, named, context.now) : value;
      if (isRefusal(stored)) return stored;
      if (field === 'occurredAt') {
        if (canonical(stored) === canonical({ occurredAt: before.occurredAt, precision: before.precision })) continue;
      } else {
        const bound = unrecordable(value, named);
        if (bound) return bound;
        const next = withValue(data, field.split('.'), value);
        if (canonical(next) === canonical(data)) continue;
        data = next;
      }
      made.push({ type: 'RecordCorrected', data: { eventId, field, value: stored as z.core.util.JSONType, reason } });
    }
    return cannotHold(target!, data, given, context) ?? made;
  },

  voidRecord({ reason }, { guardRetraction }) {
    return guardRetraction() ?? [{ type: 'RecordVoided', data: { reason } }];
  },

  erasePersonalData({ reason }, { kind, catalogue, meta, events }) {
    const clear = events.find((event) => clearTexts(catalogue, kind, event, events).length > 0);
    if (clear) {
      return refuse(
        'RECORDED_IN_CLEAR',
        'personal data of this record was recorded before it was encrypted, and stands in clear in the log',
        {
          field: 'id',
          value: clear.id,
          rule: 'whoever runs the service encrypts it first, by `concord log copy --seal`; then it can be erased',
        },
      );
    }
    const keys = new Set(sealedIn(events.map(({ data }) => data)).map(({ keyId }) => keyId));
    const left = [...keys].filter((keyId) => !meta.erasures.some((erased) => erased.keyId === keyId));
    if (left.length > 0) return left.map((keyId) => ({ type: 'PersonalDataErased', data: { keyId, reason } }));
    return refuse('NOTHING_TO_ERASE', 'the record holds no personal data that can be erased', {
      field: 'id',
      rule: 'contact points can be erased that have not been',
    });
  },

  restoreRecord({ reason }, { meta }) {
    if (meta.voided) return [{ type: 'RecordRestored', data: { reason } }];
    return refuse('NOT_VOIDED', 'the record is not voided', { field: 'id', rule: 'only the void of a record is taken back' });
  },

  attachSource({ document, hash, title }, { meta }) {
    if (meta.sources.some((source) => source.document === document && source.hash === hash)) return [];
    return [{ type: 'SourceAttached', data: { document, ...(hash ? { hash } : {}), ...(title ? { title } : {}) } }];
  },
};

/** Fields of a correction by type that are not called as in the event. */
const NAMES: Readonly<Record<string, string>> = { occurredAt: 'eventOccurredAt' };

function wrongTarget(target: RecordedEvent | undefined, { eventId, type }: CorrectRecord): Refusal | undefined {
  const field = type === undefined ? 'eventId' : 'event';
  if (!target)
    return refuse('UNKNOWN_EVENT', 'a correction points at an existing event of the same record', { field, value: eventId });
  if (['RecordCorrected', 'RecordVoided', 'RecordRestored', 'HandlingChanged', 'PersonalDataErased'].includes(target.type)) {
    return refuse('NOT_CORRECTABLE', `${target.type} cannot be corrected`, {
      field,
      value: eventId,
      rule: 'corrections, voids, restorations, erasures and handling labels stand as they were made',
    });
  }
  if (type === undefined || type === target.type) return undefined;
  return refuse('WRONG_EVENT', `the event is ${target.type}`, { field, value: eventId, rule: `event is of the type ${type}` });
}

/** The moment at which an event happened after all. */
function momentOf(value: unknown, field: string, now: string): Occurred | Refusal {
  const occurred = typeof value === 'string' ? parseOccurred(value) : undefined;
  if (!occurred) return refuse('INVALID_CORRECTION', 'occurredAt is a year, month, day or instant', { field, value });
  if (!isRecordable(value as string))
    return refuse('DATE_OUT_OF_RANGE', `occurredAt ${WITHIN_YEARS}`, { field, value, rule: `${field} ${WITHIN_YEARS}` });
  if (occurred.occurredAt > now)
    return refuse('OCCURRED_IN_THE_FUTURE', 'what happened cannot lie in the future', { field, value });
  return occurred;
}

/** Refuses data that an event of the target's type cannot hold. */
function cannotHold(
  { type }: RecordedEvent,
  data: unknown,
  given: readonly { readonly field: string; readonly value: unknown; readonly named: string }[],
  { kind, catalogue }: CommonContext,
): Refusal | undefined {
  const checked = catalogue.shape(kind, type).schema.safeParse(data, { error: brokenRule });
  if (checked.success) return undefined;
  const [issue] = checked.error.issues;
  const path = issue?.path.join('.') ?? '';
  const subject = issue?.code === 'unrecognized_keys' && path === '' ? type : path || given[0]!.field;
  const message = `${subject} ${issue?.message ?? 'is a value that fits'}`;
  const wrong = given.find(({ field }) => path === field || path.startsWith(`${field}.`)) ?? given[0]!;
  if (wrong.value === null && path === wrong.field)
    return refuse('INVALID_CORRECTION', `${type} cannot do without ${path}`, {
      field: wrong.named,
      value: null,
      rule: `${wrong.named} is given: only what may be left out of the event can be taken away`,
    });
  return refuse('INVALID_CORRECTION', `${type} cannot hold this value: ${message}`, {
    field: wrong.named,
    value: wrong.value,
    rule: message,
  });
}

const DAY_OR_INSTANT = /^\d{4}-\d\d-\d\d(T|$)/;

/** The bounds that inputs have, for a value whose place in an event is not known beforehand. */
function unrecordable(value: unknown, field: string): Refusal | undefined {
  if (sealedIn(value).length > 0) return refuse('INVALID_CORRECTION', 'a value is given as it is, not sealed', { field });
  const rule = brokenBound(value);
  return rule === undefined
    ? undefined
    : refuse('INVALID_CORRECTION', `the value cannot be recorded: it ${rule}`, { field, value, rule: `${field} ${rule}` });
}

function brokenBound(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT) return `has at most ${LONGEST_TEXT} characters`;
    return DAY_OR_INSTANT.test(value) && parseOccurred(value) && !isRecordable(value) ? WITHIN_YEARS : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.values(value);
  if (entries.length > MOST_ENTRIES) return `has at most ${MOST_ENTRIES} entries`;
  return entries.map(brokenBound).find((rule) => rule !== undefined);
}
