import { ObjectType } from '@nestjs/graphql';
import { RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { Instant } from '../../graphql/scalars.js';

@ObjectType({ description: 'A membership, present or past.' })
export class Membership {
  @RecordRef('actor', 'Actor', 'The member.')
  actor!: string;

  @OutputField(() => Instant, 'Since when.')
  joined!: string;

  @OutputField(() => Instant, 'Until when; null for a present member.', { nullable: true })
  left?: string;
}
