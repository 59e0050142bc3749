import { InputType } from '@nestjs/graphql';
import * as iati from '../../codes/iati-codes.js';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import {
  Amount,
  CheckedText,
  Code,
  Count,
  DayField,
  Localized,
  Nested,
  Quantity,
  Reference,
  Text,
} from '../../graphql/commands/fields.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Country } from '../shared/inputs.js';
import {
  BUDGET_STATUSES,
  BUDGET_TYPES,
  INDICATOR_MEASURES,
  OPTIONAL_DETAILS,
  PARTNER_ROLES,
  PROJECT_RELATIONS,
  PROJECT_SCOPES,
  PROJECT_STATUSES,
  REGION_VOCABULARIES,
  RESULT_TYPES,
  STAGES,
  TRANSFER_DIRECTIONS,
  TRANSFER_FLOWS,
} from './assistance-project.events.js';

export const ProjectStatus = codeEnum('ProjectStatus', 'Where a project stands (IATI ActivityStatus).', PROJECT_STATUSES);
export const ProjectStage = codeEnum('ProjectStage', 'The stages of a project that goes on.', STAGES);
export const PartnerRole = codeEnum('PartnerRole', 'What an actor does in a project (IATI OrganisationRole).', PARTNER_ROLES);
export const ProjectScope = codeEnum('ProjectScope', 'How far a project reaches (IATI ActivityScope).', PROJECT_SCOPES);
export const ProjectRelation = codeEnum(
  'ProjectRelation',
  'What another project is to this one (IATI RelatedActivityType).',
  PROJECT_RELATIONS,
);
export const RegionVocabulary = codeEnum(
  'RegionVocabulary',
  'Whose code a region is: of the OECD DAC, of UN M49, or a group of our own (`X-SEE`).',
  REGION_VOCABULARIES,
);
export const ResultType = codeEnum('ResultType', 'What kind of result it is (IATI ResultType).', RESULT_TYPES);
export const IndicatorMeasure = codeEnum(
  'IndicatorMeasure',
  'How an indicator is measured (IATI IndicatorMeasure).',
  INDICATOR_MEASURES,
);
export const TransferDirection = codeEnum(
  'TransferDirection',
  'Whether money comes to the reporting organisation or goes out from it.',
  TRANSFER_DIRECTIONS,
);
export const TransferFlow = codeEnum(
  'TransferFlow',
  'What a fact of money is among others about the same money: parked until it is given on, passed through, or carried over from an earlier year, and then perhaps told elsewhere too. Sums of different flows are kept apart.',
  TRANSFER_FLOWS,
);
export const BudgetType = codeEnum('BudgetType', 'Which version of a budget it is (IATI BudgetType).', BUDGET_TYPES);
export const BudgetStatus = codeEnum('BudgetStatus', 'How firm a budget is (IATI BudgetStatus).', BUDGET_STATUSES);
export const ProjectDetail = codeEnum('ProjectDetail', 'A detail that a project may be without.', OPTIONAL_DETAILS);

const oneOf = (codes: ReadonlySet<string>) => (text: string) => codes.has(text);

/** A code of an IATI list. */
export function IatiCode(description: string, codelist: string, codes: ReadonlySet<string>): PropertyDecorator {
  return CheckedText(description, `is a code of IATI ${codelist}`, oneOf(codes), { optional: true });
}

@InputType({ description: 'A country, or a region with its vocabulary.' })
export class PlaceInput {
  @Country('ISO 3166-1 alpha-2 code of the country.', { optional: true })
  country?: string;

  @Text('Code of the region.', { optional: true, max: 40 })
  region?: string;

  @Code(RegionVocabulary, 'Whose code that is.', { optional: true })
  vocabulary?: keyof typeof RegionVocabulary;
}

@InputType({ description: 'Whom a project is for: a country, or a region with its vocabulary.' })
export class ProjectRecipientInput extends PlaceInput {
  @Quantity('Its share of the project, in percent.', { optional: true, max: 100 })
  percentage?: number;
}

