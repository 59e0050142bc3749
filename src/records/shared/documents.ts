import { z } from 'zod';
import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { recordId } from '../../event-sourcing/values.js';

/** A document: where it is, and its SHA-256. */
export const documentReference = z.strictObject({ url: z.string(), hash: z.string().optional(), title: z.string().optional() });
export type DocumentReference = z.output<typeof documentReference>;

/** An instrument, or a provision of it, that something rests on. */
export const instrumentCitation = z.strictObject({ instrument: recordId, provision: z.string().optional() });
export type InstrumentCitation = z.output<typeof instrumentCitation>;

/** Refuses citations (`field`) of provisions that their instrument does not have. */
export function knownProvisions(
  field: string,
  citations: readonly InstrumentCitation[] = [],
  { reference }: DecideContext,
): Refusal | undefined {
  const unknown = citations.findIndex(({ instrument, provision }) => {
    const { provisions = [] } = (reference(instrument)?.state ?? {}) as { provisions?: readonly { reference: string }[] };
    return provision !== undefined && !provisions.some((one) => one.reference === provision);
  });
  if (unknown < 0) return undefined;
  return refuse('UNKNOWN_PROVISION', 'the instrument has no such provision on record', {
    field: `${field}.${unknown}.provision`,
    value: citations[unknown]!.provision,
    rule: 'a provision is cited as its instrument lists it',
  });
}
