import { expect } from '@jest/globals';
import { type TestService } from './service.js';

/** What a reader sees of a visit and of its release, on every path; the same on all of them. */
export async function visitAsSeen(concord: TestService, id: string, key: string | null, moment: string) {
  const release = id.replace('assessmentVisit', 'visitRelease');
  const { data, errors } = await concord.ask(
    `{ at(${moment}) {
         assessmentVisits(filter: { ids: ["${id}"] }) { totalCount nodes { id } } assessmentVisit(id: "${id}") { id } node(id: "${id}") { id }
         visitReleases(filter: { ids: ["${release}"] }) { totalCount nodes { id } } visitRelease(id: "${release}") { extent parts findings { challenge } report { document { url } } response { text } }
         events(filter: { records: ["${id}"] }) { totalCount } } }`,
    {},
    key,
  );
  expect(errors).toBeUndefined();
  const { assessmentVisits, assessmentVisit, node, visitReleases, visitRelease, events } = data.at;
  const visit = assessmentVisit !== null;
  expect([assessmentVisits.totalCount, assessmentVisits.nodes.length, node !== null, events.totalCount > 0]).toEqual([
    Number(visit),
    Number(visit),
    visit,
    visit,
  ]);
  expect([visitReleases.totalCount, visitReleases.nodes.length]).toEqual(Array(2).fill(Number(visitRelease !== null)));
  return { visit, release: visitRelease };
}
