import { ObjectType } from '@nestjs/graphql';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import { AssistanceQuantity } from '../shared/objects.js';
import * as commands from './assistance-match.commands.js';
import { type AssistanceMatchState, MATCH_STATUSES } from './assistance-match.events.js';
import { assistanceMatch } from './assistance-match.js';
import { assistanceMatchColumns } from './assistance-match.table.js';
import { assistanceMatchSentences } from './assistance-match.sentences.js';

const MatchStatus = codeEnum('MatchStatus', 'Where a match stands.', MATCH_STATUSES);

@ObjectType({ description: 'A side of a match, and what it answered.' })
class MatchParty {
  @OutputField(() => commands.MatchSide, 'Which side.')
  side!: string;

  @RecordRef('actor', 'Actor', 'Whose side it is: the State that has the need, or who makes the offer.')
  actor!: string;

  @OutputField(() => Boolean, 'True: it accepted; false: it declined; null: it has not said yet.', { nullable: true })
  agreed?: boolean;

  @RecordRef('actor', 'Actor', 'Who answered for it: itself or its delegate.')
  by?: string;

  @OutputField(() => Instant, 'When it answered.', { nullable: true })
  at?: string;
}

@RecordType('That an offer of assistance is to answer a need: agreed by both sides, or on the way to that.')
export class AssistanceMatch extends RecordObject {
  @RecordRef('assistanceNeed', 'AssistanceNeed', 'The need.')
  need!: string;

  @RecordRef('assistanceOffer', 'AssistanceOffer', 'The offer.')
  offer!: string;

  @RecordRef('actor', 'Actor', 'The State that has the need.')
  recipient!: string;

  @RecordRef('actor', 'Actor', 'Who makes the offer.')
  provider!: string;

  @RecordRef('actor', 'Actor', 'Who proposed it.')
  proposedBy!: string;

  @OutputField(() => AssistanceQuantity, 'How much of them it is for; null where that was not said.', { nullable: true })
  quantity?: AssistanceQuantity;

  @OutputField(() => String, 'What else there is to say.', { nullable: true })
  note?: string;

  @OutputField(() => MatchStatus, 'Where it stands.')
  status!: string;

  @NestedObject(() => MatchParty, 'Its two sides.', { list: true })
  parties!: MatchParty[];

  @OutputField(() => Boolean, 'Whether the State takes more than it needs.')
  overSupplyAcknowledged!: boolean;

  @RecordRef('assistanceProject', 'AssistanceProject', 'Projects that deliver what it promises.', { list: true })
  projects!: string[];

  @OutputField(() => Instant, 'When it was confirmed.', { nullable: true })
  confirmedAt?: string;

  @OutputField(() => Instant, 'When it was declined or broken.', { nullable: true })
  endedAt?: string;

  @OutputField(() => String, 'Why it was declined or broken.', { nullable: true })
  endedReason?: string;
}

export const assistanceMatchModule = recordModule<AssistanceMatchState>({
  definition: assistanceMatch,
  columns: assistanceMatchColumns,
  type: AssistanceMatch,
  plural: 'assistanceMatches',
  sentences: assistanceMatchSentences,
  commands: Object.values(commands),
});
