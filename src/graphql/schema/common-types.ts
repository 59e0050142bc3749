import { ObjectType } from '@nestjs/graphql';
import { GraphQLID, GraphQLInt, type GraphQLSchema } from 'graphql';
import { parseOccurred, sayMoment } from '../../event-sourcing/occurred.js';
import { type RecordMeta } from '../../event-sourcing/record.js';
import { TlpEnum } from '../commands/command.js';
import { Computed, type ExtraField, outputType, OutputField } from '../objects/computed.js';
import { RecordRef } from '../objects/fields.js';
import { toGlobalId } from '../global-id.js';
import { withoutHidden } from '../read/known-ids.js';
import { readerOf } from '../read/record-rows.js';
import { partOf, precisionsOf, type RecordRow } from '../request-context.js';
import { PartialDate } from '../scalars.js';
import { type Services } from './services.js';
import { type AnyField, IntervalType, listOf, required } from './shared-types.js';

@ObjectType({ description: 'A handling label: who may read.' })
export class Handling {
  @OutputField(() => TlpEnum, 'Traffic Light Protocol 2.0 label.')
  tlp!: string;

  @Computed<{ audience: string[] }>(
    () => String,
    'Who may read beside the originator: organisations (`actor_…`) and communities (`community_…`), as far as you may see them, and users (`user_…`).',
    ({ audience }) => audience.map((member) => member.replace(/^org:/, 'actor_').replace(/^(community|user):/, '$1_')),
    { list: true },
  )
  audience!: string[];
}

@ObjectType('SourceReference', { description: 'What a statement rests on: a document, or a place in a file.' })
export class SourceReferenceObject {
  @OutputField(() => String, 'Address or name of the document.')
  document!: string;

  @OutputField(() => GraphQLInt, 'Line in the file, from 1.', { nullable: true })
  line?: number;

  @OutputField(() => String, 'Identifier within the document.', { nullable: true })
  identifier?: string;

  @OutputField(() => String, 'Name of the dataset that an import took it from.', { nullable: true })
  dataset?: string;
}

@ObjectType('AttachedSource', { description: 'A document that a record rests on.' })
export class AttachedSource {
  @OutputField(() => String, 'Address of the document.')
  document!: string;

  @OutputField(() => String, 'SHA-256 of the document, hexadecimal.', { nullable: true })
  hash?: string;

  @OutputField(() => String, 'Title of the document.', { nullable: true })
  title?: string;
}

@ObjectType({ description: 'That a record should never have been made.' })
export class Voided {
  @OutputField(() => String, 'Why.')
  reason!: string;

  @Computed<{ at: string }>(() => PartialDate, 'When it was said.', (voided) => sayMoment(voided.at, precisionsOf(voided)))
  at!: string;

  @RecordRef('actor', 'Actor', 'The organisation that said so, where one did.')
  by?: string;

  @OutputField(() => String, 'Pseudonymous id of the user who recorded it.')
  user!: string;
}

/** Classes of this file, for the schema. */
export const commonTypes = [Handling, SourceReferenceObject, AttachedSource, Voided];

const meta = (row: RecordRow): RecordMeta => row.meta as RecordMeta;

/** The fields that every record has, on the interface `Record` and on each kind. */
export function recordFields(services: Services, timeline: AnyField): Record<string, ExtraField> {
  return {
    recordId: () => ({
      type: required(GraphQLID),
      description: 'Public id without a moment: the same whatever moment is asked for.',
      resolve: ({ $kind, $id }: RecordRow) => toGlobalId($kind, $id),
    }),
    revision: () => ({
      type: required(GraphQLInt),
      description: 'Its newest revision at the moment asked for: `expectedRevision` of your next command.',
      resolve: (row: RecordRow) => row.$revision,
    }),
    handling: (schema: GraphQLSchema) => ({
      type: required(outputType(schema, 'Handling')),
      description: 'Its label.',
      resolve: (row: RecordRow, _args, context) => withoutHidden(services.unfiltered, context, meta(row).handling),
    }),
    originator: (schema: GraphQLSchema) => ({
      type: outputType(schema, 'Actor'),
      description: 'The organisation that recorded it first, and that alone may show it to more readers.',
      resolve: (row: RecordRow, _args, context) => {
        const { actor } = meta(row).originator;
        return actor === null ? null : readerOf(services.pool, services.modules, context, 'actor', row.$moment).load(actor);
      },
    }),
    began: () => ({
      type: required(PartialDate),
      description: 'When it begins in the world, as exactly as it was said.',
      resolve: (row: RecordRow) => sayMoment(meta(row).beganAt, precisionsOf(row)),
    }),
    beganDuring: () => ({
      type: required(IntervalType),
      description: 'The time that `began` stands for.',
      resolve: (row: RecordRow) => parseOccurred(sayMoment(meta(row).beganAt, precisionsOf(row))),
    }),
    validFrom: () => ({
      type: required(PartialDate),
      description: 'Since when it has been as it is shown here, as exactly as that was said.',
      resolve: (row: RecordRow) => sayMoment(new Date(row.$validFrom as string).toISOString(), precisionsOf(row)),
    }),
    voided: (schema: GraphQLSchema) => ({
      type: outputType(schema, 'Voided'),
      description: 'That it should never have been made; null for all others.',
      resolve: (row: RecordRow) => {
        const { voided } = meta(row);
        return voided && partOf(row, voided);
      },
    }),
    sources: (schema: GraphQLSchema) => ({
      type: listOf(outputType(schema, 'AttachedSource')),
      description: 'Documents that it rests on.',
      resolve: (row: RecordRow) => meta(row).sources,
    }),
    timeline: () => timeline,
  };
}
