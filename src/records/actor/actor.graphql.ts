import { ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, Part, PersonalList, Related, Shown } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day } from '../../graphql/scalars.js';
import * as commands from './actor.commands.js';
import { actor, ACTOR_STATUSES, type ActorState, actorStatus } from './actor.js';
import { actorColumns } from './actor.table.js';
import { actorSentences } from './actor.sentences.js';

const ActorStatus = codeEnum('ActorStatus', 'Whether an actor takes part.', ACTOR_STATUSES);

@ObjectType({ description: 'An identifier in a register.' })
class ActorIdentifier {
  @Shown(() => String, 'The register.')
  scheme!: string;

  @Shown(() => String, 'The identifier in it.')
  value!: string;

  @Shown(() => Day, 'From when it is valid.', { nullable: true })
  from?: string;

  @Shown(() => Day, 'Until when it is valid.', { nullable: true })
  to?: string;
}

@ObjectType({ description: 'That an actor belongs to another.' })
class ActorAffiliation {
  @Related('actor', 'Actor', 'To whom.')
  parent!: string;

  @Shown(() => commands.AffiliationKind, 'How.')
  kind!: string;

  @Shown(() => Day, 'Since when, if it was said.', { nullable: true })
  from?: string;

  @Shown(() => Day, 'Until when, if it was said.', { nullable: true })
  to?: string;

  @Shown(() => Boolean, 'Whether it has ended.')
  ended!: boolean;
}

@ObjectType({ description: 'A way to reach an organisation.' })
class ContactPoint {
  @Shown(() => commands.ContactChannel, 'Which way.')
  channel!: string;

  @Shown(() => String, 'Which one of several.', { nullable: true })
  label?: string;

  @Shown(() => String, 'The address.')
  value!: string;
}

@RecordType('A State, agency, organisation, company or community that takes part in cooperation.')
export class Actor extends RecordObject {
  @Shown(() => commands.ActorKind, 'What it is.')
  actorKind!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @Shown(() => String, 'Its country, ISO 3166-1 alpha-2.', { nullable: true })
  country?: string;

  @Shown(() => String, 'Regions it works in.', { list: true })
  regions!: string[];

  @Shown(() => ActorIdentifier, 'Its identifiers in registers.', { list: true })
  identifiers!: ActorIdentifier[];

  @Part(() => ActorAffiliation, 'To whom it belongs and belonged.', { list: true })
  affiliations!: ActorAffiliation[];

  @Shown(() => commands.ActorRole, 'Its roles in cooperation.', { list: true })
  roles!: string[];

  @PersonalList(() => ContactPoint, 'Ways to reach it.', 'value')
  contactPoints!: ContactPoint[];

  @Computed<ActorState>(() => ActorStatus, 'Whether it takes part.', actorStatus)
  status!: string;

  @Shown(() => String, 'Why it takes no part any more.', { nullable: true })
  deactivated?: string;
}

export const actorModule = recordModule<ActorState>({
  definition: actor,
  columns: actorColumns,
  type: Actor,
  plural: 'actors',
  sentences: actorSentences,
  commands: Object.values(commands),
  redirect: ({ mergedInto }) => mergedInto as string | null,
});
