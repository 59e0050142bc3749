import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import { Code, Flag, Nested, Reference, Text } from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { AssistanceQuantityInput } from '../shared/inputs.js';
import { MATCH_SIDES } from './assistance-match.events.js';

export const MatchSide = codeEnum('MatchSide', 'One of the two sides of a match.', MATCH_SIDES);

@Command(
  'Proposes an offer for a need that its State has agreed. A side that proposes accepts by that. It is shown to nobody who may not see both need and offer.',
)
export class ProposeMatch extends CreateCommand {
  @Reference('assistanceNeed', 'The need.')
  need!: string;

  @Reference('assistanceOffer', 'The offer.')
  offer!: string;

  @Nested(() => AssistanceQuantityInput, 'How much of them it is for; counted as they are, where they are quantified.', {
    optional: true,
  })
  quantity?: AssistanceQuantityInput;

  @Text('What else there is to say.', { optional: true })
  note?: string;

  @Reference('assistanceProject', 'A project of the provider that is to deliver it; a new one, if left out.', { optional: true })
  project?: string;
}

@Command('Accepts the match for one of its sides, as that side or its delegate: an actor affiliated to it.')
export class AcceptMatch extends RecordCommand {
  @Code(MatchSide, 'For which side.')
  side!: keyof typeof MatchSide;

  @Flag('The State takes more than it needs; for the recipient alone.', { optional: true })
  acknowledgeOverSupply?: boolean;
}

@Command('Declines the match for one of its sides, as that side or its delegate. The match is over.')
export class DeclineMatch extends RecordCommand {
  @Code(MatchSide, 'For which side.')
  side!: keyof typeof MatchSide;

  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Confirms a match that both sides accepted, once its parts of the need and of the offer are reserved.')
export class ConfirmMatch extends RecordCommand {}

@Command(
  'Says that a project of the provider delivers what the confirmed match promises, as one of its sides or who proposed it.',
)
export class AssignMatchProject extends RecordCommand {
  @Reference('assistanceProject', 'The project.')
  project!: string;
}

@Command(
  'Ends the match, confirmed or not, as one of its sides or who proposed it; or for no organisation, where that follows from other records.',
)
export class BreakMatch extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
