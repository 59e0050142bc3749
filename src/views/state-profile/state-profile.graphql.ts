import { type GraphQLFieldConfig, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, listOf, required } from '../../graphql/schema/shared-types.js';
import { cooperationStatus } from '../../rules/cooperation-status.js';
import { ruleArgument } from '../../rules/status-rule.js';
import { cellsOf } from '../cooperation-status/cooperation-status.graphql.js';
import { profileField, type ProfilePart, profileParts } from '../shared/profile.js';

/** What is for the State's country, where it has one. */
const forItsCountry =
  (column: string) =>
  ({ country }: RecordRow) => ({ [column]: typeof country === 'string' ? [country] : [] });

const PARTS: readonly ProfilePart[] = [
  ['measures', 'nationalMeasure', 'state', 'Its measures.'],
  ['reviews', 'humanRightsReview', 'owner', 'Human rights reviews of its measures.'],
  ['mechanisms', 'coordinationMechanism', 'state', 'Mechanisms in which its agencies coordinate.'],
  ['agencies', 'actor', 'parents', 'Agencies and others that belong to it.'],
  ['needs', 'assistanceNeed', 'state', 'Needs of assistance that it has.'],
  ['offers', 'assistanceOffer', 'provider', 'Assistance that it offers.'],
  ['matchesReceived', 'assistanceMatch', 'recipient', 'Matches of its needs with offers.'],
  ['matchesProvided', 'assistanceMatch', 'provider', 'Matches of its offers with needs.'],
  ['recommendations', 'recommendation', 'state', 'Recommendations that were made to it.'],
  ['visits', 'assessmentVisit', 'state', 'Assessment visits to it.'],
  ['visitReleases', 'visitRelease', 'state', 'What it has released of assessment visits.'],
  ['commitments', 'commitment', 'actor', 'What it has undertaken.'],
  ['commitmentsReceived', 'commitment', 'recipient', 'What others have undertaken for it.'],
  ['partnerships', 'partnership', 'members', 'Partnerships of which it is a member.'],
  ['partnershipsFounded', 'partnership', 'founders', 'Partnerships that were proposed to it as a founding party.'],
  ['activitiesOrganised', 'capacityActivity', 'organisers', 'Activities that it hosts or organises with others.'],
  ['activities', 'capacityActivity', 'participants', 'Activities in which it takes part.'],
  ['activitiesForIt', 'capacityActivity', forItsCountry('countries'), 'Activities that are for its country.'],
  ['projects', 'assistanceProject', 'partners', 'Projects of assistance in which it has a part.'],
  ['projectsFunded', 'assistanceProject', 'funders', 'Projects of assistance that it funds.'],
  ['projectsForIt', 'assistanceProject', forItsCountry('recipients'), 'Projects of assistance that are for its country.'],
  ['programmes', 'programme', 'partners', 'Programmes in which it is a partner.'],
  ['programmesForIt', 'programme', forItsCountry('countries'), 'Programmes that are for its country.'],
  ['guidanceAdopted', 'guidanceMaterial', 'adopters', 'Guidance that it has adopted.'],
  ['warningNetworks', 'warningNetwork', 'nodes', 'Warning networks of which it is a node.'],
];

/** `Query.stateProfile`: a State with all that is on record of it. */
export function stateProfileQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const actor = outputType(schema, 'Actor') as GraphQLObjectType;
  const profile = new GraphQLObjectType<RecordRow, RequestContext>({
    name: 'StateProfile',
    description:
      'A State with all that is on record of it, as far as you may see it. Nothing on record does not say that there is nothing.',
    fields: {
      state: { type: required(actor), description: 'The State.', resolve: (row) => row },
      contactPoints: actor.toConfig().fields.contactPoints as GraphQLFieldConfig<RecordRow, RequestContext>,
      cooperationStatus: {
        type: listOf(outputType(schema, 'CooperationStatusCell')),
        description: 'Where it stands in each of the nine conclusions, in order.',
        args: { rule: ruleArgument(cooperationStatus.versions) },
        resolve: async ({ $id, $moment }, { rule }: { rule?: string | null }, { viewer }) =>
          (await cellsOf(services, viewer.keys, $moment, [$id], { rule })).get($id)!.cells,
      },
      ...profileParts(schema, services, PARTS),
    },
  });
  return {
    stateProfile: profileField(
      services,
      profile,
      'A State with all that is on record of it; null where there is none or you may not see it.',
      ({ actorKind }) => (actorKind === 'STATE' ? undefined : 'is the id of a State'),
    ),
  };
}
