import { code, codes, type Columns, references, text } from '../../event-sourcing/projections/record-table.js';
import { actorStatus } from './actor.js';
import { type ActorState } from './actor.events.js';

/** What actors are filtered and ordered by. */
export const actorColumns: Columns<ActorState> = {
  actorKind: code('What it is.', (state) => state.actorKind, 'ActorKind'),
  country: code('Its country, ISO 3166-1 alpha-2.', (state) => state.country),
  roles: codes('Its roles in cooperation.', (state) => state.roles, 'ActorRole'),
  status: code('Whether it takes part.', actorStatus, 'ActorStatus'),
  identifiers: codes('Its identifiers, as `scheme:value`.', (state) =>
    state.identifiers.map(({ scheme, value }) => `${scheme}:${value}`),
  ),
  parents: references('actor', 'Actors to whom it belongs, as they have agreed.', ({ affiliations }) => [
    ...new Set(affiliations.filter(({ agreed, ended }) => agreed && !ended).map(({ parent }) => parent)),
  ]),
  claimedParents: references('actor', 'Actors to whom it says that it belongs, and who have not agreed.', ({ affiliations }) => [
    ...new Set(affiliations.filter(({ agreed, ended }) => !agreed && !ended).map(({ parent }) => parent)),
  ]),
  delegates: references('actor', 'Actors to whom it has given a mandate.', ({ mandates }) => [
    ...new Set(mandates.map(({ to }) => to)),
  ]),
  name: text('Its name in the language in which it was registered.', (state) => state.name[0]?.text),
};
