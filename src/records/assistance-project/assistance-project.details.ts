import { InputType } from '@nestjs/graphql';
import * as iati from '../../codes/iati-codes.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { type CommandInput } from '../../graphql/commands/command.js';
import { Code, DayField, Flag, Localized, Nested } from '../../graphql/commands/fields.js';
import { Themes } from '../shared/inputs.js';
import * as input from './assistance-project.inputs.js';

const optional = { optional: true };
const list = { optional: true, list: true };

/** Adds what opening and describing a project have in common to the base class of a command. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function withProjectDetails<Base extends abstract new (...args: any[]) => CommandInput>(base: Base) {
  @InputType({ isAbstract: true })
  abstract class ProjectDetailsCommand extends base {
    @Localized('What it is, in general.', optional)
    description?: LocalizedText;

    @Localized('What it is meant to achieve.', optional)
    objectives?: LocalizedText;

    @Localized('Whom it is to serve.', optional)
    targetGroups?: LocalizedText;

    @Localized('What else there is to say.', optional)
    otherDescription?: LocalizedText;

    @DayField('The day on which it is planned to start.', optional)
    plannedStart?: string;

    @DayField('The day on which it started.', optional)
    actualStart?: string;

    @DayField('The day on which it is planned to end.', optional)
    plannedEnd?: string;

    @DayField('The day on which it ended.', optional)
    actualEnd?: string;

    @Code(input.ProjectScope, 'How far it reaches.', optional)
    scope?: keyof typeof input.ProjectScope;

    @input.IatiCode('Kind of collaboration.', 'CollaborationType', iati.COLLABORATION_TYPES)
    collaborationType?: string;

    @input.IatiCode('Kind of flow: `10` for ODA.', 'FlowType', iati.FLOW_TYPES)
    flowType?: string;

    @input.IatiCode('Kind of finance: `110` for a standard grant.', 'FinanceType', iati.FINANCE_TYPES)
    financeType?: string;

    @input.IatiCode('Whether the aid is tied: `5` for untied.', 'TiedStatus', iati.TIED_STATUSES)
    tiedStatus?: string;

    @Nested(() => input.ProjectAidTypeInput, 'Types of aid.', list)
    aidTypes?: input.ProjectAidTypeInput[];

    @Nested(() => input.ProjectRecipientInput, 'Whom it is for; shares, if given, make 100.', list)
    recipients?: input.ProjectRecipientInput[];

    @Nested(() => input.ProjectSectorInput, 'What it works on; shares, if given, make 100 in each vocabulary.', list)
    sectors?: input.ProjectSectorInput[];

    @Nested(() => input.ProjectTagInput, 'Tags.', list)
    tags?: input.ProjectTagInput[];

    @Themes('Challenges CH-01 to CH-10, conclusions CO-01 to CO-09, threats TH-01 to TH-07.')
    themes?: string[];

    @Nested(() => input.ProjectIdentifierInput, 'Its identifiers elsewhere.', list)
    identifiers?: input.ProjectIdentifierInput[];

    @Nested(() => input.ProjectDocumentInput, 'Documents about it.', list)
    documents?: input.ProjectDocumentInput[];

    @Nested(() => input.RelatedProjectInput, 'Other projects it belongs with.', list)
    related?: input.RelatedProjectInput[];

    @Nested(() => input.ProjectLocationInput, 'Places in which it works.', list)
    locations?: input.ProjectLocationInput[];

    @Nested(() => input.ProjectContactInput, 'Offices that answer questions about it; name no persons here.', list)
    contacts?: input.ProjectContactInput[];

    @Nested(() => input.ProjectBudgetInput, 'What it is planned to cost, by period.', list)
    budgets?: input.ProjectBudgetInput[];

    @Nested(() => input.PlannedDisbursementInput, 'What is planned to be paid out, by period.', list)
    plannedDisbursements?: input.PlannedDisbursementInput[];

    @Nested(() => input.MissingPartInput, 'What datasets say of the project that could not be taken.', list)
    missing?: input.MissingPartInput[];

    @Flag(
      'Records data that another publishes as it is published: shares that do not make 100 and actual dates in the future are taken, and marked as departures.',
      optional,
    )
    asPublished?: boolean;
  }
  return ProjectDetailsCommand;
}
