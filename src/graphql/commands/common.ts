import { Field } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { type Handling } from '../../event-sourcing/envelope.js';
import { JsonValue } from '../scalars.js';
import { HandlingInput, RecordCommand } from './command.js';
import { Text } from './fields.js';
import { Command, commandSpec } from './registry.js';
import { IsNotEmpty, ValidateNested } from './rules.js';

@Command(
  'Gives a record another label or audience, for all of its history. Showing it to more readers is up to its originator alone.',
)
export class ChangeHandling extends RecordCommand {
  @Field(() => HandlingInput, { description: 'The new label and audience.' })
  @IsNotEmpty()
  @ValidateNested()
  @Type(() => HandlingInput)
  to!: Handling;

  @Text('Why.')
  reason!: string;
}

@Command(
  'Corrects a field of an earlier event of the record: by what is known from now on, it had this value all along. The event itself stands.',
)
export class CorrectRecord extends RecordCommand {
  @Text('Id of the event, as the timeline gives it.', { max: 100 })
  eventId!: string;

  @Text('The field of its data, with dots into objects and lists: `due`, `statement.0.text`; or `occurredAt`.', { max: 200 })
  field!: string;

  @Field(() => JsonValue, { nullable: true, description: 'The right value; null takes an optional field away.' })
  @IsOptional()
  value!: unknown;

  @Text('Why.')
  reason!: string;
}

@Command(
  'Voids a record that should never have been made. It stays in the log, is left out of lists, and takes no further event until it is restored.',
)
export class VoidRecord extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Takes the void of a record back: by what is known from now on the record stood all along.')
export class RestoreRecord extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Attaches a document that the record rests on.')
export class AttachSource extends RecordCommand {
  @Text('Address of the document.')
  document!: string;

  @Text('SHA-256 of the document, hexadecimal.', { optional: true, max: 128 })
  hash?: string;

  @Text('Title of the document.', { optional: true })
  title?: string;
}

@Command(
  'Erases the personal data of a record, such as contact points: their key is destroyed, so that nothing sealed with it can be read any more. It cannot be taken back. Free texts and reasons are not covered.',
)
export class ErasePersonalData extends RecordCommand {
  @Text('Why, without naming the person.')
  reason!: string;
}

/** The commands that every kind of record takes. */
export const commonCommands = [ChangeHandling, CorrectRecord, VoidRecord, RestoreRecord, AttachSource, ErasePersonalData].map(
  (type) => commandSpec(type),
);
