import { canonical } from '../../event-sourcing/identity.js';
import { type Refusal, refuse } from '../../event-sourcing/record.js';
import { type LocalizedText, type Money, type SumByCurrency } from '../../event-sourcing/values.js';
import {
  type Departure,
  type MILESTONE_STATUSES,
  OPTIONAL_DETAILS,
  type PARTNER_ROLES,
  type ProjectDetails,
  type ProjectResult,
  type ProjectStage,
  type ProjectStatus,
  STAGES,
  type TransferDirection,
  type TransferFlow,
} from './assistance-project.events.js';

/** Sums of a project by direction and currency, in minor units. */
export interface ProjectTotals {
  readonly pledged: SumByCurrency;
  readonly committed: SumByCurrency;
  readonly disbursed: SumByCurrency;
  readonly spent: SumByCurrency;
  readonly returned: SumByCurrency;
}

/** A pledge or a commitment as later events left it, in minor units; `drawn` was disbursed against it. */
export interface FundingPromise {
  readonly kind: 'PLEDGE' | 'COMMITMENT';
  readonly minor: number;
  readonly drawn: number;
  readonly currency: string;
  readonly direction: TransferDirection;
  readonly provider?: string;
  readonly receiver?: string;
  readonly flow?: TransferFlow;
}

export interface AssistanceProjectState extends ProjectDetails {
  readonly reporter: string;
  readonly status: ProjectStatus;
  readonly partners: readonly {
    readonly actor: string;
    readonly role: (typeof PARTNER_ROLES)[number];
    readonly activity?: string;
    readonly since: string;
    readonly until: string | null;
  }[];
  readonly departures: readonly Departure[];
  /** What datasets say of it that could not be taken. */
  readonly missing: readonly {
    readonly dataset: string;
    readonly element: string;
    readonly rule: string;
    readonly count: number;
  }[];
  /** Whether published money of this project is not covered by commitments or disbursements. */
  readonly unbacked: boolean;
  readonly milestones: readonly {
    readonly id: string;
    readonly title: LocalizedText;
    readonly due: string;
    readonly earlierDues: readonly string[];
    readonly status: (typeof MILESTONE_STATUSES)[number];
    readonly at: string | null;
    readonly note?: LocalizedText;
    readonly reason?: string;
  }[];
  readonly results: readonly (ProjectResult & { readonly at: string })[];
  readonly evaluations: readonly {
    readonly evaluator?: string;
    readonly title: LocalizedText;
    readonly day: string;
    readonly document?: string;
    readonly findings?: LocalizedText;
  }[];
  readonly inKind: readonly {
    readonly provider?: string;
    readonly receiver?: string;
    readonly description: LocalizedText;
    readonly day: string;
    readonly quantity?: number;
    readonly unit?: string;
    readonly estimatedValue?: Money;
  }[];
  /** The stage in which it goes on after a suspension. */
  readonly stage: ProjectStage;
  readonly endedReason: string | null;
  /** When it was cancelled. */
  readonly cancelledAt: string | null;
  /** Hidden: events of money that are not to be matched with other tellings. */
  readonly toldApart: readonly string[];
  /** Hidden: needed to decide, shown as sums of facts elsewhere. */
  readonly totals: Readonly<Record<TransferDirection, ProjectTotals>>;
  /** Hidden: pledges and commitments by the ids of their events. */
  readonly promises: Readonly<Record<string, FundingPromise>>;
  /** Hidden: ids of the other events of money. */
  readonly payments: readonly string[];
}

type State = AssistanceProjectState;

export const noDetails: ProjectDetails = {
  title: [],
  aidTypes: [],
  recipients: [],
  sectors: [],
  tags: [],
  themes: [],
  identifiers: [],
  documents: [],
  related: [],
};

const LISTS = [
  'aidTypes',
  'recipients',
  'sectors',
  'tags',
  'themes',
  'identifiers',
  'related',
  'contacts',
  'budgets',
  'plannedDisbursements',
] as const;
type Location = NonNullable<ProjectDetails['locations']>[number];
type Given = Partial<Omit<ProjectDetails, 'title' | 'documents' | 'locations'>> & {
  readonly locations?: readonly (Omit<Location, 'areas'> & { readonly areas?: Location['areas'] })[];
  readonly documents?: readonly (Omit<ProjectDetails['documents'][number], 'languages'> & { readonly languages?: string[] })[];
};

/** The details that a command gives, and nothing else of it. */
export function detailsOf(given: Given): Partial<ProjectDetails> {
  const documents = given.documents?.map(({ languages = [], ...document }) => ({ ...document, languages }));
  const locations = given.locations?.map(({ areas = [], ...location }) => ({ ...location, areas }));
  return {
    ...pick(given, OPTIONAL_DETAILS),
    ...pick(given, LISTS),
    ...(documents ? { documents } : {}),
    ...(locations ? { locations } : {}),
  };
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
  return STAGES.find((stage) => stage === status);
}

export function holds({ partners }: State, actor: string, role: string): boolean {
  return partners.some((partner) => partner.actor === actor && partner.role === role && partner.until === null);
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
