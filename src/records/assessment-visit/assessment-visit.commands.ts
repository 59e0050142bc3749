import { Field } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsNotEmpty, ValidateNested } from 'class-validator';
import { isTheme } from '../../codes/themes.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, HandlingInput, RecordCommand } from '../../graphql/commands/command.js';
import {
  CheckedText,
  Code,
  DayField,
  type FieldOptions,
  Localized,
  Nested,
  Reference,
  Text,
} from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { DocumentInput, EventId, InstrumentCitationInput } from '../shared/inputs.js';
import { RELEASE_EXTENTS, VISIT_PARTS } from '../shared/visit-release.js';
import { FINDING_KINDS, VISIT_MODES, VISIT_TYPES } from './assessment-visit.events.js';

export const VisitType = codeEnum('VisitType', 'What kind of visit it is.', VISIT_TYPES);
export const VisitMode = codeEnum('VisitMode', 'How a visit is made.', VISIT_MODES);
export const FindingKind = codeEnum('FindingKind', 'What a finding says of the State.', FINDING_KINDS);
export const ReleaseExtent = codeEnum('ReleaseExtent', 'Whether all or parts of a visit are released.', RELEASE_EXTENTS);
export const VisitPartEnum = codeEnum(
  'VisitPart',
  'What of a visit can be released. COURSE is when and how it was made; RECOMMENDATIONS and NEEDS let those records out that are born of it.',
  VISIT_PARTS,
);

const Challenge = (options: FieldOptions = {}) =>
  CheckedText(
    'The challenge that it is about: `CH-01`.',
    'is a challenge such as CH-01',
    (text) => text.startsWith('CH-') && isTheme(text),
    options,
  );
const Instruments = () => Nested(() => InstrumentCitationInput, 'Instruments that it rests on.', { optional: true, list: true });
const OptionalDocument = () => Nested(() => DocumentInput, 'The document.', { optional: true });

@Command(
  'Proposes a visit to assess a State. It is for the assessor and the State alone: its label is AMBER or AMBER_STRICT with an audience among the two, or RED without one. A regional visit is one record for each State, for each consents for itself.',
)
export class ProposeVisit extends CreateCommand {
  @Reference('actor', 'The State to be visited.')
  state!: string;

  @Reference('actor', 'Who assesses it.')
  assessor!: string;

  @Code(VisitType, 'What kind of visit it is.')
  visitType!: keyof typeof VisitType;

  @Code(VisitMode, 'How it is made.')
  mode!: keyof typeof VisitMode;

  @Localized('What it is for.', { optional: true })
  purpose?: LocalizedText;

  @Instruments()
  instruments?: InstrumentCitationInput[];

  @Reference('assessmentVisit', 'The visit that it follows.', { optional: true })
  follows?: string;
}

@Command('Asks the State to consent to the visit.')
export class RequestVisitConsent extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;
}

@Command('Consents to the visit, as the State or its delegate: an actor affiliated to it.')
export class GiveVisitConsent extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;
}

@Command(
  'Declines the visit, as the State or its delegate; after consent was given, withdraws it: nothing is scheduled, started or reported from then on.',
)
export class DeclineVisitConsent extends RecordCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Sets the days of the visit, or other days.')
export class ScheduleVisit extends RecordCommand {
  @DayField('The day on which it is to start.')
  start!: string;

  @DayField('The day on which it is to end.')
  end!: string;
}

@Command('Puts the visit off; other days are set later.')
export class PostponeVisit extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Records that the visit has started.')
export class StartVisit extends RecordCommand {}

@Command('Records that the visit is over.')
export class CompleteVisit extends RecordCommand {}

@Command('Records that the State has the preliminary assessment.')
export class SharePreliminaryAssessment extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;

  @Localized('What it says.', { optional: true })
  text?: LocalizedText;
}

@Command('Records a finding, as the assessor.')
export class RecordFinding extends RecordCommand {
  @Challenge()
  challenge!: string;

  @Code(FindingKind, 'What it says of the State.')
  findingKind!: keyof typeof FindingKind;

  @Localized('What was found.')
  text!: LocalizedText;

  @Instruments()
  instruments?: InstrumentCitationInput[];
}

@Command('Lets a finding read otherwise, until the report is adopted; what is left out stays.')
export class ReviseFinding extends RecordCommand {
  @EventId('finding')
  finding!: string;

  @Challenge({ optional: true })
  challenge?: string;

  @Code(FindingKind, 'What it says of the State.', { optional: true })
  findingKind?: keyof typeof FindingKind;

  @Localized('What was found.', { optional: true })
  text?: LocalizedText;

  @Instruments()
  instruments?: InstrumentCitationInput[];

  @Text('Why.')
  reason!: string;
}

@Command('Records that the draft report was sent to the State, which has 30 days from then for its observations.')
export class SendDraftReportToState extends RecordCommand {
  @Nested(() => DocumentInput, 'The draft.')
  document!: DocumentInput;
}

@Command('Records the observations of the State on the draft report. Late ones are taken, and shown as late.')
export class ReceiveStateObservations extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;

  @Localized('What they say.', { optional: true })
  text?: LocalizedText;
}

@Command('Records that the report was adopted: after the observations of the State, or 30 days after it had the draft.')
export class AdoptReport extends RecordCommand {
  @Nested(() => DocumentInput, 'The report.')
  document!: DocumentInput;
}

@Command('Records that the report was transmitted to the State.')
export class TransmitReportToState extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;
}

@Command(
  'Records that the State has received the report: `occurredAt` says when. It has six calendar months from then for its response.',
)
export class ConfirmReportReceipt extends RecordCommand {}

@Command('Records the response of the State to the report. A late one is taken, and shown as late.')
export class ReceiveStateResponse extends RecordCommand {
  @OptionalDocument()
  document?: DocumentInput;

  @Localized('What it says.', { optional: true })
  text?: LocalizedText;
}

@Command(
  'Consents, as the State or its delegate, to release the visit or parts of it, in place of an earlier consent. What is released is shown to the audience as a `VisitRelease`; after a full release the originator may give the visit itself a label as wide.',
)
export class GiveReleaseConsent extends RecordCommand {
  @Code(ReleaseExtent, 'All of it, or parts.')
  extent!: keyof typeof ReleaseExtent;

  @Code(VisitPartEnum, 'The parts, of a partial release.', { optional: true, list: true })
  parts?: (keyof typeof VisitPartEnum)[];

  @Field(() => HandlingInput, { description: 'To whom: a label with its audience. State and assessor need not be named.' })
  @IsNotEmpty()
  @ValidateNested()
  @Type(() => HandlingInput)
  audience!: HandlingInput;
}

@Command(
  'Withdraws, as the State or its delegate, its consent to release: from then on nothing of the visit is shown beyond the assessor and the State, of the past neither. What others have read before, it cannot unsay.',
)
export class WithdrawReleaseConsent extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Closes the visit, once the State has responded; before that, with a reason.')
export class CloseVisit extends RecordCommand {
  @Text('Why, where the State has not responded.', { optional: true })
  reason?: string;
}

@Command('Cancels the visit, before it is completed.')
export class CancelVisit extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
