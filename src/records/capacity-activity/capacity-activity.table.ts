import { code, codes, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { type CapacityActivityState } from './capacity-activity.events.js';

/** What activities are filtered and ordered by. */
export const capacityActivityColumns: Columns<CapacityActivityState> = {
  activityKind: code('What kind of activity it is.', (state) => state.activityKind, 'ActivityKind'),
  status: code('Where it stands.', (state) => state.status, 'ActivityStatus'),
  mode: code('How people meet.', (state) => state.mode, 'ActivityMode'),
  host: reference('actor', 'Who hosts it.', (state) => state.host),
  organisers: references('actor', 'Who hosts it or organises it with the host.', (state) => [state.host, ...state.coOrganisers]),
  participants: references('actor', 'Who takes part.', (state) => state.participants),
  aims: codes('What it is to bring about.', (state) => state.aims, 'ActivityAim'),
  countries: codes('Countries that it is for.', (state) => state.countries),
  regions: codes('Regions that it is for: `035`, `X-SEE`.', (state) => state.regions),
  themes: codes('Themes that it is about: `CO-05`.', (state) => state.themes),
  audienceLevels: codes(
    'Levels of government, or of its audience, that it is for.',
    (state) => state.audienceLevels,
    'AudienceLevel',
  ),
  audienceKinds: codes('Kinds of actor that it is for.', (state) => state.audienceKinds, 'ActorKind'),
  targetScope: code('What is to be protected.', (state) => state.targetScope, 'TargetScope'),
  instruments: codes('Instruments that it rests on: `S/RES/2341 (2017)`.', (state) => state.instruments),
  needs: references('assistanceNeed', 'Needs for assistance that it answers.', (state) => state.needs),
  starts: day('The day on which it started, or else is planned to.', (state) => state.heldStart ?? state.plannedStart),
  ends: day('The day on which it ended, or else is planned to.', (state) => state.heldEnd ?? state.plannedEnd),
};
