import { Float, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Money, Related, Shown } from '../../graphql/objects/fields.js';
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
  @Shown(() => String, 'ISO 3166-1 alpha-2 code of the country.', optional)
  country?: string;

  @Shown(() => String, 'Code of the region.', optional)
  region?: string;

  @Shown(() => codes.RegionVocabulary, 'Whose code that is.', optional)
  vocabulary?: string;

  @Shown(() => Float, 'Its share of the project, in percent.', optional)
  percentage?: number;
}

@ObjectType({ description: 'What a project works on.' })
export class ProjectSector {
  @Shown(() => String, 'IATI SectorVocabulary: 1 for purpose codes of the OECD DAC.')
  vocabulary!: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;

  @Shown(() => Float, 'Its share of the project within the vocabulary, in percent.', optional)
  percentage?: number;

  @Localized('Its name, where it was given.', optional)
  name?: LocalizedText;
}

@ObjectType({ description: 'A tag of a project.' })
export class ProjectTag {
  @Shown(() => String, 'IATI TagVocabulary: 2 for Sustainable Development Goals.')
  vocabulary!: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;

  @Localized('Its name, where it was given.', optional)
  name?: LocalizedText;
}

@ObjectType({ description: 'A type of aid.' })
export class ProjectAidType {
  @Shown(() => String, 'IATI AidTypeVocabulary: 1 for the OECD DAC.')
  vocabulary!: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;
}

@ObjectType({ description: 'An identifier of a project in a scheme.' })
export class ProjectIdentifier {
  @Shown(() => String, 'The scheme: `IATI`, `FTS`, `CRS` or another.')
  scheme!: string;

  @Shown(() => String, 'The identifier.')
  value!: string;
}

@ObjectType({ description: 'A document about a project.' })
export class ProjectDocument {
  @Shown(() => String, 'Its address.')
  url!: string;

  @Localized('Its title.', optional)
  title?: LocalizedText;

  @Shown(() => String, 'What it is (IATI DocumentCategory).', list)
  categories!: string[];

  @Shown(() => String, 'Languages it is in.', list)
  languages!: string[];

  @Shown(() => Day, 'When it was published.', optional)
  date?: string;

  @Shown(() => String, 'Media type.', optional)
  format?: string;
}

@ObjectType({ description: 'Another project that this one belongs with.' })
export class RelatedProject {
  @Shown(() => codes.ProjectRelation, 'What it is to this one.')
  relation!: string;

  @Related('assistanceProject', 'AssistanceProject', 'The project on record.')
  project?: string;

  @Shown(() => String, 'Its identifier, such as an iati-identifier.', optional)
  identifier?: string;
}

@ObjectType({ description: 'An actor in its role in a project.' })
export class ProjectPartner {
  @Related('actor', 'Actor', 'The actor.')
  actor!: string;

  @Shown(() => codes.PartnerRole, 'What it does.')
  role!: string;

  @Shown(() => String, 'Identifier of its own activity that stands behind it.', optional)
  activity?: string;

  @Shown(() => Instant, 'Since when, as reported.')
  since!: string;

  @Shown(() => Instant, 'Until when; null while it has the role.', optional)
  until?: string;
}

@ObjectType({ description: 'A step of a project.' })
export class ProjectMilestone {
  @Shown(() => String, 'Id of the event that planned it: names it in commands.')
  id!: string;

  @Localized('What is to be reached.')
  title!: LocalizedText;

  @Shown(() => Day, 'By when.')
  due!: string;

  @Shown(() => Day, 'Days by which it was due before, oldest first.', list)
  earlierDues!: string[];

  @Shown(() => MilestoneStatus, 'Where it stands, as reported.')
  status!: string;

  @Shown(() => Instant, 'When it was reported reached or missed.', optional)
  at?: string;

  @Localized('How it was reached.', optional)
  note?: LocalizedText;

  @Shown(() => String, 'Why it was missed.', optional)
  reason?: string;
}

@ObjectType({ description: 'What an indicator was to reach, and reached, in a period.' })
export class IndicatorPeriod {
  @Shown(() => Day, 'First day.', optional)
  start?: string;

  @Shown(() => Day, 'Last day.', optional)
  end?: string;

  @Shown(() => String, 'What was to be reached.', optional)
  target?: string;

  @Shown(() => String, 'What was reached.', optional)
  actual?: string;
}

@ObjectType({ description: 'What a result is measured by.' })
export class ResultIndicator {
  @Localized('Its title.')
  title!: LocalizedText;

  @Shown(() => codes.IndicatorMeasure, 'How it is measured.', optional)
  measure?: string;

  @Shown(() => String, 'Where it began.', optional)
  baseline?: string;

  @Shown(() => IndicatorPeriod, 'Its periods.', list)
  periods!: IndicatorPeriod[];
}

@ObjectType({ description: 'A result of a project, as last reported.' })
export class ProjectResult {
  @Shown(() => String, 'Its reference within the project.')
  reference!: string;

  @Shown(() => codes.ResultType, 'What kind of result it is.')
  type!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is.', optional)
  description?: LocalizedText;

  @Shown(() => ResultIndicator, 'What it is measured by.', list)
  indicators!: ResultIndicator[];

  @Shown(() => Instant, 'When it was reported.')
  at!: string;
}

@ObjectType({ description: 'An evaluation of a project.' })
export class ProjectEvaluation {
  @Related('actor', 'Actor', 'Who evaluated it.')
  evaluator?: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Shown(() => Day, 'When it was made.')
  day!: string;

  @Shown(() => String, 'Address of the document.', optional)
  document?: string;

  @Localized('What it found.', optional)
  findings?: LocalizedText;
}

@ObjectType({ description: 'Goods, services or people given instead of funds.' })
export class InKindContribution {
  @Related('actor', 'Actor', 'Who gave it.')
  provider?: string;

  @Related('actor', 'Actor', 'Who got it.')
  receiver?: string;

  @Localized('What was given.')
  description!: LocalizedText;

  @Shown(() => Day, 'When.')
  day!: string;

  @Shown(() => Float, 'How much.', optional)
  quantity?: number;

  @Shown(() => String, 'Of what.', optional)
  unit?: string;

  @Shown(() => Money, 'What it is estimated to be worth; never counted as money.', optional)
  estimatedValue?: Money;
}
