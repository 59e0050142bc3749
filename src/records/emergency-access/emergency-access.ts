import { blank, computed, eventId, flag, type InputsOf, nullable, recordKind } from '../../fields/index.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { type DecideContext, defineRecord, type Referenced, type Refusal, refuse } from '../../event-sourcing/record.js';
import {
  emergencyAccessEvents,
  type EmergencyAccessState,
  emergencyAccessCommands,
  emergencyAccessFields,
} from './emergency-access.fields.js';

const MINUTE_MS = 60_000;
type Opening = InputsOf<typeof emergencyAccessCommands>['breakGlass'];

export const emergencyAccess = defineRecord<EmergencyAccessState, InputsOf<typeof emergencyAccessCommands>>()({
  kind: 'emergencyAccess',
  events: emergencyAccessEvents,
  rights: {
    relations: {},
    // Which roles may do so is for the configuration to say; who is concerned, for the rules below.
    commands: { breakGlass: ['originator', 'coordinator'], endEmergencyAccess: ['originator', 'reader'] },
  },
  initial: blank(emergencyAccessFields),

  // Whoever is read in an emergency is notified: its organisation alone, beside who reads.
  labelled: { about: aboutOf, handling: toldTo },

  evolve: {
    EmergencyAccessOpened: (state, opened) => ({ ...state, ...opened }),
    EmergencyAccessEnded: (state, _ended, { occurredAt }) => ({ ...state, endedAt: state.endedAt ?? occurredAt }),
  },

  label: () => stands('to'),
  guardRetraction: () => stands('id'),

  decide: {
    breakGlass: ({ record, organisation, reason, minutes }, _state, { user, now, occurredAt }) => {
      if (Date.parse(now) - Date.parse(occurredAt) > MINUTE_MS)
        return refuse('NOT_NOW', 'an emergency access begins when it is asked for', { field: 'occurredAt', value: occurredAt });
      const until = new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString();
      return [{ type: 'EmergencyAccessOpened', data: { user, record, organisation, reason, until } }];
    },
    endEmergencyAccess: ({ reason }, state, context) => {
      if (!isConcerned(state, context))
        return refuse('RESERVED_FOR_ORIGINATOR', 'an access is ended by who opened it, or by whom it reads', { field: 'id' });
      if (!isOpen(state, context.now))
        return refuse('ALREADY_OVER', 'the access is over', { field: 'id', value: state.endedAt ?? state.until });
      return [{ type: 'EmergencyAccessEnded', data: { reason } }];
    },
  },
});

/** Whether an access lasts at an instant (ISO 8601 UTC). */
export function isOpen({ until, endedAt }: EmergencyAccessState, now: string): boolean {
  return now < until && endedAt === null;
}

/** The record, by kind and UUID, from its public id `<kind>_<uuid>`. */
export function recordOf(publicId: string): readonly [kind: string, id: string] {
  const at = publicId.indexOf('_');
  return [publicId.slice(0, at), publicId.slice(at + 1)];
}

function aboutOf({ record, organisation }: Opening): readonly [kind: string, id: string] {
  return record === undefined ? ['actor', organisation ?? ''] : recordOf(record);
}

function toldTo(about: Referenced | undefined, { record, organisation }: Opening): Handling | Refusal {
  if ((record === undefined) === (organisation === undefined))
    return refuse('ONE_TARGET', 'name a record or an organisation, and not both', { field: 'record', value: record });
  if (!about?.meta.exists)
    return refuse('UNKNOWN_RECORD', 'no such record', {
      field: record === undefined ? 'organisation' : 'record',
      value: record ?? organisation,
    });
  const { actor, user } = about.meta.originator;
  const told = record === undefined ? `org:${about.id}` : actor === null ? `user:${user}` : `org:${actor}`;
  return { tlp: 'AMBER_STRICT', audience: [told] };
}

function isConcerned({ user }: EmergencyAccessState, { user: speaker, party, meta }: DecideContext): boolean {
  return speaker === user || meta.handling.audience.some((member) => member === `org:${party}` || member === `user:${speaker}`);
}

function stands(field: string): Refusal {
  return refuse('EMERGENCY_ACCESS_STANDS', 'what was read in an emergency is shown as it was, to those who were notified', {
    field,
  });
}

export const emergencyAccessKind = recordKind<EmergencyAccessState>({
  definition: emergencyAccess,
  description:
    'That somebody reads, for a reason and a limited time, what a label keeps from it; shown to it and to whom it reads.',
  plural: 'emergencyAccesses',
  it: 'the emergency access of {user}',
  fields: emergencyAccessFields,
  commands: emergencyAccessCommands,
  computed: {
    openedId: computed(nullable(eventId('event', 'Public id of the record that was opened.')), ({ record }) => record),
    active: computed(flag('Whether it lasts: at the moment asked for, else now.'), isOpen),
  },
  filters: ['organisation'],
  columns: {
    until: { type: 'timestamptz', description: 'Until when it lasts.', of: (state) => state.endedAt ?? state.until, order: true },
  },
});