@InputType({ description: 'A sector in a vocabulary.' })
export class SectorInput {
  @CheckedText(
    'IATI SectorVocabulary: 1 for purpose codes of the OECD DAC.',
    'is a code of IATI SectorVocabulary',
    oneOf(iati.SECTOR_VOCABULARIES),
  )
  vocabulary!: string;

  @Text('Code of the sector in that vocabulary.', { max: 100 })
  code!: string;

  @Localized('Its name, for vocabularies that are the publisher’s own.', { optional: true })
  name?: LocalizedText;
}

@InputType({ description: 'What a project works on.' })
export class ProjectSectorInput extends SectorInput {
  @Quantity('Its share of the project within this vocabulary, in percent.', { optional: true, max: 100 })
  percentage?: number;
}

@InputType({ description: 'The code of a place in a gazetteer.' })
export class LocationAreaInput {
  @Text('IATI GeographicVocabulary: `G1` for GeoNames, `A1` for the Global Administrative Unit Layers.', { max: 40 })
  vocabulary!: string;

  @Text('Administrative level: `1` for the first below the country.', { optional: true, max: 40 })
  level?: string;

  @Text('Code in that vocabulary.', { max: 100 })
  code!: string;
}

@InputType({ description: 'A place in which a project works.' })
export class ProjectLocationInput {
  @Text('Reference in the books of who reports it.', { optional: true, max: 500 })
  reference?: string;

  @Localized('Its name.', { optional: true })
  name?: LocalizedText;

  @Localized('What it is.', { optional: true })
  description?: LocalizedText;

  @Quantity('Degrees north (WGS 84).', { optional: true, min: -90, max: 90 })
  latitude?: number;

  @Quantity('Degrees east (WGS 84).', { optional: true, min: -180, max: 180 })
  longitude?: number;

  @Nested(() => LocationAreaInput, 'Codes of the place, or of the areas that it lies in.', { optional: true, list: true })
  areas?: LocationAreaInput[];
}

@InputType({ description: 'An office that answers questions about a project.' })
export class ProjectContactInput {
  @Localized('The organisation.', { optional: true })
  organisation?: LocalizedText;

  @Localized('The department.', { optional: true })
  department?: LocalizedText;

  @Text('Its website.', { optional: true, max: 2_000 })
  website?: string;

  @Localized('Its postal address.', { optional: true })
  address?: LocalizedText;
}

/** Money planned for a period. */
@InputType({ isAbstract: true })
abstract class PlannedMoneyInput {
  @Code(BudgetType, 'Which version of the plan it is; ORIGINAL, if left out.', { optional: true })
  type?: keyof typeof BudgetType;

  @DayField('First day of the period.')
  start!: string;

  @Amount('The amount; zero, where nothing is planned.', { signed: true, zero: true })
  amount!: Money;

  @DayField('The day whose value the amount has.')
  valueDate!: string;
}

@InputType({ description: 'What a project is planned to cost in a period.' })
export class ProjectBudgetInput extends PlannedMoneyInput {
  @DayField('Last day of the period.')
  end!: string;

  @Code(BudgetStatus, 'How firm it is; INDICATIVE, if left out.', { optional: true })
  status?: keyof typeof BudgetStatus;
}

@InputType({ description: 'What is planned to be paid out in a period.' })
export class PlannedDisbursementInput extends PlannedMoneyInput {
  @DayField('Last day of the period.', { optional: true })
  end?: string;

  @Reference('actor', 'Who is to pay it.', { optional: true })
  provider?: string;

  @Reference('actor', 'Who is to get it.', { optional: true })
  receiver?: string;

  @Text('Identifier of the provider’s own activity.', { optional: true, max: 500 })
  providerActivity?: string;

  @Text('Identifier of the receiver’s own activity.', { optional: true, max: 500 })
  receiverActivity?: string;
}

@InputType({ description: 'A part of a publication that could not be taken.' })
export class MissingPartInput {
  @Text('Name of the dataset.', { max: 500 })
  dataset!: string;

