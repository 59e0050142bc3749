import { z } from 'zod';
import { defineRecord, type DecideContext, event, type EventOf, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type Personal, personal, samePersonal } from '../../event-sourcing/personal/sealed.js';
import { day, type LocalizedText, localizedText, recordId } from '../../event-sourcing/values.js';
import { ordered } from '../shared/refusals.js';
import type * as command from './actor.commands.js';

/** What an actor may be in cooperation; anybody can be any of them. */
export const ACTOR_ROLES = ['COORDINATOR', 'DONOR', 'IMPLEMENTER', 'ASSESSOR', 'OBSERVER'] as const;
/** How one actor belongs to another. */
export const AFFILIATION_KINDS = ['PART_OF', 'MEMBER_OF', 'ADMINISTERED_BY', 'REPORTS_TO'] as const;
/** Ways to reach an organisation. Persons are not recorded. */
export const CONTACT_CHANNELS = ['WEBSITE', 'EMAIL', 'PHONE', 'ADDRESS', 'SOCIAL'] as const;
export const ACTOR_STATUSES = ['ACTIVE', 'DEACTIVATED', 'MERGED'] as const;

const role = z.enum(ACTOR_ROLES);
const identifier = { scheme: z.string(), value: z.string() };
const validity = { from: day.optional(), to: day.optional() };

export const actorEvents = {
  ActorRegistered: event(
    'An actor is on record.',
    z.strictObject({
      actorKind: z.string(),
      name: localizedText,
      country: z.string().optional(),
      regions: z.array(z.string()),
      identifiers: z.array(z.strictObject({ ...identifier, ...validity })),
    }),
  ),
  ActorNamed: event('The actor has this name in this language.', z.strictObject({ language: z.string(), text: z.string() })),
  ActorIdentifierAssigned: event(
    'A register knows the actor by this identifier.',
    z.strictObject({ ...identifier, ...validity }),
  ),
  ActorIdentifierWithdrawn: event(
    'The identifier is not the actor’s any more.',
    z.strictObject({ ...identifier, reason: z.string().optional() }),
  ),
  ActorAffiliated: event(
    'The actor belongs to another.',
    z.strictObject({ parent: recordId, kind: z.enum(AFFILIATION_KINDS), from: day.optional() }),
  ),
  ActorAffiliationEnded: event(
    'It belongs to it no longer.',
    z.strictObject({ parent: recordId, kind: z.enum(AFFILIATION_KINDS), to: day.optional() }),
  ),
  ActorRoleGranted: event('The actor has a role in cooperation.', z.strictObject({ role })),
  ActorRoleWithdrawn: event('The actor has that role no longer.', z.strictObject({ role })),
  ActorContactPointSet: event(
    'The organisation is reached this way; a value of null ends the contact point.',
    z.strictObject({
      channel: z.enum(CONTACT_CHANNELS),
      label: personal(z.string()).optional(),
      value: personal(z.string()).nullable(),
    }),
    2,
  ),
  ActorMergedInto: event(
    'This record and another are of the same actor; the other goes on.',
    z.strictObject({ survivor: recordId, reason: z.string() }),
  ),
  ActorMergeReverted: event('They are two actors after all.', z.strictObject({ reason: z.string() })),
  ActorDeactivated: event('The actor takes no part any more.', z.strictObject({ reason: z.string() })),
} as const;
export type ActorEvent = EventOf<typeof actorEvents>;

type Identifier = z.output<typeof actorEvents.ActorIdentifierAssigned.schema>;

export interface ActorState {
  readonly actorKind: string;
  readonly name: LocalizedText;
  readonly country?: string;
  readonly regions: readonly string[];
  readonly identifiers: readonly Identifier[];
  readonly affiliations: readonly {
    readonly parent: string;
    readonly kind: (typeof AFFILIATION_KINDS)[number];
    readonly from: string | null;
    readonly to: string | null;
    readonly ended: boolean;
  }[];
  readonly roles: readonly (typeof ACTOR_ROLES)[number][];
  readonly contactPoints: readonly {
    readonly channel: (typeof CONTACT_CHANNELS)[number];
    readonly label?: Personal;
    readonly value: Personal;
  }[];
  readonly mergedInto: string | null;
  readonly deactivated: string | null;
}

