import { canonical } from '../../event-sourcing/identity.js';
import { codes, references, words } from '../../event-sourcing/projections/record-table.js';
import { blank, BY_WORDS, code, computed, type CodeOf, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { samePersonal } from '../../event-sourcing/personal/sealed.js';
import { OWN } from '../../event-sourcing/rights.js';
import { byActor } from '../shared/party.js';
import { notBefore, ordered } from '../shared/refusals.js';
import { actorEvents, type Affiliation, type ActorState, actorCommands, actorFields, actorStatuses } from './actor.fields.js';
import { addName, otherThan, withdrawName, wrongNames } from './actor.names.js';

const KIND = 'actor';
/** Events that give or take what another may do. */
const BINDING: readonly string[] = [
  'ActorAffiliated',
  'ActorAffiliationAgreed',
  'ActorAffiliationDeclined',
  'ActorAffiliationEnded',
  'ActorMandateGranted',
  'ActorMandateEnded',
];

export const actor = defineRecord<ActorState, InputsOf<typeof actorCommands>>()({
  kind: KIND,
  events: actorEvents,
  rights: {
    relations: {
      owner: (_state, id) => [id],
      parent: (_state, _id, { parent }) => [parent as string],
    },
    commands: {
      registerActor: ['coordinator'],
      nameActor: OWN,
      addActorName: OWN,
      withdrawActorName: OWN,
      assignActorIdentifier: OWN,
      withdrawActorIdentifier: OWN,
      affiliateActor: OWN,
      agreeActorAffiliation: ['parent', 'coordinator'],
      declineActorAffiliation: ['parent', 'coordinator'],
      endActorAffiliation: ['owner', 'parent', 'coordinator'],
      grantMandate: OWN,
      endMandate: OWN,
      grantActorRole: OWN,
      withdrawActorRole: OWN,
      setActorContactPoint: OWN,
      mergeActorInto: OWN,
      revertActorMerge: OWN,
      publishActorBudgets: OWN,
      deactivateActor: OWN,
    },
    inPerson: true,
    involves: { mergeActorInto: ({ survivor }) => [survivor] },
  },
  initial: blank(actorFields),

  evolve: {
    ActorRegistered: (state, registered) => ({ ...state, ...registered }),
    ActorNamed: (state, name) => ({ ...state, name: [...state.name.filter(({ language }) => language !== name.language), name] }),
    ActorOtherNameAdded: (state, name) => ({ ...state, otherNames: [...otherThan(name, state), name] }),
    ActorOtherNameWithdrawn: (state, name) => ({ ...state, otherNames: otherThan(name, state) }),
    ActorIdentifierAssigned: (state, assigned) => ({
      ...state,
      identifiers: [...state.identifiers.filter((one) => !isSame(one, assigned)), assigned],
    }),
    ActorIdentifierWithdrawn: (state, withdrawn) => ({
      ...state,
      identifiers: state.identifiers.filter((one) => !isSame(one, withdrawn)),
    }),
    ActorAffiliated: (state, { parent, kind, from }, { party, occurredAt }) => ({
      ...state,
      affiliations: [
        ...state.affiliations,
        { parent, kind, from: from ?? null, to: null, agreed: party === parent, saidAt: occurredAt, ended: false },
      ],
    }),
    ActorAffiliationAgreed: (state, { parent, kind }, { occurredAt }) =>
      changed(state, parent, kind, { agreed: true, saidAt: occurredAt }),
    ActorAffiliationDeclined: (state, { parent, kind }) => changed(state, parent, kind, { ended: true }),
    ActorAffiliationEnded: (state, { parent, kind, to }) => changed(state, parent, kind, { to: to ?? null, ended: true }),
    ActorMandateGranted: (state, mandate, { id, occurredAt }) => ({
      ...state,
      mandates: [...state.mandates, { ...mandate, id, grantedAt: occurredAt }],
    }),
    ActorMandateEnded: (state, { mandate }) => ({ ...state, mandates: state.mandates.filter(({ id }) => id !== mandate) }),
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
    ActorBudgetsPublished: (state, { dataset, budgets }) => ({
      ...state,
      budgets: [...state.budgets.filter((one) => one.dataset !== dataset), ...budgets.map((one) => ({ dataset, ...one }))],
    }),
    ActorDeactivated: (state, { reason }) => ({ ...state, deactivated: reason }),
  },

  // A correction puts no agreement into another's mouth, and moves no end to before what it ends.
  guardRetraction: (_state, correction) =>
    correction && BINDING.includes(correction.event.type)
      ? refuse('NOT_CORRECTABLE', `${correction.event.type} cannot be corrected`, {
          field: 'eventId',
          value: correction.event.id,
          rule: 'affiliations and mandates are ended, and recorded as they are',
        })
      : undefined,

  upcasters: {
    ActorRegistered: [(data) => ({ ...data, otherNames: [] })],
    // Contact points were recorded in clear before.
    ActorContactPointSet: [(data) => data],
  },

  // A merged actor takes no new events, and new statements name the one it was merged into.
  closed: ({ mergedInto }, name) =>
    mergedInto === null || name === 'revertActorMerge'
      ? undefined
      : refuse('ACTOR_MERGED', 'this actor was merged into another', {
          field: 'id',
          rule: 'name the actor that goes on: reads of this one go there',
        }),

  decide: {
    registerActor: ({ actorKind, name, otherNames = [], country, regions = [], identifiers = [] }) => {
      const twice = identifiers.findIndex((one, i) => identifiers.findIndex((other) => isSame(one, other)) < i);
      if (twice >= 0) return assignedAlready(`identifiers.${twice}`, identifiers[twice]!);
      const wrong = wrongNames(otherNames);
      return wrong ?? [{ type: 'ActorRegistered', data: { actorKind, name, otherNames, country, regions, identifiers } }];
    },
    nameActor: ({ language, text }, state) =>
      state.name.some((one) => one.language === language && one.text === text)
        ? []
        : [{ type: 'ActorNamed', data: { language, text } }],
    addActorName: addName,
    withdrawActorName: withdrawName,
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
        ? refuse('ALREADY_AFFILIATED', 'it belongs to it already, or has said so', {
            field: 'parent',
            value: `actor_${parent}`,
            rule: 'an affiliation is recorded once',
          })
        : [{ type: 'ActorAffiliated', data: { parent, kind, from } }]),
    agreeActorAffiliation: ({ parent, kind }, state, context) => {
      const claimed = current(state, parent, kind);
      const wrong = byParent(parent, context) ?? standing(claimed, parent, context);
      return wrong ?? (claimed!.agreed ? [] : [{ type: 'ActorAffiliationAgreed', data: { parent, kind } }]);
    },
    declineActorAffiliation: ({ parent, kind, reason }, state, context) => {
      const claimed = current(state, parent, kind);
      if (claimed?.agreed)
        return refuse('ALREADY_AGREED', 'the parent has agreed to it', {
          field: 'parent',
          value: `actor_${parent}`,
          rule: 'what was agreed is ended, not declined',
        });
      const wrong = byParent(parent, context) ?? standing(claimed, parent, context);
      return wrong ?? [{ type: 'ActorAffiliationDeclined', data: { parent, kind, reason } }];
    },
    endActorAffiliation: ({ parent, kind, to }, state, context) => {
      const affiliation = current(state, parent, kind);
      const wrong = standing(affiliation, parent, context) ?? ordered('to', affiliation?.from, to);
      return wrong ?? [{ type: 'ActorAffiliationEnded', data: { parent, kind, to } }];
    },
    grantMandate: ({ to, kinds = [], commands = [], records = [], until, reason }, _state, context) =>
      itself(to, context, 'to', 'an actor speaks for itself without a mandate') ??
      ordered('until', context.occurredAt.slice(0, 10), until) ??
      (kinds.includes(KIND)
        ? refuse('MANDATE_TOO_WIDE', 'a mandate does not cover records of actors', {
            field: 'kinds',
            value: KIND,
            rule: 'what belongs to whom and who may speak for whom is said by the actor itself',
          })
        : [{ type: 'ActorMandateGranted', data: { to, kinds, commands, records, until, reason } }]),
    endMandate: ({ mandate, reason }, state, context) => {
      const granted = state.mandates.find(({ id }) => id === mandate);
      if (!granted)
        return refuse('UNKNOWN_MANDATE', 'the actor has no such mandate, or has ended it', { field: 'mandate', value: mandate });
      return notBefore('the mandate', granted.grantedAt, context) ?? [{ type: 'ActorMandateEnded', data: { mandate, reason } }];
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
    mergeActorInto: says(actorEvents, 'ActorMergedInto', ({ survivor }, _state, context) =>
      itself(survivor, context, 'survivor', 'an actor is not merged into itself'),
    ),
    revertActorMerge: ({ reason }, state) =>
      state.mergedInto === null
        ? refuse('NOT_MERGED', 'the actor was not merged', { field: 'id' })
        : [{ type: 'ActorMergeReverted', data: { reason } }],
    publishActorBudgets: ({ dataset, budgets = [] }, state) => {
      const reversed = budgets.map(({ start, end }, i) => ordered(`budgets.${i}.end`, start, end)).find((one) => one);
      if (reversed) return reversed;
      const before = state.budgets.filter((one) => one.dataset === dataset);
      const now = budgets.map((one) => ({ dataset, ...one }));
      return canonical(before) === canonical(now) ? [] : [{ type: 'ActorBudgetsPublished', data: { dataset, budgets } }];
    },
    deactivateActor: ({ reason }, state) =>
      state.deactivated === null
        ? [{ type: 'ActorDeactivated', data: { reason } }]
        : refuse('ALREADY_DEACTIVATED', `the actor takes no part any more: ${state.deactivated}`, { field: 'id' }),
  },
});

/** Where an actor stands. */
export function actorStatus({ mergedInto, deactivated }: ActorState): CodeOf<typeof actorStatuses> {
  if (mergedInto !== null) return 'MERGED';
  return deactivated === null ? 'ACTIVE' : 'DEACTIVATED';
}

function isSame(a: { scheme: string; value: string }, b: { scheme: string; value: string }): boolean {
  return a.scheme === b.scheme && a.value === b.value;
}

function current(state: ActorState, parent: string, kind: string): Affiliation | undefined {
  return state.affiliations.find((one) => one.parent === parent && one.kind === kind && !one.ended);
}

function changed(state: ActorState, parent: string, kind: string, change: Partial<Affiliation>): ActorState {
  const affiliations = state.affiliations.map((one) =>
    one.parent === parent && one.kind === kind && !one.ended ? { ...one, ...change } : one,
  );
  return { ...state, affiliations };
}

/** Refuses anybody but the parent itself: neither who belongs to it nor who holds its mandate lets others in. */
function byParent(parent: string, context: DecideContext): Refusal | undefined {
  return byActor(parent, context, 'NOT_THE_PARENT', 'who belongs to an actor is agreed by that actor itself');
}

/** Refuses what is said of an affiliation that does not stand, or did not yet. */
function standing(affiliation: Affiliation | undefined, parent: string, context: DecideContext): Refusal | undefined {
  return affiliation
    ? notBefore('what was said of it', affiliation.saidAt, context)
    : refuse('NOT_AFFILIATED', 'it does not belong to it', { field: 'parent', value: `actor_${parent}` });
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

export const actorKind = recordKind<ActorState>({
  definition: actor,
  description: 'A State, agency, organisation, company or community that takes part in cooperation.',
  plural: 'actors',
  it: '{name}',
  words: { REPORTS_TO: 'reporting to', MEMBER_OF: 'a member of' },
  fields: actorFields,
  commands: actorCommands,
  redirect: ({ mergedInto }) => mergedInto as string | null,
  computed: {
    status: computed(code(actorStatuses, 'Whether it takes part.'), actorStatus),
  },
  filters: ['actorKind', 'country', 'roles', 'status', 'name'],
  columns: {
    nameWords: words('name', `Its name, or a further one: an acronym, a former name. ${BY_WORDS}`, (state) =>
      [...state.name, ...state.otherNames].map(({ text }) => text),
    ),
    identifiers: codes('Its identifiers, as `scheme:value`.', (state) =>
      state.identifiers.map(({ scheme, value }) => `${scheme}:${value}`),
    ),
    parents: references('actor', 'Actors to whom it belongs, as they have agreed.', ({ affiliations }) => [
      ...new Set(affiliations.filter(({ agreed, ended }) => agreed && !ended).map(({ parent }) => parent)),
    ]),
    claimedParents: references(
      'actor',
      'Actors to whom it says that it belongs, and who have not agreed.',
      ({ affiliations }) => [
        ...new Set(affiliations.filter(({ agreed, ended }) => !agreed && !ended).map(({ parent }) => parent)),
      ],
    ),
    delegates: references('actor', 'Actors to whom it has given a mandate.', ({ mandates }) => [
      ...new Set(mandates.map(({ to }) => to)),
    ]),
  },
});
