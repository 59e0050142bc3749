import { Int } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import { presentMembers } from '../shared/membership.js';
import { Membership } from '../shared/membership.graphql.js';
import * as commands from './community.commands.js';
import { COMMUNITY_STATUSES, type CommunityState } from './community.events.js';
import { community } from './community.js';
import { communityColumns } from './community.table.js';
import { communitySentences } from './community.sentences.js';

const CommunityStatus = codeEnum('CommunityStatus', 'Whether a community is kept.', COMMUNITY_STATUSES);

@RecordType('A list of organisations, kept by one of them, as an audience to share with.')
export class Community extends RecordObject {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What is shared in it.', { nullable: true })
  purpose?: LocalizedText;

  @OutputField(() => CommunityStatus, 'Whether it is kept.')
  status!: string;

  @RecordRef('actor', 'Actor', 'Who keeps the list, and alone says who is on it.')
  steward!: string;

  @NestedObject(() => Membership, 'Who is and was on it, in order of joining.', { list: true })
  members!: Membership[];

  @Computed<CommunityState>(() => Int, 'How many are on it.', (state) => presentMembers(state.members).length)
  memberCount!: number;

  @OutputField(() => Instant, 'When it ended.', { nullable: true })
  dissolvedAt?: string;

  @OutputField(() => String, 'Why it ended.', { nullable: true })
  dissolvedReason?: string;
}

export const communityModule = recordModule<CommunityState>({
  definition: community,
  columns: communityColumns,
  type: Community,
  plural: 'communities',
  sentences: communitySentences,
  commands: Object.values(commands),
});
