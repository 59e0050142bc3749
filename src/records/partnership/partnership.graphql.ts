import { Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { dayOf, type RecordRow } from '../../graphql/request-context.js';
import { Day, Instant } from '../../graphql/scalars.js';
import * as commands from './partnership.commands.js';
import { PARTNERSHIP_STATUSES, type PartnershipState, PARTY_SECTORS, REQUEST_STATUSES } from './partnership.events.js';
import { presentMembers } from '../shared/membership.js';
import { DatedDocument } from '../shared/objects.js';
import { isBelowTwoMembers, partnership } from './partnership.js';
import { partnershipColumns } from './partnership.table.js';
import { partnershipSentences } from './partnership.sentences.js';

const PartnershipStatus = codeEnum(
  'PartnershipStatus',
  'Where a partnership stands. Whether its term has lapsed is a question of the moment: see `lapsed`.',
  PARTNERSHIP_STATUSES,
);
const PartySector = codeEnum('PartySector', 'Which side of a public-private partnership an actor is on.', PARTY_SECTORS);
const InformationRequestStatus = codeEnum('InformationRequestStatus', 'Where a request stands.', REQUEST_STATUSES);

@ObjectType({ description: 'A founding party.' })
class PartnershipFounder {
  @RecordRef('actor', 'Actor', 'The party.')
  actor!: string;

  @OutputField(() => PartySector, 'Which side it is on.')
  sector!: string;

  @Computed<{ agreed: boolean | null }>(
    () => Boolean,
    'True: it endorsed the partnership; false: it declined; null: it has not said yet.',
    ({ agreed }) => agreed,
    { nullable: true },
  )
  endorsed?: boolean;
}

@ObjectType({ description: 'An actor that is taken in and has not agreed.' })
class PartnershipInvitee {
  @RecordRef('actor', 'Actor', 'The actor.')
  actor!: string;

  @OutputField(() => PartySector, 'Which side it is on.')
  sector!: string;

  @OutputField(() => Instant, 'When it was taken in.')
  at!: string;
}

@ObjectType({ description: 'A membership, present or past.' })
class PartnershipMember {
  @RecordRef('actor', 'Actor', 'The member.')
  actor!: string;

  @OutputField(() => PartySector, 'Which side it is on.')
  sector!: string;

  @OutputField(() => Instant, 'Since when.')
  joined!: string;

  @OutputField(() => Instant, 'Until when; null for a present member.', { nullable: true })
  left?: string;
}

interface Request {
  readonly made: string;
  readonly settled: string | null;
}

@ObjectType({ description: 'That one member asked another for information; neither question nor answer is on record.' })
class InformationRequest {
  @OutputField(() => ID, 'Id of the event that made it.')
  id!: string;

  @RecordRef('actor', 'Actor', 'Who asked.')
  from!: string;

  @RecordRef('actor', 'Actor', 'Who was asked.')
  to!: string;

  @OutputField(() => String, 'Category of subject.')
  subject!: string;

  @OutputField(() => Day, 'By when an answer was asked for.', { nullable: true })
  answerBy?: string;

  @OutputField(() => Instant, 'When it was made.')
  made!: string;

  @OutputField(() => InformationRequestStatus, 'Where it stands.')
  status!: string;

  @OutputField(() => Instant, 'When it was answered or declined.', { nullable: true })
  settled?: string;

  @Computed<Request>(
    () => Float,
    'Days from request to answer or refusal; null while it is open.',
    ({ made, settled }) => (settled === null ? null : (Date.parse(settled) - Date.parse(made)) / 86_400_000),
    { nullable: true },
  )
  days?: number;
}

@RecordType('A lasting bond between actors: an agreement, a memorandum, a compact, a network.')
export class Partnership extends RecordObject {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { nullable: true })
  purpose?: LocalizedText;

  @OutputField(() => commands.PartnershipKind, 'What kind of bond it is.')
  kind!: string;

  @OutputField(() => commands.PartnershipLevel, 'Where it is set up.')
  level!: string;

  @OutputField(() => commands.PartnershipSectorEnum, 'Whose partnership it is.')
  sector!: string;

  @OutputField(() => commands.PartnershipModality, 'Ways in which the partners cooperate.', { list: true })
  modalities!: string[];

  @OutputField(() => PartnershipStatus, 'Where it stands.')
  status!: string;

  @NestedObject(() => PartnershipFounder, 'Its founding parties.', { list: true })
  founders!: PartnershipFounder[];

  @NestedObject(() => PartnershipInvitee, 'Actors that are taken in and have not agreed: no members yet.', { list: true })
  invited!: PartnershipInvitee[];

  @NestedObject(() => PartnershipMember, 'Its members, present and past, in order of joining.', { list: true })
  members!: PartnershipMember[];

  @Computed<PartnershipState>(() => Int, 'How many members it has.', (state) => presentMembers(state.members).length)
  memberCount!: number;

  @Computed<PartnershipState>(() => Boolean, 'Whether it is in effect with fewer than two members.', isBelowTwoMembers)
  belowTwoMembers!: boolean;

  @OutputField(() => Day, 'The day on which its term begins.', { nullable: true })
  termStart?: string;

  @OutputField(() => Day, 'The day on which its term ends; null for an open term.', { nullable: true })
  termEnd?: string;

  @Computed<PartnershipState & RecordRow>(
    () => Boolean,
    'Whether its term was over on the day of the moment asked for, without a renewal.',
    ({ status, termEnd, $moment }) => status !== 'ENDED' && termEnd !== undefined && termEnd < dayOf($moment),
  )
  lapsed!: boolean;

  @OutputField(() => DatedDocument, 'Documents that set its terms, oldest first.', { list: true })
  documents!: DatedDocument[];

  @NestedObject(() => InformationRequest, 'Requests for information between its members.', { list: true })
  requests!: InformationRequest[];

  @OutputField(() => String, 'Why it ended.', { nullable: true })
  endedReason?: string;

  @OutputField(() => Instant, 'When it ended.', { nullable: true })
  endedAt?: string;
}

export const partnershipModule = recordModule<PartnershipState>({
  definition: partnership,
  columns: partnershipColumns,
  type: Partnership,
  plural: 'partnerships',
  sentences: partnershipSentences,
  commands: Object.values(commands),
});
