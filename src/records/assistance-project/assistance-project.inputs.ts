import { InputType } from '@nestjs/graphql';
import * as iati from '../../codes/iati-codes.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CheckedText, Code, DayField, Localized, Nested, Quantity, Reference, Text } from '../../graphql/commands/fields.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Country } from '../shared/inputs.js';
import {
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
export const ProjectDetail = codeEnum('ProjectDetail', 'A detail that a project may be without.', OPTIONAL_DETAILS);

const oneOf = (codes: ReadonlySet<string>) => (text: string) => codes.has(text);

/** A code of an IATI list. */
export function IatiCode(description: string, codelist: string, codes: ReadonlySet<string>): PropertyDecorator {
  return CheckedText(description, `is a code of IATI ${codelist}`, oneOf(codes), { optional: true });
}

@InputType({ description: 'Whom a project is for: a country, or a region with its vocabulary.' })
export class ProjectRecipientInput {
  @Country('ISO 3166-1 alpha-2 code of the country.', { optional: true })
  country?: string;

  @Text('Code of the region.', { optional: true, max: 40 })
  region?: string;

  @Code(RegionVocabulary, 'Whose code that is.', { optional: true })
  vocabulary?: keyof typeof RegionVocabulary;

  @Quantity('Its share of the project, in percent.', { optional: true, max: 100 })
  percentage?: number;
}

@InputType({ description: 'What a project works on.' })
export class ProjectSectorInput {
  @CheckedText(
    'IATI SectorVocabulary: 1 for purpose codes of the OECD DAC.',
    'is a code of IATI SectorVocabulary',
    oneOf(iati.SECTOR_VOCABULARIES),
  )
  vocabulary!: string;

  @Text('Code of the sector in that vocabulary.', { max: 100 })
  code!: string;

  @Quantity('Its share of the project within this vocabulary, in percent.', { optional: true, max: 100 })
  percentage?: number;

  @Localized('Its name, for vocabularies that are the publisher’s own.', { optional: true })
  name?: LocalizedText;
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
