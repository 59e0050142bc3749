/**
 * What fields and types cost that cost more than others of their sort, in objects of about 10 µs of processor each. Fields are `Type.field`; a type stands for
 * each of its objects. Measured on the demonstration: `npm run bench -- dearest` looks for the dearest query that the limits allow.
 */
export const WEIGHTS: Readonly<Record<string, number>> = {
  // Each of these compares all records in which actors meet.
  'Query.cooperationLinks': 6_000,
  'Query.interactionMatrix': 6_000,
  'Query.isolatedActors': 1_500,
  'Query.activityCoverage': 5_000,
  // An event is read with all that it says, and what its reader may not see is taken out.
  Event: 7,
  'Event.data': 4,
  // The event is read from the log and written in canonical form; a proof reads the tree, too.
  'Event.committed': 150,
  'Event.proof': 160,
};
