import { ObjectType } from '@nestjs/graphql';
import { groupClass } from '../../graphql/objects/described.js';
import { OutputField } from '../../graphql/objects/fields.js';
import { RecordObject } from '../../graphql/objects/record-module.js';
import { datedDocument, documentReference, instrumentCitation, quantity, reservation } from './fields.js';

export const DocumentReference = groupClass(documentReference);
export type DocumentReference = object;
export const DatedDocument = groupClass(datedDocument);
export type DatedDocument = object;
export const InstrumentCitation = groupClass(instrumentCitation);
export type InstrumentCitation = object;
export const AssistanceQuantity = groupClass(quantity);
export type AssistanceQuantity = object;
export const AssistanceReservation = groupClass(reservation);
export type AssistanceReservation = object;

/** A record with a scope. */
@ObjectType({ isAbstract: true })
export abstract class ScopedRecord extends RecordObject {
  @OutputField(() => String, 'Challenges, conclusions and threats that it is about.', { list: true })
  themes!: string[];

  @OutputField(() => String, 'Countries that it is for, ISO 3166-1 alpha-2.', { list: true })
  countries!: string[];

  @OutputField(() => String, 'Regions that it is for: UN M49 codes and groups of our own.', { list: true })
  regions!: string[];
}
