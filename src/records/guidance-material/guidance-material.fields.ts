import { formatOccurred, type Occurred } from '../../event-sourcing/occurred.js';
import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  type CodeOf,
  codes,
  command,
  computed,
  count,
  creates,
  day,
  event,
  eventId,
  filledListOf,
  group,
  instant,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  partialDate,
  reference,
  text,
  type ValueOf,
  working,
} from '../../fields/index.js';
import { documentReference, hashedDocument, targetScopes, theme } from '../shared/fields.js';

const guidanceKinds = codes('GuidanceKind', 'What kind of guidance it is.', [
  'COMPENDIUM',
  'GUIDELINE',
  'TOOL',
  'HANDBOOK',
  'GOOD_PRACTICE',
  'OTHER',
]);
export const guidanceStatuses = codes('GuidanceStatus', 'Where guidance stands.', ['INITIATED', 'PUBLISHED', 'WITHDRAWN']);
export type GuidanceStatus = CodeOf<typeof guidanceStatuses>;
const editionStatuses = codes('EditionStatus', 'Where an edition stands.', ['ANNOUNCED', 'PUBLISHED', 'SUPERSEDED']);

const edition = count('Number of the edition; the last published, if left out.', { min: 1 });
const reason = text('Why.');
const initiated = {
  guidanceKind: code(guidanceKinds, 'What kind of guidance it is.'),
  title: localized('Its title.'),
  description: optional(localized('What it is about.')),
  publishers: filledListOf(reference('actor', 'Who publishes it.')),
  themes: listOf(theme('Challenges, conclusions and threats that it is about.')),
  targetScope: optional(code(targetScopes, 'What is to be protected.')),
};
const announced = {
  edition: count('Number of the edition: the one after the last.', { min: 1 }),
  expected: optional(day('The day on which it is expected.')),
};
const published = {
  edition: count('Number of the edition: the one after the last published.', { min: 1 }),
  document: nested(documentReference, 'The edition, with its SHA-256.'),
};
const addendumAnnounced = {
  addendum: optional(eventId('addendum')),
  edition: count('Number of the edition that it amends.', { min: 1 }),
  title: localized('Its title.'),
  expected: optional(day('The day on which it is expected.')),
};
const addendumPublished = {
  addendum: optional(eventId('addendum')),
  edition: count('Number of the edition that it amends.', { min: 1 }),
  title: localized('Its title.'),
  document: nested(documentReference, 'The addendum, with its SHA-256.'),
};
const hashed = nested(hashedDocument, 'The document, with its SHA-256.');
const promoted = {
  activity: reference('capacityActivity', 'The activity.'),
  edition: optional(count('Number of the edition, where one in particular was promoted.', { min: 1 })),
};
const superseded = {
  edition: count('Number of the edition whose place is taken.', { min: 1 }),
  by: count('Number of the edition that takes it.', { min: 1 }),
};
/** What was announced for a day, and published. */
const publication = {
  firstExpected: nullable(day('The day for which it was announced first.')),
  expected: nullable(day('The day for which it was announced last.')),
  published: working<Occurred | null>('When it was published.'),
  document: nullable(nested(hashedDocument, 'The document itself.')),
};
export type Publication = ValueOf<typeof publication>;

/**
 * Days from the day first announced to the publication, below zero where it came early; null where nothing was announced or published, or where the day of
 * publication is not known.
 */
export function slippage(of: Pick<Publication, 'firstExpected' | 'published'> | undefined): number | null {
  const { firstExpected = null, published = null } = of ?? {};
  if (firstExpected === null || published === null || published.precision === 'month' || published.precision === 'year')
    return null;
  return Math.round((Date.parse(published.occurredAt.slice(0, 10)) - Date.parse(firstExpected)) / 86_400_000);
}

const publicationOutputs = {
  published: computed<Publication>(
    nullable(partialDate('When it was published.')),
    ({ published }) => published && formatOccurred(published),
  ),
  slippage: computed<Publication>(
    nullable(
      count(
        'Days from the day first announced to the publication, below zero where it came early; null while either, or the day of publication, is not known.',
      ),
    ),
    slippage,
  ),
};
const guidanceEdition = group(
  'GuidanceEdition',
  'An edition, announced or published.',
  {
    number: count('Its number; the first is 1.'),
    ...publication,
    supersededBy: nullable(count('Number of the edition that took its place.')),
  },
  { computed: { status: computed(code(editionStatuses, 'Where it stands.'), editionStatus), ...publicationOutputs } },
);
export type GuidanceEdition = ValueOf<typeof guidanceEdition.fields>;

