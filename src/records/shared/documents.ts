import { z } from 'zod';
import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type LocalizedText, recordId } from '../../event-sourcing/values.js';

/** A document: where it is, and its SHA-256. */
export const documentReference = z.strictObject({ url: z.string(), hash: z.string().optional(), title: z.string().optional() });
export type DocumentReference = z.output<typeof documentReference>;

/** A document that can be told from any other, as what is published has to be (DOMAIN 4.10). */
export const hashedDocument = documentReference.extend({ hash: z.hash('sha256') });
export type HashedDocument = z.output<typeof hashedDocument>;

/** A document that sets terms from a moment on (`since`, ISO 8601 UTC); `summary` says what it changed. */
export interface DatedDocument extends DocumentReference {
  readonly since: string;
  readonly summary?: LocalizedText;
}

/** The document, where its SHA-256 is given; `field` names it in the command. */
export function hashed(field: string, { hash, ...document }: DocumentReference): HashedDocument | Refusal {
  if (hash !== undefined) return { ...document, hash };
  return refuse('HASH_MISSING', 'say which document it is: its address may hold another one tomorrow', {
    field: `${field}.hash`,
    rule: 'what is published has the SHA-256 of its document',
  });
}

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
