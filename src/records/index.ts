import { moduleOf, type RecordModule } from '../graphql/objects/record-module.js';
import { actorModule } from './actor/actor.graphql.js';
import { assessmentVisitModule } from './assessment-visit/assessment-visit.graphql.js';
import { visitReleaseModule } from './assessment-visit/visit-release.graphql.js';
import { assistanceMatchModule } from './assistance-match/assistance-match.graphql.js';
import { assistanceNeedModule } from './assistance-need/assistance-need.graphql.js';
import { assistanceOfferModule } from './assistance-offer/assistance-offer.graphql.js';
import { assistanceProjectModule } from './assistance-project/assistance-project.graphql.js';
import { capacityActivityModule } from './capacity-activity/capacity-activity.graphql.js';
import { commitmentKind } from './commitment/commitment.js';
import { communityKind } from './community/community.js';
import { coordinationMechanismModule } from './coordination-mechanism/coordination-mechanism.graphql.js';
import { emergencyAccessModule } from './emergency-access/emergency-access.graphql.js';
import { guidanceMaterialModule } from './guidance-material/guidance-material.graphql.js';
import { humanRightsReviewModule } from './human-rights-review/human-rights-review.graphql.js';
import { instrumentModule } from './instrument/instrument.graphql.js';
import { nationalMeasureModule } from './national-measure/national-measure.graphql.js';
import { partnershipModule } from './partnership/partnership.graphql.js';
import { programmeModule } from './programme/programme.graphql.js';
import { recommendationModule } from './recommendation/recommendation.graphql.js';
import { ruleThresholdModule } from './rule-threshold/rule-threshold.graphql.js';
import { threatTrendModule } from './threat-trend/threat-trend.graphql.js';
import { warningNetworkModule } from './warning-network/warning-network.graphql.js';

/** Every kind of record that Concord keeps; a new one is a folder and a line here. */
export const recordModules: readonly RecordModule[] = [
  actorModule,
  assessmentVisitModule,
  assistanceMatchModule,
  assistanceNeedModule,
  assistanceOfferModule,
  assistanceProjectModule,
  capacityActivityModule,
  moduleOf(commitmentKind),
  moduleOf(communityKind),
  coordinationMechanismModule,
  emergencyAccessModule,
  guidanceMaterialModule,
  humanRightsReviewModule,
  instrumentModule,
  nationalMeasureModule,
  partnershipModule,
  programmeModule,
  recommendationModule,
  ruleThresholdModule,
  threatTrendModule,
  visitReleaseModule,
  warningNetworkModule,
];
