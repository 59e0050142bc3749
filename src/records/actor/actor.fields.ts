import { z } from 'zod';
import { type EventOf } from '../../event-sourcing/record.js';
import {
  checkedText,
  code,
  codes,
  command,
  creates,
  day,
  described,
  event,
  eventId,
  flag,
  group,
  instant,
  internal,
  isCommand,
  listOf,
  localized,
  money,
  nested,
  nullable,
  optional,
  partialDate,
  personalText,
  publicId,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { actorKinds, country, language, region } from '../shared/fields.js';

const affiliationKinds = codes('AffiliationKind', 'How one actor belongs to another.', [
  'PART_OF',
  'MEMBER_OF',
  'ADMINISTERED_BY',
  'REPORTS_TO',
]);
const actorRoles = codes('ActorRole', 'What an actor may be in cooperation.', [
  'COORDINATOR',
  'DONOR',
  'IMPLEMENTER',
  'ASSESSOR',
  'OBSERVER',
]);
const contactChannels = codes('ContactChannel', 'A way to reach an organisation.', [
  'WEBSITE',
  'EMAIL',
  'PHONE',
  'ADDRESS',
  'SOCIAL',
]);
export const actorStatuses = codes('ActorStatus', 'Whether an actor takes part.', ['ACTIVE', 'DEACTIVATED', 'MERGED']);

const actorBudgetKinds = codes('ActorBudgetKind', 'What money of an organisation a budget is of (IATI organisation file).', [
  'TOTAL',
  'TO_ORGANISATION',
  'TO_COUNTRY',
  'TO_REGION',
  'SPENT',
]);
const actorNameKinds = codes('ActorNameKind', 'What a further name of an actor is.', ['ACRONYM', 'FORMER', 'ALTERNATIVE']);
const actorBudgetStatuses = codes('ActorBudgetStatus', 'How firm a budget is (IATI BudgetStatus).', ['INDICATIVE', 'COMMITTED']);

const role = code(actorRoles, 'The role.');
const reason = text('Why.');
const channel = code(contactChannels, 'Which way.');
const contact = {
  channel,
  label: optional(personalText('Which one of several: `Twitter`.', { max: 100 })),
};
const value = personalText('The address; left out, the contact point ends.');
const isKind = (text: string) => /^[a-z][A-Za-z]{1,50}$/.test(text);
const named = {
  language: language('BCP 47 language tag.', 'is a BCP 47 language tag such as "en" or "zh-Hans"'),
  text: text('The name.'),
};
const nameKind = code(actorNameKinds, 'What name it is.');
const otherName = {
  kind: nameKind,
  ...named,
  from: optional(partialDate('From when it was called so.')),
  to: optional(partialDate('Until when it was called so; always given of a former name whose end is known.')),
};
const otherNameWithdrawn = { kind: nameKind, ...named, reason: optional(reason) };
const actorName = group(
  'ActorName',
  'A name of an actor beside its name: an acronym, a former name, another that is in use.',
  otherName,
);
export type ActorName = ValueOf<typeof actorName.fields>;
const assigned = {
  scheme: text('The register: `XM-DAC`, `XI-IATI`, `XI-ROR`.', { max: 100 }),
  value: text('The identifier in it.', { max: 500 }),
  from: optional(day('From when it is valid.')),
  to: optional(day('Until when it is valid.')),
};
const withdrawn = {
  scheme: text('The register.', { max: 100 }),
  value: text('The identifier in it.', { max: 500 }),
  reason: optional(reason),
};
const affiliationKind = code(affiliationKinds, 'How it belongs to the other actor.');
const affiliated = {
  parent: reference('actor', 'To whom it belongs.'),
  kind: affiliationKind,
  from: optional(day('Since when.')),
};
const agreed = {
  parent: reference('actor', 'To whom the actor says that it belongs: who agrees.'),
  kind: affiliationKind,
};
const declined = {
  parent: reference('actor', 'To whom the actor says that it belongs: who declines.'),
  kind: affiliationKind,
  reason: optional(reason),
};
const ended = {
  parent: reference('actor', 'To whom it belonged.'),
  kind: affiliationKind,
  to: optional(day('Until when.')),
};
const granted = {
  to: reference('actor', 'Who may speak for it.'),
  kinds: listOf(
    checkedText(
      'Kinds of record to which it is limited: `commitment`; any but actors, if left out.',
      'is a kind of record',
      isKind,
    ),
  ),
  commands: listOf(
    checkedText('Commands to which it is limited, by their mutations; any, if left out.', 'is a mutation', isCommand),
  ),
  records: listOf(publicId('Records to which it is limited, by their ids; any, if left out.', 'is the id of a record')),
  until: day('The last day on which it holds.'),
  reason,
};
const actorMandateEnded = {
  mandate: eventId('mandate'),
  reason: optional(reason),
};
const into = {
  survivor: reference('actor', 'The actor that goes on.'),
  reason: text('Why they are the same.'),
};
const actorIdentifier = group('ActorIdentifier', 'An identifier in a register.', assigned);
const registered = {
  actorKind: { ...code(actorKinds, 'What it is.'), stored: z.string() },
  name: localized('Its name.'),
  otherNames: listOf(nested(actorName, 'Its acronyms, its former names and others that are in use.')),
  country: optional(country('Its country, ISO 3166-1 alpha-2.')),
  regions: listOf(region('Regions that it works in: UN M49 codes (`035`) and groups of our own (`X-SEE`).')),
  identifiers: listOf(nested(actorIdentifier, 'Its identifiers in registers.')),
};
const actorAffiliation = group('ActorAffiliation', 'That an actor belongs to another.', {
  ...agreed,
  from: nullable(day('Since when, if it was said.')),
  to: nullable(day('Until when, if it was said.')),
  agreed: flag('Whether that one has agreed: until then it counts for nothing.'),
  saidAt: internal(instant('When it was said, or agreed to.')),
  ended: flag('Whether it has ended, or was declined.'),
});
export type Affiliation = ValueOf<typeof actorAffiliation.fields>;
const actorMandate = group('ActorMandate', 'Leave for another organisation to speak for the actor, by `onBehalfOf`.', {
  id: eventId('event', 'Its id, to end it by.'),
  ...granted,
  grantedAt: internal(instant('When it was granted.')),
});
export type Mandate = ValueOf<typeof actorMandate.fields>;
const actorBudget = group('ActorBudget', 'Money that an organisation plans to spend, or spent, in a period.', {
  kind: code(actorBudgetKinds, 'What money it is.'),
  status: optional(code(actorBudgetStatuses, 'How firm it is; INDICATIVE where nothing is said.')),
  start: day('First day of the period.'),
  end: day('Last day of the period.'),
  amount: money('How much.', { signed: true }),
  valueDate: day('The day whose value the amount has.'),
  recipient: optional(reference('actor', 'Who gets it, of a budget TO_ORGANISATION.')),
  country: optional(country('For which country it is, of a budget TO_COUNTRY: ISO 3166-1 alpha-2.')),
  region: optional(text('For which region it is, of a budget TO_REGION: a code of its vocabulary.', { max: 100 })),
  vocabulary: optional(text('The vocabulary of the region: DAC, M49 or OWN.', { max: 10 })),
});
export type ActorBudget = ValueOf<typeof actorBudget.fields>;
const dataset = text('The dataset that says so.', { max: 500 });
const budgetsPublished = {
  dataset,
  budgets: listOf(nested(actorBudget, 'All budgets that the dataset has.')),
};
const contactPoint = group('ContactPoint', 'A way to reach an organisation.', {
  ...contact,
  value: described(value, 'The address.'),
});

export const actorFields = {
  ...registered,
  affiliations: listOf(nested(actorAffiliation, 'To whom it belongs and belonged.')),
  mandates: listOf(nested(actorMandate, 'Mandates that it has not ended.')),
  roles: listOf(code(actorRoles, 'Its roles in cooperation.')),
  contactPoints: listOf(nested(contactPoint, 'Ways to reach it.')),
  budgets: listOf(
    nested(
      group('PublishedActorBudget', 'A budget of an organisation, as a dataset publishes it.', {
        dataset,
        ...actorBudget.fields,
      }),
      'Its budgets, as it publishes them.',
    ),
  ),
  mergedInto: internal(nullable(reference('actor', 'The actor that goes on.'))),
  deactivated: nullable(text('Why it takes no part any more.')),
};
export type ActorState = ValueOf<typeof actorFields>;

export const actorEvents = {
  ActorRegistered: event('An actor is on record.', '{it} was put on record[ ({country})]', registered, {
    version: 2,
  }),
  ActorNamed: event('The actor has this name in this language.', '{it} was named “{text}” in the language {language}', named),
  ActorOtherNameAdded: event(
    'The actor is, or was, known by this name too; the same name with other dates takes the place of what was said of it.',
    '{it} was recorded as known by the name “{text}” too ({kind})[, from {from}][, until {to}]',
    otherName,
  ),
  ActorOtherNameWithdrawn: event(
    'The actor never had that further name.',
    'the name “{text}” was withdrawn from {it}[: {reason}]',
    otherNameWithdrawn,
  ),
  ActorIdentifierAssigned: event(
    'A register knows the actor by this identifier.',
    '{it} was given the identifier {scheme} {value}',
    assigned,
  ),
  ActorIdentifierWithdrawn: event(
    'The identifier is not the actor’s any more.',
    'the identifier {scheme} {value} of {it} was withdrawn[: {reason}]',
    withdrawn,
  ),
  ActorAffiliated: event(
    'The actor says that it belongs to another. It counts once that one has agreed: at once, where it was said in its name.',
    '{it} was recorded as {kind} {parent}[, from {from}]',
    affiliated,
  ),
  ActorAffiliationAgreed: event(
    'The one to whom the actor says that it belongs has agreed: from here on it counts.',
    '{parent} agreed that {it} is {kind} {parent}',
    agreed,
  ),
  ActorAffiliationDeclined: event(
    'The one to whom the actor says that it belongs does not agree.',
    '{parent} did not agree that {it} is {kind} {parent}[: {reason}]',
    declined,
  ),
  ActorAffiliationEnded: event('It belongs to it no longer.', '{it} ceased to be {kind} {parent}[, on {to}]', ended),
  ActorRoleGranted: event('The actor has a role in cooperation.', '{it} was given the role of {role}', { role }),
  ActorRoleWithdrawn: event('The actor has that role no longer.', 'the role of {role} was withdrawn from {it}', { role }),
  ActorContactPointSet: event(
    'The organisation is reached this way; a value of null ends the contact point.',
    'the contact point of {it} ({channel}[, {label}]) was changed[ to {value}]',
    { ...contact, value: nullable(value) },
    { version: 2 },
  ),
  ActorMandateGranted: event(
    'Another organisation may speak for the actor until the end of a day: in everything but records of actors, or in what is named.',
    '{it} let {to} speak for it until {until}[, in records of the kinds {kinds}][, by the commands {commands}][, on {records}]: {reason}',
    granted,
  ),
  ActorMandateEnded: event(
    'It may speak for the actor no longer.',
    'a mandate of {it} to speak for it was ended[: {reason}]',
    actorMandateEnded,
  ),
  ActorMergedInto: event(
    'This record and another are of the same actor; the other goes on.',
    'the record of {it} was merged into that of {survivor}: {reason}',
    into,
  ),
  ActorMergeReverted: event(
    'They are two actors after all.',
    'the merger of the record of {it} with another was undone: {reason}',
    { reason },
  ),
  ActorBudgetsPublished: event(
    'A dataset says what the organisation plans to spend and spent, in place of what it said before.',
    'budgets of {it} were published in {dataset}',
    budgetsPublished,
  ),
  ActorDeactivated: event('The actor takes no part any more.', '{it} ceased to take part: {reason}', { reason }),
};
export type ActorEvent = EventOf<typeof actorEvents>;

export const actorCommands = {
  registerActor: creates('Puts an actor on record: a State, an agency, an organisation, a company, a community.', registered),
  nameActor: command('Gives the actor’s name in a language, in place of the one it had in that language.', named),
  addActorName: command(
    'Records a further name of the actor, by which it is found: an acronym, a former name, another in use. The same name again sets its dates.',
    otherName,
  ),
  withdrawActorName: command('Records that the actor never had a further name.', otherNameWithdrawn),
  assignActorIdentifier: command('Records that a register knows the actor by this identifier.', assigned),
  withdrawActorIdentifier: command('Records that an identifier is not the actor’s any more.', withdrawn),
  affiliateActor: command(
    'Says that the actor belongs to another. It counts for nothing until that one agrees; said on its behalf, it is agreed.',
    affiliated,
  ),
  agreeActorAffiliation: command(
    'Agrees that the actor belongs to the one for whom this is said: from then on it reads and speaks as one of its own.',
    agreed,
  ),
  declineActorAffiliation: command('Declines that the actor belongs to the one for whom this is said.', declined),
  endActorAffiliation: command('Records that the actor belongs to another no longer, as either of them says.', ended),
  grantActorRole: command('Grants the actor a role in cooperation.', { role }),
  withdrawActorRole: command('Withdraws a role from the actor.', { role }),
  setActorContactPoint: command('Sets a way to reach the organisation; never a person.', { ...contact, value: optional(value) }),
  grantMandate: command(
    'Lets another organisation speak for the actor, by `onBehalfOf`: in everything but records of actors, or in what is named.',
    granted,
  ),
  endMandate: command('Ends a mandate at once.', actorMandateEnded),
  mergeActorInto: command(
    'Merges this actor into another that is the same: reads go there, and this one takes no new events.',
    into,
  ),
  revertActorMerge: command('Takes a merge back: they are two actors after all.', { reason }),
  publishActorBudgets: command(
    'Records the budgets of an organisation as a dataset has them, in place of those that this dataset had before.',
    budgetsPublished,
  ),
  deactivateActor: command('Records that the actor takes no part any more.', { reason }),
};