/** Where an edition stands. */
export function editionStatus({
  published,
  supersededBy,
}: Pick<Publication, 'published'> & { readonly supersededBy: number | null }): CodeOf<typeof editionStatuses> {
  if (supersededBy !== null) return 'SUPERSEDED';
  return published === null ? 'ANNOUNCED' : 'PUBLISHED';
}

const guidanceAddendum = group(
  'GuidanceAddendum',
  'An addendum to an edition, announced or published.',
  {
    id: eventId('event', 'Id of the event that announced it, or else of the one that published it.'),
    edition: addendumAnnounced.edition,
    title: addendumAnnounced.title,
    ...publication,
  },
  { computed: publicationOutputs },
);
export type Addendum = ValueOf<typeof guidanceAddendum.fields>;
const guidancePromotion = group('GuidancePromotion', 'That guidance was promoted at an activity.', {
  activity: promoted.activity,
  edition: nullable(promoted.edition),
  at: instant('When it was.'),
});
const guidanceAdoption = group('GuidanceAdoption', 'That an actor has adopted an edition for its own use.', {
  actor: reference('actor', 'The actor.'),
  edition: count('Number of the edition.'),
  at: instant('When it was.'),
});

export const guidanceMaterialFields = {
  ...initiated,
  editions: listOf(nested(guidanceEdition, 'Its editions, announced and published, in order of number.')),
  addenda: listOf(nested(guidanceAddendum, 'Addenda to its editions, announced and published.')),
  promotions: listOf(nested(guidancePromotion, 'Where it was promoted, oldest first.')),
  adoptions: listOf(nested(guidanceAdoption, 'Who adopted which edition, oldest first.')),
  withdrawnAt: nullable(instant('When it was withdrawn.')),
  withdrawnReason: nullable(text('Why it was withdrawn.')),
};
export type GuidanceMaterialState = ValueOf<typeof guidanceMaterialFields>;

export const guidanceMaterialEvents = {
  GuidanceInitiated: event('Guidance is being made.', 'work on {it} ({guidanceKind}) was begun by {publishers}', initiated),
  EditionAnnounced: event(
    'An edition is announced, for a day where one is named; announced again, for another day.',
    'edition {edition} of {it} was announced[ for {expected}]',
    announced,
    { version: 2 },
  ),
  EditionPublished: event(
    'An edition is published: on the day on which this event occurred.',
    'edition {edition} of {it} was published',
    {
      edition: published.edition,
      document: hashed,
    },
  ),
  AddendumAnnounced: event(
    'An addendum to an edition is announced; the id of this event names it. Announced again under that name (`addendum`), for another day.',
    'the addendum “{title}” to edition {edition} of {it} was announced[ for {expected}]',
    addendumAnnounced,
  ),
  AddendumPublished: event(
    'An addendum to an edition is published, on the day on which this event occurred; `addendum` names the one that was announced.',
    'the addendum “{title}” to edition {edition} of {it} was published',
    {
      ...addendumPublished,
      document: hashed,
    },
  ),
  GuidancePromoted: event(
    'The guidance, or an edition of it, was promoted at an activity.',
    '[edition {edition} of ]{it} was promoted at {activity}',
    promoted,
  ),
  GuidanceAdoptedByActor: event('An actor has adopted an edition for its own use.', '{actor} adopted edition {edition} of {it}', {
    actor: reference('actor', 'The actor.'),
    edition,
  }),
  EditionSuperseded: event(
    'A later edition has taken the place of this one.',
    'edition {edition} of {it} was superseded by edition {by}',
    superseded,
  ),
  GuidanceWithdrawn: event('The guidance is not to be used any more.', '{it} was withdrawn: {reason}', { reason }),
};
export type GuidanceMaterialEvent = EventOf<typeof guidanceMaterialEvents>;

export const guidanceMaterialCommands = {
  initiateGuidance: creates('Records that guidance is being made.', initiated),
  announceEdition: command(
    'Announces an edition, for a day where one is named; or, announced before, for another day.',
    announced,
  ),
  publishEdition: command('Records that an edition is published, on the day on which this occurred.', published),
  announceAddendum: command(
    'Announces an addendum to an edition; or, named by its id, announces it for another day.',
    addendumAnnounced,
  ),
  publishAddendum: command('Records that an addendum is published, on the day on which this occurred.', addendumPublished),
  promoteGuidance: command('Records that the guidance was promoted at an activity.', promoted),
  adoptGuidance: command('Adopts an edition for the own use of the organisation that speaks.', { edition: optional(edition) }),
  supersedeEdition: command('Records that a later edition takes the place of this one.', superseded),
  withdrawGuidance: command('Withdraws the guidance: it is not to be used any more.', { reason }),
};
