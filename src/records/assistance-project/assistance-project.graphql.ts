import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, Part, Related, Shown } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day } from '../../graphql/scalars.js';
import * as commands from './assistance-project.commands.js';
import * as codes from './assistance-project.inputs.js';
import { assistanceProject } from './assistance-project.js';
import * as moneyCommands from './assistance-project.money.commands.js';
import * as part from './assistance-project.parts.graphql.js';
import * as plans from './assistance-project.plans.graphql.js';
import { type AssistanceProjectState } from './assistance-project.state.js';
import { assistanceProjectColumns } from './assistance-project.table.js';
import { assistanceProjectSentences } from './assistance-project.sentences.js';

const optional = { nullable: true };
const list = { list: true };

@RecordType('A project of assistance: who delivers what to whom, with whose money.')
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

  @Shown(() => part.ProjectAidType, 'Types of aid.', list)
  aidTypes!: part.ProjectAidType[];

  @Shown(() => part.ProjectRecipient, 'Whom it is for.', list)
  recipients!: part.ProjectRecipient[];

  @Shown(() => part.ProjectSector, 'What it works on.', list)
  sectors!: part.ProjectSector[];

  @Shown(() => part.ProjectTag, 'Tags.', list)
  tags!: part.ProjectTag[];

  @Shown(() => String, 'Challenges, conclusions and threats it answers: `CH-03`.', list)
  themes!: string[];

  @Shown(() => part.ProjectIdentifier, 'Its identifiers elsewhere.', list)
  identifiers!: part.ProjectIdentifier[];

  @Shown(() => part.ProjectDocument, 'Documents about it.', list)
  documents!: part.ProjectDocument[];

  @Part(() => part.RelatedProject, 'Other projects it belongs with.', list)
  related!: part.RelatedProject[];

  @Part(() => part.ProjectPartner, 'Who takes part or took part in it, in which role.', list)
  partners!: part.ProjectPartner[];

  @Shown(() => part.ProjectMilestone, 'Its steps, in the order in which they were planned.', list)
  milestones!: part.ProjectMilestone[];

  @Shown(() => part.ProjectResult, 'Its results.', list)
  results!: part.ProjectResult[];

  @Part(() => part.ProjectEvaluation, 'Evaluations of it.', list)
  evaluations!: part.ProjectEvaluation[];

  @Part(() => part.InKindContribution, 'What was given instead of funds.', list)
  inKind!: part.InKindContribution[];

  @Shown(() => part.ProjectDeparture, 'Rules of the register from which it departs, being recorded as published.', list)
  departures!: string[];

  @Shown(() => plans.MissingPart, 'What datasets say of it that could not be taken: its sums are not whole.', list)
  missing!: plans.MissingPart[];

  @Shown(() => plans.ProjectLocation, 'Places in which it works.', list)
  locations!: plans.ProjectLocation[];

  @Shown(() => plans.ProjectContact, 'Offices that answer questions about it.', list)
  contacts!: plans.ProjectContact[];

  @Shown(() => plans.ProjectBudget, 'What it is planned to cost, by period.', list)
  budgets!: plans.ProjectBudget[];

  @Part(() => plans.PlannedDisbursement, 'What is planned to be paid out, by period.', list)
  plannedDisbursements!: plans.PlannedDisbursement[];

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
  sentences: assistanceProjectSentences,
  commands: [...Object.values(commands), ...Object.values(moneyCommands)],
});
