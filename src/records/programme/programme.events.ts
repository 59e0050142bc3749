import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, type LocalizedText, localizedText, money, recordId } from '../../event-sourcing/values.js';
import { documentReference } from '../shared/documents.js';
import { type Membership } from '../shared/membership.js';
import { scope } from '../shared/scope.js';

export const PROGRAMME_STATUSES = ['ANNOUNCED', 'LAUNCHED', 'CLOSED'] as const;
export type ProgrammeStatus = (typeof PROGRAMME_STATUSES)[number];

/** Work that is part of a programme. */
const work = z.strictObject({ projects: z.array(recordId), activities: z.array(recordId) });
const budget = { valueDate: day, reason: z.string() };

export const programmeEvents = {
  ProgrammeAnnounced: event(
    'An organisation announces a programme that it leads.',
    z.strictObject({
      lead: recordId,
      name: localizedText,
      description: localizedText.optional(),
      plannedLaunch: day.optional(),
      plannedEnd: day.optional(),
      document: documentReference.optional(),
      ...scope,
    }),
  ),
  ProgrammeLaunched: event('The programme is launched.', z.strictObject({ document: documentReference.optional() })),
  ProgrammePartnerJoined: event('An actor is a partner in it.', z.strictObject({ partner: recordId })),
  ProgrammePartnerLeft: event(
    'An actor is a partner in it no longer.',
    z.strictObject({ partner: recordId, reason: z.string().optional() }),
  ),
  ProgrammePhaseStarted: event(
    'A phase of it has started. The id of this event names the phase.',
    z.strictObject({ name: localizedText, plannedEnd: day.optional() }),
  ),
  ProgrammePhaseEnded: event('The phase is over.', z.strictObject({ phase: z.uuid(), outcome: localizedText.optional() })),
  ProgrammeBudgetRevised: event(
    'Its budget is this amount, in place of the one before; the first revision sets it.',
    z.strictObject({ from: money.nullable(), to: money, ...budget }),
  ),
  ProgrammeWorkAdded: event('Projects of assistance and activities are part of it.', work),
  ProgrammeWorkRemoved: event('They are part of it no longer.', work),
  ProgrammeClosed: event('The programme is over.', z.strictObject({ reason: z.string() })),
} as const;

export type ProgrammeEvent = EventOf<typeof programmeEvents>;
type Data<Type extends keyof typeof programmeEvents> = z.output<(typeof programmeEvents)[Type]['schema']>;

export interface ProgrammeState extends Data<'ProgrammeAnnounced'>, Data<'ProgrammeWorkAdded'> {
  readonly partners: readonly Membership[];
  readonly phases: readonly {
    readonly id: string;
    readonly name: LocalizedText;
    readonly plannedEnd: string | null;
    readonly started: string;
    /** Null while it goes on. */
    readonly ended: string | null;
    readonly outcome?: LocalizedText;
  }[];
  /** Its budgets, oldest first: the last one holds. */
  readonly budgets: readonly (Pick<Data<'ProgrammeBudgetRevised'>, 'valueDate' | 'reason'> & {
    readonly amount: Data<'ProgrammeBudgetRevised'>['to'];
    readonly at: string;
  })[];
  readonly launchedAt: string | null;
  readonly closedAt: string | null;
  readonly closedReason: string | null;
}
