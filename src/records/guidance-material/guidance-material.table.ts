import { code, codes, type Columns, day, number, references, text } from '../../event-sourcing/projections/record-table.js';
import { type GuidanceMaterialState, type Publication } from './guidance-material.events.js';
import { guidanceStatus, latest } from './guidance-material.js';

/** What guidance is filtered and ordered by. */
export const guidanceMaterialColumns: Columns<GuidanceMaterialState> = {
  title: text('Its title in the language in which it was said.', (state) => state.title[0]?.text),
  guidanceKind: code('What kind of guidance it is.', (state) => state.guidanceKind, 'GuidanceKind'),
  status: code('Where it stands.', guidanceStatus, 'GuidanceStatus'),
  publishers: references('actor', 'Who publishes it.', (state) => state.publishers),
  themes: codes('Challenges, conclusions and threats that it is about.', (state) => state.themes),
  targetScope: code('What is to be protected.', (state) => state.targetScope, 'TargetScope'),
  edition: number('Number of the last edition published.', (state) => latest(state)?.number),
  published: day('The day on which the last edition was published.', (state) => dayOf(latest(state))),
  expected: day('The earliest day for which an edition or addendum is announced that is not published.', nextExpected),
  slippage: number(
    'Days from the day first announced for the last edition to its publication; below zero where it came early.',
    (state) => slippage(latest(state)),
  ),
  promotedAt: references('capacityActivity', 'Activities at which it was promoted.', (state) =>
    unique(state.promotions.map(({ activity }) => activity)),
  ),
  adopters: references('actor', 'Actors that have adopted an edition.', adopters),
  adopterCount: number('How many actors have adopted an edition.', (state) => adopters(state).length),
};

/**
 * Days from the day first announced to the publication, below zero where it came early; null where nothing was announced or published, or where the day of
 * publication is not known.
 */
export function slippage(publication: Pick<Publication, 'firstExpected' | 'published'> | undefined): number | null {
  const { firstExpected = null, published = null } = publication ?? {};
  if (firstExpected === null || published === null || published.precision === 'month' || published.precision === 'year')
    return null;
  return Math.round((Date.parse(published.occurredAt.slice(0, 10)) - Date.parse(firstExpected)) / 86_400_000);
}

/** Actors that have adopted an edition, each once. */
export function adopters({ adoptions }: Pick<GuidanceMaterialState, 'adoptions'>): string[] {
  return unique(adoptions.map(({ actor }) => actor));
}

/** What is announced for a day and not published. */
export function awaited({ editions, addenda }: Pick<GuidanceMaterialState, 'editions' | 'addenda'>): Publication[] {
  return [...editions, ...addenda].filter(({ expected, published }) => expected !== null && published === null);
}

function nextExpected(state: GuidanceMaterialState): string | undefined {
  return awaited(state)
    .map(({ expected }) => expected!)
    .sort()[0];
}

function dayOf(publication: Publication | undefined): string | undefined {
  return publication?.published?.occurredAt.slice(0, 10);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