  @Text('What is missing: `transaction`.', { max: 200 })
  element!: string;

  @Text('The rule that it breaks.', { max: 1_000 })
  rule!: string;

  @Count('How often.', { min: 1 })
  count!: number;
}

@InputType({ description: 'A tag of a project, such as a Sustainable Development Goal.' })
export class ProjectTagInput {
  @CheckedText('IATI TagVocabulary.', 'is a code of IATI TagVocabulary', oneOf(iati.TAG_VOCABULARIES))
  vocabulary!: string;

  @Text('Code of the tag in that vocabulary.', { max: 100 })
  code!: string;

  @Localized('Its name.', { optional: true })
  name?: LocalizedText;
}

@InputType({ description: 'A type of aid.' })
export class ProjectAidTypeInput {
  @CheckedText(
    'IATI AidTypeVocabulary: 1 for the OECD DAC.',
    'is a code of IATI AidTypeVocabulary',
    oneOf(iati.AID_TYPE_VOCABULARIES),
  )
  vocabulary!: string;

  @Text('Code of the type in that vocabulary: `D02` for technical assistance.', { max: 40 })
  code!: string;
}

@InputType({ description: 'An identifier of a project in a scheme.' })
export class ProjectIdentifierInput {
  @Text('The scheme: `IATI`, `FTS`, `CRS`, or the name of another.', { max: 100 })
  scheme!: string;

  @Text('The identifier.', { max: 500 })
  value!: string;
}

@InputType({ description: 'A document about a project.' })
export class ProjectDocumentInput {
  @Text('Its address.')
  url!: string;

  @Localized('Its title.', { optional: true })
  title?: LocalizedText;

  @CheckedText(
    'What it is (IATI DocumentCategory): `A09` agreement, `A07` review, `A08` results.',
    'is a code of IATI DocumentCategory',
    oneOf(iati.DOCUMENT_CATEGORIES),
    {
      list: true,
      min: 1,
    },
  )
  categories!: string[];

  @Text('Languages it is in, as BCP 47 tags.', { optional: true, list: true, max: 40 })
  languages?: string[];

  @DayField('When it was published.', { optional: true })
  date?: string;

  @Text('Media type: `application/pdf`.', { optional: true, max: 200 })
  format?: string;
}

@InputType({ description: 'Another project: one on record, or the identifier of one that may not be.' })
export class RelatedProjectInput {
  @Code(ProjectRelation, 'What it is to this one.')
  relation!: keyof typeof ProjectRelation;

  @Reference('assistanceProject', 'The project on record.', { optional: true })
  project?: string;

  @Text('Its identifier, such as an iati-identifier.', { optional: true, max: 500 })
  identifier?: string;
}

@InputType({ description: 'An actor in its role in a project.' })
export class ProjectPartnerInput {
  @Reference('actor', 'The actor.')
  actor!: string;

  @Code(PartnerRole, 'What it does.')
  role!: keyof typeof PartnerRole;

  @Text('Identifier of its own activity that stands behind it.', { optional: true, max: 500 })
  activity?: string;
}

@InputType({ description: 'What an indicator was to reach, and reached, in a period.' })
export class IndicatorPeriodInput {
  @DayField('First day.', { optional: true })
  start?: string;

  @DayField('Last day.', { optional: true })
  end?: string;

  @Text('What was to be reached.', { optional: true, max: 500 })
  target?: string;

  @Text('What was reached.', { optional: true, max: 500 })
  actual?: string;
}

@InputType({ description: 'What a result is measured by.' })
export class ResultIndicatorInput {
  @Localized('Its title.')
  title!: LocalizedText;

  @Code(IndicatorMeasure, 'How it is measured.', { optional: true })
  measure?: keyof typeof IndicatorMeasure;

  @Text('Where it began.', { optional: true, max: 500 })
  baseline?: string;

  @Nested(() => IndicatorPeriodInput, 'Its periods.', { optional: true, list: true })
  periods?: IndicatorPeriodInput[];
}