interface Commands {
  registerActor: command.RegisterActor;
  nameActor: command.NameActor;
  assignActorIdentifier: command.AssignActorIdentifier;
  withdrawActorIdentifier: command.WithdrawActorIdentifier;
  affiliateActor: command.AffiliateActor;
  endActorAffiliation: command.EndActorAffiliation;
  grantActorRole: command.GrantActorRole;
  withdrawActorRole: command.WithdrawActorRole;
  setActorContactPoint: command.SetActorContactPoint;
  mergeActorInto: command.MergeActorInto;
  revertActorMerge: command.RevertActorMerge;
  deactivateActor: command.DeactivateActor;
}

export const actor = defineRecord<ActorState, Commands>()({
  kind: 'actor',
  events: actorEvents,
  initial: {
    actorKind: '',
    name: [],
    regions: [],
    identifiers: [],
    affiliations: [],
    roles: [],
    contactPoints: [],
    mergedInto: null,
    deactivated: null,
  },

  evolve: {
    ActorRegistered: (state, registered) => ({ ...state, ...registered }),
    ActorNamed: (state, name) => ({ ...state, name: [...state.name.filter(({ language }) => language !== name.language), name] }),
    ActorIdentifierAssigned: (state, assigned) => ({
      ...state,
      identifiers: [...state.identifiers.filter((one) => !isSame(one, assigned)), assigned],
    }),
    ActorIdentifierWithdrawn: (state, withdrawn) => ({
      ...state,
      identifiers: state.identifiers.filter((one) => !isSame(one, withdrawn)),
    }),
    ActorAffiliated: (state, { parent, kind, from }) => ({
      ...state,
      affiliations: [...state.affiliations, { parent, kind, from: from ?? null, to: null, ended: false }],
    }),
    ActorAffiliationEnded: (state, { parent, kind, to }) => ({
      ...state,
      affiliations: state.affiliations.map((one) =>
        one.parent === parent && one.kind === kind && !one.ended ? { ...one, to: to ?? null, ended: true } : one,
      ),
    }),
    ActorRoleGranted: (state, granted) => ({
      ...state,
      roles: [...state.roles.filter((one) => one !== granted.role), granted.role],
    }),
    ActorRoleWithdrawn: (state, withdrawn) => ({ ...state, roles: state.roles.filter((one) => one !== withdrawn.role) }),
    ActorContactPointSet: (state, { channel, label, value }) => {
      const others = state.contactPoints.filter((one) => one.channel !== channel || !samePersonal(one.label, label));
      return { ...state, contactPoints: value === null ? others : [...others, { channel, label, value }] };
    },
    ActorMergedInto: (state, { survivor }) => ({ ...state, mergedInto: survivor }),
    ActorMergeReverted: (state) => ({ ...state, mergedInto: null }),
    ActorDeactivated: (state, { reason }) => ({ ...state, deactivated: reason }),
  },

  // Contact points were recorded in clear before.
  upcasters: { ActorContactPointSet: [(data) => data] },

  // A merged actor takes no new events, and new statements name the one it was merged into.
  closed: ({ mergedInto }, name) =>
    mergedInto === null || name === 'revertActorMerge'
      ? undefined
      : refuse('ACTOR_MERGED', `this actor was merged into actor_${mergedInto}`, {
          field: 'id',
          rule: 'name the actor that goes on',
        }),

  decide: {
    registerActor: ({ actorKind, name, country, regions = [], identifiers = [] }) => {
      const twice = identifiers.findIndex((one, i) => identifiers.findIndex((other) => isSame(one, other)) < i);
      if (twice >= 0) return assignedAlready(`identifiers.${twice}`, identifiers[twice]!);
      return [{ type: 'ActorRegistered', data: { actorKind, name, country, regions, identifiers } }];
    },

    nameActor: ({ language, text }, state) =>
      state.name.some((one) => one.language === language && one.text === text)
        ? []
        : [{ type: 'ActorNamed', data: { language, text } }],

    assignActorIdentifier: ({ scheme, value, from, to }, state) => {
      if (state.identifiers.some((one) => isSame(one, { scheme, value }))) return assignedAlready('value', { scheme, value });
      return ordered('to', from, to) ?? [{ type: 'ActorIdentifierAssigned', data: { scheme, value, from, to } }];
    },

    withdrawActorIdentifier: ({ scheme, value, reason }, state) =>
      state.identifiers.some((one) => isSame(one, { scheme, value }))
        ? [{ type: 'ActorIdentifierWithdrawn', data: { scheme, value, reason } }]
        : refuse('NOT_ASSIGNED', 'the actor has no such identifier', { field: 'value', value: `${scheme}:${value}` }),

    affiliateActor: ({ parent, kind, from }, state, context) =>
      itself(parent, context, 'parent', 'an actor does not belong to itself') ??
      (current(state, parent, kind)
        ? refuse('ALREADY_AFFILIATED', 'it belongs to it already', {
            field: 'parent',
            value: `actor_${parent}`,
            rule: 'an affiliation is recorded once',
          })
        : [{ type: 'ActorAffiliated', data: { parent, kind, from } }]),

    endActorAffiliation: ({ parent, kind, to }, state) => {
      const affiliation = current(state, parent, kind);
      if (!affiliation)
        return refuse('NOT_AFFILIATED', 'it does not belong to it', { field: 'parent', value: `actor_${parent}` });
      return ordered('to', affiliation.from, to) ?? [{ type: 'ActorAffiliationEnded', data: { parent, kind, to } }];
    },

    grantActorRole: ({ role: granted }, state) =>
      state.roles.includes(granted) ? [] : [{ type: 'ActorRoleGranted', data: { role: granted } }],

    withdrawActorRole: ({ role: withdrawn }, state) =>
      state.roles.includes(withdrawn)
        ? [{ type: 'ActorRoleWithdrawn', data: { role: withdrawn } }]
        : refuse('ROLE_NOT_GRANTED', 'the actor has no such role', { field: 'role', value: withdrawn }),

    setActorContactPoint: ({ channel, label, value }, state) => {
      const known = state.contactPoints.find((one) => one.channel === channel && one.label === label);
      return known?.value === value ? [] : [{ type: 'ActorContactPointSet', data: { channel, label, value: value ?? null } }];
    },

    mergeActorInto: ({ survivor, reason }, _state, context) =>
      itself(survivor, context, 'survivor', 'an actor is not merged into itself') ?? [
        { type: 'ActorMergedInto', data: { survivor, reason } },
      ],

    revertActorMerge: ({ reason }, state) =>
      state.mergedInto === null
        ? refuse('NOT_MERGED', 'the actor was not merged', { field: 'id' })
        : [{ type: 'ActorMergeReverted', data: { reason } }],

    deactivateActor: ({ reason }, state) =>
      state.deactivated === null
        ? [{ type: 'ActorDeactivated', data: { reason } }]
        : refuse('ALREADY_DEACTIVATED', `the actor takes no part any more: ${state.deactivated}`, { field: 'id' }),
  },
});

/** Where an actor stands. */
export function actorStatus({ mergedInto, deactivated }: ActorState): (typeof ACTOR_STATUSES)[number] {
  if (mergedInto !== null) return 'MERGED';
  return deactivated === null ? 'ACTIVE' : 'DEACTIVATED';
}

function isSame(a: { scheme: string; value: string }, b: { scheme: string; value: string }): boolean {
  return a.scheme === b.scheme && a.value === b.value;
}

function current(state: ActorState, parent: string, kind: string): ActorState['affiliations'][number] | undefined {
  return state.affiliations.find((one) => one.parent === parent && one.kind === kind && !one.ended);
}

function itself(other: string, { id }: DecideContext, field: string, rule: string): Refusal | undefined {
  return other === id ? refuse('NAMES_ITSELF', rule, { field, value: `actor_${other}`, rule }) : undefined;
}

function assignedAlready(field: string, { scheme, value }: { scheme: string; value: string }): Refusal {
  return refuse('IDENTIFIER_ASSIGNED', 'the actor has this identifier already', {
    field,
    value: `${scheme}:${value}`,
    rule: 'an identifier is assigned once',
  });
}
