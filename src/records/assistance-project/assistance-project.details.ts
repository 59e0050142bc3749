import { z } from 'zod';
import * as iati from '../../codes/iati-codes.js';
import {
  checkedText,
  code,
  codes,
  count,
  day,
  type Field,
  filledListOf,
  group,
  listOf,
  localized,
  money,
  nested,
  number,
  optional,
  partial,
  reference,
  text,
  type ValueOf,
} from '../../fields/index.js';
import { country, theme } from '../shared/fields.js';

/** IATI ActivityScope 1 to 8, in this order. */
export const projectScopes = codes('ProjectScope', 'How far a project reaches (IATI ActivityScope).', [
  'GLOBAL',
  'REGIONAL',
  'MULTI_NATIONAL',
  'NATIONAL',
  'SUB_NATIONAL_MANY_FIRST_LEVEL',
  'SUB_NATIONAL_ONE_FIRST_LEVEL',
  'SUB_NATIONAL_ONE_SECOND_LEVEL',
  'SINGLE_LOCATION',
]);
/** IATI RelatedActivityType 1 to 5, in this order. */
export const projectRelations = codes('ProjectRelation', 'What another project is to this one (IATI RelatedActivityType).', [
  'PARENT',
  'CHILD',
  'SIBLING',
  'CO_FUNDED',
  'THIRD_PARTY',
]);
const regionVocabularies = codes(
  'RegionVocabulary',
  'Whose code a region is: of the OECD DAC, of UN M49, or a group of our own (`X-SEE`).',
  ['DAC', 'M49', 'OWN'],
);
/** IATI BudgetType 1 and 2, in this order. */
export const budgetTypes = codes('BudgetType', 'Which version of a budget it is (IATI BudgetType).', ['ORIGINAL', 'REVISED']);
/** IATI BudgetStatus 1 and 2, in this order. */
export const budgetStatuses = codes('BudgetStatus', 'How firm a budget is (IATI BudgetStatus).', ['INDICATIVE', 'COMMITTED']);

/** A text that events hold only where it is not empty. */
const filled = <F extends Field>(field: F): F => ({ ...field, stored: z.string().min(1) });
const codeIn = (description: string, codelist: string, known: ReadonlySet<string>) =>
  filled(checkedText(description, `is a code of IATI ${codelist}`, (one) => known.has(one)));
const codeText = (description: string, max: number) => filled(text(description, { max }));

const placeFields = {
  country: optional(filled(country('ISO 3166-1 alpha-2 code of the country.'))),
  region: optional(codeText('Code of the region.', 40)),
  vocabulary: optional(code(regionVocabularies, 'Whose code that is.')),
};
export const place = group('Place', 'A country, or a region with its vocabulary.', placeFields);
const recipient = group('ProjectRecipient', 'Whom a project is for: a country, or a region with its vocabulary.', {
  ...placeFields,
  percentage: optional(number('Its share of the project, in percent.', { max: 100 })),
});

const sectorFields = {
  vocabulary: codeIn('IATI SectorVocabulary: 1 for purpose codes of the OECD DAC.', 'SectorVocabulary', iati.SECTOR_VOCABULARIES),
  code: codeText('Code of the sector in that vocabulary.', 100),
  name: optional(localized('Its name, for vocabularies that are the publisher’s own.')),
};
export const sector = group('Sector', 'A sector in a vocabulary.', sectorFields);
const projectSector = group('ProjectSector', 'What a project works on.', {
  ...sectorFields,
  percentage: optional(number('Its share of the project within this vocabulary, in percent.', { max: 100 })),
});

