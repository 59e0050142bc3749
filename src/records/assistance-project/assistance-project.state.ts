import { canonical } from '../../event-sourcing/identity.js';
import { type Refusal, refuse } from '../../event-sourcing/record.js';
import { blank } from '../../fields/index.js';
import { unique } from '../shared/scope.js';
import { details, DETAILS, type ProjectDetails } from './assistance-project.details.js';
import {
  type AssistanceProjectState as State,
  type Departure,
  type ProjectStage,
  projectStages,
  type ProjectStatus,
} from './assistance-project.fields.js';

export const noDetails: ProjectDetails = blank(details);

/** The details that a command gives, and nothing else of it. */
export function detailsOf(given: Partial<ProjectDetails>): Partial<ProjectDetails> {
  return pick(given, DETAILS);
}

/** Those of the named properties that hold something. */
export function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Partial<Pick<T, Key>> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Partial<Pick<T, Key>>;
}

export function without<T extends object>(state: T, keys: readonly (keyof T & string)[]): T {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !(keys as readonly string[]).includes(key))) as T;
}

/** Whether two values are the same as JSON, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

export function marked(departures: Departure[]): { departures?: Departure[] } {
  return departures.length > 0 ? { departures } : {};
}

export function stageOf(status: ProjectStatus): ProjectStage | undefined {
  return projectStages.codes.find((stage) => stage === status);
}

export function holds({ partners }: State, actor: string, role: string): boolean {
  return partners.some((partner) => partner.actor === actor && partner.role === role && partner.until === null);
}

/** Actors that take part now, each once. */
export function partnersOf({ partners }: Pick<State, 'partners'>, role?: State['partners'][number]['role']): string[] {
  return unique(
    partners.filter((one) => one.until === null && (role === undefined || one.role === role)).map(({ actor }) => actor),
  );
}

type Milestone = State['milestones'][number];

/** A report of a milestone that is planned later, by the dates of the events, changes nothing. */
export function milestoneChanged(state: State, id: string, change: (before: Milestone) => Partial<Milestone>): State {
  return { ...state, milestones: state.milestones.map((one) => (one.id === id ? { ...one, ...change(one) } : one)) };
}

/** A refusal where the project does not go on. */
export function running(state: State): Refusal | undefined {
  return stageOf(state.status) ? undefined : ended(state);
}

export function ended({ status }: State): Refusal {
  return refuse(`PROJECT_${status}`, `the project is ${status}`, {
    field: 'id',
    rule: 'what is suspended, closed or cancelled takes no such change',
  });
}

export function repeatedRole(field: string, actor: string): Refusal {
  return refuse('ROLE_HELD', 'this actor has that role already', { field, value: actor, rule: 'an actor has a role once' });
}

export function unknownMilestone(milestone: string): Refusal {
  const rule = 'milestone names the event of this project that planned it';
  return refuse('UNKNOWN_MILESTONE', 'this project has no such milestone', { field: 'milestone', value: milestone, rule });
}

/** Refuses indicators with a period that ends before it starts. */
export function periodsInOrder(
  indicators: readonly { readonly periods: readonly { readonly start?: string; readonly end?: string }[] }[],
): Refusal | undefined {
  for (const [i, { periods }] of indicators.entries()) {
    const at = periods.findIndex(({ start, end }) => start !== undefined && end !== undefined && end < start);
    if (at < 0) continue;
    const rule = 'a period does not end before it starts';
    return refuse('END_BEFORE_START', rule, { field: `indicators.${i}.periods.${at}.end`, value: periods[at]!.end, rule });
  }
  return undefined;
}
