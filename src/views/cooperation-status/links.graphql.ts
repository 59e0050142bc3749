import {
  type GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInt,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { outputType } from '../../graphql/objects/computed.js';
import { orderedPage } from '../../graphql/read/ordered-page.js';
import { type PageArguments } from '../../graphql/read/page.js';
import { readerOf } from '../../graphql/read/record-rows.js';
import { run } from '../../graphql/read/sql.js';
import { dayOf, type RequestContext } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { pointInTimeAt, type QueryRoot } from '../../graphql/schema/record-queries.js';
import { type Services } from '../../graphql/schema/services.js';
import { type AnyField, connectionType, listOf, many, pageArguments, required } from '../../graphql/schema/shared-types.js';
import { cooperationStatus } from '../../rules/cooperation-status.js';
import { ruleArgument } from '../../rules/status-rule.js';
import { thresholdsAt } from '../shared/thresholds.js';
import { plainIds } from '../shared/arguments.js';
import { VisibleSql } from '../shared/visible-sql.js';
import { type Answered, answersOf } from './answers.js';
import { type EvidenceSource } from './cooperation-status.query.js';
import { links, type WhichLinks } from './links.js';
import { linksPage } from './links-page.js';

interface LinkArguments extends PageArguments {
  readonly actors?: readonly string[] | null;
  readonly partners?: readonly string[] | null;
  readonly modalities?: readonly string[] | null;
  readonly rule?: string | null;
}

interface MatrixCell {
  readonly kind: string;
  readonly other: string;
  readonly pairs: number;
  readonly records: number;
  readonly contact: string | null;
}

const SUBJECT: EvidenceSource['subject'] = [
  ['actor', 'uuid'],
  ['partner', 'uuid'],
  ['modality', 'text'],
];
const BY_NAME = { name: 'isolatedActors', value: ['name', 'text'], tie: ['id', 'uuid'] } as const;

/** How actors cooperate with each other: `cooperationLinks`, `interactionMatrix` and `isolatedActors`. */
export function linkQueries(
  schema: GraphQLSchema,
  services: Services,
  fields: () => GraphQLFieldConfigMap<Answered, RequestContext>,
  Modality: GraphQLEnumType,
): Record<string, AnyField> {
  const { pool, modules } = services;
  const Actor = outputType(schema, 'Actor');
  const ActorKind = schema.getType('ActorKind') as GraphQLEnumType;
  const actorOf = (n: 0 | 1) => ({
    type: required(Actor),
    description: n === 0 ? 'One of the two; the one asked for, where one was.' : 'The other one.',
    resolve: ({ subject, moment }: Answered, _args: object, context: RequestContext) =>
      readerOf(pool, modules, context, 'actor', moment).load(subject[n]!),
  });
  const link = new GraphQLObjectType<Answered, RequestContext>({
    name: 'CooperationLink',
    description: 'How two actors cooperate in one way, as far as you may see it, and why.',
    fields: {
      actor: actorOf(0),
      partner: actorOf(1),
      modality: { type: required(Modality), description: 'The way of cooperating.', resolve: ({ subject }) => subject[2] },
      ...fields(),
    },
  });
  const matrixCell = new GraphQLObjectType<MatrixCell, RequestContext>({
    name: 'InteractionMatrixCell',
    description: 'How actors of two kinds meet: in partnerships, activities, networks, projects, mechanisms and programmes.',
    fields: {
      actorKind: { type: required(ActorKind), description: 'One kind of actor.', resolve: ({ kind }) => kind },
      partnerKind: { type: required(ActorKind), description: 'The other kind, or the same.', resolve: ({ other }) => other },
      pairs: { type: required(GraphQLInt), description: 'How many pairs of actors meet.' },
      records: { type: required(GraphQLInt), description: 'In how many records.' },
      lastContact: {
        type: Day,
        description: 'The day of the last activity held, meeting, exchange or disbursement among them.',
        resolve: ({ contact }) => contact,
      },
    },
  });
  const narrowed = { actorKinds: { type: many(ActorKind), description: 'Only these kinds of actor.' } };
  return {
    cooperationLinks: {
      type: required(connectionType('CooperationLink', link, 'pairs of actors with a way in which they cooperate')),
      description:
        'Actor by actor by way of cooperating, on the day of the moment asked for: interoperability links with `modalities: [INTEROPERABILITY]`. What nothing on record says is not in the list.',
      args: {
        ...pageArguments,
        actors: { type: many(GraphQLID), description: 'Only how one of these cooperates.' },
        partners: { type: many(GraphQLID), description: 'Only with one of these.' },
        modalities: { type: many(Modality), description: 'Only in these ways.' },
        rule: ruleArgument(cooperationStatus.versions),
      },
      resolve: async (
        root: QueryRoot | undefined,
        { actors, partners, modalities, rule: asked, ...page }: LinkArguments,
        { viewer }: RequestContext,
      ) => {
        const rule = cooperationStatus.version(asked);
        const moment = pointInTimeAt(root);
        const on = dayOf(moment);
        const which: WhichLinks = {
          on,
          actors: actors && plainIds('actors', 'actor', actors),
          partners: partners && plainIds('partners', 'actor', partners),
          modalities,
        };
        const [{ COOPERATION_ACTIVE_MONTHS: months }, found] = await Promise.all([
          thresholdsAt(pool, moment),
          linksPage({ pool, modules, moment, keys: viewer.keys }, which, page),
        ]);
        const subjects = found.nodes.map((row) => ({ subject: SUBJECT.map(([column]) => row[column]!), facts: row }));
        const once = (n: number) => [...new Set(subjects.map(({ subject }) => subject[n]!))];
        const onPage: WhichLinks = { on, actors: once(0), partners: once(1), modalities: once(2) };
        const source: EvidenceSource = {
          pool,
          modules,
          moment,
          keys: viewer.keys,
          table: 'link',
          subject: SUBJECT,
          sql: (visible, of) =>
            links(visible, modules, of ? { on, actors: [of[0]!], partners: [of[1]!], modalities: [of[2]!] } : onPage),
        };
        return { ...found, nodes: answersOf(source, subjects, rule, on, months.value) };
      },
    },
    interactionMatrix: {
      type: listOf(matrixCell),
      description:
        'Kind of actor by kind of actor: how many pairs meet, on the day of the moment asked for, in what holds or has held. Kinds that do not meet are not in it.',
      args: narrowed,
      resolve: (root: QueryRoot | undefined, { actorKinds }: { actorKinds?: string[] | null }, { viewer }: RequestContext) => {
        const moment = pointInTimeAt(root);
        const visible = new VisibleSql(moment, viewer.keys);
        const sql = links(visible, modules, { on: dayOf(moment) });
        const where = actorKinds
          ? `where actor_kind = any(${visible.value(actorKinds, 'text[]')}) or partner_kind = any(${visible.value(actorKinds, 'text[]')})`
          : '';
        return run<MatrixCell>(
          pool,
          `with recursive ${sql} select least(actor_kind, partner_kind) as kind, greatest(actor_kind, partner_kind) as other,
            count(distinct (actor, partner))::int as pairs, count(distinct id)::int as records, max(contact)::text as contact
          from link ${where} group by 1, 2 order by 1, 2`,
          visible.statement,
          'CUSTOM',
        );
      },
    },
    isolatedActors: {
      type: required(connectionType('IsolatedActor', Actor, 'actors that meet no other')),
      description:
        'Active actors that meet no other in anything that holds at the moment asked for and that you may see, in order of name. Nothing on record does not say that there is nothing.',
      args: {
        ...pageArguments,
        ...narrowed,
        countries: { type: many(GraphQLString), description: 'Only actors of these countries, ISO 3166-1 alpha-2.' },
      },
      resolve: async (
        root: QueryRoot | undefined,
        { actorKinds, countries, ...page }: PageArguments & { actorKinds?: string[] | null; countries?: string[] | null },
        context: RequestContext,
      ) => {
        const moment = pointInTimeAt(root);
        const found = await orderedPage<{ id: string }, string>(
          pool,
          context.viewer.keys,
          page,
          BY_NAME,
          (statement) => {
            const visible = new VisibleSql(moment, context.viewer.keys, statement);
            const where = ["n.status = 'ACTIVE'"];
            if (actorKinds) where.push(`n.actor_kind = any(${visible.value(actorKinds, 'text[]')})`);
            if (countries) where.push(`n.country = any(${visible.value(countries, 'text[]')})`);
            return {
              columns: 'id',
              from: `(with recursive ${links(visible, modules, { on: dayOf(moment) })},
                met as (select unnest(array_agg(m.actor)) as actor from member m join meeting s on s.id = m.id and s.kind = m.kind and s.standing <> 'ENDED'
                  group by m.kind, m.id having count(*) > 1)
                select n.id, n.name from seen n where ${where.join(' and ')} and not exists (select from met where met.actor = n.id)) found`,
              where: [],
              plan: 'CUSTOM',
            };
          },
          ({ id }) => id,
        );
        const reader = readerOf(pool, modules, context, 'actor', moment);
        return { ...found, nodes: await Promise.all(found.nodes.map((id) => reader.load(id))) };
      },
    },
  };
}
