import { ObjectType } from '@nestjs/graphql';
import { Related, Shown } from '../../graphql/objects/fields.js';
import { Instant } from '../../graphql/scalars.js';

@ObjectType({ description: 'A membership, present or past.' })
export class Membership {
  @Related('actor', 'Actor', 'The member.')
  actor!: string;

  @Shown(() => Instant, 'Since when.')
  joined!: string;

  @Shown(() => Instant, 'Until when; null for a present member.', { nullable: true })
  left?: string;
}
