import { type RecordModule } from '../graphql/objects/record-module.js';
import { actorModule } from './actor/actor.graphql.js';
import { assistanceProjectModule } from './assistance-project/assistance-project.graphql.js';
import { capacityActivityModule } from './capacity-activity/capacity-activity.graphql.js';
import { commitmentModule } from './commitment/commitment.graphql.js';
import { communityModule } from './community/community.graphql.js';
import { partnershipModule } from './partnership/partnership.graphql.js';
import { threatTrendModule } from './threat-trend/threat-trend.graphql.js';
import { warningNetworkModule } from './warning-network/warning-network.graphql.js';

/** Every kind of record that Concord keeps; a new one is a folder and a line here. */
export const recordModules: readonly RecordModule[] = [
  actorModule,
  assistanceProjectModule,
  capacityActivityModule,
  commitmentModule,
  communityModule,
  partnershipModule,
  threatTrendModule,
  warningNetworkModule,
];
