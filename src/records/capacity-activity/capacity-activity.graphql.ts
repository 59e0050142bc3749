import { Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { TargetScope } from '../shared/inputs.js';
import * as commands from './capacity-activity.commands.js';
import { ACTIVITY_STATUSES, type CapacityActivityState, INVITATION_STATUSES } from './capacity-activity.events.js';
import { capacityActivity } from './capacity-activity.js';
import { capacityActivityColumns } from './capacity-activity.table.js';
import { capacityActivitySentences } from './capacity-activity.sentences.js';

const ActivityStatus = codeEnum('ActivityStatus', 'Where an activity stands.', ACTIVITY_STATUSES);
const InvitationStatus = codeEnum('InvitationStatus', 'What became of an invitation.', INVITATION_STATUSES);

@ObjectType({ description: 'An invitation to an actor.' })
class ActivityInvitation {
  @RecordRef('actor', 'Actor', 'Who was invited.')
  actor!: string;

  @OutputField(() => InvitationStatus, 'What became of it.')
  status!: string;

  @OutputField(() => String, 'Why it was declined.', { nullable: true })
  reason?: string;
}

@ObjectType({ description: 'Days that an activity was planned for before.' })
class EarlierDates {
  @OutputField(() => Day, 'First day.')
  start!: string;

  @OutputField(() => Day, 'Last day.')
  end!: string;

  @OutputField(() => String, 'Why it moved.')
  reason!: string;
}

@ObjectType({ description: 'How many came from a country.' })
class CountryCount {
  @OutputField(() => String, 'The country, ISO 3166-1 alpha-2.')
  country!: string;

  @OutputField(() => Int, 'How many.')
  count!: number;
}

@ObjectType({ description: 'How many came for a kind of actor.' })
class ActorKindCount {
  @OutputField(() => String, 'The kind of actor.')
  kind!: string;

  @OutputField(() => Int, 'How many.')
  count!: number;
}

@ObjectType({ description: 'How many of a gender came.' })
class GenderCount {
  @OutputField(() => commands.Gender, 'The gender.')
  gender!: string;

  @OutputField(() => Int, 'How many.')
  count!: number;
}

@ObjectType({ description: 'How many attended: counts, never names.' })
class ActivityAttendance {
  @OutputField(() => Int, 'How many in all.')
  total!: number;

  @OutputField(() => CountryCount, 'From each country.', { list: true })
  byCountry!: CountryCount[];

  @OutputField(() => ActorKindCount, 'For each kind of actor.', { list: true })
  byActorKind!: ActorKindCount[];

  @OutputField(() => GenderCount, 'Of each gender.', { list: true })
  byGender!: GenderCount[];
}

@ObjectType({ description: 'What came of an activity.' })
class ActivityOutcome {
  @Localized('What came of it.')
  outcome!: LocalizedText;

  @OutputField(() => String, 'Address of the report.', { nullable: true })
  document?: string;

  @OutputField(() => Instant, 'When it was reported.')
  at!: string;
}

@ObjectType({ description: 'A document or other material of an activity.' })
class ActivityMaterial {
  @OutputField(() => String, 'Its address.')
  url!: string;

  @Localized('Its title.', { nullable: true })
  title?: LocalizedText;

  @OutputField(() => String, 'Its language.', { nullable: true })
  language?: string;
}

@RecordType('A workshop, training, exercise, briefing, side event or study visit.')
export class CapacityActivity extends RecordObject {
  @OutputField(() => commands.ActivityKind, 'What kind of activity it is.')
  activityKind!: string;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is about.', { nullable: true })
  description?: LocalizedText;

  @OutputField(() => ActivityStatus, 'Where it stands.')
  status!: string;

  @RecordRef('actor', 'Actor', 'Who hosts it.')
  host!: string;

  @RecordRef('actor', 'Actor', 'Who organises it with the host.', { list: true })
  coOrganisers!: string[];

  @RecordRef('actor', 'Actor', 'Who takes part, without organising it.', { list: true })
  participants!: string[];

  @OutputField(() => commands.ActivityMode, 'How people meet.', { nullable: true })
  mode?: string;

  @OutputField(() => Day, 'The day on which it is planned to start.')
  plannedStart!: string;

  @OutputField(() => Day, 'The day on which it is planned to end.')
  plannedEnd!: string;

  @OutputField(() => EarlierDates, 'Days that it was planned for before, oldest first.', { list: true })
  earlierDates!: EarlierDates[];

  @OutputField(() => Day, 'The day on which it started.', { nullable: true })
  heldStart?: string;

  @OutputField(() => Day, 'The day on which it ended.', { nullable: true })
  heldEnd?: string;

  @Computed<CapacityActivityState>(
    () => Day,
    'The day on which it started, or else is planned to.',
    ({ heldStart, plannedStart }) => heldStart ?? plannedStart,
  )
  starts!: string;

  @Computed<CapacityActivityState>(
    () => Day,
    'The day on which it ended, or else is planned to.',
    ({ heldEnd, plannedEnd }) => heldEnd ?? plannedEnd,
  )
  ends!: string;

  @OutputField(() => String, 'Where it takes place.', { nullable: true })
  place?: string;

  @OutputField(() => String, 'Countries that it is for, ISO 3166-1 alpha-2.', { list: true })
  countries!: string[];

  @OutputField(() => String, 'Regions that it is for: UN M49 codes and our own region groups.', { list: true })
  regions!: string[];

  @OutputField(() => commands.ActivityAim, 'What it is for.', { list: true })
  aims!: string[];

  @OutputField(() => commands.AudienceLevel, 'Levels that it is for.', { list: true })
  audienceLevels!: string[];

  @OutputField(() => String, 'Kinds of actor that it is for.', { list: true })
  audienceKinds!: string[];

  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @OutputField(() => TargetScope, 'What is to be protected.', { nullable: true })
  targetScope?: string;

  @OutputField(() => String, 'Instruments that it rests on.', { list: true })
  instruments!: string[];

  @OutputField(() => String, 'Guidance that it promotes.', { list: true })
  promotes!: string[];

  @RecordRef('assistanceNeed', 'AssistanceNeed', 'Needs for assistance that it answers.', { list: true })
  needs!: string[];

  @NestedObject(() => ActivityInvitation, 'Invitations and what became of them.', { list: true })
  invitations!: ActivityInvitation[];

  @OutputField(() => Day, 'The last day to register.', { nullable: true })
  registrationUntil?: string;

  @OutputField(() => ActivityAttendance, 'How many attended, as last counted.', { nullable: true })
  attendance?: ActivityAttendance;

  @OutputField(() => ActivityOutcome, 'What came of it.', { list: true })
  outcomes!: ActivityOutcome[];

  @OutputField(() => ActivityMaterial, 'Materials that were shared.', { list: true })
  materials!: ActivityMaterial[];

  @OutputField(() => String, 'Why it was postponed or cancelled.', { nullable: true })
  reason?: string;
}

export const capacityActivityModule = recordModule<CapacityActivityState>({
  definition: capacityActivity,
  columns: capacityActivityColumns,
  type: CapacityActivity,
  plural: 'capacityActivities',
  sentences: capacityActivitySentences,
  commands: Object.values(commands),
});
