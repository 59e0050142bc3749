import { ID, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordObject, RecordType } from '../../graphql/objects/record-module.js';
import { Day, Instant } from '../../graphql/scalars.js';
import { presentMembers } from '../shared/membership.js';
import { Membership } from '../shared/membership.graphql.js';
import * as commands from './warning-network.commands.js';
import { NETWORK_STATUSES, type WarningNetworkState } from './warning-network.events.js';
import { warningNetwork } from './warning-network.js';
import { unproven, warningNetworkColumns } from './warning-network.table.js';
import { warningNetworkSentences } from './warning-network.sentences.js';

const WarningNetworkStatus = codeEnum('WarningNetworkStatus', 'Whether a network is in service.', NETWORK_STATUSES);

@ObjectType({ description: 'What came of a test: counts and seconds alone.' })
class NetworkTestResult {
  @OutputField(() => Instant, 'When it was held.')
  held!: string;

  @OutputField(() => Int, 'How many nodes were called: all that the network was known to have.')
  nodes!: number;

  @OutputField(() => Int, 'How many were reached.')
  reached!: number;

  @OutputField(() => Int, 'How many of these acknowledged.')
  acknowledged!: number;

  @OutputField(() => Int, 'Seconds from the call to the last acknowledgement, or to the end of the test where none came.')
  seconds!: number;
}

@ObjectType({ description: 'A test of a network, planned or held.' })
class NetworkTest {
  @OutputField(() => ID, 'Id of the event that planned it, or else of the one that reported it.')
  id!: string;

  @OutputField(() => Day, 'The day for which it was planned; null for one without notice.', { nullable: true })
  plannedFor?: string;

  @OutputField(() => NetworkTestResult, 'What came of it; null while it is not reported held.', { nullable: true })
  result?: NetworkTestResult;
}

@ObjectType({ description: 'A use of a network.' })
class NetworkActivation {
  @OutputField(() => Instant, 'When it was.')
  at!: string;

  @OutputField(() => commands.WarningNetworkUse, 'For practice or in earnest.')
  use!: string;

  @OutputField(() => Int, 'How many nodes were alerted.')
  alerted!: number;
}

@RecordType('A network for communication or emergency warning between actors.')
export class WarningNetwork extends RecordObject {
  @Localized('Its name.')
  name!: LocalizedText;

  @Localized('What it is for.', { nullable: true })
  purpose?: LocalizedText;

  @OutputField(() => commands.WarningNetworkKind, 'What kind of network it is.')
  networkKind!: string;

  @OutputField(() => commands.WarningNetworkLevel, 'Where it is set up.')
  level!: string;

  @OutputField(() => WarningNetworkStatus, 'Whether it is in service.')
  status!: string;

  @RecordRef('actor', 'Actor', 'Who runs it.')
  operator!: string;

  @RecordRef('partnership', 'Partnership', 'The partnership that it belongs to.')
  partnership?: string;

  @OutputField(() => String, 'Countries that it serves, ISO 3166-1 alpha-2.', { list: true })
  countries!: string[];

  @OutputField(() => String, 'Regions that it serves: UN M49 codes and our own region groups.', { list: true })
  regions!: string[];

  @OutputField(() => String, 'Challenges, conclusions and threats that it answers.', { list: true })
  themes!: string[];

  @NestedObject(() => Membership, 'Its nodes, present and past, in order of enrolment.', { list: true })
  nodes!: Membership[];

  @Computed<WarningNetworkState>(() => Int, 'How many nodes it has.', (state) => presentMembers(state.nodes).length)
  nodeCount!: number;

  @Computed<WarningNetworkState>(
    () => Int,
    'How many of its nodes the last test does not show to answer: those that did not acknowledge it, and those enrolled since.',
    unproven,
  )
  unproven!: number;

  @OutputField(() => NetworkTest, 'Its tests, planned and held.', { list: true })
  tests!: NetworkTest[];

  @OutputField(() => NetworkActivation, 'When it was used, oldest first.', { list: true })
  activations!: NetworkActivation[];

  @OutputField(() => Instant, 'When it went out of service.', { nullable: true })
  retiredAt?: string;

  @OutputField(() => String, 'Why it is out of service.', { nullable: true })
  retiredReason?: string;
}

export const warningNetworkModule = recordModule<WarningNetworkState>({
  definition: warningNetwork,
  columns: warningNetworkColumns,
  type: WarningNetwork,
  plural: 'warningNetworks',
  sentences: warningNetworkSentences,
  commands: Object.values(commands),
});
