import './emergency-access/emergency-access.graphql.js';
import { type Catalogue } from '../event-sourcing/catalogue.js';
import { type Projection } from '../event-sourcing/projections/projection.js';
import { type ViewQueries, type Views } from '../graphql/schema/assemble.js';
import { activityCalendarQueries } from './activity-calendar/activity-calendar.graphql.js';
import { activityCoverageQueries } from './activity-coverage/activity-coverage.graphql.js';
import { actorProfileQueries } from './actor-profile/actor-profile.graphql.js';
import { answerTimesQueries } from './answer-times/answer-times.graphql.js';
import { challengeHeatMapQueries } from './challenge-heat-map/challenge-heat-map.graphql.js';
import { changeDigestQueries } from './change-digest/change-digest.graphql.js';
import { codeListQueries } from './code-lists/code-lists.graphql.js';
import { commitmentBoardQueries } from './commitment-board/commitment-board.graphql.js';
import { cooperationStatusQueries } from './cooperation-status/cooperation-status.graphql.js';
import { donorPortfolioQueries } from './donor-portfolio/donor-portfolio.graphql.js';
import { transfersProjection } from './donor-portfolio/transfers.projection.js';
import { transferMatchQueries } from './donor-portfolio/transfer-matches.graphql.js';
import { dueWorkQueries } from './due-work/due-work.graphql.js';
import { guidanceLibraryQueries } from './guidance-library/guidance-library.graphql.js';
import { ledgerQueries } from './ledger/ledger.graphql.js';
import { measureMatrixQueries } from './measure-matrix/measure-matrix.graphql.js';
import { measureScopesQueries } from './measure-scopes/measure-scopes.graphql.js';
import { mechanismDirectoryQueries } from './mechanism-directory/mechanism-directory.graphql.js';
import { partnershipGraphQueries } from './partnership-graph/partnership-graph.graphql.js';
import { programmeStatusQueries } from './programme-status/programme-status.graphql.js';
import { readAuditQueries } from './read-audit/read-audit.graphql.js';
import { recommendationTrackerQueries } from './recommendation-tracker/recommendation-tracker.graphql.js';
import { needsAndOffersQueries } from './needs-and-offers/needs-and-offers.graphql.js';
import { searchQueries } from './search/search.graphql.js';
import { searchProjection } from './search/search.projection.js';
import { threatTrendCoverageQueries } from './threat-trend-coverage/threat-trend-coverage.graphql.js';
import { stateProfileQueries } from './state-profile/state-profile.graphql.js';
import { statusRuleQueries } from './status-rules/status-rules.graphql.js';
import { timelineTypes } from './timeline/timeline.graphql.js';
import { timelineProjection } from './timeline/timeline.projection.js';
import { eventSubscription } from './timeline/timeline.subscription.js';
import { visitPipelineQueries } from './visit-pipeline/visit-pipeline.graphql.js';
import { warningNetworkReadinessQueries } from './warning-network-readiness/warning-network-readiness.graphql.js';

/** Projections of the read models that cut across records. */
export function viewProjections(catalogue: Catalogue): readonly Projection[] {
  return [timelineProjection, transfersProjection(catalogue), searchProjection(catalogue)];
}

/** What the views add to Query. */
const queries: readonly ViewQueries[] = [
  donorPortfolioQueries,
  transferMatchQueries,
  commitmentBoardQueries,
  dueWorkQueries,
  activityCalendarQueries,
  actorProfileQueries,
  cooperationStatusQueries,
  stateProfileQueries,
  statusRuleQueries,
  guidanceLibraryQueries,
  measureMatrixQueries,
  needsAndOffersQueries,
  warningNetworkReadinessQueries,
  answerTimesQueries,
  activityCoverageQueries,
  challengeHeatMapQueries,
  measureScopesQueries,
  mechanismDirectoryQueries,
  programmeStatusQueries,
  recommendationTrackerQueries,
  threatTrendCoverageQueries,
  visitPipelineQueries,
  partnershipGraphQueries,
  codeListQueries,
  searchQueries,
  changeDigestQueries,
  readAuditQueries,
  ledgerQueries,
];

/** What the views add to the schema. */
export const views: Views = {
  queries,
  timeline(schema, services) {
    const types = timelineTypes(schema, services);
    return { ...types, subscription: eventSubscription(services, types.Event) };
  },
};
