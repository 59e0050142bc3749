import { expect } from '@jest/globals';
import { v5, v7 } from 'uuid';
import { voicesOf } from '../../src/access/speaking.js';
import { Catalogue } from '../../src/event-sourcing/catalogue.js';
import { type Handling, type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { type CommonEvent } from '../../src/event-sourcing/common-events.js';
import { decideCommon, isCommonCommand } from '../../src/event-sourcing/common-commands.js';
import { fold } from '../../src/event-sourcing/fold.js';
import { parseOccurred } from '../../src/event-sourcing/occurred.js';
import {
  type AnyRecordDefinition,
  type Decided,
  type EventOf,
  isRefusal,
  type RecordMeta,
  type Refusal,
} from '../../src/event-sourcing/record.js';

/** A stable id for a name, so that tests read as sentences: `id('France')`. */
export function id(name: string): string {
  return v5(name, v5.URL);
}

interface Circumstances {
  /** The organisation that speaks (a name for `id`). */
  readonly by?: string;
  /** The organisation that records it for that one; itself, by default. */
  readonly recordedBy?: string;
  readonly user?: string;
  /** Now, and when it happened unless `occurredAt` says otherwise. */
  readonly on?: string;
  readonly occurredAt?: string;
  /** The label that the command states: CLEAR by default. */
  readonly handling?: Handling;
  /** State of the records that the command names, by their ids; with the meta of this one, unless it says otherwise. */
  readonly references?: Readonly<Record<string, { readonly kind: string; readonly state: unknown; readonly meta?: RecordMeta }>>;
}

type Recorded<D extends AnyRecordDefinition> = (EventOf<D['events']> | CommonEvent) & Pick<Decided, 'handling'>;
type Told<D extends AnyRecordDefinition> = Recorded<D> & {
  readonly on?: string;
  readonly by?: string;
};

/**
 * Given events, when a command, then events or a refusal:
 * `given(commitment, [...]).when('withdrawCommitment', { reason: 'budget' }, { by: 'France' }).then([...])`.
 * Events are a day apart from 2021-01-01 unless `on` says when; `by` names the party, `handling` the label (CLEAR).
 */
export function given<D extends AnyRecordDefinition>(definition: D, told: readonly Told<D>[]) {
  const catalogue = new Catalogue([definition]);
  const record = id('record');
  const clear: Handling = { tlp: 'CLEAR', audience: [] };
  const events = told.map(({ type, data, on, by, handling = clear }, revision): RecordedEvent => {
    const occurred = parseOccurred(on ?? new Date(Date.UTC(2021, 0, 1 + revision)).toISOString())!;
    catalogue.shape(definition.kind, type).schema.parse(data);
    return {
      id: v5(String(revision), record),
      stream: `${definition.kind}-${record}`,
      type,
      schemaVersion: 1,
      data,
      revision,
      position: BigInt(revision + 1),
      recordedAt: occurred.occurredAt,
      metadata: {
        ...occurred,
        actor: id(by ?? 'originator'),
        user: 'tester',
        handling,
        commandId: v7(),
        commandHash: '',
        correlationId: '',
        causationId: '',
      },
    };
  });
  const { state, meta } = fold(definition, events);
  return {
    state: state as ReturnType<D['evolve'][keyof D['evolve'] & string]>,
    meta,
    eventIds: events.map((event) => event.id),
    when(
      name: string,
      command: object,
      { by, recordedBy, user = 'tester', on = '2022-01-01', occurredAt, handling = clear, references = {} }: Circumstances = {},
    ) {
      const now = parseOccurred(on)!.occurredAt;
      const moment = parseOccurred(occurredAt ?? on)!;
      const reference = (wanted: string) => {
        const found = references[wanted];
        return found && { id: wanted, kind: found.kind, state: found.state, meta: found.meta ?? { ...meta, exists: true } };
      };
      const party = by === undefined ? null : id(by);
      const speaker = recordedBy === undefined ? party : id(recordedBy);
      const voices = party === null ? [] : voicesOf(party, reference(party), now);
      const context = {
        id: record,
        now,
        ...moment,
        party,
        speaker,
        voices,
        behind: [speaker, ...voices].filter((actor) => actor !== null),
        isOriginator: meta.originator.actor === party || meta.originator.user === user,
        user,
        handling,
        meta,
        reference,
      };
      const decide = (definition.decide as Record<string, (...args: unknown[]) => unknown>)[name];
      const outcome = isCommonCommand(name)
        ? decideCommon[name](command as never, {
            ...context,
            kind: definition.kind,
            catalogue,
            label: (to) => definition.label?.(state, to, context),
            guardRetraction: (correction) => definition.guardRetraction?.(state, correction, context),
            events,
          })
        : decide!(command, state, context);
      return {
        outcome,
        /** The events recorded, keys that hold nothing left out. */
        then(expected: readonly Recorded<D>[]) {
          expect(isRefusal(outcome) ? outcome : JSON.parse(JSON.stringify(outcome))).toEqual(expected);
          for (const { type, data } of expected) catalogue.shape(definition.kind, type).schema.parse(data);
        },
        refused(code: string): Refusal {
          expect(outcome).toMatchObject({ refused: true, code });
          return outcome as Refusal;
        },
      };
    },
  };
}