const tag = group('ProjectTag', 'A tag of a project, such as a Sustainable Development Goal.', {
  vocabulary: codeIn('IATI TagVocabulary: 2 for Sustainable Development Goals.', 'TagVocabulary', iati.TAG_VOCABULARIES),
  code: codeText('Code of the tag in that vocabulary.', 100),
  name: optional(localized('Its name.')),
});
const aidType = group('ProjectAidType', 'A type of aid.', {
  vocabulary: codeIn('IATI AidTypeVocabulary: 1 for the OECD DAC.', 'AidTypeVocabulary', iati.AID_TYPE_VOCABULARIES),
  code: codeText('Code of the type in that vocabulary: `D02` for technical assistance.', 40),
});
const identifier = group('ProjectIdentifier', 'An identifier of a project in a scheme.', {
  scheme: codeText('The scheme: `IATI`, `FTS`, `CRS`, or the name of another.', 100),
  value: codeText('The identifier.', 500),
});
const category = codeIn(
  'What it is (IATI DocumentCategory): `A09` agreement, `A07` review, `A08` results.',
  'DocumentCategory',
  iati.DOCUMENT_CATEGORIES,
);
const document = group('ProjectDocument', 'A document about a project.', {
  url: text('Its address.'),
  title: optional(localized('Its title.')),
  categories: listOf(category),
  languages: listOf(codeText('Languages it is in, as BCP 47 tags.', 40)),
  date: optional(day('When it was published.')),
  format: optional(text('Media type: `application/pdf`.', { max: 200 })),
});
/** A command names a category; publications recorded before may have none. */
const documentGiven = group(document.name, document.description, { ...document.fields, categories: filledListOf(category) });
const related = group('RelatedProject', 'Another project: one on record, or the identifier of one that may not be.', {
  relation: code(projectRelations, 'What it is to this one.'),
  project: optional(reference('assistanceProject', 'The project on record.')),
  identifier: optional(codeText('Its identifier, such as an iati-identifier.', 500)),
});

const area = group('LocationArea', 'The code of a place in a gazetteer.', {
  vocabulary: codeText('IATI GeographicVocabulary: `G1` for GeoNames, `A1` for the Global Administrative Unit Layers.', 40),
  level: optional(text('Administrative level: `1` for the first below the country.', { max: 40 })),
  code: codeText('Code in that vocabulary.', 100),
});
const location = group('ProjectLocation', 'A place in which a project works.', {
  reference: optional(text('Reference in the books of who reports it.', { max: 500 })),
  name: optional(localized('Its name.')),
  description: optional(localized('What it is.')),
  latitude: optional(number('Degrees north (WGS 84).', { min: -90, max: 90 })),
  longitude: optional(number('Degrees east (WGS 84).', { min: -180, max: 180 })),
  areas: listOf(nested(area, 'Codes of the place, or of the areas that it lies in.')),
});
const contact = group('ProjectContact', 'An office that answers questions about a project.', {
  organisation: optional(localized('The organisation.')),
  department: optional(localized('The department.')),
  website: optional(text('Its website.')),
  address: optional(localized('Its postal address.')),
});

/** What stands behind the two sides of a payment in their own books. */
export const sideActivities = {
  providerActivity: optional(text('Identifier of the provider’s own activity.', { max: 500 })),
  receiverActivity: optional(text('Identifier of the receiver’s own activity.', { max: 500 })),
};
/** Money planned for a period; no movement of money, and never added to one. */
const planned = {
  type: optional(code(budgetTypes, 'Which version of the plan it is; ORIGINAL, if left out.')),
  start: day('First day of the period.'),
  amount: money('The amount; zero, where nothing is planned.', { signed: true, zero: true }),
  valueDate: day('The day whose value the amount has.'),
};
const end = day('Last day of the period.');
const budget = group('ProjectBudget', 'What a project is planned to cost in a period; no movement of money.', {
  ...planned,
  end,
  status: optional(code(budgetStatuses, 'How firm it is; INDICATIVE, if left out.')),
});
const disbursement = group('PlannedDisbursement', 'What is planned to be paid out in a period; no movement of money.', {
  ...planned,
  end: optional(end),
  provider: optional(reference('actor', 'Who is to pay it.')),
  receiver: optional(reference('actor', 'Who is to get it.')),
  ...sideActivities,
});
const missingPart = group('MissingPart', 'A part of a publication that could not be taken.', {
  dataset: text('Name of the dataset.', { max: 500 }),
  element: text('What is missing: `transaction`.', { max: 200 }),
  rule: text('The rule that it breaks.', { max: 1_000 }),
  count: count('How often.', { min: 1 }),
});
export const missing = listOf(
  nested(missingPart, 'What datasets say of the project that could not be taken: its sums are not whole.'),
);

