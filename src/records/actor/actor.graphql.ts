import { ID, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, PersonalList, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day } from '../../graphql/scalars.js';
import * as commands from './actor.commands.js';
import { actor, actorStatus } from './actor.js';
import { ACTOR_STATUSES, type ActorState } from './actor.events.js';
import { actorColumns } from './actor.table.js';
import { actorSentences } from './actor.sentences.js';

const ActorStatus = codeEnum('ActorStatus', 'Whether an actor takes part.', ACTOR_STATUSES);

@ObjectType({ description: 'An identifier in a register.' })
class ActorIdentifier {
  @OutputField(() => String, 'The register.')
  scheme!: string;

  @OutputField(() => String, 'The identifier in it.')
  value!: string;

  @OutputField(() => Day, 'From when it is valid.', { nullable: true })
  from?: string;

  @OutputField(() => Day, 'Until when it is valid.', { nullable: true })
  to?: string;
}

@ObjectType({ description: 'That an actor belongs to another.' })
class ActorAffiliation {
  @RecordRef('actor', 'Actor', 'To whom.')
  parent!: string;

  @OutputField(() => commands.AffiliationKind, 'How.')
  kind!: string;

  @OutputField(() => Day, 'Since when, if it was said.', { nullable: true })
  from?: string;

  @OutputField(() => Day, 'Until when, if it was said.', { nullable: true })
  to?: string;

  @OutputField(() => Boolean, 'Whether that one has agreed: until then it counts for nothing.')
  agreed!: boolean;

  @OutputField(() => Boolean, 'Whether it has ended, or was declined.')
  ended!: boolean;
}

@ObjectType({ description: 'Leave for another organisation to speak for the actor, by `onBehalfOf`.' })
class ActorMandate {
  @OutputField(() => ID, 'Its id, to end it by.')
  id!: string;

  @RecordRef('actor', 'Actor', 'Who may speak for it.')
  to!: string;

  @OutputField(() => String, 'Kinds of record to which it is limited; none: any but actors.', { list: true })
  kinds!: string[];

  @OutputField(() => String, 'Commands to which it is limited; none: any.', { list: true })
  commands!: string[];

  @OutputField(() => ID, 'Records to which it is limited; none: any.', { list: true })
  records!: string[];

  @OutputField(() => Day, 'The last day on which it holds.')
  until!: string;

  @OutputField(() => String, 'Why it was granted.')
  reason!: string;
}

@ObjectType({ description: 'A way to reach an organisation.' })
class ContactPoint {
  @OutputField(() => commands.ContactChannel, 'Which way.')
  channel!: string;

  @OutputField(() => String, 'Which one of several.', { nullable: true })
  label?: string;

  @OutputField(() => String, 'The address.')
  value!: string;
}

@RecordType('A State, agency, organisation, company or community that takes part in cooperation.')
export class Actor extends RecordObject {
  @OutputField(() => commands.ActorKind, 'What it is.')
  actorKind!: string;

  @Localized('Its name.')
  name!: LocalizedText;

  @OutputField(() => String, 'Its country, ISO 3166-1 alpha-2.', { nullable: true })
  country?: string;

  @OutputField(() => String, 'Regions it works in.', { list: true })
  regions!: string[];

  @OutputField(() => ActorIdentifier, 'Its identifiers in registers.', { list: true })
  identifiers!: ActorIdentifier[];

  @NestedObject(() => ActorAffiliation, 'To whom it belongs and belonged.', { list: true })
  affiliations!: ActorAffiliation[];

  @NestedObject(() => ActorMandate, 'Mandates that it has not ended.', { list: true })
  mandates!: ActorMandate[];

  @OutputField(() => commands.ActorRole, 'Its roles in cooperation.', { list: true })
  roles!: string[];

  @PersonalList(() => ContactPoint, 'Ways to reach it.', 'value')
  contactPoints!: ContactPoint[];

  @Computed<ActorState>(() => ActorStatus, 'Whether it takes part.', actorStatus)
  status!: string;

  @OutputField(() => String, 'Why it takes no part any more.', { nullable: true })
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
