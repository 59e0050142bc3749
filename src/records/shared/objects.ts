import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Money, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { RecordObject } from '../../graphql/objects/record-module.js';
import { Instant } from '../../graphql/scalars.js';
import { AssistanceUnitEnum } from './inputs.js';

@ObjectType({ description: 'A document: where it is, and what proves that it is the same.' })
export class DocumentReference {
  @OutputField(() => String, 'Its address.')
  url!: string;

  @OutputField(() => String, 'Its SHA-256.', { nullable: true })
  hash?: string;

  @OutputField(() => String, 'Its title.', { nullable: true })
  title?: string;
}

@ObjectType({ description: 'A document that sets terms from a moment on.' })
export class DatedDocument extends DocumentReference {
  @OutputField(() => Instant, 'Since when its terms hold.')
  since!: string;

  @Localized('What it changed.', { nullable: true })
  summary?: LocalizedText;
}

@ObjectType({ description: 'An instrument, or a provision of it, that something rests on.' })
export class InstrumentCitation {
  @RecordRef('instrument', 'Instrument', 'The instrument.')
  instrument!: string;

  @OutputField(() => String, 'The provision, as the instrument lists it.', { nullable: true })
  provision?: string;
}

@ObjectType({ description: 'How many of something.' })
export class Counted {
  @OutputField(() => Int, 'How many.')
  number!: number;

  @OutputField(() => AssistanceUnitEnum, 'Of what.')
  unit!: string;
}

@ObjectType({ description: 'How much assistance: a count, an amount of money, or both.' })
export class AssistanceQuantity {
  @OutputField(() => Counted, 'How many of what.', { nullable: true })
  count?: Counted;

  @OutputField(() => Money, 'How much money.', { nullable: true })
  money?: Money;
}

@ObjectType({ description: 'A part that is held for a match, so that no other can have it.' })
export class AssistanceReservation {
  @RecordRef('assistanceMatch', 'AssistanceMatch', 'The match.')
  match!: string;

  @OutputField(() => AssistanceQuantity, 'How much; null where it is not quantified.', { nullable: true })
  quantity?: AssistanceQuantity;

  @OutputField(() => Instant, 'When it was made.')
  at!: string;
}

/** A record with a scope. */
@ObjectType({ isAbstract: true })
export abstract class ScopedRecord extends RecordObject {
  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @OutputField(() => String, 'Countries that it is for, ISO 3166-1 alpha-2.', { list: true })
  countries!: string[];

  @OutputField(() => String, 'Regions that it is for: UN M49 codes and groups of our own.', { list: true })
  regions!: string[];
}
