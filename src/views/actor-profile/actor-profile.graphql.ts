import { GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, required } from '../../graphql/schema/shared-types.js';
import { profileField, type ProfilePart, profileParts } from '../shared/profile.js';
import { workloadField } from './workload.js';

const PARTS: readonly ProfilePart[] = [
  ['commitments', 'commitment', 'actor', 'What it has undertaken.'],
  ['commitmentsReceived', 'commitment', 'recipient', 'What others have undertaken for it.'],
  ['partnerships', 'partnership', 'members', 'Partnerships of which it is a member.'],
  ['partnershipsFounded', 'partnership', 'founders', 'Partnerships that were proposed to it as a founding party.'],
  ['activitiesOrganised', 'capacityActivity', 'organisers', 'Activities that it hosts or organises with others.'],
  ['activitiesAttended', 'capacityActivity', 'participants', 'Activities in which it takes part.'],
  ['projects', 'assistanceProject', 'partners', 'Projects of assistance in which it has a part.'],
  ['projectsFunded', 'assistanceProject', 'funders', 'Projects of assistance that it funds.'],
  ['projectsReported', 'assistanceProject', 'reporter', 'Projects of assistance on which it reports.'],
  ['needs', 'assistanceNeed', 'state', 'Assistance that it needs, where it is a State.'],
  ['needsIdentified', 'assistanceNeed', 'identifiedBy', 'Needs that it identified.'],
  ['offers', 'assistanceOffer', 'provider', 'Assistance that it offers.'],
  ['offersReceived', 'assistanceOffer', 'recipients', 'Assistance that is offered to it by name.'],
  ['matchesReceived', 'assistanceMatch', 'recipient', 'Matches in which it is the State that has the need.'],
  ['matchesProvided', 'assistanceMatch', 'provider', 'Matches in which it makes the offer.'],
  ['matchesProposed', 'assistanceMatch', 'proposedBy', 'Matches that it proposed.'],
  ['mechanismsLed', 'coordinationMechanism', 'lead', 'Mechanisms of coordination that it leads.'],
  ['mechanisms', 'coordinationMechanism', 'members', 'Mechanisms of coordination of which it is a member.'],
  ['guidancePublished', 'guidanceMaterial', 'publishers', 'Guidance that it publishes.'],
  ['guidanceAdopted', 'guidanceMaterial', 'adopters', 'Guidance that it has adopted.'],
  ['measures', 'nationalMeasure', 'state', 'Its measures, where it is a State.'],
  ['measuresJoined', 'nationalMeasure', 'participants', 'Measures of States in which it takes part.'],
  ['reviewsMade', 'humanRightsReview', 'reviewer', 'Human rights reviews that it makes.'],
  ['reviewsReceived', 'humanRightsReview', 'owner', 'Human rights reviews of its measures and of programmes that it leads.'],
  ['programmesLed', 'programme', 'lead', 'Programmes that it leads.'],
  ['programmes', 'programme', 'partners', 'Programmes in which it is a partner.'],
  ['communities', 'community', 'members', 'Communities to whose list it belongs.'],
  ['warningNetworks', 'warningNetwork', 'nodes', 'Warning networks of which it is a node.'],
  ['affiliates', 'actor', 'parents', 'Actors that belong to it.'],
];

/** `Query.actorProfile`: what an actor does in cooperation, all kinds of record together. */
export function actorProfileQueries(schema: GraphQLSchema, services: Services): Record<string, AnyField> {
  const profile = new GraphQLObjectType<RecordRow, RequestContext>({
    name: 'ActorProfile',
    description: 'What an actor does in cooperation, as far as you may see it.',
    fields: {
      actor: { type: required(outputType(schema, 'Actor')), description: 'The actor.', resolve: (row) => row },
      workload: workloadField(services),
      ...profileParts(schema, services, PARTS),
    },
  });
  return {
    actorProfile: profileField(
      services,
      profile,
      'An actor with all that it does; null where there is none or you may not see it.',
    ),
  };
}
