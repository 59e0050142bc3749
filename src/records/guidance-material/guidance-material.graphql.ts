import { ID, Int, ObjectType } from '@nestjs/graphql';
import { formatOccurred } from '../../event-sourcing/occurred.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant, PartialDate } from '../../graphql/scalars.js';
import { TargetScope } from '../shared/inputs.js';
import { DocumentReference } from '../shared/objects.js';
import * as commands from './guidance-material.commands.js';
import {
  EDITION_STATUSES,
  GUIDANCE_STATUSES,
  type GuidanceEdition as Edition,
  type GuidanceMaterialState,
  type Publication,
} from './guidance-material.events.js';
import { editionStatus, guidanceMaterial, guidanceStatus } from './guidance-material.js';
import { adopters, guidanceMaterialColumns, slippage } from './guidance-material.table.js';
import { guidanceMaterialSentences } from './guidance-material.sentences.js';

const GuidanceStatus = codeEnum('GuidanceStatus', 'Where guidance stands.', GUIDANCE_STATUSES);
const EditionStatus = codeEnum('EditionStatus', 'Where an edition stands.', EDITION_STATUSES);

/** When a publication came, as exactly as it is known. */
const published = ({ published }: Publication) => published && formatOccurred(published);
const SLIPPAGE =
  'Days from the day first announced to the publication, below zero where it came early; null while either, or the day of publication, is not known.';

@ObjectType({ description: 'An edition, announced or published.' })
class GuidanceEdition {
  @OutputField(() => Int, 'Its number; the first is 1.')
  number!: number;

  @Computed<Edition>(() => EditionStatus, 'Where it stands.', editionStatus)
  status!: string;

  @OutputField(() => Day, 'The day for which it was announced first.', { nullable: true })
  firstExpected?: string;

  @OutputField(() => Day, 'The day for which it was announced last.', { nullable: true })
  expected?: string;

  @Computed<Edition>(() => PartialDate, 'When it was published.', published, { nullable: true })
  published?: string;

  @Computed<Edition>(() => Int, SLIPPAGE, slippage, { nullable: true })
  slippage?: number;

  @OutputField(() => DocumentReference, 'The edition itself.', { nullable: true })
  document?: DocumentReference;

  @OutputField(() => Int, 'Number of the edition that took its place.', { nullable: true })
  supersededBy?: number;
}

@ObjectType({ description: 'An addendum to an edition, announced or published.' })
class GuidanceAddendum {
  @OutputField(() => ID, 'Id of the event that announced it, or else of the one that published it.')
  id!: string;

  @OutputField(() => Int, 'Number of the edition that it amends.')
  edition!: number;

  @Localized('Its title.')
  title!: LocalizedText;

  @OutputField(() => Day, 'The day for which it was announced first.', { nullable: true })
  firstExpected?: string;

  @OutputField(() => Day, 'The day for which it was announced last.', { nullable: true })
  expected?: string;

  @Computed<Publication>(() => PartialDate, 'When it was published.', published, { nullable: true })
  published?: string;

  @Computed<Publication>(() => Int, SLIPPAGE, slippage, { nullable: true })
  slippage?: number;

  @OutputField(() => DocumentReference, 'The addendum itself.', { nullable: true })
  document?: DocumentReference;
}

@ObjectType({ description: 'That guidance was promoted at an activity.' })
class GuidancePromotion {
  @RecordRef('capacityActivity', 'CapacityActivity', 'The activity.')
  activity!: string;

  @OutputField(() => Int, 'Number of the edition, where one in particular was promoted.', { nullable: true })
  edition?: number;

  @OutputField(() => Instant, 'When it was.')
  at!: string;
}

@ObjectType({ description: 'That an actor has adopted an edition for its own use.' })
class GuidanceAdoption {
  @RecordRef('actor', 'Actor', 'The actor.')
  actor!: string;

  @OutputField(() => Int, 'Number of the edition.')
  edition!: number;

  @OutputField(() => Instant, 'When it was.')
  at!: string;
}

@RecordType('Guidance that is published in editions: a compendium, guidelines, a tool.')
export class GuidanceMaterial extends RecordObject {
  @OutputField(() => commands.GuidanceKind, 'What kind of guidance it is.')
  guidanceKind!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is about.', { nullable: true })
  description?: LocalizedText;

  @RecordRef('actor', 'Actor', 'Who publishes it.', { list: true })
  publishers!: string[];

  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @OutputField(() => TargetScope, 'What is to be protected.', { nullable: true })
  targetScope?: string;

  @Computed<GuidanceMaterialState>(() => GuidanceStatus, 'Where it stands.', guidanceStatus)
  status!: string;

  @OutputField(() => GuidanceEdition, 'Its editions, announced and published, in order of number.', { list: true })
  editions!: GuidanceEdition[];

  @OutputField(() => GuidanceAddendum, 'Addenda to its editions, announced and published.', { list: true })
  addenda!: GuidanceAddendum[];

  @NestedObject(() => GuidancePromotion, 'Where it was promoted, oldest first.', { list: true })
  promotions!: GuidancePromotion[];

  @NestedObject(() => GuidanceAdoption, 'Who adopted which edition, oldest first.', { list: true })
  adoptions!: GuidanceAdoption[];

  @Computed<GuidanceMaterialState>(() => Int, 'How many actors have adopted an edition.', (state) => adopters(state).length)
  adopterCount!: number;

  @OutputField(() => Instant, 'When it was withdrawn.', { nullable: true })
  withdrawnAt?: string;

  @OutputField(() => String, 'Why it was withdrawn.', { nullable: true })
  withdrawnReason?: string;
}

export const guidanceMaterialModule = recordModule<GuidanceMaterialState>({
  definition: guidanceMaterial,
  columns: guidanceMaterialColumns,
  type: GuidanceMaterial,
  plural: 'guidanceMaterials',
  sentences: guidanceMaterialSentences,
  commands: Object.values(commands),
});
