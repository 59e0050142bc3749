import { InputType } from '@nestjs/graphql';
import { ACTOR_KINDS } from '../../codes/actor-kinds.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { CreateCommand, RecordCommand } from '../../graphql/commands/command.js';
import {
  CheckedText,
  Code,
  Count,
  DayField,
  isLanguage,
  Localized,
  Nested,
  Reference,
  Text,
} from '../../graphql/commands/fields.js';
import { Command } from '../../graphql/commands/registry.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Countries, Country, Regions, TargetScope, Themes } from '../shared/inputs.js';
import { ACTIVITY_AIMS, ACTIVITY_KINDS, ACTIVITY_MODES, AUDIENCE_LEVELS, GENDERS } from './capacity-activity.events.js';

export const ActivityKind = codeEnum('ActivityKind', 'What kind of activity it is.', ACTIVITY_KINDS);
export const ActivityMode = codeEnum('ActivityMode', 'How people meet.', ACTIVITY_MODES);
export const ActivityAim = codeEnum('ActivityAim', 'What an activity is for.', ACTIVITY_AIMS);
export const AudienceLevel = codeEnum('AudienceLevel', 'Level that an activity is for.', AUDIENCE_LEVELS);
export const Gender = codeEnum('Gender', 'A group of people who attended.', GENDERS);

const ACTOR_KIND = 'is a kind of actor such as PRIVATE';
const isActorKind = (text: string) => (ACTOR_KINDS as readonly string[]).includes(text);

@Command('Plans an activity: a workshop, training, exercise, briefing, side event or study visit.')
export class PlanActivity extends CreateCommand {
  @Code(ActivityKind, 'What kind of activity it is.')
  activityKind!: keyof typeof ActivityKind;

  @Localized('Its title.')
  title!: LocalizedText;

  @Localized('What it is about.', { optional: true })
  description?: LocalizedText;

  @Reference('actor', 'Who hosts it.')
  host!: string;

  @Reference('actor', 'Who organises it with the host.', { optional: true, list: true })
  coOrganisers?: string[];

  @Reference('actor', 'Who takes part, without organising it.', { optional: true, list: true })
  participants?: string[];

  @Code(ActivityMode, 'How people meet.', { optional: true })
  mode?: keyof typeof ActivityMode;

  @DayField('The day on which it is planned to start.')
  plannedStart!: string;

  @DayField('The day on which it is planned to end.')
  plannedEnd!: string;

  @Text('Where it takes place.', { optional: true, max: 500 })
  place?: string;

  @Countries('Countries that it is for.')
  countries?: string[];

  @Regions('Regions that it is for.')
  regions?: string[];

  @Code(ActivityAim, 'What it is for.', { optional: true, list: true })
  aims?: (keyof typeof ActivityAim)[];

  @Code(AudienceLevel, 'Levels that it is for.', { optional: true, list: true })
  audienceLevels?: (keyof typeof AudienceLevel)[];

  @CheckedText('Kinds of actor that it is for.', ACTOR_KIND, isActorKind, { optional: true, list: true })
  audienceKinds?: string[];

  @Themes('Challenges, conclusions and threats that it is about.')
  themes?: string[];

  @Code(TargetScope, 'What is to be protected.', { optional: true })
  targetScope?: keyof typeof TargetScope;

  @Text('Instruments that it rests on: `S/RES/2341 (2017)`.', { optional: true, list: true, max: 200 })
  instruments?: string[];

  @Text('Guidance that it promotes.', { optional: true, list: true, max: 500 })
  promotes?: string[];

  @Reference('assistanceNeed', 'Needs for assistance that it answers: held, it counts towards them.', {
    optional: true,
    list: true,
  })
  needs?: string[];
}

@Command('Records that another actor organises the activity too.')
export class AddActivityCoOrganiser extends RecordCommand {
  @Reference('actor', 'The actor.')
  actor!: string;
}

