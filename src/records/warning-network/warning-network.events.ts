import { z } from 'zod';
import { event, type EventOf } from '../../event-sourcing/record.js';
import { day, localizedText, recordId } from '../../event-sourcing/values.js';
import { type Membership } from '../shared/membership.js';

export const NETWORK_KINDS = ['COMMUNICATION', 'EMERGENCY_WARNING'] as const;
export const NETWORK_LEVELS = ['LOCAL', 'NATIONAL', 'REGIONAL', 'INTERNATIONAL'] as const;
export const NETWORK_STATUSES = ['IN_SERVICE', 'RETIRED'] as const;
export type NetworkStatus = (typeof NETWORK_STATUSES)[number];
/** Whether an activation was practice or in earnest. */
export const NETWORK_USES = ['EXERCISE', 'ACTUAL'] as const;

const count = z.int().min(0);
/** Of so many nodes called so many were reached, and so many of these acknowledged. */
const result = z
  .strictObject({ test: z.uuid().optional(), nodes: z.int().min(1), reached: count, acknowledged: count, seconds: count })
  .refine(({ nodes, reached }) => reached <= nodes, { path: ['reached'], error: 'reached is at most nodes' })
  .refine(({ reached, acknowledged }) => acknowledged <= reached, {
    path: ['acknowledged'],
    error: 'acknowledged is at most reached',
  });

export const warningNetworkEvents = {
  NetworkEstablished: event(
    'A network for communication or emergency warning is in service.',
    z.strictObject({
      name: localizedText,
      purpose: localizedText.optional(),
      networkKind: z.enum(NETWORK_KINDS),
      level: z.enum(NETWORK_LEVELS),
      operator: recordId,
      partnership: recordId.optional(),
      countries: z.array(z.string()),
      regions: z.array(z.string()),
      themes: z.array(z.string()),
    }),
  ),
  NodeEnrolled: event('An actor is a node of the network.', z.strictObject({ node: recordId })),
  NodeRemoved: event(
    'An actor is a node of the network no longer.',
    z.strictObject({ node: recordId, reason: z.string().optional() }),
  ),
  NetworkTestPlanned: event('A test is planned. The id of this event names the test.', z.strictObject({ plannedFor: day })),
  NetworkTestHeld: event(
    'A test was held: counts and seconds alone, never what was said. `nodes` is how many nodes the network was known to have then.',
    result,
  ),
  NetworkActivated: event(
    'The network was used, in an exercise or in earnest: how many nodes were alerted, never of what.',
    z.strictObject({ use: z.enum(NETWORK_USES), alerted: count }),
  ),
  NetworkRetired: event('The network is out of service for good.', z.strictObject({ reason: z.string() })),
} as const;

export type WarningNetworkEvent = EventOf<typeof warningNetworkEvents>;
type Established = z.output<typeof warningNetworkEvents.NetworkEstablished.schema>;

/** A test, planned, held, or held as planned. */
export interface NetworkTest {
  /** Id of the event that planned it, or else of the one that reported it. */
  readonly id: string;
  readonly plannedFor: string | null;
  /** What came of it; null while it is not reported held. */
  readonly result: {
    readonly held: string;
    readonly nodes: number;
    readonly reached: number;
    readonly acknowledged: number;
    readonly seconds: number;
  } | null;
}

export interface WarningNetworkState extends Established {
  readonly status: NetworkStatus;
  readonly nodes: readonly Membership[];
  readonly tests: readonly NetworkTest[];
  readonly activations: readonly { readonly at: string; readonly use: (typeof NETWORK_USES)[number]; readonly alerted: number }[];
  readonly retiredAt: string | null;
  readonly retiredReason: string | null;
}
