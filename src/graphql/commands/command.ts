import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { type Handling, type SourceReference, TLP, type Tlp } from '../../event-sourcing/envelope.js';
import { codeEnum } from '../objects/code-enum.js';
import { PartialDate } from '../scalars.js';
import { IsAudience, IsPartialDate, Reference } from './fields.js';
import { ArrayMaxSize, IsIn, IsInt, IsNotEmpty, IsUUID, MaxLength, Min, ValidateNested } from './rules.js';

/** The TLP labels as a GraphQL enum. */
export const TlpEnum = codeEnum('Tlp', 'Traffic Light Protocol 2.0: who may read, from the narrowest to the widest.', TLP, {
  RED: { description: 'The persons named alone.' },
  AMBER_STRICT: { description: 'The organisations named alone.' },
  AMBER: { description: 'The organisations named and those affiliated to them.' },
  GREEN: { description: 'The community: everybody with a key.' },
  CLEAR: { description: 'Everybody.' },
});

@InputType({ description: 'A handling label: who may read.' })
export class HandlingInput implements Handling {
  @Field(() => TlpEnum, { description: 'The label.' })
  @IsIn(TLP)
  tlp!: Tlp;

  @Field(() => [ID], {
    description:
      'Who may read beside the originator. For AMBER and AMBER_STRICT organisations (`actor_…`), communities (`community_…`) and users (`user_…`); for GREEN communities, if not everybody with a key; for RED users alone.',
    defaultValue: [],
  })
  @ArrayMaxSize(500)
  @IsAudience()
  audience: string[] = [];
}

@InputType({ description: 'What a statement rests on: a document, or a place in a file.' })
export class SourceInput implements SourceReference {
  @Field({ description: 'Address or name of the document.' })
  @IsNotEmpty()
  @MaxLength(2_000)
  document!: string;

  @Field(() => Int, { nullable: true, description: 'Line in the file, from 1.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  line?: number;

  @Field({ nullable: true, description: 'Identifier within the document.' })
  @IsOptional()
  @IsNotEmpty()
  @MaxLength(500)
  identifier?: string;

  @Field({ nullable: true, description: 'Name of the dataset that the file belongs to.' })
  @IsOptional()
  @IsNotEmpty()
  @MaxLength(500)
  dataset?: string;
}

/** What every command may carry beside its own fields. */
@InputType({ isAbstract: true })
export abstract class CommandInput {
  @Field(() => ID, {
    nullable: true,
    description: 'A UUID of your own: the same command sent again is answered with its first receipt.',
  })
  @IsOptional()
  @IsUUID()
  commandId?: string;

  @Field(() => PartialDate, { nullable: true, description: 'When it happened in the world; now, if left out.' })
  @IsOptional()
  @IsPartialDate()
  occurredAt?: string;

  @Field(() => SourceInput, { nullable: true, description: 'What the statement rests on.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => SourceInput)
  source?: SourceInput;

  @Reference('actor', 'The organisation for which you speak, where it is not your own.', { optional: true })
  onBehalfOf?: string;
}

/** A command that makes a record: its label is stated, never assumed. */
@InputType({ isAbstract: true })
export abstract class CreateCommand extends CommandInput {
  @Field(() => HandlingInput, { description: 'The label of the record and of its first event.' })
  @IsNotEmpty()
  @ValidateNested()
  @Type(() => HandlingInput)
  handling!: HandlingInput;
}

/** A command on a record that is there. Subclasses say which kind by `@Command`. */
@InputType({ isAbstract: true })
export abstract class RecordCommand extends CommandInput {
  @Field(() => ID, { description: 'The record.' })
  @IsNotEmpty()
  @MaxLength(100)
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Refuse the command unless this is the newest revision of the record.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  expectedRevision?: number;

  @Field(() => HandlingInput, { nullable: true, description: 'Label of this event alone; that of the record, if left out.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => HandlingInput)
  handling?: HandlingInput;
}
