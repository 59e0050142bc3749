import { type LocalizedText } from '../../event-sourcing/values.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
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

  @RecordRef('actor', 'Actor', 'The organisation that reports on it.')
  reporter!: string;

  @OutputField(() => codes.ProjectStatus, 'Where it stands.')
  status!: string;

  @OutputField(() => String, 'Why it is suspended or was cancelled.', optional)
  endedReason?: string;

  @OutputField(() => Day, 'The day on which it is planned to start.', optional)
  plannedStart?: string;

  @OutputField(() => Day, 'The day on which it started.', optional)
  actualStart?: string;

  @OutputField(() => Day, 'The day on which it is planned to end.', optional)
  plannedEnd?: string;

  @OutputField(() => Day, 'The day on which it ended.', optional)
  actualEnd?: string;

  @OutputField(() => codes.ProjectScope, 'How far it reaches.', optional)
  scope?: string;

  @OutputField(() => String, 'Code of IATI CollaborationType.', optional)
  collaborationType?: string;

  @OutputField(() => String, 'Code of IATI FlowType: `10` for ODA.', optional)
  flowType?: string;

  @OutputField(() => String, 'Code of IATI FinanceType: `110` for a standard grant.', optional)
  financeType?: string;

  @OutputField(() => String, 'Code of IATI TiedStatus: `5` for untied.', optional)
  tiedStatus?: string;

  @OutputField(() => part.ProjectAidType, 'Types of aid.', list)
  aidTypes!: part.ProjectAidType[];

  @OutputField(() => part.ProjectRecipient, 'Whom it is for.', list)
  recipients!: part.ProjectRecipient[];

  @OutputField(() => part.ProjectSector, 'What it works on.', list)
  sectors!: part.ProjectSector[];

  @OutputField(() => part.ProjectTag, 'Tags.', list)
  tags!: part.ProjectTag[];

  @OutputField(() => String, 'Challenges, conclusions and threats it answers: `CH-03`.', list)
  themes!: string[];

  @OutputField(() => part.ProjectIdentifier, 'Its identifiers elsewhere.', list)
  identifiers!: part.ProjectIdentifier[];

  @OutputField(() => part.ProjectDocument, 'Documents about it.', list)
  documents!: part.ProjectDocument[];

  @NestedObject(() => part.RelatedProject, 'Other projects it belongs with.', list)
  related!: part.RelatedProject[];

  @NestedObject(() => part.ProjectPartner, 'Who takes part or took part in it, in which role.', list)
  partners!: part.ProjectPartner[];

  @OutputField(() => part.ProjectMilestone, 'Its steps, in the order in which they were planned.', list)
  milestones!: part.ProjectMilestone[];

  @OutputField(() => part.ProjectResult, 'Its results.', list)
  results!: part.ProjectResult[];

  @NestedObject(() => part.ProjectEvaluation, 'Evaluations of it.', list)
  evaluations!: part.ProjectEvaluation[];

  @NestedObject(() => part.InKindContribution, 'What was given instead of funds.', list)
  inKind!: part.InKindContribution[];

  @OutputField(() => part.ProjectDeparture, 'Rules of the register from which it departs, being recorded as published.', list)
  departures!: string[];

  @OutputField(() => plans.MissingPart, 'What datasets say of it that could not be taken: its sums are not whole.', list)
  missing!: plans.MissingPart[];

  @OutputField(() => plans.ProjectLocation, 'Places in which it works.', list)
  locations!: plans.ProjectLocation[];

  @OutputField(() => plans.ProjectContact, 'Offices that answer questions about it.', list)
  contacts!: plans.ProjectContact[];

  @OutputField(() => plans.ProjectBudget, 'What it is planned to cost, by period.', list)
  budgets!: plans.ProjectBudget[];

  @NestedObject(() => plans.PlannedDisbursement, 'What is planned to be paid out, by period.', list)
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
