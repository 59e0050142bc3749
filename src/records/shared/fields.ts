import { z } from 'zod';
import { ACTOR_KINDS } from '../../codes/actor-kinds.js';
import { ASSISTANCE_SUBJECTS, ASSISTANCE_UNITS, type AssistanceSubject, type AssistanceUnit } from '../../codes/assistance.js';
import { isCountryCode } from '../../codes/countries.js';
import { isLanguage } from '../../codes/languages.js';
import { isRegionCode } from '../../codes/regions.js';
import { TARGET_SCOPES } from '../../codes/target-scopes.js';
import { isTheme } from '../../codes/themes.js';
import { TLP } from '../../event-sourcing/envelope.js';
import {
  checkedText,
  code,
  codes,
  count,
  group,
  instant,
  listOf,
  localized,
  money,
  nested,
  nullable,
  optional,
  reference,
  text,
} from '../../fields/index.js';

export const tlp = codes('Tlp', 'Traffic Light Protocol 2.0: who may read, from the narrowest to the widest.', TLP);
export const targetScopes = codes('TargetScope', 'What is to be protected.', TARGET_SCOPES);
export const actorKinds = codes('ActorKind', 'What an actor is. Donor is a role, not a kind.', ACTOR_KINDS);
export const assistanceSubjects = codes(
  'AssistanceSubject',
  'What assistance is about.',
  Object.keys(ASSISTANCE_SUBJECTS) as AssistanceSubject[],
);
const assistanceUnits = codes(
  'AssistanceUnit',
  'What assistance is counted in, beside money.',
  Object.keys(ASSISTANCE_UNITS) as AssistanceUnit[],
);

/** Who says so in an event; null where it follows from other records. */
export const byIfAny = nullable(reference('actor', 'Who says so.'));

/** Code of a challenge, a conclusion or a threat. */
export const theme = (description: string) => checkedText(description, 'is a theme such as CO-05', isTheme);

/** BCP 47 language tag. */
export const language = (description: string, rule = 'is a BCP 47 language tag such as "en"') =>
  checkedText(description, rule, isLanguage);

/** Kind of an actor, as a text. */
export const actorKindCode = (description: string) =>
  checkedText(description, 'is a kind of actor such as PRIVATE', (kind) => (ACTOR_KINDS as readonly string[]).includes(kind));

/** ISO 3166-1 alpha-2 code of a country. */
export const country = (description: string) =>
  checkedText(description, 'is an ISO 3166-1 alpha-2 code such as FR', isCountryCode);

/** Code of a region: UN M49, or one of our own region groups. */
export const region = (description: string) =>
  checkedText(description, 'is a UN M49 code such as 035, or one of our own region groups such as X-SEE', isRegionCode);

/** What something is about and where. */
export const scope = {
  themes: listOf(theme('Challenges, conclusions and threats that it is about.')),
  countries: listOf(country('Countries that it is for, ISO 3166-1 alpha-2: `KE`.')),
  regions: listOf(region('Regions that it is for: UN M49 codes (`035`) and groups of our own (`X-SEE`).')),
};

export const membership = group('Membership', 'A membership, present or past.', {
  actor: reference('actor', 'The member.'),
  joined: instant('Since when.'),
  left: nullable(instant('Until when; null for a present member.')),
});

const isSha256 = (hash: string) => /^[0-9a-f]{64}$/i.test(hash);
const document = {
  url: text('Its address.'),
  hash: optional(checkedText('Its SHA-256.', 'is a SHA-256: 64 hexadecimal digits', isSha256)),
  title: optional(text('Its title.')),
};
export const documentReference = group(
  'DocumentReference',
  'A document: where it is, and what proves that it is the same.',
  document,
  { input: 'DocumentInput' },
);

/** A document that can be told from any other, as what is published has to be (rule `editions-in-order`). */
export const hashedDocument = {
  ...group('DocumentReference', documentReference.description, {
    ...document,
    hash: { ...text('Its SHA-256.'), stored: z.hash('sha256') },
  }),
  shownAs: documentReference,
};

export const datedDocument = group('DatedDocument', 'A document that sets terms from a moment on.', {
  ...document,
  since: instant('Since when its terms hold.'),
  summary: optional(localized('What it changed.')),
});

export const instrumentCitation = group('InstrumentCitation', 'An instrument, or a provision of it, that something rests on.', {
  instrument: reference('instrument', 'The instrument.'),
  provision: optional(text('The provision, as the instrument lists it: `OP 27`.', { max: 100 })),
});

/** How much assistance is needed, offered or delivered. */
export const quantity = group('AssistanceQuantity', 'How much assistance: a count, an amount of money, or both.', {
  count: optional(
    nested(
      group('Counted', 'How many of something.', {
        number: { ...count('How many.', { min: 1 }), stored: z.int().positive() },
        unit: code(assistanceUnits, 'Of what.'),
      }),
      'How many of what.',
    ),
  ),
  money: optional(money('How much money.')),
});

export const reservation = group('AssistanceReservation', 'A part that is held for a match, so that no other can have it.', {
  match: reference('assistanceMatch', 'The match.'),
  quantity: nullable(nested(quantity, 'How much; null where it is not quantified.')),
  at: instant('When it was made.'),
});
