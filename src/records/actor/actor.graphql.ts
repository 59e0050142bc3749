import { ID, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, Part, Related, Shown } from '../../graphql/objects/fields.js';
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

  @Shown(() => Boolean, 'Whether that one has agreed: until then it counts for nothing.')
  agreed!: boolean;

  @Shown(() => Boolean, 'Whether it has ended, or was declined.')
  ended!: boolean;
}

@ObjectType({ description: 'Leave for another organisation to speak for the actor, by `onBehalfOf`.' })
class ActorMandate {
  @Shown(() => ID, 'Its id, to end it by.')
  id!: string;

  @Related('actor', 'Actor', 'Who may speak for it.')
  to!: string;

  @Shown(() => String, 'Kinds of record to which it is limited; none: any but actors.', { list: true })
  kinds!: string[];

  @Shown(() => String, 'Commands to which it is limited; none: any.', { list: true })
  commands!: string[];

  @Shown(() => ID, 'Records to which it is limited; none: any.', { list: true })
  records!: string[];

  @Shown(() => Day, 'The last day on which it holds.')
  until!: string;

  @Shown(() => String, 'Why it was granted.')
  reason!: string;
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

  @Part(() => ActorMandate, 'Mandates that it has not ended.', { list: true })
  mandates!: ActorMandate[];

  @Shown(() => commands.ActorRole, 'Its roles in cooperation.', { list: true })
  roles!: string[];

  @Shown(() => ContactPoint, 'Ways to reach it.', { list: true })
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
