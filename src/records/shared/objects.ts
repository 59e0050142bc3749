import { ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { Localized, Related, Shown } from '../../graphql/objects/fields.js';
import { Instant } from '../../graphql/scalars.js';

@ObjectType({ description: 'A document: where it is, and what proves that it is the same.' })
export class DocumentReference {
  @Shown(() => String, 'Its address.')
  url!: string;

  @Shown(() => String, 'Its SHA-256.', { nullable: true })
  hash?: string;

  @Shown(() => String, 'Its title.', { nullable: true })
  title?: string;
}

@ObjectType({ description: 'A document that sets terms from a moment on.' })
export class DatedDocument extends DocumentReference {
  @Shown(() => Instant, 'Since when its terms hold.')
  since!: string;

  @Localized('What it changed.', { nullable: true })
  summary?: LocalizedText;
}

@ObjectType({ description: 'An instrument, or a provision of it, that something rests on.' })
export class InstrumentCitation {
  @Related('instrument', 'Instrument', 'The instrument.')
  instrument!: string;

  @Shown(() => String, 'The provision, as the instrument lists it.', { nullable: true })
  provision?: string;
}
