import { code, codes, type Columns, references, text } from '../../event-sourcing/projections/record-table.js';
import { type ActorState, actorStatus } from './actor.js';

/** What actors are filtered and ordered by. */
export const actorColumns: Columns<ActorState> = {
  actorKind: code('What it is.', (state) => state.actorKind, 'ActorKind'),
  country: code('Its country, ISO 3166-1 alpha-2.', (state) => state.country),
  roles: codes('Its roles in cooperation.', (state) => state.roles, 'ActorRole'),
  status: code('Whether it takes part.', actorStatus, 'ActorStatus'),
  identifiers: codes('Its identifiers, as `scheme:value`.', (state) =>
    state.identifiers.map(({ scheme, value }) => `${scheme}:${value}`),
  ),
  parents: references('actor', 'Actors to whom it belongs.', (state) => [
    ...new Set(state.affiliations.filter(({ ended }) => !ended).map(({ parent }) => parent)),
  ]),
  name: text('Its name in the language in which it was registered.', (state) => state.name[0]?.text),
};
