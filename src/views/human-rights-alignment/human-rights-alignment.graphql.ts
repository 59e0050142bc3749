import { GraphQLBoolean, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { type Pool } from 'pg';
import { addField, outputType } from '../../graphql/objects/computed.js';
import { batched } from '../../graphql/read/batch.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { run } from '../../graphql/read/sql.js';
import { type PointInTime, type RecordRow, type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { required } from '../../graphql/schema/shared-types.js';
import { type NationalMeasureState } from '../../records/national-measure/national-measure.fields.js';
import {
  ALIGNMENT_STANDINGS,
  type AlignmentAnswer,
  type AlignmentStanding,
  humanRightsAlignment,
  type ReviewSeen,
} from '../../rules/human-rights-alignment.js';
import { ruleArgument } from '../../rules/status-rule.js';
import { ruleEnum, ruleFields } from '../shared/rule-fields.js';
import { VisibleSql } from '../shared/visible-sql.js';

type Review = ReviewSeen & { readonly id: string; readonly measure: string };
type Measure = RecordRow & NationalMeasureState;
export type Alignment = AlignmentAnswer<Review> & { readonly rule: string; readonly $moment: PointInTime };

/** Events that an alignment rests on. */
export const DECIDING: Readonly<Record<AlignmentStanding, readonly string[]>> = {
  NOT_REVIEWED: [],
  EARLIER_VERSION_REVIEWED: ['ReviewConcluded'],
  UNDER_REVIEW: ['ReviewRequested', 'ReviewStarted', 'ReviewReopened'],
  COMPLIANT: ['ReviewConcluded'],
  COMPLIANT_WITH_CONCERNS: ['ReviewConcluded', 'ConcernRaised'],
  NOT_COMPLIANT: ['ReviewConcluded'],
};

/** The reviews of some measures that a viewer may see, by the measure's id, oldest first. */
async function reviewsOf(
  pool: Pool,
  keys: readonly string[],
  moment: PointInTime,
  measures: readonly string[],
): Promise<ReadonlyMap<string, readonly Review[]>> {
  const visible = new VisibleSql(moment, keys);
  const rows = await run<Review>(
    pool,
    `select r.id, r.measure, r.version::int as version, r.status, r.conclusion, r.doc->'outcome'->>'at' as "concludedAt"
      from rm.human_rights_review r where ${visible.sees('humanRightsReview', 'r')} and r.measure = any(${visible.value(measures, 'uuid[]')})
      order by r.began, r.id`,
    visible.statement,
  );
  const found = new Map<string, Review[]>();
  for (const row of rows) found.set(row.measure, [...(found.get(row.measure) ?? []), row]);
  return found;
}

/** How a measure, as it was read, stands to human rights, by the rule asked for. @throws BAD_USER_INPUT for a rule that there is not */
export async function alignmentOf(
  pool: Pool,
  context: RequestContext,
  measure: Measure,
  asked: string | null | undefined,
): Promise<Alignment> {
  const { name, apply } = humanRightsAlignment.version(asked);
  const { $id, $moment, versions } = measure;
  const batch = `human rights reviews ${$moment.asOf ?? ''} ${$moment.knownAt ?? ''}`;
  const reviews = await batched(context, batch, $id, (ids) => reviewsOf(pool, context.viewer.keys, $moment, ids));
  return { ...apply(versions.at(-1)?.number ?? null, reviews ?? []), rule: name, $moment };
}

const types = new WeakMap<GraphQLSchema, GraphQLObjectType<Alignment, RequestContext>>();

/** The type of an alignment, made once a schema. */
export function alignmentType(schema: GraphQLSchema, services: Services): GraphQLObjectType<Alignment, RequestContext> {
  const { pool, modules } = services;
  const made =
    types.get(schema) ??
    new GraphQLObjectType<Alignment, RequestContext>({
      name: 'HumanRightsAlignment',
      description: 'How the present version of a measure stands to conclusion CO-03, as far as you may see it, and why.',
      fields: {
        standing: {
          type: required(
            ruleEnum(
              'HumanRightsAlignmentStanding',
              'What the reviews of a measure say of its present version.',
              ALIGNMENT_STANDINGS,
            ),
          ),
          description: 'What the reviews say.',
        },
        aligned: {
          type: required(GraphQLBoolean),
          description:
            'Whether it is aligned with CO-03: only ever with a concluded human rights review of this very version. False says no more than that.',
        },
        review: {
          type: outputType(schema, 'HumanRightsReview'),
          description: 'The review that decided it.',
          resolve: ({ decidedBy, $moment }, _args, context) =>
            decidedBy && readerOf(pool, modules, context, 'humanRightsReview', $moment).load(decidedBy.id),
        },
        ...ruleFields(
          schema,
          services,
          ({ rule }: Alignment) => rule,
          ({ decidedBy, standing, $moment }) => ({
            records: decidedBy === null ? [] : [{ $id: decidedBy.id, $kind: 'humanRightsReview', $moment }],
            types: DECIDING[standing],
          }),
        ),
      },
    });
  types.set(schema, made);
  return made;
}

/** The argument by which a version of the rule is asked for. */
export const alignmentRule = ruleArgument(humanRightsAlignment.versions);

addField({ name: 'NationalMeasure' }, 'humanRightsAlignment', (schema, services) => ({
  type: required(alignmentType(schema, services)),
  description: 'How its present version stands to human rights, by the reviews of it that you may see.',
  args: { rule: alignmentRule },
  resolve: (measure: Measure, { rule }: { rule?: string | null }, context: RequestContext) =>
    alignmentOf(services.pool, context, measure, rule),
}));