const title = localized('Its title.');
/** Details that a project may be without. */
const optionalDetails = {
  description: optional(localized('What it is, in general.')),
  objectives: optional(localized('What it is meant to achieve.')),
  targetGroups: optional(localized('Whom it is to serve.')),
  otherDescription: optional(localized('What else there is to say.')),
  plannedStart: optional(day('The day on which it is planned to start.')),
  actualStart: optional(day('The day on which it started.')),
  plannedEnd: optional(day('The day on which it is planned to end.')),
  actualEnd: optional(day('The day on which it ended.')),
  scope: optional(code(projectScopes, 'How far it reaches.')),
  collaborationType: optional(
    codeIn('Kind of collaboration: a code of IATI CollaborationType.', 'CollaborationType', iati.COLLABORATION_TYPES),
  ),
  flowType: optional(codeIn('Kind of flow, a code of IATI FlowType: `10` for ODA.', 'FlowType', iati.FLOW_TYPES)),
  financeType: optional(
    codeIn('Kind of finance, a code of IATI FinanceType: `110` for a standard grant.', 'FinanceType', iati.FINANCE_TYPES),
  ),
  tiedStatus: optional(
    codeIn('Whether the aid is tied, a code of IATI TiedStatus: `5` for untied.', 'TiedStatus', iati.TIED_STATUSES),
  ),
};
const lists = {
  aidTypes: listOf(nested(aidType, 'Types of aid.')),
  recipients: listOf(nested(recipient, 'Whom it is for; shares, if given, make 100.')),
  sectors: listOf(nested(projectSector, 'What it works on; shares, if given, make 100 in each vocabulary.')),
  tags: listOf(nested(tag, 'Tags.')),
  themes: listOf(filled(theme('Challenges, conclusions and threats that it answers: `CH-03`.'))),
  identifiers: listOf(nested(identifier, 'Its identifiers elsewhere.')),
  documents: listOf(nested(document, 'Documents about it.')),
  related: listOf(nested(related, 'Other projects it belongs with.')),
};
/** Lists that were added later: events of before have none. */
const laterLists = {
  locations: listOf(nested(location, 'Places in which it works.')),
  contacts: listOf(nested(contact, 'Offices that answer questions about it; no persons.')),
  budgets: listOf(nested(budget, 'What it is planned to cost, by period.')),
  plannedDisbursements: listOf(nested(disbursement, 'What is planned to be paid out, by period.')),
};

/** What is said of a project as a whole, as events say it. Codes are those of IATI 2.03. */
export const details = {
  title,
  ...optionalDetails,
  ...lists,
  ...partial(laterLists),
};
export type ProjectDetails = ValueOf<typeof details>;

/** The same as a record holds it. */
export const detailsHeld = { title, ...optionalDetails, ...lists, ...laterLists };
/** The same as a command gives it, but the title. */
export const detailsGiven = {
  ...optionalDetails,
  ...lists,
  documents: listOf(nested(documentGiven, 'Documents about it.')),
  ...laterLists,
  missing,
};

/** Names of the details that a project may be without, so that they can be taken away. */
export const OPTIONAL_DETAILS = Object.keys(optionalDetails) as readonly (keyof typeof optionalDetails)[];
/** Names of all details but the title. */
export const DETAILS = Object.keys({ ...optionalDetails, ...lists, ...laterLists }) as readonly Exclude<
  keyof ProjectDetails,
  'title'
>[];
export const clearable = codes('ProjectDetail', 'A detail that a project may be without.', OPTIONAL_DETAILS);