@Command('Records that an actor takes part, without organising the activity.')
export class AddActivityParticipant extends RecordCommand {
  @Reference('actor', 'The actor.')
  actor!: string;
}

@Command('Announces the activity.')
export class AnnounceActivity extends RecordCommand {
  @Text('Address of the announcement.', { optional: true })
  document?: string;
}

@Command('Opens registration.')
export class OpenActivityRegistration extends RecordCommand {
  @DayField('The last day to register.', { optional: true })
  until?: string;
}

@Command('Invites an actor.')
export class InviteToActivity extends RecordCommand {
  @Reference('actor', 'The actor.')
  actor!: string;
}

@Command('Accepts an invitation, as the invited actor.')
export class AcceptActivityInvitation extends RecordCommand {}

@Command('Declines an invitation, as the invited actor.')
export class DeclineActivityInvitation extends RecordCommand {
  @Text('Why.', { optional: true })
  reason?: string;
}

@Command('Sets other days for the activity.')
export class RescheduleActivity extends RecordCommand {
  @DayField('The day on which it is now planned to start.')
  plannedStart!: string;

  @DayField('The day on which it is now planned to end.')
  plannedEnd!: string;

  @Text('Why.')
  reason!: string;
}

@Command('Records that the activity has started.')
export class StartActivity extends RecordCommand {}

@InputType({ description: 'How many came from a country.' })
export class CountryCountInput {
  @Country('The country.')
  country!: string;

  @Count('How many.')
  count!: number;
}

@InputType({ description: 'How many came for a kind of actor.' })
export class ActorKindCountInput {
  @CheckedText('The kind of actor.', ACTOR_KIND, isActorKind)
  kind!: string;

  @Count('How many.')
  count!: number;
}

@InputType({ description: 'How many of a gender came.' })
export class GenderCountInput {
  @Code(Gender, 'The gender.')
  gender!: keyof typeof Gender;

  @Count('How many.')
  count!: number;
}

@Command('Records how many attended: counts, never names. A later count takes the place of an earlier one.')
export class RecordAttendance extends RecordCommand {
  @Count('How many attended in all.')
  total!: number;

  @Nested(() => CountryCountInput, 'How many from each country; they make the total.', { optional: true, list: true })
  byCountry?: CountryCountInput[];

  @Nested(() => ActorKindCountInput, 'How many for each kind of actor; they make the total.', { optional: true, list: true })
  byActorKind?: ActorKindCountInput[];

  @Nested(() => GenderCountInput, 'How many of each gender; they make the total.', { optional: true, list: true })
  byGender?: GenderCountInput[];
}

@Command('Records that the activity was held.')
export class RecordActivityHeld extends RecordCommand {
  @DayField('The day on which it started.')
  start!: string;

  @DayField('The day on which it ended.')
  end!: string;
}

@Command('Reports what came of the activity.')
export class ReportActivityOutcome extends RecordCommand {
  @Localized('What came of it.')
  outcome!: LocalizedText;

  @Text('Address of the report.', { optional: true })
  document?: string;
}

@InputType({ description: 'A document or other material.' })
export class MaterialInput {
  @Text('Its address.')
  url!: string;

  @Localized('Its title.', { optional: true })
  title?: LocalizedText;

  @CheckedText('Its language.', 'is a BCP 47 language tag such as "en"', isLanguage, { optional: true })
  language?: string;
}

@Command('Shares materials of the activity.')
export class ShareActivityMaterials extends RecordCommand {
  @Nested(() => MaterialInput, 'The materials.', { list: true, min: 1 })
  materials!: MaterialInput[];
}

@Command('Puts the activity off; other days are set later.')
export class PostponeActivity extends RecordCommand {
  @Text('Why.')
  reason!: string;
}

@Command('Cancels the activity.')
export class CancelActivity extends RecordCommand {
  @Text('Why.')
  reason!: string;
}
