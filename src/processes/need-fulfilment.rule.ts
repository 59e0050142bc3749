import { type AssistanceNeedState, type NeedDelivery } from '../records/assistance-need/assistance-need.fields.js';
import { type AssistanceProjectState } from '../records/assistance-project/assistance-project.fields.js';
import { type Quantity, totalOf } from '../records/shared/quantity.js';

/** Name and version of the rule below: events that it leads to name it as their source. */
export const FULFILMENT_RULE = 'need-fulfilment/1';

/** A confirmed match of a need with the projects that deliver it. */
export interface Delivering {
  readonly match: string;
  readonly quantity: Quantity | null;
  readonly projects: readonly { readonly id: string; readonly state: ProjectSeen }[];
}
type ProjectSeen = Pick<AssistanceProjectState, 'status' | 'milestones' | 'results' | 'inKind'>;
type NeedSeen = Pick<AssistanceNeedState, 'quantity' | 'deliveries' | 'metAt'>;

/** What is to be recorded of a need. */
export type Fulfilment =
  | { readonly command: 'recordNeedMet' | 'recordNeedPartlyMet'; readonly delivery: Omit<NeedDelivery, 'at' | 'by' | 'report'> }
  | { readonly command: 'reopenNeed'; readonly match: string };

/**
 * need-fulfilment/1.
 *
 * - A project that is closed has delivered what its match promises. Until then, a milestone reached, a result with an actual value, or a contribution in
 *   kind shows that something was delivered, and not how much.
 * - A quantified need is met when what closed projects promised and what parties recorded as delivered reaches it in everything in which it is counted;
 *   any other when every confirmed match of it has a closed project, and there is one. It is partly met as soon as something was delivered.
 * - What counted because a project had closed counts no more when the match is broken, or the project goes on after all: what was recorded of the match
 *   goes, and a need that is not met without it is reopened. Where no project had closed, signs that something was delivered stay.
 * - What parties record stands as they recorded it: a need that a party says is met is not reopened; of a match whose project has closed, the promise counts
 *   and not what parties recorded of it, so that nothing counts twice.
 *
 * @param matches the confirmed matches of the need
 * @returns the next thing to record, or undefined where the need says what is so
 */
export function fulfilment(need: NeedSeen, matches: readonly Delivering[]): Fulfilment | undefined {
  const { deliveries, metAt, quantity } = need;
  if (metAt !== null && deliveries.some(({ at, by }) => at === metAt && by !== null)) return undefined;
  const completed = matches.filter((one) => closedProject(one) !== undefined);
  const isMet = quantity === null ? matches.length > 0 && completed.length === matches.length : covers(need, completed);
  const stale = deliveries.find((one) => countsAsClosed(one, metAt) && !completed.some(({ match }) => match === one.match));
  if (stale && !(metAt !== null && isMet)) return { command: 'reopenNeed', match: stale.match! };
  if (metAt !== null) return undefined;

  const [next, ...others] = completed.filter((one) => !isCounted(one, deliveries));
  const command = isMet && others.length === 0 ? 'recordNeedMet' : 'recordNeedPartlyMet';
  if (next) return { command, delivery: { ...ofMatch(next), ...(next.quantity ? { delivered: next.quantity } : {}) } };
  if (isMet) return { command, delivery: completed.length > 0 ? ofMatch(completed.at(-1)!) : {} };
  for (const { match, projects } of matches) {
    const project = projects.find(({ state }) => hasDelivered(state));
    if (project && !deliveries.some((said) => said.match === match)) return { command, delivery: { match, project: project.id } };
  }
  return undefined;
}

function ofMatch(one: Delivering): { match: string; project?: string } {
  return { match: one.match, project: closedProject(one) };
}

/** Whether it is recorded what this match delivered: how much, where that is known. */
function isCounted({ match, quantity }: Delivering, deliveries: NeedSeen['deliveries']): boolean {
  return deliveries.some((said) => said.match === match && (quantity === null || said.delivered !== undefined));
}

/** Whether this was recorded because a project had closed: what it promises was counted, or the need was held to be met. */
function countsAsClosed(said: NeedDelivery, metAt: string | null): boolean {
  return said.by === null && said.match !== undefined && (said.delivered !== undefined || metAt === said.at);
}

function closedProject({ projects }: Delivering): string | undefined {
  return projects.find(({ state }) => state.status === 'CLOSED')?.id;
}

function hasDelivered({ milestones, results, inKind }: ProjectSeen): boolean {
  return (
    inKind.length > 0 ||
    milestones.some(({ status }) => status === 'REACHED') ||
    results.some(({ indicators }) => indicators.some(({ periods }) => periods.some(({ actual }) => actual !== undefined)))
  );
}

function covers({ quantity, deliveries }: NeedSeen, completed: readonly Delivering[]): boolean {
  const recorded = deliveries.filter(({ by, match }) => by !== null && !completed.some((one) => one.match === match));
  const sums = totalOf([...completed.map((one) => one.quantity), ...recorded.map(({ delivered }) => delivered)]);
  return Object.entries(totalOf([quantity])).every(([measure, needed]) => (sums[measure] ?? 0) >= needed);
}
