import { type GraphQLFieldConfigMap, GraphQLInt, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { type Connection, type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { type PointInTime, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { type Services } from '../../graphql/schema/services.js';
import { connectionType, listOf, pageArguments, required } from '../../graphql/schema/shared-types.js';
import {
  COOPERATION_STATUSES,
  type CooperationAnswer,
  type CooperationFacts,
  type cooperationStatus,
  EVIDENCE_STANDINGS,
} from '../../rules/cooperation-status.js';
import { ruleEnum } from '../shared/rule-fields.js';
import { type EventRow } from '../timeline/timeline.graphql.js';
import { decidingEventsOf, type Evidence, evidencePages, type EvidenceSource, type Subject } from './cooperation-status.query.js';

/** Where cooperation stands for one subject, with all that it rests on. */
export interface Answered extends CooperationAnswer {
  readonly subject: Subject;
  readonly facts: CooperationFacts;
  readonly rule: string;
  readonly moment: PointInTime;
  readonly evidence: (page: PageArguments) => Promise<Connection<Evidence>>;
  readonly decidingEvents: () => Promise<readonly EventRow[]>;
}

const nothing: CooperationFacts = {
  counts: { OPEN: 0, SUSPENDED: 0, ENDED: 0, ABSENT: 0, DISPUTED: 0 },
  lastContact: null,
  lastStep: null,
};

/** Answers a page of subjects by a rule; the events that decided them are read together, and only where one of them is asked for. */
export function answersOf(
  source: EvidenceSource,
  subjects: readonly { readonly subject: Subject; readonly facts?: CooperationFacts }[],
  rule: ReturnType<typeof cooperationStatus.version>,
  on: string,
  months: number,
): readonly Answered[] {
  const answers = subjects.map(({ subject, facts = nothing }) => ({ subject, facts, ...rule.apply(facts, on, months) }));
  const pages = evidencePages(
    source,
    subjects.map(({ subject }) => subject),
  );
  let read: ReturnType<typeof decidingEventsOf> | undefined;
  return answers.map((answer, n) => ({
    ...answer,
    rule: rule.name,
    moment: source.moment,
    evidence: (page) => pages(n, page),
    decidingEvents: async () => (await (read ??= decidingEventsOf(source, answers)))[n]!,
  }));
}

/** The fields of an answer: status, rule, deciding events and evidence. */
export function answerFields(
  schema: GraphQLSchema,
  { pool, modules }: Services,
): () => GraphQLFieldConfigMap<Answered, RequestContext> {
  const status = ruleEnum(
    'CooperationStatusCode',
    'Where cooperation stands at a moment, by the rules `cooperation-status/…`. It says what is on record, and measures nobody.',
    COOPERATION_STATUSES,
  );
  const evidence = new GraphQLObjectType<Evidence & { readonly $moment: PointInTime }, RequestContext>({
    name: 'CooperationEvidence',
    description: 'A record that a status rests on.',
    fields: {
      record: {
        type: outputType(schema, 'Record'),
        description: 'The record.',
        resolve: ({ kind, id, $moment }, _args, context) => readerOf(pool, modules, context, kind, $moment).load(id),
      },
      standing: {
        type: required(ruleEnum('CooperationEvidenceStanding', 'How a piece of evidence stands.', EVIDENCE_STANDINGS)),
        description: 'How it stands.',
      },
      lastContact: {
        type: Day,
        description: 'The day of the last activity held, meeting, exchange or disbursement in it.',
        resolve: ({ contact }) => contact,
      },
      lastStep: {
        type: Day,
        description: 'The day of the last other step: progress reported, a measure taken further, a review concluded.',
        resolve: ({ step }) => step,
      },
    },
  });
  const page = connectionType('CooperationEvidence', evidence, 'records that a status rests on, in order of kind');
  return () => ({
    status: { type: required(status), description: 'Where it stands.' },
    lastActed: { type: Day, description: 'The day on which it was acted on last, as far as the rule counts it.' },
    evidenceCount: {
      type: required(GraphQLInt),
      description: 'How many records it rests on, of those that you may see.',
      resolve: ({ facts }) => Object.values(facts.counts).reduce((sum, count) => sum + count, 0),
    },
    evidence: {
      type: required(page),
      description: 'The records that it rests on, of those that you may see.',
      args: pageArguments,
      resolve: async ({ moment, evidence }, args: PageArguments) => {
        const found = await evidence(args);
        return { ...found, nodes: found.nodes.map((one) => ({ ...one, $moment: moment })) };
      },
    },
    rule: { type: required(GraphQLString), description: 'Name and version of the rule.' },
    decidedBy: {
      type: listOf(outputType(schema, 'Event')),
      description: 'The events that decided it, newest first, 20 at the most, as far as you may see them.',
      resolve: ({ decidingEvents }) => decidingEvents(),
    },
  });
}
