import { Float, ObjectType } from '@nestjs/graphql';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { Computed, Localized, MoneyObject, Part, Related, Shown } from '../../graphql/objects/fields.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { recordModule, RecordObject } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import * as commands from './assistance-project.commands.js';
import { DEPARTURES, MILESTONE_STATUSES } from './assistance-project.events.js';
import * as codes from './assistance-project.inputs.js';
import * as moneyCommands from './assistance-project.money.commands.js';
import { type AssistanceProjectState } from './assistance-project.state.js';
import { assistanceProjectColumns } from './assistance-project.table.js';
import { assistanceProject } from './assistance-project.js';

const MilestoneStatus = codeEnum('MilestoneStatus', 'Where a step of a project stands.', MILESTONE_STATUSES);
const ProjectDeparture = codeEnum('ProjectDeparture', 'A rule of the register from which published data departs.', DEPARTURES);
const optional = { nullable: true };
const list = { list: true };

@ObjectType({ description: 'Whom a project is for.' })
class ProjectRecipient {
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
class ProjectSector {
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
class ProjectTag {
  @Shown(() => String, 'IATI TagVocabulary: 2 for Sustainable Development Goals.')
  vocabulary!: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;

  @Localized('Its name, where it was given.', optional)
  name?: LocalizedText;
}

@ObjectType({ description: 'A type of aid.' })
class ProjectAidType {
  @Shown(() => String, 'IATI AidTypeVocabulary: 1 for the OECD DAC.')
  vocabulary!: string;

  @Shown(() => String, 'Code in that vocabulary.')
  code!: string;
}

@ObjectType({ description: 'An identifier of a project in a scheme.' })
class ProjectIdentifier {
  @Shown(() => String, 'The scheme: `IATI`, `FTS`, `CRS` or another.')
  scheme!: string;

  @Shown(() => String, 'The identifier.')
  value!: string;
}

@ObjectType({ description: 'A document about a project.' })
class ProjectDocument {
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
class RelatedProject {
  @Shown(() => codes.ProjectRelation, 'What it is to this one.')
  relation!: string;

  @Related('assistanceProject', 'AssistanceProject', 'The project on record.')
  project?: string;

  @Shown(() => String, 'Its identifier, such as an iati-identifier.', optional)
  identifier?: string;
}

@ObjectType({ description: 'An actor in its role in a project.' })
class ProjectPartner {
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
class ProjectMilestone {
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
class IndicatorPeriod {
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
class ResultIndicator {
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
class ProjectResult {
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
class ProjectEvaluation {
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
class InKindContribution {
  @Related('actor', 'Actor', 'Who gave it.')
  provider!: string;

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

  @Shown(() => MoneyObject, 'What it is estimated to be worth; never counted as money.', optional)
  estimatedValue?: Money;
}

@ObjectType({ description: 'A project of assistance: who delivers what to whom, with whose money.' })
export class AssistanceProject extends RecordObject {
  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is, in general.', optional)
  description?: LocalizedText;

  @Localized('What it is meant to achieve.', optional)
  objectives?: LocalizedText;

  @Localized('Whom it is to serve.', optional)
  targetGroups?: LocalizedText;

  @Localized('What else there is to say.', optional)
  otherDescription?: LocalizedText;

  @Related('actor', 'Actor', 'The organisation that reports on it.')
  reporter!: string;

  @Shown(() => codes.ProjectStatus, 'Where it stands.')
  status!: string;

  @Shown(() => String, 'Why it is suspended or was cancelled.', optional)
  endedReason?: string;

  @Shown(() => Day, 'The day on which it is planned to start.', optional)
  plannedStart?: string;

  @Shown(() => Day, 'The day on which it started.', optional)
  actualStart?: string;

  @Shown(() => Day, 'The day on which it is planned to end.', optional)
  plannedEnd?: string;

  @Shown(() => Day, 'The day on which it ended.', optional)
  actualEnd?: string;

  @Shown(() => codes.ProjectScope, 'How far it reaches.', optional)
  scope?: string;

  @Shown(() => String, 'Code of IATI CollaborationType.', optional)
  collaborationType?: string;

  @Shown(() => String, 'Code of IATI FlowType: `10` for ODA.', optional)
  flowType?: string;

  @Shown(() => String, 'Code of IATI FinanceType: `110` for a standard grant.', optional)
  financeType?: string;

  @Shown(() => String, 'Code of IATI TiedStatus: `5` for untied.', optional)
  tiedStatus?: string;

  @Shown(() => ProjectAidType, 'Types of aid.', list)
  aidTypes!: ProjectAidType[];

  @Shown(() => ProjectRecipient, 'Whom it is for.', list)
  recipients!: ProjectRecipient[];

  @Shown(() => ProjectSector, 'What it works on.', list)
  sectors!: ProjectSector[];

  @Shown(() => ProjectTag, 'Tags.', list)
  tags!: ProjectTag[];

  @Shown(() => String, 'Challenges, conclusions and threats it answers: `CH-03`.', list)
  themes!: string[];

  @Shown(() => ProjectIdentifier, 'Its identifiers elsewhere.', list)
  identifiers!: ProjectIdentifier[];

  @Shown(() => ProjectDocument, 'Documents about it.', list)
  documents!: ProjectDocument[];

  @Part(() => RelatedProject, 'Other projects it belongs with.', list)
  related!: RelatedProject[];

  @Part(() => ProjectPartner, 'Who takes part or took part in it, in which role.', list)
  partners!: ProjectPartner[];

  @Shown(() => ProjectMilestone, 'Its steps, in the order in which they were planned.', list)
  milestones!: ProjectMilestone[];

  @Shown(() => ProjectResult, 'Its results.', list)
  results!: ProjectResult[];

  @Part(() => ProjectEvaluation, 'Evaluations of it.', list)
  evaluations!: ProjectEvaluation[];

  @Part(() => InKindContribution, 'What was given instead of funds.', list)
  inKind!: InKindContribution[];

  @Shown(() => ProjectDeparture, 'Rules of the register from which it departs, being recorded as published.', list)
  departures!: string[];

  @Computed<AssistanceProjectState>(
    () => Boolean,
    'Whether published money of this project is not covered by commitments or disbursements on record.',
    ({ unbacked }) => unbacked,
  )
  hasUnbackedMoney!: boolean;
}

export const assistanceProjectModule = recordModule<AssistanceProjectState>({
  definition: assistanceProject,
  columns: assistanceProjectColumns,
  type: AssistanceProject,
  plural: 'assistanceProjects',
  commands: [...Object.values(commands), ...Object.values(moneyCommands)],
});
