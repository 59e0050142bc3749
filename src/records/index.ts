import { moduleOf, type RecordModule } from '../graphql/objects/record-module.js';
import { actorKind } from './actor/actor.js';
import { assessmentVisitKind } from './assessment-visit/assessment-visit.js';
import { visitReleaseKind } from './assessment-visit/visit-release.js';
import { assistanceMatchKind } from './assistance-match/assistance-match.js';
import { assistanceNeedKind } from './assistance-need/assistance-need.js';
import { assistanceOfferKind } from './assistance-offer/assistance-offer.js';
import { assistanceProjectKind } from './assistance-project/assistance-project.js';
import { capacityActivityKind } from './capacity-activity/capacity-activity.js';
import { commitmentKind } from './commitment/commitment.js';
import { communityKind } from './community/community.js';
import { coordinationMechanismKind } from './coordination-mechanism/coordination-mechanism.js';
import { emergencyAccessKind } from './emergency-access/emergency-access.js';
import { guidanceMaterialKind } from './guidance-material/guidance-material.js';
import { humanRightsReviewKind } from './human-rights-review/human-rights-review.js';
import { instrumentKind } from './instrument/instrument.js';
import { nationalMeasureKind } from './national-measure/national-measure.js';
import { partnershipKind } from './partnership/partnership.js';
import { programmeKind } from './programme/programme.js';
import { recommendationKind } from './recommendation/recommendation.js';
import { ruleThresholdKind } from './rule-threshold/rule-threshold.js';
import { savedQuestionModule } from './saved-question/saved-question.graphql.js';
import { threatTrendKind } from './threat-trend/threat-trend.js';
import { warningNetworkKind } from './warning-network/warning-network.js';

/** Every kind of record that Concord keeps; a new one is a folder and a line here. */
export const recordModules: readonly RecordModule[] = [
  moduleOf(actorKind),
  moduleOf(assessmentVisitKind),
  moduleOf(assistanceMatchKind),
  moduleOf(assistanceNeedKind),
  moduleOf(assistanceOfferKind),
  moduleOf(assistanceProjectKind),
  moduleOf(capacityActivityKind),
  moduleOf(commitmentKind),
  moduleOf(communityKind),
  moduleOf(coordinationMechanismKind),
  moduleOf(emergencyAccessKind),
  moduleOf(guidanceMaterialKind),
  moduleOf(humanRightsReviewKind),
  moduleOf(instrumentKind),
  moduleOf(nationalMeasureKind),
  moduleOf(partnershipKind),
  moduleOf(programmeKind),
  moduleOf(recommendationKind),
  moduleOf(ruleThresholdKind),
  savedQuestionModule,
  moduleOf(threatTrendKind),
  moduleOf(visitReleaseKind),
  moduleOf(warningNetworkKind),
];
