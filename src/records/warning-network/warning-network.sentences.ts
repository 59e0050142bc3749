import { type Sentences } from '../../event-sourcing/sentence.js';
import { type warningNetworkEvents } from './warning-network.events.js';

/** How a history of this kind is told. */
export const warningNetworkSentences: Sentences<typeof warningNetworkEvents> = {
  it: 'the warning network “{name}”',
  events: {
    NetworkEstablished: '{it} ({networkKind}, {level}), run by {operator}, was put into service',
    NodeEnrolled: '{node} became a node of {it}',
    NodeRemoved: '{node} ceased to be a node of {it}[: {reason}]',
    NetworkTestPlanned: 'a test of {it} was planned for {plannedFor}',
    NetworkTestHeld:
      'a test of {it} was held: {reached} of {nodes} nodes were reached and {acknowledged} acknowledged, in {seconds} seconds',
    NetworkActivated: '{it} was used ({use}); {alerted} nodes were alerted',
    NetworkRetired: '{it} was taken out of service: {reason}',
  },
};
