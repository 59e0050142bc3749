import { Float, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Money, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { DEPARTURES, MILESTONE_STATUSES } from './assistance-project.events.js';
import * as codes from './assistance-project.inputs.js';

const MilestoneStatus = codeEnum('MilestoneStatus', 'Where a step of a project stands.', MILESTONE_STATUSES);
export const ProjectDeparture = codeEnum(
  'ProjectDeparture',
  'A rule of the register from which published data departs.',
  DEPARTURES,
);
const optional = { nullable: true };
const list = { list: true };

@ObjectType({ description: 'Whom a project is for.' })
export class ProjectRecipient {
  @OutputField(() => String, 'ISO 3166-1 alpha-2 code of the country.', optional)
  country?: string;

  @OutputField(() => String, 'Code of the region.', optional)
  region?: string;

  @OutputField(() => codes.RegionVocabulary, 'Whose code that is.', optional)
  vocabulary?: string;

  @OutputField(() => Float, 'Its share of the project, in percent.', optional)
  percentage?: number;
}

@ObjectType({ description: 'What a project works on.' })
export class ProjectSector {
  @OutputField(() => String, 'IATI SectorVocabulary: 1 for purpose codes of the OECD DAC.')
  vocabulary!: string;

  @OutputField(() => String, 'Code in that vocabulary.')
  code!: string;

  @OutputField(() => Float, 'Its share of the project within the vocabulary, in percent.', optional)
  percentage?: number;

  @Localized('Its name, where it was given.', optional)
  name?: LocalizedText;
}

@ObjectType({ description: 'A tag of a project.' })
export class ProjectTag {
  @OutputField(() => String, 'IATI TagVocabulary: 2 for Sustainable Development Goals.')
  vocabulary!: string;

  @OutputField(() => String, 'Code in that vocabulary.')
  code!: string;

  @Localized('Its name, where it was given.', optional)
  name?: LocalizedText;
}

@ObjectType({ description: 'A type of aid.' })
export class ProjectAidType {
  @OutputField(() => String, 'IATI AidTypeVocabulary: 1 for the OECD DAC.')
  vocabulary!: string;

  @OutputField(() => String, 'Code in that vocabulary.')
  code!: string;
}

@ObjectType({ description: 'An identifier of a project in a scheme.' })
export class ProjectIdentifier {
  @OutputField(() => String, 'The scheme: `IATI`, `FTS`, `CRS` or another.')
  scheme!: string;

  @OutputField(() => String, 'The identifier.')
  value!: string;
}

@ObjectType({ description: 'A document about a project.' })
export class ProjectDocument {
  @OutputField(() => String, 'Its address.')
  url!: string;

  @Localized('Its title.', optional)
  title?: LocalizedText;

  @OutputField(() => String, 'What it is (IATI DocumentCategory).', list)
  categories!: string[];

  @OutputField(() => String, 'Languages it is in.', list)
  languages!: string[];

  @OutputField(() => Day, 'When it was published.', optional)
  date?: string;

  @OutputField(() => String, 'Media type.', optional)
  format?: string;
}

@ObjectType({ description: 'Another project that this one belongs with.' })
export class RelatedProject {
  @OutputField(() => codes.ProjectRelation, 'What it is to this one.')
  relation!: string;

  @RecordRef('assistanceProject', 'AssistanceProject', 'The project on record.')
  project?: string;

  @OutputField(() => String, 'Its identifier, such as an iati-identifier.', optional)
  identifier?: string;
}

@ObjectType({ description: 'An actor in its role in a project.' })
export class ProjectPartner {
  @RecordRef('actor', 'Actor', 'The actor.')
  actor!: string;

  @OutputField(() => codes.PartnerRole, 'What it does.')
  role!: string;

  @OutputField(() => String, 'Identifier of its own activity that stands behind it.', optional)
  activity?: string;

  @OutputField(() => Instant, 'Since when, as reported.')
  since!: string;

  @OutputField(() => Instant, 'Until when; null while it has the role.', optional)
  until?: string;
}

@ObjectType({ description: 'A step of a project.' })
export class ProjectMilestone {
  @OutputField(() => String, 'Id of the event that planned it: names it in commands.')
  id!: string;

  @Localized('What is to be reached.')
  title!: LocalizedText;

  @OutputField(() => Day, 'By when.')
  due!: string;

  @OutputField(() => Day, 'Days by which it was due before, oldest first.', list)
  earlierDues!: string[];

  @OutputField(() => MilestoneStatus, 'Where it stands, as reported.')
  status!: string;

  @OutputField(() => Instant, 'When it was reported reached or missed.', optional)
  at?: string;

  @Localized('How it was reached.', optional)
  note?: LocalizedText;

  @OutputField(() => String, 'Why it was missed.', optional)
  reason?: string;
}

@ObjectType({ description: 'What an indicator was to reach, and reached, in a period.' })
export class IndicatorPeriod {
  @OutputField(() => Day, 'First day.', optional)
  start?: string;

  @OutputField(() => Day, 'Last day.', optional)
  end?: string;

  @OutputField(() => String, 'What was to be reached.', optional)
  target?: string;

  @OutputField(() => String, 'What was reached.', optional)
  actual?: string;
}

@ObjectType({ description: 'What a result is measured by.' })
export class ResultIndicator {
  @Localized('Its title.')
  title!: LocalizedText;

  @OutputField(() => codes.IndicatorMeasure, 'How it is measured.', optional)
  measure?: string;

  @OutputField(() => String, 'Where it began.', optional)
  baseline?: string;

  @OutputField(() => IndicatorPeriod, 'Its periods.', list)
  periods!: IndicatorPeriod[];
}

@ObjectType({ description: 'A result of a project, as last reported.' })
export class ProjectResult {
  @OutputField(() => String, 'Its reference within the project.')
  reference!: string;

  @OutputField(() => codes.ResultType, 'What kind of result it is.')
  type!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is.', optional)
  description?: LocalizedText;

  @OutputField(() => ResultIndicator, 'What it is measured by.', list)
  indicators!: ResultIndicator[];

  @OutputField(() => Instant, 'When it was reported.')
  at!: string;
}

@ObjectType({ description: 'An evaluation of a project.' })
export class ProjectEvaluation {
  @RecordRef('actor', 'Actor', 'Who evaluated it.')
  evaluator?: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @OutputField(() => Day, 'When it was made.')
  day!: string;

  @OutputField(() => String, 'Address of the document.', optional)
  document?: string;

  @Localized('What it found.', optional)
  findings?: LocalizedText;
}

@ObjectType({ description: 'Goods, services or people given instead of funds.' })
export class InKindContribution {
  @RecordRef('actor', 'Actor', 'Who gave it.')
  provider?: string;

  @RecordRef('actor', 'Actor', 'Who got it.')
  receiver?: string;

  @Localized('What was given.')
  description!: LocalizedText;

  @OutputField(() => Day, 'When.')
  day!: string;

  @OutputField(() => Float, 'How much.', optional)
  quantity?: number;

  @OutputField(() => String, 'Of what.', optional)
  unit?: string;

  @OutputField(() => Money, 'What it is estimated to be worth; never counted as money.', optional)
  estimatedValue?: Money;
}
