import { Field, Int } from '@nestjs/graphql';
import { IsInt, Max, Min } from 'class-validator';
import { CommandInput, RecordCommand } from '../../graphql/commands/command.js';
import { CheckedText, Reference, Text } from '../../graphql/commands/fields.js';
import { parseGlobalId } from '../../graphql/global-id.js';
import { Command } from '../../graphql/commands/registry.js';
import { MAX_MINUTES } from './emergency-access.events.js';

@Command(
  'Reads, for a reason and a limited time, what its label keeps from you: one record, or what an organisation may read. Whoever recorded it is told at once. For callers whose role the configuration allows it.',
)
export class BreakGlass extends CommandInput {
  @CheckedText('The record: `<kind>_<uuid>`.', 'is a public id: <kind>_<uuid>', (text) => parseGlobalId(text) !== undefined, {
    optional: true,
  })
  record?: string;

  @Reference('actor', 'The organisation whose readable records are opened, in place of one record.', { optional: true })
  organisation?: string;

  @Text('Why it cannot wait.')
  reason!: string;

  @Field(() => Int, { description: `For how many minutes, at most ${MAX_MINUTES}.` })
  @IsInt()
  @Min(1)
  @Max(MAX_MINUTES)
  minutes!: number;
}

@Command('Ends an emergency access before its time: for who opened it, and for the organisation that it reads.')
export class EndEmergencyAccess extends RecordCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}
